//! With lots of the same customer and code within 30 days, the purchase exceeds the limit of its method.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::limits::limit_of;
use crate::domain::types::Tenge;

pub(super) const RULE: Rule = Rule {
    code: "splitting",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan, Part::Neighbours],
    thresholds: &[
        "split_lots",
        "quotations_mrp",
        "shop_mrp",
        "direct_other_mrp",
        "direct_goods_mrp",
    ],
    sources: &[Source::Ocp("R011"), Source::Law("10(4)"), Source::Law("16(3)28)")],
    weight: 25,
    paper: Some(Paper::Complaint),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let amount = case.amount()?;
    let Some((limit, mrp)) = limit_of(case, settings)? else { return Ok(None) };
    if case.plan()?.enstru_code.is_none() {
        return Err(Missing::Code);
    }
    let siblings = case.neighbours()?.siblings;
    let total = Tenge::from_tiyn(amount.tiyn().saturating_add(siblings.total.tiyn()));
    let lots = siblings.lots;
    let is_split = lots >= settings.split_lots && amount <= limit && total > limit;
    Ok(is_split.then_some(Evidence::Splitting { lots, total, limit, mrp }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(2_000_000_000, 1, 1_460_000_001, true)]
    #[case(2_000_000_000, 1, 1_460_000_000, false)] // together at the limit
    #[case(3_500_000_000, 1, 1_460_000_001, false)] // already above by itself
    #[case(2_000_000_000, 0, 0, false)]
    #[case(2_000_000_000, 9, i64::MAX, true)]
    fn lots_that_exceed_the_limit_together(
        #[case] amount: i64,
        #[case] lots: i64,
        #[case] total: i64,
        #[case] fires: bool,
    ) {
        let mut case = case();
        case.lot.amount = Some(Tenge::from_tiyn(amount));
        case.around.neighbours.as_mut().unwrap().siblings =
            Siblings { lots, total: Tenge::from_tiyn(total) };
        assert_eq!(said(&RULE, &case).unwrap().is_some(), fires);
    }

    #[test]
    fn what_is_not_counted_is_unknown() {
        let mut case = case();
        case.around.neighbours = None;
        assert_eq!(said(&RULE, &case), Err(Missing::NotCounted));
    }
}
