//! The words the domain speaks in: parsed once at the edge, trusted afterwards.

mod biin;
mod enstru;
mod local_text;
mod lot_number;
mod lot_ref;
mod quantity;
mod tenge;

pub use biin::{Biin, BiinError, Bin, Division, Entity, Iin, check_pass};
pub use enstru::Enstru;
pub use local_text::LocalText;
pub use lot_number::{AnnouncementNumber, LotNumber, LotNumberError};
pub use lot_ref::{LotRef, LotRefError};
pub use quantity::Quantity;
pub(in crate::domain) use tenge::parse_scaled;
pub use tenge::{MoneyError, Tenge};

/// OWS identifier of a lot (`Lots.id`).
pub type LotId = i64;
/// OWS identifier of an announcement (`TrdBuy.id`).
pub type AnnouncementId = i64;
/// OWS identifier of a plan point (`PlnPoint.id`); every edit of a point has a new one.
pub type PlanPointId = i64;
/// OWS id of a contract.
pub type ContractId = i64;
/// Telegram's identifier of a person.
pub type UserId = i64;
/// Telegram's identifier of a chat; equals the person's in a private chat.
pub type ChatId = i64;
