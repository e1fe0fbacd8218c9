//! Work nobody waits for: a queue with tries, and a worker that says whether trying again can help.

mod cleanup;
mod contracts;
mod heartbeat;
mod hot_lots;
mod hours;
mod risk;
mod rnu;
pub mod schedule;
mod sync_lots;
mod watch;

use std::{panic::AssertUnwindSafe, time::Duration};

use chrono::TimeDelta;
use futures::FutureExt as _;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::domain::{
    Services,
    error::{StoreError, insist},
    procurement::SourceError,
    queue::{ClaimedJob, JobEnd},
    sync::SyncError,
};

/// The queue is looked at this often.
const LOOK: Duration = Duration::from_secs(1);
/// A job is tried this often before it is a dead letter.
const TRIES: i64 = 10;
/// The longest pause between two tries.
const LONGEST_PAUSE_SECONDS: i64 = 900;

/// A kind of job; its stored name is never used for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// What changed at OWS since the last complete pass.
    SyncLots,
    /// The registers of unfair participants, whole.
    SweepRnu,
    /// What is new in them.
    LookAtRnu,
    /// What somebody follows is asked for, and what changed is told.
    Watch,
    /// What changed is counted into the history that risk is judged by.
    CountRisk,
    /// New lots are held against what people sell.
    HotLots,
    /// Whether OWS answers is told, and what those who run the bot should know.
    Heartbeat,
    /// Notices whose hour has come and reminders of deadlines are told.
    Hours,
    /// Contracts, which the history of customers and suppliers is made of.
    Contracts,
    /// What is done and old is dropped.
    Cleanup,
}

/// Why a job failed.
#[derive(Debug)]
pub(crate) enum JobError {
    /// Trying again may help.
    Retry(String),
    /// It can't.
    Fail(String),
}

impl From<SyncError> for JobError {
    fn from(error: SyncError) -> Self {
        match error {
            // No token, or a refused one: more tries would not change that.
            SyncError::Source(error @ (SourceError::Token | SourceError::NotConfigured)) => {
                Self::Fail(error.to_string())
            }
            error => Self::Retry(error.to_string()),
        }
    }
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::Retry(error.to_string())
    }
}

impl Job {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::SyncLots,
        Self::SweepRnu,
        Self::LookAtRnu,
        Self::Watch,
        Self::CountRisk,
        Self::HotLots,
        Self::Heartbeat,
        Self::Hours,
        Self::Contracts,
        Self::Cleanup,
    ];

    /// Its stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SyncLots => "sync_lots",
            Self::SweepRnu => "sync_rnu",
            Self::LookAtRnu => "look_at_rnu",
            Self::Watch => "watch",
            Self::CountRisk => "count_risk",
            Self::HotLots => "hot_lots",
            Self::Heartbeat => "heartbeat",
            Self::Hours => "hours",
            Self::Contracts => "sync_contracts",
            Self::Cleanup => "cleanup",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }

    async fn run(self, services: &Services) -> Result<(), JobError> {
        match self {
            Self::SyncLots => sync_lots::run(services).await,
            Self::SweepRnu => rnu::sweep(services).await,
            Self::LookAtRnu => rnu::look(services).await,
            Self::Watch => watch::run(services).await,
            Self::CountRisk => risk::run(services).await,
            Self::HotLots => hot_lots::run(services).await,
            Self::Heartbeat => heartbeat::run(services).await,
            Self::Hours => hours::run(services).await,
            Self::Contracts => contracts::run(services).await,
            Self::Cleanup => cleanup::run(services).await,
        }
    }
}

/// Runs jobs one after another until told to stop; the one that runs then is carried on by the
/// next life, from its last committed page.
pub async fn work(services: Services, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let claimed = services.store.claim_job().await;
        let job = match claimed {
            Ok(Some(job)) => job,
            Ok(None) => {
                pause(&stop).await;
                continue;
            }
            Err(error) => {
                tracing::error!(%error, "the queue can't be read");
                pause(&stop).await;
                continue;
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = serve(&services, job) => {}
        }
    }
}

async fn serve(services: &Services, claimed: ClaimedJob) {
    let span = tracing::info_span!("job", request_id = %claimed.id, job.name = %claimed.name);
    let run = async {
        match Job::named(&claimed.name) {
            Some(job) => job.run(services).await,
            None => Err(JobError::Fail(format!("no job is called `{}`", claimed.name))),
        }
    };
    let ran = AssertUnwindSafe(run).catch_unwind().instrument(span).await;
    let outcome = ran.unwrap_or_else(|_panic| Err(JobError::Retry("panic".to_owned())));
    let end = end(services, &claimed, outcome);
    insist("how a job ended", || services.store.finish_job(&claimed.id, end.clone())).await;
}

fn end(services: &Services, claimed: &ClaimedJob, outcome: Result<(), JobError>) -> JobEnd {
    match outcome {
        Ok(()) => JobEnd::Done,
        Err(JobError::Retry(error)) if claimed.attempts + 1 < TRIES => {
            tracing::warn!(job.name = %claimed.name, %error, "a job failed and is tried again");
            let seconds = (15_i64 << claimed.attempts.clamp(0, 10)).min(LONGEST_PAUSE_SECONDS);
            JobEnd::Retry { error, at: services.clock.now() + TimeDelta::seconds(seconds) }
        }
        Err(JobError::Retry(error) | JobError::Fail(error)) => {
            tracing::error!(job.name = %claimed.name, %error, "a job is given up");
            JobEnd::Dead { error }
        }
    }
}

async fn pause(stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(LOOK) => {}
    }
}
