//! The scalars of OWS, read as they come: ids as numbers, texts or floats, flags as `0`, `"1"` or
//! `true`, and null anywhere. Sums keep their text, so that no float comes between OWS and us.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::domain::types::Quantity;

/// A whole number; absent where it is null or none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Int(pub(super) Option<i64>);

/// A text, trimmed, without NUL; absent where blank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) Option<String>);

/// Yes or no.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flag(pub(super) Option<bool>);

/// The digits of a sum or an amount as they came; not yet known to be a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Decimal(pub(super) Option<String>);

/// A list; null is an empty one, a lone value a list of one, and what cannot be read is skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Items<T>(pub(super) Vec<T>);

/// A nested object; absent where it is null or unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part<T>(pub(super) Option<T>);

impl Int {
    /// The number if it can be an identifier: OWS writes 0 for "none".
    pub(super) fn id(self) -> Option<i64> {
        self.0.filter(|id| *id > 0)
    }
}

impl Text {
    /// The text.
    pub(super) fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self(None)
    }
}

enum Scalar<'a> {
    Null,
    Text(String),
    /// A number or a boolean, as it was written.
    Word(&'a str),
    Other,
}

fn scalar(raw: &RawValue) -> Scalar<'_> {
    let raw = raw.get().trim();
    match raw.bytes().next() {
        None | Some(b'n') => Scalar::Null,
        // A text with half a surrogate pair is no text.
        Some(b'"') => serde_json::from_str(raw).map_or(Scalar::Other, Scalar::Text),
        Some(b'[' | b'{') => Scalar::Other,
        Some(_) => Scalar::Word(raw),
    }
}

fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    // `42700184.0` and `4.27e7` are read as decimals, which are exact where floats are not.
    text.parse().ok().or_else(|| {
        let micro = Quantity::parse(text).ok()?.micro();
        (micro % 1_000_000 == 0).then_some(micro / 1_000_000)
    })
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Ok(Self(match scalar(raw) {
            Scalar::Null | Scalar::Other => None,
            Scalar::Text(text) => whole(&text),
            Scalar::Word("true") => Some(1),
            Scalar::Word("false") => Some(0),
            Scalar::Word(word) => whole(word),
        }))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        let text = match scalar(raw) {
            Scalar::Null | Scalar::Other => return Ok(Self(None)),
            Scalar::Text(text) => text,
            Scalar::Word(word) => word.to_owned(),
        };
        // PostgreSQL refuses a text with NUL in it.
        let text = text.replace('\0', "");
        let text = text.trim();
        Ok(Self((!text.is_empty()).then(|| text.to_owned())))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        let word = match scalar(raw) {
            Scalar::Null | Scalar::Other => return Ok(Self(None)),
            Scalar::Text(text) => text.trim().to_ascii_lowercase(),
            Scalar::Word(word) => word.to_owned(),
        };
        Ok(Self(match word.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            word => whole(word).map(|number| number != 0),
        }))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        let text = match scalar(raw) {
            Scalar::Null => return Ok(Self(None)),
            Scalar::Text(text) => text,
            Scalar::Word(word) => word.to_owned(),
            // Kept, so that it is told from "absent" when it fails to be a number.
            Scalar::Other => "?".to_owned(),
        };
        Ok(Self((!text.trim().is_empty()).then_some(text)))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        let read = |raw: &RawValue| serde_json::from_str::<T>(raw.get()).ok();
        Ok(Self(match raw.get().trim().bytes().next() {
            None | Some(b'n') => Vec::new(),
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(raw.get())
                .unwrap_or_default()
                .into_iter()
                .filter_map(read)
                .collect(),
            Some(_) => read(raw).into_iter().collect(),
        }))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        // PHP writes an empty object as `[]`, which serde would read as a struct without fields.
        let is_list = raw.get().trim_start().starts_with('[');
        Ok(Self(if is_list { None } else { serde_json::from_str(raw.get()).ok().flatten() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn ids_come_in_every_spelling() {
        for json in ["42700184", "\"42700184\"", "42700184.0", "4.2700184e7", "\" 42700184 \""] {
            assert_eq!(read::<Int>(json), Int(Some(42_700_184)), "{json}");
        }
        for json in ["null", "\"\"", "{}", "[]", "1.5", "\"abc\"", "1e99", "\"\\ud800\""] {
            assert_eq!(read::<Int>(json), Int(None), "{json}");
        }
        assert_eq!(read::<Int>("-5"), Int(Some(-5)));
        assert_eq!(Int(Some(0)).id(), None);
    }

    #[test]
    fn flags_come_in_every_spelling() {
        for json in ["1", "\"1\"", "true", "\"true\"", "1.0"] {
            assert_eq!(read::<Flag>(json), Flag(Some(true)), "{json}");
        }
        for json in ["0", "\"0\"", "false"] {
            assert_eq!(read::<Flag>(json), Flag(Some(false)), "{json}");
        }
        assert_eq!(read::<Flag>("null"), Flag(None));
    }

    #[test]
    fn texts_lose_their_nul_and_numbers_become_texts() {
        assert_eq!(read::<Text>("\" Уголь\\u0000 \""), Text(Some("Уголь".into())));
        assert_eq!(read::<Text>("391010000"), Text(Some("391010000".into())));
        assert_eq!(read::<Text>("\"\\u0000\""), Text(None));
    }

    #[test]
    fn sums_keep_the_digits_they_came_with() {
        let json = "12345678901234.57";
        assert_eq!(read::<Decimal>(json), Decimal(Some(json.into())));
        assert_eq!(read::<Decimal>("{}"), Decimal(Some("?".into())));
        assert_eq!(read::<Decimal>("\"\""), Decimal(None));
    }

    #[test]
    fn lists_forgive_null_a_lone_value_and_a_bad_one() {
        assert_eq!(read::<Items<Int>>("null").0, []);
        assert_eq!(read::<Items<Int>>("7").0, [Int(Some(7))]);
        assert_eq!(read::<Items<Part<Int>>>("[7, null]").0, [Part(Some(Int(Some(7)))), Part(None)]);
    }
}
