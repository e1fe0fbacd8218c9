//! How soon a change at OWS is told to those who follow the lot.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::json;

use super::{
    Size, load, now,
    report::{Report, say},
    stage::{Mode, Stage},
};
use crate::demo::goszakup::Dataset;

/// A lot of the demo data that takes bids.
const LOT: i64 = 42_700_174;
const WATCH_INTERVAL: Duration = Duration::from_secs(5);
const FOLLOWERS: usize = 10;
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("watch:")?;
    let mut stage = Stage::new(Dataset::demo(now())).await?;
    stage.watch_every(WATCH_INTERVAL);
    stage.sync().await?;
    let mut child = stage.run(Mode::Polling).await?;
    let people = load::people(FOLLOWERS);
    let sent = |least: usize| {
        let telegram = stage.telegram.clone();
        async move { telegram.until(PATIENCE, |it| it.count("sendMessage") >= least).await }
    };
    let lot = stage.goszakup.lot(LOT).context("the demo data has no such lot")?;
    let number = lot["lotNumber"].as_str().context("the lot has no number")?;
    let before = stage.telegram.count("sendMessage");
    for person in &people {
        stage.telegram.says(person, &format!("/subscribe {number}"));
    }
    anyhow::ensure!(sent(before + FOLLOWERS).await, "not everybody follows the lot");
    let mut delays = Vec::new();
    for round in 0..size.pick(20, 2) {
        child.alive()?;
        // At any moment of the bot's round.
        tokio::time::sleep(Duration::from_millis(700 * (round as u64 % 7))).await;
        let before = stage.telegram.count("sendMessage");
        let changed = Instant::now();
        let amount = 2_000_000 + round as i64;
        stage.goszakup.change_lot(LOT, json!({ "amount": amount }), now());
        anyhow::ensure!(sent(before + FOLLOWERS).await, "a change was not told to all");
        delays.push(changed.elapsed());
    }
    let promised = (WATCH_INTERVAL + Duration::from_secs(5)).as_secs_f64() * 1_000.0;
    report.note("watch.interval", WATCH_INTERVAL.as_secs_f64() * 1_000.0, "ms")?;
    report.note("watch.told_to_all_p50", load::percentile(&delays, 0.5), "ms")?;
    report.below("watch.told_to_all_p95", load::percentile(&delays, 0.95), "ms", promised)?;
    report.note("watch.told_to_all_max", load::percentile(&delays, 1.0), "ms")
}
