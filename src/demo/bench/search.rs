//! Search over made-up lots whose words are known: what is found of what should be, and how fast.

use std::{
    collections::{BTreeSet, HashSet},
    time::Instant,
};

use anyhow::Context as _;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng, seq::IndexedRandom as _};

use super::{
    Size, load,
    matching::vocabulary::Vocabulary,
    now,
    report::{Report, say},
};
use crate::{
    domain::{
        search::{Ask, Begin, Entry, LotIndex as _, Slice},
        types::{LocalText, LotId, Tenge},
    },
    search::Search,
};

/// Queries of each class.
const QUERIES: usize = 300;
/// Shorter words have too many neighbours for one slip to be told.
const SLIPS_FROM: usize = 6;
const LETTERS: &str = "абвгдежзиклмнопрстухцчшыэюя";

/// The kinds of words, each with its own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Thing,
    Adjective,
    Kazakh,
}

/// A word regardless of its form.
type Concept = (Kind, usize);

struct Maker {
    rng: SmallRng,
    words: Vocabulary,
    /// What every lot speaks of, by its id.
    lots: Vec<BTreeSet<Concept>>,
}

impl Maker {
    fn forms(&self, (kind, n): Concept) -> &[String] {
        let list = match kind {
            Kind::Thing => &self.words.things,
            Kind::Adjective => &self.words.adjectives,
            Kind::Kazakh => &self.words.kazakh,
        };
        list.get(n).map(Vec::as_slice).unwrap_or_default()
    }

    /// A word of a kind; those of small numbers come more often, as some things are bought more.
    fn concept(&mut self, kind: Kind) -> Concept {
        let all = match kind {
            Kind::Thing => self.words.things.len(),
            Kind::Adjective => self.words.adjectives.len(),
            Kind::Kazakh => self.words.kazakh.len(),
        };
        let skewed = self.rng.random::<f64>() * self.rng.random::<f64>() * all as f64;
        (kind, (skewed as usize).min(all.saturating_sub(1)))
    }

    fn in_some_form(&mut self, concept: Concept) -> String {
        let forms = self.forms(concept).len().max(1);
        let nth = self.rng.random_range(0..forms);
        self.forms(concept).get(nth).cloned().unwrap_or_default()
    }

    fn lot(&mut self, id: LotId) -> Entry {
        let kinds = [Kind::Adjective, Kind::Thing, Kind::Thing, Kind::Kazakh, Kind::Kazakh];
        let concepts = kinds.map(|kind| self.concept(kind));
        let [how, what, also, kk, kk_also] = concepts.map(|concept| self.in_some_form(concept));
        self.lots.push(concepts.into());
        let said: Vec<&str> =
            (0..8).filter_map(|_| self.words.said.choose(&mut self.rng).copied()).collect();
        let size = self.rng.random_range(1..1_000);
        Entry {
            id,
            name: LocalText::new(
                Some(format!("{how} {what}")),
                Some(format!("{kk} {kk_also} сатып алу")),
            ),
            more: vec![LocalText::new(Some(format!("{also}, {} {size} мм", said.join(" "))), None)],
            amount: Some(Tenge::from_tiyn(self.rng.random_range(1..1_000_000_000))),
            ..Entry::default()
        }
    }

    /// The lots that speak of all of these.
    fn truth(&self, concepts: &[Concept]) -> HashSet<LotId> {
        let all = (0..).zip(&self.lots);
        all.filter(|(_, has)| concepts.iter().all(|it| has.contains(it)))
            .map(|(id, _)| id)
            .collect()
    }

    /// A lot's words, so that there is something to find.
    fn of_some_lot(&mut self, kinds: &[Kind]) -> Vec<Concept> {
        let lot = self.lots.choose(&mut self.rng).cloned().unwrap_or_default();
        let word = |kind: &Kind| lot.iter().find(|(of, _)| of == kind).copied();
        kinds.iter().filter_map(word).collect()
    }

    /// A word with one letter taken for another.
    fn slip(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let place = self.rng.random_range(1..letters.len().max(2));
        let other: Vec<char> = LETTERS.chars().collect();
        if let (Some(letter), Some(other)) = (letters.get_mut(place), other.choose(&mut self.rng)) {
            *letter = *other;
        }
        letters.into_iter().collect()
    }
}

