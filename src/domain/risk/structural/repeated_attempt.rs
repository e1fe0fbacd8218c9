//! The purchase was tried before and did not come off.

use super::super::{Case, Check, Evidence, Part, Phase, Rule, Settings, Source, engine::Checked};

pub(super) const RULE: Rule = Rule {
    code: "repeated-attempt",
    phase: Phase::Before,
    reads: &[Part::Lot],
    thresholds: &["attempt_least"],
    sources: &[Source::Law("15"), Source::Rules("167")],
    weight: 8,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let Some(attempt) = case.lot.number.attempt() else { return Ok(None) };
    Ok((attempt >= settings.attempt_least).then_some(Evidence::RepeatedAttempt { attempt }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case("83685322-ЗЦП1", None)]
    #[case("83685322-ОК2", Some(2))]
    #[case("83685322-ОИ4", Some(4))]
    #[case("1234567", None)] // very old numbers tell no attempt
    fn the_number_tells_the_attempt(#[case] number: &str, #[case] expected: Option<u32>) {
        let mut case = case();
        case.lot.number = LotNumber::from_source(number).unwrap();
        let evidence = expected.map(|attempt| Evidence::RepeatedAttempt { attempt });
        assert_eq!(said(&RULE, &case), Ok(evidence));
    }
}
