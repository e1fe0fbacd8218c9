//! `@bot карт…` in any chat: cards of lots to share there. The answer goes out at once and is not
//! recorded: a query is good for seconds, and the next letter asks anew.

use serde_json::{Value, json};
use teloxide::types::{InlineQuery, Me};

use super::{
    callback::{Short, long},
    ctx::Ctx,
    lots::freshness,
    say::{Button, Outcome, Reply, Text, cut, esc, keyboard, plain},
    search::entry,
};
use crate::domain::{
    lots::Lot,
    search::{Ask, Begin, Place, Slice, Sort},
    words::fold,
};

/// Cards of a page; Telegram takes fifty.
const PAGE: usize = 20;
/// Seconds that Telegram may show an answer again: deadlines and prices must not be old.
const KEPT: u32 = 60;
/// A title longer than this does not fit on a phone.
const MOST_TITLE: usize = 90;
/// What the bot is opened with by a button above the cards.
const OPENED_WITH: &str = "search";

/// What an inline query is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InlineAnswer {
    cards: Vec<Value>,
    /// Where the next page begins; empty after the last.
    next: String,
    /// What stands above the cards and opens the bot.
    above: Option<String>,
    /// Seconds that it is good for.
    kept: u32,
}

impl InlineAnswer {
    /// The parameters of `answerInlineQuery`. Cards are in the person's language: they are theirs
    /// alone.
    pub(super) fn parameters(&self, query_id: &str) -> String {
        let mut parameters = json!({
            "inline_query_id": query_id,
            "results": self.cards,
            "cache_time": self.kept,
            "is_personal": true,
            "next_offset": self.next,
        });
        if let (Some(text), Some(fields)) = (&self.above, parameters.as_object_mut()) {
            let button = json!({ "text": cut(text, 64), "start_parameter": OPENED_WITH });
            fields.insert("button".to_owned(), button);
        }
        parameters.to_string()
    }
}

/// Cards for what is typed so far.
pub(super) async fn cards(ctx: Ctx, query: InlineQuery, me: Me) -> Outcome {
    let words = ctx.words();
    let Some(from) = begin(&query.offset) else {
        return Ok(Reply::inline(InlineAnswer {
            cards: Vec::new(),
            next: String::new(),
            above: None,
            kept: KEPT,
        }));
    };
    let ask = ask(&ctx, &query.query);
    let slice = Slice { from, limit: PAGE };
    let Some((hits, lots)) = ctx.services.search.part(&ask, slice, ctx.now).await? else {
        return Ok(Reply::inline(InlineAnswer {
            cards: Vec::new(),
            next: String::new(),
            above: Some(words.inline_not_ready()),
            kept: 0,
        }));
    };
    let as_of = ctx.services.search.freshness().await?;
    let as_of = as_of.map_or_else(|| words.freshness_never(), |it| freshness(&ctx, &it));
    let is_more = hits.ahead + (hits.places.len() as u64) < hits.total;
    let next = hits.places.last().filter(|_| is_more).map(next).unwrap_or_default();
    Ok(Reply::inline(InlineAnswer {
        cards: lots.iter().map(|lot| card(&ctx, &me, lot, &as_of)).collect(),
        next,
        above: lots.is_empty().then(|| words.inline_nothing()),
        kept: KEPT,
    }))
}

/// The search: of nothing, the lots whose bids are taken now; the last word may only be begun.
fn ask(ctx: &Ctx, text: &str) -> Ask {
    if text.trim().is_empty() {
        return Ask { only_open: true, sort: Sort::Date, ..Ask::default() };
    }
    let mut ask = Ask { open_first: true, ..Ask::of_any(text, ctx.now) };
    let last = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // What was read as a sum or a place is no word.
    let is_word = ask.filter.words.last().is_some_and(|word| fold(word) == fold(last));
    if is_word && last.chars().nth(1).is_some() && ask.phrases.is_empty() {
        ask.begun = ask.filter.words.pop();
    }
    ask
}

fn card(ctx: &Ctx, me: &Me, lot: &Lot, as_of: &str) -> Value {
    let words = ctx.words();
    let name = lot.name.in_lang(ctx.lang).map(ToOwned::to_owned);
    let mut html = entry(ctx, lot);
    // All of the entry but its first line, which is the name.
    let description = plain(&html).lines().skip(1).collect::<Vec<_>>().join("\n");
    if let Some(customer) = lot.customer_name.in_lang(ctx.lang) {
        html.push_str(&format!("\n{}", esc(customer)));
    }
    html.push_str(&format!("\n\n{as_of}"));
    let mut links = vec![Button::Link(
        words.button_open_in_bot(),
        format!("https://t.me/{}?start=lot_{}", me.username(), lot.id),
    )];
    links.extend(lot.announcement_id.map(|announcement| {
        let url = format!("{}/ru/announce/index/{announcement}?tab=lots", ctx.portal_url);
        Button::Link(words.button_portal(), url)
    }));
    let text = Text::new(html).row(links);
    json!({
        "type": "article",
        "id": lot.id.to_string(),
        "title": cut(&name.unwrap_or_else(|| words.lot_name_unknown()), MOST_TITLE),
        "description": description,
        "input_message_content": {
            "message_text": text.html,
            "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
        },
        "reply_markup": { "inline_keyboard": keyboard(&text.rows) },
    })
}

fn next(place: &Place) -> String {
    format!("{}.{}.{}", place.key.0, Short(place.key.1), Short(place.id))
}

/// Where a page begins; none for what we never gave.
fn begin(offset: &str) -> Option<Begin> {
    if offset.is_empty() {
        return Some(Begin::Page(0));
    }
    let parts: Vec<&str> = offset.split('.').collect();
    let [first, second, id] = parts.as_slice() else { return None };
    let place = Place { key: (first.parse().ok()?, long(second).ok()?), id: long(id).ok()? };
    Some(Begin::After(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_the_one_before_ended() {
        for key in [(1, 3), (0, i64::MIN), (0, i64::MAX)] {
            let place = Place { key, id: 99_999_999_999 };
            let offset = next(&place);
            assert!(offset.len() <= 64, "{offset}");
            assert_eq!(begin(&offset), Some(Begin::After(place)));
        }
        for forged in ["x", "1", "1.2", "1.2.3.4", "1.!.3"] {
            assert_eq!(begin(forged), None, "{forged}");
        }
    }
}
