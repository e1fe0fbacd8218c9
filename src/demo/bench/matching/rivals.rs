//! Other ways to find who wants a lot, for comparison. All give the same answers but the naive one,
//! which does not know that words have forms.

use std::collections::{HashMap, HashSet};

use aho_corasick::AhoCorasick;

use super::made_up::Made;
use crate::domain::{
    reference,
    saved_search::SearchFilter,
    words::{self, Stems},
};

/// A search with its words cut to stems beforehand.
pub(super) struct Cut<'f> {
    filter: &'f SearchFilter,
    wanted: Vec<Stems>,
    excluded: Vec<Stems>,
}

/// The stems of a lot's words.
#[derive(Default)]
pub(super) struct LotWords {
    ru: HashSet<String>,
    kk: HashSet<String>,
    /// Folded, each after a space.
    text: String,
}

impl LotWords {
    pub(super) fn of(made: &Made) -> Self {
        let mut words = Self::default();
        for text in [&made.lot.name, &made.lot.description, &made.plan.enstru_name] {
            for (text, kazakh) in [(&text.ru, false), (&text.kk, true)] {
                words::each_token(text.as_deref().unwrap_or_default(), |token| {
                    words.text.push(' ');
                    words.text.push_str(&words::fold(token));
                    let stems = Stems::of(token);
                    if kazakh || words::is_kazakh(token) {
                        words.kk.insert(stems.kk);
                    }
                    words.ru.insert(stems.ru);
                });
            }
        }
        words
    }

    fn have(&self, stems: &Stems) -> bool {
        self.ru.contains(&stems.ru) || self.kk.contains(&stems.kk)
    }
}

impl<'f> Cut<'f> {
    pub(super) fn new(filter: &'f SearchFilter) -> Self {
        let cut = |list: &[String]| list.iter().map(|word| Stems::of(word)).collect();
        Self { filter, wanted: cut(&filter.words), excluded: cut(&filter.excluded) }
    }

    pub(super) fn matches(&self, made: &Made, words: &LotWords) -> bool {
        self.filter.asks_something()
            && self.wanted.iter().all(|stems| words.have(stems))
            && !self.excluded.iter().any(|stems| words.have(stems))
            && all_but_words(self.filter, made)
    }
}

fn all_but_words(filter: &SearchFilter, made: &Made) -> bool {
    let Made { lot, plan } = made;
    filter.method.is_none_or(|asked| {
        lot.actual_method_id.is_some_and(|method| reference::methods_like(asked).contains(&method))
    }) && filter.customer.as_ref().is_none_or(|bin| lot.customer_bin.as_ref() == Some(bin))
        && filter.min.is_none_or(|min| lot.amount.is_some_and(|amount| amount >= min))
        && filter.max.is_none_or(|max| lot.amount.is_some_and(|amount| amount <= max))
        && (filter.regions.is_empty()
            || filter.regions.iter().any(|r| lot.kato.iter().any(|kato| kato.starts_with(r.as_str()))))
        // Prefixes here are shorter than the first dot.
        && filter.enstru.as_deref().is_none_or(|prefix| {
            plan.enstru_code.as_deref().is_some_and(|code| code.starts_with(prefix))
        })
}

/// Each search's words in the lower-cased text.
pub(super) fn naive(filters: &[SearchFilter], made: &Made) -> usize {
    let texts = [&made.lot.name, &made.lot.description, &made.plan.enstru_name];
    let text = texts
        .into_iter()
        .flat_map(|text| [&text.ru, &text.kk])
        .flatten()
        .fold(String::new(), |all, text| all + " " + &text.to_lowercase());
    filters
        .iter()
        .filter(|filter| {
            filter.words.iter().all(|word| text.contains(word.as_str()))
                && !filter.excluded.iter().any(|word| text.contains(word.as_str()))
                && all_but_words(filter, made)
        })
        .count()
}

/// One automaton over a word of each search, then a look at the searches whose word was seen.
pub(super) struct Prefilter {
    automaton: AhoCorasick,
    /// By pattern.
    searches: Vec<Vec<u32>>,
    /// Without words.
    others: Vec<u32>,
}

impl Prefilter {
    pub(super) fn build(cuts: &[Cut<'_>]) -> anyhow::Result<Self> {
        let mut asked: HashMap<&Stems, usize> = HashMap::new();
        for stems in cuts.iter().flat_map(|cut| &cut.wanted) {
            *asked.entry(stems).or_default() += 1;
        }
        let mut patterns: Vec<String> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let (mut searches, mut others) = (Vec::<Vec<u32>>::new(), Vec::new());
        for (nth, cut) in (0_u32..).zip(cuts) {
            let rarest = cut.wanted.iter().min_by_key(|stems| asked.get(stems));
            let Some(rarest) = rarest else {
                others.push(nth);
                continue;
            };
            for stem in [&rarest.ru, &rarest.kk] {
                // The end of a stem may differ from what stands in the text.
                let letters = stem.chars().count();
                let begin: String = stem.chars().take(letters.saturating_sub(2).max(1)).collect();
                let pattern = format!(" {begin}");
                let at = *known.entry(pattern.clone()).or_insert(patterns.len());
                if at == patterns.len() {
                    patterns.push(pattern);
                    searches.push(Vec::new());
                }
                if let Some(list) = searches.get_mut(at)
                    && list.last() != Some(&nth)
                {
                    list.push(nth);
                }
            }
        }
        Ok(Self { automaton: AhoCorasick::new(&patterns)?, searches, others })
    }

    pub(super) fn count(&self, cuts: &[Cut<'_>], made: &Made) -> usize {
        let words = LotWords::of(made);
        let mut seen = HashSet::new();
        let hits = self.automaton.find_overlapping_iter(&words.text);
        let candidates = hits
            .map(|hit| hit.pattern().as_usize())
            .filter(|pattern| seen.insert(*pattern))
            .flat_map(|pattern| self.searches.get(pattern).map(Vec::as_slice).unwrap_or_default());
        let mut found: Vec<u32> = candidates
            .chain(&self.others)
            .copied()
            .filter(|nth| cuts.get(*nth as usize).is_some_and(|cut| cut.matches(made, &words)))
            .collect();
        found.sort_unstable();
        found.dedup();
        found.len()
    }
}
