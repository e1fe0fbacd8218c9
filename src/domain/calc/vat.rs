//! VAT: on top of a sum without it, and out of a sum with it.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CalcError, Percent, Rule, not_negative, percent::WHOLE, tiyn};
use crate::domain::types::Tenge;

/// What is sold, as far as the rate goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Nearly everything.
    Standard,
    /// Medicines, medical devices and licensed medical services.
    Medicines,
    /// Periodicals of domestic publishers.
    Periodicals,
    /// Export and international transport.
    Export,
}

/// A rate and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How much.
    pub percent: Percent,
    /// By what rule.
    pub rule: &'static Rule,
}

/// A sum in its three parts: `net` and `vat` always add up to `gross`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Vat {
    /// Without VAT.
    pub net: Tenge,
    /// The tax, to whole tiyn.
    pub vat: Tenge,
    /// With VAT.
    pub gross: Tenge,
}

#[derive(Deserialize)]
struct Table {
    rows: Vec<Row>,
    net_cite: Rule,
}

#[derive(Deserialize)]
struct Row {
    category: Category,
    from: NaiveDate,
    percent: Percent,
    cite: Rule,
}

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/rules/vat.json")).ok());

/// By what rule sums of plans and lots are without VAT.
pub fn net_rule() -> Option<&'static Rule> {
    TABLE.as_ref().map(|table| &table.net_cite)
}

impl Category {
    /// Reads a category's name, short or in full.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "standard" => Some(Self::Standard),
            "medicines" | "medicines_medical" | "medicines_medical_devices_and_services" => {
                Some(Self::Medicines)
            }
            "periodicals" | "domestic_periodicals" => Some(Self::Periodicals),
            "export" | "export_intl_transport" => Some(Self::Export),
            _ => None,
        }
    }
}

/// The rate on the day of the turnover: that of handing over or of the act, not of the contract
/// (clarification of the Ministry of Finance, December 2025).
///
/// # Errors
/// For a day before the first rate we know.
pub fn rate_on(turnover: NaiveDate, category: Category) -> Result<Rate, CalcError> {
    let rows = TABLE.as_ref().map(|table| &*table.rows).unwrap_or_default();
    rows.iter()
        .filter(|row| row.category == category && row.from <= turnover)
        .max_by_key(|row| row.from)
        .map(|row| Rate { percent: row.percent, rule: &row.cite })
        .ok_or(CalcError::BeforeRules)
}

/// VAT on top of a sum without it: sums of lots are without (Rules 687, point 12(2)).
///
/// # Errors
/// For a sum below zero, or one that is too large.
pub fn on_top(net: Tenge, percent: Percent) -> Result<Vat, CalcError> {
    let vat = tiyn(not_negative(net)? * percent.factor(), WHOLE)?;
    let gross = net.tiyn().checked_add(vat.tiyn()).ok_or(CalcError::Overflow)?;
    Ok(Vat { net, vat, gross: Tenge::from_tiyn(gross) })
}

/// VAT out of a sum with it; what is left is subtracted, never rounded by itself.
///
/// # Errors
/// For a sum below zero.
pub fn included(gross: Tenge, percent: Percent) -> Result<Vat, CalcError> {
    let vat = tiyn(not_negative(gross)? * percent.factor(), WHOLE + percent.factor())?;
    Ok(Vat { net: Tenge::from_tiyn(gross.tiyn() - vat.tiyn()), vat, gross })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_add_up(tiyn in 0_i64..1_000_000_000_000_000, rate in 0_u32..=100) {
            let rate = Percent::parse(&rate.to_string()).unwrap();
            for vat in [on_top(Tenge::from_tiyn(tiyn), rate), included(Tenge::from_tiyn(tiyn), rate)] {
                let vat = vat.unwrap();
                prop_assert_eq!(vat.net.tiyn() + vat.vat.tiyn(), vat.gross.tiyn());
                // What comes back differs by a tiyn at most.
                let back = included(on_top(vat.net, rate).unwrap().gross, rate).unwrap();
                prop_assert!((back.net.tiyn() - vat.net.tiyn()).abs() <= 1);
            }
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let rate = Percent::parse("16").unwrap();
        assert_eq!(on_top(Tenge::from_tiyn(-1), rate), Err(CalcError::Negative));
        assert_eq!(on_top(Tenge::from_tiyn(i64::MAX), rate), Err(CalcError::Overflow));
        let early = "1999-01-01".parse().unwrap();
        assert_eq!(rate_on(early, Category::Standard), Err(CalcError::BeforeRules));
    }
}
