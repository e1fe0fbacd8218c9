//! The description is much longer than is usual for the code.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::descriptions::{length, usual_length};

pub(super) const RULE: Rule = Rule {
    code: "description-long",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan, Part::Neighbours],
    thresholds: &["description_least_count", "description_long_bp"],
    sources: &[Source::Ocp("R007"), Source::Law("12(4)")],
    weight: 12,
    paper: Some(Paper::Remark),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let chars = length(case);
    let usual = usual_length(case, settings)?;
    let most = usual.q3.saturating_mul(settings.description_long_bp) / 10_000;
    let count = usual.count;
    Ok((chars > most).then_some(Evidence::DescriptionLong { chars, most, count }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(20, 600, Ok(false))]
    #[case(20, 601, Ok(true))]
    #[case(19, 601, Err(Missing::TooFew { count: 19, least: 20 }))]
    fn above_twice_the_upper_quartile(
        #[case] count: i64,
        #[case] chars: usize,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.lot.description = LocalText::new(Some("д".repeat(chars)), None);
        case.plan.as_mut().unwrap().description = LocalText::default();
        case.around.neighbours.as_mut().unwrap().length =
            Some(Spread { count, q1: 100, median: 200, q3: 300 });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
