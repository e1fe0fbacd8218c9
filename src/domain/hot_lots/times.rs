//! When digests and weekly lines are due, in the country's time.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::domain::clock::ASTANA;

/// The last moment before now, or now, at which a digest was due; `minute` is counted from midnight,
/// UTC+5.
pub(super) fn digest_due(now: DateTime<Utc>, minute: i64) -> DateTime<Utc> {
    let due = day_begin(now) + TimeDelta::minutes(minute.clamp(0, 1_439));
    if due > now { due - TimeDelta::days(1) } else { due }
}

/// The same of weekly lines, which come on Mondays with the digest.
pub(super) fn week_due(now: DateTime<Utc>, minute: i64) -> DateTime<Utc> {
    let due = digest_due(now, minute);
    let since_monday = due.with_timezone(&ASTANA).weekday().num_days_from_monday();
    due - TimeDelta::days(i64::from(since_monday))
}

/// Midnight, UTC+5.
pub(super) fn day_begin(now: DateTime<Utc>) -> DateTime<Utc> {
    let offset = i64::from(ASTANA.local_minus_utc());
    now - TimeDelta::seconds((now.timestamp() + offset).rem_euclid(86_400))
        - TimeDelta::nanoseconds(i64::from(now.timestamp_subsec_nanos()))
}

/// The number of a day, UTC+5: what digests and weekly lines are known by.
pub fn day_number(at: DateTime<Utc>) -> i64 {
    i64::from(at.with_timezone(&ASTANA).num_days_from_ce())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::hours::DEFAULT_DIGEST_MINUTE;

    fn astana(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        ASTANA.with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap().to_utc()
    }

    #[test]
    fn a_digest_is_due_at_its_minute_and_not_before() {
        for (now, due) in [
            (astana(20, 9, 0), astana(20, 9, 0)),
            (astana(20, 8, 59), astana(19, 9, 0)),
            (astana(20, 23, 59), astana(20, 9, 0)),
            (astana(21, 0, 30), astana(20, 9, 0)),
        ] {
            assert_eq!(digest_due(now, DEFAULT_DIGEST_MINUTE), due, "{now}");
        }
    }

    #[test]
    fn a_weekly_line_is_due_on_mondays() {
        // 16 and 23 November 2026 are Mondays.
        for (now, due) in [
            (astana(20, 12, 0), astana(16, 9, 0)),
            (astana(23, 8, 59), astana(16, 9, 0)),
            (astana(23, 9, 0), astana(23, 9, 0)),
            (astana(29, 23, 0), astana(23, 9, 0)),
        ] {
            assert_eq!(week_due(now, DEFAULT_DIGEST_MINUTE), due, "{now}");
        }
    }

    proptest! {
        #[test]
        fn what_is_due_is_never_ahead_and_never_over_a_day_old(
            seconds in 0_i64..4_000_000_000, minute in 0_i64..1_440,
        ) {
            let now = DateTime::from_timestamp(seconds, 5).unwrap();
            let due = digest_due(now, minute);
            prop_assert!(due <= now && now - due < TimeDelta::days(1));
            let week = week_due(now, minute);
            prop_assert!(week <= due && due - week < TimeDelta::days(7));
        }
    }
}
