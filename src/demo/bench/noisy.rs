//! A noisy chat: somebody asks for a thousand lots that only a slow OWS could know. The others must
//! not notice.

use std::time::Duration;

use super::{
    Size, load, now,
    replies::STORED_LOT,
    report::{Report, say},
    stage::{Mode, Stage},
};
use crate::demo::{
    goszakup::{Dataset, Quirks},
    telegram::{LocalTelegram, Person},
};

const NOISY: i64 = 900_000_003;
const PEOPLE: usize = 200;
const PER_SECOND: u32 = 50;
/// OWS takes this long for each answer.
const SLOW: Duration = Duration::from_millis(1_500);
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("noisy:")?;
    let stage = Stage::new(Dataset::demo(now())).await?;
    stage.sync().await?;
    let child = stage.run(Mode::Polling).await?;
    let people = load::people(size.pick(PEOPLE, 20));
    // Everybody is met first.
    others(&stage.telegram, &people, people.len()).await?;

    let updates = PER_SECOND as usize * size.pick(20, 2);
    let quiet = others(&stage.telegram, &people, updates).await?;
    stage.goszakup.quirks(Quirks { latency: SLOW, ..Quirks::default() });
    let noisy = Person::new(NOISY, "ru");
    for n in 0..size.pick(1_000, 50) {
        stage.telegram.says(&noisy, &format!("/lot {}-ОИ1", 70_000_000 + n));
    }
    let asked = stage.goszakup.count("Lots");
    let cpu = child.cpu()?;
    let loud = others(&stage.telegram, &people, updates).await?;
    let cpu = child.cpu()?.saturating_sub(cpu);
    let asked = stage.goszakup.count("Lots") - asked;
    anyhow::ensure!(asked > 0, "the noisy chat made no noise");

    let p95 = |delays: &[Duration]| load::percentile(delays, 0.95);
    report.note("noisy.p95_without", p95(&quiet), "ms")?;
    report.note("noisy.p95_with", p95(&loud), "ms")?;
    report.note("noisy.p99_with", load::percentile(&loud, 0.99), "ms")?;
    report.note("noisy.cpu_per_reply_with", cpu.as_secs_f64() * 1_000.0 / updates as f64, "ms")?;
    report.note("noisy.slow_calls", asked as f64, "")?;
    report.below("noisy.p95_grows_by", p95(&loud) - p95(&quiet), "ms", 500.0)
}

/// The delays of those who ask for what is stored.
async fn others(
    telegram: &LocalTelegram,
    people: &[Person],
    updates: usize,
) -> anyhow::Result<Vec<Duration>> {
    let theirs = |telegram: &LocalTelegram| -> Vec<Duration> {
        let all = telegram.latencies_by_chat();
        all.into_iter().filter(|(chat, _)| *chat != NOISY).map(|(_, delay)| delay).collect()
    };
    let before = theirs(telegram).len();
    load::write(telegram, people, PER_SECOND, updates, STORED_LOT).await;
    let all = load::within(PATIENCE, || theirs(telegram).len() >= before + updates).await;
    anyhow::ensure!(all, "not every update was answered");
    Ok(theirs(telegram).split_off(before))
}
