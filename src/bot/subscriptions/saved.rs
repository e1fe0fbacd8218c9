//! Saved searches: replayed before they are saved, and edited by sending other words.

use super::{
    super::{
        callback::Callback,
        ctx::Ctx,
        say::{Button, Outcome, Reply, Text, esc},
        search::entry,
    },
    named,
};
use crate::{
    domain::{
        effects::Effect,
        error::UserError,
        reference,
        saved_search::SearchFilter,
        search::short_id,
        subscriptions::{Kind, Replay, Verdict},
    },
    i18n::Lang,
};

/// What a dialogue expects whose next words are a search's.
pub(in crate::bot) const EDITED: &str = "search:";
/// More lots a week than this are too many to read.
const MANY: i64 = 70;

/// Words to be followed: what they would have brought, and a button to save them.
pub(super) async fn preview(ctx: Ctx, text: String, instead: Option<String>) -> Outcome {
    ctx.only_in_private()?;
    let filter = SearchFilter::parse(&text).map_err(UserError::BadFilter)?;
    let (_, standing) = SearchFilter::parse_with_standing(&text).map_err(UserError::BadFilter)?;
    let replay = ctx.services.subscriptions.replay(&filter).await?;
    let words = ctx.words();
    let mut lines = vec![words.saved_title(esc(text.trim())), understood(ctx.lang, &filter)];
    if !standing.is_any() {
        lines.push(words.saved_standing());
    }
    lines.push(String::new());
    lines.push(forecast(&ctx, &replay));
    for lot in &replay.examples {
        lines.extend([String::new(), entry(&ctx, lot)]);
    }
    let id = short_id(&text);
    let save = Callback::SaveSearch(id.clone(), instead);
    let text_out =
        Text::new(lines.join("\n")).row(vec![Button::Press(words.button_save_search(), save)]);
    Ok(Reply::send(text_out).with(Effect::KeepQuery { id, words: text, at: ctx.now }))
}

/// A press on «Следить» under a search.
pub(in crate::bot) async fn preview_query(ctx: Ctx, id: String) -> Outcome {
    let text = ctx.services.store.find_query(&id).await?.ok_or(UserError::StaleButton)?;
    preview(ctx, text, None).await
}

/// Saves what was previewed, in place; a second press says that it is saved.
pub(in crate::bot) async fn save(
    ctx: Ctx,
    id: String,
    instead: Option<String>,
    place: Option<i64>,
) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let text = ctx.services.store.find_query(&id).await?.ok_or(UserError::StaleButton)?;
    let service = &ctx.services.subscriptions;
    let verdict = service.search_verdict(ctx.user_id, ctx.chat_id, &text, instead.as_deref());
    Ok(match verdict.await? {
        Verdict::New(new) => {
            let name = named(ctx.lang, Kind::Search, &new.label);
            let effect = match instead {
                Some(id) => Effect::EditSearch { id, new },
                None => Effect::Follow(new),
            };
            Reply::edit(place, Text::new(words.subscribed(name))).with(effect)
        }
        Verdict::Already(it) => {
            let name = named(ctx.lang, it.subject.kind(), &it.label);
            Reply::edit(place, Text::new(words.subscribed_already(name)))
        }
        Verdict::Full { limit } => return Err(UserError::SubscriptionsFull { limit }.into()),
    })
}

/// Asks for other words of a search.
pub(super) fn ask(ctx: &Ctx, id: &str, label: &str) -> Reply {
    let what = Some(format!("{EDITED}{id}"));
    Reply::send(Text::new(ctx.words().saved_ask(esc(label)))).with(Effect::ExpectWords {
        user: ctx.user_id,
        what,
        at: ctx.now,
    })
}

/// The words that were asked for, for the search of this id.
pub(in crate::bot) async fn answered(ctx: Ctx, text: String, id: String) -> Outcome {
    let done = Effect::ExpectWords { user: ctx.user_id, what: None, at: ctx.now };
    // Words that make no sense are told so, and other ones are still waited for.
    Ok(preview(ctx, text, Some(id)).await?.with(done))
}

/// What was read from the words, so that a slip shows before it costs a week of silence.
pub(in crate::bot) fn understood(lang: Lang, filter: &SearchFilter) -> String {
    let words = lang.words();
    let mut parts = Vec::new();
    if !filter.words.is_empty() {
        parts.push(words.saved_words(esc(&filter.words.join(", "))));
    }
    if !filter.excluded.is_empty() {
        parts.push(words.saved_excluded(esc(&filter.excluded.join(", "))));
    }
    parts.extend(filter.enstru.as_deref().map(|code| words.saved_enstru(esc(code))));
    if !filter.regions.is_empty() {
        let regions: Vec<&str> = filter
            .regions
            .iter()
            .map(|code| reference::region(code, lang).unwrap_or(code))
            .collect();
        parts.push(words.saved_regions(esc(&regions.join(", "))));
    }
    parts.extend(filter.min.map(|sum| words.saved_min(lang.money(sum))));
    parts.extend(filter.max.map(|sum| words.saved_max(lang.money(sum))));
    let method = filter.method.and_then(reference::method);
    parts.extend(method.map(|method| words.saved_method(esc(method.name(lang)))));
    parts.extend(filter.customer.as_ref().map(|bin| words.saved_customer(bin.as_str())));
    parts.join("\n")
}

fn forecast(ctx: &Ctx, replay: &Replay) -> String {
    let words = ctx.words();
    let days = words.days(replay.days);
    if replay.found == 0 {
        return words.saved_nothing(days);
    }
    let lots = words.lots_count(replay.found);
    match replay.weekly() {
        None => words.saved_found_short(days, lots),
        Some(weekly) if weekly <= MANY => words.saved_found(days, lots, weekly.to_string()),
        Some(weekly) => {
            let line = words.saved_found(days, lots, weekly.to_string());
            format!("{}\n{line}", words.saved_many())
        }
    }
}
