//! The local Telegram and the local Goszakup: stand-ins on loopback that refuse what the real
//! servers refuse. `zakupai demo` runs the real bot against them; so do tests and benchmarks.

pub mod bench;
pub mod goszakup;
pub mod llm;
pub mod telegram;

mod talk;

use std::{collections::HashMap, io::IsTerminal as _, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    config::Config,
    domain::{
        clock::{Clock, SystemClock},
        sync::Source,
    },
    telemetry,
};
use goszakup::{Dataset, LocalGoszakup};
use talk::Talk;
use telegram::LocalTelegram;

/// Token of the local bot; it opens nothing anywhere else.
pub const BOT_TOKEN: &str = "100200300:local-telegram-opens-nothing-else";
/// Token of the local Goszakup.
pub const OWS_TOKEN: &str = "00000000000000000000000000000000";
/// How long the first sync or a reply may take before the demo says that something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(3);

/// A configuration for the stand-ins; `set` adds to it or replaces.
///
/// # Errors
/// Where a value makes no sense.
pub fn config(
    telegram: &LocalTelegram,
    goszakup: &LocalGoszakup,
    database_url: &str,
    set: &[(&str, &str)],
) -> anyhow::Result<Config> {
    let mut values: HashMap<String, String> = [
        ("TELEGRAM_BOT_TOKEN", telegram.token()),
        ("TELEGRAM_API_URL", telegram.url()),
        ("GOSZAKUP_API_URL", goszakup.url()),
        ("GOSZAKUP_TOKEN", goszakup.token()),
        ("DATABASE_URL", database_url.to_owned()),
        ("HTTP_ADDR", "off".to_owned()),
        // Nothing real is kept in a demonstration.
        ("DATA_KEY", "0".repeat(64)),
        ("SHUTDOWN_TIMEOUT", "10s".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    values.extend(set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Ok(Config::read(&|name| values.get(name).cloned())?)
}

/// Waits until nothing waits: every update is answered and every message sent.
///
/// # Errors
/// Where that takes too long.
pub async fn settled(app: &App, telegram: &LocalTelegram) -> anyhow::Result<()> {
    let store = &app.services().store;
    let quiet = async {
        loop {
            if telegram.pending() == 0
                && store.count_waiting_updates().await? == 0
                && store.count_thoughts().await? == 0
                && store.count_waiting_messages().await? == 0
            {
                return anyhow::Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(PATIENCE, quiet).await.context("no reply in time")?
}

/// Waits until the first sync has stored its lots, and they are indexed, and the registers are
/// mirrored.
///
/// # Errors
/// Where that takes too long.
pub async fn synced(app: &App) -> anyhow::Result<i64> {
    let store = &app.services().store;
    let done = async {
        loop {
            if store.find_sync_state(Source::Announcements).await?.watermark.is_some()
                && store.find_sync_state(Source::Rnu).await?.watermark.is_some()
                && app.services().search.is_up_to_date().await?
            {
                return anyhow::Ok(store.count_lots().await?);
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(PATIENCE, done).await.context("the first sync did not end in time")?
}

/// `zakupai demo`: lines in, replies out, until the input ends.
///
/// # Errors
/// Where the bot can't be started or does not answer.
pub async fn run() -> anyhow::Result<()> {
    let logs = crate::config::LogConfig::from_env()?;
    let quiet = std::env::var_os("RUST_LOG").is_none();
    telemetry::init_logs(
        &if quiet { crate::config::LogConfig { filter: "off".to_owned(), ..logs } } else { logs },
        &[],
    );
    let place = Place::choose()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let telegram = LocalTelegram::start(BOT_TOKEN).await?;
    let goszakup = LocalGoszakup::start(OWS_TOKEN, Dataset::demo(clock.now())).await?;
    let config = config(&telegram, &goszakup, &place.database_url(), &[])?;
    let app = App::start(&config, clock, &CancellationToken::new()).await?;
    let lots = synced(&app).await?;

    let mut talk = Talk::new(telegram.clone());
    talk.greet(lots)?;
    let shown = !std::io::stdin().is_terminal();
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    talk.prompt()?;
    while let Some(line) = next_line(&mut lines).await? {
        if shown {
            talk.echo(&line)?;
        }
        if let Some(heard) = talk.hear(&line)? {
            settled(&app, &telegram).await?;
            heard.answered(&telegram, PATIENCE).await;
            talk.show()?;
        }
        talk.prompt()?;
    }
    app.stop().await;
    telegram.stop();
    goszakup.stop();
    place.leave();
    Ok(())
}

/// The next line of the input; none at its end or at Ctrl-C. What is no UTF-8 is read as well as
/// it can be: a person can't be asked to retype a pipe.
async fn next_line(
    lines: &mut tokio::io::Lines<BufReader<tokio::io::Stdin>>,
) -> anyhow::Result<Option<String>> {
    loop {
        tokio::select! {
            line = lines.next_line() => match line {
                Ok(line) => return Ok(line),
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {}
                Err(error) => return Err(error.into()),
            },
            _ = tokio::signal::ctrl_c() => return Ok(None),
        }
    }
}

/// Where the demo keeps its database: `DATA_DIR`, else a temporary folder that goes with it.
struct Place {
    folder: PathBuf,
    temporary: bool,
}

impl Place {
    fn choose() -> anyhow::Result<Self> {
        let chosen =
            std::env::var_os("DATA_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let temporary = chosen.is_none();
        let folder = chosen.unwrap_or_else(|| {
            std::env::temp_dir().join(format!("zakupai-demo-{}", uuid::Uuid::now_v7()))
        });
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} can't be written to", folder.display()))?;
        Ok(Self { folder, temporary })
    }

    fn database_url(&self) -> String {
        format!("sqlite://{}", self.folder.join("demo.db").display())
    }

    fn leave(&self) {
        if self.temporary
            && let Err(error) = std::fs::remove_dir_all(&self.folder)
        {
            tracing::debug!(%error, "the temporary folder stays");
        }
    }
}
