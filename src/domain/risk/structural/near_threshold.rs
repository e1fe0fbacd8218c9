//! The sum is just under a limit above which the law asks for another method.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::limits::limit_of;

pub(super) const RULE: Rule = Rule {
    code: "near-threshold",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan, Part::Announcement],
    thresholds: &["near_bp", "quotations_mrp", "shop_mrp", "direct_other_mrp", "direct_goods_mrp"],
    sources: &[
        Source::Ocp("R002"),
        Source::Law("10(4)"),
        Source::Law("10(5)"),
        Source::Law("16(3)28)"),
    ],
    weight: 12,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let amount = case.amount()?;
    let Some((limit, mrp)) = limit_of(case, settings)? else { return Ok(None) };
    let gap = i128::from(limit.tiyn()) * i128::from(settings.near_bp) / 10_000;
    let is_near = amount <= limit && i128::from(limit.tiyn() - amount.tiyn()) <= gap;
    Ok(is_near.then_some(Evidence::NearThreshold { amount, limit, mrp }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(3, 1, 3_460_000_000, true)] // 8,000 MRP of 2026 to the tiyn
    #[case(3, 1, 3_287_000_000, true)] // 5 % under
    #[case(3, 1, 3_286_999_999, false)]
    #[case(3, 1, 3_460_000_001, false)] // above: that is another matter
    #[case(60, 1, 1_729_000_000, true)] // 4,000 MRP in the shop
    #[case(23, 1, 43_200_000, true)] // 100 MRP of goods
    #[case(23, 3, 43_200_000, false)]
    #[case(23, 3, 216_000_000, true)] // 500 MRP of services
    #[case(2, 1, 3_460_000_000, false)] // a tender has no limit
    fn sums_just_under_the_limit_of_the_method(
        #[case] method: i64,
        #[case] subject: i64,
        #[case] tiyn: i64,
        #[case] fires: bool,
    ) {
        let mut case = case();
        case.lot.method_id = Some(method);
        case.lot.amount = Some(Tenge::from_tiyn(tiyn));
        case.plan.as_mut().unwrap().subject_type_id = Some(subject);
        assert_eq!(said(&RULE, &case).unwrap().is_some(), fires);
    }

    #[test]
    fn a_year_without_mrp_is_unknown() {
        let mut case = case();
        case.plan.as_mut().unwrap().year = Some(2027);
        assert_eq!(said(&RULE, &case), Err(Missing::Mrp));
    }
}
