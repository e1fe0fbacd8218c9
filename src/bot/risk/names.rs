//! The names of the rules.

use crate::i18n::Words;

/// What a rule is called; its code where it is one of a later version.
pub(in crate::bot) fn name(words: &Words, code: &str) -> String {
    match code {
        "bid-window" => words.risk_name_bid_window(),
        "discussion-window" => words.risk_name_discussion_window(),
        "delivery-term" => words.risk_name_delivery_term(),
        "deadline-nearer" => words.risk_name_deadline_nearer(),
        "splitting" => words.risk_name_splitting(),
        "near-threshold" => words.risk_name_near_threshold(),
        "direct-above-limit" => words.risk_name_direct_above_limit(),
        "direct-after-failed" => words.risk_name_direct_after_failed(),
        "method-differs" => words.risk_name_method_differs(),
        "under-review" => words.risk_name_under_review(),
        "unit-price-high" => words.risk_name_unit_price_high(),
        "unit-price-low" => words.risk_name_unit_price_low(),
        "no-specification" => words.risk_name_no_specification(),
        "description-long" => words.risk_name_description_long(),
        "description-short" => words.risk_name_description_short(),
        "title-mismatch" => words.risk_name_title_mismatch(),
        "united-lot" => words.risk_name_united_lot(),
        "holiday-window" => words.risk_name_holiday_window(),
        "deadline-day-off" => words.risk_name_deadline_day_off(),
        "year-end-rush" => words.risk_name_year_end_rush(),
        "changed-after-publication" => words.risk_name_changed_after_publication(),
        "sum-absurd" => words.risk_name_sum_absurd(),
        "sum-mismatch" => words.risk_name_sum_mismatch(),
        "plan-sum-differs" => words.risk_name_plan_sum_differs(),
        "vat-in-sum" => words.risk_name_vat_in_sum(),
        "repeated-attempt" => words.risk_name_repeated_attempt(),
        "no-advance" => words.risk_name_no_advance(),
        "organizer-differs" => words.risk_name_organizer_differs(),
        "brand_without_equivalent" => words.risk_name_brand_without_equivalent(),
        "catalogue_number" => words.risk_name_catalogue_number(),
        "over_exact_parameter" => words.risk_name_over_exact_parameter(),
        "analog_ban" => words.risk_name_analog_ban(),
        "authorisation_letter" => words.risk_name_authorisation_letter(),
        "geography_demand" => words.risk_name_geography_demand(),
        "mixed_subjects" => words.risk_name_mixed_subjects(),
        "goods_with_services" => words.risk_name_goods_with_services(),
        "homoglyph" => words.risk_name_homoglyph(),
        "luxury_class" => words.risk_name_luxury_class(),
        "proprietary_term" => words.risk_name_proprietary_term(),
        "short_delivery" => words.risk_name_short_delivery(),
        "experience_demand" => words.risk_name_experience_demand(),
        "customer-appealed" => words.risk_name_customer_appealed(),
        "customer-cancelled" => words.risk_name_customer_cancelled(),
        "customer-direct" => words.risk_name_customer_direct(),
        "customer-failed" => words.risk_name_customer_failed(),
        "code-failed" => words.risk_name_code_failed(),
        "region-failed" => words.risk_name_region_failed(),
        "single-bid-share" => words.risk_name_single_bid_share(),
        "disqualified-share" => words.risk_name_disqualified_share(),
        "late-payment" => words.risk_name_late_payment(),
        "shared-contacts" => words.risk_name_shared_contacts(),
        "supplier-share" => words.risk_name_supplier_share(),
        "new-supplier" => words.risk_name_new_supplier(),
        "concentration" => words.risk_name_concentration(),
        "few-bidders" => words.risk_name_few_bidders(),
        "changed-contracts" => words.risk_name_changed_contracts(),
        "terminated-contracts" => words.risk_name_terminated_contracts(),
        "main-supplier-terminated" => words.risk_name_main_supplier_terminated(),
        "low-discount" => words.risk_name_low_discount(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::risk::rules, i18n::Lang};

    #[test]
    fn every_rule_has_a_name_in_every_language() {
        for lang in Lang::ALL {
            for rule in rules() {
                assert_ne!(name(lang.words(), rule.code), rule.code, "{}", lang.code());
            }
        }
    }
}
