//! `/hot`: what a person sells, told in a short dialogue; and the buttons under alerts.

mod learn;
mod words;

pub(super) use learn::buttons;

use super::{
    callback::{Callback, HotStep},
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text},
    settings::time,
    subscriptions::understood,
};
use crate::{
    domain::{
        effects::Effect,
        error::UserError,
        hot_lots::{HotProfile, Profile, Verdict},
        types::LotId,
    },
    i18n::Lang,
};

/// What a dialogue expects whose next words are a profile's.
pub(super) const WORDS: &str = "hot";
/// Time to prepare on offer, in days.
const LEADS: [i64; 5] = [1, 3, 5, 10, 15];
/// Least margins on offer, in percent.
const MARGINS: [i64; 4] = [5, 10, 20, 30];
/// Alerts a day on offer.
const LIMITS: [i64; 4] = [3, 5, 10, 20];

/// `/hot`, with or without words.
pub(super) async fn show(ctx: Ctx, text: String) -> Outcome {
    ctx.only_in_private()?;
    if !text.trim().is_empty() {
        return take_words(ctx, &text).await;
    }
    match ctx.services.store.find_hot_profile(ctx.user_id).await? {
        Some(hot) => Ok(Reply::send(profile(&ctx, &hot))),
        None => Ok(ask(&ctx)),
    }
}

/// Words of a profile, new or changed; what makes no sense is told so, and other words are still
/// waited for.
pub(super) async fn take_words(ctx: Ctx, text: &str) -> Outcome {
    ctx.only_in_private()?;
    let read = Profile::parse(text).map_err(UserError::BadFilter)?;
    let (hot, reply) = match ctx.services.store.find_hot_profile(ctx.user_id).await? {
        Some(mut hot) => {
            let (lead_hours, least_margin_bp) =
                (hot.profile.lead_hours, hot.profile.least_margin_bp);
            hot.profile = Profile { lead_hours, least_margin_bp, ..read };
            // Proposals were for the words before.
            hot.week = None;
            let reply = Reply::send(profile(&ctx, &hot));
            (hot, reply)
        }
        None => {
            let hot = HotProfile::new(ctx.user_id, read, ctx.now);
            let reply = Reply::send(choose_lead(&ctx, &hot));
            (hot, reply)
        }
    };
    let done = Effect::ExpectWords { user: ctx.user_id, what: None, at: ctx.now };
    Ok(reply.with(save(&ctx, hot)).with(done))
}

/// A press on one of the buttons.
pub(super) async fn step(ctx: Ctx, step: HotStep, place: Option<i64>) -> Outcome {
    ctx.only_in_private()?;
    match step {
        HotStep::Words => return Ok(ask(&ctx)),
        HotStep::Judge(lot, verdict) => return judge(ctx, lot, verdict, place).await,
        HotStep::Learn(lot) => return learn::learn(ctx, lot).await,
        HotStep::Unlearn(lot) => return learn::unlearn(ctx, lot).await,
        HotStep::Digest(day, page) => return digest(ctx, day, page, place).await,
        _ => {}
    }
    let found = ctx.services.store.find_hot_profile(ctx.user_id).await?;
    let mut hot = found.ok_or(UserError::StaleButton)?;
    match step {
        HotStep::ChooseLead => return Ok(Reply::edit(place, choose_lead(&ctx, &hot))),
        HotStep::ChooseMargin => return Ok(Reply::edit(place, choose_margin(ctx.lang))),
        HotStep::ChooseLimit => return Ok(Reply::edit(place, choose_limit(ctx.lang))),
        HotStep::Accept(day, number) => return accept(&ctx, hot, day, number, place),
        HotStep::Lead(hours) => {
            // The last question of the dialogue: with its answer the search begins.
            if hot.paused_at == Some(hot.created_at) {
                hot.paused_at = None;
            }
            hot.profile.lead_hours = hours.and_then(|hours| u32::try_from(hours).ok());
        }
        HotStep::Margin(percent) => hot.profile.least_margin_bp = percent.map(|it| it * 100),
        HotStep::Limit(limit) => hot.day_limit = limit,
        HotStep::On => hot.paused_at = None,
        HotStep::Off => hot.paused_at = Some(ctx.now),
        _ => return Ok(Reply::edit(place, profile(&ctx, &hot))),
    }
    let reply = Reply::edit(place, profile(&ctx, &hot)).noting(ctx.words().toast_saved());
    Ok(reply.with(save(&ctx, hot)))
}

/// An answer to an alert, marked on its button.
async fn judge(ctx: Ctx, lot: LotId, verdict: Verdict, place: Option<i64>) -> Outcome {
    let words = ctx.words();
    let Some(mut alert) = ctx.services.store.find_alert(ctx.user_id, lot).await? else {
        return Ok(Reply::toast(words.hot_gone()));
    };
    alert.verdict = Some(verdict);
    let toast = match verdict {
        Verdict::Taken => words.toast_hot_taken(),
        Verdict::Liked | Verdict::Disliked => words.toast_hot_judged(),
    };
    let effect = Effect::JudgeHotLot { user: ctx.user_id, lot, verdict, at: ctx.now };
    let text = words::one(ctx.lang, &alert, ctx.now);
    Ok(Reply::edit(place, text).noting(toast).with(effect))
}

