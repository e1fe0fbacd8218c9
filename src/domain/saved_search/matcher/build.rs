//! Numbers what searches ask for, and files each under its rarest term.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{ALWAYS, ANYWHERE, Map, Matcher, Search, Shelf, Terms, UNKNOWN};
use crate::domain::{saved_search::SearchFilter, words};

/// Tells one matcher from another, so that a scratch never serves the wrong one.
static BUILT: AtomicU64 = AtomicU64::new(1);

/// Searches on their way into a matcher.
#[derive(Default)]
pub(super) struct Build<'f> {
    terms: Terms,
    /// Of a word as searches have it: its terms in `of_words`, wanted and excluded.
    read: Map<&'f str, [(u32, u32); 2]>,
    of_words: Vec<u32>,
    /// How many searches ask for a term.
    asked: Vec<u32>,
    searches: Vec<Search>,
    pool: Vec<u32>,
    /// Searches by region they are filed for.
    places: Vec<(u32, u8)>,
}

impl<'f> Build<'f> {
    pub(super) fn add(&mut self, key: u64, filter: &'f SearchFilter) {
        let further = self.pool.len() as u32;
        for word in &filter.words {
            let [(begin, end), _] = self.read(word);
            self.pool.extend_from_slice(&self.of_words[begin as usize..end as usize]);
        }
        self.pool.extend(filter.enstru_digits().map(|digits| self.terms.enstru(digits)));
        self.pool.extend(filter.method.map(|id| self.terms.method(id)));
        self.pool.extend(filter.customer.as_ref().map(|bin| self.terms.customer(bin.as_str())));
        let excluded = self.pool.len() as u32;
        let asks_sum = filter.min.is_some() || filter.max.is_some();
        if excluded == further && !asks_sum && filter.regions.is_empty() {
            return;
        }
        for word in &filter.excluded {
            let [_, (begin, end)] = self.read(word);
            self.pool.extend_from_slice(&self.of_words[begin as usize..end as usize]);
        }
        self.asked.resize(self.terms.count as usize + 1, 0);
        for term in &self.pool[further as usize..excluded as usize] {
            self.asked[*term as usize] += 1;
        }
        let number = self.searches.len() as u32;
        if filter.regions.is_empty() {
            self.places.push((number, ANYWHERE));
        }
        // A code that is not two digits is no region's: nothing is filed for it.
        let codes = filter.regions.iter().enumerate().filter(|(at, code)| {
            let digits = code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit());
            digits && !filter.regions[..*at].contains(code)
        });
        self.places.extend(codes.filter_map(|(_, code)| Some((number, code.parse().ok()?))));
        let lowest = if asks_sum { UNKNOWN + 1 } else { UNKNOWN };
        self.searches.push(Search {
            key,
            number,
            min: filter.min.map_or(lowest, |min| min.tiyn()),
            max: filter.max.map_or(i64::MAX, |max| max.tiyn()),
            further,
            excluded,
            end: self.pool.len() as u32,
        });
    }

    fn read(&mut self, word: &'f str) -> [(u32, u32); 2] {
        if let Some(read) = self.read.get(word) {
            return *read;
        }
        let mut number = |tokens: Vec<&str>| {
            let begin = self.of_words.len() as u32;
            self.of_words.extend(tokens.into_iter().map(|token| self.terms.word(token)));
            (begin, self.of_words.len() as u32)
        };
        let read = [number(words::parts(word)), number(words::wholes(word))];
        self.read.insert(word, read);
        read
    }

    pub(super) fn finish(mut self) -> Matcher {
        self.asked.resize(self.terms.count as usize + 1, 0);
        let firsts: Vec<(u32, u32)> = self
            .searches
            .iter_mut()
            .map(|search| rarest(search, &mut self.pool, &self.asked))
            .collect();
        let mut filed: Vec<(u64, u32)> = self
            .places
            .iter()
            .map(|(number, region)| {
                let (first, second) = firsts[*number as usize];
                let place = (u64::from(first) << 40) | (u64::from(*region) << 32);
                (place | u64::from(second), *number)
            })
            .collect();
        filed.sort_unstable();
        let (mut shelves_of, mut shelves) = (Vec::new(), Vec::<Shelf>::new());
        let mut last = None;
        for (at, (place, _)) in filed.iter().enumerate() {
            if last == Some(place >> 32) {
                continue;
            }
            last = Some(place >> 32);
            shelves_of.resize((place >> 40) as usize + 1, shelves.len() as u32);
            shelves.push(Shelf { region: (place >> 32) as u8, begin: at as u32 });
        }
        shelves_of.resize(self.terms.count as usize + 2, shelves.len() as u32);
        shelves.push(Shelf { region: ANYWHERE, begin: filed.len() as u32 });
        Matcher {
            number: BUILT.fetch_add(1, Ordering::Relaxed),
            terms: self.terms,
            shelves_of,
            shelves,
            seconds: filed.iter().map(|(place, _)| *place as u32).collect(),
            searches: filed.iter().map(|(_, number)| self.searches[*number as usize]).collect(),
            pool: self.pool,
        }
    }
}

/// Takes the two rarest terms out of those in the pool, by how many searches ask for them.
fn rarest(search: &mut Search, pool: &mut [u32], asked: &[u32]) -> (u32, u32) {
    let wanted = &mut pool[search.further as usize..search.excluded as usize];
    wanted.sort_unstable_by_key(|term| (asked[*term as usize], *term));
    let (first, second) = (wanted.first().copied(), wanted.get(1).copied());
    search.further += wanted.len().min(2) as u32;
    (first.unwrap_or(ALWAYS), second.unwrap_or(ALWAYS))
}
