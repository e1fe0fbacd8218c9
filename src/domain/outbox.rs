//! The outbox: replies and notices on their way to Telegram.
//!
//! A message is `pending`, then `sending`, leased to an instance that has a free request for it, then
//! settled. What was `sending` at a crash may have been sent: it is sent once more, which is the only
//! way a message can come twice.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{error::StoreError, types::ChatId};

/// What goes first when much waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageClass {
    /// The answer to somebody who waits.
    Reply = 0,
    /// A notice of a change.
    Notice = 1,
    /// What can wait.
    Digest = 2,
}

impl MessageClass {
    /// The class stored as this number; what is not known can wait.
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Reply,
            1 => Self::Notice,
            _ => Self::Digest,
        }
    }
}

/// Messages that are leased together: replies never wait for the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Answers to somebody who waits.
    Replies,
    /// Notices and digests, which are shaped to Telegram's limits.
    Bulk,
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Which fact is told to whom: `upd:<bot>:<update>:<n>`, `rnu:<bin>:<event>:<user>`…
    pub dedupe_key: String,
    /// To whom.
    pub chat_id: ChatId,
    /// How urgent.
    pub class: MessageClass,
    /// Method of the Bot API.
    pub method: &'static str,
    /// Its parameters, JSON.
    pub payload: String,
    /// When what it tells of happened; none for what answers nobody's event.
    pub happened_at: Option<DateTime<Utc>>,
}

/// A message that this instance has leased and sends at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedMessage {
    /// Key in the outbox.
    pub id: String,
    /// To whom.
    pub chat_id: ChatId,
    /// How urgent.
    pub class: MessageClass,
    /// Method of the Bot API.
    pub method: String,
    /// Its parameters, JSON.
    pub payload: String,
    /// Grows with every lease; a stale one settles nothing.
    pub lease_token: i64,
    /// Refusals that may heal, so far.
    pub attempts: i64,
    /// Times nobody knew whether Telegram got it, so far.
    pub unknowns: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// What became of an attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Telegram took it.
    Sent {
        /// Telegram's id of the message, where it made one.
        message_id: Option<i64>,
    },
    /// Telegram surely did not take it: again, not before.
    Again {
        /// When.
        at: DateTime<Utc>,
        /// Counts against the message (a flood limit does not).
        counts: bool,
        /// Why.
        error: String,
    },
    /// Nobody knows whether Telegram took it: again, not before.
    Unknown {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        error: String,
    },
    /// The same message in another shape, at once (markup that Telegram refuses, as plain text).
    Rewrite {
        /// Method of the Bot API.
        method: &'static str,
        /// Its parameters, JSON.
        payload: String,
        /// Why.
        error: String,
    },
    /// The chat has another id now.
    Moved {
        /// New id.
        to: ChatId,
    },
    /// The person blocks the bot: nothing is sent until they write again.
    Blocked {
        /// Why.
        error: String,
    },
    /// It can't ever be sent.
    Dead {
        /// Why.
        error: String,
    },
}

/// Where messages wait.
#[async_trait]
pub trait OutboxStore: Send + Sync {
    /// Writes messages that no update brings about; those whose fact was told already are left out.
    async fn write_messages(&self, messages: &[OutboxMessage]) -> Result<(), StoreError>;
    /// Leases the oldest waiting message of each chat, the most urgent first: no more than can be sent
    /// at once, for from now on nobody knows whether they were. Where there is none it waits, half a
    /// second at most; it must not be dropped before.
    async fn lease_messages(
        &self,
        lane: Lane,
        limit: i64,
    ) -> Result<Vec<LeasedMessage>, StoreError>;
    /// How many instances are alive: they share what Telegram allows the bot.
    async fn count_instances(&self) -> Result<i64, StoreError>;
    /// Writes what became of a message.
    async fn settle(&self, message: &LeasedMessage, delivery: Delivery) -> Result<(), StoreError>;
    /// Telegram's id of a message that was sent, by the fact it told.
    async fn find_sent(&self, dedupe_key: &str) -> Result<Option<i64>, StoreError>;
    /// How many messages wait or are on their way.
    async fn count_waiting_messages(&self) -> Result<i64, StoreError>;
}
