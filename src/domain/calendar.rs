//! Working days: the law counts terms in them. Holidays are dated data, `assets/reference/calendar.json`:
//! weekdays that are off, with holidays moved from a weekend, and days of a weekend that are worked.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Table {
    years: Vec<Year>,
    by_law: ByLaw,
}

/// Holidays of any year; the day of Kurban-ait and the Government's moves are announced by year.
#[derive(Default, Deserialize)]
struct ByLaw {
    moved_from_a_weekend: Vec<String>,
    moved_from_2027: Vec<String>,
    moved_until_2025: Vec<String>,
    not_moved: Vec<String>,
}

/// A day counted in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The day.
    pub day: NaiveDate,
    /// The calendars of all years in between are announced; else the day follows from the law's
    /// holidays only and may move.
    pub is_announced: bool,
}

/// Days as `03-09`.
#[derive(Deserialize)]
struct Year {
    year: i32,
    off: HashSet<String>,
    worked: HashSet<String>,
}

static TABLE: LazyLock<(HashMap<i32, Year>, ByLaw)> = LazyLock::new(|| {
    let table: Option<Table> =
        serde_json::from_str(include_str!("../../assets/reference/calendar.json")).ok();
    let Some(table) = table else { return Default::default() };
    let years = table.years.into_iter().map(|year| (year.year, year)).collect();
    (years, table.by_law)
});

/// Whether a day is worked; none for a year whose holidays are not known yet.
pub fn is_working(day: NaiveDate) -> Option<bool> {
    let year = TABLE.0.get(&day.year())?;
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

/// The day to which `count` working days run from `day`, as the law counts them: from the day
/// after. None where holidays of a year in between are not announced.
pub fn add_working_days(day: NaiveDate, count: u32) -> Option<NaiveDate> {
    working_days_after(day, count).filter(|counted| counted.is_announced).map(|counted| counted.day)
}

/// The same over years whose calendar is not announced yet, by the law's holidays. None at the end
/// of time.
pub fn working_days_after(day: NaiveDate, count: u32) -> Option<Counted> {
    let mut counted = Counted { day, is_announced: true };
    let mut left = count;
    while left > 0 {
        counted.day = counted.day.succ_opt()?;
        counted.is_announced &= is_working(counted.day).is_some();
        left -= u32::from(is_working_by_law(counted.day));
    }
    Some(counted)
}

/// Whether a day is worked: as announced for its year, else by the law's holidays. A holiday on a
/// weekend moves to the next working day, and Christmas does not.
pub fn is_working_by_law(day: NaiveDate) -> bool {
    is_working(day).unwrap_or_else(|| !is_off_by_law(day))
}

/// Moved holidays are found from a fortnight before: no more than four stand together.
fn is_off_by_law(day: NaiveDate) -> bool {
    let mut waiting = 0_u32;
    let Some(mut at) = day.checked_sub_days(Days::new(14)) else { return true };
    loop {
        let weekend = matches!(at.weekday(), Weekday::Sat | Weekday::Sun);
        let (is_moved, is_fixed) = holiday(at);
        if weekend {
            waiting += u32::from(is_moved);
        }
        let takes_moved = !weekend && !is_moved && !is_fixed && waiting > 0;
        waiting -= u32::from(takes_moved);
        if at >= day {
            return weekend || is_moved || is_fixed || takes_moved;
        }
        let Some(next) = at.succ_opt() else { return true };
        at = next;
    }
}

/// Whether a day is a holiday that moves from a weekend, and one that does not.
fn holiday(day: NaiveDate) -> (bool, bool) {
    let name = day.format("%m-%d").to_string();
    let law = &TABLE.1;
    let is_moved = law.moved_from_a_weekend.contains(&name)
        || (day.year() >= 2027 && law.moved_from_2027.contains(&name))
        || (day.year() <= 2025 && law.moved_until_2025.contains(&name));
    (is_moved, law.not_moved.contains(&name))
}

/// Weekdays of a year that are not worked; none for a year whose holidays are not known yet.
pub fn weekdays_off(year: i32) -> Option<Vec<NaiveDate>> {
    TABLE.0.get(&year)?;
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let days = first.iter_days().take_while(|day| day.year() == year);
    let is_off = |day: &NaiveDate| {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && is_working(*day) == Some(false)
    };
    Some(days.filter(is_off).collect())
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
    #[case(2025, 16)]
    #[case(2026, 14)]
    #[case(2027, 14)]
    fn every_day_off_is_a_weekday_of_its_year(#[case] year: i32, #[case] count: usize) {
        let known = &TABLE.0[&year];
        assert_eq!(known.off.len(), count);
        for name in &known.off {
            let day = date(&format!("{year}-{name}"));
            assert!(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}");
        }
    }

    #[test]
    fn the_law_alone_gives_the_announced_years_but_for_what_is_announced() {
        // The Government's move of 2025, and the day of Kurban-ait of each year.
        let announced = ["2025-01-03", "2025-06-06", "2026-05-27"].map(date);
        for year in [2025, 2026, 2027] {
            for day in date(&format!("{year}-01-01")).iter_days().take(365) {
                let is_announced = announced.contains(&day) || day == date("2025-01-05");
                assert_eq!(is_off_by_law(day) == is_working(day).unwrap(), is_announced, "{day}");
            }
        }
    }

    #[test]
    fn a_term_over_a_year_that_is_not_announced_is_marked() {
        let over = working_days_after(date("2028-11-20"), 1).unwrap();
        assert_eq!((over.day, over.is_announced), (date("2028-11-21"), false));
        assert_eq!(working_days_after(date("2028-12-15"), 1).unwrap().day, date("2028-12-19"));
        assert_eq!(add_working_days(date("2028-11-20"), 1), None);
        assert_eq!(add_working_days(date("2026-12-31"), 3), Some(date("2027-01-08")));
        assert_eq!(working_days_after(NaiveDate::MAX, 1), None);
        assert_eq!(weekdays_off(2028), None);
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
