//! `zakupai law import FILE`: an official text that answers quote.

use std::{path::PathBuf, sync::Arc};

use anyhow::Context as _;
use chrono::NaiveDate;

use super::say;
use crate::{
    app,
    config::{LogConfig, StorageConfig},
    domain::{
        clock::SystemClock,
        law::{self, LawStore as _},
    },
    telemetry,
};

/// What is done with official texts.
#[derive(Debug, Clone, clap::Subcommand)]
pub(super) enum Law {
    /// Take in the text of the Law, of the Rules or of the Rules of registers: plain text or a page
    /// of the official site, or a list of chunks; it replaces the former edition.
    Import {
        /// In UTF-8.
        file: PathBuf,
        /// The day of the edition, where the text does not tell it: YYYY-MM-DD.
        #[arg(long)]
        edition: Option<NaiveDate>,
    },
}

/// Takes the file in and prints what differs from the former edition, as JSON.
///
/// # Errors
/// Where the file can't be read or is no whole act, or storage fails.
pub(super) async fn run(what: Law, clock: Arc<SystemClock>) -> anyhow::Result<()> {
    let Law::Import { file, edition } = what;
    let config = StorageConfig::from_env()?;
    telemetry::init_logs(&LogConfig::from_env()?, &[&config.database_url]);
    let unreadable = || format!("{} can't be taken in", file.display());
    let size = std::fs::metadata(&file).with_context(unreadable)?.len();
    if size > law::MOST_BYTES as u64 {
        return Err(law::LawError::TooLarge).with_context(unreadable);
    }
    let bytes = std::fs::read(&file).with_context(unreadable)?;
    let act = law::read(&bytes, edition).with_context(unreadable)?;
    let storage = app::open_storage(&config, clock).await?;
    let replaced = storage.replace_act(&act).await;
    storage.close().await;
    let former = replaced?;
    let found =
        law::difference(former.as_ref().map_or(&[], |(_, old)| old.as_slice()), &act.passages);
    let report = serde_json::json!({
        "document": act.document.code(), "edition": act.edition, "places": act.passages.len(),
        "former_edition": former.as_ref().map(|(day, _)| day),
        // Of a first edition all places are new: that tells nothing.
        "added": former.as_ref().map(|_| &found.added),
        "changed": found.changed, "removed": found.removed,
    });
    say(&report.to_string())
}
