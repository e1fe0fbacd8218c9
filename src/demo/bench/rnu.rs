//! The registers of unfair participants: read whole once, then suppliers looked up in the mirror.

use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::{
    Size, load, now,
    report::{Report, say},
    stage::Stage,
};
use crate::{
    demo::goszakup::Dataset,
    domain::{rnu::Standing, types::Biin},
};

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("rnu:")?;
    let (entries, lookups) = (size.pick(20_000, 1_000), size.pick(10_000, 500));
    let stage = Stage::new(Dataset::registers(entries, now())).await?;
    let storage = stage.storage().await?;
    let services = stage.services(&storage)?;
    let started = Instant::now();
    let swept = services.rnu.sweep().await?;
    report.note("rnu.first_sweep", started.elapsed().as_secs_f64(), "s")?;
    report.exactly("rnu.received", swept.received as f64, entries as f64)?;
    let started = Instant::now();
    services.rnu.sweep().await?;
    report.note("rnu.next_sweep", started.elapsed().as_secs_f64(), "s")?;

    // Every other one is in no register; each is asked for the first time, then once more.
    for round in ["first", "again"] {
        let mut delays: Vec<Duration> = Vec::with_capacity(lookups);
        let mut listed = 0_usize;
        for n in 0..lookups {
            let row = if n % 2 == 0 { n % entries + 1 } else { 500_000 + n };
            let biin = Biin::from_source(&format!("200140{row:06}")).context("no BIN")?;
            let started = Instant::now();
            let view = services.rnu.check(&biin).await?;
            delays.push(started.elapsed());
            listed += usize::from(view.standing != Standing::NotListed);
        }
        report.exactly(&format!("rnu.{round}.listed"), listed as f64, (lookups / 2) as f64)?;
        report.note(&format!("rnu.{round}.p50"), load::percentile(&delays, 0.5), "ms")?;
        report.below(&format!("rnu.{round}.p99"), load::percentile(&delays, 0.99), "ms", 5.0)?;
    }
    storage.close().await;
    Ok(())
}
