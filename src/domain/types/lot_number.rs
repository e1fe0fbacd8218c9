//! Numbers people copy from the portal: of lots (`83685322-ОИ4`) and announcements (`17379679-1`).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::reference;

/// Number of a lot: `<root record of the plan point>-<method code><attempt>`, united lots
/// `<own number>-ОЛ-<method code><attempt>`; very old lots are digits alone.
///
/// Kept as the portal spells it, in Cyrillic: two spellings of one number are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LotNumber(String);

/// Number of an announcement, `<n>-<version>`; `n` is its id in the first version only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnnouncementNumber(String);

/// The text is not a number of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number of a lot or an announcement")]
pub struct LotNumberError;

impl LotNumber {
    /// Parses a number as people type it: Latin look-alikes (`OИ4`), a transliterated code
    /// (`ZCP1`), `3` for `З`, any dash and any case are taken for what was meant.
    ///
    /// # Errors
    /// When it has not the shape of a lot's number.
    pub fn parse(text: &str) -> Result<Self, LotNumberError> {
        let text = text.trim();
        if text.chars().count() > 40 {
            return Err(LotNumberError);
        }
        let parts: Vec<&str> = text.split(is_dash).collect();
        let (root, united, code) = match parts.as_slice() {
            [root, code] => (root, "", code),
            [root, sign, code] if is_united_sign(sign) => (root, "-ОЛ", code),
            _ => return Err(LotNumberError),
        };
        if root.is_empty() || root.len() > 10 || !root.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LotNumberError);
        }
        let code = method_and_attempt(code)?;
        Ok(Self(format!("{root}{united}-{code}")))
    }

    /// A number as the source wrote it: never refused, since the source is the authority on its
    /// own numbers; blank is none.
    pub fn from_source(text: &str) -> Option<Self> {
        source_number(text).map(Self)
    }

    /// The number in the portal's spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of a lot that unites several plan points (`-ОЛ-`).
    pub fn is_united(&self) -> bool {
        self.0.contains("-ОЛ-")
    }

    /// The number without its method and attempt: what all attempts at one purchase share.
    pub fn root(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Which attempt at the purchase it is, where the number tells: 4 of `83685322-ОИ4`.
    pub fn attempt(&self) -> Option<u32> {
        let (_, code) = self.0.rsplit_once('-')?;
        code.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()
    }
}

impl AnnouncementNumber {
    /// Parses `<n>-<version>`.
    ///
    /// # Errors
    /// When it has not that shape.
    pub fn parse(text: &str) -> Result<Self, LotNumberError> {
        let (number, version) = text.trim().split_once(is_dash).ok_or(LotNumberError)?;
        let digits = |part: &str, most: usize| {
            !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit())
        };
        if digits(number, 10) && digits(version, 3) {
            Ok(Self(format!("{number}-{version}")))
        } else {
            Err(LotNumberError)
        }
    }

    /// A number as the source wrote it; blank is none.
    pub fn from_source(text: &str) -> Option<Self> {
        source_number(text).map(Self)
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LotNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for AnnouncementNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number as the source wrote it, unless it is blank, endless or holds control characters.
fn source_number(text: &str) -> Option<String> {
    let text = text.trim();
    let sane = !text.is_empty() && text.chars().count() <= 100 && !text.contains(char::is_control);
    sane.then(|| text.to_owned())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FF0D}')
}

fn is_united_sign(part: &str) -> bool {
    look_alikes(part) == "ОЛ" || transliterated(part) == "ОЛ"
}

/// Splits `ОИ4` into the method's code in the portal's spelling and the attempt.
fn method_and_attempt(part: &str) -> Result<String, LotNumberError> {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let attempt = part.strip_prefix(letters).unwrap_or_default();
    if letters.is_empty() || attempt.is_empty() || attempt.len() > 3 {
        return Err(LotNumberError);
    }
    let readings = [look_alikes(letters), transliterated(letters)];
    let known = readings
        .iter()
        .find_map(|reading| reference::method_symbol(reading).map(ToOwned::to_owned));
    let [first, _] = readings;
    let code = match known {
        Some(code) => code,
        // A code we have not met is taken as typed: the portal invents methods.
        None if first.chars().all(|c| matches!(c, 'А'..='Я' | 'Ё')) => letters.to_owned(),
        None => return Err(LotNumberError),
    };
    Ok(format!("{code}{attempt}"))
}

/// Upper case with Latin letters and digits read as the Cyrillic letters they look like.
fn look_alikes(text: &str) -> String {
    text.to_uppercase()
        .chars()
        .map(|c| match c {
            'A' => 'А',
            'B' => 'В',
            'C' => 'С',
            'E' => 'Е',
            'H' => 'Н',
            'K' => 'К',
            'M' => 'М',
            'O' | '0' => 'О',
            'P' => 'Р',
            'T' => 'Т',
            'X' => 'Х',
            'Y' => 'У',
            '3' => 'З',
            'U' | 'N' => 'И',
            other => other,
        })
        .collect()
}

/// Upper case with Latin letters read by their sound, as `ZCP` for `ЗЦП`.
fn transliterated(text: &str) -> String {
    text.to_uppercase()
        .chars()
        .map(|c| match c {
            'A' => 'А',
            'B' => 'Б',
            'C' => 'Ц',
            'G' => 'Г',
            'I' => 'И',
            'J' => 'Ж',
            'K' => 'К',
            'L' => 'Л',
            'O' => 'О',
            'P' => 'П',
            'R' => 'Р',
            'S' => 'С',
            'T' => 'Т',
            'U' => 'У',
            'Z' => 'З',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("83685322-ОИ4", "83685322-ОИ4")]
    #[case("83685322-OИ4", "83685322-ОИ4")]
    #[case(" 83685322–ои4 ", "83685322-ОИ4")]
    #[case("85526327-3ЦП1", "85526327-ЗЦП1")]
    #[case("85526327-ZCP1", "85526327-ЗЦП1")]
    #[case("81610885-OK2", "81610885-ОК2")]
    #[case("81610885-0К2", "81610885-ОК2")]
    #[case("42667799-ОЛ-ОИ2", "42667799-ОЛ-ОИ2")]
    #[case("42667799-OL-OI2", "42667799-ОЛ-ОИ2")]
    #[case("85655739-гзпоп1", "85655739-ГЗПОП1")]
    #[case("71234567-ОИНЕГЗ1", "71234567-ОИнеГЗ1")]
    #[case("71234567-кпопо12", "71234567-КпОПО12")]
    fn a_number_is_taken_for_what_was_meant(#[case] typed: &str, #[case] meant: &str) {
        assert_eq!(LotNumber::parse(typed).unwrap().as_str(), meant);
    }

    #[rstest]
    #[case("")]
    #[case("-5")]
    #[case("83685322")]
    #[case("83685322-1")]
    #[case("83685322-ОИ")]
    #[case("83685322-!!4")]
    #[case("x-ОИ4")]
    #[case("83685322-ОЛ-ОЛ-ОИ4")]
    fn what_is_no_number_is_refused(#[case] typed: &str) {
        assert_eq!(LotNumber::parse(typed), Err(LotNumberError));
    }
}
