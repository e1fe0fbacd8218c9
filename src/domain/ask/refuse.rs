//! When not to answer. Lists of words that together give a wish away; a doubt is refused, since a
//! refusal costs a person a second and a wrong answer may cost them a contract.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::domain::words::{fold, parts};

/// Why a question is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not about procurement in Kazakhstan.
    Outside,
    /// About procurement, and nothing we have read says.
    NoEvidence,
    /// A case that somebody who answers for it must look at.
    NeedsLawyer,
    /// Asks for what belongs to another person.
    PersonalData,
    /// Asks how to break the law.
    BreaksLaw,
    /// Nobody can know it.
    Unknowable,
}

impl Refusal {
    /// Its stored name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::NoEvidence => "no_evidence",
            Self::NeedsLawyer => "needs_lawyer",
            Self::PersonalData => "personal_data",
            Self::BreaksLaw => "breaks_law",
            Self::Unknowable => "unknowable",
        }
    }
}

#[derive(Deserialize)]
struct Lists {
    breaks_law: Vec<Vec<String>>,
    personal_data: Vec<Vec<String>>,
    needs_lawyer: Vec<Vec<String>>,
    unknowable: Vec<Vec<String>>,
    no_evidence: Vec<Vec<String>>,
    outside: Vec<Vec<String>>,
}

/// Beginnings of words, one of which a question must have.
type AnyOf = Vec<String>;

static LISTS: LazyLock<Vec<(Refusal, Vec<Vec<AnyOf>>)>> = LazyLock::new(|| {
    let lists: Option<Lists> =
        serde_json::from_str(include_str!("../../../assets/knowledge/refusals.json")).ok();
    let Some(lists) = lists else { return Vec::new() };
    // A word with «=» before it is meant in this form alone.
    let exact = |text: &str| text.strip_prefix('=').map(|form| vec![format!("={}", fold(form))]);
    let any_of = |text: &String| {
        text.split('|').flat_map(|it| exact(it).unwrap_or_else(|| folded_words(it))).collect()
    };
    let folded =
        |list: Vec<Vec<String>>| list.iter().map(|all| all.iter().map(any_of).collect()).collect();
    vec![
        (Refusal::BreaksLaw, folded(lists.breaks_law)),
        (Refusal::PersonalData, folded(lists.personal_data)),
        (Refusal::NeedsLawyer, folded(lists.needs_lawyer)),
        (Refusal::Unknowable, folded(lists.unknowable)),
        (Refusal::Outside, folded(lists.outside)),
        (Refusal::NoEvidence, folded(lists.no_evidence)),
    ]
});

/// Whether the wish itself is to be refused, whatever is known: one word of each group is there.
pub(super) fn by_words(question: &str) -> Option<Refusal> {
    let words = folded_words(question);
    let has = |any: &AnyOf| any.iter().any(|wanted| words.iter().any(|word| begins(word, wanted)));
    let holds = |all: &Vec<AnyOf>| all.iter().all(has);
    LISTS.iter().find(|(_, lists)| lists.iter().any(holds)).map(|(why, _)| *why)
}

fn folded_words(text: &str) -> Vec<String> {
    parts(text).into_iter().map(fold).collect()
}

/// A short word is meant as it stands, a longer one as the beginning of its forms.
fn begins(word: &str, wanted: &str) -> bool {
    if let Some(form) = wanted.strip_prefix('=') {
        return word == form;
    }
    let long = wanted.chars().count() > 4;
    word == wanted
        || (long && word.starts_with(wanted))
        || (!long
            && wanted.chars().count() > 2
            && word.starts_with(wanted)
            && word.chars().count() <= wanted.chars().count() + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_give_themselves_away() {
        for (text, why) in [
            ("кому дать взятку, чтобы выиграть тендер", Refusal::BreaksLaw),
            ("как договориться с комиссией", Refusal::BreaksLaw),
            ("какой ИИН у директора заказчика", Refusal::PersonalData),
            ("мобильный телефон председателя", Refusal::PersonalData),
            ("выиграю ли я суд с заказчиком", Refusal::NeedsLawyer),
            ("кто выиграет этот конкурс", Refusal::Unknowable),
            ("какие правила по 44-ФЗ", Refusal::Outside),
            ("what is the weather in Astana", Refusal::Outside),
        ] {
            assert_eq!(by_words(text), Some(why), "{text}");
        }
        for text in ["что такое демпинг?", "как обжаловать итоги", "шартқа қол қоймаса не болады"]
        {
            assert_eq!(by_words(text), None, "{text}");
        }
    }
}
