//! The sum is the planned one with VAT, though sums are told without.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::prices::vat_rate;

pub(super) const RULE: Rule = Rule {
    code: "vat-in-sum",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan],
    thresholds: &["vat_percents"],
    sources: &[Source::Rules("12(2)")],
    weight: 10,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    if case.lot.is_united {
        return Err(Missing::Price);
    }
    let amount = case.amount()?;
    let planned = case.plan()?.amount.ok_or(Missing::Plan)?;
    let percent = vat_rate(amount, planned, &settings.vat_percents);
    Ok(percent.map(|percent| Evidence::VatInSum { amount, planned, percent }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(1_160_000, Some(16))]
    #[case(1_120_000, Some(12))]
    #[case(1_160_100, Some(16))] // to a tenge
    #[case(1_170_000, None)]
    #[case(1_000_000, None)]
    fn the_difference_is_exactly_vat(#[case] amount: i64, #[case] expected: Option<i64>) {
        let mut case = case();
        case.lot.amount = Some(Tenge::from_tiyn(amount));
        case.plan.as_mut().unwrap().amount = Some(Tenge::from_tiyn(1_000_000));
        let evidence = expected.map(|percent| Evidence::VatInSum {
            amount: Tenge::from_tiyn(amount),
            planned: Tenge::from_tiyn(1_000_000),
            percent,
        });
        assert_eq!(said(&RULE, &case), Ok(evidence));
    }
}
