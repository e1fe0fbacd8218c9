//! 👍 and 👎 on the card of any lot: what somebody sells, without a word typed.

use super::{
    Profile,
    edits::SHORTEST_WORD,
    profile::{MOST_EXCLUDED, MOST_SELLS},
};
use crate::domain::{
    lots::{Lot, LotView},
    saved_search::{LotText, SearchFilter},
    words,
};

/// A code of ENSTRU names the product by its first nine digits, and a variety of it by the rest.
const PRODUCT_DIGITS: usize = 9;
/// So many words of a name tell what is bought where the lot has no code.
const MOST_WORDS: usize = 3;

/// What 👍 changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learned {
    /// Lots like it are looked for from now on.
    Added(SearchFilter),
    /// They were already.
    Known,
    /// The profile looks for as many things as it may.
    Full,
    /// The lot says nothing to find others by.
    Nameless,
}

/// What 👎 changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlearned {
    /// No lots with this word from now on.
    Excluded(String),
    /// What found it is looked for no more.
    Dropped,
    /// The profile finds no such lots anyway.
    NeverFound,
}

impl Profile {
    /// Looks for lots like this one: of the same product, or of the same words where it has no code.
    pub fn learn(&mut self, view: &LotView) -> Learned {
        let text = LotText::of(&view.lot, view.announcement.as_ref(), view.plan.as_ref());
        if self.sells.iter().any(|one| one.matches(&text)) {
            return Learned::Known;
        }
        if self.sells.len() >= MOST_SELLS {
            return Learned::Full;
        }
        let code = view.plan.as_ref().and_then(|plan| plan.enstru_code.as_deref());
        let digits: String =
            code.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        let filter = match digits.get(..PRODUCT_DIGITS) {
            Some(product) => {
                SearchFilter { enstru: Some(product.to_owned()), ..SearchFilter::default() }
            }
            None => SearchFilter {
                words: telling(&view.lot).into_iter().take(MOST_WORDS).collect(),
                ..SearchFilter::default()
            },
        };
        if !filter.asks_something() {
            return Learned::Nameless;
        }
        self.sells.push(filter.clone());
        Learned::Added(filter)
    }

    /// Looks for lots like this one no more: without what finds them by their code alone, else without
    /// their longest word that nobody asked for.
    pub fn unlearn(&mut self, view: &LotView) -> Unlearned {
        let text = LotText::of(&view.lot, view.announcement.as_ref(), view.plan.as_ref());
        let finds = |one: &SearchFilter| one.matches(&text);
        if !self.sells.iter().any(finds) {
            return Unlearned::NeverFound;
        }
        self.sells.retain(|one| !(finds(one) && one.words.is_empty()));
        let asked = |word: &str| {
            let mut asked = self.sells.iter().flat_map(|one| &one.words);
            asked.any(|known| words::are_one_word(known, word))
        };
        let word = telling(&view.lot).into_iter().find(|word| !asked(word));
        let Some(word) = word.filter(|_| self.sells.iter().any(finds)) else {
            self.sells.retain(|one| !finds(one));
            return Unlearned::Dropped;
        };
        for one in &mut self.sells {
            if one.matches(&text) && one.excluded.len() < MOST_EXCLUDED {
                one.excluded.push(word.clone());
            }
        }
        self.sells.retain(|one| !one.matches(&text));
        Unlearned::Excluded(word)
    }
}

/// Words of its name, the longest first.
fn telling(lot: &Lot) -> Vec<String> {
    let name = lot.name.ru.as_deref().or(lot.name.kk.as_deref()).unwrap_or_default();
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let mut all: Vec<String> = words::wholes(name).into_iter().map(str::to_lowercase).collect();
    all.retain(|word| letters(word) >= SHORTEST_WORD);
    all.sort_by_key(|word| std::cmp::Reverse(letters(word)));
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::{hot_lots::tests::lot, lots::Freshness, plans::PlanPoint};

    fn view(name: &str, code: Option<&str>) -> LotView {
        LotView {
            lot: lot(name, None),
            announcement: None,
            around: crate::domain::risk::Surroundings::default(),
            plan: code.map(|code| PlanPoint {
                enstru_code: Some(code.to_owned()),
                ..PlanPoint::default()
            }),
            freshness: Freshness {
                as_of: DateTime::UNIX_EPOCH,
                completeness_bp: None,
                source_down: false,
            },
        }
    }

    #[test]
    fn what_is_liked_is_looked_for_by_its_product_and_once() {
        let mut profile = Profile::default();
        let coal = view("Уголь каменный", Some("051010.335.000003"));
        let Learned::Added(filter) = profile.learn(&coal) else { panic!("not learned") };
        assert_eq!(filter.enstru.as_deref(), Some("051010335"));
        assert_eq!(profile.learn(&coal), Learned::Known);
        assert_eq!(profile.learn(&view("Уголь бурый", Some("051010.335.000009"))), Learned::Known);
        assert_eq!(profile.unlearn(&coal), Unlearned::Dropped);
        assert_eq!(profile, Profile::default());
    }

    #[test]
    fn without_a_code_the_words_of_the_name_find_it() {
        let mut profile = Profile::default();
        let paper = view("Бумага офисная для принтера А4", None);
        assert!(matches!(profile.learn(&paper), Learned::Added(_)));
        assert_eq!(profile.sells[0].words, ["принтера", "офисная", "бумага"]);
        assert_eq!(profile.learn(&view("А4", None)), Learned::Nameless);
    }

    #[test]
    fn what_is_disliked_is_excluded_by_a_word_that_nobody_asked_for() {
        let mut profile = Profile::parse("бумага\nкартридж").unwrap();
        let wall = view("Бумага обойная", None);
        assert_eq!(profile.unlearn(&wall), Unlearned::Excluded("обойная".to_owned()));
        assert_eq!(profile.unlearn(&wall), Unlearned::NeverFound);
        assert_eq!(profile.sells[1].excluded, Vec::<String>::new());
        // There is nothing to tell it from what was asked for: that is asked for no more.
        assert_eq!(profile.unlearn(&view("Картридж", None)), Unlearned::Dropped);
        assert_eq!(profile.sells.len(), 1);
    }

    #[test]
    fn a_full_profile_learns_nothing() {
        let lines: Vec<String> = (0..MOST_SELLS).map(|n| format!("товар{n}")).collect();
        let mut profile = Profile::parse(&lines.join("\n")).unwrap();
        assert_eq!(profile.learn(&view("Уголь", None)), Learned::Full);
    }
}
