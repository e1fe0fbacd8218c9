//! Alerts: lots that suited somebody, and where they are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Follow, HotProfile, Judged, Score, Verdict, WeekLine};
use crate::{
    domain::{
        error::StoreError,
        lots::Lot,
        outbox::OutboxMessage,
        types::{LotId, Tenge, UserId},
        users::UserSettings,
    },
    i18n::Lang,
};

/// Somebody for whom lots are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunter {
    /// What they look for.
    pub hot: HotProfile,
    /// The language to talk in.
    pub lang: Lang,
    /// What they chose.
    pub settings: UserSettings,
}

/// A lot that suited somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The lot, as it is now.
    pub lot: Lot,
    /// How well it suited when it was found.
    pub score: Score,
    /// When that was.
    pub found_at: DateTime<Utc>,
    /// The price that suits it, where the person's list has one.
    pub listed: Option<Listed>,
    /// What was said of it.
    pub verdict: Option<Verdict>,
}

/// A price of a person that suits a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The row in `prices`.
    pub price_id: i64,
    /// The position's name.
    pub name: String,
    /// Price of one.
    pub price: Tenge,
    /// How sure it is, from 0 to 100.
    pub confidence: u8,
    /// What is left of the allocated price of one, in hundredths of a percent of it.
    pub margin_bp: Option<i64>,
}

/// An alert to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlert {
    /// For whom.
    pub user: UserId,
    /// Which lot.
    pub lot: LotId,
    /// How well it suits.
    pub score: Score,
    /// The price that suits it.
    pub listed: Option<Listed>,
    /// It is told at once; else it waits for the digest.
    pub at_once: bool,
}

/// What a digest tells of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestOf {
    /// For whom.
    pub user: UserId,
    /// The number of its day.
    pub day: i64,
    /// Lots that it tells of.
    pub lots: Vec<LotId>,
    /// Lots that took no bids any more when it came.
    pub over: Vec<LotId>,
}

/// A lot that was shown to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// To whom.
    pub user: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// What they said of it.
    pub judged: Option<Judged>,
}

/// All that one look writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HotLook {
    /// Lots that were found.
    pub alerts: Vec<NewAlert>,
    /// Those of earlier looks whose digest is due.
    pub digests: Vec<DigestOf>,
    /// Weeks that were spoken of, or had nothing to speak of: whose, and up to when.
    pub weeks: Vec<(UserId, DateTime<Utc>, Option<WeekLine>)>,
    /// What is told.
    pub messages: Vec<OutboxMessage>,
}

impl HotLook {
    /// Nothing to write.
    pub fn is_empty(&self) -> bool {
        self.alerts.is_empty() && self.digests.is_empty() && self.weeks.is_empty()
    }
}

/// Where profiles and alerts are kept. Profiles are changed by effects, and by weekly lines.
#[async_trait]
pub trait HotLotStore: Send + Sync {
    /// A person's profile.
    async fn find_hot_profile(&self, user: UserId) -> Result<Option<HotProfile>, StoreError>;
    /// Everybody who has not paused theirs and does not block the bot.
    async fn list_hunters(&self) -> Result<Vec<Hunter>, StoreError>;
    /// What tells those who are told by their prices of new lots in their own chats anyway.
    async fn list_follows(&self) -> Result<Vec<Follow>, StoreError>;
    /// Who has been found which of these lots.
    async fn list_alerted(&self, lots: &[LotId]) -> Result<Vec<(UserId, LotId)>, StoreError>;
    /// How many lots each person was told of one by one since then.
    async fn count_alerts(&self, since: DateTime<Utc>) -> Result<Vec<(UserId, i64)>, StoreError>;
    /// Alerts that wait for a digest, by person.
    async fn list_waiting_alerts(&self) -> Result<Vec<(UserId, Alert)>, StoreError>;
    /// Lots that were shown since then.
    async fn list_shown(&self, since: DateTime<Utc>) -> Result<Vec<Shown>, StoreError>;
    /// Writes a look, all or nothing. False, and nothing written, where another instance has written
    /// part of it meanwhile.
    async fn finish_hot_look(&self, look: &HotLook) -> Result<bool, StoreError>;
    /// A person's alert of a lot; none where it is long gone.
    async fn find_alert(&self, user: UserId, lot: LotId) -> Result<Option<Alert>, StoreError>;
    /// A page of a digest, the best first, and how many it has in all.
    async fn list_digest(
        &self,
        user: UserId,
        day: i64,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<Alert>, i64), StoreError>;
}

/// Chooses the words of alerts.
pub trait HotWording: Send + Sync {
    /// The message of one lot.
    fn alert(&self, hunter: &Hunter, alert: &Alert, now: DateTime<Utc>) -> OutboxMessage;
    /// The message of a digest, at its first page; `alerts` are all of it, the best first.
    fn digest(
        &self,
        hunter: &Hunter,
        day: i64,
        alerts: &[Alert],
        now: DateTime<Utc>,
    ) -> OutboxMessage;
    /// The weekly line.
    fn week(&self, hunter: &Hunter, week: &WeekLine) -> OutboxMessage;
}
