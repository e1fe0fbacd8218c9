//! Lots that a person looked at or follows: which they are, and which closes first.

use chrono::{DateTime, TimeDelta, Utc};

use super::lot;
use crate::{
    bot::{
        callback::Callback,
        ctx::Ctx,
        lots, notices,
        say::{Button, Outcome, Reply, Text, cut, esc},
    },
    domain::{
        ask::own::Topic,
        error::Error,
        lots::{Lot, LotView, Stage},
        notices::NoticeStore,
        subscriptions::Subject,
    },
    i18n::Lang,
};

/// A lot's name in an answer.
const MOST_NAME: usize = 80;
/// A lot's name on a button.
const MOST_BUTTON_NAME: usize = 24;
/// Subscriptions that are looked through for lots: nobody may have more.
pub(super) const MOST_FOLLOWED: i64 = 200;
/// Lots that a list shows.
const LISTED: usize = 5;
/// Changes are told of so many days.
pub(super) const DAYS: i64 = 30;

/// A lot by its number and name.
pub(super) fn title(lang: Lang, lot: &Lot) -> String {
    let name = lot.name.in_lang(lang).map(|name| esc(&cut(name, MOST_NAME)));
    lang.words().ask_lot_title(esc(lot.number.as_str()), name.unwrap_or_default())
}

/// The lots a person looked at last, as they are stored, the last one first.
pub(super) async fn viewed(ctx: &Ctx) -> Result<Vec<LotView>, Error> {
    let mut views = Vec::new();
    for id in ctx.services.store.list_user_lots(ctx.user_id).await? {
        views.extend(ctx.services.lots.stored(id).await?);
    }
    Ok(views)
}

/// Which lots these are.
pub(super) async fn list(ctx: &Ctx) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let views = viewed(ctx).await?;
    let Some(oldest) = views.iter().map(|view| &view.freshness).min_by_key(|it| it.as_of) else {
        return Ok(Reply::send(Text::new(words.ask_no_lots())));
    };
    let mut lines = vec![words.ask_lots_title()];
    for view in &views {
        lines.extend([String::new(), title(ctx.lang, &view.lot)]);
        lines.extend(lot::lines(ctx, view, &[Topic::Amount, Topic::Deadline]));
    }
    lines.extend([String::new(), lots::freshness(ctx, oldest)]);
    let text = Text::new(lines.join("\n"));
    Ok(Reply::send(views.iter().fold(text, |text, it| text.row(vec![button(ctx, &it.lot)]))))
}

/// Which of the lots looked at or followed closes first.
pub(super) async fn soonest(ctx: &Ctx) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let mut all: Vec<(DateTime<Utc>, Lot)> = own(ctx).await?;
    all.sort_by_key(|(end, lot)| (*end, lot.id));
    if all.is_empty() {
        return Ok(Reply::send(Text::new(words.ask_none_open())));
    }
    let mut lines = vec![words.ask_soonest_title()];
    for (end, lot) in all.iter().take(LISTED) {
        let left = ctx.lang.span(*end - ctx.now);
        lines.extend([String::new(), title(ctx.lang, lot)]);
        lines.push(words.lot_deadline(ctx.lang.moment(*end), left));
    }
    if let Some(fetched) = all.iter().take(LISTED).map(|(_, lot)| lot.fetched_at).min() {
        lines.extend([String::new(), words.freshness(ctx.lang.when(fetched, ctx.now))]);
    }
    let text = Text::new(lines.join("\n"));
    let shown = all.iter().take(LISTED);
    Ok(Reply::send(shown.fold(text, |text, (_, lot)| text.row(vec![button(ctx, lot)]))))
}

/// Lots looked at or followed that take bids or will, with the end of that.
async fn own(ctx: &Ctx) -> Result<Vec<(DateTime<Utc>, Lot)>, Error> {
    let store = &ctx.services.store;
    let mut ids = store.list_user_lots(ctx.user_id).await?;
    let mut roots = Vec::new();
    for it in store.list_subscriptions(ctx.user_id, MOST_FOLLOWED, 0).await? {
        match it.subject {
            Subject::Lot(id) => ids.push(id),
            Subject::Plan(root) => roots.push(root.to_string()),
            _ => {}
        }
    }
    let mut lots = NoticeStore::list_lots(&**store, &ids).await?;
    lots.extend(store.list_attempts(&roots).await?);
    lots.sort_by_key(|lot| lot.id);
    lots.dedup_by_key(|lot| lot.id);
    let open = lots.into_iter().filter_map(|lot| match lot.stage(ctx.now) {
        Stage::Open(end) | Stage::Announced(Some(end)) if !lot.is_deleted => Some((end, lot)),
        _ => None,
    });
    Ok(open.collect())
}

/// What became of what the person follows.
pub(super) async fn changes(ctx: &Ctx) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    if ctx.services.store.find_quota(ctx.user_id).await?.used == 0 {
        return Ok(Reply::send(Text::new(words.ask_follows_nothing())));
    }
    let since = ctx.now - TimeDelta::days(DAYS);
    let mut all = ctx.services.notices.since(ctx.user_id, since).await?;
    let days = ctx.words().days(DAYS);
    if all.is_empty() {
        return Ok(Reply::send(Text::new(words.ask_nothing_changed(days))));
    }
    let mut title = words.ask_changes_title(days);
    if all.len() > LISTED {
        title = format!(
            "{title}\n{}",
            words.ask_changes_more(LISTED.to_string(), all.len().to_string())
        );
    }
    all.truncate(LISTED);
    Ok(Reply::send(notices::listed(ctx.lang, title, &all, ctx.now)))
}

/// Opens a card in a message of its own: the list stays.
fn button(ctx: &Ctx, lot: &Lot) -> Button {
    let name = lot.name.in_lang(ctx.lang).map(|name| cut(name, MOST_BUTTON_NAME));
    let label = format!("{} {}", lot.number, name.unwrap_or_default());
    Button::Press(label, Callback::OpenLot(lot.id))
}
