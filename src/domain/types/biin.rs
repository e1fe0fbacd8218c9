//! BIN (БИН, of organisations) and IIN (ИИН, of persons): twelve digits with a check digit.
//!
//! Layout and check digit follow the state's own scheme: `YYMM`, entity type, division, serial and
//! check digit for a BIN; `YYMMDD`, century and sex, serial and check digit for an IIN.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Business identification number (БИН, БСН): of a legal entity, a branch or a joint enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bin(String);

/// Individual identification number (ИИН, ЖСН): personal data, so it prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Iin(String);

/// Whoever a register keys by twelve digits: an organisation, or a person who trades under an IIN.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Biin {
    /// An organisation.
    Bin(Bin),
    /// A person.
    Iin(Iin),
}

/// Why twelve characters are not a BIN or an IIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BiinError {
    /// Nothing was typed.
    #[error("EMPTY")]
    Empty,
    /// Something other than ASCII digits, spaces and hyphens.
    #[error("NOT_DIGITS")]
    NotDigits,
    /// Not twelve digits.
    #[error("BAD_LENGTH")]
    BadLength,
    /// The check digit does not fit: a digit is mistyped.
    #[error("BAD_CHECKSUM")]
    BadChecksum,
    /// The first eleven digits can't belong to anybody: both passes of the check give 10.
    #[error("UNUSED_NUMBER")]
    UnusedNumber,
    /// The month of registration is not 01–12.
    #[error("BAD_MONTH")]
    BadMonth,
    /// The fifth digit is not 4, 5 or 6.
    #[error("BAD_TYPE_DIGIT")]
    BadTypeDigit,
    /// The sixth digit is not 0–3.
    #[error("BAD_DIVISION")]
    BadDivision,
    /// The date of birth does not exist.
    #[error("BAD_DATE")]
    BadDate,
    /// The seventh digit is not 0–6.
    #[error("BAD_CENTURY")]
    BadCentury,
}

impl Bin {
    /// Parses a BIN; spaces, no-break spaces and hyphens between the digits are dropped.
    ///
    /// # Errors
    /// The first thing wrong with it, structure before check digit.
    pub fn parse(text: &str) -> Result<Self, BiinError> {
        let (text, digits) = twelve_digits(text)?;
        if !(1..=12).contains(&(digits[2] * 10 + digits[3])) {
            return Err(BiinError::BadMonth);
        }
        match (digits[4], digits[5]) {
            (7.., _) => return Err(BiinError::BadTypeDigit),
            (4..=6, 4..) => return Err(BiinError::BadDivision),
            _ => check_digit(&digits).map(drop)?,
        }
        // 0 to 3 are the tens of a day: a person's number, which a typo may only look like.
        if digits[4] < 4 { Err(BiinError::BadTypeDigit) } else { Ok(Self(text)) }
    }

    /// A BIN as the source wrote it, unchecked: old records hold numbers that fail the check, and
    /// hiding them would hide the customer.
    pub fn from_source(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Self(text.to_owned()))
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whose number it is, by the fifth digit; none for a number the source broke.
    pub fn entity(&self) -> Option<Entity> {
        match self.0.as_bytes().get(4)? {
            b'4' => Some(Entity::Resident),
            b'5' => Some(Entity::NonResident),
            b'6' => Some(Entity::Joint),
            _ => None,
        }
    }

    /// Which part of the organisation, by the sixth digit; none for a number the source broke.
    pub fn division(&self) -> Option<Division> {
        match self.0.as_bytes().get(5)? {
            b'0' => Some(Division::Head),
            b'1' => Some(Division::Branch),
            b'2' => Some(Division::Representative),
            b'3' => Some(Division::Farm),
            _ => None,
        }
    }
}

/// Whose number a BIN is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// A legal entity of the country.
    Resident,
    /// A legal entity of another country.
    NonResident,
    /// Entrepreneurs together.
    Joint,
}

/// Which part of an organisation a BIN is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// The organisation itself.
    Head,
    /// A branch.
    Branch,
    /// A representative office.
    Representative,
    /// A peasant farm.
    Farm,
}

/// Which of its two passes gives the check digit that a number ends with; none where neither does.
/// The structure of the number is not looked at.
pub fn check_pass(text: &str) -> Option<u8> {
    let (_, digits) = twelve_digits(text).ok()?;
    check_digit(&digits).ok()
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Iin {
    /// Parses an IIN; spaces, no-break spaces and hyphens between the digits are dropped.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn parse(text: &str) -> Result<Self, BiinError> {
        let (text, digits) = twelve_digits(text)?;
        let century = match digits[6] {
            0 => None, // issued without a stated century: the date can't be checked to the year
            1 | 2 => Some(1800),
            3 | 4 => Some(1900),
            5 | 6 => Some(2000),
            _ => return Err(BiinError::BadCentury),
        };
        let year = century.unwrap_or(2000) + i32::from(digits[0] * 10 + digits[1]);
        let month = u32::from(digits[2] * 10 + digits[3]);
        let day = u32::from(digits[4] * 10 + digits[5]);
        NaiveDate::from_ymd_opt(year, month, day).ok_or(BiinError::BadDate)?;
        check_digit(&digits)?;
        Ok(Self(text))
    }

    /// An IIN as the source wrote it, unchecked as [`Bin::from_source`]; none for an organisation's
    /// number.
    pub fn from_source(text: &str) -> Option<Self> {
        match Biin::from_source(text)? {
            Biin::Iin(iin) => Some(iin),
            Biin::Bin(_) => None,
        }
    }

    /// The twelve digits, to be hashed; people and logs get the masked form.
    pub(in crate::domain) fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}******", self.0.get(..6).unwrap_or_default())
    }
}

