//! Risk: the history counted over a first sync, then over nothing new; lots evaluated one by one from
//! storage.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::{
    Size, load, now,
    report::{Report, say},
    stage::Stage,
};
use crate::{demo::goszakup::Dataset, domain::subscriptions::SubscriptionStore as _};

/// The data is the same in every run.
const SEED: u64 = 7;

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("risk:")?;
    let (lots, evaluated) = (size.pick(10_000, 500), size.pick(5_000, 300));
    let stage = Stage::new(Dataset::generated(lots, now(), SEED)).await?;
    let storage = stage.storage().await?;
    let services = stage.services(&storage)?;
    services.sync.run().await?;
    for round in ["first_count", "next_count"] {
        let started = Instant::now();
        services.risk.count().await?;
        report.note(&format!("risk.{round}"), started.elapsed().as_secs_f64(), "s")?;
    }
    let limit = i64::try_from(evaluated)?;
    let page = storage.list_recent_lots(DateTime::<Utc>::UNIX_EPOCH, None, limit).await?;
    let mut delays: Vec<Duration> = Vec::with_capacity(evaluated);
    let mut flags = 0_usize;
    for lot in &page.lots {
        let started = Instant::now();
        let (_view, evaluation) = services.risk.of_lot(lot.id).await?;
        delays.push(started.elapsed());
        flags += evaluation.report.flags.len();
    }
    report.exactly("risk.evaluated", page.lots.len() as f64, evaluated as f64)?;
    report.note("risk.flags_per_lot", flags as f64 / delays.len().max(1) as f64, "")?;
    report.note("risk.p50", load::percentile(&delays, 0.5), "ms")?;
    report.below("risk.p99", load::percentile(&delays, 0.99), "ms", 5.0)?;
    storage.close().await;
    Ok(())
}
