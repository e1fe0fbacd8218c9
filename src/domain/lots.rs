//! Lots: what a supplier judges. The card is put together from the stored lot, its announcement
//! and plan point, and is asked of OWS anew when the stored copy is older than the limit.

use chrono::{DateTime, Utc};

use super::types::{
    AnnouncementId, AnnouncementNumber, Bin, LocalText, LotId, LotNumber, PlanPointId, Quantity,
    Tenge,
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
    /// It was deleted at the source.
    pub is_deleted: bool,
    /// `lastUpdateDate`.
    pub source_updated_at: Option<DateTime<Utc>>,
    /// When we asked OWS for it.
    pub fetched_at: DateTime<Utc>,
}
