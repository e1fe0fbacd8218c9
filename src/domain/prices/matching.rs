//! Which position of a price list a lot asks for: by words of the names, unit and ENSTRU, as a
//! confidence from 0 to 100. What the person said of a pair before stands above any count.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::domain::{
    lots::Lot,
    plans::PlanPoint,
    search::fold,
    types::Tenge,
    words::{Stems, parts},
};

/// A guess below this is not shown.
pub(super) const LEAST: u8 = 50;

/// A position as it stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The row in `prices`.
    pub id: i64,
    /// What the supplier knows it by.
    pub sku: String,
    /// What it is.
    pub name: String,
    /// In what it is counted; empty: not told.
    pub unit: String,
    /// Of one.
    pub price: Tenge,
    /// ENSTRU code; empty: not told.
    pub enstru: String,
}

/// What is compared of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) struct Sought<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its unit, where the plan tells it.
    pub unit: Option<&'a str>,
    /// Its ENSTRU code, where the plan tells it.
    pub enstru: Option<&'a str>,
}

impl<'a> Sought<'a> {
    /// What a lot and its plan point say; none where the lot has no name.
    pub(in crate::domain) fn of(lot: &'a Lot, plan: Option<&'a PlanPoint>) -> Option<Self> {
        let name = lot.name.ru.as_deref().or(lot.name.kk.as_deref())?;
        let unit = plan.and_then(|plan| plan.unit.ru.as_deref());
        Some(Self { name, unit, enstru: plan.and_then(|plan| plan.enstru_code.as_deref()) })
    }
}

/// What a person said of pairs of a kind of lot and an article.
pub type Verdicts = HashMap<(String, String), bool>;

/// Positions, by the words of their names.
pub(super) struct Positions {
    all: Vec<(Position, BTreeSet<String>)>,
    by_stem: HashMap<String, Vec<usize>>,
    by_enstru: HashMap<String, Vec<usize>>,
    /// Positions that the person chose for a kind of lot, whatever their words.
    confirmed: HashMap<String, Vec<usize>>,
    verdicts: Verdicts,
}

/// A position that suits a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match<'a> {
    /// The position.
    pub position: &'a Position,
    /// From 0 to 100.
    pub confidence: u8,
    /// The person said so.
    pub is_confirmed: bool,
}

/// A kind of lot: the stems of its name in order.
pub(super) fn lot_key(name: &str) -> String {
    key_of(&stems(name))
}

pub(super) fn key_of(stems: &BTreeSet<String>) -> String {
    stems.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Digits of a code: lists and plans put dots into it as they like.
pub(super) fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

pub(super) fn stems(text: &str) -> BTreeSet<String> {
    let says =
        |token: &&str| token.chars().count() > 2 || token.chars().any(|c| c.is_ascii_digit());
    parts(text).into_iter().filter(says).map(|token| Stems::of(token).ru).collect()
}

impl Positions {
    /// Positions with what the person said of them before.
    pub(super) fn new(positions: Vec<Position>, verdicts: Verdicts) -> Self {
        let all: Vec<(Position, BTreeSet<String>)> =
            positions.into_iter().map(|it| (stems(&it.name), it)).map(|(s, it)| (it, s)).collect();
        let (mut by_stem, mut by_enstru) =
            (HashMap::<String, Vec<usize>>::new(), HashMap::<String, Vec<usize>>::new());
        for (at, (position, stems)) in all.iter().enumerate() {
            for stem in stems {
                by_stem.entry(stem.clone()).or_default().push(at);
            }
            if !position.enstru.is_empty() {
                by_enstru.entry(digits(&position.enstru)).or_default().push(at);
            }
        }
        let mut confirmed = HashMap::<String, Vec<usize>>::new();
        for ((key, sku), _) in verdicts.iter().filter(|(_, is_same)| **is_same) {
            let of_sku = all.iter().enumerate().filter(|(_, (position, _))| position.sku == *sku);
            confirmed.entry(key.clone()).or_default().extend(of_sku.map(|(at, _)| at));
        }
        Self { all, by_stem, by_enstru, confirmed, verdicts }
    }

    /// The position that suits best: the surest, of equals the cheapest.
    pub(super) fn best(&self, sought: &Sought<'_>) -> Option<Match<'_>> {
        let wanted = stems(sought.name);
        let key = key_of(&wanted);
        let named = wanted.iter().filter_map(|stem| self.by_stem.get(stem)).flatten();
        let code = sought.enstru.map(digits);
        let coded = code.and_then(|code| self.by_enstru.get(&code)).into_iter().flatten();
        let said = self.confirmed.get(&key).into_iter().flatten();
        let candidates: HashSet<usize> = named.chain(coded).chain(said).copied().collect();
        candidates
            .into_iter()
            .filter_map(|at| self.all.get(at))
            .map(|it| self.held(it, &wanted, &key, sought))
            .filter(|it| it.confidence >= LEAST)
            .min_by_key(Match::rank)
    }

    /// Every position, those that suit best first: what a person chooses from.
    pub(super) fn ranked(&self, sought: &Sought<'_>) -> Vec<Match<'_>> {
        let wanted = stems(sought.name);
        let key = key_of(&wanted);
        let mut all: Vec<Match<'_>> =
            self.all.iter().map(|it| self.held(it, &wanted, &key, sought)).collect();
        all.sort_by_key(Match::rank);
        all
    }

    fn held<'a>(
        &'a self,
        (position, stems): &'a (Position, BTreeSet<String>),
        wanted: &BTreeSet<String>,
        key: &str,
        sought: &Sought<'_>,
    ) -> Match<'a> {
        let said = self.verdicts.get(&(key.to_owned(), position.sku.clone())).copied();
        let unit = sought.unit.filter(|_| !position.unit.is_empty());
        let code = sought.enstru.filter(|_| !position.enstru.is_empty());
        let confidence = match said {
            Some(true) => 100,
            Some(false) => 0,
            None => confidence(
                (stems.intersection(wanted).count(), stems.len(), wanted.len()),
                code.map(|code| digits(code) == digits(&position.enstru)),
                unit.map(|unit| are_one_unit(unit, &position.unit)),
            ),
        };
        Match { position, confidence, is_confirmed: said == Some(true) }
    }
}

impl Match<'_> {
    fn rank(&self) -> (u8, Tenge, i64) {
        (100 - self.confidence, self.position.price, self.position.id)
    }
}

