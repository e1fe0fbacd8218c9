//! Subjects: organisations and persons in the register of participants.

use chrono::{DateTime, Utc};

use super::types::{Bin, LocalText};

/// An organisation as OWS last told it; what is personal (heads, mail, phones) is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `pid`.
    pub id: i64,
    /// BIN.
    pub bin: Bin,
    /// Name.
    pub name: LocalText,
    /// KATO codes.
    pub kato: Vec<String>,
    /// Registered as a customer.
    pub is_customer: bool,
    /// Registered as a supplier.
    pub is_supplier: bool,
    /// When it was registered with the state.
    pub registered_at: Option<DateTime<Utc>>,
    /// When we asked OWS for it.
    pub fetched_at: DateTime<Utc>,
}

/// One entry of the register of unfair suppliers (РНУ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RnuEntry {
    /// Whose register: 1 Mitwork, 2 Samruk, 3 Goszakup.
    pub system_id: Option<i64>,
    /// When it was entered.
    pub start_at: Option<DateTime<Utc>>,
    /// When the entry ends; 24 months (Law 106-VIII, article 8).
    pub end_at: Option<DateTime<Utc>>,
}
