//! Evidence in words: what is so, what would clear it, and why something is not known.

use super::super::{
    ctx::Ctx,
    say::{cut, esc},
};
use crate::domain::{
    reference,
    risk::{Evidence, Missing, Source},
    types::Tenge,
};

/// A name in a flag's line.
const MOST_NAME: usize = 80;

/// What is so, in one short line.
pub(in crate::bot) fn fact(ctx: &Ctx, evidence: &Evidence) -> String {
    let words = ctx.words();
    let money = |sum: &Tenge| ctx.lang.money(*sum);
    let percent = |bp: &i64| ctx.lang.percent(*bp);
    match evidence {
        Evidence::BidWindow { days, least } => {
            words.risk_fact_bid_window(days.to_string(), least.to_string())
        }
        Evidence::DiscussionWindow { days, least } => {
            words.risk_fact_discussion_window(days.to_string(), least.to_string())
        }
        Evidence::DeliveryTerm { days, least } => {
            words.risk_fact_delivery_term(days.to_string(), least.to_string())
        }
        Evidence::RepeatedAttempt { attempt } => {
            words.risk_fact_repeated_attempt(attempt.to_string())
        }
        Evidence::NearThreshold { amount, limit, mrp } => {
            words.risk_fact_near_threshold(money(amount), money(limit), mrp.to_string())
        }
        Evidence::Splitting { lots, total, limit, mrp } => {
            words.risk_fact_splitting(lots.to_string(), money(total), money(limit), mrp.to_string())
        }
        Evidence::UnitPriceHigh { price, most, median, count } => words.risk_fact_unit_price_high(
            money(price),
            money(median),
            money(most),
            count.to_string(),
        ),
        Evidence::UnitPriceLow { price, least, median, count } => words.risk_fact_unit_price_low(
            money(price),
            money(median),
            money(least),
            count.to_string(),
        ),
        Evidence::MethodDiffers { planned, used } => {
            words.risk_fact_method_differs(method(ctx, *planned), method(ctx, *used))
        }
        Evidence::DirectAfterFailed => words.risk_fact_direct_after_failed(),
        Evidence::SingleSourceAboveLimit { amount, limit, mrp } => {
            words.risk_fact_direct_above_limit(money(amount), money(limit), mrp.to_string())
        }
        Evidence::NoSpecification { chars, least } => {
            words.risk_fact_no_specification(chars.to_string(), least.to_string())
        }
        Evidence::DescriptionShort { chars, least, count } => words.risk_fact_description_short(
            chars.to_string(),
            least.to_string(),
            count.to_string(),
        ),
        Evidence::DescriptionLong { chars, most, count } => {
            words.risk_fact_description_long(chars.to_string(), most.to_string(), count.to_string())
        }
        Evidence::TitleMismatch { title, class } => {
            words.risk_fact_title_mismatch(esc(&cut(title, MOST_NAME)), esc(&cut(class, MOST_NAME)))
        }
        Evidence::HolidayWindow { off, days } => {
            words.risk_fact_holiday_window(off.to_string(), days.to_string())
        }
        Evidence::DeadlineDayOff { at } => words.risk_fact_deadline_day_off(ctx.lang.moment(*at)),
        Evidence::SumAbsurd { amount, .. } => money(amount),
        Evidence::SumMismatch { amount, product } => {
            words.risk_fact_sum_mismatch(money(amount), money(product))
        }
        Evidence::PlanSumDiffers { amount, planned } => {
            words.risk_fact_plan_sum_differs(money(amount), money(planned))
        }
        Evidence::VatInSum { amount, planned, percent } => {
            words.risk_fact_vat_in_sum(money(amount), money(planned), percent.to_string())
        }
        Evidence::OrganizerDiffers { organizer, .. } => {
            words.risk_fact_organizer_differs(organizer.as_str())
        }
        Evidence::DeadlineNearer { from, to } => {
            words.risk_fact_deadline_nearer(ctx.lang.moment(*from), ctx.lang.moment(*to))
        }
        Evidence::ChangedAfterPublication { edits, most } => {
            words.risk_fact_changed_after_publication(edits.to_string(), most.to_string())
        }
        Evidence::YearEndRush { days, least } => {
            words.risk_fact_year_end_rush(days.to_string(), least.to_string())
        }
        Evidence::UnitedLot { points, most } => {
            words.risk_fact_united_lot(points.to_string(), most.to_string())
        }
        Evidence::UnderReview { status } => reference::lot_status(*status, ctx.lang)
            .map_or_else(|| words.lot_status_code(status.to_string()), ToOwned::to_owned),
        Evidence::NoAdvance { amount, limit } => {
            words.risk_fact_no_advance(money(amount), money(limit))
        }
        Evidence::Share { share_bp, limit_bp, count } => {
            words.risk_fact_share(percent(share_bp), count.to_string(), percent(limit_bp))
        }
        Evidence::Concentration { hhi, most } => {
            words.risk_fact_concentration(hhi.to_string(), most.to_string())
        }
        Evidence::LowDiscount { discount_bp, count, .. } => {
            words.risk_fact_low_discount(percent(discount_bp), count.to_string())
        }
        Evidence::FewBidders { bidders, count, .. } => {
            words.risk_fact_few_bidders(percent(bidders), count.to_string())
        }
        Evidence::NewSupplier { days, sum, .. } => {
            words.risk_fact_new_supplier(days.to_string(), money(sum))
        }
        Evidence::Words { words: found } => words.risk_fact_words(quoted(found)),
        Evidence::SharedContacts { pairs } => words.risk_fact_shared_contacts(pairs.to_string()),
    }
}

