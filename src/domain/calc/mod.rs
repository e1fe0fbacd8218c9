//! The calculator: pure functions on sums in tiyn. Rules are dated data in `assets/rules`; every
//! result names the rule it follows and that rule's edition.

pub mod bid;
pub mod civil_code;
pub mod deadlines;
pub mod dumping;
pub mod eshop;
pub mod margin;
pub mod mrp;
pub mod penalty;
mod percent;
pub mod rnu_term;
mod rule;
pub mod security;
#[cfg(test)]
mod tests;
pub mod typed;
pub mod vat;
pub mod verdict;
pub mod words;

pub use percent::Percent;
pub use rule::Rule;

use super::types::{MoneyError, Tenge, parse_scaled};

/// Why nothing was calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalcError {
    /// A sum that is no number, or beyond what any purchase can cost.
    #[error("sum: {0}")]
    Sum(#[from] MoneyError),
    /// Fractions of a tiyn, which nobody can pay.
    #[error("fractions of a tiyn")]
    TooFine,
    /// A sum below zero.
    #[error("a sum below zero")]
    Negative,
    /// A sum of zero, where something has to be divided by it or paid for.
    #[error("a sum of zero")]
    Zero,
    /// Not a percentage from 0 to 100.
    #[error("not a percentage from 0 to 100")]
    Percent,
    /// Days below zero, or more than a century of them.
    #[error("not a number of days")]
    Days,
    /// Obligations that are not fulfilled are worth more than the whole contract.
    #[error("more is unfulfilled than the contract is worth")]
    PartOverWhole,
    /// The date is before the first rule that we know.
    #[error("before the first known rule")]
    BeforeRules,
    /// Nothing is known of that year yet.
    #[error("nothing is known of {0} yet")]
    UnknownYear(i32),
    /// The result is more than can be counted.
    #[error("too large to count")]
    Overflow,
}

/// Parses a sum that states no fractions of a tiyn: what a person typed must not be changed.
///
/// # Errors
/// As [`Tenge::parse`], and for fractions of a tiyn.
pub fn exact_sum(text: &str) -> Result<Tenge, CalcError> {
    let sum = Tenge::parse(text)?;
    // Twelve decimals are more than people type, and leave room for a unit of trillions.
    let is_whole = parse_scaled(text, 12)? % 10_i128.pow(10) == 0;
    if is_whole { Ok(sum) } else { Err(CalcError::TooFine) }
}

/// A hundred years: no contract is late for longer, and no product of a sum with it overflows.
const MOST_DAYS: i64 = 36_525;

/// A sum that is not below zero.
fn not_negative(sum: Tenge) -> Result<i128, CalcError> {
    if sum.tiyn() < 0 { Err(CalcError::Negative) } else { Ok(i128::from(sum.tiyn())) }
}

/// A sum above zero.
fn positive(sum: Tenge) -> Result<i128, CalcError> {
    match not_negative(sum)? {
        0 => Err(CalcError::Zero),
        tiyn => Ok(tiyn),
    }
}

/// Days that a contract can be late.
fn days_in_reason(days: i64) -> Result<i128, CalcError> {
    if (0..=MOST_DAYS).contains(&days) { Ok(i128::from(days)) } else { Err(CalcError::Days) }
}

/// Whole tiyn of a fraction, halves away from zero.
fn tiyn(value: i128, by: i128) -> Result<Tenge, CalcError> {
    let whole = div_half_up(value, by).ok_or(CalcError::Overflow)?;
    i64::try_from(whole).map(Tenge::from_tiyn).map_err(|_error| CalcError::Overflow)
}

/// To whole tenge, 50 tiyn up (Rules 687, points 106 and 549).
fn to_whole_tenge(sum: Tenge) -> Result<Tenge, CalcError> {
    let tenge = tiyn(i128::from(sum.tiyn()), 100)?;
    tenge.tiyn().checked_mul(100).map(Tenge::from_tiyn).ok_or(CalcError::Overflow)
}

/// Division with halves rounded away from zero; none by zero.
fn div_half_up(value: i128, by: i128) -> Option<i128> {
    let half = by.checked_div(2)?;
    let shifted = if value >= 0 { value.checked_add(half) } else { value.checked_sub(half) };
    shifted?.checked_div(by)
}
