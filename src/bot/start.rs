//! First words, help, and text without a command: a number, a link or a BIN is understood, other
//! words are searched for.

use super::{
    ask,
    calc::bid,
    company, counterparty,
    ctx::Ctx,
    documents, hot_lots, lots, rnu,
    say::{Outcome, Reply, Text},
    search, subscriptions,
};
use crate::domain::{
    effects::Effect,
    error::UserError,
    rnu::is_list_of_numbers,
    types::{Biin, Bin, LotRef, LotRefError},
};

/// Ids have six digits at least, those of the oldest lots too.
const LEAST_ID: i64 = 100_000;
/// Longer messages are not references and not queries.
const MOST_CHARS: usize = 1_000;

/// `/start`, with or without a deep link: `lot_<id>`, `plan_<id>`, `bin_<BIN>`.
pub(super) async fn start(ctx: Ctx, payload: String) -> Outcome {
    let number = |text: &str| text.parse::<i64>().ok().filter(|n| *n > 0);
    match payload.trim().split_once('_') {
        Some(("lot", id)) => match number(id) {
            Some(id) => lots::by_reference(ctx, LotRef::Id(id)).await,
            None => lots::show(ctx, id.to_owned()).await,
        },
        Some(("plan", id)) if number(id).is_some() => {
            subscriptions::offer_plan(ctx, number(id).unwrap_or_default()).await
        }
        Some(("bin", bin)) => match Bin::parse(bin) {
            Ok(bin) => counterparty::show(ctx, bin).await,
            Err(_) => Ok(rnu::wrong_number(&ctx, bin)),
        },
        _ => Ok(Reply::send(Text::new(ctx.words().start()))),
    }
}

/// `/help`.
pub(super) async fn help(ctx: Ctx) -> Outcome {
    Ok(Reply::send(Text::new(ctx.words().help())))
}

/// `/cancel`.
pub(super) async fn cancel(ctx: Ctx) -> Outcome {
    let reply = Reply::send(Text::new(ctx.words().cancel()));
    if !ctx.private {
        return Ok(reply);
    }
    Ok(reply.with(Effect::ExpectWords { user: ctx.user_id, what: None, at: ctx.now }))
}

/// `/privacy`.
pub(super) async fn privacy(ctx: Ctx) -> Outcome {
    let words = ctx.words();
    let (vectors, model) = (ctx.services.law.is_near_on(), ctx.services.ask.is_on());
    let mut passed_on = String::new();
    if vectors {
        passed_on = format!("\n\n{}", words.privacy_vectors());
    }
    if model {
        passed_on.push_str(&format!("\n\n{}", words.privacy_model()));
    }
    if passed_on.is_empty() {
        passed_on = format!(" {}", words.privacy_nobody());
    }
    Ok(Reply::send(Text::new(words.privacy() + &passed_on)))
}

/// Text without a command, in a talk of two.
pub(super) async fn free_text(ctx: Ctx, text: String) -> Outcome {
    // An answer for a paper is longer than what else is written to us, and may be all numbers.
    let expected = ctx.services.subscriptions.dialogue(ctx.user_id, ctx.now).await?;
    if let Some(expected) = expected.as_deref().filter(|_| !text.trim_start().starts_with('/')) {
        if let Some(field) = expected.strip_prefix(company::WORDS) {
            return company::answered(ctx, &text, field).await;
        }
        if let Some(field) = expected.strip_prefix(documents::WORDS) {
            return documents::answered(ctx, &text, field).await;
        }
    }
    if is_list_of_numbers(&text) {
        return rnu::show(ctx, text).await;
    }
    if text.chars().nth(MOST_CHARS).is_some() {
        return Ok(Reply::send(Text::new(ctx.words().error_too_long())));
    }
    if text.trim_start().starts_with('/') {
        return Ok(Reply::send(Text::new(ctx.words().error_unknown_command())));
    }
    if let Some(expected) = expected {
        if expected == hot_lots::WORDS {
            return hot_lots::take_words(ctx, &text).await;
        }
        if let Some(lot) = expected.strip_prefix(bid::COSTS) {
            return bid::answered(ctx, &text, lot).await;
        }
        if let Some(id) = expected.strip_prefix(ask::WHY) {
            return Ok(ask::told_why(&ctx, &text, id));
        }
        if let Some(id) = expected.strip_prefix(subscriptions::EDITED) {
            return subscriptions::answered(ctx, text, id.to_owned()).await;
        }
    }
    if looks_like_bin(&text) {
        return match Biin::parse(&text) {
            Ok(Biin::Bin(bin)) => counterparty::show(ctx, bin).await,
            // A person buys nothing: only the registers are of interest.
            Ok(person) => rnu::one(ctx, person).await,
            Err(_) => Ok(rnu::wrong_number(&ctx, &text)),
        };
    }
    match LotRef::find_in(&text) {
        // A bare «500» is a word to search for, not an id to trouble OWS with.
        Ok(LotRef::Digits(number)) if number < LEAST_ID => search::suggested(ctx, text).await,
        Ok(reference) => match ask::named(&text) {
            Some(meant) => ask::answer(ctx, text, meant).await,
            None => lots::by_reference(ctx, reference).await,
        },
        Err(LotRefError::NotALot | LotRefError::Empty) => match ask::meant(&text).await {
            Some(meant) => ask::answer(ctx, text, meant).await,
            None => search::suggested(ctx, text).await,
        },
        Err(error) => Err(UserError::NoLot(error).into()),
    }
}

/// Photos, voice, files, places: nothing we read.
pub(super) async fn not_text(ctx: Ctx) -> Outcome {
    Ok(Reply::send(Text::new(ctx.words().error_not_text())))
}

/// Talk of a group that is not for us.
pub(super) async fn ignore() -> Outcome {
    Ok(Reply::silence())
}

/// A button we never made, or no longer know.
pub(super) async fn stale_button() -> Outcome {
    Err(UserError::StaleButton.into())
}

/// Twelve digits, perhaps in groups.
pub(super) fn looks_like_bin(text: &str) -> bool {
    let signs = |c: char| c.is_ascii_digit() || c.is_whitespace() || c == '-';
    text.chars().all(signs) && text.chars().filter(char::is_ascii_digit).count() == 12
}
