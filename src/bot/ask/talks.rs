//! What a person asked and thought of the answers: shown to them alone, forgotten when they wish.

use crate::{
    bot::{
        callback::{AskStep, Callback},
        ctx::Ctx,
        say::{Button, Outcome, Reply, Text, cut, esc},
    },
    domain::{effects::Effect, error::UserError},
};

/// What a dialogue expects whose next words say why an answer was bad: `ask:<answer>`.
pub(in crate::bot) const WHY: &str = "ask:";
/// Questions that a list shows.
const LISTED: i64 = 10;
/// A question in a list.
const MOST_QUESTION: usize = 120;
/// A comment is cut to this.
const MOST_COMMENT: usize = 500;

/// How to ask, and how much was asked.
pub(super) async fn usage(ctx: &Ctx) -> Outcome {
    let words = ctx.words();
    let count = ctx.services.store.count_questions(ctx.user_id).await?;
    let mut text = Text::new(words.ask_usage());
    if count > 0 && ctx.private {
        text.html.push_str(&format!("\n\n{}", words.ask_talks_count(count.to_string())));
        text =
            text.row(vec![Button::Press(words.button_ask_talks(), Callback::Ask(AskStep::Talks))]);
    }
    Ok(Reply::send(text))
}

/// The last questions that have these words; in place.
pub(super) async fn list(ctx: Ctx, place: Option<i64>, like: &str) -> Outcome {
    if !ctx.private {
        return Err(UserError::PrivateOnly.into());
    }
    let words = ctx.words();
    let kept = ctx.services.store.list_answers(ctx.user_id, like, LISTED).await?;
    if kept.is_empty() {
        let none =
            if like.is_empty() { words.ask_talks_none() } else { words.ask_talks_no_match() };
        return Ok(Reply::edit(place, Text::new(none)));
    }
    let lines: Vec<String> = kept
        .iter()
        .map(|it| {
            format!("• {} — {}", ctx.lang.date(it.at), esc(&cut(&it.question, MOST_QUESTION)))
        })
        .collect();
    let forget = Button::Press(words.button_ask_forget(), Callback::Ask(AskStep::AskForget));
    Ok(Reply::edit(place, Text::new(words.ask_talks(lines.join("\n"))).row(vec![forget])))
}

/// Asks before it forgets.
pub(super) fn ask_forget(ctx: &Ctx, place: Option<i64>) -> Reply {
    let words = ctx.words();
    let sure = Button::Press(words.button_ask_forget_sure(), Callback::Ask(AskStep::Forget));
    Reply::edit(place, Text::new(words.ask_forget_sure()).row(vec![sure]))
}

/// Forgets what the person who presses asked.
pub(super) fn forget(ctx: &Ctx, place: Option<i64>) -> Reply {
    let forget = Effect::ForgetTalks { user: ctx.user_id, at: ctx.now };
    Reply::edit(place, Text::new(ctx.words().ask_forgotten())).with(forget)
}

/// A thumb; one turned down asks why.
pub(super) async fn rated(ctx: Ctx, id: String, is_good: bool) -> Outcome {
    let known = ctx.services.store.find_answer(ctx.user_id, &id).await?;
    known.ok_or(UserError::ForeignButton)?;
    let words = ctx.words();
    let rate = Effect::RateAnswer {
        user: ctx.user_id,
        id: id.clone(),
        is_good,
        comment: None,
        at: ctx.now,
    };
    if is_good {
        return Ok(Reply::toast(words.ask_good()).with(rate));
    }
    if !ctx.private {
        return Ok(Reply::toast(words.ask_why_thanks()).with(rate));
    }
    let what = Some(format!("{WHY}{id}"));
    let expect = Effect::ExpectWords { user: ctx.user_id, what, at: ctx.now };
    Ok(Reply::send(Text::new(words.ask_bad())).with(rate).with(expect))
}

/// The words that say why.
pub(in crate::bot) fn told_why(ctx: &Ctx, text: &str, id: &str) -> Reply {
    let rate = Effect::RateAnswer {
        user: ctx.user_id,
        id: id.to_owned(),
        is_good: false,
        comment: Some(text.chars().take(MOST_COMMENT).collect()),
        at: ctx.now,
    };
    let done = Effect::ExpectWords { user: ctx.user_id, what: None, at: ctx.now };
    Reply::send(Text::new(ctx.words().ask_why_thanks())).with(rate).with(done)
}
