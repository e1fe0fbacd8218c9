//! `/subscribe <number | link | BIN>` and the buttons that follow something.

mod list;
mod saved;

pub(super) use list::{page, show, step};
pub(super) use saved::{EDITED, answered, preview_query, save, understood};

use super::{
    callback::Callback,
    ctx::Ctx,
    lots, rnu,
    say::{Button, Outcome, Reply, Say, Text, esc, plain},
    start,
};
use crate::{
    domain::{
        effects::Effect,
        error::UserError,
        lots::Candidates,
        subscriptions::{Kind, Subject, Target, Verdict},
        types::{Biin, Bin, LotRef, LotRefError, PlanPointId},
    },
    i18n::Lang,
};

/// `/subscribe <anything>`.
pub(super) async fn subscribe(ctx: Ctx, text: String) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    if text.trim().is_empty() {
        return Ok(Reply::send(Text::new(words.subscribe_usage())));
    }
    if start::looks_like_bin(&text) {
        return Ok(match Bin::parse(&text) {
            Ok(bin) => {
                let html = words.subscribe_bin(bin.as_str());
                Reply::send(Text::new(html).row(bin_buttons(&ctx, &bin)))
            }
            Err(_) if matches!(Biin::parse(&text), Ok(Biin::Iin(_))) => {
                Reply::send(Text::new(words.subscribe_iin()))
            }
            Err(_) => rnu::wrong_number(&ctx, &text),
        });
    }
    let reference = match LotRef::find_in(&text) {
        // A number among words is a sum («картридж от 5000000»), not an id.
        Ok(LotRef::Digits(_)) if text.trim().contains(char::is_whitespace) => {
            return saved::preview(ctx, text, None).await;
        }
        Ok(reference) => reference,
        Err(LotRefError::NotALot | LotRefError::Empty) => {
            return saved::preview(ctx, text, None).await;
        }
        Err(error) => return Err(UserError::NoLot(error).into()),
    };
    match ctx.services.subscriptions.target(&reference).await? {
        Target::One(subject) => {
            let (html, effect) = judged(&ctx, subject).await?;
            let reply = Reply::send(Text::new(html));
            Ok(effect.into_iter().fold(reply, Reply::with))
        }
        Target::Candidates(found) => Ok(Reply::send(which(&ctx, &reference, &found))),
    }
}

/// A press on «Следить»: what came of it pops up, the message under it stays.
pub(super) async fn follow(ctx: Ctx, subject: Subject) -> Outcome {
    ctx.only_in_private()?;
    let (html, effect) = judged(&ctx, subject).await?;
    let reply = Reply::toast(plain(&html));
    Ok(effect.into_iter().fold(reply, Reply::with))
}

async fn judged(
    ctx: &Ctx,
    subject: Subject,
) -> Result<(String, Option<Effect>), crate::domain::error::Error> {
    let words = ctx.words();
    let verdict =
        ctx.services.subscriptions.verdict(ctx.user_id, ctx.chat_id, subject, ctx.lang).await?;
    Ok(match verdict {
        Verdict::New(new) => {
            let name = named(ctx.lang, new.subject.kind(), &new.label);
            (words.subscribed(name), Some(Effect::Follow(new)))
        }
        Verdict::Already(it) => {
            (words.subscribed_already(named(ctx.lang, it.subject.kind(), &it.label)), None)
        }
        Verdict::Full { limit } => return Err(UserError::SubscriptionsFull { limit }.into()),
    })
}

/// `plan_<id>` of a deep link: its lots as ever, and a button to follow the plan point.
pub(super) async fn offer_plan(ctx: Ctx, id: PlanPointId) -> Outcome {
    let (root, plan, lots) = ctx.services.subscriptions.plan_point(id).await?;
    let (lang, words, is_private) = (ctx.lang, ctx.words(), ctx.private);
    let mut reply = if lots.is_empty() {
        let mut lines = vec![words.plan_without_lots(root.to_string())];
        if let Some(plan) = plan {
            lines.extend(plan.name.in_lang(lang).map(esc));
            lines.extend(plan.amount.map(|sum| words.lot_amount(lang.money(sum))));
        }
        Reply::send(Text::new(lines.join("\n")))
    } else {
        lots::by_reference(ctx, LotRef::PlanPoint(id)).await?
    };
    if let (true, Some(Say::Send(text) | Say::Edit(_, text))) = (is_private, reply.says.last_mut())
    {
        let follow = Callback::Follow(Subject::Plan(root));
        text.rows.push(vec![Button::Press(words.button_follow_plan(), follow)]);
    }
    Ok(reply)
}

/// A number that fits several things: the person says which to follow.
fn which(ctx: &Ctx, reference: &LotRef, found: &Candidates) -> Text {
    let title = ctx.words().subscribe_which(esc(&reference.to_string()));
    let text = found.lots.iter().fold(Text::new(title), |text, lot| {
        let label = named(ctx.lang, Kind::Lot, lot.number.as_str());
        text.row(vec![Button::Press(plain(&label), Callback::Follow(Subject::Lot(lot.id)))])
    });
    match &found.announcement {
        None => text,
        Some(announcement) => {
            let number = announcement.number.as_ref();
            let number = number.map_or_else(|| announcement.id.to_string(), ToString::to_string);
            let label = plain(&named(ctx.lang, Kind::Announcement, &number));
            let follow = Callback::Follow(Subject::Announcement(announcement.id));
            text.row(vec![Button::Press(label, follow)])
        }
    }
}

/// What of a BIN can be followed; nothing in a group.
pub(super) fn bin_buttons(ctx: &Ctx, bin: &Bin) -> Vec<Button> {
    let words = ctx.words();
    if !ctx.private {
        return Vec::new();
    }
    vec![
        Button::Press(
            words.button_follow_customer(),
            Callback::Follow(Subject::Customer(bin.clone())),
        ),
        Button::Press(
            words.button_follow_supplier(),
            Callback::Follow(Subject::Supplier(bin.clone())),
        ),
    ]
}

/// A button to follow something; nothing in a group.
pub(super) fn follow_button(ctx: &Ctx, label: String, subject: Subject) -> Vec<Button> {
    if ctx.private { vec![Button::Press(label, Callback::Follow(subject))] } else { Vec::new() }
}

/// A subscription in words, as HTML.
pub(super) fn named(lang: Lang, kind: Kind, label: &str) -> String {
    let (words, label) = (lang.words(), esc(label));
    match kind {
        Kind::Lot => words.subscription_lot(label),
        Kind::Plan => words.subscription_plan(label),
        Kind::Announcement => words.subscription_announcement(label),
        Kind::Customer => words.subscription_customer(label),
        Kind::Supplier => words.subscription_supplier(label),
        Kind::Search => words.subscription_search(label),
    }
}
