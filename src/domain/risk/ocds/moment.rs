//! Times as OCDS publishers write them, and as Goszakup does.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

use crate::domain::clock::ASTANA;

/// A point in time, and whether its offset had to be assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// No offset was written: UTC+5 was taken.
    pub(super) assumed: bool,
}

/// Reads RFC 3339, or the same without an offset, with `T` or a space, or only a date (its
/// midnight). Goszakup writes no offset, and means Astana's. None where it is neither.
pub(super) fn read(text: &str) -> Option<Moment> {
    if let Ok(at) = DateTime::<FixedOffset>::parse_from_rfc3339(text) {
        return Some(Moment { at: at.to_utc(), assumed: false });
    }
    let naive = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
    Some(Moment { at: naive.and_local_timezone(ASTANA).single()?.to_utc(), assumed: true })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2025-03-01T09:00:00+05:00", Some(("2025-03-01T04:00:00Z", false)))]
    #[case("2025-03-01T04:00:00Z", Some(("2025-03-01T04:00:00Z", false)))]
    #[case("2025-03-01T09:00:00", Some(("2025-03-01T04:00:00Z", true)))]
    #[case("2025-03-01 09:00:00", Some(("2025-03-01T04:00:00Z", true)))]
    #[case("2025-03-01 09:00:00.000000", Some(("2025-03-01T04:00:00Z", true)))]
    #[case("2025-03-01", Some(("2025-02-28T19:00:00Z", true)))]
    #[case("01.03.2025", None)]
    #[case("2025-13-01T09:00:00Z", None)]
    #[case("завтра", None)]
    #[case("", None)]
    fn a_time_without_an_offset_is_astana_time(
        #[case] text: &str,
        #[case] wanted: Option<(&str, bool)>,
    ) {
        let wanted = wanted.map(|(at, assumed)| Moment { at: at.parse().unwrap(), assumed });
        assert_eq!(read(text), wanted);
    }
}
