//! How long descriptions are.

use super::super::{Case, Missing, Settings, Spread};
use crate::domain::words::each_token;

/// A longer text says something of its own, in characters.
const MOST_REFERENCE: usize = 80;
/// Words of a description that sends the reader elsewhere and says nothing itself.
const ELSEWHERE: [&str; 22] = [
    "согласно",
    "соглас",
    "согл",
    "по",
    "в",
    "см",
    "смотрите",
    "смотреть",
    "тс",
    "т",
    "с",
    "тех",
    "техспецификации",
    "техспецификация",
    "технической",
    "техническая",
    "спецификации",
    "спецификация",
    "приложение",
    "сәйкес",
    "техникалық",
    "ерекшелікке",
];

/// Characters of the lot's description, or of the plan point's where the lot has none; one that only
/// repeats the name, or refers to the specification, is none.
pub(super) fn length(case: &Case) -> i64 {
    let planned = case.plan.as_ref().map(|plan| &plan.description);
    let texts = [Some(&case.lot.description), planned];
    let names = [&case.lot.name.ru, &case.lot.name.kk];
    let longest = texts
        .into_iter()
        .flatten()
        .flat_map(|text| [&text.ru, &text.kk])
        .filter(|text| text.is_some() && !names.contains(text))
        .flatten()
        .filter(|text| !only_refers(text))
        .map(|text| text.chars().count())
        .max();
    i64::try_from(longest.unwrap_or_default()).unwrap_or(i64::MAX)
}

/// How long descriptions of the same code usually are.
pub(super) fn usual_length(case: &Case, settings: &Settings) -> Result<Spread, Missing> {
    let least = settings.description_least_count;
    let usual = case.neighbours()?.length.ok_or(Missing::TooFew { count: 0, least })?;
    if usual.count < least {
        return Err(Missing::TooFew { count: usual.count, least });
    }
    Ok(usual)
}

fn only_refers(text: &str) -> bool {
    let mut refers = text.chars().count() <= MOST_REFERENCE;
    each_token(text, |token| refers &= ELSEWHERE.contains(&token.to_lowercase().as_str()));
    refers
}
