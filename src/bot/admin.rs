//! For those who run the bot: what was given up, and putting it back to work.

use chrono::{DateTime, Utc};

use super::{
    callback::Callback,
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text, cut, esc},
    start,
};
use crate::{
    domain::{
        dead_letters::{DeadKind, DeadLetter},
        effects::Effect,
        error::UserError,
    },
    i18n::Lang,
};

/// Dead letters that a message shows.
const SHOWN: i64 = 10;
/// An error can be a page long.
const MOST_ERROR: usize = 200;

/// `/dead`: the newest dead letters. For others there is no such command.
pub(super) async fn dead_letters(ctx: Ctx) -> Outcome {
    if !ctx.is_admin() {
        return start::help(ctx).await;
    }
    let words = ctx.words();
    let count = ctx.services.store.count_dead_letters().await?;
    if count == 0 {
        return Ok(Reply::send(Text::new(words.dead_none())));
    }
    let letters = ctx.services.store.list_dead_letters(SHOWN).await?;
    let mut lines = vec![words.dead_title(count.to_string())];
    lines.extend(letters.iter().map(|letter| line(ctx.lang, letter, ctx.now)));
    if count > SHOWN {
        lines.push(words.dead_more((count - SHOWN).to_string()));
    }
    let button = Button::Press(words.button_redrive(), Callback::Redrive);
    Ok(Reply::send(Text::new(lines.join("\n")).row(vec![button])))
}

/// All of them, back to work.
pub(super) async fn redrive(ctx: Ctx, place: Option<i64>) -> Outcome {
    if !ctx.is_admin() {
        return Err(UserError::StaleButton.into());
    }
    let count = ctx.services.store.count_dead_letters().await?;
    let told = Text::new(ctx.words().dead_redriven(count.to_string()));
    Ok(Reply::edit(place, told).with(Effect::Redrive { at: ctx.now }))
}

/// A dead letter on a line.
pub(super) fn line(lang: Lang, letter: &DeadLetter, now: DateTime<Utc>) -> String {
    let words = lang.words();
    let kind = match letter.kind {
        DeadKind::Update => words.dead_update(),
        DeadKind::Message => words.dead_message(),
        DeadKind::Job => words.dead_job(),
    };
    let error = letter.error.as_deref().map(|error| esc(&cut(error, MOST_ERROR)));
    let when = lang.when(letter.at, now);
    words.dead_line(
        when,
        kind,
        esc(&letter.what),
        letter.attempts.to_string(),
        error.unwrap_or_default(),
    )
}
