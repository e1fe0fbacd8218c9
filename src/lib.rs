//! ZakupAI: a Telegram-first procurement analyst in one binary.
//!
//! - [`demo`] holds the local Telegram and the local Goszakup that `zakupai demo` and the tests share.

pub mod bot;
pub mod clients;
pub mod demo;
pub mod domain;
pub mod i18n;
pub mod storage;
