//! The official texts in memory, cut into pieces, with an index of their terms.

use std::{collections::HashSet, ops::Range, sync::Arc};

use super::{
    Found, TermEngine, TermIndex,
    analyse::{self, Unit},
    worth,
};
use crate::domain::{
    ask::{Document, Reference},
    error::StoreError,
    law::{Edition, Passage, Place, Spot},
};

/// Longer passages are found by their pieces, in bytes: an annex is as long as a book.
const PIECE: usize = 2_400;
/// Pieces that are looked at closely.
const LOOKED_AT: usize = 24;
/// What a word that is said of anything tells.
const WEAK: f32 = 0.7;
/// An annex is a form to be filled in: it has the words, and seldom says what is asked.
const FORM: f32 = 0.4;
/// Places of one answer that are looked at: it may rest on a run of points.
const MOST_PLACES: usize = 12;

/// A passage is about what was asked if it has words for so much of it, and so many that are not said
/// of just anything.
const CLOSE: f32 = 0.5;
const CLOSE_WORDS: usize = 2;

/// All that was brought in.
#[derive(Default)]
pub(super) struct Library {
    editions: Vec<Edition>,
    passages: Vec<(Document, Passage)>,
    /// Of which passage, and where in its text.
    pieces: Vec<(usize, Range<usize>)>,
    index: Option<Arc<dyn TermIndex>>,
}

/// A word of a question, or several of one meaning.
struct Wanted {
    unit: Unit,
    weight: f32,
}

impl Library {
    /// Reads texts.
    ///
    /// # Errors
    /// Where the engine fails.
    pub(super) fn of(
        editions: Vec<Edition>,
        passages: Vec<(Document, Passage)>,
        engine: &dyn TermEngine,
    ) -> Result<Self, StoreError> {
        let pieces: Vec<(usize, Range<usize>)> = passages
            .iter()
            .enumerate()
            .flat_map(|(at, (_, passage))| {
                pieces(&passage.text).into_iter().map(move |range| (at, range))
            })
            .collect();
        let mut library = Self { editions, passages, pieces, index: None };
        let texts = (0..library.pieces.len()).map(|at| library.terms(at).join(" "));
        let index = engine.index(&mut { texts })?;
        library.index = Some(index);
        Ok(library)
    }

    pub(super) fn editions(&self) -> &[Edition] {
        &self.editions
    }

    pub(super) fn len(&self) -> usize {
        self.passages.len()
    }