/// How sure a pair is by the words that are common, those of a position and those of a lot; a code and a
/// unit count where both sides tell them.
pub(super) fn confidence(
    (common, own, wanted): (usize, usize, usize),
    is_one_code: Option<bool>,
    is_one_unit: Option<bool>,
) -> u8 {
    let share = |of: usize| common as f64 / of.max(1) as f64;
    let by_words = (share(own + wanted - common) + share(own.min(wanted))) / 2.0;
    let by_code = match is_one_code {
        Some(true) => 0.7 + 0.3 * by_words,
        Some(false) => by_words * 0.6,
        None => by_words,
    };
    let by_unit = if is_one_unit == Some(false) { by_code * 0.7 } else { by_code };
    (by_unit * 100.0).round().clamp(0.0, 99.0) as u8
}

/// «шт.», «Штука»: one begins as the other.
pub(super) fn are_one_unit(one: &str, other: &str) -> bool {
    let letters = |text: &str| fold(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let (one, other) = (letters(one), letters(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && long.starts_with(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(id: i64, name: &str, unit: &str, enstru: &str) -> Position {
        let price = Tenge::from_tiyn(10_000 + id);
        Position {
            id,
            sku: format!("A-{id}"),
            name: name.into(),
            unit: unit.into(),
            price,
            enstru: enstru.into(),
        }
    }

    fn best(
        positions: &Positions,
        name: &str,
        unit: Option<&str>,
        enstru: Option<&str>,
    ) -> Option<(i64, u8)> {
        positions.best(&Sought { name, unit, enstru }).map(|it| (it.position.id, it.confidence))
    }

    #[test]
    fn the_position_that_says_the_same_is_the_best() {
        let all = vec![
            position(1, "Бумага офисная А4", "пачка", ""),
            position(2, "Картридж лазерный HP", "шт", "262040.000.000001"),
            position(3, "Бумага туалетная", "рулон", ""),
        ];
        let positions = Positions::new(all.clone(), Verdicts::default());
        assert_eq!(best(&positions, "Бумаги офисной А4", Some("Пачка"), None), Some((1, 99)));
        assert_eq!(best(&positions, "бумага А4 для офиса", None, None).map(|it| it.0), Some(1));
        assert_eq!(
            best(&positions, "Картриджи", Some("штука"), Some("262040.000.000001")).map(|it| it.0),
            Some(2)
        );
        assert_eq!(best(&positions, "Стул", None, None), None);
        // Another unit takes from it.
        let same = best(&positions, "Бумага туалетная", Some("рулон"), None).unwrap().1;
        let other = best(&positions, "Бумага туалетная", Some("тонна"), None).unwrap().1;
        assert!(same > other, "{same} {other}");
        // What the person said stands above.
        let key = lot_key("Бумага офисная А4");
        let said = Verdicts::from([((key.clone(), "A-1".to_owned()), false)]);
        let positions = Positions::new(all.clone(), said);
        assert_ne!(best(&positions, "Бумага офисная А4", None, None).map(|it| it.0), Some(1));
        let said = Verdicts::from([((key, "A-3".to_owned()), true)]);
        let positions = Positions::new(all, said);
        assert_eq!(best(&positions, "Бумага офисная А4", None, None), Some((3, 100)));
    }
}
