//! What the product knows: types, rules and the ports it needs. Nothing here speaks Telegram,
//! HTTP or SQL.

pub mod announcements;
pub mod clock;
pub mod lots;
pub mod plans;
pub mod procurement;
pub mod subjects;
pub mod types;
