//! Other ways to find who wants a lot, for comparison. All give the same answers but the naive one,
//! which does not know that words have forms.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use super::made_up::Made;
use crate::domain::{
    reference,
    saved_search::SearchFilter,
    words::{self, Stems},
};

/// A search with its words numbered by their stems beforehand.
struct Cut<'f> {
    filter: &'f SearchFilter,
    methods: Vec<i64>,
    wanted: Vec<[usize; 2]>,
    excluded: Vec<[usize; 2]>,
}

/// All searches, and the numbers of their stems, Russian and Kazakh apart.
pub(super) struct Brute<'f> {
    cuts: Vec<Cut<'f>>,
    numbers: HashMap<(bool, String), usize>,
}

/// Which numbered stems a lot has.
struct Has(Vec<bool>);

impl Has {
    fn word(&self, [ru, kk]: [usize; 2]) -> bool {
        self.0[ru] || self.0[kk]
    }
}

impl<'f> Brute<'f> {
    pub(super) fn new(filters: &'f [SearchFilter]) -> Self {
        let mut numbers = HashMap::new();
        let mut number = |stem| {
            let next = numbers.len();
            *numbers.entry(stem).or_insert(next)
        };
        let mut cut = |list: &[String]| -> Vec<[usize; 2]> {
            list.iter()
                .map(|word| {
                    let Stems { ru, kk } = Stems::of(word);
                    [number((false, ru)), number((true, kk))]
                })
                .collect()
        };
        let cuts = filters
            .iter()
            .map(|filter| Cut {
                filter,
                methods: filter.method.map(reference::methods_like).unwrap_or_default(),
                wanted: cut(&filter.words),
                excluded: cut(&filter.excluded),
            })
            .collect();
        Self { cuts, numbers }
    }

    fn read(&self, made: &Made, mut seen: impl FnMut(&(bool, String))) -> Has {
        let mut has = vec![false; self.numbers.len()];
        let mut take = |stem: (bool, String)| {
            if let Some(number) = self.numbers.get(&stem) {
                has[*number] = true;
            }
            seen(&stem);
        };
        for text in [&made.lot.name, &made.lot.description, &made.plan.enstru_name] {
            for (text, kazakh) in [(&text.ru, false), (&text.kk, true)] {
                words::each_token(text.as_deref().unwrap_or_default(), |token| {
                    let stems = Stems::of(token);
                    take((false, stems.ru));
                    if kazakh || words::is_kazakh(token) {
                        take((true, stems.kk));
                    }
                });
            }
        }
        Has(has)
    }

    pub(super) fn count(&self, made: &Made) -> usize {
        let has = self.read(made, |_| {});
        self.cuts.iter().filter(|cut| cut.matches(made, &has)).count()
    }
}

impl Cut<'_> {
    fn matches(&self, made: &Made, has: &Has) -> bool {
        self.wanted.iter().all(|word| has.word(*word))
            && !self.excluded.iter().any(|word| has.word(*word))
            && self.filter.asks_something()
            && self.filter.method.is_none_or(|_| {
                made.lot.actual_method_id.is_some_and(|id| self.methods.contains(&id))
            })
            && all_but_words_and_method(self.filter, made)
    }
}

fn all_but_words_and_method(filter: &SearchFilter, made: &Made) -> bool {
    let Made { lot, plan } = made;
    filter.min.is_none_or(|min| lot.amount.is_some_and(|amount| amount >= min))
        && filter.max.is_none_or(|max| lot.amount.is_some_and(|amount| amount <= max))
        && (filter.regions.is_empty()
            || filter.regions.iter().any(|r| lot.kato.iter().any(|k| k.starts_with(r.as_str()))))
        && filter.customer.as_ref().is_none_or(|bin| lot.customer_bin.as_ref() == Some(bin))
        // Prefixes here end before the first dot of a code.
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
                && all_but_words_and_method(filter, made)
        })
        .count()
}

/// One automaton over the rarest word of each search, then a look at those whose word was seen.
pub(super) struct Prefilter<'f> {
    brute: &'f Brute<'f>,
    automaton: AhoCorasick,
    /// By pattern.
    searches: Vec<Vec<u32>>,
    /// Without words.
    others: Vec<u32>,
}

impl<'f> Prefilter<'f> {
    pub(super) fn new(brute: &'f Brute<'f>) -> anyhow::Result<Self> {
        let mut patterns = vec![String::new(); brute.numbers.len()];
        for (stem, number) in &brute.numbers {
            patterns[*number] = pattern(stem);
        }
        let mut asked = vec![0_usize; patterns.len()];
        for [ru, kk] in brute.cuts.iter().flat_map(|cut| &cut.wanted) {
            asked[*ru] += 1;
            asked[*kk] += 1;
        }
        let mut searches = vec![Vec::new(); patterns.len()];
        let mut others = Vec::new();
        for (nth, cut) in (0_u32..).zip(&brute.cuts) {
            match cut.wanted.iter().min_by_key(|[ru, kk]| asked[*ru] + asked[*kk]) {
                Some([ru, kk]) => {
                    searches[*ru].push(nth);
                    searches[*kk].push(nth);
                }
                None => others.push(nth),
            }
        }
        Ok(Self { brute, automaton: AhoCorasick::new(&patterns)?, searches, others })
    }

    pub(super) fn count(&self, made: &Made) -> usize {
        let mut text = String::new();
        let has = self.brute.read(made, |stem| text.push_str(&pattern(stem)));
        let hits = self.automaton.find_overlapping_iter(&text);
        let mut patterns: Vec<usize> = hits.map(|hit| hit.pattern().as_usize()).collect();
        patterns.sort_unstable();
        patterns.dedup();
        let candidates = patterns.iter().flat_map(|pattern| &self.searches[*pattern]);
        let mut found: Vec<u32> = candidates
            .chain(&self.others)
            .copied()
            .filter(|nth| self.brute.cuts[*nth as usize].matches(made, &has))
            .collect();
        found.sort_unstable();
        found.dedup();
        found.len()
    }
}

/// A stem that can't be found within another.
fn pattern((kazakh, stem): &(bool, String)) -> String {
    format!("{}{stem}\n", if *kazakh { '+' } else { '=' })
}
