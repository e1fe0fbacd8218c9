//! The sum is nothing, or more than any purchase costs.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use crate::domain::types::Tenge;

pub(super) const RULE: Rule = Rule {
    code: "sum-absurd",
    phase: Phase::Before,
    reads: &[Part::Lot],
    thresholds: &["sum_least_tenge", "sum_most_tenge"],
    sources: &[Source::Ocp("R016"), Source::Rules("12(2)")],
    weight: 10,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let amount = case.amount()?;
    let least = Tenge::from_tiyn(settings.sum_least_tenge.saturating_mul(100));
    let most = Tenge::from_tiyn(settings.sum_most_tenge.saturating_mul(100));
    let is_absurd = amount < least || amount > most;
    Ok(is_absurd.then_some(Evidence::SumAbsurd { amount, least, most }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some(0), Ok(true))]
    #[case(Some(-5), Ok(true))]
    #[case(Some(9_999), Ok(true))]
    #[case(Some(10_000), Ok(false))]
    #[case(Some(100_000_000_000_001), Ok(true))]
    #[case(None, Err(Missing::Amount))]
    fn sums_nobody_buys_for(#[case] tiyn: Option<i64>, #[case] expected: Result<bool, Missing>) {
        let mut case = case();
        case.lot.amount = tiyn.map(Tenge::from_tiyn);
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
