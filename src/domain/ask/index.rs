//! The index of answers: some hundreds of texts in memory, looked through whole. An engine as for
//! lots would cost a writer's memory and threads, and would not tell how much of a question an
//! answer covers, which decides whether to answer at all.

use std::collections::{HashMap, HashSet};

use super::{
    analyse::{self, Unit, Word},
    knowledge::Entry,
};
use crate::i18n::Lang;

/// A word of a question tells more than one of an answer.
const QUESTION_WEIGHT: f32 = 3.0;
/// How soon more of the same word tells nothing new.
const SATURATION: f32 = 2.0;
/// What a likeness to a known question is worth beside shared words.
const LIKENESS_WEIGHT: f32 = 14.0;
/// What a word read through a typo is worth.
const TYPO_WEIGHT: f32 = 0.8;
/// What a word said of anything, or that no answer has, counts in likeness: a person tells a story,
/// a known question does not.
const ASIDE_WEIGHT: f32 = 0.5;
/// What is left of an answer that lacks a meaning the question names, as the way of purchase.
const MISSED_MEANING: f32 = 0.8;
/// What a word that no answer has counts beside the rarest known one.
const UNKNOWN_WEIGHT: f32 = 0.9;

/// Answers by their words.
#[derive(Debug)]
pub struct Index {
    /// Rarity of a key.
    rarity: HashMap<String, f32>,
    unknown: f32,
    documents: Vec<Document>,
    /// Keys by kind, first letter and length, to look for typos in.
    vocabulary: HashMap<(char, char, usize), Vec<String>>,
}

#[derive(Debug)]
struct Document {
    terms: HashMap<String, f32>,
    /// Known questions: their units, and how much they weigh.
    variants: Vec<(Vec<Unit>, f32)>,
}

/// An answer that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its place in the file.
    pub entry: usize,
    /// The higher the better.
    pub score: f32,
    /// Share of the question that it has words for, by their weight.
    pub coverage: f32,
    /// Likeness to the nearest known question, 0 to 1.
    pub likeness: f32,
    /// It shares a word that is not said of just anything.
    pub is_strong: bool,
}

/// What a question found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// The best first.
    pub list: Vec<Hit>,
    /// Share of the question's words that any answer knows.
    pub known: f32,
    /// The question has a word that is said of procurement.
    pub is_topic: bool,
}

