//! A flood: far more than Telegram brings to a bot of this size. Nothing may be lost or said twice.

use std::time::{Duration, Instant};

use super::{
    Size, load, now,
    replies::STORED_LOT,
    report::{Report, say},
    stage::{Mode, Stage},
};
use crate::{
    demo::goszakup::Dataset,
    domain::{
        dead_letters::DeadLetterStore as _, inbox::InboxStore as _, outbox::OutboxStore as _,
    },
};

const PER_SECOND: u32 = 1_000;
/// For what is left once the flood is over.
const PATIENCE: Duration = Duration::from_secs(300);

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("flood:")?;
    one(size, Mode::Webhook, "flood.webhook", report).await?;
    one(size, Mode::Polling, "flood.polling", report).await
}

async fn one(size: Size, mode: Mode, name: &str, report: &mut Report) -> anyhow::Result<()> {
    let stage = Stage::new(Dataset::demo(now())).await?;
    stage.sync().await?;
    let mut child = stage.run(mode).await?;
    let telegram = &stage.telegram;
    let people = load::people(size.pick(1_000, 100));
    let updates = size.pick(10_000, 500);
    let (before, cpu, known) =
        (telegram.count("sendMessage"), child.cpu()?, telegram.latencies().len());

    let started = Instant::now();
    let behind = load::write(telegram, &people, PER_SECOND, updates, STORED_LOT).await;
    let wrote = started.elapsed();
    let took = load::acknowledged(telegram, PATIENCE).await;
    let stored = started.elapsed();
    let answered = load::sent(telegram, before + updates, PATIENCE).await;
    let drained = started.elapsed();
    child.alive()?;
    let cpu = child.cpu()?.saturating_sub(cpu);
    let peak = child.memory()?.peak;
    if answered {
        // Something said twice would come now.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let said = telegram.count("sendMessage") - before;
    // Killed, so that what is found is what was really written.
    drop(child);

    let storage = stage.storage().await?;
    let waiting = storage.count_waiting_updates().await? + storage.count_waiting_messages().await?;
    let dead = storage.count_dead_letters().await?;
    storage.close().await;

    let seconds = |duration: Duration| duration.as_secs_f64();
    let item = |what: &str| format!("{name}.{what}");
    report.note(&item("load_took"), seconds(wrote), "s")?;
    report.note(&item("load_behind"), seconds(behind) * 1_000.0, "ms")?;
    report.note(&item("stored_after_load"), seconds(stored.saturating_sub(wrote)), "s")?;
    report.note(&item("drained_after_load"), seconds(drained.saturating_sub(wrote)), "s")?;
    report.note(&item("replies_per_second"), said as f64 / seconds(drained), "/s")?;
    report.note(&item("cpu_per_reply"), seconds(cpu) * 1_000.0 / updates as f64, "ms")?;
    report.note(
        &item("p95"),
        load::percentile(telegram.latencies().get(known..).unwrap_or_default(), 0.95),
        "ms",
    )?;
    report.note(&item("peak_memory"), peak, "MB")?;
    report.exactly(
        &item("unacknowledged"),
        if took { 0.0 } else { telegram.pending() as f64 },
        0.0,
    )?;
    report.exactly(&item("lost"), updates.saturating_sub(said) as f64, 0.0)?;
    report.exactly(&item("said_twice"), said.saturating_sub(updates) as f64, 0.0)?;
    report.exactly(&item("left_in_storage"), (waiting + dead) as f64, 0.0)?;
    report.exactly(&item("violations"), telegram.violations().len() as f64, 0.0)
}
