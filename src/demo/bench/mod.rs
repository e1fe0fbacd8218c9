//! `zakupai bench`: the product's promises of speed, measured against local stand-ins.
//!
//! The bot runs in a process of its own, so that its processor time is told apart from that of
//! the load. Numbers depend on the machine; what is compared is compared within one run.

mod child;
mod echo;
mod flood;
mod load;
mod matching;
mod noisy;
mod ocds;
mod papers;
mod prices;
mod replies;
mod report;
mod risk;
mod rnu;
mod search;
mod stage;
mod start;
mod sync;
mod watch;

use std::process::ExitCode;

use chrono::{DateTime, Utc};

use crate::domain::clock::{Clock as _, SystemClock};
use report::Report;

/// The seed of made-up lots where none is given.
const SEED: u64 = 11;

/// What to measure.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Bench {
    /// Everything.
    All(Size),
    /// How soon the bot is there, and how big it is.
    Start(Size),
    /// What a reply costs, next to an echo bot; on PostgreSQL too where `BENCH_DATABASE_URL` names
    /// a database that may be written to.
    Replies(Size),
    /// A thousand updates a second, by webhook and by polling.
    Flood(Size),
    /// What one chat with slow questions costs the others.
    Noisy(Size),
    /// Ten thousand lots into storage.
    Sync(Size),
    /// A supplier looked up in a mirror of twenty thousand entries.
    Rnu(Size),
    /// The indicators over a hundred thousand releases.
    Ocds(Size),
    /// Papers set as PDF and DOCX, a hundred at once while the bot answers.
    Papers(Size),
    /// The history counted, and lots evaluated one by one.
    Risk(Size),
    /// Price lists of 10 and 50 MB into storage.
    Prices(Size),
    /// How soon a change at Goszakup is told to those who follow the lot.
    Watch(Size),
    /// New lots against a hundred thousand saved searches.
    Matching(Size),
    /// A hundred thousand made-up lots in an index, and what is found of what should be.
    Search {
        /// How many.
        #[command(flatten)]
        size: Size,
        /// What the lots are made up from.
        #[arg(long, default_value_t = SEED)]
        seed: u64,
        /// How many lots; a hundred thousand where nothing is said.
        #[arg(long)]
        lots: Option<i64>,
    },
    /// The bot that replies are compared with.
    #[command(hide = true)]
    EchoBot,
}

/// How much is done.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Size {
    /// A short run: whether it works, not how fast it is.
    #[arg(long)]
    quick: bool,
}

impl Size {
    /// The usual amount, or the one for a short run.
    fn pick<T>(self, usual: T, quick: T) -> T {
        if self.quick { quick } else { usual }
    }
}

/// Runs a benchmark; success where every target was held.
///
/// # Errors
/// Where it can't run.
pub async fn run(what: Bench) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    match what {
        Bench::All(size) => {
            start::run(size, &mut report).await?;
            matching::run(size, &mut report)?;
            search::run(size, &mut report, SEED, None)?;
            sync::run(size, &mut report).await?;
            rnu::run(size, &mut report).await?;
            ocds::run(size, &mut report).await?;
            risk::run(size, &mut report).await?;
            papers::run(size, &mut report).await?;
            watch::run(size, &mut report).await?;
            prices::run(size, &mut report).await?;
            replies::run(size, &mut report).await?;
            flood::run(size, &mut report).await?;
            noisy::run(size, &mut report).await?;
        }
        Bench::Start(size) => start::run(size, &mut report).await?,
        Bench::Replies(size) => replies::run(size, &mut report).await?,
        Bench::Flood(size) => flood::run(size, &mut report).await?,
        Bench::Noisy(size) => noisy::run(size, &mut report).await?,
        Bench::Sync(size) => sync::run(size, &mut report).await?,
        Bench::Rnu(size) => rnu::run(size, &mut report).await?,
        Bench::Ocds(size) => ocds::run(size, &mut report).await?,
        Bench::Papers(size) => papers::run(size, &mut report).await?,
        Bench::Risk(size) => risk::run(size, &mut report).await?,
        Bench::Prices(size) => prices::run(size, &mut report).await?,
        Bench::Watch(size) => watch::run(size, &mut report).await?,
        Bench::Matching(size) => matching::run(size, &mut report)?,
        Bench::Search { size, seed, lots } => search::run(size, &mut report, seed, lots)?,
        Bench::EchoBot => {
            echo::run().await?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    report.close()
}

/// The demo data's own time.
fn now() -> DateTime<Utc> {
    SystemClock.now()
}
