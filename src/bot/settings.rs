//! `/settings`: language, when notices come, quiet hours, reminders; buttons change the message in
//! place.

use super::{
    callback::{Callback, SettingsStep as Step},
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text},
};
use crate::{
    domain::{
        ask::HISTORY,
        effects::Effect,
        error::UserError,
        hours::ReminderStep,
        types::UserId,
        users::{NoticesMode, Reminders, UserSettings, language},
    },
    i18n::Lang,
};

/// Hours at which a digest can come, UTC+5.
const DIGEST_HOURS: [i64; 8] = [7, 8, 9, 10, 12, 15, 18, 20];
/// Quiet hours on offer, from and to, UTC+5.
const QUIET_HOURS: [(i64, i64); 4] = [(21, 8), (22, 8), (22, 9), (23, 7)];

/// `/settings`.
pub(super) async fn show(ctx: Ctx) -> Outcome {
    Ok(Reply::send(home(ctx.lang, &ctx.settings, ctx.user_id)))
}

/// A press on one of its buttons. In a group anybody can press; only the owner is obeyed.
pub(super) fn step(ctx: Ctx, owner: UserId, step: Step, place: Option<i64>) -> Outcome {
    if owner != ctx.user_id {
        return Err(UserError::ForeignButton.into());
    }
    let mut settings = ctx.settings.clone();
    match step {
        Step::Home => return Ok(Reply::edit(place, home(ctx.lang, &settings, owner))),
        Step::ChooseLang => return Ok(Reply::edit(place, choose_lang(ctx.lang, owner))),
        Step::ChooseDigest => return Ok(Reply::edit(place, choose_digest(ctx.lang, owner))),
        Step::ChooseQuiet => return Ok(Reply::edit(place, choose_quiet(ctx.lang, owner))),
        Step::Lang(lang) => settings.lang = lang,
        Step::ChooseNotices => return Ok(Reply::edit(place, choose_notices(ctx.lang, owner))),
        Step::ChooseReminders => {
            return Ok(Reply::edit(place, choose_reminders(ctx.lang, settings.reminders, owner)));
        }
        Step::ChooseHistory => return Ok(Reply::edit(place, choose_history(ctx.lang, owner))),
        Step::History(most) => settings.history = most,
        Step::Digest(minute) => settings.digest_minute = minute,
        Step::Notices(mode) => settings.notices = mode,
        Step::Quiet(hours) => settings.quiet = hours,
        Step::UrgentAtNight(wanted) => settings.urgent_at_night = wanted,
        Step::Remind(step, wanted) => settings.reminders = settings.reminders.with(step, wanted),
    }
    // The answer is already in the language that was chosen.
    let lang = language(settings.lang, ctx.telegram_lang.as_deref());
    let text = match step {
        Step::Remind(..) => choose_reminders(lang, settings.reminders, owner),
        _ => home(lang, &settings, owner),
    };
    let reply = Reply::edit(place, text).noting(lang.words().toast_saved());
    Ok(reply.with(Effect::SaveSettings { user: owner, settings, at: ctx.now }))
}

fn home(lang: Lang, settings: &UserSettings, owner: UserId) -> Text {
    let words = lang.words();
    let quiet = match settings.quiet {
        Some((from, to)) => words.settings_quiet(time(from), time(to)),
        None => words.settings_quiet_off(),
    };
    let mut html = vec![
        words.settings_title(),
        String::new(),
        words.settings_lang(words.language_name()),
        match settings.notices {
            NoticesMode::AtOnce => words.settings_notices_at_once(),
            NoticesMode::Daily => words.settings_notices_daily(),
        },
        words.settings_digest(time(settings.digest_at())),
        quiet,
    ];
    if settings.quiet.is_some() {
        html.push(if settings.urgent_at_night {
            words.settings_urgent()
        } else {
            words.settings_urgent_off()
        });
    }
    html.push(reminders(lang, settings.reminders));
    html.push(match settings.history {
        0 => words.settings_history_off(),
        most => words.settings_history(most.to_string()),
    });
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    let mut night = vec![press(words.button_quiet(), Step::ChooseQuiet)];
    if settings.quiet.is_some() {
        let wanted = !settings.urgent_at_night;
        let label = if wanted { words.button_urgent() } else { words.button_urgent_off() };
        night.push(press(label, Step::UrgentAtNight(wanted)));
    }
    Text::new(html.join("\n"))
        .row(vec![
            press(words.button_lang(), Step::ChooseLang),
            press(words.button_notices(), Step::ChooseNotices),
        ])
        .row(vec![
            press(words.button_digest(), Step::ChooseDigest),
            press(words.button_reminders(), Step::ChooseReminders),
        ])
        .row(night)
        .row(vec![press(words.button_history(), Step::ChooseHistory)])
}

