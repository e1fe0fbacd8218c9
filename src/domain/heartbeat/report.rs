//! The line of the day: what those who run the bot see every morning.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike as _, Utc};

use super::SourceHealth;
use crate::domain::clock::ASTANA;

/// The hour it comes, in the country's time. A bot that was not up then catches up within that hour;
/// at noon nobody would take it for the morning's.
const HOUR: u32 = 9;

/// What the last 24 hours came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyReport {
    /// The morning it is of.
    pub day: NaiveDate,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Lots read from OWS.
    pub lots: i64,
    /// Share of what OWS counted that came in the last pass over lots, in hundredths of a percent.
    pub completeness_bp: Option<i64>,
    /// How late notices were; none where none was sent.
    pub delays: Option<Delays>,
    /// Messages that wait.
    pub pending: i64,
    /// Dead letters.
    pub dead: i64,
    /// How the source does; none where it was never asked.
    pub source: Option<SourceHealth>,
}

/// From the event at the source to Telegram's receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delays {
    /// Notices that were sent.
    pub count: usize,
    /// Half of them were no later.
    pub p50: TimeDelta,
    /// Nineteen of twenty were no later.
    pub p95: TimeDelta,
}

impl Delays {
    /// Percentiles by nearest rank.
    pub fn of(mut all: Vec<TimeDelta>) -> Option<Self> {
        all.sort_unstable();
        let rank = |percent: usize| all.get((all.len() * percent).div_ceil(100).checked_sub(1)?);
        let (p50, p95) = (*rank(50)?, *rank(95)?);
        Some(Self { count: all.len(), p50, p95 })
    }
}

/// The day whose line is due now.
pub(super) fn due(now: DateTime<Utc>) -> Option<NaiveDate> {
    let local = now.with_timezone(&ASTANA);
    (local.hour() == HOUR).then(|| local.date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_delays_that_occurred() {
        let of = |seconds: &[i64]| {
            let delays = Delays::of(seconds.iter().copied().map(TimeDelta::seconds).collect())?;
            Some((delays.count, delays.p50.num_seconds(), delays.p95.num_seconds()))
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some((1, 7, 7)));
        assert_eq!(of(&[9, 1]), Some((2, 1, 9)));
        assert_eq!(of(&(1..=100).rev().collect::<Vec<_>>()), Some((100, 50, 95)));
    }

    #[test]
    fn the_line_is_due_for_an_hour_in_the_morning() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let nine: DateTime<Utc> = "2026-11-20T09:00:00+05:00".parse().unwrap();
        assert_eq!(due(nine - TimeDelta::seconds(1)), None);
        assert_eq!(due(nine), Some(day));
        assert_eq!(due(nine + TimeDelta::minutes(59)), Some(day));
        assert_eq!(due(nine + TimeDelta::hours(1)), None);
    }
}
