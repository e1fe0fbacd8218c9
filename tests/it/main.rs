//! The only integration binary: whole stories through a real HTTP Bot API stand-in and a real OWS
//! stand-in, on SQLite always and on PostgreSQL where `TEST_DATABASE_URL` names a server (in CI it
//! must).

#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::disallowed_methods,
    reason = "a test binary has no readers outside, and a test that can't go on should say so and stop"
)]

#[macro_use]
mod support;

mod ask;
mod ask_api;
mod ask_model;
mod ask_own;
mod calc;
mod catalogue;
mod chaos;
mod contracts;
mod counterparty;
mod crashes;
mod dead_letters;
mod delivery;
mod demo;
mod documents;
mod groups;
mod heartbeat;
mod hostile;
mod hot_lots;
mod http;
mod inline;
mod law;
mod law_search;
mod law_text;
mod layering;
mod lots;
mod notices;
mod papers;
mod price_alerts;
mod price_files;
mod prices;
mod quiet_hours;
mod reminders;
mod risk;
mod risk_ocds;
mod rnu;
mod search;
mod search_api;
mod search_index;
mod settings;
mod start;
mod storage_story;
mod subscriptions;
mod suppliers;
mod sync;
mod watched_suppliers;
