//! `/search <words>`: pages of lots that edit one message, with a button per card.

use super::{
    callback::{Callback, LotPage},
    ctx::Ctx,
    lots,
    say::{Button, Outcome, Reply, Text, cut, esc},
};
use crate::{
    domain::{
        effects::Effect,
        error::UserError,
        lots::{Lot, Stage},
        reference,
        search::{PAGE, SearchQuery, SearchResult},
    },
    i18n::Lang,
};

/// A lot's name in a list.
const MOST_NAME: usize = 80;
/// A lot's name on a button, beside its number.
const MOST_BUTTON_NAME: usize = 24;

/// `/search <words>`.
pub(super) async fn first_page(ctx: Ctx, words: String) -> Outcome {
    match SearchQuery::parse(&words) {
        Some(query) => shown(ctx, query, 0, None, false).await,
        None => Ok(Reply::send(Text::new(ctx.words().search_usage()))),
    }
}

/// Words without a command: searched for, and said so.
pub(super) async fn suggested(ctx: Ctx, text: String) -> Outcome {
    match SearchQuery::parse(&text) {
        Some(query) => shown(ctx, query, 0, None, true).await,
        None => Ok(Reply::send(Text::new(ctx.words().error_lot_unclear()))),
    }
}

/// Another page, in place.
pub(super) async fn turn(ctx: Ctx, query: String, page: i64, place: Option<i64>) -> Outcome {
    let query = ctx.services.search.query(&query).await?.ok_or(UserError::StaleButton)?;
    shown(ctx, query, page, place, false).await
}

async fn shown(
    ctx: Ctx,
    query: SearchQuery,
    page: i64,
    place: Option<i64>,
    suggested: bool,
) -> Outcome {
    let found = ctx.services.search.page(&query, page).await?;
    let mut text = list(&ctx, &query, page, &found);
    if suggested {
        text.html = format!("{}\n\n{}", ctx.words().search_suggestion(), text.html);
    }
    let keep = Effect::KeepQuery { id: query.id(), words: query.words, at: ctx.now };
    Ok(Reply::edit(place, text).with(keep))
}

fn list(ctx: &Ctx, query: &SearchQuery, page: i64, result: &SearchResult) -> Text {
    let (words, found) = (ctx.words(), &result.page);
    let freshness = match &result.freshness {
        Some(freshness) => lots::freshness(ctx, freshness),
        None => words.freshness_never(),
    };
    if found.total == 0 {
        let html = format!("{}\n\n{freshness}", words.search_nothing(esc(&query.words)));
        return Text::new(html).row(follow_buttons(ctx, query));
    }
    let pages = (found.total + PAGE - 1) / PAGE;
    let mut html = words.search_found(
        esc(&query.words),
        words.lots_count(found.total),
        found.open.to_string(),
    );
    for lot in &found.lots {
        html.push_str("\n\n");
        html.push_str(&entry(ctx, lot));
    }
    let mut text = Text::new(html);
    for lot in &found.lots {
        text = text.row(vec![lot_button(ctx, lot)]);
    }
    if pages > 1 {
        text.html.push_str(&format!(
            "\n\n{}",
            words.search_page((page + 1).to_string(), pages.to_string())
        ));
        text = text
            .row(page_buttons(ctx.lang, page, pages, |page| Callback::Search(query.id(), page)));
    }
    text.html.push_str(&format!("\n\n{freshness}"));
    text.row(follow_buttons(ctx, query))
}

/// Follows what the search finds from now on; nothing in a group.
fn follow_buttons(ctx: &Ctx, query: &SearchQuery) -> Vec<Button> {
    if !ctx.private {
        return Vec::new();
    }
    let follow = Callback::FollowSearch(query.id());
    vec![Button::Press(ctx.words().button_follow_search(), follow)]
}

/// A lot in a list: name, number, sum, region, and where it stands.
pub(super) fn entry(ctx: &Ctx, lot: &Lot) -> String {
    let words = ctx.words();
    let (sign, stage) = match lot.stage(ctx.now) {
        Stage::Open(end) => ("🟢", Some(words.search_deadline(ctx.lang.moment(end)))),
        Stage::Announced(_) => ("🟡", status_name(ctx, lot)),
        Stage::Ended(end) => ("🔴", Some(words.search_ended(ctx.lang.moment(end)))),
        Stage::Closed | Stage::Unknown => ("⚪️", status_name(ctx, lot)),
    };
    let name = lot.name.in_lang(ctx.lang).map(|name| esc(&cut(name, MOST_NAME)));
    let mut line = format!("{sign} <b>{}</b>", name.unwrap_or_else(|| words.lot_name_unknown()));
    line.push_str(&format!("\n<code>{}</code>", esc(lot.number.as_str())));
    if let Some(amount) = lot.amount {
        line.push_str(&format!(" · {}", ctx.lang.money(amount)));
    }
    if let Some(region) = lot.kato.first().and_then(|kato| reference::region(kato, ctx.lang)) {
        line.push_str(&format!(" · {region}"));
    }
    if let Some(stage) = stage {
        line.push_str(&format!("\n{stage}"));
    }
    line
}

fn status_name(ctx: &Ctx, lot: &Lot) -> Option<String> {
    lot.status_id.and_then(|id| reference::lot_status(id, ctx.lang)).map(ToOwned::to_owned)
}

/// A button that leads to a lot's card.
pub(super) fn lot_button(ctx: &Ctx, lot: &Lot) -> Button {
    let name =
        lot.name.in_lang(ctx.lang).map(|name| cut(name, MOST_BUTTON_NAME)).unwrap_or_default();
    Button::Press(format!("{} {name}", lot.number), Callback::Lot(lot.id, LotPage::Card))
}

/// Buttons to the page before and the page after.
pub(super) fn page_buttons(
    lang: Lang,
    page: i64,
    pages: i64,
    to: impl Fn(i64) -> Callback,
) -> Vec<Button> {
    let mut row = Vec::new();
    if page > 0 {
        row.push(Button::Press(lang.words().button_page_previous(), to(page - 1)));
    }
    if page + 1 < pages {
        row.push(Button::Press(lang.words().button_page_next(), to(page + 1)));
    }
    row
}
