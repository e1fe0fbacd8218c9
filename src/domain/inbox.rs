//! The inbox: raw updates stored before they are acknowledged, run once each, in order per chat.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{effects::Effect, error::StoreError, outbox::OutboxMessage, types::ChatId};

/// How often an instance says that it lives.
pub const HEARTBEAT: Duration = Duration::from_secs(2);
/// How long after its last word an instance is taken for dead.
pub const HEARTBEAT_TTL: Duration = Duration::from_secs(8);

/// An update as Telegram sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawUpdate {
    /// Telegram's id of the update: unique, not growing for ever.
    pub update_id: i64,
    /// What orders it: its chat, else its person, else 0.
    pub chat_id: ChatId,
    /// The JSON as it came.
    pub body: String,
    /// Set where it can't be read: it is kept as a dead letter, so that Telegram stops sending it.
    pub fault: Option<String>,
}

/// An update that this instance has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedUpdate {
    /// Key in the inbox.
    pub id: String,
    /// Telegram's id.
    pub update_id: i64,
    /// What orders it.
    pub chat_id: ChatId,
    /// The JSON as it came.
    pub body: String,
    /// How many times it was tried before.
    pub attempts: i64,
}

/// What running an update came to; written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Key of the update in the inbox.
    pub id: String,
    /// What it changes.
    pub effects: Vec<Effect>,
    /// What it says.
    pub messages: Vec<OutboxMessage>,
    /// How it ended.
    pub end: TurnEnd,
}

/// How a turn ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TurnEnd {
    /// Done.
    Done,
    /// Failed; to be tried again then.
    Retry {
        /// For the log and the operator.
        error: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Failed for good.
    Dead {
        /// For the log and the operator.
        error: String,
    },
}

/// Where updates wait.
#[async_trait]
pub trait InboxStore: Send + Sync {
    /// Stores updates and returns once they would survive a power cut; those already known are
    /// left alone.
    async fn receive(&self, bot_id: i64, updates: Vec<RawUpdate>) -> Result<(), StoreError>;
    /// Claims the oldest waiting update of each chat that has none running. Where there is none it
    /// waits, half a second at most. Dropped, it may have claimed some: see `release_updates`.
    async fn claim_updates(&self, limit: i64) -> Result<Vec<ClaimedUpdate>, StoreError>;
    /// Gives back claimed updates that don't run, at an ordered stop.
    async fn release_updates(&self) -> Result<(), StoreError>;
    /// Writes a turn: effects, messages and the update's end, all or nothing. A turn of an update
    /// that another instance has taken over is refused.
    async fn finish_update(&self, turn: Turn) -> Result<(), StoreError>;
    /// How many updates wait or run.
    async fn count_waiting_updates(&self) -> Result<i64, StoreError>;
    /// Gives back what instances that are gone have claimed, of inbox, outbox and jobs.
    async fn reclaim(&self) -> Result<u64, StoreError>;
    /// Says that this instance lives; what it claimed stays its own until `ttl` has passed.
    async fn heartbeat(&self, ttl: Duration) -> Result<(), StoreError>;
    /// Says that this instance is gone, at an ordered stop.
    async fn farewell(&self) -> Result<(), StoreError>;
}
