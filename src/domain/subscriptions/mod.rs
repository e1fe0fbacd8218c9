//! Subscriptions: what a person follows, and how much of it they may.

mod follow;
mod replay;

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use follow::{SubscriptionService, Target, Verdict};
pub use replay::Replay;

use super::{
    announcements::Announcement,
    error::StoreError,
    lots::Lot,
    plans::PlanPoint,
    saved_search::SearchFilter,
    search::short_id,
    types::{AnnouncementId, Bin, ChatId, LotId, PlanPointId, UserId},
};

/// Subscriptions on a page of the list.
pub const PAGE: i64 = 5;
/// How long «mute» lasts.
pub const MUTE: TimeDelta = TimeDelta::hours(24);
/// A question that was not answered for so long is no longer waited for.
pub const DIALOGUE_TTL: TimeDelta = TimeDelta::hours(1);

/// What is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A plan point by its root record, with all attempts at buying it.
    Plan(PlanPointId),
    /// A lot, and the attempts after it.
    Lot(LotId),
    /// An announcement.
    Announcement(AnnouncementId),
    /// New lots of a customer.
    Customer(Bin),
    /// A supplier's state in the register of unfair suppliers.
    Supplier(Bin),
    /// New lots that a search finds.
    Search(Box<SearchFilter>),
}

/// The kind of a subject; its stored name is never used for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A lot. The order is that of preference: a notice that several subscriptions bring is told
    /// as that of the nearest.
    Lot,
    /// A plan point.
    Plan,
    /// An announcement.
    Announcement,
    /// A supplier.
    Supplier,
    /// A customer.
    Customer,
    /// A search.
    Search,
}

/// A subscription, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its key; sorts by the time it was made.
    pub id: String,
    /// Whose.
    pub user: UserId,
    /// Where notices go.
    pub chat_id: ChatId,
    /// What is followed.
    pub subject: Subject,
    /// Root record of the plan point, of a lot or a plan point: what all attempts share.
    pub plan_number: Option<String>,
    /// What the person knows it by: a number and the beginning of a name.
    pub label: String,
    /// Since when it is paused.
    pub paused_at: Option<DateTime<Utc>>,
    /// Until when it is silent.
    pub muted_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Subject {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Plan(_) => Kind::Plan,
            Self::Lot(_) => Kind::Lot,
            Self::Announcement(_) => Kind::Announcement,
            Self::Customer(_) => Kind::Customer,
            Self::Supplier(_) => Kind::Supplier,
            Self::Search(_) => Kind::Search,
        }
    }

    /// What tells it from others of its kind, as stored.
    pub fn key(&self) -> String {
        match self {
            Self::Plan(id) | Self::Lot(id) | Self::Announcement(id) => id.to_string(),
            Self::Customer(bin) | Self::Supplier(bin) => bin.as_str().to_owned(),
            Self::Search(_) => short_id(&self.filter().unwrap_or_default()),
        }
    }

    /// The filter of a search, as stored.
    pub fn filter(&self) -> Option<String> {
        match self {
            Self::Search(filter) => serde_json::to_string(filter).ok(),
            _ => None,
        }
    }

    /// Reads it back from storage; none for what an earlier or later version wrote otherwise.
    pub fn from_stored(kind: &str, key: &str, filter: Option<&str>) -> Option<Self> {
        let id = || key.parse().ok();
        let bin = || Bin::from_source(key);
        match Kind::named(kind)? {
            Kind::Plan => id().map(Self::Plan),
            Kind::Lot => id().map(Self::Lot),
            Kind::Announcement => id().map(Self::Announcement),
            Kind::Customer => bin().map(Self::Customer),
            Kind::Supplier => bin().map(Self::Supplier),
            Kind::Search => serde_json::from_str(filter?).ok().map(Self::Search),
        }
    }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Lot, Self::Plan, Self::Announcement, Self::Supplier, Self::Customer, Self::Search];

    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Lot => "lot",
            Self::Announcement => "announcement",
            Self::Customer => "customer",
            Self::Supplier => "supplier",
            Self::Search => "search",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How many subscriptions a person has, and how many they may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Those they have.
    pub used: i64,
    /// As many as their tier allows.
    pub limit: i64,
}

impl Quota {
    /// There is room for none more.
    pub fn is_full(self) -> bool {
        self.used >= self.limit
    }
}

/// A page of lots.
#[derive(Debug, Clone, Default)]
pub struct RecentLots {
    /// The lots.
    pub lots: Vec<Lot>,
    /// When the first of them was first seen.
    pub oldest: Option<DateTime<Utc>>,
}

/// Announcements and plan points of some lots, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Announcements.
    pub announcements: HashMap<AnnouncementId, Announcement>,
    /// Plan points.
    pub plans: HashMap<PlanPointId, PlanPoint>,
}

impl Around {
    /// The announcement and the first plan point of a lot.
    pub fn of(&self, lot: &Lot) -> (Option<&Announcement>, Option<&PlanPoint>) {
        let announcement = lot.announcement_id.and_then(|id| self.announcements.get(&id));
        (announcement, lot.plan_point_ids.first().and_then(|id| self.plans.get(id)))
    }
}

/// Where subscriptions are kept. They are changed by effects only.
#[async_trait]
pub trait SubscriptionStore: Send + Sync {
    /// A person's subscription by its id.
    async fn find_subscription(
        &self,
        user: UserId,
        id: &str,
    ) -> Result<Option<Subscription>, StoreError>;
    /// A person's subscription by what it follows.
    async fn find_subscription_on(
        &self,
        user: UserId,
        subject: &Subject,
    ) -> Result<Option<Subscription>, StoreError>;
    /// A page of a person's subscriptions, the newest first.
    async fn list_subscriptions(
        &self,
        user: UserId,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Subscription>, StoreError>;
    /// How many a person has, paused ones too, and may have.
    async fn find_quota(&self, user: UserId) -> Result<Quota, StoreError>;
    /// Lots first seen since then, by id from the newest, those after `before`.
    async fn list_recent_lots(
        &self,
        since: DateTime<Utc>,
        before: Option<LotId>,
        limit: i64,
    ) -> Result<RecentLots, StoreError>;
    /// What is around these lots.
    async fn list_around(&self, lots: &[Lot]) -> Result<Around, StoreError>;
    /// What the person's next words are for, if they were asked for after `since`.
    async fn find_dialogue(
        &self,
        user: UserId,
        since: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError>;
}
