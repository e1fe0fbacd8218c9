//! Words with a slip: read as words that lots have, where as typed they find next to nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::{Searcher, Term, query::FuzzyTermQuery, schema::Field};

use super::fields::Fields;
use crate::domain::{
    search::Wanted,
    words::{Stems, fold},
};

/// Shorter words have a neighbour in every direction.
const SHORTEST: usize = 4;
/// From so many letters two slips are read too, where one explains nothing.
const LONG: usize = 8;
/// A word that so many lots have is no slip.
const FEW: u64 = 3;
/// A word that some lots have is a slip only of one that so many times more have.
const FAR_MORE: u64 = 20;
/// Of several readings, those so many times rarer than the best are left out.
const RARER: u64 = 8;
/// More readings than this are a guess.
const MOST: usize = 4;

/// What a word was read as.
pub(super) struct Typo {
    pub(super) stems: Vec<Stems>,
    /// Words with these stems as lots write them, the most frequent first.
    pub(super) read_as: Vec<String>,
}

/// Reads a word that `known` lots have as typed; none where it is good as it is, or like nothing.
pub(super) fn look(
    searcher: &Searcher,
    fields: Fields,
    wanted: &Wanted,
    known: u64,
) -> tantivy::Result<Option<Typo>> {
    let folded = fold(&wanted.typed);
    let letters = folded.chars().count();
    if known >= FEW || letters < SHORTEST || folded.chars().any(|c| c.is_ascii_digit()) {
        return Ok(None);
    }
    let distances = if letters >= LONG && known == 0 { 1..=2 } else { 1..=1 };
    for distance in distances {
        let readings = readings(searcher, fields, wanted, &folded, distance)?;
        let best = readings.iter().map(|reading| reading.lots).max().unwrap_or_default();
        if best == 0 || best < known * FAR_MORE {
            continue;
        }
        let kept: Vec<Reading> = readings
            .into_iter()
            .filter(|reading| reading.lots * RARER >= best)
            .take(MOST)
            .collect();
        return Ok(Some(Typo {
            read_as: kept.iter().map(|reading| reading.word.clone()).collect(),
            stems: kept.into_iter().flat_map(|reading| reading.stems).collect(),
        }));
    }
    Ok(None)
}

/// Words of one stem near the typed one.
struct Reading {
    word: String,
    stems: HashSet<Stems>,
    lots: u64,
}

/// What lots write like this, by stems, the most frequent first.
fn readings(
    searcher: &Searcher,
    fields: Fields,
    wanted: &Wanted,
    folded: &str,
    distance: u8,
) -> tantivy::Result<Vec<Reading>> {
    let mut by_stem: BTreeMap<String, (Reading, u64)> = BTreeMap::new();
    for (word, lots) in near(searcher, fields.exact, folded, distance)? {
        let stems = Stems::of(&word);
        if stems.ru == wanted.whole.ru {
            continue;
        }
        let fresh = || (Reading { word: word.clone(), stems: HashSet::new(), lots: 0 }, 0);
        let (reading, best) = by_stem.entry(stems.ru.clone()).or_insert_with(fresh);
        reading.stems.insert(stems);
        reading.lots += lots;
        if lots > *best {
            (reading.word, *best) = (word, lots);
        }
    }
    // Forms that lots have may all be further away than their stem is.
    for field in [fields.name_ru, fields.more_ru] {
        for (stem, lots) in near(searcher, field, &wanted.whole.ru, distance)? {
            if stem == wanted.whole.ru || stem.chars().count() + 1 < SHORTEST {
                continue;
            }
            let stems = Stems { ru: stem.clone(), kk: String::new() };
            let fresh = || (Reading { word: stem.clone(), stems: HashSet::new(), lots: 0 }, 0);
            let (reading, _) = by_stem.entry(stem.clone()).or_insert_with(fresh);
            reading.stems.insert(stems);
            reading.lots = reading.lots.max(lots);
        }
    }
    let mut readings: Vec<Reading> = by_stem.into_values().map(|(reading, _)| reading).collect();
    readings.sort_by(|one, other| other.lots.cmp(&one.lots).then(one.word.cmp(&other.word)));
    Ok(readings)
}

/// Terms of a field so far from a word, and how many lots have each.
fn near(
    searcher: &Searcher,
    field: Field,
    word: &str,
    distance: u8,
) -> tantivy::Result<HashMap<String, u64>> {
    let mut near = HashMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let query = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true);
        let mut stream = inverted.terms().search(query.automaton()?).into_stream()?;
        while let Some((term, info)) = stream.next() {
            if let Ok(term) = std::str::from_utf8(term) {
                *near.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
            }
        }
    }
    Ok(near)
}
