//! The monthly calculation index (МРП, АЕК) by year, and the limits that are counted in it.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{CalcError, Rule};
use crate::domain::types::Tenge;

/// A limit that the law counts in MRP of the financial year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Request for price quotations (law, article 10(4)).
    PriceQuotations,
    /// Electronic shop (law, article 10(5)).
    Eshop,
    /// Goods without a competition (law, article 16(3)28)).
    DirectGoods,
    /// Works and services without a competition.
    DirectWorksServices,
    /// The same for akims of villages.
    DirectVillageAkim,
    /// Contracts of the electronic shop up to this need no security (Rules, point 538).
    EshopWithoutContractSecurity,
    /// In the electronic shop, above this only by preliminary order.
    EshopPreorderOver,
    /// The same for united lots.
    UnitedLotPreorderOver,
    /// Up to this a request for quotations may name a brand.
    BrandInPriceQuotations,
    /// More tax debt disqualifies (law, article 11(1)2)).
    TaxDebt,
    /// Turnover that makes registration for VAT a duty.
    VatRegistration,
    /// The list of small and middle businesses.
    SmeList,
    /// Above this, financial stability is asked for (Rules, points 53–60): goods.
    StabilityGoods,
    /// Services.
    StabilityServices,
    /// Works.
    StabilityWorks,
}

/// A year's index.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Year {
    year: i32,
    /// In whole tenge.
    pub mrp: i64,
    /// Least wage, in whole tenge.
    pub min_wage: i64,
    /// By what rule.
    #[serde(rename = "cite")]
    pub rule: Rule,
}

#[derive(Deserialize)]
struct Table {
    years: Vec<Year>,
    limits: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    limit: Limit,
    mrp: i64,
}

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/rules/mrp.json")).ok());

/// The index of a year.
///
/// # Errors
/// For a year whose index is not known: a budget is signed in December.
pub fn of_year(year: i32) -> Result<&'static Year, CalcError> {
    TABLE
        .as_ref()
        .and_then(|table| table.years.iter().find(|row| row.year == year))
        .ok_or(CalcError::UnknownYear(year))
}

impl Year {
    /// So many of it, in money.
    pub fn times(&self, count: i64) -> Option<Tenge> {
        self.mrp.checked_mul(count)?.checked_mul(100).map(Tenge::from_tiyn)
    }

    /// A limit in money.
    pub fn limit(&self, limit: Limit) -> Option<Tenge> {
        let row = TABLE.as_ref()?.limits.iter().find(|row| row.limit == limit)?;
        self.times(row.mrp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_follow_the_year() {
        let limit = of_year(2026).unwrap().limit(Limit::PriceQuotations);
        assert_eq!(limit, Some(Tenge::from_tiyn(3_460_000_000)));
        assert_eq!(of_year(2027), Err(CalcError::UnknownYear(2027)));
        assert_eq!(TABLE.as_ref().unwrap().limits.len(), 15);
    }
}
