//! A bot of ours in a process of its own between stand-ins of its own, with a database that goes
//! with it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use super::child::{Child, Ended};
use crate::{
    app,
    config::{GoszakupConfig, StorageConfig},
    demo::{
        BOT_TOKEN, OWS_TOKEN,
        goszakup::{Dataset, LocalGoszakup},
        telegram::{LocalTelegram, Person},
    },
    domain::{Services, clock::SystemClock},
    storage::Storage,
};

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// OWS that was not asked for so long will not be asked by itself: jobs are looked for every second.
const QUIET: Duration = Duration::from_millis(2_500);
const LOOK: Duration = Duration::from_millis(5);
/// Who is answered before the load begins.
const HERALD: i64 = 900_000_001;
const WEBHOOK_SECRET: &str = "local-webhook-secret";

/// How updates come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Polling,
    Webhook,
}

/// A folder that goes with its owner.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("zakupai-bench-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path)
            .with_context(|| format!("{} can't be written to", path.display()))?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::debug!(%error, "the temporary folder stays");
        }
    }
}

/// Where one of our bots plays.
pub(super) struct Stage {
    pub(super) telegram: LocalTelegram,
    pub(super) goszakup: LocalGoszakup,
    database_url: String,
    watch_interval: Duration,
    // After what is in it, so that it goes last.
    folder: Folder,
}

impl Stage {
    /// Stand-ins with this data, and a new SQLite file.
    pub(super) async fn new(data: Dataset) -> anyhow::Result<Self> {
        let folder = Folder::new()?;
        let file = folder.path().join("bench.db");
        Self::with_database(data, format!("sqlite://{}", file.display()), folder).await
    }

    /// Stand-ins with this data, and this database.
    pub(super) async fn on(data: Dataset, database_url: String) -> anyhow::Result<Self> {
        Self::with_database(data, database_url, Folder::new()?).await
    }

    async fn with_database(
        data: Dataset,
        database_url: String,
        folder: Folder,
    ) -> anyhow::Result<Self> {
        let telegram = telegram().await?;
        let goszakup = LocalGoszakup::start(OWS_TOKEN, data).await?;
        let watch_interval = Duration::from_secs(24 * 3_600);
        Ok(Self { telegram, goszakup, database_url, watch_interval, folder })
    }

    /// What somebody follows is asked for this often; not at all, unless told so.
    pub(super) fn watch_every(&mut self, interval: Duration) {
        self.watch_interval = interval;
    }

    /// A Telegram that has not seen this bot yet.
    pub(super) async fn forget(&mut self) -> anyhow::Result<()> {
        self.telegram.stop();
        self.telegram = telegram().await?;
        Ok(())
    }

    /// `zakupai sync`, to its end; what it says, and the processor time it took.
    pub(super) async fn sync(&self) -> anyhow::Result<(serde_json::Value, Duration)> {
        let child = Child::start(&["sync"], &self.environment(), self.folder.path())?;
        let Ended { output: told, cpu, .. } = child.end().await?;
        Ok((serde_json::from_str(&told).context("the sync's report is no JSON")?, cpu))
    }

    /// `zakupai run`; returns without waiting for anything.
    pub(super) fn launch(&self, mode: Mode) -> anyhow::Result<Child> {
        let mut environment = self.environment();
        match mode {
            Mode::Polling => environment.push(("HTTP_ADDR", "off".to_owned())),
            Mode::Webhook => {
                let address = free_address()?;
                environment.push(("HTTP_ADDR", address.clone()));
                environment.push(("BOT_MODE", "webhook".to_owned()));
                environment.push(("WEBHOOK_URL", format!("http://{address}")));
                environment.push(("WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()));
            }
        }
        Child::start(&["run"], &environment, self.folder.path())
    }

    /// `zakupai run`, until it has answered somebody and its first sync is over.
    pub(super) async fn run(&self, mode: Mode) -> anyhow::Result<Child> {
        let mut child = self.launch(mode)?;
        self.telegram.says(&Person::new(HERALD, "ru"), "/help");
        answered(&self.telegram, &mut child).await?;
        let mut changes = self.goszakup.changes();
        changes.mark_unchanged();
        while let Ok(changed) = tokio::time::timeout(QUIET, changes.changed()).await {
            changed?;
        }
        Ok(child)
    }

    /// The database, looked at from here.
    pub(super) async fn storage(&self) -> anyhow::Result<Storage> {
        let config =
            StorageConfig { database_url: self.database_url.clone().into(), search_folder: None };
        app::open_storage(&config, Arc::new(SystemClock)).await
    }

    /// The domain's services in this process, over the stage's database and Goszakup.
    pub(super) fn services(&self, storage: &Storage) -> anyhow::Result<Services> {
        let config = GoszakupConfig {
            api_url: self.goszakup.url().parse()?,
            token: Some(self.goszakup.token().into()),
            portal_url: String::new(),
            sync_interval: Duration::from_secs(900),
            watch_interval: Duration::from_secs(60),
        };
        app::services(&config, Arc::new(storage.clone()), Arc::new(SystemClock))
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TELEGRAM_BOT_TOKEN", self.telegram.token()),
            ("TELEGRAM_API_URL", self.telegram.url()),
            ("GOSZAKUP_API_URL", self.goszakup.url()),
            ("GOSZAKUP_TOKEN", self.goszakup.token()),
            ("DATABASE_URL", self.database_url.clone()),
            // One sync at the start, none in the middle of a measurement.
            ("SYNC_INTERVAL", "24h".to_owned()),
            ("WATCH_INTERVAL", format!("{}s", self.watch_interval.as_secs())),
        ]
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.telegram.stop();
        self.goszakup.stop();
    }
}

/// A local Telegram for long runs.
pub(super) async fn telegram() -> anyhow::Result<LocalTelegram> {
    let telegram = LocalTelegram::start(BOT_TOKEN).await?;
    telegram.keep_history(false);
    Ok(telegram)
}

/// Waits for the first message of a bot; how long that took.
pub(super) async fn answered(
    telegram: &LocalTelegram,
    child: &mut Child,
) -> anyhow::Result<Duration> {
    called(telegram, "sendMessage", child).await
}

/// Waits until a method was called; how long that took.
pub(super) async fn called(
    telegram: &LocalTelegram,
    method: &str,
    child: &mut Child,
) -> anyhow::Result<Duration> {
    let started = Instant::now();
    while !telegram.until(LOOK, |telegram| telegram.count(method) > 0).await {
        child.alive()?;
        anyhow::ensure!(started.elapsed() < PATIENCE, "the bot never called {method}");
    }
    Ok(started.elapsed())
}

/// An address on loopback that nobody listens on, most likely also in a moment.
fn free_address() -> anyhow::Result<String> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
