//! The rules over words, asked of a purchase: what they find in the names and descriptions of the lot
//! and its plan point.

use super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Source,
    engine::Checked,
    text::{self, TextRule},
};

/// Words that one flag shows.
const MOST_SHOWN: usize = 5;

/// The rules, in the order they are told.
pub(super) const RULES: &[&Rule] = &[
    &rule(TextRule::AnalogBan, 30, &[Source::Law("12"), Source::Ocp("R007")]),
    &rule(TextRule::AuthorisationLetter, 25, &[Source::Law("11"), Source::Ocp("R006")]),
    &rule(TextRule::BrandWithoutEquivalent, 25, &[Source::Law("12"), Source::Ocp("R007")]),
    &rule(TextRule::GeographyDemand, 20, &[Source::Law("11"), Source::Ocp("R006")]),
    &rule(TextRule::ExperienceDemand, 20, &[Source::Law("11"), Source::Ocp("R006")]),
    &rule(TextRule::ShortDelivery, 20, &[Source::Law("17(6)"), Source::Ocp("R003")]),
    &rule(TextRule::CatalogueNumber, 15, &[Source::Law("12"), Source::Ocp("R007")]),
    &rule(TextRule::ProprietaryTerm, 15, &[Source::Law("12"), Source::Ocp("R007")]),
    &rule(TextRule::OverExactParameter, 10, &[Source::Law("12"), Source::Ocp("R007")]),
    &rule(TextRule::MixedSubjects, 15, &[Source::Law("6(3)")]),
    &rule(TextRule::GoodsWithServices, 10, &[Source::Law("6(3)")]),
    &rule(TextRule::Homoglyph, 15, &[Source::Ocp("R005")]),
    &rule(TextRule::LuxuryClass, 5, &[Source::Law("12")]),
];

const fn rule(rule: TextRule, weight: u8, sources: &'static [Source]) -> Rule {
    Rule {
        code: rule.code(),
        phase: Phase::Before,
        reads: &[Part::Lot],
        thresholds: &[],
        sources,
        weight,
        paper: Some(Paper::Remark),
        check: Check::Words(rule),
    }
}

/// What all the rules find in the texts of a purchase, read once.
#[derive(Debug)]
pub(super) struct Found {
    words: Vec<(TextRule, String)>,
    /// There is a text to read.
    is_told: bool,
}

impl Found {
    pub(super) fn of(case: &Case) -> Self {
        let (lot, plan) = (&case.lot, case.plan.as_ref());
        let of_plan = plan.into_iter().flat_map(|it| [&it.description, &it.extra_description]);
        let mut texts: Vec<&str> = [&lot.name, &lot.description]
            .into_iter()
            .chain(of_plan)
            .flat_map(|text| [text.ru.as_deref(), text.kk.as_deref()])
            .flatten()
            .collect();
        // The plan repeats the lot more often than not.
        texts.sort_unstable();
        texts.dedup();
        let mut words = Vec::new();
        for text in &texts {
            let found = text::find(text);
            words.extend(found.iter().map(|it| (it.rule, text::excerpt(text, it).to_owned())));
        }
        words.sort_unstable();
        words.dedup();
        Self { words, is_told: !texts.is_empty() }
    }

    /// The words of a rule.
    pub(super) fn of_rule(&self, rule: TextRule) -> Checked {
        if !self.is_told {
            return Err(super::Missing::Description);
        }
        let of_it = self.words.iter().filter(|(found, _)| *found == rule);
        let words: Vec<String> = of_it.map(|(_, words)| words.clone()).take(MOST_SHOWN).collect();
        Ok((!words.is_empty()).then_some(Evidence::Words { words }))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    fn told(rule: TextRule, name: &str, description: Option<&str>) -> Checked {
        let mut case = case();
        case.lot.name = LocalText::new(Some(name.to_owned()), None);
        case.lot.description = LocalText::new(description.map(ToOwned::to_owned), None);
        case.plan = None;
        Found::of(&case).of_rule(rule)
    }

    #[rstest]
    #[case(TextRule::AnalogBan, "Аналоги не допускаются", true)]
    #[case(TextRule::AnalogBan, "формат А4", false)]
    #[case(TextRule::GoodsWithServices, "Поставка и монтаж", true)]
    #[case(TextRule::Homoglyph, "Kартридж", true)]
    #[case(TextRule::Homoglyph, "Картридж", false)]
    fn words_are_shown_where_they_are(
        #[case] rule: TextRule,
        #[case] text: &str,
        #[case] fires: bool,
    ) {
        let words = match told(rule, "Товар", Some(text)) {
            Ok(Some(Evidence::Words { words })) => words,
            other => {
                assert_eq!(other, Ok(None));
                Vec::new()
            }
        };
        assert_eq!(!words.is_empty(), fires, "{words:?}");
        assert!(words.iter().all(|words| text.contains(words.as_str())), "{words:?}");
    }

    #[test]
    fn without_a_word_nothing_is_fine() {
        let mut case = case();
        (case.lot.name, case.lot.description) = (LocalText::default(), LocalText::default());
        case.plan = None;
        let found = Found::of(&case);
        assert_eq!(found.of_rule(TextRule::AnalogBan), Err(Missing::Description));
    }

    #[test]
    fn every_rule_over_words_is_asked_once() {
        let mut asked: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        asked.sort_unstable();
        let mut all: Vec<&str> = TextRule::ALL.iter().map(|rule| rule.code()).collect();
        all.sort_unstable();
        assert_eq!(asked, all);
    }
}
