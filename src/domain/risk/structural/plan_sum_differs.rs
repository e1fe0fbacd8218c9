//! The sum is not the one that was planned.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::prices::{differ, vat_rate};

pub(super) const RULE: Rule = Rule {
    code: "plan-sum-differs",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan],
    thresholds: &["plan_gap_bp"],
    sources: &[Source::Ocp("R012"), Source::Law("6(5)")],
    weight: 8,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    if case.lot.is_united {
        return Err(Missing::Price);
    }
    let amount = case.amount()?;
    let planned = case.plan()?.amount.ok_or(Missing::Plan)?;
    if vat_rate(amount, planned, &settings.vat_percents).is_some() {
        // The difference is VAT: another rule says so.
        return Ok(None);
    }
    let is_apart = differ(amount, planned, settings.plan_gap_bp);
    Ok(is_apart.then_some(Evidence::PlanSumDiffers { amount, planned }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(1_000_000, Some(1_000_000), Ok(false))]
    #[case(1_010_000, Some(1_000_000), Ok(false))]
    #[case(1_011_000, Some(1_000_000), Ok(true))]
    #[case(1_160_000, Some(1_000_000), Ok(false))] // with VAT: another rule
    #[case(800_000, Some(1_000_000), Ok(true))]
    #[case(800_000, None, Err(Missing::Plan))]
    fn the_sum_is_held_against_the_plan(
        #[case] amount: i64,
        #[case] planned: Option<i64>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.lot.amount = Some(Tenge::from_tiyn(amount));
        case.plan.as_mut().unwrap().amount = planned.map(Tenge::from_tiyn);
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
