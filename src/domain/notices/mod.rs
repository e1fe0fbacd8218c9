//! Notices: what changed, told to whom it concerns, once.
//!
//! A look takes the changes that nobody was told of yet, folds those of one thing (what flapped back
//! is none), finds who follows it in a few queries, and writes messages and the end of the changes in
//! one transaction. What comes in quiet hours, or goes into a daily digest, waits in storage, written
//! in the same transaction. The words are chosen at the edge.

mod compose;
mod fold;
mod hours;
mod post;
mod remind;
mod searches;
mod supplier;
mod tell;
mod worth;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use compose::{Follower, Known, Letter};
pub use fold::Folded;
pub use hours::DueNotice;
pub use post::{Address, HeldNotice, Post};
pub use searches::SearchesVersion;
pub use tell::NoticeService;
pub use worth::{Fact, Meaning};

use super::{
    announcements::Announcement,
    error::StoreError,
    heartbeat::HeartbeatWording,
    lots::Lot,
    outbox::OutboxMessage,
    plans::PlanPoint,
    saved_search::SearchFilter,
    subscriptions::Kind,
    sync::Watched,
    types::{
        AnnouncementId, AnnouncementNumber, Bin, ChatId, LocalText, LotId, LotNumber, PlanPointId,
        Tenge, UserId,
    },
};

/// More notices for a chat at once than this come as one message with pages.
pub const MOST_SINGLE: usize = 5;
/// Notices that a digest keeps; it says how many there were in all.
pub const MOST_IN_DIGEST: usize = 500;
/// Delays beyond this are those of old records that were touched, not ours.
const LONGEST_DELAY: TimeDelta = TimeDelta::hours(24);
/// Notices on a page of a digest.
pub const DIGEST_PAGE: usize = 5;

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum About {
    /// A lot.
    Lot(LotId),
    /// An announcement.
    Announcement(AnnouncementId),
    /// A plan point, by its root record.
    Plan(PlanPointId),
    /// A supplier, in the register of unfair suppliers.
    Supplier(Bin),
}

/// A change record that nobody was told of yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticedChange {
    /// Key of the record; sorts by the time it was written.
    pub id: String,
    /// What it is about; none for what this version does not tell of.
    pub about: Option<About>,
    /// Which field.
    pub field: String,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
    /// When the source says it changed.
    pub source_at: Option<DateTime<Utc>>,
    /// When we saw it.
    pub noticed_at: DateTime<Utc>,
}

/// What is told of one thing to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The subscription that brings it.
    pub because: Because,
    /// What changed.
    pub thing: Thing,
    /// How.
    pub facts: Vec<Fact>,
    /// When the source says it changed.
    pub source_at: Option<DateTime<Utc>>,
    /// When we saw it.
    pub noticed_at: DateTime<Utc>,
    /// Names this state of affairs: the same facts told again have the same.
    pub version: String,
}

/// The subscription that brings a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// What the person knows it by.
    pub label: String,
}

/// What a notice is about, with what is needed to recognise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thing {
    /// A lot.
    Lot {
        /// Its id.
        id: LotId,
        /// Its number.
        number: LotNumber,
        /// Its name.
        name: LocalText,
        /// Its sum, without VAT.
        amount: Option<Tenge>,
        /// When bids cease to be taken.
        deadline: Option<DateTime<Utc>>,
        /// Who buys.
        customer: LocalText,
    },
    /// An announcement.
    Announcement {
        /// Its id.
        id: AnnouncementId,
        /// Its number.
        number: Option<AnnouncementNumber>,
        /// Its title.
        name: LocalText,
    },
    /// A plan point.
    Plan {
        /// Its root record.
        root: PlanPointId,
        /// What is to be bought.
        name: LocalText,
    },
    /// A supplier.
    Supplier {
        /// Its BIN.
        bin: Bin,
    },
}

/// Many notices in one message with pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// What buttons name it by.
    pub id: String,
    /// For whom.
    pub chat_id: ChatId,
    /// The notices, the urgent ones first.
    pub notices: Vec<Notice>,
    /// How many there were, if more than are kept.
    pub total: usize,
}

impl Notice {
    /// Something may have to be done before a digest comes.
    pub fn is_urgent(&self) -> bool {
        self.facts.iter().any(Fact::is_urgent)
    }

    /// When it happened, for reckoning how late it is told: as the source says, unless that is the
    /// date of an old record that was touched; else when we saw it. None of a reminder.
    pub fn happened_at(&self) -> Option<DateTime<Utc>> {
        let is_recent = |at: &DateTime<Utc>| {
            (TimeDelta::zero()..LONGEST_DELAY).contains(&(self.noticed_at - *at))
        };
        let at = self.source_at.filter(is_recent).unwrap_or(self.noticed_at);
        (!self.is_reminder()).then_some(at)
    }

    /// Nothing changed: a deadline comes.
    pub fn is_reminder(&self) -> bool {
        self.facts.iter().any(|fact| matches!(fact, Fact::Closing { .. }))
    }

