//! `/settings`: language, time of the digest, quiet hours; buttons change the message in place.

use super::{
    callback::{Callback, SettingsStep as Step},
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text},
};
use crate::{
    domain::{
        effects::Effect,
        error::UserError,
        types::UserId,
        users::{UserSettings, language},
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
        Step::Digest(minute) => settings.digest_minute = minute,
        Step::Quiet(hours) => settings.quiet = hours,
    }
    // The answer is already in the language that was chosen.
    let lang = language(settings.lang, ctx.telegram_lang.as_deref());
    let reply = Reply::edit(place, home(lang, &settings, owner)).noting(lang.words().toast_saved());
    Ok(reply.with(Effect::SaveSettings { user: owner, settings, at: ctx.now }))
}

fn home(lang: Lang, settings: &UserSettings, owner: UserId) -> Text {
    let words = lang.words();
    let digest = match settings.digest_minute {
        Some(minute) => words.settings_digest(time(minute)),
        None => words.settings_digest_off(),
    };
    let quiet = match settings.quiet {
        Some((from, to)) => words.settings_quiet(time(from), time(to)),
        None => words.settings_quiet_off(),
    };
    let html = [
        words.settings_title(),
        String::new(),
        words.settings_lang(words.language_name()),
        digest,
        quiet,
        String::new(),
        words.settings_note(),
    ];
    let press = |label, step| Button::Press(label, Callback::Settings(owner, step));
    Text::new(html.join("\n")).row(vec![press(words.button_lang(), Step::ChooseLang)]).row(vec![
        press(words.button_digest(), Step::ChooseDigest),
        press(words.button_quiet(), Step::ChooseQuiet),
    ])
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
    text.row(vec![
        press(words.button_off(), Step::Digest(None)),
        press(words.button_back(), Step::Home),
    ])
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