/// What would clear a flag.
pub(in crate::bot) fn change(ctx: &Ctx, evidence: &Evidence) -> String {
    let words = ctx.words();
    let money = |sum: &Tenge| ctx.lang.money(*sum);
    match evidence {
        Evidence::BidWindow { least, .. } => words.risk_off_bid_window(least.to_string()),
        Evidence::DiscussionWindow { least, .. } => {
            words.risk_off_discussion_window(least.to_string())
        }
        Evidence::DeliveryTerm { least, .. } => words.risk_off_delivery_term(least.to_string()),
        Evidence::RepeatedAttempt { .. } => words.risk_off_repeated_attempt(),
        Evidence::NearThreshold { limit, .. } => words.risk_off_near_threshold(money(limit)),
        Evidence::Splitting { total, .. } => words.risk_off_splitting(money(total)),
        Evidence::UnitPriceHigh { most, .. } => words.risk_off_unit_price_high(money(most)),
        Evidence::UnitPriceLow { least, .. } => words.risk_off_unit_price_low(money(least)),
        Evidence::MethodDiffers { planned, .. } => {
            words.risk_off_method_differs(method(ctx, *planned))
        }
        Evidence::DirectAfterFailed => words.risk_off_direct_after_failed(),
        Evidence::SingleSourceAboveLimit { limit, .. } => {
            words.risk_off_direct_above_limit(money(limit))
        }
        Evidence::NoSpecification { least, .. } => {
            words.risk_off_no_specification(least.to_string())
        }
        Evidence::DescriptionShort { least, .. } => {
            words.risk_off_description_short(least.to_string())
        }
        Evidence::DescriptionLong { most, .. } => words.risk_off_description_long(most.to_string()),
        Evidence::TitleMismatch { class, .. } => {
            words.risk_off_title_mismatch(esc(&cut(class, MOST_NAME)))
        }
        Evidence::HolidayWindow { .. } => words.risk_off_holiday_window(),
        Evidence::DeadlineDayOff { .. } => words.risk_off_deadline_day_off(),
        Evidence::SumAbsurd { least, most, .. } => {
            words.risk_off_sum_absurd(money(least), money(most))
        }
        Evidence::SumMismatch { product, .. } => words.risk_off_sum_mismatch(money(product)),
        Evidence::PlanSumDiffers { planned, .. } => words.risk_off_plan_sum_differs(money(planned)),
        Evidence::VatInSum { planned, .. } => words.risk_off_vat_in_sum(money(planned)),
        Evidence::OrganizerDiffers { customer, .. } => {
            words.risk_off_organizer_differs(customer.as_str())
        }
        Evidence::DeadlineNearer { from, .. } => {
            words.risk_off_deadline_nearer(ctx.lang.moment(*from))
        }
        Evidence::ChangedAfterPublication { most, .. } => {
            words.risk_off_changed_after_publication(most.to_string())
        }
        Evidence::YearEndRush { least, .. } => words.risk_off_year_end_rush(least.to_string()),
        Evidence::UnitedLot { most, .. } => words.risk_off_united_lot(most.to_string()),
        Evidence::UnderReview { .. } => words.risk_off_under_review(),
        Evidence::NoAdvance { limit, .. } => words.risk_off_no_advance(money(limit)),
        Evidence::Share { limit_bp, .. } => words.risk_off_share(ctx.lang.percent(*limit_bp)),
        Evidence::Concentration { most, .. } => words.risk_off_concentration(most.to_string()),
        Evidence::LowDiscount { least_bp, .. } => {
            words.risk_off_low_discount(ctx.lang.percent(*least_bp))
        }
        Evidence::FewBidders { least, .. } => words.risk_off_few_bidders(ctx.lang.percent(*least)),
        Evidence::NewSupplier { least_days, limit, .. } => {
            words.risk_off_new_supplier(least_days.to_string(), money(limit))
        }
        Evidence::Words { words: found } => words.risk_off_words(quoted(found)),
        Evidence::SharedContacts { .. } => words.risk_off_shared_contacts(),
    }
}

