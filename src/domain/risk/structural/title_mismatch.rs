//! The lot's name has no word in common with the class of its code.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use crate::domain::words::{are_one_word, each_token};

pub(super) const RULE: Rule = Rule {
    code: "title-mismatch",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan],
    thresholds: &[],
    sources: &[Source::Ocp("R007"), Source::Rules("12")],
    weight: 12,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, _settings: &Settings) -> Checked {
    let plan = case.plan()?;
    // Names are compared within a language: one that only the other side has proves nothing.
    let pairs =
        [(&case.lot.name.ru, &plan.enstru_name.ru), (&case.lot.name.kk, &plan.enstru_name.kk)];
    let pairs: Vec<(&str, &str)> = pairs
        .into_iter()
        .filter_map(|(name, class)| name.as_deref().zip(class.as_deref()))
        .collect();
    let Some((title, class)) = pairs.first() else { return Err(Missing::Code) };
    if pairs.iter().any(|(name, class)| share_a_word(name, class)) {
        return Ok(None);
    }
    Ok(Some(Evidence::TitleMismatch { title: (*title).to_owned(), class: (*class).to_owned() }))
}

/// Words of three letters and more: «и», «на» and «для» are in every name.
fn share_a_word(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        let mut words = Vec::new();
        each_token(text, |token| {
            if token.chars().count() > 2 {
                words.push(token.to_owned());
            }
        });
        words
    };
    let others = words(other);
    words(one).iter().any(|word| others.iter().any(|other| are_one_word(word, other)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case("Бумага для офиса", "Бумага", Ok(false))]
    #[case("Закуп лекарственных средств", "Средство лекарственное", Ok(false))]
    #[case("Ремонт кровли", "Бумага", Ok(true))]
    #[case("Бумага", "", Err(Missing::Code))]
    fn one_common_word_is_enough(
        #[case] title: &str,
        #[case] class: &str,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.lot.name = LocalText::new(Some(title.to_owned()), None);
        case.plan.as_mut().unwrap().enstru_name = LocalText::new(Some(class.to_owned()), None);
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
