//! Announcements (TrdBuy): the procedure that lots are bought in, with its term and status.

use chrono::{DateTime, Utc};

use super::types::{AnnouncementId, AnnouncementNumber, Bin, LocalText, Tenge};

/// An announcement as OWS last told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// `TrdBuy.id`.
    pub id: AnnouncementId,
    /// `numberAnno`, as `17379709-1`.
    pub number: Option<AnnouncementNumber>,
    /// Title.
    pub name: LocalText,
    /// `refBuyStatusId`; goes stale, so it is read together with `end_at`.
    pub status_id: Option<i64>,
    /// The method actually used (`TrdBuy.refTradeMethodsId`).
    pub method_id: Option<i64>,
    /// What is bought: 1 goods, 2 works, 3 services.
    pub subject_type_id: Option<i64>,
    /// BIN of the organiser.
    pub organizer_bin: Option<Bin>,
    /// Name of the organiser.
    pub organizer_name: LocalText,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When bids begin to be taken.
    pub start_at: Option<DateTime<Utc>>,
    /// When bids cease to be taken.
    pub end_at: Option<DateTime<Utc>>,
    /// Planned sum of all its lots, without VAT.
    pub total: Option<Tenge>,
    /// How many lots it has.
    pub lot_count: Option<i64>,
    /// KATO codes of the places of delivery.
    pub kato: Vec<String>,
    /// `lastUpdateDate`.
    pub source_updated_at: Option<DateTime<Utc>>,
    /// When we asked OWS for it.
    pub fetched_at: DateTime<Utc>,
}
