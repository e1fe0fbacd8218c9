//! `/search <words>`: pages of lots that edit one message, with a button per card.

mod choice;
mod followed;

use chrono::{DateTime, Utc};

use super::{
    ask,
    callback::{Callback, LotPage, Menu, Seek, View},
    ctx::Ctx,
    lots,
    say::{Button, Outcome, Reply, Text, cut, esc},
    subscriptions::understood,
};
use crate::{
    domain::{
        effects::Effect,
        error::{Error, UserError},
        lots::{Lot, Stage},
        reference,
        saved_search::{FilterError, Narrowing, SearchFilter},
        search::{Ask, Begin, Correction, PAGE, SearchQuery, SearchResult, Sort},
    },
    i18n::Lang,
};

/// A lot's name in a list.
const MOST_NAME: usize = 80;
/// A lot's name on a button, beside its number.
const MOST_BUTTON_NAME: usize = 24;

/// A search as it is answered.
struct Asked {
    query: SearchQuery,
    ask: Ask,
    seek: Seek,
}

impl Asked {
    fn new(ctx: &Ctx, query: SearchQuery, ask: Ask, seek: Seek) -> Self {
        Self { query, ask: seek.view.of(ask, ctx.now), seek }
    }

    /// A button to another part or another view of the same.
    fn to(&self, view: View, from: Begin) -> Callback {
        Callback::Seek(self.query.id(), Seek { view, from })
    }
}

const FIRST: Seek = Seek {
    view: View {
        sort: Sort::Relevance,
        only_open: false,
        region: None,
        status: None,
        method: None,
        within: None,
        band: None,
        menu: Menu::Closed,
    },
    from: Begin::Page(0),
};

/// `/search <words>`.
pub(super) async fn first_page(ctx: Ctx, words: String) -> Outcome {
    let Some(query) = SearchQuery::parse(&words) else {
        return Ok(Reply::send(Text::new(ctx.words().search_usage())));
    };
    let ask = match Ask::parse(&query.words, ctx.now) {
        Ok(ask) => ask,
        // Nothing but words that join others: then these are what is looked for.
        Err(FilterError::Empty) => Ask::of_any(&query.words, ctx.now),
        Err(error) => return Err(UserError::BadFilter(error).into()),
    };
    let asked = Asked::new(&ctx, query, ask, FIRST);
    shown(ctx, asked, None, false).await
}

/// Words without a command: searched for, and said so.
pub(super) async fn suggested(ctx: Ctx, text: String) -> Outcome {
    match SearchQuery::parse(&text) {
        Some(query) => {
            let ask = Ask::of_any(&query.words, ctx.now);
            let asked = Asked::new(&ctx, query, ask, FIRST);
            shown(ctx, asked, None, true).await
        }
        None => Ok(Reply::send(Text::new(ctx.words().error_lot_unclear()))),
    }
}

/// Another page, in place; buttons that know pages by number were sent before there was an index.
pub(super) async fn turn(ctx: Ctx, query: String, page: i64, place: Option<i64>) -> Outcome {
    seek(ctx, query, Seek { from: Begin::Page(page), ..FIRST }, place).await
}

/// Another part or another view, in place.
pub(super) async fn seek(ctx: Ctx, query: String, seek: Seek, place: Option<i64>) -> Outcome {
    let query = ctx.services.search.query(&query).await?.ok_or(UserError::StaleButton)?;
    let ask = Ask::of_any(&query.words, ctx.now);
    let asked = Asked::new(&ctx, query, ask, seek);
    shown(ctx, asked, place, false).await
}

/// The same search narrowed to what was chosen, in place: from then on it is another one.
pub(super) async fn narrow(
    ctx: Ctx,
    query: String,
    seek: Seek,
    by: Narrowing,
    place: Option<i64>,
) -> Outcome {
    let query = ctx.services.search.query(&query).await?.ok_or(UserError::StaleButton)?;
    let text = by.written(&query.words, ctx.lang);
    let ask = Ask::parse(&text, ctx.now).map_err(UserError::BadFilter)?;
    let query = SearchQuery::parse(&text).ok_or(UserError::StaleButton)?;
    let asked = Asked::new(&ctx, query, ask, seek);
    shown(ctx, asked, place, false).await
}

async fn shown(ctx: Ctx, asked: Asked, place: Option<i64>, suggested: bool) -> Outcome {
    let found = ctx.services.search.page(&asked.query, &asked.ask, asked.seek.from).await?;
    let samples = match &found.found {
        Some(found) => choice::samples(&ctx, &asked, found).await?,
        None => Vec::new(),
    };
    let followed = followed::followed(&asked);
    let others = alike(&ctx, &asked, &found).await?;
    let mut text = list(&ctx, &asked, &found, &samples);
    for other in &others {
        let label = ctx.words().button_search_alike(cut(&other.words, MOST_BUTTON_NAME));
        text = text.row(vec![Button::Press(label, Callback::Seek(other.id(), FIRST))]);
    }
    let mut text = text.row(follow_buttons(&ctx, &followed));
    if suggested && found.page.total == 0 {
        let offered = ask::offered(ctx.lang, &asked.query.words);
        text = offered.into_iter().fold(text, |text, button| text.row(vec![button]));
    }
    if suggested {
        text.html = format!("{}\n\n{}", ctx.words().search_suggestion(), text.html);
    }
    let keep = |query: SearchQuery| {
        let id = query.id();
        Effect::KeepQuery { id, words: query.words, at: ctx.now }
    };
    let mut reply = Reply::edit(place, text);
    if followed != asked.query {
        reply = reply.with(keep(followed));
    }
    for other in others {
        reply = reply.with(keep(other));
    }
    Ok(reply.with(keep(asked.query)))
}

