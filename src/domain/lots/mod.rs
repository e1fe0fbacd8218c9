//! Lots: what a supplier judges. The card is put together from the stored lot, its announcement
//! and plan point, and is asked of OWS anew when the stored copy is older than the limit.

mod look_up;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

pub use look_up::{Candidates, Found, LotService};

use super::{
    announcements::Announcement,
    changes::Change,
    error::StoreError,
    plans::PlanPoint,
    procurement::AnnouncementKey,
    risk::Surroundings,
    subjects::Subject,
    sync::SyncState,
    types::{
        AnnouncementId, AnnouncementNumber, Biin, Bin, LocalText, LotId, LotNumber, PlanPointId,
        Quantity, Tenge,
    },
};

/// A lot as OWS last told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// `Lots.id`.
    pub id: LotId,
    /// Number, as `83685322-ОИ4`.
    pub number: LotNumber,
    /// Its announcement.
    pub announcement_id: Option<AnnouncementId>,
    /// Its announcement's number.
    pub announcement_number: Option<AnnouncementNumber>,
    /// Name.
    pub name: LocalText,
    /// Description.
    pub description: LocalText,
    /// `refLotStatusId`; goes stale, so it is read together with the deadline.
    pub status_id: Option<i64>,
    /// Sum allocated for the whole lot, without VAT (Rules 687, point 12(2)).
    pub amount: Option<Tenge>,
    /// How much is bought.
    pub quantity: Option<Quantity>,
    /// BIN of the customer.
    pub customer_bin: Option<Bin>,
    /// Name of the customer.
    pub customer_name: LocalText,
    /// Method in the plan (`refTradeMethodsId`); not the one used.
    pub planned_method_id: Option<i64>,
    /// Method used (`refBuyTradeMethodsId`).
    pub actual_method_id: Option<i64>,
    /// KATO codes of the places of delivery.
    pub kato: Vec<String>,
    /// Plan points it was made of.
    pub plan_point_ids: Vec<PlanPointId>,
    /// When bids cease to be taken: its announcement's, repeated here for lists.
    pub deadline: Option<DateTime<Utc>>,
    /// It was deleted at the source.
    pub is_deleted: bool,
    /// `lastUpdateDate`.
    pub source_updated_at: Option<DateTime<Utc>>,
    /// When we asked OWS for it.
    pub fetched_at: DateTime<Utc>,
}

/// Where lots are kept.
#[async_trait]
pub trait LotStore: Send + Sync {
    /// A lot by its OWS id.
    async fn find_lot(&self, id: LotId) -> Result<Option<Lot>, StoreError>;
    /// Lots with what belongs to them, and how far the sync has come.
    async fn find_stored_lots(&self, key: &StoredKey) -> Result<StoredLots, StoreError>;
    /// Lots of all attempts at one plan point, newest first.
    async fn list_lots_by_plan_number(&self, root: i64, limit: i64)
    -> Result<Vec<Lot>, StoreError>;
    /// A page of an announcement's lots, by id.
    async fn list_announcement_lots(
        &self,
        id: AnnouncementId,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Lot>, StoreError>;
    /// How many lots of an announcement are stored.
    async fn count_announcement_lots(&self, id: AnnouncementId) -> Result<i64, StoreError>;
    /// An announcement.
    async fn find_announcement(
        &self,
        key: &AnnouncementKey,
    ) -> Result<Option<Announcement>, StoreError>;
    /// A plan point.
    async fn find_plan(&self, id: PlanPointId) -> Result<Option<PlanPoint>, StoreError>;
    /// The newest record of a plan point, by its root record.
    async fn find_plan_by_root(&self, root: PlanPointId) -> Result<Option<PlanPoint>, StoreError>;
    /// Open lots of a customer, the nearest deadline first, and how many there are.
    async fn list_customer_lots(
        &self,
        bin: &Bin,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<(Vec<Lot>, i64), StoreError>;
    /// An organisation.
    async fn find_subject(&self, biin: &Biin) -> Result<Option<Subject>, StoreError>;
    /// Stores an organisation.
    async fn save_subject(&self, subject: &Subject, changes: &[Change]) -> Result<(), StoreError>;
}

/// What stored lots are found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredKey {
    /// An OWS id.
    Id(LotId),
    /// A number; two systems may have given one number twice.
    Number(LotNumber),
}

/// A lot with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLot {
    /// The lot.
    pub lot: Lot,
    /// Its announcement, where it is stored.
    pub announcement: Option<Announcement>,
    /// Its first plan point, where it is stored.
    pub plan: Option<PlanPoint>,
    /// What was counted around it.
    pub around: Surroundings,
}

