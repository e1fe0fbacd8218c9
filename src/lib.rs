//! ZakupAI: a Telegram-first procurement analyst for suppliers of Kazakhstan's state, in one binary.
//!
//! - [`domain`] is what the product knows: types, rules, services, and the ports it needs. It names
//!   no other folder but [`i18n`], and speaks no Telegram, HTTP or SQL.
//! - [`bot`], [`http`] and [`jobs`] are the ways in: what people type, what operators ask, what the
//!   timetable starts. They know `domain`; the webhook route hands updates to `bot`.
//! - [`storage`] and [`clients`] implement the domain's ports: a database, and the outside world.
//! - [`documents`] sets papers as PDF and DOCX: a leaf behind a port of the domain.
//! - [`search`] implements the port to the index of lots, with tantivy.
//! - [`tables`] reads tables that others send, a row at a time: a leaf as well.
//! - [`app`] puts it all together, [`cli`] says what the binary can be told to do, [`config`],
//!   [`telemetry`] and [`i18n`] are leaves that anybody may use.
//! - [`demo`] holds the local Telegram and the local Goszakup that `zakupai demo`, the benchmarks
//!   and the tests share; nothing else knows of it.
//! - [`eval`] judges rules and formats by cases from a file, through the same code.
//!
//! `tests/it/layering.rs` reads the sources and holds these rules.

pub mod app;
pub mod bot;
pub mod cli;
pub mod clients;
pub mod config;
pub mod demo;
pub mod documents;
pub mod domain;
pub mod eval;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod search;
pub mod storage;
pub mod tables;
pub mod telemetry;
