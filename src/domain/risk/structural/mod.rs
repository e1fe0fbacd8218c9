//! Rules over the purchase itself: what can be seen before bidding.

mod bid_window;
mod changed_after_publication;
mod deadline_day_off;
mod deadline_nearer;
mod delivery_term;
mod description_long;
mod description_short;
mod descriptions;
mod direct_above_limit;
mod direct_after_failed;
mod discussion_window;
mod holiday_window;
mod limits;
mod method_differs;
mod near_threshold;
mod no_advance;
mod no_specification;
mod organizer_differs;
mod plan_sum_differs;
mod prices;
mod repeated_attempt;
mod splitting;
mod sum_absurd;
mod sum_mismatch;
mod title_mismatch;
mod under_review;
mod unit_price_high;
mod unit_price_low;
mod united_lot;
mod vat_in_sum;
mod year_end_rush;

use super::Rule;

/// The rules of this folder, in the order they are told.
pub(super) const RULES: &[&Rule] = &[
    &bid_window::RULE,
    &discussion_window::RULE,
    &delivery_term::RULE,
    &deadline_nearer::RULE,
    &splitting::RULE,
    &near_threshold::RULE,
    &direct_above_limit::RULE,
    &direct_after_failed::RULE,
    &method_differs::RULE,
    &under_review::RULE,
    &unit_price_high::RULE,
    &unit_price_low::RULE,
    &no_specification::RULE,
    &description_long::RULE,
    &description_short::RULE,
    &title_mismatch::RULE,
    &united_lot::RULE,
    &holiday_window::RULE,
    &deadline_day_off::RULE,
    &year_end_rush::RULE,
    &changed_after_publication::RULE,
    &sum_absurd::RULE,
    &sum_mismatch::RULE,
    &plan_sum_differs::RULE,
    &vat_in_sum::RULE,
    &repeated_attempt::RULE,
    &no_advance::RULE,
    &organizer_differs::RULE,
];
