//! Interest on money withheld (Civil Code, article 353): where neither law nor contract names
//! another penalty. The National Bank's base rate is the person's to state: it changes.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{CalcError, Percent, Rule, days_in_reason, not_negative, percent::WHOLE, tiyn};
use crate::domain::types::Tenge;

#[derive(Deserialize)]
struct Table {
    year_days: i64,
    cite: Rule,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/rules/civil_code.json")).ok()
});

/// The rule; that a year counts 365 days was not read anywhere.
pub fn rule() -> Option<&'static Rule> {
    TABLE.as_ref().map(|table| &table.cite)
}

/// Days of a year, as the interest counts them.
pub fn year_days() -> i64 {
    TABLE.as_ref().map_or(365, |table| table.year_days)
}

/// Interest for days at a yearly rate.
///
/// # Errors
/// For a sum below zero or too large, days out of reason, and a year that is none.
pub fn interest(
    sum: Tenge,
    base_rate: Percent,
    days: i64,
    year_days: i64,
) -> Result<Tenge, CalcError> {
    if !(360..=366).contains(&year_days) {
        return Err(CalcError::Days);
    }
    let yearly = not_negative(sum)?.checked_mul(base_rate.factor()).ok_or(CalcError::Overflow)?;
    let all = yearly.checked_mul(days_in_reason(days)?).ok_or(CalcError::Overflow)?;
    tiyn(all, WHOLE * i128::from(year_days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_refused() {
        let rate = Percent::parse("18").unwrap();
        assert_eq!(interest(Tenge::from_tiyn(100), rate, -1, 365), Err(CalcError::Days));
        assert_eq!(interest(Tenge::from_tiyn(100), rate, 1, 0), Err(CalcError::Days));
        assert_eq!(year_days(), 365);
        assert!(!rule().unwrap().is_verified);
    }
}
