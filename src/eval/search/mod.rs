//! `zakupai eval search`: how much of what was asked for is found, how much else, and how fast.

mod lots;
mod measure;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::Context as _;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use self::{
    lots::Built,
    measure::{Timing, memory_kb, thread_cpu_ns},
};
use crate::{
    domain::{
        clock::{Clock as _, SystemClock},
        search::{Ask, Begin, LotIndex as _, Slice, Sort},
        types::{LotId, Tenge},
    },
    search::Search,
};

/// What is read, and how often it is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct Files {
    /// Lots, a JSON object a line.
    #[arg(long)]
    lots: PathBuf,
    /// Queries, a JSON object a line.
    #[arg(long)]
    queries: PathBuf,
    /// So many threads ask at once.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Every query so many times.
    #[arg(long, default_value_t = 1)]
    repeat: usize,
    /// Where the first ids of every query are written, a JSON object a line.
    #[arg(long)]
    dump: Option<PathBuf>,
}

#[derive(Debug, Clone, Deserialize)]
struct Query {
    id: i64,
    class: String,
    text: String,
    #[serde(default)]
    filters: Filters,
    #[serde(default)]
    sort: Option<String>,
    k: Option<usize>,
    truth: Option<Vec<usize>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Filters {
    min_amount: Option<f64>,
    max_amount: Option<f64>,
    status: Option<i64>,
    region: Option<String>,
}

impl Query {
    /// As the bot would read the text, with the filters that people set by buttons.
    fn ask(&self) -> Option<Ask> {
        let mut ask = Ask::parse(&self.text, SystemClock.now()).ok()?;
        let filters = &self.filters;
        ask.filter.min = filters.min_amount.map(tenge).or(ask.filter.min);
        ask.filter.max = filters.max_amount.map(tenge).or(ask.filter.max);
        ask.filter.regions.extend(filters.region.clone());
        ask.statuses = filters.status.into_iter().collect();
        ask.sort = match self.sort.as_deref() {
            Some("amount_desc") => Sort::Amount,
            Some("date_desc") => Sort::Date,
            Some("deadline") => Sort::Deadline,
            _ => Sort::Relevance,
        };
        Some(ask)
    }

