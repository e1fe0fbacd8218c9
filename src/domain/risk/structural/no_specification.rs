//! The description is missing, says nothing, or repeats the name.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::descriptions::length;

pub(super) const RULE: Rule = Rule {
    code: "no-specification",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan],
    thresholds: &["description_least_chars"],
    sources: &[Source::Ocp("R005"), Source::Law("12(1)"), Source::Rules("121")],
    weight: 15,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let chars = length(case);
    let least = settings.description_least_chars;
    Ok((chars < least).then_some(Evidence::NoSpecification { chars, least }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some("формат А4, плотность 80 г/м2"), None)]
    #[case(Some("марка Б3"), None)]
    #[case(Some("Б3"), Some(2))]
    #[case(Some("согл. ТС"), Some(0))] // sends elsewhere
    #[case(Some("Согласно технической спецификации"), Some(0))]
    #[case(Some("…"), Some(0))]
    #[case(Some("Бумага"), Some(0))] // the name again
    #[case(None, Some(0))]
    fn a_description_that_says_nothing(
        #[case] description: Option<&str>,
        #[case] expected: Option<i64>,
    ) {
        let mut case = case();
        case.lot.name.ru = Some("Бумага".to_owned());
        case.lot.description = LocalText::new(description.map(ToOwned::to_owned), None);
        case.plan.as_mut().unwrap().description = LocalText::default();
        let evidence = expected.map(|chars| Evidence::NoSpecification { chars, least: 5 });
        assert_eq!(said(&RULE, &case), Ok(evidence));
    }
}
