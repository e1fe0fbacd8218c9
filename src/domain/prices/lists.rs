//! Price lists of many people at once, held against new lots one by one. A lot is compared only with
//! positions that have one of its rarest words, or its code: whatever is sure enough has one.

use std::collections::{BTreeSet, HashMap, hash_map::Entry};

use chrono::{DateTime, Utc};

use super::{
    matching::{Position, Sought, are_one_unit, confidence, digits, key_of, stems},
    serve::margin,
};
use crate::domain::{
    lots::Lot,
    types::{Tenge, UserId},
};

/// A guess below this is not told of by itself.
pub(super) const LEAST_HOT: u8 = 70;
/// Of a lot's words a position that is sure enough has so many at least, in percent: with all of its own
/// words in the lot's name, it can't be surer than half of that and half of the share that it covers.
const LEAST_SHARE: usize = 39;
/// Positions of a person that are compared.
const MOST_OF_ONE: usize = 20_000;
/// Positions that are kept in memory, of all people.
const MOST: usize = 1_000_000;

/// What tells one state of all lists from another: the last number given to a price, judgements of
/// pairs and the last of them, people and when one of them last changed something.
pub type ListsVersion = (i64, i64, Option<DateTime<Utc>>, i64, Option<DateTime<Utc>>);

/// A position of somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedPosition {
    /// Whose.
    pub owner: UserId,
    /// The position.
    pub position: Position,
}

/// What somebody said of a kind of lot and an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedVerdict {
    /// Who.
    pub owner: UserId,
    /// The kind of lot.
    pub lot_key: String,
    /// The article.
    pub sku: String,
    /// It is the same thing.
    pub is_same: bool,
}

/// What somebody has for a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Whose it is.
    pub owner: UserId,
    /// The row in `prices`.
    pub price_id: i64,
    /// Price of one.
    pub price: Tenge,
    /// How sure it is, from 0 to 100.
    pub confidence: u8,
}

impl Offer {
    /// What would be left of the allocated price of one, in hundredths of a percent of it; none where
    /// that is not known.
    pub fn margin_bp(&self, lot: &Lot) -> Option<i64> {
        margin(lot, self.price).1
    }
}

/// Positions of everybody who wants to be told of lots for them, small: words are numbers.
#[derive(Debug, Default)]
pub struct PriceLists {
    version: ListsVersion,
    words: HashMap<String, u32>,
    /// Positions that have a word, by its number.
    by_word: Vec<Vec<u32>>,
    by_code: HashMap<u64, Vec<u32>>,
    units: HashMap<String, u32>,
    unit_names: Vec<String>,
    positions: Vec<Kept>,
    /// Numbers of the words of all names, one name after another.
    pool: Vec<u32>,
    of_owner: HashMap<UserId, usize>,
    /// What was said of a kind of lot, and of which position.
    verdicts: HashMap<String, Vec<(u32, bool)>>,
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    owner: UserId,
    id: i64,
    price: Tenge,
    /// Its words in the pool.
    begin: u32,
    length: u32,
    unit: u32,
    /// None: not told.
    code: Option<u64>,
}

impl PriceLists {
    /// No positions yet, of this state.
    pub fn new(version: ListsVersion) -> Self {
        Self { version, ..Self::default() }
    }

    /// Which state it is of.
    pub fn version(&self) -> ListsVersion {
        self.version
    }

    /// Adds positions, with what their owners said of them.
    pub fn add(
        &mut self,
        all: &[OwnedPosition],
        said: &HashMap<(UserId, String), Vec<OwnedVerdict>>,
    ) {
        for OwnedPosition { owner, position } in all {
            let kept = self.of_owner.entry(*owner).or_default();
            if *kept >= MOST_OF_ONE || self.positions.len() >= MOST {
                continue;
            }
            *kept += 1;
            let (Ok(at), Ok(begin)) =
                (u32::try_from(self.positions.len()), u32::try_from(self.pool.len()))
            else {
                return;
            };
            let stems = stems(&position.name);
            for stem in &stems {
                let next = u32::try_from(self.by_word.len()).unwrap_or(u32::MAX);
                let word = *self.words.entry(stem.clone()).or_insert(next);
                if word == next {
                    self.by_word.push(Vec::new());
                }
                if let Some(places) = self.by_word.get_mut(word as usize) {
                    places.push(at);
                }
                self.pool.push(word);
            }
            let code = digits(&position.enstru).parse().ok();
            if let Some(code) = code {
                self.by_code.entry(code).or_default().push(at);
            }
            let next = u32::try_from(self.unit_names.len()).unwrap_or(u32::MAX);
            let unit = *self.units.entry(position.unit.clone()).or_insert(next);
            if unit == next {
                self.unit_names.push(position.unit.clone());
            }
            for verdict in said.get(&(*owner, position.sku.clone())).into_iter().flatten() {
                let of_key = self.verdicts.entry(verdict.lot_key.clone()).or_default();
                of_key.push((at, verdict.is_same));
            }
            let (length, id) = (u32::try_from(stems.len()).unwrap_or(0), position.id);
            let price = position.price;
            self.positions.push(Kept { owner: *owner, id, price, begin, length, unit, code });
        }
    }

