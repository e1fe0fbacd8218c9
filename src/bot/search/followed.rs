//! The search that «Следить» saves: what was typed with what buttons chose since. Status and deadline
//! are left out, as in every saved search: it is of lots to come.

use super::Asked;
use crate::domain::{saved_search::SearchFilter, search::SearchQuery, types::Tenge};

/// The typed search with what buttons chose written into it. Where that would read as another search
/// than the one that is shown, the typed one: what is saved is previewed first.
pub(super) fn followed(asked: &Asked) -> SearchQuery {
    let view = asked.seek.view;
    let mut text = asked.query.words.clone();
    if let Some(region) = view.region {
        text.push_str(&format!(" регион {region:02}"));
    }
    if let Some(method) = view.method {
        text.push_str(&format!(" метод:{method}"));
    }
    if let Some(band) = view.band {
        let millions = |sum: Tenge| sum.tiyn() / 100 / 1_000_000;
        let (min, max) = band.bounds();
        text.extend(min.map(|min| format!(" от {} млн", millions(min))));
        text.extend(max.map(|max| format!(" до {} млн", millions(max))));
    }
    let is_same = |query: &SearchQuery| {
        SearchFilter::parse(&query.words).is_ok_and(|filter| filter == asked.ask.filter)
    };
    SearchQuery::parse(&text).filter(is_same).unwrap_or_else(|| asked.query.clone())
}
