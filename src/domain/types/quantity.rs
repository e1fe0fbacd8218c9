//! How much is bought: a decimal with six places, since volumes come as fractions.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::tenge::{MoneyError, grouped, parse_scaled};

/// A quantity in millionths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// A quantity of millionths.
    pub const fn from_micro(micro: i64) -> Self {
        Self(micro)
    }

    /// The quantity in millionths.
    pub const fn micro(self) -> i64 {
        self.0
    }

    /// Parses a non-negative decimal.
    ///
    /// # Errors
    /// When it is not a number, negative, or above 9 trillion.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let micro = parse_scaled(text, 6)?;
        if micro < 0 {
            return Err(MoneyError::NotANumber);
        }
        i64::try_from(micro).map(Self).map_err(|_error| MoneyError::TooLarge)
    }
}

/// `9 000` or `2,5`: no-break spaces between thousands, decimal comma, no trailing zeros.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micro = self.0.unsigned_abs();
        f.write_str(&grouped(micro / 1_000_000, '\u{A0}'))?;
        let fraction = format!("{:06}", micro % 1_000_000);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { Ok(()) } else { write!(f, ",{fraction}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_keep_their_fraction() {
        for (text, shown) in
            [("67", "67"), ("9000.0", "9\u{A0}000"), ("2.50", "2,5"), ("0.000001", "0,000001")]
        {
            assert_eq!(Quantity::parse(text).unwrap().to_string(), shown);
        }
        assert!(Quantity::parse("-1").is_err());
        assert!(Quantity::parse("1e30").is_err());
    }
}
