//! How soon a bot is there, and how big it is.

use super::{
    Size, load, now,
    report::{Report, say},
    stage::{self, Mode, Stage},
};
use crate::demo::{goszakup::Dataset, telegram::Person};

/// Somebody wrote while the bot was away: the first poll is answered at once, and seen at once.
const EARLY: i64 = 900_000_002;

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("start:")?;
    let binary = std::fs::metadata(std::env::current_exe()?)?.len() as f64 / 1_048_576.0;
    report.below("start.binary", binary, "MB", 40.0)?;

    let first = start_in(&Stage::new(Dataset::demo(now())).await?).await?;
    report.note("start.first_ever", first, "s")?;
    let mut stage = Stage::new(Dataset::demo(now())).await?;
    stage.sync().await?;
    let mut starts = Vec::new();
    for _ in 0..size.pick(5, 1) {
        stage.forget().await?;
        starts.push(start_in(&stage).await?);
    }
    report.below("start.cold", load::median(starts), "s", 1.0)?;

    stage.forget().await?;
    let child = stage.run(Mode::Polling).await?;
    let memory = child.memory()?;
    report.below("start.idle_memory", memory.now, "MB", 80.0)?;
    report.note("start.peak_memory", memory.peak, "MB")
}

/// Seconds from the call to the first `getUpdates`.
async fn start_in(stage: &Stage) -> anyhow::Result<f64> {
    stage.telegram.says(&Person::new(EARLY, "ru"), "/help");
    let mut child = stage.launch(Mode::Polling)?;
    let took = stage::called(&stage.telegram, "getUpdates", &mut child).await?;
    Ok(took.as_secs_f64())
}
