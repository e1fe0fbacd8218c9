//! What can be asked of a lot, numbered.

use super::Map;
use crate::domain::{
    reference,
    words::{self, Stems},
};

/// Numbers of terms by what they stand for.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) count: u32,
    words: Map<Stems, u32>,
    russian: Map<String, Vec<u32>>,
    kazakh: Map<String, Vec<u32>>,
    pub(super) enstru: Map<String, u32>,
    /// Lengths of ENSTRU prefixes that occur.
    pub(super) enstru_lengths: Vec<usize>,
    pub(super) methods: Map<i64, u32>,
    pub(super) customers: Map<String, u32>,
}

/// Where the terms of a word lie that was seen in a lot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) begin: u32,
    /// Up to here in a Russian text.
    pub(super) russian: u32,
    /// Up to here in a Kazakh one.
    pub(super) kazakh: u32,
}

impl Terms {
    /// Which words of searches a word of a lot is a form of.
    pub(super) fn know(&self, token: &str, known: &mut Vec<u32>) -> Known {
        let stems = Stems::of(token);
        let of = |map: &Map<String, Vec<u32>>, stem| map.get(stem).cloned().unwrap_or_default();
        let begin = known.len() as u32;
        known.extend(of(&self.russian, &stems.ru));
        let russian = known.len() as u32;
        let mut more = of(&self.kazakh, &stems.kk);
        more.retain(|term| !known[begin as usize..].contains(term));
        known.extend(more);
        let kazakh = known.len() as u32;
        Known { begin, russian: if words::is_kazakh(token) { kazakh } else { russian }, kazakh }
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    pub(super) fn word(&mut self, token: &str) -> u32 {
        let stems = Stems::of(token);
        if let Some(term) = self.words.get(&stems) {
            return *term;
        }
        let term = self.next();
        self.russian.entry(stems.ru.clone()).or_default().push(term);
        self.kazakh.entry(stems.kk.clone()).or_default().push(term);
        self.words.insert(stems, term);
        term
    }

    pub(super) fn enstru(&mut self, digits: String) -> u32 {
        if let Some(term) = self.enstru.get(&digits) {
            return *term;
        }
        let term = self.next();
        if !self.enstru_lengths.contains(&digits.len()) {
            self.enstru_lengths.push(digits.len());
        }
        self.enstru.insert(digits, term);
        term
    }

    pub(super) fn method(&mut self, id: i64) -> u32 {
        if let Some(term) = self.methods.get(&id) {
            return *term;
        }
        let term = self.next();
        // All that count as this one lead to it.
        self.methods.extend(reference::methods_like(id).into_iter().map(|like| (like, term)));
        term
    }

    pub(super) fn customer(&mut self, bin: &str) -> u32 {
        if let Some(term) = self.customers.get(bin) {
            return *term;
        }
        let term = self.next();
        self.customers.insert(bin.to_owned(), term);
        term
    }
}