impl Index {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut documents: Vec<Document> = Vec::with_capacity(entries.len());
        let mut frequency: HashMap<String, f32> = HashMap::new();
        for entry in entries {
            let mut terms: HashMap<String, f32> = HashMap::new();
            let mut variants = Vec::new();
            for lang in [Lang::Ru, Lang::Kk, Lang::En] {
                for question in entry.questions(lang) {
                    let units = units_in(question, lang);
                    add(&mut terms, &units, QUESTION_WEIGHT / 2.0);
                    variants.push((units, 0.0));
                }
                add(&mut terms, &units_in(entry.answer(lang), lang), 0.5);
            }
            for key in terms.keys() {
                *frequency.entry(key.clone()).or_default() += 1.0;
            }
            documents.push(Document { terms, variants });
        }
        let count = documents.len() as f32;
        let rarity_of = |with: f32| (1.0 + (count - with + 0.5) / (with + 0.5)).ln();
        let rarity: HashMap<String, f32> =
            frequency.into_iter().map(|(key, with)| (key, rarity_of(with))).collect();
        let mut vocabulary: HashMap<(char, char, usize), Vec<String>> = HashMap::new();
        let keys: HashSet<String> =
            rarity.keys().cloned().chain(analyse::synonym_keys().cloned()).collect();
        for key in keys {
            if let Some(shelf) = shelf(&key) {
                vocabulary.entry(shelf).or_default().push(key);
            }
        }
        for list in vocabulary.values_mut() {
            list.sort();
        }
        let mut index =
            Self { rarity, unknown: rarity_of(0.0) * UNKNOWN_WEIGHT, documents, vocabulary };
        let weights: Vec<Vec<f32>> = index
            .documents
            .iter()
            .map(|document| {
                document
                    .variants
                    .iter()
                    .map(|(units, _)| units.iter().map(|unit| index.told_weight(unit)).sum())
                    .collect()
            })
            .collect();
        for (document, weights) in index.documents.iter_mut().zip(weights) {
            for (variant, weight) in document.variants.iter_mut().zip(weights) {
                variant.1 = weight;
            }
        }
        index
    }

    /// The best answers to a question, at most `most`.
    pub fn search(&self, question: &str, most: usize) -> Hits {
        let mut words = analyse::words(question);
        for word in words.iter_mut().filter(|word| !word.is_stop) {
            self.correct(word);
        }
        let units = analyse::units(&words);
        let whole = self.weight(&units);
        let told: f32 = units.iter().map(|unit| self.told_weight(unit)).sum();
        if units.is_empty() || whole <= 0.0 {
            return Hits::default();
        }
        let known: f32 =
            units.iter().filter(|unit| self.knows(unit)).map(|unit| self.unit_weight(unit)).sum();
        let mut list: Vec<Hit> = self
            .documents
            .iter()
            .enumerate()
            .filter_map(|(entry, document)| self.hit(entry, document, &units, (whole, told)))
            .collect();
        list.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        list.truncate(most);
        let is_topic =
            words.iter().any(|word| word.is_topic) || units.iter().any(|unit| unit.is_topic);
        Hits { list, known: known / whole, is_topic }
    }

    fn hit(
        &self,
        entry: usize,
        document: &Document,
        units: &[Unit],
        (whole, told): (f32, f32),
    ) -> Option<Hit> {
        let (mut score, mut covered, mut is_strong, mut kept) = (0.0, 0.0, false, 1.0);
        for unit in units {
            let weight = self.unit_weight(unit);
            let best = unit.keys.iter().filter_map(|(key, tells)| {
                let often = document.terms.get(key)?;
                Some((tells * often / (often + SATURATION) * (1.0 + SATURATION), *tells))
            });
            let best = best.max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((often, tells)) = best {
                score += weight * often;
                covered += weight * tells.min(1.0);
                is_strong |= !unit.is_weak;
            }
            let named = unit.keys.first().filter(|_| unit.is_meaning && !unit.is_weak);
            if named.is_some_and(|(key, _)| !document.terms.contains_key(key)) {
                kept *= MISSED_MEANING;
            }
        }
        if covered <= 0.0 {
            return None;
        }
        let likeness = document
            .variants
            .iter()
            .map(|(variant, weight)| self.likeness(units, told, variant, *weight))
            .fold(0.0, f32::max);
        let score = kept * (score / (1.0 + 0.05 * whole) + LIKENESS_WEIGHT * likeness);
        Some(Hit { entry, score, coverage: covered / whole, likeness, is_strong })
    }

    fn likeness(&self, units: &[Unit], whole: f32, variant: &[Unit], weight: f32) -> f32 {
        let shared: f32 = units
            .iter()
            .map(|unit| {
                let met = variant.iter().flat_map(|known| {
                    unit.keys.iter().filter_map(|(key, tells)| {
                        known.keys.iter().find(|(k, _)| k == key).map(|(_, other)| tells * other)
                    })
                });
                self.told_weight(unit) * met.fold(0.0, f32::max)
            })
            .sum();
        if whole + weight <= 0.0 { 0.0 } else { 2.0 * shared / (whole + weight) }
    }

    /// What a unit weighs in likeness.
    fn told_weight(&self, unit: &Unit) -> f32 {
        let aside = unit.is_weak || !self.knows(unit);
        self.unit_weight(unit) * if aside { ASIDE_WEIGHT } else { 1.0 }
    }

    fn knows(&self, unit: &Unit) -> bool {
        unit.keys.iter().any(|(key, _)| self.rarity.contains_key(key))
    }

    fn weight(&self, units: &[Unit]) -> f32 {
        units.iter().map(|unit| self.unit_weight(unit)).sum()
    }

    /// By the commonest of its known keys: a stem of the other language is rare by accident.
    fn unit_weight(&self, unit: &Unit) -> f32 {
        let known = unit.keys.iter().filter(|(_, tells)| *tells >= TYPO_WEIGHT);
        let known = known.filter_map(|(key, _)| self.rarity.get(key));
        known.copied().reduce(f32::min).unwrap_or(self.unknown)
    }

    /// Reads an unknown word as the known ones that differ in a letter.
    fn correct(&self, word: &mut Word) {
        let is_known = word.keys.iter().any(|key| {
            let same = shelf(key).and_then(|shelf| self.vocabulary.get(&shelf));
            same.is_some_and(|list| list.binary_search(key).is_ok())
        });
        if is_known {
            return;
        }
        let mut read_as = Vec::new();
        for key in &word.keys {
            let letters: Vec<char> = key.chars().collect();
            let Some((kind, first, _)) = shelf(key) else { continue };
            let most = match letters.len() {
                0..=5 => continue,
                6..=8 => 1,
                _ => 2,
            };
            let mut nearest = most + 1;
            for length in letters.len() - most..=letters.len() + most {
                for known in self.vocabulary.get(&(kind, first, length)).into_iter().flatten() {
                    let edits = distance(&letters, &known.chars().collect::<Vec<_>>(), most);
                    if edits < nearest {
                        (nearest, read_as) = (edits, vec![known.clone()]);
                    } else if edits == nearest && edits <= most {
                        read_as.push(known.clone());
                    }
                }
            }
        }
        word.keys.extend(read_as);
    }
}