    /// The position of each person that suits a lot best, where it is sure enough: the surest, of equals
    /// the cheapest.
    pub(in crate::domain) fn offers(&self, sought: &Sought<'_>) -> Vec<Offer> {
        let wanted = stems(sought.name);
        let code: Option<u64> = sought.enstru.and_then(|code| digits(code).parse().ok());
        let said: HashMap<u32, bool> =
            self.verdicts.get(&key_of(&wanted)).into_iter().flatten().copied().collect();
        let numbers: BTreeSet<u32> =
            wanted.iter().filter_map(|stem| self.words.get(stem)).copied().collect();
        let mut best: HashMap<UserId, Offer> = HashMap::new();
        for at in self.candidates(&numbers, wanted.len(), code, &said) {
            let Some(kept) = self.positions.get(at as usize) else { continue };
            let confidence = match said.get(&at) {
                Some(true) => 100,
                Some(false) => continue,
                None => self.confidence(kept, &numbers, wanted.len(), code, sought.unit),
            };
            if confidence < LEAST_HOT {
                continue;
            }
            let (owner, price_id, price) = (kept.owner, kept.id, kept.price);
            let offer = Offer { owner, price_id, price, confidence };
            let rank = |it: &Offer| (100 - it.confidence, it.price, it.price_id);
            match best.entry(owner) {
                Entry::Occupied(mut known) if rank(&offer) < rank(known.get()) => {
                    known.insert(offer);
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(place) => {
                    place.insert(offer);
                }
            }
        }
        best.into_values().collect()
    }

    /// Whatever may be sure enough.
    fn candidates(
        &self,
        numbers: &BTreeSet<u32>,
        wanted: usize,
        code: Option<u64>,
        said: &HashMap<u32, bool>,
    ) -> BTreeSet<u32> {
        let mut places: Vec<&Vec<u32>> =
            numbers.iter().filter_map(|word| self.by_word.get(*word as usize)).collect();
        places.sort_by_key(|places| places.len());
        // A position has `least` of the wanted words, so it has one of any `wanted - least + 1`; those
        // that nobody has are the rarest of all.
        let least = (wanted * LEAST_SHARE).div_ceil(100);
        let unknown = wanted - numbers.len();
        let looked_at = (wanted + 1).saturating_sub(least).saturating_sub(unknown);
        let named = places.into_iter().take(looked_at).flatten();
        let coded = code.and_then(|code| self.by_code.get(&code)).into_iter().flatten();
        named.chain(coded).chain(said.keys()).copied().collect()
    }

    fn confidence(
        &self,
        kept: &Kept,
        numbers: &BTreeSet<u32>,
        wanted: usize,
        code: Option<u64>,
        unit: Option<&str>,
    ) -> u8 {
        let (begin, length) = (kept.begin as usize, kept.length as usize);
        let words = self.pool.get(begin..begin + length).unwrap_or_default();
        let common = words.iter().filter(|word| numbers.contains(word)).count();
        let own = self.unit_names.get(kept.unit as usize).map(String::as_str).unwrap_or_default();
        let is_one_unit = unit.filter(|_| !own.is_empty()).map(|unit| are_one_unit(unit, own));
        let is_one_code = code.zip(kept.code).map(|(wanted, own)| wanted == own);
        confidence((common, length, wanted), is_one_code, is_one_unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::prices::{Verdicts, matching::Positions};

    const WORDS: [&str; 7] = ["бумага", "офисная", "картридж", "лазерный", "стол", "А4", "уголь"];
    const UNITS: [&str; 3] = ["", "шт", "пачка"];
    const CODES: [&str; 3] = ["", "262040.000.000001", "051010.335.000003"];

    fn named(words: &[usize]) -> String {
        words.iter().map(|n| WORDS[*n]).collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn the_quick_way_finds_what_going_through_all_finds(
            lists in prop::collection::vec((0_i64..3, prop::collection::vec(0_usize..7, 1..5), 0_usize..3, 0_usize..3, 1_i64..9), 1..25),
            lot in prop::collection::vec(0_usize..7, 1..6), unit in 0_usize..3, code in 0_usize..3,
            said in prop::option::of((0_usize..25, any::<bool>())),
        ) {
            let all: Vec<OwnedPosition> = (1_i64..).zip(&lists).map(|(id, (owner, words, unit, code, price))| {
                let (unit, enstru) = (UNITS[*unit].to_owned(), CODES[*code].to_owned());
                let (sku, name) = (format!("A-{id}"), named(words));
                OwnedPosition { owner: *owner, position: Position { id, sku, name, unit, price: Tenge::from_tiyn(*price), enstru } }
            }).collect();
            let name = named(&lot);
            let sought = Sought { name: &name, unit: Some(UNITS[unit]).filter(|it| !it.is_empty()), enstru: Some(CODES[code]).filter(|it| !it.is_empty()) };
            let verdict = said.and_then(|(at, is_same)| {
                let it = all.get(at)?;
                Some(OwnedVerdict { owner: it.owner, lot_key: key_of(&stems(&name)), sku: it.position.sku.clone(), is_same })
            });
            let of_pairs = verdict.iter().map(|it| ((it.owner, it.sku.clone()), vec![it.clone()])).collect();
            let mut quick = PriceLists::new((0, 0, None, 0, None));
            quick.add(&all, &of_pairs);
            let mut found = quick.offers(&sought);
            found.sort_by_key(|it| it.owner);
            let mut expected = Vec::new();
            for owner in 0..3 {
                let own = all.iter().filter(|it| it.owner == owner).map(|it| it.position.clone()).collect();
                let said: Verdicts = verdict.iter().filter(|it| it.owner == owner)
                    .map(|it| ((it.lot_key.clone(), it.sku.clone()), it.is_same)).collect();
                let positions = Positions::new(own, said);
                if let Some(it) = positions.best(&sought).filter(|it| it.confidence >= LEAST_HOT) {
                    expected.push(Offer { owner, price_id: it.position.id, price: it.position.price, confidence: it.confidence });
                }
            }
            prop_assert_eq!(found, expected);
        }
    }
}