    /// The pieces, in the order of their numbers.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().map(|(passage, range)| {
            let text = self.passages.get(*passage).and_then(|(_, it)| it.text.get(range.clone()));
            text.unwrap_or_default()
        })
    }

    /// The best passages to a question, at most `most`, one of each place: by its words, by the
    /// places that answers to it rest on, and by pieces that are near it, by their numbers.
    ///
    /// # Errors
    /// Where the engine fails.
    pub(super) fn find(
        &self,
        question: &str,
        answers: &[&[Reference]],
        near: &[usize],
        most: usize,
    ) -> Result<Vec<Found>, StoreError> {
        let Some(index) = &self.index else { return Ok(Vec::new()) };
        let wanted = self.wanted(index.as_ref(), question)?;
        let by_words = self.by_words(index.as_ref(), &wanted)?;
        if answers.is_empty() && near.is_empty() {
            return Ok(by_words.into_iter().take(most).collect());
        }
        let by_meaning = near.iter().filter_map(|at| self.looked_at(*at, 1.0, &wanted)).collect();
        let by_answers = answers.iter().flat_map(|refs| self.resting(refs, &wanted)).collect();
        let mut fused: Vec<(f32, Found)> = Vec::new();
        for list in [by_words, once(by_answers), once(by_meaning)] {
            for (rank, it) in list.into_iter().enumerate() {
                match fused.iter_mut().find(|(_, known)| known.spot == it.spot) {
                    Some((sum, _)) => *sum += worth(rank),
                    None => fused.push((worth(rank), it)),
                }
            }
        }
        fused.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(fused.into_iter().map(|(_, it)| it).take(most).collect())
    }

    fn by_words(&self, index: &dyn TermIndex, wanted: &[Wanted]) -> Result<Vec<Found>, StoreError> {
        let terms: Vec<(String, f32)> = wanted
            .iter()
            .flat_map(|it| {
                let told = if it.unit.is_weak { WEAK } else { 1.0 };
                it.unit.keys.iter().map(move |(key, tells)| (key.clone(), told * tells))
            })
            .collect();
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let found = index.find(&terms, LOOKED_AT)?;
        let found = found.into_iter().filter_map(|(at, score)| self.looked_at(at, score, wanted));
        Ok(once(best_first(found.collect())))
    }

    /// What an answer rests on, the pieces that fit the question best first.
    fn resting(&self, refs: &[Reference], wanted: &[Wanted]) -> Vec<Found> {
        let rests = |(document, passage): &(Document, Passage)| {
            let article = passage.place.article.and_then(|n| u32::try_from(n).ok());
            let point = passage.place.point.as_deref();
            let meets = |it: &&Reference| {
                it.annex.map(i64::from) == passage.place.annex
                    && it.meets(*document, article, point)
            };
            refs.iter().any(|it| meets(&it))
        };
        let pieces = self
            .pieces
            .iter()
            .enumerate()
            .filter(|(_, (passage, _))| self.passages.get(*passage).is_some_and(rests));
        let found = pieces.take(MOST_PLACES).filter_map(|(at, _)| self.looked_at(at, 1.0, wanted));
        best_first(found.collect())
    }

    /// The passages of these places, by the piece that fits a question best.
    pub(super) fn named(&self, spots: &[Spot], question: &str) -> Vec<Found> {
        let Some(index) = &self.index else { return Vec::new() };
        let wanted = self.wanted(index.as_ref(), question).unwrap_or_default();
        let best = |spot: &Spot| {
            let of_spot = |(at, (passage, _)): (usize, &(usize, _))| {
                let (document, it) = self.passages.get(*passage)?;
                let is_it = *document == spot.document && it.place == spot.place;
                is_it.then(|| self.looked_at(at, 1.0, &wanted)).flatten()
            };
            let pieces = self.pieces.iter().enumerate().filter_map(of_spot);
            // Of equals the first.
            pieces.reduce(|best, it| if it.score > best.score { it } else { best })
        };
        spots.iter().filter_map(best).collect()
    }

    fn looked_at(&self, at: usize, score: f32, wanted: &[Wanted]) -> Option<Found> {
        let (passage, range) = self.pieces.get(at)?;
        let (document, passage) = self.passages.get(*passage)?;
        let edition = self.editions.iter().find(|it| it.document == *document)?.day;
        let keys: HashSet<String> = self.terms(at).into_iter().collect();
        let (mut whole, mut covered, mut strong, mut asked) = (0.0, 0.0, 0, 0);
        for Wanted { unit, weight } in wanted {
            whole += weight;
            let tells = unit.told_by(&keys);
            covered += weight * tells;
            asked += usize::from(!unit.is_weak);
            strong += usize::from(!unit.is_weak && tells > 0.0);
        }
        let form = if passage.place.annex.is_some() { FORM } else { 1.0 };
        let coverage = if whole > 0.0 { covered / whole } else { 0.0 };
        Some(Found {
            spot: Spot { document: *document, place: passage.place.clone() },
            edition,
            text: passage.text.get(range.clone())?.trim().to_owned(),
            score: score * (0.5 + coverage) * form,
            coverage,
            is_close: coverage >= CLOSE && strong > 0 && strong >= asked.min(CLOSE_WORDS),
        })
    }

    /// What a question is looked for by, a rarer word weighing more.
    fn wanted(&self, index: &dyn TermIndex, question: &str) -> Result<Vec<Wanted>, StoreError> {
        let all = self.pieces.len() as f32;
        let mut wanted = Vec::new();
        for unit in analyse::units(&analyse::words(question)) {
            let mut with = 0;
            for (key, _) in &unit.keys {
                with = with.max(index.frequency(key)?);
            }
            let with = with as f32;
            let rarity = (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln();
            let weight = rarity * if unit.is_weak { WEAK } else { 1.0 };
            wanted.push(Wanted { unit, weight });
        }
        Ok(wanted)
    }

    /// The terms of a piece, with those of the heading of its article.
    fn terms(&self, at: usize) -> Vec<String> {
        let piece = self.pieces.get(at).and_then(|(passage, range)| {
            let (document, passage) = self.passages.get(*passage)?;
            Some((self.heading(*document, &passage.place), passage.text.get(range.clone())?))
        });
        let Some((heading, text)) = piece else { return Vec::new() };
        heading.into_iter().chain([text]).flat_map(terms_of).collect()
    }

    /// The first line of the article that a point is in.
    fn heading(&self, document: Document, place: &Place) -> Option<&str> {
        place.point.as_ref()?;
        let article = Place { article: Some(place.article?), ..Place::default() };
        let of = |it: &&(Document, Passage)| it.0 == document && it.1.place == article;
        self.passages.iter().find(of)?.1.text.lines().next()
    }
}

fn best_first(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// Each place once, where it stood first.
fn once(mut found: Vec<Found>) -> Vec<Found> {
    let mut seen: HashSet<Spot> = HashSet::new();
    found.retain(|it| seen.insert(it.spot.clone()));
    found
}

/// What a text is found by: stems of Russian, in which the texts are, and meanings.
fn terms_of(text: &str) -> Vec<String> {
    let mut words = analyse::words(text);
    for word in &mut words {
        word.keys.retain(|key| !key.starts_with('k'));
    }
    let units = analyse::units(&words);
    units.into_iter().flat_map(|unit| unit.keys).map(|(key, _)| key).collect()
}

/// A text in pieces, cut between lines.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        match pieces.last_mut() {
            Some(last) if end - last.start <= PIECE => last.end = end,
            _ => pieces.push(at..end),
        }
        at = end;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_lines_and_nothing_is_lost() {
        let text = "Строка о чём-то.\n".repeat(300);
        let pieces = pieces(&text);
        assert!(pieces.len() > 1 && pieces.iter().all(|it| it.len() <= PIECE));
        let whole: String = pieces.iter().filter_map(|it| text.get(it.clone())).collect();
        assert_eq!(whole, text);
        assert!(pieces.iter().all(|it| text.get(it.clone()).is_some_and(|it| it.ends_with('\n'))));
    }
}
