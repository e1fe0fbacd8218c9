//! The local Telegram and the local Goszakup: stand-ins on loopback that refuse what the real
//! servers refuse.

pub mod goszakup;
pub mod telegram;
