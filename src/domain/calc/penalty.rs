//! Penalties for lateness by the model contracts: a share of a sum for every calendar day, up to a
//! share of the contract.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CalcError, Percent, Rule, days_in_reason, not_negative, percent::WHOLE, tiyn};
use crate::domain::types::Tenge;

/// Which model contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// Goods; its text was not read, the cap is taken from that of services.
    Goods,
    /// Works; as goods.
    Works,
    /// Services.
    Services,
    /// State social order.
    SocialOrder,
    /// Meals in schools and kindergartens.
    Catering,
}

/// What a penalty is counted of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// The sum that every day costs a share of: the contract, what of it is not fulfilled, or what
    /// is not paid.
    pub base: Tenge,
    /// The whole contract.
    pub contract: Tenge,
    /// Share of the base for a day.
    pub daily: Percent,
    /// Calendar days; the last day of the term is not late.
    pub days: i64,
    /// Share of the contract that it ends at; none: no end is named.
    pub cap: Option<Percent>,
}

/// A penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Penalty {
    /// For all days, without the cap.
    pub raw: Tenge,
    /// The cap in money.
    pub cap: Option<Tenge>,
    /// What is to be paid.
    pub sum: Tenge,
    /// The cap has cut it.
    pub is_capped: bool,
}

/// A percentage and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// Share of the contract; none: no end is named.
    pub percent: Option<Percent>,
    /// By what rule.
    pub rule: &'static Rule,
}

#[derive(Deserialize)]
struct Table {
    daily: Percent,
    customer_cap: Percent,
    caps: Vec<CapRow>,
    refusal_cite: Rule,
    customer_cite: Rule,
}

#[derive(Deserialize)]
struct CapRow {
    contract: Contract,
    percent: Percent,
    cite: Rule,
}

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/rules/penalty.json")).ok());

/// Share of the base for a day of lateness, of either side.
pub fn daily() -> Percent {
    TABLE.as_ref().map(|table| table.daily).unwrap_or_default()
}

/// Where the supplier's penalty ends.
pub fn supplier_cap(contract: Contract) -> Option<Cap> {
    let row = TABLE.as_ref()?.caps.iter().find(|row| row.contract == contract)?;
    Some(Cap { percent: Some(row.percent), rule: &row.cite })
}

/// Where the customer's penalty for late payment ends.
pub fn customer_cap() -> Option<Cap> {
    let table = TABLE.as_ref()?;
    Some(Cap { percent: Some(table.customer_cap), rule: &table.customer_cite })
}

/// For refusing the contract, or a month of lateness with its end: no cap is named.
pub fn refusal_cap() -> Option<Cap> {
    Some(Cap { percent: None, rule: &TABLE.as_ref()?.refusal_cite })
}

/// The penalty for days late.
///
/// # Errors
/// For sums below zero or too large, days out of reason, and a base above the contract.
pub fn penalty(late: &Late) -> Result<Penalty, CalcError> {
    let (base, contract) = (not_negative(late.base)?, not_negative(late.contract)?);
    if base > contract {
        return Err(CalcError::PartOverWhole);
    }
    let days = days_in_reason(late.days)?;
    // In hundred-millionths of a tiyn, so that the cap is compared before anything is rounded.
    let raw = (base * late.daily.factor()).checked_mul(days).ok_or(CalcError::Overflow)?;
    let cap = late.cap.map(|percent| contract * percent.factor());
    let is_capped = cap.is_some_and(|cap| raw > cap);
    Ok(Penalty {
        raw: tiyn(raw, WHOLE)?,
        cap: cap.map(|cap| tiyn(cap, WHOLE)).transpose()?,
        sum: tiyn(cap.map_or(raw, |cap| cap.min(raw)), WHOLE)?,
        is_capped,
    })
}

/// Days late: after the last day of the term, to the day it was done.
pub fn days_late(due: NaiveDate, done: NaiveDate) -> i64 {
    (done - due).num_days().max(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn late(base: i64, contract: i64, days: i64) -> Late {
        let cap = supplier_cap(Contract::Services).unwrap().percent;
        let (base, contract) = (Tenge::from_tiyn(base), Tenge::from_tiyn(contract));
        Late { base, contract, daily: daily(), days, cap }
    }

    proptest! {
        #[test]
        fn a_penalty_grows_by_days_up_to_its_cap(contract in 0_i64..1_000_000_000_000_000, days in 0_i64..2_000) {
            let one = penalty(&late(contract, contract, days)).unwrap();
            let next = penalty(&late(contract, contract, days + 1)).unwrap();
            prop_assert!(one.sum <= next.sum);
            prop_assert!(Some(one.sum) <= one.cap);
            prop_assert!(one.sum <= one.raw);
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert_eq!(penalty(&late(1, 1, -1)), Err(CalcError::Days));
        assert_eq!(penalty(&late(1, 1, i64::MAX)), Err(CalcError::Days));
        assert_eq!(penalty(&late(2, 1, 1)), Err(CalcError::PartOverWhole));
        assert_eq!(penalty(&late(-2, 1, 1)), Err(CalcError::Negative));
        let endless = Late { cap: None, ..late(i64::MAX, i64::MAX, 30_000) };
        assert_eq!(penalty(&endless), Err(CalcError::Overflow));
    }

    #[test]
    fn what_was_not_read_is_marked() {
        for (contract, is_verified) in
            [(Contract::Goods, false), (Contract::Works, false), (Contract::Services, true)]
        {
            assert_eq!(supplier_cap(contract).unwrap().rule.is_verified, is_verified);
        }
        assert_eq!(refusal_cap().unwrap().percent, None);
        assert_eq!(customer_cap().unwrap().percent, Percent::parse("10").ok());
    }
}
