//! What entries of the registers come to, on a given day.

use chrono::{DateTime, NaiveDate, Utc};

use super::Mirrored;
use crate::domain::clock::ASTANA;

/// A supplier's state in the registers. "Not listed" is said of fresh facts only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Listed, until then where that is known: barred (law 106-VIII, article 7, point 1(7)).
    Listed(Option<DateTime<Utc>>),
    /// Was listed; the term ended then.
    Expired(DateTime<Utc>),
    /// Was listed, and was taken out before its term ended, as was noticed then.
    Excluded(DateTime<Utc>),
    /// Not listed, and never seen listed.
    NotListed,
    /// The facts are too old to tell.
    Unknown,
}

/// What the entries of one supplier come to. An entry that still stands in an old copy is told even
/// so: a term does not end by itself before its time, and the reader is told how old the copy is.
pub fn standing(entries: &[Mirrored], is_fresh: bool, now: DateTime<Utc>) -> Standing {
    let standing = entries.iter().filter(|entry| entry.is_active(now));
    // One that never ends lasts longest.
    if let Some(last) = standing
        .map(|it| it.entry.until())
        .max_by_key(|end| end.unwrap_or(DateTime::<Utc>::MAX_UTC))
    {
        return Standing::Listed(last);
    }
    if !is_fresh {
        return Standing::Unknown;
    }
    let ends = entries.iter().filter_map(|it| it.end(now));
    ends.max_by_key(|end| end.at).map_or(Standing::NotListed, |end| {
        if end.is_early { Standing::Excluded(end.at) } else { Standing::Expired(end.at) }
    })
}

/// How an entry ended.
struct End {
    at: DateTime<Utc>,
    is_early: bool,
}

impl Mirrored {
    /// It stands: today is before its last day. One that starts later counts already: to bid with
    /// it in sight would be of no use.
    pub fn is_active(&self, now: DateTime<Utc>) -> bool {
        let is_over = self.entry.until().is_some_and(|until| day(until) <= day(now));
        self.gone_at.is_none() && !is_over
    }

    fn end(&self, now: DateTime<Utc>) -> Option<End> {
        if self.is_active(now) {
            return None;
        }
        match (self.gone_at, self.entry.until()) {
            (Some(gone), Some(until)) if day(gone) >= day(until) => {
                Some(End { at: until, is_early: false })
            }
            (Some(gone), _) => Some(End { at: gone, is_early: true }),
            (None, until) => Some(End { at: until?, is_early: false }),
        }
    }
}

/// Terms are counted in days of the country.
fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ASTANA).date_naive()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone as _};
    use proptest::prelude::*;

    use super::{super::tests::entry, *};

    fn at(text: &str) -> DateTime<Utc> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        ASTANA.from_local_datetime(&day.and_hms_opt(12, 0, 0).unwrap()).unwrap().to_utc()
    }

    /// Start, end and the day it was gone; a dash is unknown.
    fn row(text: &str) -> Mirrored {
        let mut days = text.split(' ').map(|day| (day != "-").then(|| at(day)));
        let mut entry = entry("940140000385", days.next().unwrap());
        entry.end_at = days.next().unwrap();
        Mirrored { entry, expired_at: None, gone_at: days.next().unwrap() }
    }

    #[test]
    fn entries_come_to_five_states() {
        use Standing::{Excluded, Expired, Listed, NotListed, Unknown};
        let today = at("2026-11-20");
        for (rows, fresh, expected) in [
            (vec![], true, NotListed),
            (vec![], false, Unknown),
            (vec!["2026-01-01 2028-01-01 -"], true, Listed(Some(at("2028-01-01")))),
            (vec!["2026-01-01 2028-01-01 -"], false, Listed(Some(at("2028-01-01")))),
            // The term of the law, where OWS leaves the end out.
            (vec!["2024-11-21 - -"], true, Listed(Some(at("2026-11-21")))),
            (vec!["2024-11-20 - -"], true, Expired(at("2026-11-20"))),
            (vec!["2024-11-20 - -"], false, Unknown),
            // The last day is out: today is before the end, or it is over.
            (vec!["2024-11-20 2026-11-21 -"], true, Listed(Some(at("2026-11-21")))),
            (vec!["2024-11-20 2026-11-20 -"], true, Expired(at("2026-11-20"))),
            (vec!["2024-02-29 - -"], true, Expired(at("2026-02-28"))),
            (vec!["2026-01-01 2028-01-01 2026-05-01"], true, Excluded(at("2026-05-01"))),
            (vec!["2026-01-01 2028-01-01 2026-05-01"], false, Unknown),
            // Taken out in time, or a day late: that is how terms end.
            (vec!["2024-01-01 2026-01-01 2026-01-01"], true, Expired(at("2026-01-01"))),
            (vec!["2024-01-01 2026-01-01 2026-01-03"], true, Expired(at("2026-01-01"))),
            (vec!["- - -"], true, Listed(None)),
            (vec!["- - 2026-05-01"], true, Excluded(at("2026-05-01"))),
            (vec!["2026-12-01 2028-12-01 -"], true, Listed(Some(at("2028-12-01")))),
            // Of several the one that lasts longest counts, else the one that ended last.
            (
                vec!["2023-01-01 2025-01-01 -", "2026-01-01 2028-01-01 -"],
                true,
                Listed(Some(at("2028-01-01"))),
            ),
            (
                vec!["2026-01-01 2028-01-01 2026-02-01", "2022-01-01 2024-01-01 -"],
                true,
                Excluded(at("2026-02-01")),
            ),
            (vec!["2026-01-01 2028-01-01 -", "- - -"], true, Listed(None)),
        ] {
            let entries: Vec<Mirrored> = rows.iter().map(|text| row(text)).collect();
            assert_eq!(standing(&entries, fresh, today), expected, "{rows:?}, fresh: {fresh}");
        }
    }

    #[test]
    fn a_day_is_a_day_of_the_country() {
        let mut listed = row("2024-11-20 2026-11-20 -");
        listed.entry.end_at = Some("2026-11-19T19:30:00Z".parse().unwrap());
        let evening = "2026-11-19T18:59:00Z".parse().unwrap();
        assert!(listed.is_active(evening), "the 19th, almost midnight");
        assert!(!listed.is_active("2026-11-19T19:00:00Z".parse().unwrap()), "the 20th");
    }

    proptest! {
        #[test]
        fn nobody_is_cleared_by_an_old_copy(days in prop::collection::vec((-2_000_i64..2_000, any::<bool>()), 0..6)) {
            let today = at("2026-11-20");
            let entries: Vec<Mirrored> = days.iter().map(|(offset, gone)| {
                let entry = entry("940140000385", Some(today + TimeDelta::days(*offset)));
                Mirrored { entry, expired_at: None, gone_at: gone.then_some(today) }
            }).collect();
            let told = standing(&entries, false, today);
            prop_assert!(matches!(told, Standing::Listed(_) | Standing::Unknown));
        }

        #[test]
        fn whoever_has_a_standing_entry_is_listed(offset in 1_i64..700) {
            let today = at("2026-11-20");
            let listed = Mirrored {
                entry: entry("940140000385", Some(today - TimeDelta::days(offset))), expired_at: None, gone_at: None,
            };
            let old = row("2020-01-01 2022-01-01 -");
            prop_assert!(matches!(standing(&[old, listed], true, today), Standing::Listed(Some(_))));
        }
    }
}