/// What storage has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredLots {
    /// The newest first.
    pub lots: Vec<StoredLot>,
    /// How far the sync of lots has come.
    pub synced: SyncState,
}

/// Statuses in which bids are taken, as long as the term has not ended: 220 and 240
/// (`refBuyStatusId` and `refLotStatusId` share them). They go stale after the deadline.
pub const OPEN_STATUSES: [i64; 2] = [220, 240];
/// True of a status in which bids are taken, as long as the term has not ended.
pub fn takes_bids(status: i64) -> bool {
    OPEN_STATUSES.contains(&status)
}

/// Published, bids not yet taken.
const PUBLISHED: i64 = 210;

/// Where a purchase stands, status and term read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Bids are taken until then.
    Open(DateTime<Utc>),
    /// Published; bids are taken later, until then if known.
    Announced(Option<DateTime<Utc>>),
    /// The term has ended, though the source's status may still say that bids are taken.
    Ended(DateTime<Utc>),
    /// The status is past the taking of bids, or stopped.
    Closed,
    /// The source does not tell enough.
    Unknown,
}

impl Lot {
    /// It unites several plan points: a quantity over different things has no price of one.
    pub fn is_united(&self) -> bool {
        self.number.is_united() || self.plan_point_ids.len() > 1
    }

    /// Price of one unit, without VAT: the sum is of the whole lot.
    pub fn unit_price(&self) -> Option<Tenge> {
        if self.is_united() {
            return None;
        }
        self.amount.zip(self.quantity).and_then(|(amount, quantity)| amount.per(quantity))
    }

    /// Reads status and term together: open means 220 or 240, and now before the end.
    pub fn stage(&self, now: DateTime<Utc>) -> Stage {
        match (self.status_id, self.deadline) {
            (Some(status), Some(end)) if OPEN_STATUSES.contains(&status) && now < end => {
                Stage::Open(end)
            }
            (Some(status), Some(end)) if OPEN_STATUSES.contains(&status) => Stage::Ended(end),
            (Some(PUBLISHED), Some(end)) if now >= end => Stage::Ended(end),
            (Some(PUBLISHED), end) => Stage::Announced(end),
            (Some(status), None) if OPEN_STATUSES.contains(&status) => Stage::Unknown,
            (Some(_), _) => Stage::Closed,
            (None, _) => Stage::Unknown,
        }
    }
}

/// A lot with all that its card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotView {
    /// The lot.
    pub lot: Lot,
    /// Its announcement.
    pub announcement: Option<Announcement>,
    /// Its first plan point: unit, price of one, place, term of delivery.
    pub plan: Option<PlanPoint>,
    /// What was counted around it.
    pub around: Surroundings,
    /// How old this is.
    pub freshness: Freshness,
}

/// How old facts are, and how complete the last pass was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// The facts were so at this moment.
    pub as_of: DateTime<Utc>,
    /// Share of changed rows that OWS gave in the last pass, in hundredths of a percent.
    pub completeness_bp: Option<i64>,
    /// It should have been asked anew, and OWS did not answer.
    pub source_down: bool,
}

impl Freshness {
    /// How old everything synced is; none where no pass was ever complete.
    pub fn of_sync(state: &SyncState) -> Option<Self> {
        let as_of = state.watermark?;
        Some(Self { as_of, completeness_bp: state.completeness_bp(), source_down: false })
    }
}

impl LotView {
    /// The method used, as against the planned one.
    pub fn method_id(&self) -> Option<i64> {
        self.lot.actual_method_id.or_else(|| self.announcement.as_ref().and_then(|a| a.method_id))
    }
}