fn choose_history(lang: Lang, owner: UserId) -> Text {
    let words = lang.words();
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    let choices = HISTORY.into_iter().map(|most| {
        let label = if most == 0 { words.button_history_off() } else { most.to_string() };
        press(label, Step::History(most))
    });
    Text::new(words.settings_choose_history())
        .row(choices.collect())
        .row(vec![press(words.button_back(), Step::Home)])
}

fn reminders(lang: Lang, chosen: Reminders) -> String {
    let steps = ReminderStep::ALL.into_iter().rev().filter(|step| chosen.has(*step));
    let named: Vec<String> = steps.map(|step| before(lang, step)).collect();
    if named.is_empty() {
        lang.words().settings_reminders_off()
    } else {
        lang.words().settings_reminders(named.join(", "))
    }
}

fn before(lang: Lang, step: ReminderStep) -> String {
    let words = lang.words();
    match step {
        ReminderStep::ThreeDays => words.reminder_three_days(),
        ReminderStep::Day => words.reminder_day(),
        ReminderStep::ThreeHours => words.reminder_three_hours(),
    }
}

fn choose_notices(lang: Lang, owner: UserId) -> Text {
    let words = lang.words();
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    Text::new(words.settings_choose_notices())
        .row(vec![
            press(words.button_notices_at_once(), Step::Notices(NoticesMode::AtOnce)),
            press(words.button_notices_daily(), Step::Notices(NoticesMode::Daily)),
        ])
        .row(vec![press(words.button_back(), Step::Home)])
}

fn choose_reminders(lang: Lang, chosen: Reminders, owner: UserId) -> Text {
    let words = lang.words();
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    let text = ReminderStep::ALL.into_iter().rev().fold(
        Text::new(words.settings_choose_reminders()),
        |text, step| {
            let mark = if chosen.has(step) { "✅" } else { "⬜️" };
            let label = format!("{mark} {}", before(lang, step));
            text.row(vec![press(label, Step::Remind(step, !chosen.has(step)))])
        },
    );
    text.row(vec![press(words.button_back(), Step::Home)])
}

fn choose_lang(lang: Lang, owner: UserId) -> Text {
    let words = lang.words();
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    let languages =
        Lang::ALL.map(|each| press(each.words().language_name(), Step::Lang(Some(each))));
    Text::new(words.settings_choose_lang()).row(languages.into()).row(vec![
        press(words.button_lang_auto(), Step::Lang(None)),
        press(words.button_back(), Step::Home),
    ])
}

fn choose_digest(lang: Lang, owner: UserId) -> Text {
    let words = lang.words();
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    let mut text = Text::new(words.settings_choose_digest());
    for hours in DIGEST_HOURS.chunks(4) {
        text = text.row(
            hours
                .iter()
                .map(|hour| press(time(hour * 60), Step::Digest(Some(hour * 60))))
                .collect(),
        );
    }
    text.row(vec![press(words.button_back(), Step::Home)])
}

fn choose_quiet(lang: Lang, owner: UserId) -> Text {
    let words = lang.words();
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    let mut text = Text::new(words.settings_choose_quiet());
    for hours in QUIET_HOURS.chunks(2) {
        text = text.row(
            hours
                .iter()
                .map(|(from, to)| {
                    let label = format!("{}–{}", time(from * 60), time(to * 60));
                    press(label, Step::Quiet(Some((from * 60, to * 60))))
                })
                .collect(),
        );
    }
    text.row(vec![
        press(words.button_off(), Step::Quiet(None)),
        press(words.button_back(), Step::Home),
    ])
}

/// Minutes after midnight as `09:00`.
pub(super) fn time(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
