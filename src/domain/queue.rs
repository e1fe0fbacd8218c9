//! The queue of jobs: work nobody waits for, tried again when it fails, and a timetable whose slots
//! run once, whoever wakes up for them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::error::StoreError;

/// A job that this instance has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    /// Key in the queue.
    pub id: String,
    /// Which job.
    pub name: String,
    /// How many times it was tried before.
    pub attempts: i64,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// Done.
    Done,
    /// Failed; to be tried again then.
    Retry {
        /// Why.
        error: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Failed for good.
    Dead {
        /// Why.
        error: String,
    },
}

/// Where jobs wait.
#[async_trait]
pub trait QueueStore: Send + Sync {
    /// Takes a slot of the timetable and puts its job on the queue, unless another instance has,
    /// or the job of an earlier slot still waits or runs. True where it did.
    async fn enqueue_slot(&self, job: &str, slot: i64) -> Result<bool, StoreError>;
    /// Claims one job that is due.
    async fn claim_job(&self) -> Result<Option<ClaimedJob>, StoreError>;
    /// Writes how a job ended.
    async fn finish_job(&self, id: &str, end: JobEnd) -> Result<(), StoreError>;
    /// Drops what is done and older than `before`: updates, messages, jobs, slots, search words.
    async fn forget_done(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
}
