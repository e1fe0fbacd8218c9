//! New lots against very many saved searches, next to other ways of doing it.

mod made_up;
mod rivals;
pub(super) mod vocabulary;

use std::time::{Duration, Instant};

use super::{
    Size, load,
    report::{Report, say},
};
use crate::domain::saved_search::{LotText, Matcher, Scratch, SearchFilter};
use made_up::{Made, Maker};
use rivals::{Brute, Prefilter};

const ROUNDS: usize = 5;

pub(super) fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("matching:")?;
    let mut maker = Maker::new();
    let lots: Vec<Made> =
        (0..size.pick(10_000, 200)).map(|id| maker.lot(id)).collect::<anyhow::Result<_>>()?;
    let filters: Vec<SearchFilter> =
        (0..size.pick(100_000, 2_000)).map(|_| maker.search()).collect();

    let matcher = ours(&lots, &filters, report)?;
    let mine = report.value("matching.cpu_per_lot");
    let brute = Brute::new(&filters);
    let prefilter = Prefilter::new(&brute)?;
    let mut rival = |name: &str, sample: usize, count: &dyn Fn(&Made) -> usize| {
        let sample = lots.get(..size.pick(sample, 2)).unwrap_or_default();
        let (cpu, _) = taken(|| sample.iter().map(count).sum::<usize>())?;
        let cost = micros(cpu) / sample.len() as f64;
        report.note(&format!("matching.{name}.cpu_per_lot"), cost, "µs")?;
        report.note(&format!("matching.{name}.times_ours"), cost / mine.max(f64::EPSILON), "")
    };
    rival("naive", 20, &|made| rivals::naive(&filters, made))?;
    rival("brute_force", 100, &|made| brute.count(made))?;
    rival("aho_corasick", 2_000, &|made| prefilter.count(made))?;

    let mut scratch = Scratch::default();
    let mut differ = 0;
    for (nth, made) in lots.iter().take(size.pick(1_000, 20)).enumerate() {
        let found = matcher.matches(&mut scratch, &text(made)).len();
        // The definition cuts every word anew: it is asked about a few.
        let defined = if nth < 2 {
            filters.iter().filter(|filter| filter.matches(&text(made))).count()
        } else {
            prefilter.count(made)
        };
        differ += usize::from(found != defined);
    }
    report.exactly("matching.lots_answered_otherwise", differ as f64, 0.0)
}

/// The product's own way: build, then all lots with a scratch that knows nothing yet.
fn ours(lots: &[Made], filters: &[SearchFilter], report: &mut Report) -> anyhow::Result<Matcher> {
    let keyed = || (0_u64..).zip(filters);
    let mut matcher = Matcher::build(keyed());
    let (mut builds, mut costs, mut found) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        let (cpu, built) = taken(|| Matcher::build(keyed()))?;
        matcher = built;
        builds.push(cpu.as_secs_f64() * 1_000.0);
        let mut scratch = Scratch::default();
        let (cpu, keys) = taken(|| {
            lots.iter().map(|made| matcher.matches(&mut scratch, &text(made)).len()).sum::<usize>()
        })?;
        costs.push(micros(cpu) / lots.len() as f64);
        found = keys;
    }
    report.below("matching.build", load::median(builds), "ms", 50.0)?;
    report.below("matching.cpu_per_lot", load::median(costs), "µs", 20.0)?;
    report.note("matching.found_per_lot", found as f64 / lots.len() as f64, "")?;
    Ok(matcher)
}

fn text(made: &Made) -> LotText<'_> {
    LotText::of(&made.lot, None, Some(&made.plan))
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000_000.0
}

/// Processor time of this thread over a call: nanoseconds stand first in its `schedstat`. Where the
/// kernel keeps none, the time that passed.
fn taken<T>(call: impl FnOnce() -> T) -> anyhow::Result<(Duration, T)> {
    let cpu = || {
        // The kernel adds up at its ticks, and whenever a thread gives way.
        std::thread::yield_now();
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
    };
    let (before, started) = (cpu(), Instant::now());
    let value = std::hint::black_box(call());
    let passed = started.elapsed();
    Ok((cpu().zip(before).map_or(passed, |(after, before)| after.saturating_sub(before)), value))
}