    fn is_completion(&self) -> bool {
        self.class.starts_with("prefix")
    }
}

/// A sum in tenge as JSON has it.
#[expect(clippy::cast_possible_truncation, reason = "sums are far below 2^53 tiyn")]
pub(super) fn tenge(sum: f64) -> Tenge {
    Tenge::from_tiyn((sum * 100.0).round() as i64)
}

/// What was found for one query.
struct Found {
    /// Its first ids, or completions.
    first: Vec<Value>,
    recall: Option<f64>,
    precision: Option<f64>,
    in_first: Option<bool>,
}

/// The least recall and precision of a class; none where nothing was promised.
fn goal(class: &str) -> Option<(f64, f64)> {
    match class {
        "w1_freq" | "w1_mid" | "w1_rare" | "w1_infl" => Some((0.97, 0.95)),
        "kz_infl" => Some((0.97, 0.0)),
        "w2" | "w2_infl" | "w3" | "typo1" => Some((0.95, 0.0)),
        _ => None,
    }
}

/// Loads, asks and measures; gives the report, and whether every class held.
pub(super) async fn judge(files: &Files) -> anyhow::Result<(Value, bool)> {
    let queries = lines::<Query>(&files.queries)?.collect::<anyhow::Result<Vec<_>>>()?;
    let folder = std::env::temp_dir().join(format!("zakupai-eval-{}", std::process::id()));
    let report = judge_in(files, &queries, &folder).await;
    // Whatever came of it, nothing is left behind.
    let _gone = std::fs::remove_dir_all(&folder);
    report
}

async fn judge_in(
    files: &Files,
    queries: &[Query],
    folder: &Path,
) -> anyhow::Result<(Value, bool)> {
    let Built { search, ids, load, build } = lots::index(&files.lots, folder).await?;
    let build = json!({
        "lots": ids.len(),
        "load_seconds": load.as_secs_f64(),
        "seconds": build.as_secs_f64(),
        "index_bytes": measure::bytes(&folder.join(lots::INDEX)),
        "memory_kb": memory_kb(),
    });
    let lines_of: HashMap<LotId, usize> = ids.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let mut by_class: BTreeMap<&str, Vec<&Query>> = BTreeMap::new();
    for query in queries {
        by_class.entry(&query.class).or_default().push(query);
    }
    let mut dump = files.dump.as_ref().map(File::create).transpose()?;
    let (mut classes, mut held) = (serde_json::Map::new(), true);
    for (class, queries) in by_class {
        let mut found = Vec::new();
        for query in &queries {
            let it = find(&search, query, &lines_of)?;
            if let Some(dump) = &mut dump {
                writeln!(dump, "{}", json!({"id": query.id, "class": class, "ids": it.first}))?;
            }
            found.push(it);
        }
        let timing = time(&search, &queries, files)?;
        let (recall, precision) =
            (mean(found.iter().map(|it| it.recall)), mean(found.iter().map(|it| it.precision)));
        let in_first = mean(found.iter().map(|it| it.in_first.map(f64::from)));
        let is_held = goal(class).is_none_or(|(least_recall, least_precision)| {
            recall.is_none_or(|it| it >= least_recall)
                && precision.is_none_or(|it| it >= least_precision)
        });
        held &= is_held;
        let mut row = json!({
            "queries": queries.len(), "recall": recall, "precision": precision,
            "in_first_k": in_first, "held": is_held,
        });
        if let (Some(row), Some(timing)) = (row.as_object_mut(), timing.report().as_object()) {
            row.extend(timing.clone());
        }
        classes.insert(class.to_owned(), row);
    }
    let build_kind = if cfg!(debug_assertions) { "debug" } else { "release" };
    let report = json!({
        "build": build_kind, "index": build, "threads": files.threads, "repeat": files.repeat,
        "classes": classes, "memory_kb": memory_kb(), "held": held,
    });
    Ok((report, held))
}

fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let values: Vec<f64> = values.flatten().collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// All that a query finds, held against what it should.
fn find(search: &Search, query: &Query, lines: &HashMap<LotId, usize>) -> anyhow::Result<Found> {
    let k = query.k.unwrap_or(10);
    if query.is_completion() {
        let first = search.complete(&query.text, k)?.into_iter().map(Value::from).collect();
        return Ok(Found { first, recall: None, precision: None, in_first: None });
    }
    let all = Slice { from: Begin::Page(0), limit: usize::MAX };
    let found: Vec<LotId> = match query.ask() {
        Some(ask) => search
            .search(&ask, all, SystemClock.now())?
            .places
            .iter()
            .map(|place| place.id)
            .collect(),
        None => Vec::new(),
    };
    let first: Vec<Value> = found.iter().take(k).map(|id| json!(id)).collect();
    let Some(truth) = &query.truth else {
        return Ok(Found { first, recall: None, precision: None, in_first: None });
    };
    let truth: HashSet<usize> = truth.iter().copied().collect();
    let is_true = |id: &LotId| lines.get(id).is_some_and(|line| truth.contains(line));
    let right = found.iter().filter(|id| is_true(id)).count() as f64;
    let recall = if truth.is_empty() { 1.0 } else { right / truth.len() as f64 };
    let precision = if found.is_empty() { None } else { Some(right / found.len() as f64) };
    let in_first = truth.is_empty() || found.iter().take(k).any(is_true);
    Ok(Found { first, recall: Some(recall), precision, in_first: Some(in_first) })
}

/// Asks every query as often as told, on as many threads as told.
fn time(search: &Search, queries: &[&Query], files: &Files) -> anyhow::Result<Timing> {
    let asked = |n: usize| -> anyhow::Result<Timing> {
        let mut timing = Timing::default();
        let cpu = thread_cpu_ns();
        for _ in 0..files.repeat.max(1) {
            for query in queries.iter().skip(n).step_by(files.threads.max(1)) {
                let k = query.k.unwrap_or(10);
                let started = Instant::now();
                if query.is_completion() {
                    search.complete(&query.text, k)?;
                } else if let Some(ask) = query.ask() {
                    search.search(
                        &ask,
                        Slice { from: Begin::Page(0), limit: k },
                        SystemClock.now(),
                    )?;
                }
                timing.took(started.elapsed());
            }
        }
        timing.cpu(thread_cpu_ns().zip(cpu).map(|(end, begin)| end.saturating_sub(begin)));
        Ok(timing)
    };
    std::thread::scope(|scope| {
        let asked = &asked;
        let threads: Vec<_> =
            (0..files.threads.max(1)).map(|n| scope.spawn(move || asked(n))).collect();
        let mut all = Timing::default();
        for thread in threads {
            let timing = thread.join().map_err(|_panic| anyhow::anyhow!("a query panicked"))??;
            all.add(timing);
        }
        Ok(all)
    })
}

/// The lines of a file, each read as it is asked for.
pub(super) fn lines<T: DeserializeOwned>(
    file: &Path,
) -> anyhow::Result<impl Iterator<Item = anyhow::Result<T>>> {
    let opened = File::open(file).with_context(|| format!("{} can't be read", file.display()))?;
    let name = file.display().to_string();
    Ok(BufReader::new(opened).lines().enumerate().filter_map(move |(n, line)| {
        let read = || -> anyhow::Result<Option<T>> {
            let line = line?;
            if line.trim().is_empty() {
                return Ok(None);
            }
            let row = serde_json::from_str(&line)
                .with_context(|| format!("{name} line {} is not as it should be", n + 1))?;
            Ok(Some(row))
        };
        read().transpose()
    }))
}
