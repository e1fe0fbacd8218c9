//! Very many saved searches against one lot at a time.
//!
//! Whatever a search asks for (a word, an ENSTRU prefix, a method, a customer) is a term with a
//! number. A search is filed once, under its rarest term and its region, so a lot is only held
//! against the searches filed under what it has. Most are then ruled out by their second rarest
//! term, which lies beside them. Words of lots repeat, so what each is worth is kept in
//! [`Scratch`]: cutting to stems happens once for a word, not once for a lot.

mod build;
mod terms;

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{LotText, SearchFilter};
use build::Build;
use terms::{Known, Terms};

type Map<K, V> = HashMap<K, V, RandomState>;

/// The term that every lot has.
const ALWAYS: u32 = 0;
/// Stands for searches that name no region.
const ANYWHERE: u8 = u8::MAX;
/// The sum of a lot that has none; only searches that ask for no sum begin so low.
const UNKNOWN: i64 = i64::MIN;
/// Words kept in a scratch; lots have some ten thousand different ones, the rest are typos.
const MOST_KEPT: usize = 1 << 16;

/// Saved searches, ready to be asked which of them want a lot.
#[derive(Debug)]
pub struct Matcher {
    number: u64,
    terms: Terms,
    /// Where the shelves of each term begin.
    shelves_of: Vec<u32>,
    shelves: Vec<Shelf>,
    /// Of each filed search what else the lot must have, first of all; apart, so that ruling most
    /// of them out reads little memory.
    seconds: Vec<u32>,
    searches: Vec<Search>,
    /// Terms of searches beyond the first two, then those excluded.
    pool: Vec<u32>,
}

/// Searches filed under one term that are for one region, or for any.
#[derive(Debug, Clone, Copy)]
struct Shelf {
    region: u8,
    begin: u32,
}

/// A search as it is filed; one for three regions is filed three times.
#[derive(Debug, Clone, Copy)]
struct Search {
    key: u64,
    /// The same wherever this search is filed.
    number: u32,
    /// In tiyn; the least of all where no sum was asked for.
    min: i64,
    max: i64,
    /// In the pool: further terms, then excluded ones.
    further: u32,
    excluded: u32,
    end: u32,
}

/// What a matcher remembers from lot to lot. One serves one thread, and any matcher: with another
/// one it begins anew.
#[derive(Debug, Default)]
pub struct Scratch {
    number: u64,
    /// Of a word: where its terms are in `known`.
    memory: Map<Box<str>, Known>,
    known: Vec<u32>,
    /// One bit for every term the lot has.
    has: Vec<u64>,
    terms: Vec<u32>,
    /// Numbers and keys.
    found: Vec<(u32, u64)>,
}

impl Matcher {
    /// Files searches under their keys. A search that asks for nothing is left out.
    pub fn build<'f>(searches: impl IntoIterator<Item = (u64, &'f SearchFilter)>) -> Self {
        let mut build = Build::default();
        for (key, filter) in searches {
            build.add(key, filter);
        }
        build.finish()
    }

    /// The keys of the searches that want this lot, in no order.
    pub fn matches(&self, scratch: &mut Scratch, lot: &LotText<'_>) -> Vec<u64> {
        scratch.begin(self);
        scratch.mark(ALWAYS);
        lot.each_word(|token, kazakh| scratch.mark_word(&self.terms, token, kazakh));
        for length in &self.terms.enstru_lengths {
            if let Some(term) = lot.enstru.get(..*length).and_then(|p| self.terms.enstru.get(p)) {
                scratch.mark(*term);
            }
        }
        if let Some(term) = lot.method.and_then(|method| self.terms.methods.get(&method)) {
            scratch.mark(*term);
        }
        if let Some(term) = lot.customer.and_then(|bin| self.terms.customers.get(bin.as_str())) {
            scratch.mark(*term);
        }
        let regions: Vec<u8> = lot.regions.iter().filter_map(|code| code.parse().ok()).collect();
        let amount = lot.amount.map_or(UNKNOWN, |amount| amount.tiyn());
        let Scratch { has, terms, found, .. } = scratch;
        for term in terms.iter() {
            self.each_shelf(*term, &regions, |begin, end| {
                for (second, search) in
                    self.seconds[begin..end].iter().zip(&self.searches[begin..end])
                {
                    if is_marked(has, *second) && self.fits(search, has, amount) {
                        found.push((search.number, search.key));
                    }
                }
            });
        }
        if regions.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found.iter().map(|(_, key)| *key).collect()
    }

    /// Gives where the searches under a term begin and end that are for one of these regions or
    /// for any.
    fn each_shelf(&self, term: u32, regions: &[u8], mut take: impl FnMut(usize, usize)) {
        let begin = self.shelves_of[term as usize] as usize;
        let end = self.shelves_of[term as usize + 1] as usize;
        let shelves = &self.shelves[begin..end];
        // After the last shelf of a term comes the first of the next one, or the end of all.
        let mut give = |at: usize| {
            let [shelf, next] = [self.shelves[begin + at], self.shelves[begin + at + 1]];
            take(shelf.begin as usize, next.begin as usize);
        };
        for region in regions {
            if let Ok(at) = shelves.binary_search_by_key(region, |shelf| shelf.region) {
                give(at);
            }
        }
        if shelves.last().is_some_and(|shelf| shelf.region == ANYWHERE) {
            give(shelves.len() - 1);
        }
    }

    fn fits(&self, search: &Search, has: &[u64], amount: i64) -> bool {
        let pool = |from: u32, to: u32| &self.pool[from as usize..to as usize];
        (search.min..=search.max).contains(&amount)
            && pool(search.further, search.excluded).iter().all(|term| is_marked(has, *term))
            && !pool(search.excluded, search.end).iter().any(|term| is_marked(has, *term))
    }
}

impl Scratch {
    fn begin(&mut self, matcher: &Matcher) {
        for term in self.terms.drain(..) {
            self.has[term as usize / 64] = 0;
        }
        self.found.clear();
        if self.number != matcher.number || self.memory.len() >= MOST_KEPT {
            self.number = matcher.number;
            self.memory.clear();
            self.known.clear();
            self.has.clear();
            self.has.resize(matcher.terms.count as usize / 64 + 1, 0);
        }
    }

    fn mark(&mut self, term: u32) {
        let bits = &mut self.has[term as usize / 64];
        if *bits & (1 << (term % 64)) == 0 {
            *bits |= 1 << (term % 64);
            self.terms.push(term);
        }
    }

    fn mark_word(&mut self, terms: &Terms, token: &str, kazakh: bool) {
        let known = match self.memory.get(token) {
            Some(known) => *known,
            None => {
                let known = terms.know(token, &mut self.known);
                self.memory.insert(token.into(), known);
                known
            }
        };
        let end = if kazakh { known.kazakh } else { known.russian };
        for at in known.begin..end {
            self.mark(self.known[at as usize]);
        }
    }
}

fn is_marked(has: &[u64], term: u32) -> bool {
    has[term as usize / 64] & (1 << (term % 64)) != 0
}
