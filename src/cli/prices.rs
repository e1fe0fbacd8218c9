//! `zakupai import-prices FILE`: a price list of those who run the bot, which everybody is shown.

use std::{fs::File, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context as _;

use super::say;
use crate::{
    app,
    config::{LogConfig, StorageConfig},
    domain::{
        clock::SystemClock,
        prices::{Owner, PriceService, Progress, Wish},
    },
    tables::{self, Hidden},
    telemetry,
};

/// Which file, and how it is read.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ImportPrices {
    /// CSV or XLSX.
    file: PathBuf,
    /// Write what became of each wrong row here, as JSON.
    #[arg(long)]
    report: Option<PathBuf>,
    /// All rows or none: a single wrong row keeps the file out.
    #[arg(long)]
    whole: bool,
    /// Read hidden rows, columns and sheets of a workbook as well.
    #[arg(long)]
    hidden: bool,
}

/// Takes the file in; failure where all or nothing was wished and it was nothing.
///
/// # Errors
/// Where the file can't be read, or storage fails.
pub(super) async fn run(what: ImportPrices, clock: Arc<SystemClock>) -> anyhow::Result<ExitCode> {
    let config = StorageConfig::from_env()?;
    telemetry::init_logs(&LogConfig::from_env()?, &[&config.database_url]);
    let unreadable = || format!("{} can't be read", what.file.display());
    let file = File::open(&what.file).with_context(unreadable)?;
    let hidden = Hidden::asked(what.hidden);
    let opened = tokio::task::spawn_blocking(move || tables::open(file, hidden)).await?;
    let opened = opened.with_context(unreadable)?;
    let storage = app::open_storage(&config, clock.clone()).await?;
    let prices = {
        let store = Arc::new(storage.clone());
        PriceService::new(store.clone(), store, clock)
    };
    let wish =
        Wish { owner: Owner::Shared, layout: None, is_whole: what.whole, with_hidden: what.hidden };
    let done = prices.import(opened.table, &opened.digest, &wish, &Progress::default()).await;
    storage.close().await;
    let done = done.with_context(unreadable)?;
    if let Some(path) = &what.report {
        let text = serde_json::to_string_pretty(&done.json())?;
        std::fs::write(path, text)
            .with_context(|| format!("{} can't be written", path.display()))?;
    }
    let counts = serde_json::json!({
        "rows": done.read.rows, "imported": done.imported, "unchanged": done.unchanged,
        "rejected": done.read.rejected,
    });
    say(&counts.to_string())?;
    Ok(if done.is_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
