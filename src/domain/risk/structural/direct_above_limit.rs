//! A direct contract is for more than the law allows without another ground.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Procedure, Rule, Settings, Source, engine::Checked,
};
use super::limits::limit_of;

pub(super) const RULE: Rule = Rule {
    code: "direct-above-limit",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan, Part::Announcement],
    thresholds: &["direct_goods_mrp", "direct_other_mrp"],
    sources: &[Source::Ocp("R010"), Source::Ocp("R049"), Source::Law("16(3)28)")],
    weight: 20,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    if case.procedure()? != Procedure::Direct {
        return Ok(None);
    }
    let amount = case.amount()?;
    let Some((limit, mrp)) = limit_of(case, settings)? else { return Ok(None) };
    Ok((amount > limit).then_some(Evidence::SingleSourceAboveLimit { amount, limit, mrp }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(23, Some(1), 43_250_000, Ok(false))] // 100 MRP of 2026
    #[case(23, Some(1), 43_250_001, Ok(true))]
    #[case(23, Some(2), 216_250_000, Ok(false))]
    #[case(23, Some(3), 216_250_001, Ok(true))]
    #[case(3, Some(1), 43_250_001, Ok(false))]
    #[case(6, Some(1), 43_250_001, Ok(false))] // has its own ground
    #[case(23, None, 43_250_001, Err(Missing::Plan))]
    fn the_limit_depends_on_what_is_bought(
        #[case] method: i64,
        #[case] subject: Option<i64>,
        #[case] tiyn: i64,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.lot.method_id = Some(method);
        case.lot.amount = Some(Tenge::from_tiyn(tiyn));
        case.plan.as_mut().unwrap().subject_type_id = subject;
        case.announcement.as_mut().unwrap().subject_type_id = None;
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
