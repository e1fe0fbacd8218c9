//! Where the next page begins, as text that a program hands back and need not understand.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};

use super::super::problem::Problem;
use crate::domain::search::{Place, short_id};

/// Goes up with every change of what the numbers in it mean.
const VERSION: &str = "1";

/// The place behind which the next page begins, and the moment that the first one was of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) now: DateTime<Utc>,
    pub(super) place: Place,
}

impl Cursor {
    /// The text, good for this search only.
    pub(super) fn text(&self, asked: &str) -> String {
        let Place { key, id } = self.place;
        let now = self.now.timestamp_millis();
        let text = format!("{VERSION}.{}.{now}.{}.{}.{id}", short_id(asked), key.0, key.1);
        URL_SAFE_NO_PAD.encode(text)
    }

    /// Reads a cursor that this search gave.
    ///
    /// # Errors
    /// Where it was never given, or by another search.
    pub(super) fn read(text: &str, asked: &str) -> Result<Self, Problem> {
        let begin = "ask without a cursor for the first page";
        let unknown = || Problem::bad("cursor", format!("this is no cursor of ours; {begin}"));
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_error| unknown())?;
        let text = String::from_utf8(bytes).map_err(|_error| unknown())?;
        let parts: Vec<&str> = text.split('.').collect();
        let [VERSION, search, now, first, second, id] = parts.as_slice() else {
            return Err(unknown());
        };
        if *search != short_id(asked) {
            let detail = format!("the cursor is of another search or another order; {begin}");
            return Err(Problem::bad("cursor_of_another_search", detail));
        }
        let number = |text: &str| text.parse::<i64>().map_err(|_error| unknown());
        let now = DateTime::from_timestamp_millis(number(now)?).ok_or_else(unknown)?;
        let key = (number(first)?, number(second)?);
        Ok(Self { now, place: Place { key, id: number(id)? } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_for_its_own_search_alone() {
        let now = DateTime::from_timestamp_millis(1_795_000_000_123).unwrap();
        let cursor = Cursor { now, place: Place { key: (1, i64::MIN), id: 7 } };
        let text = cursor.text("q=а");
        assert_eq!(Cursor::read(&text, "q=а").unwrap(), cursor);
        assert!(Cursor::read(&text, "q=б").is_err());
        for forged in ["", "%", "MQ", "////", &text.repeat(2), &"A".repeat(1000)] {
            assert!(Cursor::read(forged, "q=а").is_err(), "{forged}");
        }
    }
}
