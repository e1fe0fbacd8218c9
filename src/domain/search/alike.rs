//! What a person sells besides, bought by the same class of ENSTRU: where `картридж` is looked for,
//! `тонер` of their own profile may be meant too. Only half of such words are, so they are offered and
//! never mixed in.

use chrono::{DateTime, Utc};

use super::{Ask, Begin, Hits, LotIndex, Slice};
use crate::domain::{error::StoreError, saved_search::SearchFilter, words};

/// Searches of a profile that are looked at.
const MOST_LOOKED_AT: usize = 6;
/// Searches that are offered.
const MOST_OFFERED: usize = 2;

/// Words of the person's own searches that find more of the class that most of what was asked for is
/// of; the first of theirs first.
///
/// # Errors
/// Where the index can't be read.
pub fn alike(
    index: &dyn LotIndex,
    ask: &Ask,
    own: &[SearchFilter],
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let asked = &ask.filter.words;
    if asked.is_empty() || own.is_empty() {
        return Ok(Vec::new());
    }
    let class_of = |words: &[String], without: &[String]| -> Result<Option<String>, StoreError> {
        let filter = SearchFilter {
            words: words.to_vec(),
            excluded: without.to_vec(),
            ..SearchFilter::default()
        };
        let counted = Ask { filter, counts: true, ..Ask::default() };
        let hits = index.search(&counted, Slice { from: Begin::Page(0), limit: 1 }, now)?;
        // Words that no lot has were read as others: those are not the person's.
        Ok(if hits.corrections.is_empty() { most(&hits) } else { None })
    };
    let Some(class) = class_of(asked, &[])? else { return Ok(Vec::new()) };
    let mut offered = Vec::new();
    for filter in own.iter().filter(|it| !it.words.is_empty()).take(MOST_LOOKED_AT) {
        let is_asked = |word: &String| asked.iter().any(|it| words::are_one_word(it, word));
        if !filter.words.iter().any(is_asked)
            && class_of(&filter.words, asked)?.as_ref() == Some(&class)
        {
            offered.push(filter.words.join(" "));
        }
        if offered.len() == MOST_OFFERED {
            break;
        }
    }
    Ok(offered)
}

/// The class that more than half of the lots are of.
fn most(hits: &Hits) -> Option<String> {
    let first = hits.facets.classes.first()?;
    (first.lots.saturating_mul(2) > hits.total).then(|| first.kind.clone())
}
