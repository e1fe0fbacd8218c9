//! A first sync: many lots from OWS into storage.

use std::time::Instant;

use super::{
    Size, now,
    report::{Report, say},
    stage::Stage,
};
use crate::{
    demo::goszakup::Dataset,
    domain::sync::{Source, SyncStore as _},
};

/// The data is the same in every run.
const SEED: u64 = 7;

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("sync:")?;
    let lots = size.pick(10_000, 500);
    let stage = Stage::new(Dataset::generated(lots, now(), SEED)).await?;
    let started = Instant::now();
    let (told, cpu) = stage.sync().await?;
    let took = started.elapsed();

    let storage = stage.storage().await?;
    let stored = storage.count_lots().await?;
    let state = storage.find_sync_state(Source::Lots).await?;
    storage.close().await;

    let calls = stage.goszakup.requests().len();
    let received = told.pointer("/lots/received").and_then(serde_json::Value::as_i64);
    report.below("sync.took", took.as_secs_f64(), "s", 10.0)?;
    // Most of the time goes to being polite: calls a second are limited.
    report.note("sync.cpu", cpu.as_secs_f64(), "s")?;
    report.note("sync.calls", calls as f64, "")?;
    report.exactly("sync.lots_stored", stored as f64, lots as f64)?;
    report.exactly("sync.lots_received", received.unwrap_or_default() as f64, lots as f64)?;
    let completeness = state.completeness_bp().unwrap_or_default() as f64 / 100.0;
    report.exactly("sync.completeness_percent", completeness, 100.0)?;
    report.exactly("sync.violations", stage.goszakup.violations().len() as f64, 0.0)
}
