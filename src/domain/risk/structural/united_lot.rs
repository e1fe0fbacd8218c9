//! One lot unites many plan points.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "united-lot",
    phase: Phase::Before,
    reads: &[Part::Lot],
    thresholds: &["united_points"],
    sources: &[Source::Ocp("R006"), Source::Law("12(4)")],
    weight: 10,
    paper: Some(Paper::Remark),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let (points, most) = (case.lot.plan_points, settings.united_points);
    Ok((points > most).then_some(Evidence::UnitedLot { points, most }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(1, false)]
    #[case(5, false)]
    #[case(6, true)]
    fn points_are_counted(#[case] points: i64, #[case] fires: bool) {
        let mut case = case();
        case.lot.plan_points = points;
        assert_eq!(said(&RULE, &case).unwrap().is_some(), fires);
    }
}