/// The units of a text of ours, by the stems of its language alone.
fn units_in(text: &str, lang: Lang) -> Vec<Unit> {
    let other = match lang {
        Lang::Ru => 'k',
        Lang::Kk => 'r',
        Lang::En => '-',
    };
    let mut words = analyse::words(text);
    for word in &mut words {
        word.keys.retain(|key| !key.starts_with(other));
    }
    analyse::units(&words)
}

fn add(terms: &mut HashMap<String, f32>, units: &[Unit], weight: f32) {
    for (key, tells) in units.iter().flat_map(|unit| &unit.keys) {
        *terms.entry(key.clone()).or_default() += weight * tells;
    }
}

/// Where a key is kept: its kind, its first letter, which is seldom mistaken, and its length. None
/// for numbers and meanings.
fn shelf(key: &str) -> Option<(char, char, usize)> {
    let mut letters = key.chars();
    let kind = letters.next().filter(|kind| "rke".contains(*kind))?;
    Some((kind, letters.next()?, key.chars().count()))
}

/// Edits between two words, a swap of neighbours being one; more than `most` is `most + 1`.
fn distance(one: &[char], other: &[char], most: usize) -> usize {
    // The first letter of a word is seldom mistaken; the kind stands before it.
    if one.get(..2) != other.get(..2) {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut best =
                (at(&row, j + 1) + 1).min(at(&next, j) + 1).min(at(&row, j) + usize::from(a != b));
            let is_swap =
                i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if is_swap {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        if next.iter().all(|edits| *edits > most) {
            return most + 1;
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(most + 1).min(most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        let of = |one: &str, other: &str| {
            distance(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>(), 2)
        };
        assert_eq!(of("rдемпинг", "rдемпниг"), 1);
        assert_eq!(of("rдемпинг", "rдемпиг"), 1);
        assert_eq!(of("rдемпинг", "rдемпинг"), 0);
        assert_eq!(of("rдемпинг", "rтемпинг"), 3, "the first letter is held");
        assert_eq!(of("rаукцион", "rпорог"), 3);
    }
}
