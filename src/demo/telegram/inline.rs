//! Inline mode: a person types `@bot …` in some chat and is shown cards to share there.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};

use super::{
    LocalTelegram, Person, keyboard,
    params::Params,
    records::{InlineAnswer, InlineCard},
    refusal::Refusal,
    state::State,
    text,
};

const MOST_RESULTS: usize = 50;
const MOST_ID: usize = 64;
const MOST_OFFSET: usize = 64;
const MOST_TEXT: usize = 4096;
/// A query is answered within seconds, or never.
const LIFETIME: Duration = Duration::from_secs(15);

impl LocalTelegram {
    /// A person types a query for the bot in some chat; gives the query's id.
    pub fn asks_inline(&self, from: &Person, query: &str, offset: &str) -> String {
        let id = format!("{:019}", rand::random::<u64>() >> 1);
        self.make(|state| {
            state.inline_queries.insert(id.clone(), Instant::now());
            json!({"inline_query": {
                "id": id, "from": from.user(), "query": query, "offset": offset,
                "chat_type": "group",
            }})
        });
        id
    }

    /// The query's time is over, as after a long wait.
    pub fn expire_inline(&self, id: &str) {
        self.lock().inline_queries.remove(id);
    }
}

/// `answerInlineQuery`.
pub(super) fn answer(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("inline_query_id").unwrap_or_default().into_owned();
    if state.inline_queries.remove(&id).is_none_or(|asked| asked.elapsed() > LIFETIME) {
        return Err(Refusal::bad(
            "query is too old and response timeout expired or query ID is invalid",
        ));
    }
    let Some(Ok(Value::Array(results))) = params.json("results") else {
        return Err(Refusal::bad("can't parse inline query results JSON object"));
    };
    if results.len() > MOST_RESULTS {
        return Err(Refusal::bad("RESULTS_TOO_MUCH"));
    }
    let next_offset = params.text("next_offset").unwrap_or_default().into_owned();
    if next_offset.len() > MOST_OFFSET {
        return Err(Refusal::bad("NEXT_OFFSET_INVALID"));
    }
    let mut known = HashSet::new();
    let cards = results.iter().map(|result| card(result, &mut known)).collect::<Result<_, _>>()?;
    let above = match params.json("button") {
        Some(Ok(button)) => {
            let start = button.get("start_parameter").and_then(Value::as_str).unwrap_or_default();
            let sign = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
            if start.is_empty() || start.len() > MOST_ID || !start.bytes().all(sign) {
                return Err(Refusal::bad("START_PARAM_INVALID"));
            }
            button.get("text").and_then(Value::as_str).map(ToOwned::to_owned)
        }
        _ => None,
    };
    state.inline_answers.push(InlineAnswer {
        inline_query_id: id,
        cards,
        next_offset,
        cache_time: params.number("cache_time").unwrap_or(300),
        is_personal: params.flag("is_personal"),
        above,
    });
    Ok(json!(true))
}

fn card(result: &Value, known: &mut HashSet<String>) -> Result<InlineCard, Refusal> {
    let field = |name: &str| result.get(name).and_then(Value::as_str).unwrap_or_default();
    if field("type") != "article" {
        return Err(Refusal::bad("the local Telegram shows articles only"));
    }
    let id = field("id").to_owned();
    if id.is_empty() || id.len() > MOST_ID {
        return Err(Refusal::bad("RESULT_ID_INVALID"));
    }
    if !known.insert(id.clone()) {
        return Err(Refusal::bad("RESULT_ID_DUPLICATE"));
    }
    if field("title").is_empty() {
        return Err(Refusal::bad("ARTICLE_TITLE_EMPTY"));
    }
    let mut fields: Map<String, Value> =
        result.get("input_message_content").and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(markup) = result.get("reply_markup") {
        fields.insert("reply_markup".to_owned(), markup.clone());
    }
    let params = Params { fields, files: Vec::new() };
    let message = text::read(&params, "message_text")?;
    if text::is_blank(&message.text) {
        return Err(Refusal::bad("message text is empty"));
    }
    if message.text.chars().count() > MOST_TEXT {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    Ok(InlineCard {
        id,
        title: field("title").to_owned(),
        description: field("description").to_owned(),
        text: message.text,
        rows: keyboard::read(&params)?.rows,
    })
}
