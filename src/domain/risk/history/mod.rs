//! Rules over the history of the customer and the market: what is counted over stored lots, contracts,
//! bids, acts with their payments, and the register of participants. Where these were not read, the
//! rules say so.

mod changed_contracts;
mod code_failed;
mod concentration;
mod customer_appealed;
mod customer_cancelled;
mod customer_direct;
mod customer_failed;
mod disqualified_share;
mod few_bidders;
mod late_payment;
mod low_discount;
mod main_supplier_terminated;
mod new_supplier;
mod region_failed;
mod shared_contacts;
mod single_bid_share;
mod supplier_share;
mod terminated_contracts;

use super::{Evidence, Missing, Rule, engine::Checked};

/// The rules of this folder, in the order they are told.
pub(super) const RULES: &[&Rule] = &[
    &customer_appealed::RULE,
    &customer_cancelled::RULE,
    &customer_direct::RULE,
    &customer_failed::RULE,
    &code_failed::RULE,
    &region_failed::RULE,
    &single_bid_share::RULE,
    &disqualified_share::RULE,
    &late_payment::RULE,
    &shared_contacts::RULE,
    &supplier_share::RULE,
    &new_supplier::RULE,
    &concentration::RULE,
    &few_bidders::RULE,
    &changed_contracts::RULE,
    &terminated_contracts::RULE,
    &main_supplier_terminated::RULE,
    &low_discount::RULE,
];

/// Fires where `part` of `all` is above `limit_bp`; shares of fewer than `least` say nothing.
fn share_above(part: i64, all: i64, least: i64, limit_bp: i64) -> Checked {
    let count = enough(all, least)?;
    let share_bp = i64::try_from(i128::from(part) * 10_000 / i128::from(count.max(1)));
    let share_bp = share_bp.unwrap_or(i64::MAX);
    Ok((share_bp > limit_bp).then_some(Evidence::Share { share_bp, limit_bp, count }))
}

/// As many as it takes to speak of a share or a mean.
fn enough(count: i64, least: i64) -> Result<i64, Missing> {
    if count < least { Err(Missing::TooFew { count, least }) } else { Ok(count) }
}
