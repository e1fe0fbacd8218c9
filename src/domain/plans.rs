//! Plan points: what a customer means to buy this year, with unit, price and place.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::types::{Bin, LocalText, PlanPointId, Quantity, Tenge};

/// A point of a yearly plan as OWS last told it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanPoint {
    /// `PlnPoint.id`; every edit has a new one.
    pub id: PlanPointId,
    /// `rootrecordId`: what stays the same over the edits, and the root of lots' numbers.
    pub root_id: Option<PlanPointId>,
    /// BIN of the customer.
    pub customer_bin: Option<Bin>,
    /// Name of what is bought.
    pub name: LocalText,
    /// Short description.
    pub description: LocalText,
    /// Further description.
    pub extra_description: LocalText,
    /// ENSTRU code, as `052010.900.000002`.
    pub enstru_code: Option<String>,
    /// Name of the ENSTRU class.
    pub enstru_name: LocalText,
    /// Unit of measure.
    pub unit: LocalText,
    /// How much.
    pub count: Option<Quantity>,
    /// Price of one unit, without VAT.
    pub price: Option<Tenge>,
    /// Planned sum, without VAT.
    pub amount: Option<Tenge>,
    /// Planned method.
    pub method_id: Option<i64>,
    /// What is bought: 1 goods, 2 works, 3 services.
    pub subject_type_id: Option<i64>,
    /// Term of delivery in the customer's words (the Russian field may be in Kazakh).
    pub supply_term: Option<String>,
    /// Advance payment in hundredths of a percent.
    pub prepayment_bp: Option<i64>,
    /// Year of the plan.
    pub year: Option<i64>,
    /// Places of delivery.
    pub places: Vec<DeliveryPlace>,
    /// When we asked OWS for it.
    pub fetched_at: DateTime<Utc>,
}

impl PlanPoint {
    /// The record that stays the same over the edits: the first has no other.
    pub fn root(&self) -> PlanPointId {
        self.root_id.unwrap_or(self.id)
    }
}

/// A place of delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryPlace {
    /// KATO code of nine digits.
    pub kato: Option<String>,
    /// The address as the customer wrote it.
    pub name: LocalText,
}
