//! Percentages, exactly: rates of a day have fractions (`0.1`), and money has no room for a float.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CalcError, div_half_up};
use crate::domain::types::parse_scaled;

/// A percentage in millionths of a percent, from -10^12 to 10^12 of them. Those of rules are from
/// 0 to 100; margins may be anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent(i64);

/// Millionths of a percent in 1: what a product with a percentage is divided by.
pub(super) const WHOLE: i128 = 100_000_000;

impl Percent {
    /// Parses a rate: from 0 to 100, with a point or a comma.
    ///
    /// # Errors
    /// When it is no number or not from 0 to 100.
    pub fn parse(text: &str) -> Result<Self, CalcError> {
        let millionths = parse_scaled(text, 6).map_err(|_error| CalcError::Percent)?;
        if (0..=WHOLE).contains(&millionths) {
            i64::try_from(millionths).map(Self).map_err(|_error| CalcError::Percent)
        } else {
            Err(CalcError::Percent)
        }
    }

    /// The percentage that `part` is of `whole`, to hundredths, halves away from zero.
    ///
    /// # Errors
    /// Of a whole of zero, and where it is more than can be written.
    pub(super) fn share(part: i128, whole: i128) -> Result<Self, CalcError> {
        if whole == 0 {
            return Err(CalcError::Zero);
        }
        let scaled = part.checked_mul(10_000).ok_or(CalcError::Overflow)?;
        let hundredths = div_half_up(scaled, whole).ok_or(CalcError::Overflow)?;
        i64::try_from(hundredths)
            .ok()
            .and_then(|n| n.checked_mul(10_000))
            .map(Self)
            .ok_or(CalcError::Overflow)
    }

    /// In millionths of a percent.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// What a product with it is divided by [`WHOLE`] for.
    pub(super) fn factor(self) -> i128 {
        i128::from(self.0)
    }

    /// With two decimals: `15.00`.
    pub fn hundredths(self) -> String {
        let n = div_half_up(i128::from(self.0), 10_000).unwrap_or_default();
        let sign = if n < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", n.unsigned_abs() / 100, n.unsigned_abs() % 100)
    }
}

/// `16`, `0.1`: with a point and no more decimals than needed.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let n = self.0.unsigned_abs();
        write!(f, "{sign}{}", n / 1_000_000)?;
        let fraction = format!("{:06}", n % 1_000_000);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}

impl TryFrom<String> for Percent {
    type Error = CalcError;

    fn try_from(text: String) -> Result<Self, CalcError> {
        Self::parse(&text)
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> Self {
        percent.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_from_nothing_to_all() {
        for (text, millionths) in [("16", 16_000_000), ("0,1", 100_000), ("100", 100_000_000)] {
            assert_eq!(Percent::parse(text).map(Percent::millionths), Ok(millionths), "{text}");
        }
        for text in ["100.01", "-1", "", "x", "1e9", "NaN"] {
            assert_eq!(Percent::parse(text), Err(CalcError::Percent), "{text}");
        }
    }

    #[test]
    fn shares_are_rounded_away_from_zero() {
        assert_eq!(Percent::share(150_000, 850_000).map(Percent::hundredths), Ok("17.65".into()));
        assert_eq!(Percent::share(-100, 1_100).map(Percent::hundredths), Ok("-9.09".into()));
        assert_eq!(Percent::share(1, 0), Err(CalcError::Zero));
        assert_eq!(Percent::share(i128::MAX, 1), Err(CalcError::Overflow));
    }
}