/// A class of queries: its name, the kinds of its words, and the least recall that was promised.
const CLASSES: [(&str, &[Kind], f64); 5] = [
    ("word", &[Kind::Thing], 0.97),
    ("adjective", &[Kind::Adjective], 0.97),
    ("kazakh", &[Kind::Kazakh], 0.97),
    ("two_words", &[Kind::Adjective, Kind::Thing], 0.95),
    ("three_words", &[Kind::Adjective, Kind::Thing, Kind::Kazakh], 0.95),
];

pub(super) fn run(size: Size, report: &mut Report, seed: u64) -> anyhow::Result<()> {
    say("search:")?;
    let rng = SmallRng::seed_from_u64(seed);
    let mut maker = Maker { rng, words: Vocabulary::new(), lots: Vec::new() };
    let search = Search::open(None)?;
    let mut writer = search.writer()?;
    let lots = size.pick(100_000, 1_000);
    let started = Instant::now();
    for id in 0..lots {
        let entry = maker.lot(id);
        writer.add(&entry)?;
    }
    writer.commit("made up")?;
    writer.settle()?;
    report.below("search.build", started.elapsed().as_secs_f64(), "s", 60.0)?;
    for (class, kinds, least) in CLASSES {
        let mut asked = Vec::new();
        for _ in 0..size.pick(QUERIES, 30) {
            let concepts = maker.of_some_lot(kinds);
            let words: Vec<String> =
                concepts.iter().map(|concept| maker.in_some_form(*concept)).collect();
            asked.push((words.join(" "), maker.truth(&concepts)));
        }
        judge(&search, class, &asked, least, report)?;
    }
    let mut asked = Vec::new();
    while asked.len() < size.pick(QUERIES, 30) {
        let Some(concept) = maker.of_some_lot(&[Kind::Thing]).first().copied() else { continue };
        let word = maker.forms(concept).first().cloned().unwrap_or_default();
        if word.chars().count() >= SLIPS_FROM {
            asked.push((maker.slip(&word), maker.truth(&[concept])));
        }
    }
    judge(&search, "one_slip", &asked, 0.95, report)
}

/// Asks, and holds what came against what should have.
fn judge(
    search: &Search,
    class: &str,
    asked: &[(String, HashSet<LotId>)],
    least: f64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let (mut recall, mut precision, mut micros) = (0.0, 0.0, Vec::new());
    for (text, truth) in asked {
        let ask = Ask::parse(text, now()).with_context(|| format!("«{text}» is no search"))?;
        let started = Instant::now();
        search.search(&ask, Slice { from: Begin::Page(0), limit: 10 }, now())?;
        micros.push(started.elapsed().as_secs_f64() * 1e6);
        let all = search.search(&ask, Slice { from: Begin::Page(0), limit: usize::MAX }, now())?;
        let right = all.places.iter().filter(|place| truth.contains(&place.id)).count() as f64;
        recall += right / truth.len().max(1) as f64;
        precision += right / all.places.len().max(1) as f64;
    }
    let share = |sum: f64| 1.0 - sum / asked.len() as f64;
    report.below(&format!("search.{class}.not_found"), share(recall), "", 1.0 - least + 1e-9)?;
    report.below(&format!("search.{class}.beside"), share(precision), "", 0.05 + 1e-9)?;
    micros.sort_by(f64::total_cmp);
    let p95 = micros.get(micros.len() * 95 / 100).copied().unwrap_or_default();
    report.note(&format!("search.{class}.p50"), load::median(micros), "µs")?;
    report.below(&format!("search.{class}.p95"), p95, "µs", 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_lots_are_found_by_every_form_of_their_words() {
        let mut report = Report::default();
        run(Size { quick: true }, &mut report, 7).unwrap();
        for (class, _, least) in CLASSES {
            let missed = report.value(&format!("search.{class}.not_found"));
            assert!(missed <= 1.0 - least, "{class}: {missed} is not found");
        }
    }
}
