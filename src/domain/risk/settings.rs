//! Thresholds: numbers a rule compares with, published in `assets/risk/thresholds.json` and in the
//! rules' pages. Where the law has a number, it is that.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Missing;
use crate::domain::{calc, types::Tenge};

/// Every threshold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Raised with every change of a rule or a threshold.
    pub version: String,
    /// Working days that bids of a tender are taken at least (Rules 687, point 164).
    pub bid_days_tender: u32,
    /// The same of a rating-score tender (point 164).
    pub bid_days_rating: u32,
    /// The same of a repeated tender (point 167).
    pub bid_days_repeat: u32,
    /// The same of an auction (point 348).
    pub bid_days_auction: u32,
    /// The same of a request for price quotations (point 411).
    pub bid_days_quotations: u32,
    /// Working days for remarks on the draft of a tender or an auction (points 170 and 353).
    pub discussion_days: u32,
    /// Calendar days of the shortest term of delivery (law, article 17(6); point 569).
    pub delivery_days: u32,
    /// The attempt from which a purchase counts as repeated.
    pub attempt_least: u32,
    /// Most for a request for price quotations, MRP (law, article 10(4)).
    pub quotations_mrp: i64,
    /// Most for the electronic shop, MRP (law, article 10(5)).
    pub shop_mrp: i64,
    /// Most for a direct contract for works or services, MRP (law, article 16(3)28).
    pub direct_other_mrp: i64,
    /// Most for a direct contract for goods, MRP (law, article 16(3)28).
    pub direct_goods_mrp: i64,
    /// How near under a limit a sum is "just under", hundredths of a percent of the limit.
    pub near_bp: i64,
    /// Siblings of a lot within 30 days that make one ask about splitting.
    pub split_lots: i64,
    /// Fewest prices of a code, unit and year that an interval is drawn from.
    pub price_least_count: i64,
    /// A high price is also above this share of the median, hundredths of a percent.
    pub price_median_bp: i64,
    /// A low price is below this share of the median, hundredths of a percent.
    pub price_low_bp: i64,
    /// A description shorter than this says nothing, characters.
    pub description_least_chars: i64,
    /// Fewest descriptions of a code that the usual length is drawn from.
    pub description_least_count: i64,
    /// Short: below this share of the lower quartile, hundredths of a percent.
    pub description_short_bp: i64,
    /// Long: above this share of the upper quartile, hundredths of a percent.
    pub description_long_bp: i64,
    /// Days off in a bid window, of all its days, hundredths of a percent.
    pub window_off_bp: i64,
    /// A lot for less is no purchase, tenge.
    pub sum_least_tenge: i64,
    /// A lot for more is a broken record, tenge.
    pub sum_most_tenge: i64,
    /// How far quantity times price may be from the sum, hundredths of a percent.
    pub sum_gap_bp: i64,
    /// How far the sum may be from the plan's, hundredths of a percent.
    pub plan_gap_bp: i64,
    /// Rates of VAT that a sum may hold by mistake, percent.
    pub vat_percents: Vec<i64>,
    /// Edits after publication that are usual.
    pub changes_most: i64,
    /// Days before the end of the year that count as its end.
    pub year_end_days: i64,
    /// Plan points in one lot that are many.
    pub united_points: i64,
    /// Without an advance, a sum from which it matters, MRP.
    pub advance_mrp: i64,
    /// Fewest lots that a share is drawn from.
    pub history_least_lots: i64,
    /// Share of a customer's lots that failed, hundredths of a percent.
    pub failed_share_bp: i64,
    /// Share of a customer's lots that were withdrawn or cancelled, hundredths of a percent.
    pub cancelled_share_bp: i64,
    /// Share of a customer's lots under appeal or review, hundredths of a percent.
    pub appealed_share_bp: i64,
    /// Share of a customer's lots from a single source, hundredths of a percent.
    pub direct_share_bp: i64,
    /// Share of a code's lots that failed, hundredths of a percent.
    pub code_failed_share_bp: i64,
    /// Share of a region's lots that failed, hundredths of a percent.
    pub region_failed_share_bp: i64,
    /// Fewest contracts that a share is drawn from.
    pub contracts_least: i64,
    /// Share of awards to the only bidder, hundredths of a percent.
    pub single_bid_share_bp: i64,
    /// Share of one supplier in a customer's sums, hundredths of a percent.
    pub supplier_share_bp: i64,
    /// Herfindahl-Hirschman index above which a market is concentrated, 0 to 10,000.
    pub hhi_most: i64,
    /// Mean discount that shows competition, hundredths of a percent.
    pub discount_least_bp: i64,
    /// Bidders to be expected at least, hundredths.
    pub bidders_least_hundredths: i64,
    /// Share of bids that were disqualified, hundredths of a percent.
    pub disqualified_share_bp: i64,
    /// Share of contracts whose sum or term was changed, hundredths of a percent.
    pub changed_share_bp: i64,
    /// Share of contracts that were terminated, hundredths of a percent.
    pub terminated_share_bp: i64,
    /// Share of a customer's largest supplier in its sums from which that supplier's own contracts are
    /// looked at, hundredths of a percent.
    pub main_supplier_share_bp: i64,
    /// Share of that supplier's contracts that were terminated, hundredths of a percent.
    pub main_supplier_terminated_share_bp: i64,
    /// Share of acts paid late, hundredths of a percent.
    pub late_payment_share_bp: i64,
    /// A supplier registered for less is new, days.
    pub new_supplier_days: i64,
    /// A contract that is large for a new supplier, MRP.
    pub new_supplier_mrp: i64,
    /// Pairs of bidders with one address or one head.
    pub shared_contacts: i64,
}

static PUBLISHED: LazyLock<Settings> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/risk/thresholds.json")).unwrap_or_default()
});

/// So many MRP of a year.
pub(super) fn mrp(count: i64, year: i32) -> Result<Tenge, Missing> {
    let of_year = calc::mrp::of_year(year).map_err(|_unknown| Missing::Mrp)?;
    of_year.times(count).ok_or(Missing::Mrp)
}

impl Settings {
    /// The published defaults; a test reads them, so a bad file can't ship.
    pub fn published() -> &'static Self {
        &PUBLISHED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mrp_is_of_its_year() {
        assert_eq!(mrp(8_000, 2026), Ok(Tenge::from_tiyn(3_460_000_000)));
        assert_eq!(mrp(100, 2026), Ok(Tenge::from_tiyn(43_250_000)));
        assert_eq!(mrp(1, 2031), Err(Missing::Mrp));
    }

    #[test]
    fn the_published_thresholds_are_read() {
        let settings = Settings::published();
        assert!(!settings.version.is_empty());
    }
}
