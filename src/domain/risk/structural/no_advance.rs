//! A large purchase is paid without an advance.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
    settings::mrp,
};

pub(super) const RULE: Rule = Rule {
    code: "no-advance",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan],
    thresholds: &["advance_mrp"],
    sources: &[Source::Law("17(6)"), Source::Rules("543")],
    weight: 5,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let amount = case.amount()?;
    let prepayment = case.plan()?.prepayment_bp.ok_or(Missing::Advance)?;
    let limit = mrp(settings.advance_mrp, case.year()?)?;
    let is_bare = prepayment == 0 && amount > limit;
    Ok(is_bare.then_some(Evidence::NoAdvance { amount, limit }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(1_730_000_001, Some(0), Ok(true))]
    #[case(1_730_000_000, Some(0), Ok(false))]
    #[case(1_730_000_001, Some(3_000), Ok(false))]
    #[case(1_730_000_001, None, Err(Missing::Advance))]
    fn sums_above_4000_mrp_without_an_advance(
        #[case] tiyn: i64,
        #[case] prepayment: Option<i64>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.lot.amount = Some(Tenge::from_tiyn(tiyn));
        case.plan.as_mut().unwrap().prepayment_bp = prepayment;
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
