//! The purchase is made by another method than was planned.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Procedure, Rule, Settings, Source,
    engine::Checked,
};
use crate::domain::reference::methods_like;

pub(super) const RULE: Rule = Rule {
    code: "method-differs",
    phase: Phase::Before,
    reads: &[Part::Lot],
    thresholds: &[],
    sources: &[Source::Ocp("R012"), Source::Law("6(5)")],
    weight: 10,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, _settings: &Settings) -> Checked {
    // A single source after a failed purchase follows from the law and has a rule of its own.
    if case.procedure()? == Procedure::AfterFailed {
        return Ok(None);
    }
    let used = case.lot.method_id.ok_or(Missing::Method)?;
    let planned = case.lot.planned_method_id.ok_or(Missing::Method)?;
    let is_same = planned == used || methods_like(planned).contains(&used);
    Ok((!is_same).then_some(Evidence::MethodDiffers { planned, used }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some(3), Some(3), Ok(None))]
    #[case(Some(2), Some(3), Ok(Some(Evidence::MethodDiffers { planned: 2, used: 3 })))]
    #[case(Some(77), Some(78), Ok(None))] // one method under two ids
    #[case(Some(3), Some(6), Ok(None))]
    #[case(None, Some(3), Err(Missing::Method))]
    #[case(Some(3), None, Err(Missing::Method))]
    fn the_method_used_is_held_against_the_plan(
        #[case] planned: Option<i64>,
        #[case] used: Option<i64>,
        #[case] expected: Checked,
    ) {
        let mut case = case();
        (case.lot.planned_method_id, case.lot.method_id) = (planned, used);
        assert_eq!(said(&RULE, &case), expected);
    }
}
