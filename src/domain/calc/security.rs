//! What is deposited: with a bid, for a contract, for an advance; in whole tenge, 50 tiyn up.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{CalcError, Percent, Rule, not_negative, percent::WHOLE, tiyn, to_whole_tenge};
use crate::domain::types::Tenge;

/// Which securities the Rules ask for (order 687, points 104 and 537).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityRule {
    /// Tender: bid 1 %, contract 3 %.
    Tender,
    /// Auction: bid 1 %, contract 3 %.
    Auction,
    /// Request for price quotations: bid 3 %, contract 5 %.
    PriceQuotations,
    /// Turnkey construction: bid 3 %, contract 3 %.
    Turnkey,
}

/// The percentages of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Rates {
    rule: SecurityRule,
    /// Of the sum allocated for the lot.
    pub bid: Percent,
    /// Of the contract, or of its year's part.
    pub contract: Percent,
}

#[derive(Deserialize)]
struct Table {
    rows: Vec<Rates>,
    bid_cite: Rule,
    contract_cite: Rule,
    advance_cite: Rule,
    working_days: u32,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/rules/securities.json")).ok()
});

impl SecurityRule {
    /// Reads the name of a method.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "tender" => Some(Self::Tender),
            "auction" => Some(Self::Auction),
            "rfq" | "price_quotations" => Some(Self::PriceQuotations),
            "turnkey" => Some(Self::Turnkey),
            _ => None,
        }
    }
}

/// The percentages of a method.
pub fn rates(rule: SecurityRule) -> Option<Rates> {
    TABLE.as_ref()?.rows.iter().find(|row| row.rule == rule).copied()
}

/// By what rule a bid is secured.
pub fn bid_rule() -> Option<&'static Rule> {
    TABLE.as_ref().map(|table| &table.bid_cite)
}

/// By what rule a contract is secured.
pub fn contract_rule() -> Option<&'static Rule> {
    TABLE.as_ref().map(|table| &table.contract_cite)
}

/// By what rule an advance is secured.
pub fn advance_rule() -> Option<&'static Rule> {
    TABLE.as_ref().map(|table| &table.advance_cite)
}

/// Working days from a contract's entry into force to deposit what secures it (point 537).
pub fn working_days() -> Option<u32> {
    TABLE.as_ref().map(|table| table.working_days)
}

/// A share of a sum, in whole tenge.
///
/// # Errors
/// For a sum below zero.
pub fn of(sum: Tenge, percent: Percent) -> Result<Tenge, CalcError> {
    let tenge = tiyn(not_negative(sum)? * percent.factor(), WHOLE * 100)?;
    tenge.tiyn().checked_mul(100).map(Tenge::from_tiyn).ok_or(CalcError::Overflow)
}

/// What secures an advance: all of it (points 543, 544).
///
/// # Errors
/// For an advance below zero.
pub fn of_advance(advance: Tenge) -> Result<Tenge, CalcError> {
    not_negative(advance)?;
    to_whole_tenge(advance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_security_is_rounded_once() {
        let one = Percent::parse("1").unwrap();
        for (tiyn, whole) in [(4_999, 0), (5_000, 100), (14_999, 100), (15_000, 200)] {
            assert_eq!(of(Tenge::from_tiyn(tiyn), one), Ok(Tenge::from_tiyn(whole)), "{tiyn}");
        }
        assert_eq!(of(Tenge::from_tiyn(-1), one), Err(CalcError::Negative));
        assert_eq!(of_advance(Tenge::from_tiyn(150)), Ok(Tenge::from_tiyn(200)));
    }

    #[test]
    fn every_method_has_its_percentages() {
        let table = TABLE.as_ref().unwrap();
        assert_eq!((table.rows.len(), table.working_days), (4, 10));
        let quotations = rates(SecurityRule::PriceQuotations).unwrap();
        assert_eq!(
            (quotations.bid.to_string(), quotations.contract.to_string()),
            ("3".into(), "5".into())
        );
    }
}