/// Another page of a digest, in place.
async fn digest(ctx: Ctx, day: i64, page: i64, place: Option<i64>) -> Outcome {
    let offset = page * words::PAGE;
    let found = ctx.services.store.list_digest(ctx.user_id, day, words::PAGE, offset).await?;
    let (alerts, count) = found;
    if alerts.is_empty() {
        return Ok(Reply::toast(ctx.words().hot_gone()));
    }
    Ok(Reply::edit(place, words::page(ctx.lang, day, &alerts, page, count, ctx.now)))
}

/// Makes a proposed edit; a second press, or one under an old line, changes nothing.
fn accept(ctx: &Ctx, mut hot: HotProfile, day: i64, number: i64, place: Option<i64>) -> Outcome {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    if !hot.accept(day, number, ctx.now) {
        return Err(UserError::StaleButton.into());
    }
    let Some(week) = &hot.week else { return Err(UserError::StaleButton.into()) };
    let reply = Reply::edit(place, words::week(ctx.lang, week)).noting(ctx.words().toast_saved());
    Ok(reply.with(save(ctx, hot)))
}

fn ask(ctx: &Ctx) -> Reply {
    let what = Some(WORDS.to_owned());
    let expect = Effect::ExpectWords { user: ctx.user_id, what, at: ctx.now };
    Reply::send(Text::new(ctx.words().hot_ask())).with(expect)
}

fn save(ctx: &Ctx, hot: HotProfile) -> Effect {
    Effect::SaveHotProfile { hot: Box::new(hot), at: ctx.now }
}

/// What is looked for, and how it is told.
fn profile(ctx: &Ctx, hot: &HotProfile) -> Text {
    let words = ctx.words();
    let mut lines = vec![match hot.paused_at {
        None => words.hot_profile_on(),
        Some(_) => words.hot_profile_off(),
    }];
    lines.extend(looked_for(ctx.lang, &hot.profile));
    if hot.by_prices == Some(true) {
        lines.extend([String::new(), words.hot_profile_prices()]);
    }
    lines.push(String::new());
    lines.push(match hot.profile.lead_hours {
        Some(hours) => words.hot_profile_lead(words.days(i64::from(hours) / 24)),
        None => words.hot_profile_lead_any(),
    });
    lines.push(match hot.profile.least_margin_bp {
        Some(share) => words.hot_profile_margin(ctx.lang.percent(share)),
        None => words.hot_profile_margin_any(),
    });
    let at = time(ctx.settings.digest_at());
    lines.push(words.hot_profile_limit(hot.day_limit.to_string(), at));
    let on_off = match hot.paused_at {
        None => press(words.button_hot_off(), HotStep::Off),
        Some(_) => press(words.button_hot_on(), HotStep::On),
    };
    Text::new(lines.join("\n"))
        .row(vec![press(words.button_edit_search(), HotStep::Words)])
        .row(vec![
            press(words.button_hot_lead(), HotStep::ChooseLead),
            press(words.button_hot_margin(), HotStep::ChooseMargin),
            press(words.button_hot_limit(), HotStep::ChooseLimit),
        ])
        .row(vec![on_off])
}

fn looked_for(lang: Lang, profile: &Profile) -> Vec<String> {
    let words = lang.words();
    let mut lines = Vec::new();
    for filter in &profile.sells {
        lines.extend([String::new(), understood(lang, filter)]);
    }
    if profile.min.is_some() || profile.max.is_some() {
        lines.push(String::new());
    }
    lines.extend(profile.min.map(|sum| words.hot_profile_min(lang.money(sum))));
    lines.extend(profile.max.map(|sum| words.hot_profile_max(lang.money(sum))));
    lines
}

fn choose_lead(ctx: &Ctx, hot: &HotProfile) -> Text {
    let words = ctx.words();
    let mut lines = vec![words.hot_understood()];
    lines.extend(looked_for(ctx.lang, &hot.profile));
    lines.extend([String::new(), words.hot_choose_lead()]);
    let lead = |days: i64| press(words.days(days), HotStep::Lead(Some(days * 24)));
    Text::new(lines.join("\n"))
        .row(LEADS.map(lead).into())
        .row(vec![press(words.button_hot_lead_any(), HotStep::Lead(None))])
}

fn choose_margin(lang: Lang) -> Text {
    let words = lang.words();
    let margin = |percent: i64| press(format!("{percent} %"), HotStep::Margin(Some(percent)));
    Text::new(words.hot_choose_margin())
        .row(MARGINS.map(margin).into())
        .row(vec![press(words.button_hot_lead_any(), HotStep::Margin(None))])
}

fn choose_limit(lang: Lang) -> Text {
    let words = lang.words();
    let limits = LIMITS.map(|limit| press(limit.to_string(), HotStep::Limit(limit)));
    Text::new(words.hot_choose_limit())
        .row(limits.into())
        .row(vec![press(words.button_back(), HotStep::Show)])
}

fn press(label: String, step: HotStep) -> Button {
    Button::Press(label, Callback::Hot(step))
}