impl Biin {
    /// Parses either of the two; which one it is stands in the fifth digit: 4 and more is the type
    /// of an organisation, less the tens of a day of birth.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn parse(text: &str) -> Result<Self, BiinError> {
        let (_, digits) = twelve_digits(text)?;
        if digits[4] < 4 {
            Iin::parse(text).map(Self::Iin)
        } else {
            Bin::parse(text).map(Self::Bin)
        }
    }

    /// Either of the two as the source wrote it, unchecked as [`Bin::from_source`].
    pub fn from_source(text: &str) -> Option<Self> {
        let Bin(digits) = Bin::from_source(text)?;
        let is_person = digits.as_bytes().get(4).is_some_and(|digit| *digit < b'4');
        Some(if is_person { Self::Iin(Iin(digits)) } else { Self::Bin(Bin(digits)) })
    }

    /// The twelve digits, for questions to registers and for storage; people and logs get
    /// [`fmt::Display`].
    pub fn digits(&self) -> &str {
        match self {
            Self::Bin(Bin(digits)) | Self::Iin(Iin(digits)) => digits,
        }
    }

    /// The digits as a number: what change records name it by.
    pub fn number(&self) -> i64 {
        self.digits().parse().unwrap_or_default()
    }

    /// The organisation, where it is one.
    pub fn bin(&self) -> Option<&Bin> {
        match self {
            Self::Bin(bin) => Some(bin),
            Self::Iin(_) => None,
        }
    }
}

impl fmt::Display for Biin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bin(bin) => write!(f, "{bin}"),
            Self::Iin(iin) => write!(f, "{iin:?}"),
        }
    }
}

fn twelve_digits(text: &str) -> Result<(String, [u8; 12]), BiinError> {
    // A number is at most 12 digits with separators: anything far longer is refused unread.
    let mut digits = [0_u8; 12];
    let mut count = 0;
    for c in
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2011}' | '\u{2013}'))
    {
        let digit = c.to_digit(10).ok_or(BiinError::NotDigits)?;
        *digits.get_mut(count).ok_or(BiinError::BadLength)? =
            u8::try_from(digit).map_err(|_error| BiinError::NotDigits)?;
        count += 1;
    }
    match count {
        0 => Err(BiinError::Empty),
        12 => Ok((digits.iter().map(|d| char::from(b'0' + d)).collect(), digits)),
        _ => Err(BiinError::BadLength),
    }
}

/// Which pass gives the check digit.
fn check_digit(digits: &[u8; 12]) -> Result<u8, BiinError> {
    const FIRST: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
    let sum = |weights: [u32; 11]| {
        digits.iter().zip(weights).map(|(d, w)| u32::from(*d) * w).sum::<u32>() % 11
    };
    let (expected, pass) = match sum(FIRST) {
        10 => match sum(SECOND) {
            10 => return Err(BiinError::UnusedNumber),
            second => (second, 2),
        },
        first => (first, 1),
    };
    if expected == u32::from(digits[11]) { Ok(pass) } else { Err(BiinError::BadChecksum) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iin_never_prints_whole() {
        let iin = Iin::parse("900101300007").unwrap();
        assert_eq!(format!("{iin:?}"), "900101******");
    }

    #[test]
    fn the_fifth_digit_says_whose_number_it_is() {
        let person = Biin::parse("900101-300007").unwrap();
        assert_eq!((person.to_string().as_str(), person.bin()), ("900101******", None));
        let organisation = Biin::parse("940140000385").unwrap();
        assert_eq!(organisation.to_string(), "940140000385");
        assert_eq!(organisation.number(), 940_140_000_385);
        assert_eq!(Biin::parse("940190000385"), Err(BiinError::BadTypeDigit));
        assert_eq!(Biin::parse("901301300007"), Err(BiinError::BadDate));
        assert_eq!(Biin::from_source("900101300007"), Some(person));
    }

    #[test]
    fn a_source_bin_may_fail_the_check_but_not_the_shape() {
        assert!(Bin::from_source("940140000384").is_some());
        assert!(Bin::from_source("94014000038").is_none());
    }
}
