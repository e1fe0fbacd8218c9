//! What a person asked and thought of the answers: shown to them alone, forgotten when they wish.

use crate::{
    bot::{
        callback::{AskStep, Callback},
        ctx::Ctx,
        say::{Button, Outcome, Reply, Text, cut, esc},
    },
    domain::{ask::Kept, effects::Effect, error::UserError},
};

/// What a dialogue expects whose next words say why an answer was bad: `ask:<answer>`.
pub(in crate::bot) const WHY: &str = "ask:";
/// Questions that a list shows.
const LISTED: i64 = 10;
/// Buttons with numbers in a row.
const IN_A_ROW: usize = 5;
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
    ctx.only_in_private()?;
    let kept = ctx.services.store.list_answers(ctx.user_id, like, LISTED).await?;
    let none = || match like {
        "" => ctx.words().ask_talks_none(),
        _ => ctx.words().ask_talks_no_match(),
    };
    Ok(Reply::edit(place, listed(&ctx, &kept).unwrap_or_else(|| Text::new(none()))))
}

/// Forgets one question with its answer, and shows what is left.
pub(super) async fn drop_one(ctx: Ctx, id: &str, place: Option<i64>) -> Outcome {
    ctx.only_in_private()?;
    let known = ctx.services.store.find_answer(ctx.user_id, id).await?;
    known.ok_or(UserError::ForeignButton)?;
    let mut kept = ctx.services.store.list_answers(ctx.user_id, "", LISTED + 1).await?;
    kept.retain(|it| it.id != id);
    kept.truncate(usize::try_from(LISTED).unwrap_or_default());
    let words = ctx.words();
    let text = listed(&ctx, &kept).unwrap_or_else(|| Text::new(words.ask_talks_none()));
    let drop = Effect::ForgetTalk { user: ctx.user_id, id: id.to_owned(), at: ctx.now };
    Ok(Reply::edit(place, text).noting(words.ask_dropped()).with(drop))
}

/// Questions with their numbers, and a button to forget each; none where there are none.
fn listed(ctx: &Ctx, kept: &[Kept]) -> Option<Text> {
    let words = ctx.words();
    let numbered = || (1..).zip(kept);
    let lines: Vec<String> = numbered()
        .map(|(n, it)| {
            let question = esc(&cut(&it.question, MOST_QUESTION));
            format!("{n}. {} — {question}", ctx.lang.date(it.at))
        })
        .collect();
    if lines.is_empty() {
        return None;
    }
    let drop = |(n, it): (u32, &Kept)| {
        Button::Press(format!("🗑 {n}"), Callback::Ask(AskStep::Drop(it.id.clone())))
    };
    let drops: Vec<Button> = numbered().map(drop).collect();
    let text = Text::new(words.ask_talks(lines.join("\n")));
    let text = drops.chunks(IN_A_ROW).fold(text, |text, row| text.row(row.to_vec()));
    let forget = Button::Press(words.button_ask_forget(), Callback::Ask(AskStep::AskForget));
    Some(text.row(vec![forget]))
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
