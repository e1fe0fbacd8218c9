//! Dumping (law, article 13; Rules 687, points 85–98): a price too far below what it is compared
//! with. Prices are compared, never rounded percentages.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{
    CalcError, Percent, Rule, not_negative, percent::WHOLE, positive, tiyn, to_whole_tenge,
};
use crate::domain::types::Tenge;

/// What is bought and how, as far as dumping goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Building and assembly works.
    Construction,
    /// Medium repair of roads.
    RoadMediumRepair,
    /// Current repair of buildings and roads.
    CurrentRepair,
    /// Feasibility studies and design.
    Design,
    /// Expertise of projects.
    Expertise,
    /// Collective management of copyright.
    Copyright,
    /// Engineering of building works.
    Engineering,
    /// Supervision of medium repair of roads.
    RoadSupervision,
    /// State social order.
    SocialOrder,
    /// Meals.
    Catering,
    /// Any other goods, works and services in a tender.
    OtherTender,
    /// Request for price quotations.
    PriceQuotations,
}

/// What a price is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// The sum allocated for the lot.
    Allocated,
    /// The price of the project documents after expertise.
    Estimate,
    /// The price by state norms.
    Norms,
}

/// A line of the Rules' table.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Limit {
    /// For what.
    pub kind: Kind,
    names: Vec<String>,
    /// Lower by more than this is dumping.
    pub percent: Percent,
    /// Dumping is allowed with an extra sum; none: the Rules don't say.
    pub with_extra_sum: Option<bool>,
    /// What a price is compared with.
    pub base: Base,
    /// By what rule.
    #[serde(rename = "cite")]
    pub rule: Rule,
}

/// How a price stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Dumping {
    /// The lowest price that is not dumping, to a tiyn.
    pub min_allowed: Tenge,
    /// The price is lower.
    pub is_dumping: bool,
    /// It is dumping that an extra sum makes good; none: the Rules don't say.
    pub with_extra_sum: Option<bool>,
    /// That sum, in whole tenge (point 549).
    pub extra_sum: Option<Tenge>,
    /// How much lower than the base.
    pub discount: Percent,
}

#[derive(Deserialize)]
struct Table {
    rows: Vec<Limit>,
    eshop: Eshop,
}

#[derive(Deserialize)]
struct Eshop {
    percent: Percent,
    cite: Rule,
}

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/rules/dumping.json")).ok());

/// The line of a kind.
pub fn limit(kind: Kind) -> Option<&'static Limit> {
    TABLE.as_ref()?.rows.iter().find(|row| row.kind == kind)
}

/// The line that a category's name stands for.
pub fn named(name: &str) -> Option<&'static Limit> {
    TABLE.as_ref()?.rows.iter().find(|row| row.names.iter().any(|known| known == name))
}

/// How far below the mean an offer of the electronic shop may be (point 99).
pub(super) fn eshop() -> Option<(Percent, &'static Rule)> {
    TABLE.as_ref().map(|table| (table.eshop.percent, &table.eshop.cite))
}

impl Limit {
    /// The lowest price that is not dumping.
    ///
    /// # Errors
    /// For a base of zero or below.
    pub fn min_allowed(&self, base: Tenge) -> Result<Tenge, CalcError> {
        tiyn(positive(base)? * (WHOLE - self.percent.factor()), WHOLE)
    }

    /// The price that is lower than the base by a share of it, and how it stands.
    ///
    /// # Errors
    /// For a base of zero or below.
    pub fn check_cut(&self, base: Tenge, cut: Percent) -> Result<(Tenge, Dumping), CalcError> {
        let price = tiyn(positive(base)? * (WHOLE - cut.factor()), WHOLE)?;
        Ok((price, self.check(base, price)?))
    }

    /// How a price stands against the base.
    ///
    /// # Errors
    /// For a base of zero or below, and a price below zero.
    pub fn check(&self, base: Tenge, price: Tenge) -> Result<Dumping, CalcError> {
        let min_allowed = self.min_allowed(base)?;
        let (whole, offered) = (positive(base)?, not_negative(price)?);
        let is_dumping = price < min_allowed;
        let with_extra_sum = if is_dumping { self.with_extra_sum } else { Some(false) };
        let extra_sum = (with_extra_sum == Some(true))
            .then(|| to_whole_tenge(Tenge::from_tiyn(min_allowed.tiyn() - price.tiyn())))
            .transpose()?;
        let discount = Percent::share(whole - offered, whole)?;
        Ok(Dumping { min_allowed, is_dumping, with_extra_sum, extra_sum, discount })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_line_of_the_table_is_there() {
        let table = TABLE.as_ref().unwrap();
        assert_eq!(table.rows.len(), 12);
        let with_sum: Vec<Kind> = table
            .rows
            .iter()
            .filter(|row| row.with_extra_sum == Some(true))
            .map(|row| row.kind)
            .collect();
        assert_eq!(with_sum, [Kind::OtherTender, Kind::PriceQuotations]);
        assert_eq!(limit(Kind::Copyright).unwrap().with_extra_sum, None);
        assert_eq!(named("catering"), named("catering_services"));
    }

    proptest! {
        #[test]
        fn the_lowest_price_is_not_dumping_and_a_tiyn_less_is(base in 100_i64..1_000_000_000_000_000) {
            for row in &TABLE.as_ref().unwrap().rows {
                let base = Tenge::from_tiyn(base);
                let least = row.min_allowed(base).unwrap();
                prop_assert!(!row.check(base, least).unwrap().is_dumping);
                let below = Tenge::from_tiyn(least.tiyn() - 1);
                prop_assert!(row.check(base, below).unwrap().is_dumping);
            }
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let row = limit(Kind::PriceQuotations).unwrap();
        let sum = Tenge::from_tiyn;
        assert_eq!(row.check(sum(0), sum(1)), Err(CalcError::Zero));
        assert_eq!(row.check(sum(-1), sum(1)), Err(CalcError::Negative));
        assert_eq!(row.check(sum(1), sum(-1)), Err(CalcError::Negative));
        assert!(row.check(sum(i64::MAX), sum(i64::MAX)).is_ok());
    }
}
