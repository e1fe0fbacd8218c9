//! OWS writes dates without a zone, in the country's time (checked against the portal's pages);
//! here they become UTC and back.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::domain::clock::ASTANA;

/// The text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

/// Reads a date. Blank and `0000-00-00 00:00:00` (the database's "none") are absent.
pub(super) fn from_source(text: Option<&str>) -> Result<Option<DateTime<Utc>>, Unreadable> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.starts_with("0000-00-00") {
        return Ok(None);
    }
    if let Ok(with_zone) = DateTime::parse_from_rfc3339(text) {
        return Ok(Some(with_zone.to_utc()));
    }
    let naive = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0));
    naive
        .and_then(|naive| naive.and_local_timezone(ASTANA).single())
        .map(|at| Some(at.to_utc()))
        .ok_or(Unreadable)
}

/// Writes a moment as OWS filters want it.
pub(super) fn to_source(at: DateTime<Utc>) -> String {
    at.with_timezone(&ASTANA).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn naive_dates_are_the_countrys_time() {
        for (text, utc) in [
            ("2026-07-28 19:59:23", "2026-07-28 14:59:23"),
            ("2026-07-24 15:30:24.884000", "2026-07-24 10:30:24.884"),
            ("2026-07-24T15:30:24", "2026-07-24 10:30:24"),
            ("2026-07-24T15:30:24.5", "2026-07-24 10:30:24.500"),
            ("2026-07-24T15:30:24Z", "2026-07-24 15:30:24"),
            (" 2026-01-01 ", "2025-12-31 19:00:00"),
        ] {
            let read = from_source(Some(text)).unwrap().unwrap();
            assert_eq!(read.format("%Y-%m-%d %H:%M:%S%.f").to_string(), utc, "{text}");
        }
    }

    #[test]
    fn blanks_are_absent_and_nonsense_is_told() {
        for absent in [None, Some(""), Some("  "), Some("0000-00-00 00:00:00"), Some("0000-00-00")]
        {
            assert_eq!(from_source(absent), Ok(None));
        }
        for nonsense in ["завтра", "2026-13-01 00:00:00", "28.07.2026", "1690000000"] {
            assert_eq!(from_source(Some(nonsense)), Err(Unreadable), "{nonsense}");
        }
    }

    #[test]
    fn moments_are_written_in_the_countrys_time() {
        let at = DateTime::parse_from_rfc3339("2026-10-09T20:00:05.9Z").unwrap().to_utc();
        assert_eq!(to_source(at), "2026-10-10 01:00:05");
    }
}
