//! The port to the source of procurement data: what the product asks of Goszakup OWS v3.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    announcements::Announcement,
    bids::Bid,
    contracts::Contract,
    lots::Lot,
    participants::Participant,
    plans::PlanPoint,
    rnu::{RnuEntry, RnuListing},
    subjects::Subject,
    types::{AnnouncementId, AnnouncementNumber, Biin, Bin, LotId, LotNumber, PlanPointId},
};

/// What OWS is asked for. Every answer is already in the domain's types; a row that can't be is
/// set aside with its reason, and the others still come.
#[async_trait]
pub trait Procurement: Send + Sync {
    /// One page of lots, newest id first, with their announcements and plan points where OWS
    /// nests them. Without a window: all lots.
    async fn lots_page(
        &self,
        window: Option<Window>,
        after: Option<i64>,
    ) -> Result<Page<LotRecord>, SourceError>;

    /// One page of announcements changed in the window, newest id first.
    async fn announcements_page(
        &self,
        window: Window,
        after: Option<i64>,
    ) -> Result<Page<Announcement>, SourceError>;

    /// One page of contracts, newest id first.
    async fn contracts_page(
        &self,
        key: &ContractKey,
        after: Option<i64>,
    ) -> Result<Page<Contract>, SourceError>;

    /// The bids of an announcement; none before its results are out.
    async fn find_bids(&self, announcement: AnnouncementId) -> Result<Vec<Bid>, SourceError>;

    /// The lots that fit a key; none where OWS has none. A page's worth at most.
    async fn find_lots(&self, key: &LotKey) -> Result<Page<LotRecord>, SourceError>;

    /// One announcement.
    async fn find_announcement(
        &self,
        key: &AnnouncementKey,
    ) -> Result<Option<Announcement>, SourceError>;

    /// The plan points with these ids; those that OWS lacks are left out.
    async fn find_plans(&self, ids: &[PlanPointId]) -> Result<Vec<PlanPoint>, SourceError>;

    /// An organisation, or a person who trades, of the register of participants.
    async fn find_subject(&self, biin: &Biin) -> Result<Option<Subject>, SourceError>;

    /// What the register of participants says of somebody who sells; nobody waits for it.
    async fn find_participant(&self, biin: &Biin) -> Result<Option<Participant>, SourceError>;

    /// The records of plan points by their root records, the newest among them: an edit is a new one.
    async fn find_plan_records(&self, roots: &[PlanPointId])
    -> Result<Vec<PlanPoint>, SourceError>;

    /// One page of the registers of unfair participants, newest id first.
    async fn rnu_page(&self, after: Option<i64>) -> Result<Page<RnuListing>, SourceError>;

    /// A supplier's entries in these registers; an empty list means "not listed now".
    async fn find_rnu(&self, biin: &Biin) -> Result<Vec<RnuEntry>, SourceError>;
}

/// A span of `lastUpdateDate`, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From this moment.
    pub from: DateTime<Utc>,
    /// To this moment.
    pub to: DateTime<Utc>,
}

/// Which contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractKey {
    /// Those changed in a window.
    Changed(Window),
    /// Those of a customer in a financial year.
    Customer(Bin, i32),
}

/// How a lot is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LotKey {
    /// By ids, 200 at most.
    Ids(Vec<LotId>),
    /// By number.
    Number(LotNumber),
    /// All of one announcement.
    Announcement(AnnouncementId),
    /// By a plan point in its `pointList`.
    PlanPoint(PlanPointId),
}

/// How an announcement is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnnouncementKey {
    /// By id.
    Id(AnnouncementId),
    /// By number.
    Number(AnnouncementNumber),
}

/// A lot with what came nested in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotRecord {
    /// The lot.
    pub lot: Lot,
    /// Its announcement; OWS may leave it out.
    pub announcement: Option<Announcement>,
    /// Its plan points; OWS leaves them out for about half of fresh lots.
    pub plans: Vec<PlanPoint>,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Rows that could be read.
    pub rows: Vec<T>,
    /// Rows that could not.
    pub rejected: Vec<RejectedRow>,
    /// `totalCount` of the whole list, where OWS told it.
    pub total: Option<u64>,
    /// What to pass as `after` for the next page; none at the end.
    pub next: Option<i64>,
}

/// A row that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Its OWS id, where at least that could be read.
    pub id: Option<i64>,
    /// What is wrong with it, in our words: a code, then the field.
    pub reason: String,
}

/// Why OWS did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The token is missing, wrong or expired; asking again is of no use.
    #[error("the token is refused")]
    Token,
    /// OWS is down, slow, or asks to wait: asking later may help.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// OWS answered something that makes no sense.
    #[error("broken answer: {0}")]
    Broken(String),
    /// No account is configured.
    #[error("no Goszakup account is configured")]
    NotConfigured,
}
