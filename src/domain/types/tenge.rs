//! Money: whole tiyn in an `i64`, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A sum in tiyn (1 tenge = 100 tiyn). OWS states sums without VAT (Rules 687, point 12(2)).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Tenge(i64);

/// Why a text is not a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// Beyond what any purchase can cost: 100 trillion tenge, several yearly budgets of the state.
    #[error("absurdly large")]
    TooLarge,
}

/// 100 trillion tenge in tiyn: a sum beyond it is a broken record, not a purchase.
const MOST: i64 = 100_000_000_000_000 * 100;

impl Tenge {
    /// A sum of whole tiyn.
    pub const fn from_tiyn(tiyn: i64) -> Self {
        Self(tiyn)
    }

    /// The sum in tiyn.
    pub const fn tiyn(self) -> i64 {
        self.0
    }

    /// Parses a decimal as JSON and people write it (`624991.07`, `9e5`, `1 000,50`); what is
    /// finer than a tiyn is rounded half away from zero.
    ///
    /// # Errors
    /// When it is not a number, or too large to be a price.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let tiyn = parse_scaled(text, 2)?;
        if tiyn.abs() > i128::from(MOST) {
            return Err(MoneyError::TooLarge);
        }
        i64::try_from(tiyn).map(Self).map_err(|_error| MoneyError::TooLarge)
    }

    /// The sum split over a quantity, to whole tiyn; none for a quantity of zero.
    pub fn per(self, quantity: super::Quantity) -> Option<Self> {
        let micro = i128::from(quantity.micro());
        if micro == 0 {
            return None;
        }
        i64::try_from(div_half_up(i128::from(self.0) * 1_000_000, micro)).ok().map(Self)
    }
}

/// As people in Kazakhstan write it: `1 234 567,89 ₸` with no-break spaces.
impl fmt::Display for Tenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let tiyn = self.0.unsigned_abs();
        write!(f, "{sign}{},{:02}\u{A0}₸", grouped(tiyn / 100, '\u{A0}'), tiyn % 100)
    }
}

/// Groups the digits of `number` by three.
pub(crate) fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// Parses a decimal, possibly with an exponent, into units of `10^-scale`, half away from zero.
pub(in crate::domain) fn parse_scaled(text: &str, scale: i32) -> Result<i128, MoneyError> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let (mantissa, exponent) = match compact.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i32>().map_err(|_error| MoneyError::NotANumber)?),
        None => (compact.as_str(), 0),
    };
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_ok = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits_ok(whole) || !digits_ok(fraction) {
        return Err(MoneyError::NotANumber);
    }
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    let fraction_digits = i32::try_from(fraction.len()).map_err(|_error| MoneyError::TooLarge)?;
    let shift = exponent.saturating_add(scale).saturating_sub(fraction_digits);
    if significant.is_empty() {
        return Ok(0);
    }
    if significant.len() > 30 || shift > 25 {
        return Err(MoneyError::TooLarge);
    }
    let value: i128 = significant.parse().map_err(|_error| MoneyError::NotANumber)?;
    let scaled = if shift >= 0 {
        value.checked_mul(10_i128.pow(shift.unsigned_abs())).ok_or(MoneyError::TooLarge)?
    } else if shift < -36 {
        0
    } else {
        div_half_up(value, 10_i128.pow(shift.unsigned_abs()))
    };
    Ok(if negative { -scaled } else { scaled })
}

/// Division with halves rounded away from zero.
fn div_half_up(value: i128, by: i128) -> i128 {
    let half = by / 2;
    if value >= 0 { (value + half) / by } else { (value - half) / by }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sums_are_read_exactly_as_json_writes_them() {
        for (text, tiyn) in [
            ("817869", 81_786_900),
            ("624991.07", 62_499_107),
            ("3220415.705", 322_041_571),
            ("9e5", 90_000_000),
            ("1.5e1", 1_500),
            ("-1234567.5", -123_456_750),
            ("0", 0),
            ("0.004", 0),
        ] {
            assert_eq!(Tenge::parse(text), Ok(Tenge::from_tiyn(tiyn)), "{text}");
        }
        assert_eq!(Tenge::parse("9e14"), Err(MoneyError::TooLarge));
        assert_eq!(Tenge::parse("1e999"), Err(MoneyError::TooLarge));
        for text in ["", "NaN", "inf", "1.2.3", "--1", "12a", "e5"] {
            assert_eq!(Tenge::parse(text), Err(MoneyError::NotANumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(tiyn in -MOST..MOST) {
            let sum = Tenge::from_tiyn(tiyn);
            let shown = sum.to_string();
            prop_assert_eq!(Tenge::parse(shown.trim_end_matches('₸')), Ok(sum));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = Tenge::parse(&text);
        }
    }
}
