//! Quantity times the planned price of one is not the sum.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::prices::differ;
use crate::domain::types::Tenge;

pub(super) const RULE: Rule = Rule {
    code: "sum-mismatch",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan],
    thresholds: &["sum_gap_bp"],
    sources: &[Source::Ocp("R073"), Source::Rules("12")],
    weight: 10,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    if case.lot.is_united {
        return Err(Missing::Price);
    }
    let amount = case.amount()?;
    let quantity = case.lot.quantity.ok_or(Missing::Quantity)?;
    let price = case.plan()?.price.ok_or(Missing::Price)?;
    let product = i128::from(quantity.micro()) * i128::from(price.tiyn()) / 1_000_000;
    let product = Tenge::from_tiyn(i64::try_from(product).unwrap_or(i64::MAX));
    let is_apart = differ(amount, product, settings.sum_gap_bp);
    Ok(is_apart.then_some(Evidence::SumMismatch { amount, product }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(1_000, 10_000_000, 100, Ok(false))]
    #[case(1_010, 10_000_000, 100, Ok(false))] // 1 % of rounding
    #[case(1_011, 10_000_000, 100, Ok(true))]
    #[case(500, 10_000_000, 100, Ok(true))]
    #[case(i64::MAX, i64::MAX, i64::MAX, Ok(false))] // no overflow
    fn the_sum_is_held_against_the_product(
        #[case] amount: i64,
        #[case] micro: i64,
        #[case] price: i64,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.lot.amount = Some(Tenge::from_tiyn(amount));
        case.lot.quantity = Some(Quantity::from_micro(micro));
        case.plan.as_mut().unwrap().price = Some(Tenge::from_tiyn(price));
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
