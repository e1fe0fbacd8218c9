//! Lays the dates of an announcement around now, in Kazakhstan time and working hours.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};

use super::dataset::Announcement;

/// Kazakhstan is one zone, UTC+5.
const EAST: TimeDelta = TimeDelta::hours(5);
/// Rows were changed within this many minutes before now.
const CHANGED_WITHIN: usize = 48 * 60 - 20;
/// The latest deadline, in hours from now, before it is moved off a weekend.
const LATEST: f64 = 440.0;

/// Now, in Kazakhstan time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// Naive, to the second.
    pub(super) now: NaiveDateTime,
}

impl Clock {
    /// The clock at `now`.
    pub(super) fn at(now: DateTime<Utc>) -> Self {
        let now = now.naive_utc() + EAST;
        Self { now: now.with_nanosecond(0).unwrap_or(now) }
    }
}

/// When things happen to an announcement.
#[derive(Debug, Clone)]
pub(super) struct Times {
    pub(super) publish: NaiveDateTime,
    pub(super) start: NaiveDateTime,
    pub(super) end: NaiveDateTime,
    pub(super) repeat_end: Option<NaiveDateTime>,
    pub(super) results: Option<NaiveDateTime>,
    pub(super) updated: NaiveDateTime,
}

/// Lays the dates of the `nth` announcement, which is the `nth_open` of `open` open ones.
pub(super) fn times(
    clock: &Clock,
    announcement: &Announcement,
    nth_open: usize,
    open: usize,
    nth: usize,
) -> Times {
    let now = clock.now;
    let minutes = |n: usize| TimeDelta::minutes(i64::try_from(n).unwrap_or_default());
    // Multipliers without a common divisor with the span scatter the rows over it.
    let age = minutes(3 + nth * 397 % CHANGED_WITHIN);
    let spread = minutes(nth * 211 % 1440);
    let period = match announcement.method {
        3 => TimeDelta::days(2),
        6 => TimeDelta::days(4),
        2 => TimeDelta::days(15),
        _ => TimeDelta::days(5),
    };
    let updated = now - age;
    let mut times = Times {
        publish: updated,
        start: updated,
        end: now,
        repeat_end: None,
        results: None,
        updated,
    };
    match announcement.status {
        220 | 240 => {
            times.end = deadline(now, nth_open, open);
            times.publish = updated.min(times.end - period);
            times.start = times.publish + TimeDelta::seconds(76);
        }
        210 => {
            times.start = working(updated + TimeDelta::days(2) + spread, false);
            times.end = working(times.start + period, false);
        }
        190 => times.end = working(now + TimeDelta::days(1) + spread, false),
        // Gone stale: nobody touched the row when its deadline passed.
        status if status < 0 => {
            times.updated = now - TimeDelta::hours(46) + spread / 60;
            times.publish = times.updated - TimeDelta::days(2);
            times.end = now - TimeDelta::hours(3) - spread;
        }
        status => {
            let ago = if matches!(status, 360 | 370 | 410 | 430) { spread * 9 } else { spread };
            times.end = working(updated - TimeDelta::hours(1) - ago, true);
            times.publish = times.end - period;
            times.repeat_end = (status == 230).then(|| working(now + TimeDelta::days(2), false));
            times.results = matches!(status, 360 | 370).then_some(updated);
        }
    }
    if !matches!(announcement.status, 210 | 220 | 240) {
        times.start = times.publish + TimeDelta::seconds(76);
    }
    times
}

/// Deadlines from two hours on, thinning out towards the far end.
fn deadline(now: NaiveDateTime, nth: usize, of: usize) -> NaiveDateTime {
    let share = (nth * 61 % of.max(1)) as f64 / of.max(1) as f64;
    let seconds = ((2.0 + LATEST * share.powf(1.5)) * 3600.0) as i64;
    let end = now + TimeDelta::seconds(seconds);
    // A handful of real deadlines fall on a weekend; the next hours are left as they come.
    if share < 0.08 || nth % 40 == 7 { end } else { working(end, false) }
}

/// Moves a moment into working hours: off the weekend, and never later when going `back`.
fn working(at: NaiveDateTime, back: bool) -> NaiveDateTime {
    let (hour, early) = (at.hour(), at.hour() < 9);
    let at = at.with_hour(if back && early { 17 } else { hour.clamp(9, 17) }).unwrap_or(at);
    let at = if back && early { at - TimeDelta::days(1) } else { at };
    at + TimeDelta::days(match (at.weekday(), back) {
        (Weekday::Sat, false) => 2,
        (Weekday::Sun, false) => 1,
        (Weekday::Sat, true) => -1,
        (Weekday::Sun, true) => -2,
        _ => 0,
    })
}

/// A moment the way OWS writes it.
pub(super) fn text(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}
