//! A contract is made without competition, because the purchase failed.

use super::super::{
    Case, Check, Evidence, Part, Phase, Procedure, Rule, Settings, Source, engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "direct-after-failed",
    phase: Phase::Before,
    reads: &[Part::Lot],
    thresholds: &[],
    sources: &[Source::Ocp("R010"), Source::Law("15"), Source::Law("16(1)")],
    weight: 10,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, _settings: &Settings) -> Checked {
    let is_direct = case.procedure()? == Procedure::AfterFailed;
    Ok(is_direct.then_some(Evidence::DirectAfterFailed))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some(6), Ok(Some(Evidence::DirectAfterFailed)))]
    #[case(Some(23), Ok(None))]
    #[case(Some(3), Ok(None))]
    #[case(None, Err(Missing::Method))]
    fn only_that_method_is_meant(#[case] method: Option<i64>, #[case] expected: Checked) {
        let mut case = case();
        case.lot.method_id = method;
        assert_eq!(said(&RULE, &case), expected);
    }
}
