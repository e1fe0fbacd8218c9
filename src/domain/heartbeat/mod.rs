//! Heartbeat: whether OWS answers, told to followers when it turns, and what those who run the bot
//! hear by themselves: a line a day, and what was given up.

mod health;
mod report;
mod service;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

pub use health::{Seen, SourceHealth, SourceNews, SourceState};
pub use report::{DailyReport, Delays};
pub use service::{HeartbeatService, patience};

use super::{dead_letters::DeadLetter, error::StoreError, outbox::OutboxMessage, types::ChatId};
use crate::i18n::Lang;

/// A chat that is to be told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Where.
    pub chat_id: ChatId,
    /// In which language.
    pub lang: Lang,
}

/// Where the source's state is kept, and what reports are made from.
#[async_trait]
pub trait HeartbeatStore: Send + Sync {
    /// The state as last written; none before the first look.
    async fn find_source_health(&self) -> Result<Option<SourceHealth>, StoreError>;
    /// Writes a state that was judged by the row of `health.version`, with the messages that tell of
    /// it, all or nothing. False, and nothing written, where another instance was first.
    async fn save_source_health(
        &self,
        health: &SourceHealth,
        messages: &[OutboxMessage],
    ) -> Result<bool, StoreError>;
    /// So many chats after this one that follow anything: none that is paused or blocks the bot.
    /// With a key: only those to whom a message of `<key><chat>` was written.
    async fn list_recipients(
        &self,
        after: ChatId,
        told: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Recipient>, StoreError>;
    /// True where a message with this key was written.
    async fn is_written(&self, dedupe_key: &str) -> Result<bool, StoreError>;
    /// True where any message whose key begins so was written since then.
    async fn is_any_written(&self, key: &str, since: DateTime<Utc>) -> Result<bool, StoreError>;
    /// The newest dead letter that is not itself news for those who run the bot.
    async fn newest_dead_letter(&self) -> Result<Option<DeadLetter>, StoreError>;
    /// How many lots were read since then.
    async fn count_lots_read(&self, since: DateTime<Utc>) -> Result<i64, StoreError>;
    /// How long after the event each notice was delivered that was sent since then.
    async fn list_delays(&self, since: DateTime<Utc>) -> Result<Vec<TimeDelta>, StoreError>;
}

/// Chooses the words of what is told by itself.
pub trait HeartbeatWording: Send + Sync {
    /// The source's state has turned, to somebody who follows something.
    fn source_news(&self, to: &Recipient, news: &SourceNews, now: DateTime<Utc>) -> OutboxMessage;
    /// The line of the day, to somebody who runs the bot.
    fn report(&self, to: &Recipient, report: &DailyReport) -> OutboxMessage;
    /// Something was given up, to somebody who runs the bot.
    fn dead_letter(
        &self,
        to: &Recipient,
        letter: &DeadLetter,
        count: i64,
        now: DateTime<Utc>,
    ) -> OutboxMessage;
}