/// The words of a lot, each in quotes.
fn quoted(found: &[String]) -> String {
    let quoted: Vec<String> =
        found.iter().map(|words| format!("«{}»", esc(&cut(words, MOST_NAME)))).collect();
    quoted.join(", ")
}

/// Why a rule could not be computed.
pub(super) fn reason(ctx: &Ctx, missing: Missing) -> String {
    let words = ctx.words();
    match missing {
        Missing::Description => words.risk_missing_description(),
        Missing::Suppliers => words.risk_missing_suppliers(),
        Missing::Payments => words.risk_missing_payments(),
        Missing::Announcement => words.risk_missing_announcement(),
        Missing::Plan => words.risk_missing_plan(),
        Missing::Amount => words.risk_missing_amount(),
        Missing::Quantity => words.risk_missing_quantity(),
        Missing::Price => words.risk_missing_price(),
        Missing::Dates => words.risk_missing_dates(),
        Missing::Method => words.risk_missing_method(),
        Missing::Parties => words.risk_missing_parties(),
        Missing::Code => words.risk_missing_code(),
        Missing::SupplyTerm => words.risk_missing_supply_term(),
        Missing::Advance => words.risk_missing_advance(),
        Missing::Status => words.risk_missing_status(),
        Missing::Calendar => words.risk_missing_calendar(),
        Missing::Mrp => words.risk_missing_mrp(),
        Missing::Edits => words.risk_missing_edits(),
        Missing::NotCounted => words.risk_missing_not_counted(),
        Missing::TooFew { count, least } => {
            words.risk_missing_too_few(count.to_string(), least.to_string())
        }
        Missing::Contracts => words.risk_missing_contracts(),
    }
}

/// Where a rule comes from.
pub(in crate::bot) fn source(ctx: &Ctx, source: &Source) -> String {
    let words = ctx.words();
    match source {
        Source::Ocp(code) => words.risk_source_ocp(*code),
        Source::Law(article) => words.risk_source_law(*article),
        Source::Rules(point) => words.risk_source_rules(*point),
    }
}

fn method(ctx: &Ctx, id: i64) -> String {
    let name = reference::method(id).map(|method| esc(method.name(ctx.lang)));
    name.unwrap_or_else(|| id.to_string())
}
