//! `/lot <number | id | link>` and the buttons of its card.

mod brief;
mod card;

pub(super) use card::freshness;

use super::{
    callback::{Callback, LotPage},
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text, esc},
    search::{lot_button, page_buttons},
    subscriptions::follow_button,
};
use crate::domain::{
    effects::Effect,
    error::UserError,
    lots::{Candidates, Found, LotView},
    subscriptions::Subject,
    types::{AnnouncementId, LotId, LotRef},
};

/// Lots on a page of an announcement.
const PAGE: i64 = 8;

/// `/lot <reference>`.
pub(super) async fn show(ctx: Ctx, reference: String) -> Outcome {
    let reference = LotRef::find_in(&reference).map_err(UserError::NoLot)?;
    by_reference(ctx, reference).await
}

/// What a reference leads to: a card, or a choice.
pub(super) async fn by_reference(ctx: Ctx, reference: LotRef) -> Outcome {
    match ctx.services.lots.find(&reference).await? {
        Found::Lot(view) => {
            let remember = remember(&ctx, &view);
            Ok(Reply::send(card::card(&ctx, &view)).with(remember))
        }
        Found::Announcement(id) => announcement_page(ctx, id, 0, None).await,
        Found::Candidates(found) => Ok(Reply::send(candidates(&ctx, &reference, &found))),
    }
}

/// A side of the card, in place. A second press says the same again, which changes nothing.
pub(super) async fn turn(ctx: Ctx, id: LotId, side: LotPage, place: Option<i64>) -> Outcome {
    let view = match side {
        LotPage::Refresh => ctx.services.lots.refreshed(id).await?,
        LotPage::Card | LotPage::More | LotPage::Brief => ctx.services.lots.view(id).await?,
    };
    let text = match side {
        LotPage::More => card::more(&ctx, &view),
        LotPage::Brief => brief::brief(&ctx, &view),
        LotPage::Card | LotPage::Refresh => card::card(&ctx, &view),
    };
    let remember = remember(&ctx, &view);
    let reply = Reply::edit(place, text).with(remember);
    Ok(match (side, view.freshness.source_down) {
        (LotPage::Refresh, true) => reply.noting(ctx.words().toast_source_down()),
        (LotPage::Refresh, false) => reply.noting(ctx.words().toast_refreshed()),
        _ => reply,
    })
}

/// A page of an announcement's lots, to choose from.
pub(super) async fn announcement_page(
    ctx: Ctx,
    id: AnnouncementId,
    page: i64,
    place: Option<i64>,
) -> Outcome {
    let words = ctx.words();
    let (announcement, lots, count) =
        ctx.services.lots.announcement_page(id, PAGE, page * PAGE).await?;
    let number = announcement.number.as_ref().map_or_else(|| id.to_string(), ToString::to_string);
    let mut html = words.announcement_title(esc(&number));
    if let Some(name) = announcement.name.in_lang(ctx.lang) {
        html.push_str(&format!("\n{}", esc(name)));
    }
    html.push_str(&format!("\n\n{}", words.announcement_choose(words.lots_count(count))));
    let pages = (count + PAGE - 1) / PAGE;
    let mut text =
        lots.iter().fold(Text::new(html), |text, lot| text.row(vec![lot_button(&ctx, lot)]));
    if pages > 1 {
        text.html.push_str(&format!(
            "\n{}",
            words.search_page((page + 1).to_string(), pages.to_string())
        ));
        text =
            text.row(page_buttons(ctx.lang, page, pages, |page| Callback::Announcement(id, page)));
    }
    let follow = Subject::Announcement(id);
    text = text.row(follow_button(&ctx, words.button_follow_announcement(), follow));
    Ok(Reply::edit(place, text))
}

/// A number that fits several things: the person says which.
fn candidates(ctx: &Ctx, reference: &LotRef, found: &Candidates) -> Text {
    let title = ctx.words().candidates_title(esc(&reference.to_string()));
    let text =
        found.lots.iter().fold(Text::new(title), |text, lot| text.row(vec![lot_button(ctx, lot)]));
    match &found.announcement {
        None => text,
        Some(announcement) => {
            let number = announcement
                .number
                .as_ref()
                .map_or_else(|| announcement.id.to_string(), ToString::to_string);
            let label = ctx.words().candidate_announcement(number);
            text.row(vec![Button::Press(label, Callback::Announcement(announcement.id, 0))])
        }
    }
}

fn remember(ctx: &Ctx, view: &LotView) -> Effect {
    Effect::RememberLot { user: ctx.user_id, lot: view.lot.id, at: ctx.now }
}
