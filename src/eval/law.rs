//! Labelled questions against passages of the official texts: is the right place among the first five,
//! how often would passages be shown where no answer of ours is, how long it takes.

use std::{path::PathBuf, sync::Arc, time::Instant};

use anyhow::Context as _;
use async_trait::async_trait;
use chrono::{NaiveDate, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Gold;
use crate::{
    domain::{
        ask::{
            self, Document, LOOKED_AT, Verdict,
            passages::{LawSearch, MOST_QUOTED, around},
        },
        error::StoreError,
        law::{self, Act, Edition, LawStore, Passage, Place},
    },
    search::InMemory,
};

/// What to evaluate.
#[derive(Debug, Clone, clap::Args)]
pub struct LawSet {
    /// Labelled questions, one JSON object a line, as for `ask`.
    #[arg(long = "set", required = true)]
    sets: Vec<PathBuf>,
    /// Official texts, as for `law import`.
    #[arg(long = "text", required = true)]
    texts: Vec<PathBuf>,
    /// The day of the edition, where the texts do not tell it.
    #[arg(long)]
    edition: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Line {
    question: String,
    kind: String,
    #[serde(default)]
    gold: Vec<Gold>,
}

/// Texts that were read from files.
struct Files(Vec<Act>);

#[async_trait]
impl LawStore for Files {
    async fn replace_act(&self, _: &Act) -> Result<Option<(NaiveDate, Vec<Passage>)>, StoreError> {
        Ok(None)
    }

    async fn find_passage(
        &self,
        _: Document,
        _: &Place,
    ) -> Result<Option<(NaiveDate, String)>, StoreError> {
        Ok(None)
    }

    async fn list_editions(&self) -> Result<Vec<Edition>, StoreError> {
        let imported_at = chrono::DateTime::<Utc>::UNIX_EPOCH;
        let edition = |act: &Act| Edition { document: act.document, day: act.edition, imported_at };
        Ok(self.0.iter().map(edition).collect())
    }

    async fn list_passages(&self) -> Result<Vec<(Document, Passage)>, StoreError> {
        let of = |act: &Act| {
            let document = act.document;
            act.passages.clone().into_iter().map(move |it| (document, it))
        };
        Ok(self.0.iter().flat_map(of).collect())
    }
}

#[derive(Default)]
struct Tally {
    labelled: usize,
    found: usize,
    first: usize,
    reciprocal: f64,
    /// Questions that have an answer, and those that have none.
    asked: [usize; 2],
    /// Of these, those that passages would be shown to if no answer of ours were known.
    shown: [usize; 2],
    /// Of the first, with the right place among them.
    shown_right: usize,
    micros: Vec<u128>,
    missed: Vec<Value>,
}

/// Judges by sets; there is no goal that could fail.
///
/// # Errors
/// Where a file can't be read.
pub(super) async fn judge(what: &LawSet) -> anyhow::Result<Value> {
    let mut acts = Vec::new();
    for file in &what.texts {
        let bytes =
            std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
        let act = law::read(&bytes, what.edition);
        acts.push(act.with_context(|| format!("{} can't be taken in", file.display()))?);
    }
    let passages: usize = acts.iter().map(|act| act.passages.len()).sum();
    let before = memory();
    let search = LawSearch::new(Arc::new(Files(acts))).with_engine(Arc::new(InMemory));
    let started = Instant::now();
    search.warm().await;
    let built = started.elapsed();
    let after = memory();
    let _read = ask::base();
    let mut tally = Tally::default();
    for file in &what.sets {
        for line in super::read(file)?.lines().filter(|line| !line.trim().is_empty()) {
            let line: Line = serde_json::from_str(line)
                .with_context(|| format!("{} is no set of questions", file.display()))?;
            tally.take(&search, &line).await;
        }
    }
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    tally.micros.sort_unstable();
    let at = |percent: usize| tally.micros.get(tally.micros.len() * percent / 100).copied();
    Ok(json!({
        "passages": passages, "build_ms": built.as_millis(),
        "memory_kib": after.zip(before).map(|(after, before)| after.saturating_sub(before)),
        "labelled": tally.labelled, "recall_at_5": share(tally.found, tally.labelled),
        "first": share(tally.first, tally.labelled),
        "mrr": (tally.labelled > 0).then(|| tally.reciprocal / tally.labelled as f64),
        "answerable": tally.asked[0], "answerable_shown": tally.shown[0],
        "answerable_shown_right": tally.shown_right,
        "unanswerable": tally.asked[1], "unanswerable_shown": tally.shown[1],
        "p50_us": at(50), "p95_us": at(95), "missed": tally.missed,
    }))
}

impl Tally {
    async fn take(&mut self, search: &LawSearch, line: &Line) {
        let started = Instant::now();
        let verdict = ask::judge(&line.question);
        let answers = match &verdict {
            Verdict::Answer(hits) => hits.as_slice(),
            Verdict::Refuse(..) => &[],
        };
        let found = search.find(&line.question, answers, LOOKED_AT).await;
        let _quotes: Vec<String> =
            found.iter().map(|it| around(&it.text, &line.question, MOST_QUOTED)).collect();
        self.micros.push(started.elapsed().as_micros());
        let is_answerable = line.kind == "answerable";
        // A label names no annex, so that an annex is never meant.
        let right =
            |it: &ask::Reference| it.annex.is_none() && line.gold.iter().any(|gold| gold.is(it));
        if is_answerable && !line.gold.is_empty() {
            self.labelled += 1;
            let rank = found.iter().position(|it| right(&it.spot.reference()));
            self.found += usize::from(rank.is_some());
            if rank.is_none() {
                let spots: Vec<String> = found.iter().map(|it| it.spot.to_string()).collect();
                self.missed.push(json!({ "question": line.question, "found": spots }));
            }
            self.first += usize::from(rank == Some(0));
            self.reciprocal += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
        }
        let close = search.close(&line.question).await;
        let which = usize::from(!is_answerable);
        self.asked[which] += 1;
        self.shown[which] += usize::from(!close.is_empty());
        self.shown_right +=
            usize::from(is_answerable && close.iter().any(|it| right(&it.spot.reference())));
    }
}

/// What this process holds of memory, in KiB; none where the system does not tell.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
