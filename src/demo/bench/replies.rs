//! What a reply costs: ours from storage, and the plainest echo bot, under the same load in turns.

use std::time::Duration;

use super::{
    Size,
    child::Child,
    load, now,
    report::{Report, say},
    stage::{self, Folder, Mode, Stage},
};
use crate::demo::{
    goszakup::Dataset,
    telegram::{LocalTelegram, Person},
};

/// A lot of the demo data.
pub(super) const STORED_LOT: &str = "/lot 83685322-ОИ4";
/// Updates in a second: an ordinary busy hour, and a rush, in which commits are shared.
const PACES: [u32; 2] = [100, 1_000];
/// As many write as can without anybody's writing twice in a second.
const PEOPLE: usize = 1_000;
/// For the last answers of a round.
const PATIENCE: Duration = Duration::from_secs(30);
/// Names a PostgreSQL database that may be written to.
const POSTGRES: &str = "BENCH_DATABASE_URL";

/// A bot under test with the Telegram it talks to.
struct Lane {
    name: &'static str,
    telegram: LocalTelegram,
    child: Child,
}

/// What one round of load came to.
struct Round {
    cpu_ms: f64,
    p50: f64,
    p95: f64,
    p99: f64,
    behind: Duration,
}

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("replies:")?;
    let folder = Folder::new()?;
    let stage = Stage::new(Dataset::demo(now())).await?;
    let postgres = match std::env::var(POSTGRES) {
        Ok(url) => Some(Stage::on(Dataset::demo(now()), url).await?),
        Err(_) => None,
    };
    let mut lanes = vec![echo(&folder).await?, ours("sqlite", &stage).await?];
    if let Some(stage) = &postgres {
        lanes.push(ours("postgres", stage).await?);
    }
    let people = load::people(size.pick(PEOPLE, 20));
    for lane in &mut lanes {
        // Everybody is met, connections are open, statements are prepared.
        lane.round(&people, PACES[0], people.len() * 2).await?;
    }
    for pace in PACES {
        let updates = pace as usize * size.pick(10, 1);
        let mut rounds: Vec<Vec<Round>> = lanes.iter().map(|_| Vec::new()).collect();
        for _ in 0..size.pick(3, 1) {
            for (lane, rounds) in lanes.iter_mut().zip(&mut rounds) {
                rounds.push(lane.round(&people, pace, updates).await?);
            }
        }
        let mut echo_cpu = f64::NAN;
        for (lane, rounds) in lanes.iter().zip(&rounds) {
            let cpu = lane.tell(pace, rounds, report)?;
            let ratio = || format!("replies.{pace}.{}.cpu_ratio_to_echo", lane.name);
            match lane.name {
                "echo" => echo_cpu = cpu,
                "sqlite" => report.below(&ratio(), cpu / echo_cpu, "", 3.0)?,
                _ => report.note(&ratio(), cpu / echo_cpu, "")?,
            }
        }
    }
    Ok(())
}

async fn echo(folder: &Folder) -> anyhow::Result<Lane> {
    let telegram = stage::telegram().await?;
    let environment =
        [("TELEGRAM_BOT_TOKEN", telegram.token()), ("TELEGRAM_API_URL", telegram.url())];
    let mut child = Child::start(&["bench", "echo-bot"], &environment, folder.path())?;
    telegram.says(&Person::new(1, "ru"), "?");
    stage::answered(&telegram, &mut child).await?;
    Ok(Lane { name: "echo", telegram, child })
}

async fn ours(name: &'static str, stage: &Stage) -> anyhow::Result<Lane> {
    stage.sync().await?;
    let child = stage.run(Mode::Polling).await?;
    Ok(Lane { name, telegram: stage.telegram.clone(), child })
}

impl Lane {
    async fn round(
        &mut self,
        people: &[Person],
        pace: u32,
        updates: usize,
    ) -> anyhow::Result<Round> {
        self.child.alive()?;
        let (replies, delays) =
            (self.telegram.count("sendMessage"), self.telegram.latencies().len());
        let cpu = self.child.cpu()?;
        let behind = load::write(&self.telegram, people, pace, updates, STORED_LOT).await;
        let all = load::sent(&self.telegram, replies + updates, PATIENCE).await;
        anyhow::ensure!(all, "{}: not every update was answered", self.name);
        let cpu = self.child.cpu()?.saturating_sub(cpu);
        let latencies = self.telegram.latencies();
        let delays = latencies.get(delays..).unwrap_or_default();
        Ok(Round {
            cpu_ms: cpu.as_secs_f64() * 1_000.0 / updates as f64,
            p50: load::percentile(delays, 0.5),
            p95: load::percentile(delays, 0.95),
            p99: load::percentile(delays, 0.99),
            behind,
        })
    }

    /// Reports the medians of the rounds; gives the processor time of a reply.
    fn tell(&self, pace: u32, rounds: &[Round], report: &mut Report) -> anyhow::Result<f64> {
        let name = |what: &str| format!("replies.{pace}.{}.{what}", self.name);
        let middle = |of: fn(&Round) -> f64| load::median(rounds.iter().map(of));
        let cpu = middle(|round| round.cpu_ms);
        report.note(&name("cpu_per_reply"), cpu, "ms")?;
        report.note(&name("p50"), middle(|round| round.p50), "ms")?;
        let p95 = middle(|round| round.p95);
        match self.name {
            "sqlite" if pace == PACES[0] => report.below(&name("p95"), p95, "ms", 50.0)?,
            _ => report.note(&name("p95"), p95, "ms")?,
        }
        report.note(&name("p99"), middle(|round| round.p99), "ms")?;
        report.note(&name("memory"), self.child.memory()?.now, "MB")?;
        let behind = rounds.iter().map(|round| round.behind).max().unwrap_or_default();
        report.note(&name("load_behind"), behind.as_secs_f64() * 1_000.0, "ms")?;
        Ok(cpu)
    }
}
