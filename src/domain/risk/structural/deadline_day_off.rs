//! Bidding ends on a day that is not worked.

use super::super::case::local_day;
use super::super::{
    Case, Check, Evidence, Missing, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use crate::domain::calendar::is_working;

pub(super) const RULE: Rule = Rule {
    code: "deadline-day-off",
    phase: Phase::Before,
    reads: &[Part::Announcement],
    thresholds: &[],
    sources: &[Source::Ocp("R003"), Source::Rules("173")],
    weight: 6,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, _settings: &Settings) -> Checked {
    let (_, at) = case.window()?;
    let is_worked = is_working(local_day(at)).ok_or(Missing::Calendar)?;
    Ok((!is_worked).then_some(Evidence::DeadlineDayOff { at }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case("2026-11-27T12:00", Ok(false))]
    #[case("2026-11-28T12:00", Ok(true))] // a Saturday
    #[case("2026-12-16T12:00", Ok(true))] // Independence Day
    #[case("2026-11-29T23:00", Ok(true))] // Sunday in Astana
    #[case("2028-02-01T12:00", Err(Missing::Calendar))]
    fn days_are_those_of_astana(#[case] end: &str, #[case] expected: Result<bool, Missing>) {
        let mut case = case();
        case.announcement.as_mut().unwrap().end_at = Some(at(end));
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
