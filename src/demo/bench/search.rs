//! Search over made-up lots whose words are known: what is found of what should be, and how fast.

use std::{collections::HashSet, path::Path, time::Instant};

use anyhow::Context as _;
use chrono::TimeDelta;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng, seq::IndexedRandom as _};

use super::{
    Size, load,
    matching::vocabulary::Vocabulary,
    now,
    report::{Report, say},
};
use crate::{
    domain::{
        search::{Ask, Begin, Entry, LotIndex as _, Slice, Sort},
        types::{LocalText, LotId, Tenge},
    },
    search::{Amount, Search},
};

/// Queries of each class.
const QUERIES: usize = 300;
/// Shorter words have too many neighbours for one slip to be told.
const SLIPS_FROM: usize = 6;
const STATUSES: [i64; 4] = [220, 250, 360, 370];
const REGIONS: [&str; 6] = ["75", "71", "35", "55", "63", "11"];
/// Where lots are more than a hundred thousand, a search may take this many times longer.
const LARGER: f64 = 10.0;
const LETTERS: &str = "абвгдежзиклмнопрстухцчшыэюя";

/// The kinds of words, each with its own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Thing,
    Adjective,
    Kazakh,
}

/// A word regardless of its form.
type Concept = (Kind, u16);

struct Maker {
    rng: SmallRng,
    words: Vocabulary,
    /// What every lot speaks of, by its id.
    lots: Vec<[Concept; 5]>,
}

impl Maker {
    fn forms(&self, (kind, n): Concept) -> &[String] {
        let list = match kind {
            Kind::Thing => &self.words.things,
            Kind::Adjective => &self.words.adjectives,
            Kind::Kazakh => &self.words.kazakh,
        };
        list.get(usize::from(n)).map(Vec::as_slice).unwrap_or_default()
    }

    /// A word of a kind; those of small numbers come more often, as some things are bought more.
    fn concept(&mut self, kind: Kind) -> Concept {
        let all = match kind {
            Kind::Thing => self.words.things.len(),
            Kind::Adjective => self.words.adjectives.len(),
            Kind::Kazakh => self.words.kazakh.len(),
        };
        let skewed = self.rng.random::<f64>() * self.rng.random::<f64>() * all as f64;
        let nth = (skewed as usize).min(all.saturating_sub(1));
        (kind, u16::try_from(nth).unwrap_or_default())
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
        self.lots.push(concepts);
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
            status: STATUSES.choose(&mut self.rng).copied(),
            regions: REGIONS
                .choose(&mut self.rng)
                .map(|&code| code.to_owned())
                .into_iter()
                .collect(),
            deadline: Some(now() + TimeDelta::hours(self.rng.random_range(-2_000..500))),
            published_at: Some(now() - TimeDelta::hours(self.rng.random_range(1..5_000))),
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
        let Some(lot) = self.lots.choose(&mut self.rng).copied() else { return Vec::new() };
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

pub(super) fn run(
    size: Size,
    report: &mut Report,
    seed: u64,
    lots: Option<LotId>,
) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("zakupai-bench-search-{}", std::process::id()));
    let lots = lots.unwrap_or_else(|| size.pick(100_000, 1_000));
    say(&format!("search: {lots} lots, seed {seed}"))?;
    let done = run_in(size, report, seed, lots, &folder);
    // Whatever came of it, nothing is left behind.
    let _gone = std::fs::remove_dir_all(&folder);
    done
}

fn run_in(
    size: Size,
    report: &mut Report,
    seed: u64,
    lots: LotId,
    folder: &Path,
) -> anyhow::Result<()> {
    let rng = SmallRng::seed_from_u64(seed);
    let mut maker = Maker { rng, words: Vocabulary::new(), lots: Vec::new() };
    let search = built(&mut maker, report, lots, folder)?;
    let slower = if lots > 100_000 { LARGER } else { 1.0 };
    for (class, kinds, least) in CLASSES {
        let mut asked = Vec::new();
        for _ in 0..size.pick(QUERIES, 30) {
            let concepts = maker.of_some_lot(kinds);
            let words: Vec<String> =
                concepts.iter().map(|concept| maker.in_some_form(*concept)).collect();
            asked.push((words.join(" "), maker.truth(&concepts)));
        }
        judge(&search, class, &asked, least, slower, report)?;
    }
    let mut asked = Vec::new();
    while asked.len() < size.pick(QUERIES, 30) {
        let Some(concept) = maker.of_some_lot(&[Kind::Thing]).first().copied() else { continue };
        let word = maker.forms(concept).first().cloned().unwrap_or_default();
        if word.chars().count() >= SLIPS_FROM {
            asked.push((maker.slip(&word), maker.truth(&[concept])));
        }
    }
    judge(&search, "one_slip", &asked, 0.95, slower, report)?;
    filtered(&mut maker, &search, size, slower, report)?;
    completed(&mut maker, &search, size, slower, report)
}

