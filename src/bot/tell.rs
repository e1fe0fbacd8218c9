//! From an outcome to words: what a person can act on is told in their language, with a code;
//! everything else is ours to read in the log.

use super::{
    calc,
    ctx::Ctx,
    documents,
    say::{Reply, Text, esc},
};
use crate::domain::{
    error::UserError,
    saved_search::FilterError,
    types::{LotRef, LotRefError},
};

/// What to say of a failure that a person can act on. A button's failure pops up over the chat;
/// the message under it stays as it is.
pub(super) fn user_error(ctx: &Ctx, error: &UserError, pressed: bool) -> Reply {
    let words = ctx.words();
    let html = match error {
        UserError::LotNotFound(reference) => words.error_lot_not_found(esc(&shown(reference))),
        UserError::NoLot(LotRefError::Empty) => words.error_lot_empty(),
        UserError::NoLot(LotRefError::NotALot) => words.error_lot_unclear(),
        UserError::NoLot(LotRefError::ForeignLink) => words.error_link_foreign(),
        UserError::NoLot(LotRefError::NewPortalLink) => words.error_link_new_portal(),
        UserError::NoLot(LotRefError::SearchLink) => words.error_link_search(),
        UserError::NoLot(LotRefError::OtherPage) => words.error_link_other(),
        UserError::SourceDown => words.error_source_down(),
        UserError::SourceClosed => words.error_source_closed(),
        UserError::StaleButton => words.error_stale_button(),
        UserError::BadFilter(error) => bad_filter(ctx, error),
        UserError::BadCalc(error) => calc::refusal(ctx, error),
        UserError::SubscriptionsFull { limit } => words.error_subscriptions_full(limit.to_string()),
        UserError::PrivateOnly => words.error_subscriptions_private(),
        UserError::SubscriptionGone => words.error_subscription_gone(),
        UserError::BadAnswer(error) => documents::bad_answer(ctx, *error),
        UserError::DocumentsOff => words.error_document_off(),
        UserError::DocumentGone => words.error_document_gone(),
        UserError::ForeignButton => words.error_foreign_button(),
    };
    if pressed { Reply::toast(super::say::plain(&html)) } else { Reply::send(Text::new(html)) }
}

/// The one apology for an update that could not be answered.
pub(super) fn apology(ctx: &Ctx, code: &str) -> Reply {
    Reply::send(Text::new(ctx.words().error_internal(code)))
}

/// What is wrong with the words of a search, and how to write them.
fn bad_filter(ctx: &Ctx, error: &FilterError) -> String {
    let words = ctx.words();
    match error {
        FilterError::Empty => words.error_filter_empty(),
        FilterError::TooLong | FilterError::TooManyWords | FilterError::LongWord => {
            words.error_filter_long()
        }
        FilterError::OnlyExclusions => words.error_filter_only_exclusions(),
        FilterError::Contradiction(word) => words.error_filter_contradiction(esc(word)),
        FilterError::MinAboveMax => words.error_filter_sums(),
        FilterError::Negative | FilterError::BadSum(_) => words.error_filter_sum(),
        FilterError::BadBin(_) => words.error_filter_bin(),
        FilterError::BadEnstru => words.error_filter_enstru(),
        FilterError::UnknownMethod(word)
        | FilterError::UnknownRegion(word)
        | FilterError::UnknownStatus(word) => words.error_filter_unknown(esc(word)),
        FilterError::BadDate => words.error_filter_date(),
        FilterError::Repeated(_) => words.error_filter_repeated(),
    }
}

fn shown(reference: &LotRef) -> String {
    super::say::cut(&reference.to_string(), 60)
}
