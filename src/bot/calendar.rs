//! A deadline as a file for a calendar, by a button of a card or of a reminder.

use chrono::{DateTime, Utc};

use super::{
    callback::Callback,
    ctx::Ctx,
    say::{Button, Document, Outcome, Reply, Say},
};
use crate::{
    domain::{
        ics::Event,
        notices::Thing,
        types::{AnnouncementId, LotId},
    },
    i18n::Lang,
};

/// The file's name.
const NAME: &str = "deadline.ics";

/// The deadline of a lot, as it stands now.
pub(super) async fn of_lot(ctx: Ctx, id: LotId) -> Outcome {
    let view = ctx.services.lots.view(id).await?;
    let lot = &view.lot;
    let summary = ctx.words().calendar_lot(lot.number.as_str());
    let details = [
        lot.name.in_lang(ctx.lang).map(ToOwned::to_owned),
        lot.amount.map(|sum| ctx.words().calendar_amount(ctx.lang.money(sum))),
        lot.customer_name.in_lang(ctx.lang).map(ToOwned::to_owned),
    ];
    let details = details.into_iter().flatten().collect();
    let uid = format!("lot-{id}@zakupai");
    Ok(file(&ctx, uid, lot.deadline, summary, details, lot.announcement_id))
}

/// The deadline of an announcement, as it is stored.
pub(super) async fn of_announcement(ctx: Ctx, id: AnnouncementId) -> Outcome {
    let (announcement, _lots, _count) = ctx.services.lots.announcement_page(id, 1, 0).await?;
    let number = announcement.number.as_ref().map_or_else(|| id.to_string(), ToString::to_string);
    let details = announcement.name.in_lang(ctx.lang).map(ToOwned::to_owned);
    let uid = format!("announcement-{id}@zakupai");
    let summary = ctx.words().calendar_announcement(number);
    Ok(file(&ctx, uid, announcement.end_at, summary, details.into_iter().collect(), Some(id)))
}

fn file(
    ctx: &Ctx,
    uid: String,
    deadline: Option<DateTime<Utc>>,
    summary: String,
    mut details: Vec<String>,
    announcement: Option<AnnouncementId>,
) -> Reply {
    let words = ctx.words();
    let Some(at) = deadline else { return Reply::toast(words.calendar_unknown()) };
    if at <= ctx.now {
        return Reply::toast(words.calendar_past(ctx.lang.moment(at)));
    }
    details.push(words.calendar_as_of(ctx.lang.moment(ctx.now)));
    let url = announcement.map(|id| format!("{}/ru/announce/index/{id}?tab=lots", ctx.portal_url));
    let description = details.join("\n");
    let event = Event { uid, at, summary, description, url, now: ctx.now };
    let document = Document { name: NAME, content: event.to_ics().into_bytes() };
    Reply { says: vec![Say::File(document)], ..Reply::toast(words.calendar_sent()) }
}

/// The button that asks for it.
pub(super) fn button(thing: &Thing, lang: Lang) -> Option<Button> {
    let callback = match thing {
        Thing::Lot { id, .. } => Callback::LotCalendar(*id),
        Thing::Announcement { id, .. } => Callback::AnnouncementCalendar(*id),
        Thing::Plan { .. } | Thing::Supplier { .. } => return None,
    };
    Some(Button::Press(lang.words().button_calendar(), callback))
}