/// Searches for what the person sells besides; at the first look only.
async fn alike(ctx: &Ctx, asked: &Asked, result: &SearchResult) -> Result<Vec<SearchQuery>, Error> {
    if !ctx.private || asked.seek != FIRST || result.found.is_none() {
        return Ok(Vec::new());
    }
    let Some(profile) = ctx.services.store.find_hot_profile(ctx.user_id).await? else {
        return Ok(Vec::new());
    };
    let others = ctx.services.search.alike(&asked.ask, &profile.profile.sells)?;
    Ok(others.iter().filter_map(|words| SearchQuery::parse(words)).collect())
}

fn list(ctx: &Ctx, asked: &Asked, result: &SearchResult, samples: &[Lot]) -> Text {
    let (words, page) = (ctx.words(), &result.page);
    let freshness = match &result.freshness {
        Some(freshness) => lots::freshness(ctx, freshness),
        None => words.freshness_never(),
    };
    let typed = esc(&asked.query.words);
    let mut html = if page.total == 0 {
        words.search_nothing(typed)
    } else {
        words.search_found(typed, words.lots_count(page.total), page.open.to_string())
    };
    for note in notes(ctx, asked, result) {
        html.push_str(&format!("\n{note}"));
    }
    for lot in &page.lots {
        html.push_str(&format!("\n\n{}", entry(ctx, lot)));
    }
    let mut text = Text::new(html);
    for lot in &page.lots {
        text = text.row(vec![lot_button(ctx, lot)]);
    }
    if page.total > PAGE {
        let (number, row) = pages(ctx, asked, result);
        let pages = (page.total + PAGE - 1) / PAGE;
        let line = words.search_page((number + 1).to_string(), pages.to_string());
        text.html.push_str(&format!("\n\n{line}"));
        text = text.row(row);
    }
    text.html.push_str(&format!("\n\n{freshness}"));
    if let Some(found) = &result.found
        && (page.total > 0 || asked.seek.view != FIRST.view)
    {
        text = choice::rows(ctx, asked, found, samples).into_iter().fold(text, Text::row);
    }
    text
}

/// What a person must know to trust the list: words read as others, filters read from the text.
fn notes(ctx: &Ctx, asked: &Asked, result: &SearchResult) -> Vec<String> {
    let words = ctx.words();
    let Some(found) = &result.found else { return vec![words.search_without_index()] };
    let mut notes: Vec<String> = Vec::new();
    notes.extend(found.corrections.iter().map(|Correction { typed, read_as }| {
        words.search_read_as(esc(typed), esc(&read_as.join(", ")))
    }));
    let only_filters = SearchFilter { words: Vec::new(), ..asked.ask.filter.clone() };
    notes.push(understood(ctx.lang, &only_filters));
    if asked.ask.only_open {
        notes.push(words.search_only_open());
    }
    if !asked.ask.statuses.is_empty() {
        let names = asked.ask.statuses.iter().filter_map(|id| reference::lot_status(*id, ctx.lang));
        notes.push(words.search_statuses(esc(&names.collect::<Vec<_>>().join(", "))));
    }
    if let Some((from, until)) = asked.ask.deadline {
        notes.push(if until == DateTime::<Utc>::MAX_UTC {
            words.search_ends_after(ctx.lang.moment(from))
        } else {
            words.search_ends_before(ctx.lang.moment(until))
        });
    }
    notes.retain(|note| !note.is_empty());
    notes
}

/// The number of the page, from zero, and buttons to its neighbours.
fn pages(ctx: &Ctx, asked: &Asked, result: &SearchResult) -> (i64, Vec<Button>) {
    let (words, view) = (ctx.words(), asked.seek.view);
    let Some(found) = &result.found else {
        let number = if let Begin::Page(page) = asked.seek.from { page } else { 0 };
        let all = (result.page.total + PAGE - 1) / PAGE;
        let to = |page| asked.to(view, Begin::Page(page));
        return (number, page_buttons(ctx.lang, number, all, to));
    };
    let ahead = i64::try_from(found.ahead).unwrap_or(i64::MAX);
    let mut row = Vec::new();
    if let Some((first, last)) = found.ends {
        if ahead > 0 {
            let back = asked.to(view, Begin::Before(first));
            row.push(Button::Press(words.button_page_previous(), back));
        }
        if ahead + (result.page.lots.len() as i64) < result.page.total {
            row.push(Button::Press(words.button_page_next(), asked.to(view, Begin::After(last))));
        }
    }
    ((ahead + PAGE - 1) / PAGE, row)
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
