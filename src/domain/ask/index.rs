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
    /// How many answers there are.
    entries: usize,
    /// Which answers have a key, and how often.
    terms: HashMap<String, Vec<(usize, f32)>>,
    /// Known questions: whose they are, and how much they weigh.
    variants: Vec<(usize, f32)>,
    /// Which known questions have a key, and how much it tells there.
    asked: HashMap<String, Vec<(usize, f32)>>,
    /// Keys by kind, first letter and length, to look for typos in.
    vocabulary: HashMap<(char, char, usize), Vec<String>>,
}

/// What speaks for an answer.
#[derive(Clone, Copy)]
struct Found {
    score: f32,
    covered: f32,
    kept: f32,
    likeness: f32,
    is_strong: bool,
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
        let mut terms: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
        let asked = |entry| {
            [Lang::Ru, Lang::Kk, Lang::En].into_iter().flat_map(move |lang| {
                Entry::questions(entry, lang).iter().map(move |question| units_in(question, lang))
            })
        };
        for (at, entry) in entries.iter().enumerate() {
            let mut own: HashMap<String, f32> = HashMap::new();
            for units in asked(entry) {
                add(&mut own, &units, QUESTION_WEIGHT / 2.0);
            }
            for lang in [Lang::Ru, Lang::Kk, Lang::En] {
                add(&mut own, &units_in(entry.answer(lang), lang), 0.5);
            }
            for (key, often) in own {
                terms.entry(key).or_default().push((at, often));
            }
        }
        let mut index = Self {
            entries: entries.len(),
            terms,
            variants: Vec::new(),
            asked: HashMap::new(),
            vocabulary: HashMap::new(),
        };
        let synonyms = analyse::synonym_keys().cloned();
        let keys: HashSet<String> = index.terms.keys().cloned().chain(synonyms).collect();
        for key in keys {
            if let Some(shelf) = shelf(&key) {
                index.vocabulary.entry(shelf).or_default().push(key);
            }
        }
        for list in index.vocabulary.values_mut() {
            list.sort();
        }
        // Read again rather than kept until all terms are known: kept, they were most of the memory.
        let questions = entries
            .iter()
            .enumerate()
            .flat_map(|(at, entry)| asked(entry).map(move |units| (at, units)));
        for (variant, (entry, units)) in questions.enumerate() {
            let weight = units.iter().map(|unit| index.told_weight(unit)).sum();
            index.variants.push((entry, weight));
            for (key, tells) in units.into_iter().flat_map(|unit| unit.keys) {
                index.asked.entry(key).or_default().push((variant, tells));
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
        let found = self.found(&units, told);
        let mut list: Vec<Hit> = found
            .iter()
            .enumerate()
            .filter(|(_, it)| it.covered > 0.0)
            .map(|(entry, it)| Hit {
                entry,
                score: it.kept * (it.score / (1.0 + 0.05 * whole) + LIKENESS_WEIGHT * it.likeness),
                coverage: it.covered / whole,
                likeness: it.likeness,
                is_strong: it.is_strong,
            })
            .collect();
        list.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        list.truncate(most);
        let is_topic =
            words.iter().any(|word| word.is_topic) || units.iter().any(|unit| unit.is_topic);
        Hits { list, known: known / whole, is_topic }
    }

    /// What speaks for each answer; `told` is the weight of the question in likeness.
    fn found(&self, units: &[Unit], told: f32) -> Vec<Found> {
        let none = Found { score: 0.0, covered: 0.0, kept: 1.0, likeness: 0.0, is_strong: false };
        let mut found = vec![none; self.entries];
        let mut shared = vec![0.0_f32; self.variants.len()];
        for unit in units {
            let weight = self.unit_weight(unit);
            for (entry, (often, tells)) in best_of(unit, &self.terms, saturated) {
                if let Some(it) = found.get_mut(entry) {
                    it.score += weight * often;
                    it.covered += weight * tells.min(1.0);
                    it.is_strong |= !unit.is_weak;
                }
            }
            if let Some((key, _)) = unit.keys.first().filter(|_| unit.is_meaning && !unit.is_weak) {
                let with = self.terms.get(key).into_iter().flatten();
                let with: HashSet<usize> = with.map(|(entry, _)| *entry).collect();
                let without = found.iter_mut().enumerate().filter(|(at, _)| !with.contains(at));
                without.for_each(|(_, it)| it.kept *= MISSED_MEANING);
            }
            let weight = self.told_weight(unit);
            for (variant, (met, _)) in best_of(unit, &self.asked, |tells, other| tells * other) {
                if let Some(sum) = shared.get_mut(variant) {
                    *sum += weight * met;
                }
            }
        }
        for ((entry, weight), shared) in self.variants.iter().zip(shared) {
            if let Some(it) = found.get_mut(*entry).filter(|_| told + weight > 0.0) {
                it.likeness = it.likeness.max(2.0 * shared / (told + weight));
            }
        }
        found
    }

    /// What a unit weighs in likeness.
    fn told_weight(&self, unit: &Unit) -> f32 {
        let aside = unit.is_weak || !self.knows(unit);
        self.unit_weight(unit) * if aside { ASIDE_WEIGHT } else { 1.0 }
    }

    fn knows(&self, unit: &Unit) -> bool {
        unit.keys.iter().any(|(key, _)| self.terms.contains_key(key))
    }

    fn weight(&self, units: &[Unit]) -> f32 {
        units.iter().map(|unit| self.unit_weight(unit)).sum()
    }

    /// By the commonest of its known keys: a stem of the other language is rare by accident.
    fn unit_weight(&self, unit: &Unit) -> f32 {
        let known = unit.keys.iter().filter(|(_, tells)| *tells >= TYPO_WEIGHT);
        let known = known.filter_map(|(key, _)| Some(self.rarity(self.terms.get(key)?.len())));
        known.reduce(f32::min).unwrap_or_else(|| self.rarity(0) * UNKNOWN_WEIGHT)
    }

    /// How rare a key is that so many answers have.
    fn rarity(&self, with: usize) -> f32 {
        let (count, with) = (self.entries as f32, with as f32);
        (1.0 + (count - with + 0.5) / (with + 0.5)).ln()
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

/// Of each text that shares a key with a unit, the most that a key comes to, and how much it tells.
fn best_of(
    unit: &Unit,
    lists: &HashMap<String, Vec<(usize, f32)>>,
    comes_to: fn(f32, f32) -> f32,
) -> HashMap<usize, (f32, f32)> {
    let mut best: HashMap<usize, (f32, f32)> = HashMap::new();
    for (key, tells) in &unit.keys {
        for (text, value) in lists.get(key).into_iter().flatten() {
            let value = comes_to(*tells, *value);
            let kept = best.entry(*text).or_insert((value, *tells));
            if value > kept.0 {
                *kept = (value, *tells);
            }
        }
    }
    best
}

/// How much a key tells that stands in an answer so often.
fn saturated(tells: f32, often: f32) -> f32 {
    tells * often / (often + SATURATION) * (1.0 + SATURATION)
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
