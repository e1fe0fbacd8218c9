//! Working days: the law counts terms in them. Holidays are dated data, `assets/reference/calendar.json`:
//! weekdays that are off, with holidays moved from a weekend, and days of a weekend that are worked.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    years: Vec<Year>,
}

/// Days as `03-09`.
#[derive(Deserialize)]
struct Year {
    year: i32,
    off: HashSet<String>,
    worked: HashSet<String>,
}

static YEARS: LazyLock<HashMap<i32, Year>> = LazyLock::new(|| {
    let table: Option<Table> =
        serde_json::from_str(include_str!("../../assets/reference/calendar.json")).ok();
    table.into_iter().flat_map(|table| table.years).map(|year| (year.year, year)).collect()
});

/// Whether a day is worked; none for a year whose holidays are not known yet.
pub fn is_working(day: NaiveDate) -> Option<bool> {
    let year = YEARS.get(&day.year())?;
    let name = day.format("%m-%d").to_string();
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    Some(if is_weekend { year.worked.contains(&name) } else { !year.off.contains(&name) })
}

/// The day from which `count` working days run to `day`, as the law counts them: from the day after.
/// None where holidays of a year in between are not known.
pub fn working_days_before(day: NaiveDate, count: u32) -> Option<NaiveDate> {
    let (mut day, mut left) = (day, count);
    while left > 0 {
        day = day.checked_sub_days(Days::new(1))?;
        left -= u32::from(is_working(day)?);
    }
    Some(day)
}

/// How many working days there are after `from` up to and with `to`, as the law counts them; zero
/// where `to` is not after `from`, none where holidays of a year in between are not known.
pub fn working_days_between(from: NaiveDate, to: NaiveDate) -> Option<u32> {
    let mut count = 0;
    let mut day = from;
    while day < to {
        day = day.checked_add_days(Days::new(1))?;
        count += u32::from(is_working(day)?);
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    #[case(2026, 14)]
    #[case(2027, 14)]
    fn every_day_off_is_a_weekday_of_its_year(#[case] year: i32, #[case] count: usize) {
        let known = &YEARS[&year];
        assert_eq!(known.off.len(), count);
        for name in &known.off {
            let day = date(&format!("{year}-{name}"));
            assert!(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}");
        }
    }

    #[rstest]
    #[case("2026-01-07", Some(false))] // Christmas
    #[case("2026-03-08", Some(false))] // a Sunday
    #[case("2026-03-09", Some(false))] // moved from it
    #[case("2026-05-27", Some(false))] // Kurban-ait
    #[case("2026-08-31", Some(true))] // 30 August is no holiday from 2026
    #[case("2026-10-26", Some(false))] // moved from Sunday
    #[case("2026-11-20", Some(true))]
    #[case("2027-03-15", Some(false))] // a holiday from 2027
    #[case("2029-01-02", None)]
    fn working_days_are_known_by_year(#[case] day: &str, #[case] working: Option<bool>) {
        assert_eq!(is_working(date(day)), working);
    }

    // From a protocol to the last day of a complaint: three working days (law, article 25(1)).
    #[rstest]
    #[case("2026-11-25", 3, "2026-11-20")]
    #[case("2026-12-18", 3, "2026-12-14")]
    #[case("2026-12-21", 3, "2026-12-15")] // over 16 December
    #[case("2027-01-08", 3, "2026-12-31")] // over New Year and Christmas
    #[case("2027-01-12", 3, "2027-01-06")]
    #[case("2027-03-11", 3, "2027-03-05")]
    #[case("2027-03-17", 3, "2027-03-11")]
    #[case("2027-03-29", 3, "2027-03-19")] // over Nauryz
    #[case("2027-05-13", 3, "2027-05-06")]
    #[case("2026-10-28", 3, "2026-10-22")]
    #[case("2026-12-04", 10, "2026-11-20")]
    fn working_days_are_counted_from_the_day_after(
        #[case] last: &str,
        #[case] count: u32,
        #[case] first: &str,
    ) {
        assert_eq!(working_days_before(date(last), count), Some(date(first)));
    }

    #[rstest]
    #[case("2026-11-20", "2026-11-24", Some(2))] // over a weekend
    #[case("2026-11-20", "2026-11-22", Some(0))]
    #[case("2026-11-20", "2026-11-20", Some(0))]
    #[case("2026-11-24", "2026-11-20", Some(0))]
    #[case("2026-12-31", "2027-01-08", Some(3))] // over New Year and Christmas
    #[case("2027-12-30", "2028-01-05", None)]
    fn working_days_in_between_are_counted(
        #[case] from: &str,
        #[case] to: &str,
        #[case] count: Option<u32>,
    ) {
        assert_eq!(working_days_between(date(from), date(to)), count);
    }

    #[test]
    fn nothing_is_counted_over_years_that_are_not_known() {
        assert_eq!(working_days_before(date("2028-01-03"), 3), None);
        assert_eq!(working_days_before(NaiveDate::MIN, 1), None);
    }
}