    /// Which fact is told to whom: the same one is told once.
    pub fn dedupe_key(&self, chat_id: ChatId) -> String {
        let prefix = if self.is_reminder() { "remind:" } else { "" };
        format!("{prefix}{}:{}:{chat_id}", self.thing.key(), self.version)
    }
}

impl Thing {
    /// Its part of the key under which a fact is told once.
    pub fn key(&self) -> String {
        match self {
            Self::Lot { id, .. } => format!("lot:{id}"),
            Self::Announcement { id, .. } => format!("announcement:{id}"),
            Self::Plan { root, .. } => format!("plan:{root}"),
            Self::Supplier { bin } => format!("rnu:{bin}"),
        }
    }
}

/// Whom the followers of what are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Lots.
    pub lots: Vec<LotId>,
    /// Root records of plan points.
    pub plans: Vec<String>,
    /// Announcements.
    pub announcements: Vec<AnnouncementId>,
    /// Customers.
    pub customers: Vec<Bin>,
    /// Suppliers.
    pub suppliers: Vec<Bin>,
    /// Subscriptions whose search found something.
    pub searches: Vec<String>,
}

/// What a look came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Changes looked at.
    pub changes: usize,
    /// Messages written.
    pub messages: usize,
}

/// Where changes wait and followers are found.
#[async_trait]
pub trait NoticeStore: Send + Sync {
    /// Changes that nobody was told of yet, in the order they were noticed.
    async fn list_untold_changes(&self, limit: i64) -> Result<Vec<NoticedChange>, StoreError>;
    /// The last changes since then of lots, plan points, announcements and suppliers that a person
    /// follows and has not paused, in the order they were noticed.
    async fn list_followed_changes(
        &self,
        user: UserId,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<NoticedChange>, StoreError>;
    /// True where somebody follows something that is not paused.
    async fn has_followers(&self) -> Result<bool, StoreError>;
    /// Lots and plan points that somebody follows, so many of each.
    async fn list_watched(&self, limit: i64) -> Result<Watched, StoreError>;
    /// Lots by their ids.
    async fn list_lots(&self, ids: &[LotId]) -> Result<Vec<Lot>, StoreError>;
    /// Lots of these announcements that somebody follows, by themselves or by their plan point.
    async fn list_followed_lots(&self, of: &[AnnouncementId]) -> Result<Vec<Lot>, StoreError>;
    /// Lots of these plan points.
    async fn list_attempts(&self, roots: &[String]) -> Result<Vec<Lot>, StoreError>;
    /// Announcements by their ids.
    async fn list_announcements(
        &self,
        ids: &[AnnouncementId],
    ) -> Result<Vec<Announcement>, StoreError>;
    /// The newest records of plan points, by their root records.
    async fn list_plans(&self, roots: &[PlanPointId]) -> Result<Vec<PlanPoint>, StoreError>;
    /// Who follows any of these; nobody who has paused it or blocks the bot.
    async fn list_followers(&self, of: &Touched) -> Result<Vec<Follower>, StoreError>;
    /// Which state all saved searches are in.
    async fn searches_version(&self) -> Result<SearchesVersion, StoreError>;
    /// Every saved search that is not paused, by the id of its subscription.
    async fn list_searches(&self) -> Result<Vec<(String, SearchFilter)>, StoreError>;
    /// Writes a post, and that these changes are told, all or nothing. False, and nothing written,
    /// where another instance has told one of them meanwhile.
    async fn finish_changes(&self, changes: &[String], post: &Post) -> Result<bool, StoreError>;
    /// Notices that have waited until now, in the order they were noticed; of nobody who blocks the
    /// bot.
    async fn list_due_notices(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<DueNotice>, StoreError>;
    /// Writes a post, and that these notices wait no longer, all or nothing; false as above.
    async fn finish_held(&self, ids: &[String], post: &Post) -> Result<bool, StoreError>;
    /// Lots whose deadline is in this span and which somebody follows, by themselves, by their plan
    /// point or by their announcement; only those that take bids or will.
    async fn list_closing_lots(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Lot>, StoreError>;
    /// Which of these reminders were told.
    async fn list_told_reminders(&self, keys: &[String]) -> Result<Vec<String>, StoreError>;
    /// Writes a post, and that these reminders are told, all or nothing; false as above.
    async fn finish_reminders(&self, keys: &[String], post: &Post) -> Result<bool, StoreError>;
    /// A digest of a chat; none where it is long gone.
    async fn find_digest(&self, chat_id: ChatId, id: &str) -> Result<Option<Digest>, StoreError>;
}

/// Chooses the words of notices, and of what else is told by itself.
pub trait Wording: HeartbeatWording + Send + Sync {
    /// The message of one notice.
    fn notice(&self, to: &Address, notice: &Notice, now: DateTime<Utc>) -> OutboxMessage;
    /// The message of a digest, at its first page.
    fn digest(&self, to: &Address, digest: &Digest, now: DateTime<Utc>) -> OutboxMessage;
}
