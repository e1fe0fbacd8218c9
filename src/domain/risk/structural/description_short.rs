//! The description is much shorter than is usual for the code.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::descriptions::{length, usual_length};

pub(super) const RULE: Rule = Rule {
    code: "description-short",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan, Part::Neighbours],
    thresholds: &["description_least_count", "description_short_bp"],
    sources: &[Source::Ocp("R007"), Source::Law("12(1)")],
    weight: 6,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let chars = length(case);
    if chars < settings.description_least_chars {
        // There is none to speak of: another rule says so.
        return Ok(None);
    }
    let usual = usual_length(case, settings)?;
    let least = usual.q1.saturating_mul(settings.description_short_bp) / 10_000;
    let count = usual.count;
    Ok((chars < least).then_some(Evidence::DescriptionShort { chars, least, count }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(20, 49, Ok(true))]
    #[case(20, 50, Ok(false))]
    #[case(20, 3, Ok(false))] // none at all is another rule
    #[case(19, 49, Err(Missing::TooFew { count: 19, least: 20 }))]
    fn under_half_of_the_lower_quartile(
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
