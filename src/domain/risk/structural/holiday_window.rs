//! Most days on which bids are taken are days off.

use super::super::case::local_day;
use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use crate::domain::calendar::working_days_between;

pub(super) const RULE: Rule = Rule {
    code: "holiday-window",
    phase: Phase::Before,
    reads: &[Part::Announcement],
    thresholds: &["window_off_bp"],
    sources: &[Source::Ocp("R003"), Source::Rules("164")],
    weight: 10,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let (start, end) = case.window()?;
    let (start, end) = (local_day(start), local_day(end));
    let days = (end - start).num_days();
    let worked = working_days_between(start, end).ok_or(Missing::Calendar)?;
    let off = days - i64::from(worked);
    let is_most =
        off > 0 && off.saturating_mul(10_000) > days.saturating_mul(settings.window_off_bp);
    Ok(is_most.then_some(Evidence::HolidayWindow { off, days }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case("2026-11-20T12:00", "2026-11-24T12:00", None)] // a weekend is half of it
    #[case("2026-11-20T12:00", "2026-11-23T12:00", Some((2, 3)))]
    #[case("2026-03-20T12:00", "2026-03-26T12:00", Some((5, 6)))] // over Nauryz
    #[case("2026-12-31T12:00", "2027-01-08T12:00", Some((5, 8)))] // over New Year
    #[case("2026-11-16T12:00", "2026-11-20T12:00", None)]
    fn days_off_are_counted_by_the_calendar(
        #[case] start: &str,
        #[case] end: &str,
        #[case] expected: Option<(i64, i64)>,
    ) {
        let mut case = case();
        let announcement = case.announcement.as_mut().unwrap();
        (announcement.start_at, announcement.end_at) = (Some(at(start)), Some(at(end)));
        let evidence = expected.map(|(off, days)| Evidence::HolidayWindow { off, days });
        assert_eq!(said(&RULE, &case), Ok(evidence));
    }
}
