//! `reply_markup`: which keyboards the server takes and how it complains about the others.

use serde_json::{Map, Value};

use super::{links, params::Params, records::Button, refusal::Refusal};

/// A checked `reply_markup`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Markup {
    /// The inline keyboard as Telegram shows it.
    pub(super) rows: Vec<Vec<Button>>,
    /// The same as JSON, empty for no inline keyboard.
    pub(super) json: Option<Value>,
    /// A reply keyboard, its removal or a forced reply: such a message can never be edited.
    pub(super) reply_keyboard: bool,
    /// Buttons that Telegram drops without a word.
    pub(super) dropped: usize,
}

const MAX_BUTTONS: usize = 100;
const MAX_IN_ROW: usize = 8;

/// Reads and checks `reply_markup`.
pub(super) fn read(params: &Params) -> Result<Markup, Refusal> {
    let value = match params.json("reply_markup") {
        None => return Ok(Markup::default()),
        Some(Err(_)) => {
            return Err(Refusal::bad("can't parse reply keyboard markup JSON object"));
        }
        Some(Ok(value)) => value,
    };
    let Value::Object(fields) = value else {
        return Err(Refusal::bad("object expected as reply markup"));
    };
    let Some(keyboard) = fields.get("inline_keyboard") else {
        let reply_keyboard = ["keyboard", "remove_keyboard", "force_reply"]
            .iter()
            .any(|name| fields.contains_key(*name));
        return Ok(Markup { reply_keyboard, ..Markup::default() });
    };
    let Value::Array(rows) = keyboard else {
        return Err(Refusal::bad("field \"inline_keyboard\" must be of type Array"));
    };
    inline(rows)
}

fn inline(rows: &[Value]) -> Result<Markup, Refusal> {
    let mut markup = Markup::default();
    let mut kept = Vec::new();
    for row in rows {
        let Value::Array(row) = row else {
            return Err(Refusal::bad("field \"inline_keyboard\" must be an Array of Arrays"));
        };
        let (mut buttons, mut shown) = (Vec::new(), Vec::new());
        for value in row {
            let button = button(value)?;
            if button.text.trim().is_empty() {
                markup.dropped += 1;
                continue;
            }
            buttons.push(button);
            shown.push(value.clone());
        }
        if buttons.len() > MAX_IN_ROW {
            return Err(Refusal::bad("reply markup is too long"));
        }
        if !buttons.is_empty() {
            markup.rows.push(buttons);
            kept.push(Value::Array(shown));
        }
    }
    if markup.rows.iter().map(Vec::len).sum::<usize>() > MAX_BUTTONS {
        return Err(Refusal::bad("reply markup is too long"));
    }
    if !kept.is_empty() {
        markup.json =
            Some(Value::Object(Map::from_iter([("inline_keyboard".into(), kept.into())])));
    }
    Ok(markup)
}

fn button(value: &Value) -> Result<Button, Refusal> {
    let broken =
        |why: &str| Refusal::bad(format_args!("can't parse inline keyboard button: {why}"));
    let Value::Object(fields) = value else {
        return Err(broken("InlineKeyboardButton must be an Object"));
    };
    let text = string(fields, "text").map_err(|why| broken(&why))?;
    let text = text.ok_or_else(|| broken("Can't find field \"text\""))?;
    let url = string(fields, "url").map_err(|why| broken(&why))?;
    let data = string(fields, "callback_data").map_err(|why| broken(&why))?;
    if let Some(url) = url.as_deref() {
        links::check(url).map_err(|why| {
            Refusal::bad(format_args!("inline keyboard button URL '{url}' is invalid: {why}"))
        })?;
    }
    if data.as_ref().is_some_and(|data| data.is_empty() || data.len() > 64) {
        return Err(Refusal::bad("BUTTON_DATA_INVALID"));
    }
    if url.is_none() && data.is_none() && !OTHER_ACTIONS.iter().any(|a| fields.contains_key(*a)) {
        return Err(broken("Text buttons are unallowed in the inline keyboard"));
    }
    Ok(Button { text, data, url })
}

const OTHER_ACTIONS: [&str; 8] = [
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

fn string(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("Field \"{name}\" must be of type String")),
    }
}
