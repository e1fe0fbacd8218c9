//! Bidding ends in the last days of the financial year.

use super::super::{
    Case, Check, Evidence, Missing, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use chrono::{Datelike as _, NaiveDate};

use super::super::case::local_day;

pub(super) const RULE: Rule = Rule {
    code: "year-end-rush",
    phase: Phase::Before,
    reads: &[Part::Announcement],
    thresholds: &["year_end_days"],
    sources: &[Source::Ocp("R003"), Source::Law("6(5)")],
    weight: 8,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let (_, end) = case.window()?;
    let end = local_day(end);
    let last = NaiveDate::from_ymd_opt(end.year(), 12, 31).ok_or(Missing::Dates)?;
    let (days, least) = ((last - end).num_days(), settings.year_end_days);
    Ok((days < least).then_some(Evidence::YearEndRush { days, least }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case("2026-12-11T12:00", None)]
    #[case("2026-12-12T12:00", Some(19))]
    #[case("2026-12-31T12:00", Some(0))]
    #[case("2027-01-01T00:30", None)] // the new year has begun in Astana
    fn days_to_the_end_of_the_year(#[case] end: &str, #[case] expected: Option<i64>) {
        let mut case = case();
        case.announcement.as_mut().unwrap().end_at = Some(at(end));
        let evidence = expected.map(|days| Evidence::YearEndRush { days, least: 20 });
        assert_eq!(said(&RULE, &case), Ok(evidence));
    }
}
