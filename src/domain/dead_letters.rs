//! Dead letters: updates, messages and jobs that were given up. They stay until somebody has looked
//! at them, and go back on their way when told to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::error::StoreError;

/// What was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeadKind {
    /// An update that could not be answered.
    Update,
    /// A message that could not be sent.
    Message,
    /// A job that could not be done.
    Job,
}

/// Something that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadLetter {
    /// Its key, for [`DeadLetterStore::redrive`].
    pub id: String,
    /// What it is.
    pub kind: DeadKind,
    /// Telegram's id of the update, method of the message, or name of the job. Nothing personal.
    pub what: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it was given up.
    pub error: Option<String>,
    /// When it came in; for messages and jobs, when it was given up.
    pub at: DateTime<Utc>,
}

/// Where dead letters lie.
#[async_trait]
pub trait DeadLetterStore: Send + Sync {
    /// The newest ones.
    async fn list_dead_letters(&self, limit: i64) -> Result<Vec<DeadLetter>, StoreError>;
    /// How many there are.
    async fn count_dead_letters(&self) -> Result<i64, StoreError>;
    /// Puts these on their way again, as if never tried; all of them where none is named. Returns
    /// how many.
    async fn redrive(&self, ids: &[String]) -> Result<u64, StoreError>;
}
