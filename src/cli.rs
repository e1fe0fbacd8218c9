//! The command line: what the one binary can be told to do.

mod keys;
mod law;
mod prices;
mod replay;
mod risk;

use std::{io::Write as _, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::{
    app,
    clients::http::{HttpOptions, client},
    config::{Config, GoszakupConfig, LogConfig, StorageConfig, http_addr_from_env},
    demo,
    domain::{
        Services, Store, clock::SystemClock, dead_letters::DeadLetterStore as _, sync::SyncError,
    },
    eval,
    search::{self, Search},
    telemetry,
};

/// ZakupAI: the analyst of a small supplier to Kazakhstan's state, in Telegram.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot (the default).
    Run,
    /// Talk to the bot here: local Telegram, local Goszakup, no account, no network.
    Demo,
    /// Bring the database's schema up to date.
    Migrate,
    /// Check the configuration and say what is on and off.
    CheckConfig,
    /// Ask the running bot on `HTTP_ADDR` whether it lives; for containers.
    Health,
    /// Fetch what changed at Goszakup now.
    Sync {
        /// All lots, newest first; goes on where it was cut short.
        #[arg(long)]
        full: bool,
    },
    /// Make the index of lots anew from what is stored; the bot must not run.
    Reindex,
    /// Make a key that a program comes to the HTTP interface with; it is printed once.
    CreateKey {
        /// Whose it is.
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Have a key open nothing any more.
    RevokeKey {
        /// The eight digits after `zk_`.
        prefix: String,
    },
    /// Take a price list in, CSV or XLSX, for everybody to be shown.
    ImportPrices(prices::ImportPrices),
    /// Official texts that answers quote.
    Law {
        #[command(subcommand)]
        what: law::Law,
    },
    /// What was given up: updates, messages and jobs.
    DeadLetters {
        #[command(subcommand)]
        what: DeadLetters,
    },
    /// Judge purchases by the rules of risk, and data of open contracting by its indicators.
    Risk {
        #[command(subcommand)]
        what: risk::Risk,
    },
    /// Judge the product's rules and formats by cases from a file.
    Eval {
        #[command(subcommand)]
        what: eval::Eval,
    },
    /// Measure the product against its promises, as ratios in one run.
    Bench {
        #[command(subcommand)]
        what: demo::bench::Bench,
    },
}

#[derive(Debug, Subcommand)]
enum DeadLetters {
    /// Print the newest ones, a JSON object a line.
    List {
        /// So many at most.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Put them on their way again, as if never tried.
    Redrive {
        /// Which; all where none is named.
        ids: Vec<String>,
    },
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// What stopped it, with its causes.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let command = self.command.unwrap_or(Command::Run);
        if !matches!(command, Command::Demo | Command::Bench { .. } | Command::Eval { .. }) {
            // Absent in production, where the environment is set by others.
            let _absent = dotenvy::dotenv();
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let outcome = runtime.block_on(command.run());
        // A read of standard input can't be called back: the runtime must not wait for it.
        runtime.shutdown_timeout(Duration::from_millis(100));
        outcome
    }
}

impl Command {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let clock = Arc::new(SystemClock);
        match self {
            Self::Run => {
                let config = Config::from_env()?;
                init_logs(&config);
                Box::pin(app::run(&config, clock)).await?;
            }
            Self::Demo => Box::pin(demo::run()).await?,
            Self::Migrate => {
                let config = StorageConfig::from_env()?;
                telemetry::init_logs(&LogConfig::from_env()?, &[&config.database_url]);
                let storage = app::open_storage(&config, clock).await?;
                storage.close().await;
                say("the schema is up to date")?;
            }
            Self::CheckConfig => say(&describe(&Config::from_env()?))?,
            Self::Health => return health().await,
            Self::Sync { full } => sync(full, clock).await?,
            Self::Reindex => reindex(clock).await?,
            Self::CreateKey { name } => keys::create(&name, clock).await?,
            Self::RevokeKey { prefix } => keys::revoke(&prefix, clock).await?,
            Self::ImportPrices(what) => return prices::run(what, clock).await,
            Self::Law { what } => law::run(what, clock).await?,
            Self::DeadLetters { what } => dead_letters(what, clock).await?,
            Self::Risk { what } => return risk::run(what, clock).await,
            Self::Eval { what } => {
                let (report, code) = Box::pin(eval::run(&what)).await?;
                say(&report.to_string())?;
                return Ok(code);
            }
            Self::Bench { what } => return demo::bench::run(what).await,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn init_logs(config: &Config) {
    let mut secrets = vec![&config.telegram.token, &config.storage.database_url];
    secrets.extend(&config.goszakup.token);
    secrets.extend(config.model.secrets());
    secrets.extend(config.outside.secrets());
    if let crate::config::BotMode::Webhook { secret, .. } = &config.telegram.mode {
        secrets.push(secret);
    }
    telemetry::init_logs(&config.log, &secrets);
}

fn describe(config: &Config) -> String {
    let mode = match &config.telegram.mode {
        crate::config::BotMode::Polling => "polling".to_owned(),
        crate::config::BotMode::Webhook { url, .. } => format!("webhook at {url}"),
    };
    let goszakup = match &config.goszakup.token {
        Some(_) => format!("{} every {:?}", config.goszakup.api_url, config.goszakup.sync_interval),
        None => "off: GOSZAKUP_TOKEN is not set; cards come from what is stored".to_owned(),
    };
    let http = config.http_addr.map_or_else(|| "off".to_owned(), |addr| addr.to_string());
    let papers = match &config.data_key {
        Some(_) => "on",
        None => "off: DATA_KEY is not set; /company and /documents need it",
    };
    let model = match (&config.model.llm, &config.model.flowise) {
        (Some(llm), _) => format!("{} at {}", llm.primary, llm.base_url),
        (None, Some(flowise)) => format!("a chatflow at {}", flowise.url),
        (None, None) => {
            "off: neither LLM_BASE_URL nor FLOWISE_URL is set; /ask gives extracts".to_owned()
        }
    };
    format!(
        "the configuration is good\ntelegram: {mode}, {}\ngoszakup: {goszakup}\nhttp: {http}\npapers: {papers}\nmodel: {model}",
        config.telegram.api_url
    )
}

async fn sync(full: bool, clock: Arc<SystemClock>) -> anyhow::Result<()> {
    let goszakup = GoszakupConfig::from_env()?;
    let database = StorageConfig::from_env()?;
    let secrets: Vec<_> = goszakup.token.iter().chain([&database.database_url]).collect();
    telemetry::init_logs(&LogConfig::from_env()?, &secrets);
    if goszakup.token.is_none() {
        anyhow::bail!(
            "GOSZAKUP_TOKEN is not set: it is issued in the portal's cabinet to an organisation's administrator"
        );
    }
    let storage = app::open_storage(&database, clock.clone()).await?;
    let services = app::services(&goszakup, Arc::new(storage.clone()), clock)?;
    let outcome = passes(&services, full).await;
    storage.close().await;
    say(&outcome?.to_string())
}

async fn passes(services: &Services, full: bool) -> Result<serde_json::Value, SyncError> {
    let mut reports = if full {
        serde_json::json!({ "lots_full": services.sync.run_full().await? })
    } else {
        let [lots, announcements] = services.sync.run().await?;
        serde_json::json!({ "lots": lots, "announcements": announcements })
    };
    reports["rnu"] = serde_json::json!(services.rnu.sweep().await?);
    Ok(reports)
}

async fn reindex(clock: Arc<SystemClock>) -> anyhow::Result<()> {
    let config = StorageConfig::from_env()?;
    telemetry::init_logs(&LogConfig::from_env()?, &[&config.database_url]);
    let Some(folder) = config.search_folder.clone() else {
        anyhow::bail!("the index is in memory and made at every start: DATA_DIR is not set");
    };
    let storage = app::open_storage(&config, clock).await?;
    let started = std::time::Instant::now();
    let search = Search::open(Some(&folder))?;
    if search.is_taken() {
        anyhow::bail!("the bot is running and has the index: stop it first");
    }
    let store: Arc<dyn Store> = Arc::new(storage.clone());
    let lots = search::reindex(&search, &store).await;
    storage.close().await;
    let seconds = started.elapsed().as_secs_f64();
    say(&serde_json::json!({ "lots": lots?, "seconds": seconds }).to_string())
}

async fn dead_letters(what: DeadLetters, clock: Arc<SystemClock>) -> anyhow::Result<()> {
    let database = StorageConfig::from_env()?;
    telemetry::init_logs(&LogConfig::from_env()?, &[&database.database_url]);
    let storage = app::open_storage(&database, clock).await?;
    match what {
        DeadLetters::List { limit } => {
            for letter in storage.list_dead_letters(limit).await? {
                say(&serde_json::to_string(&letter)?)?;
            }
        }
        DeadLetters::Redrive { ids } => {
            let back = storage.redrive(&ids).await?;
            say(&serde_json::json!({ "redriven": back }).to_string())?;
        }
    }
    storage.close().await;
    Ok(())
}

async fn health() -> anyhow::Result<ExitCode> {
    let Some(addr) = http_addr_from_env()? else {
        anyhow::bail!("HTTP_ADDR is off: there is nobody to ask");
    };
    let options = HttpOptions { timeout: Duration::from_secs(5), ..HttpOptions::default() };
    let answer = client(&options)?.get(format!("http://{addr}/health")).send().await;
    match answer {
        Ok(answer) if answer.status().is_success() => {
            say("alive")?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(answer) => {
            say(&format!("unwell: status {}", answer.status()))?;
            Ok(ExitCode::FAILURE)
        }
        Err(_) => {
            say(&format!("nobody answers on {addr}"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn say(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{line}").context("standard output is closed")
}
