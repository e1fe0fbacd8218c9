//! Words that begin like the last one typed, from the index's own dictionary.

use std::collections::HashMap;

use tantivy::Searcher;

use super::{analyse::SPELLED_AS, fields::Fields};
use crate::domain::words::{self, Stems, fold};

/// Completions of the last word, one per stem, in the spelling most lots have it in.
pub(super) fn words(
    searcher: &Searcher,
    fields: Fields,
    begun: &str,
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let Some(prefix) = words::parts(begun).last().map(|word| fold(word)) else {
        return Ok(Vec::new());
    };
    if prefix.chars().nth(1).is_none() {
        return Ok(Vec::new());
    }
    let mut spelled: HashMap<String, u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.spelled)?;
        let range = inverted.terms().range().ge(&prefix).lt(after(&prefix));
        let mut stream = range.into_stream()?;
        while let Some((term, info)) = stream.next() {
            if let Ok(term) = std::str::from_utf8(term) {
                match spelled.get_mut(term) {
                    Some(lots) => *lots += u64::from(info.doc_freq),
                    None => {
                        spelled.insert(term.to_owned(), u64::from(info.doc_freq));
                    }
                }
            }
        }
    }
    let mut frequent: Vec<(String, u64)> = spelled.into_iter().collect();
    frequent.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let mut stems = Vec::new();
    let mut words = Vec::new();
    for (term, _) in frequent {
        let Some((folded, spelling)) = term.split_once(SPELLED_AS) else { continue };
        let stem = Stems::of(folded).ru;
        if !stems.contains(&stem) {
            stems.push(stem);
            words.push(spelling.to_owned());
        }
        if words.len() == limit {
            break;
        }
    }
    Ok(words)
}

/// The first text that no longer begins like this.
fn after(prefix: &str) -> Vec<u8> {
    let mut bytes = prefix.as_bytes().to_vec();
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            break;
        }
    }
    bytes
}
