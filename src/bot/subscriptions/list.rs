//! `/subscriptions`: pages of what a person follows; pause, resume and delete, in place.

use super::{
    super::{
        callback::{Callback, SubscriptionStep as Step},
        ctx::Ctx,
        say::{Button, Outcome, Reply, Text, plain},
        search::page_buttons,
    },
    named, saved,
};
use crate::domain::{
    effects::Effect,
    error::UserError,
    subscriptions::{MUTE, PAGE, Subject, Subscription},
};

/// `/subscriptions`.
pub(in crate::bot) async fn show(ctx: Ctx) -> Outcome {
    ctx.only_in_private()?;
    page(ctx, 0, None).await
}

/// A page of the list, in place.
pub(in crate::bot) async fn page(ctx: Ctx, number: i64, place: Option<i64>) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let (mut shown, quota) = ctx.services.subscriptions.page(ctx.user_id, number).await?;
    let all = quota.used;
    let pages = (all + PAGE - 1) / PAGE;
    let number = if shown.is_empty() { 0 } else { number };
    if shown.is_empty() && all > 0 {
        // The last of the page was deleted.
        (shown, _) = ctx.services.subscriptions.page(ctx.user_id, 0).await?;
    }
    if all == 0 {
        return Ok(Reply::edit(place, Text::new(words.subscriptions_none())));
    }
    let title = words.subscriptions_title(all.to_string(), quota.limit.to_string());
    let mut lines = vec![title, String::new()];
    for (n, it) in shown.iter().enumerate() {
        lines.push(format!("{}. {}", number * PAGE + n as i64 + 1, line(&ctx, it)));
    }
    let mut text = Text::new(lines.join("\n"));
    for it in &shown {
        let open = Callback::Subscription(it.id.clone(), Step::Show);
        text = text.row(vec![Button::Press(plain(&line(&ctx, it)), open)]);
    }
    if pages > 1 {
        text.html.push_str(&format!(
            "\n\n{}",
            words.search_page((number + 1).to_string(), pages.to_string())
        ));
        text = text.row(page_buttons(ctx.lang, number, pages, Callback::Subscriptions));
    }
    Ok(Reply::edit(place, text))
}

/// A press on a button of one subscription.
pub(in crate::bot) async fn step(ctx: Ctx, id: String, step: Step, place: Option<i64>) -> Outcome {
    let (words, user) = (ctx.words(), ctx.user_id);
    let it = ctx.services.subscriptions.find(user, &id).await?;
    let mut it = it.ok_or(UserError::SubscriptionGone)?;
    Ok(match step {
        Step::Show => Reply::edit(place, one(&ctx, &it)),
        Step::Pause | Step::Resume => {
            let since = (step == Step::Pause).then_some(ctx.now);
            (it.paused_at, it.muted_until) = (since, None);
            let toast = if since.is_some() { words.toast_paused() } else { words.toast_resumed() };
            Reply::edit(place, one(&ctx, &it)).noting(toast).with(Effect::PauseSubscription {
                user,
                id,
                since,
                at: ctx.now,
            })
        }
        Step::AskDelete => Reply::edit(place, sure(&ctx, &it)),
        Step::Delete => {
            let label = named(ctx.lang, it.subject.kind(), &it.label);
            let back = Button::Press(words.button_back(), Callback::Subscriptions(0));
            let text = Text::new(format!("🗑 {label}")).row(vec![back]);
            Reply::edit(place, text)
                .noting(words.toast_deleted())
                .with(Effect::Unfollow { user, id })
        }
        Step::Edit => saved::ask(&ctx, &id, &it.label),
        Step::Mute => Reply::toast(words.toast_muted()).with(Effect::MuteSubscription {
            user,
            id,
            until: ctx.now + MUTE,
        }),
        Step::Unfollow => {
            Reply::toast(words.toast_unfollowed()).with(Effect::Unfollow { user, id })
        }
    })
}

fn line(ctx: &Ctx, it: &Subscription) -> String {
    let name = named(ctx.lang, it.subject.kind(), &it.label);
    match (it.paused_at, it.muted_until) {
        (Some(_), _) => format!("⏸ {name}"),
        (None, Some(until)) if ctx.now < until => format!("🔕 {name}"),
        _ => name,
    }
}

fn one(ctx: &Ctx, it: &Subscription) -> Text {
    let words = ctx.words();
    let state = match (it.paused_at, it.muted_until) {
        (Some(_), _) => words.subscription_paused(),
        (None, Some(until)) if ctx.now < until => words.subscription_muted(ctx.lang.moment(until)),
        _ => words.subscription_active(),
    };
    let title = format!("<b>{}</b>", named(ctx.lang, it.subject.kind(), &it.label));
    let since = words.subscription_since(ctx.lang.date(it.created_at));
    let press = |label, step| Button::Press(label, Callback::Subscription(it.id.clone(), step));
    let is_silent = it.paused_at.is_some() || it.muted_until.is_some_and(|until| ctx.now < until);
    let open = match &it.subject {
        Subject::Lot(id) => Some(Callback::OpenLot(*id)),
        Subject::Announcement(id) => Some(Callback::OpenAnnouncement(*id)),
        Subject::Customer(bin) | Subject::Supplier(bin) => {
            Some(Callback::Counterparty(bin.clone()))
        }
        Subject::Plan(_) | Subject::Search(_) => None,
    };
    let open = match &it.subject {
        Subject::Search(_) => Some(press(words.button_edit_search(), Step::Edit)),
        _ => open.map(|to| Button::Press(words.button_open(), to)),
    };
    let pause = if is_silent {
        press(words.button_resume(), Step::Resume)
    } else {
        press(words.button_pause(), Step::Pause)
    };
    Text::new([title, state, since].join("\n")).row(open.into_iter().chain([pause]).collect()).row(
        vec![
            press(words.button_delete(), Step::AskDelete),
            Button::Press(words.button_back(), Callback::Subscriptions(0)),
        ],
    )
}

fn sure(ctx: &Ctx, it: &Subscription) -> Text {
    let words = ctx.words();
    let name = named(ctx.lang, it.subject.kind(), &it.label);
    let press = |label, step| Button::Press(label, Callback::Subscription(it.id.clone(), step));
    Text::new(format!("<b>{name}</b>\n{}", words.subscription_delete_sure())).row(vec![
        press(words.button_delete_sure(), Step::Delete),
        press(words.button_back(), Step::Show),
    ])
}