/// The index on disk, with what it costs.
fn built(
    maker: &mut Maker,
    report: &mut Report,
    lots: LotId,
    folder: &Path,
) -> anyhow::Result<Search> {
    let search = Search::open(Some(folder))?;
    let mut writer = search.writer(Amount::All)?;
    let started = Instant::now();
    for id in 0..lots {
        let entry = maker.lot(id);
        writer.add(&entry)?;
    }
    writer.commit("made up")?;
    writer.settle()?;
    report.below("search.build", started.elapsed().as_secs_f64(), "s", 60.0)?;
    let files = std::fs::read_dir(folder)?.flatten().filter_map(|file| file.metadata().ok());
    let disk = files.map(|file| file.len()).sum::<u64>() as f64 / 1e6;
    report.below("search.disk", disk, "MB", 400.0)?;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    if let Some(peak) = peak {
        report.below("search.memory.peak", peak / 1e3, "MB", 300.0)?;
    }
    Ok(search)
}

/// A frequent word with every kind of filter, the greatest sums first.
fn filtered(
    maker: &mut Maker,
    search: &Search,
    size: Size,
    slower: f64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let (mut micros, mut unfit) = (Vec::new(), 0.0);
    for _ in 0..size.pick(QUERIES, 30) {
        let concept = maker.of_some_lot(&[Kind::Thing]);
        let word = concept.first().map(|concept| maker.in_some_form(*concept)).unwrap_or_default();
        let text = format!("{word} от 1 млн до 8 млн регион 75 за 14 дней только открытые");
        let ask = Ask::parse(&text, now()).with_context(|| format!("«{text}» is no search"))?;
        let ask = Ask { sort: Sort::Amount, counts: true, ..ask };
        let started = Instant::now();
        let page = search.search(&ask, Slice { from: Begin::Page(0), limit: 10 }, now())?;
        micros.push(started.elapsed().as_secs_f64() * 1e6);
        let sums: Vec<i64> = page.places.iter().map(|place| place.key.1).collect();
        let fits = sums.iter().all(|sum| (100_000_000..=800_000_000).contains(sum));
        unfit += f64::from(!(fits && sums.is_sorted_by(|one, other| one >= other)));
    }
    report.exactly("search.filtered.unfit", unfit, 0.0)?;
    quick("filtered", micros, 0.95, 3_000.0 * slower, report)
}

/// Two and three letters of some lot's word.
fn completed(
    maker: &mut Maker,
    search: &Search,
    size: Size,
    slower: f64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let (mut micros, mut nothing) = (Vec::new(), 0.0);
    for n in 0..size.pick(QUERIES * 3, 60) {
        let Some(concept) = maker.of_some_lot(&[Kind::Thing]).first().copied() else { continue };
        let begun: String = maker.in_some_form(concept).chars().take(2 + n % 2).collect();
        let started = Instant::now();
        let words = search.complete(&begun, 10)?;
        micros.push(started.elapsed().as_secs_f64() * 1e6);
        nothing += f64::from(words.is_empty());
    }
    report.exactly("search.completion.nothing", nothing, 0.0)?;
    quick("completion", micros, 0.99, 1_000.0 * slower, report)
}

/// How long searches of a class took, at most for such a share of them.
fn quick(
    class: &str,
    mut micros: Vec<f64>,
    share: f64,
    limit: f64,
    report: &mut Report,
) -> anyhow::Result<()> {
    micros.sort_by(f64::total_cmp);
    let place = (micros.len() as f64 * share) as usize;
    let slow = micros.get(place).copied().unwrap_or_default();
    report.note(&format!("search.{class}.p50"), load::median(micros), "µs")?;
    report.below(&format!("search.{class}.p{}", (share * 100.0).round()), slow, "µs", limit)
}

/// Asks, and holds what came against what should have.
fn judge(
    search: &Search,
    class: &str,
    asked: &[(String, HashSet<LotId>)],
    least: f64,
    slower: f64,
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
    quick(class, micros, 0.95, 1_000.0 * slower, report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_lots_are_found_by_every_form_of_their_words() {
        let mut report = Report::default();
        run(Size { quick: true }, &mut report, 7, None).unwrap();
        for (class, _, least) in CLASSES {
            let missed = report.value(&format!("search.{class}.not_found"));
            assert!(missed <= 1.0 - least, "{class}: {missed} is not found");
        }
        for wrong in ["search.filtered.unfit", "search.completion.nothing"] {
            assert_eq!(report.value(wrong), 0.0, "{wrong}");
        }
    }
}
