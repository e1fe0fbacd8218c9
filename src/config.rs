//! Configuration: one struct per area, read from the environment once. A wrong value stops the
//! start by its name; secrets never print. Every secret may also come from a file (`NAME_FILE`).

mod env;
pub mod model;
mod outside;

use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::domain::seal::DataKey;
use env::Env;
pub use env::Rate;
pub use outside::{CatalogueConfig, EmbeddingsConfig, OutsideConfig};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Telegram.
    pub telegram: TelegramConfig,
    /// Goszakup.
    pub goszakup: GoszakupConfig,
    /// Where things are kept.
    pub storage: StorageConfig,
    /// Where HTTP listens; none for no server.
    pub http_addr: Option<SocketAddr>,
    /// Language models.
    pub model: model::ModelConfig,
    /// Logs.
    pub log: LogConfig,
    /// How long an ordered stop may take.
    pub shutdown_timeout: Duration,
    /// `DATA_KEY`: what personal data is sealed with; none: what needs it is off.
    pub data_key: Option<DataKey>,
    /// `ADMIN_CHAT_IDS`: who is told how the bot is.
    pub admins: Vec<i64>,
    /// What the bot can do without.
    pub outside: OutsideConfig,
    /// `API_RATE_LIMIT`: what one key may ask of `/api/v1` and `/etl`.
    pub api_rate: Rate,
}

/// Telegram.
#[derive(Debug, Clone)]
pub struct TelegramConfig {
    /// `TELEGRAM_BOT_TOKEN`.
    pub token: SecretString,
    /// `TELEGRAM_API_URL`.
    pub api_url: String,
    /// `BOT_MODE` with what webhook needs.
    pub mode: BotMode,
}

/// How updates come.
#[derive(Debug, Clone)]
pub enum BotMode {
    /// We ask for them.
    Polling,
    /// They are brought to us.
    Webhook {
        /// `WEBHOOK_URL`, with the path they are brought to.
        url: String,
        /// `WEBHOOK_SECRET`.
        secret: SecretString,
    },
}

/// Goszakup.
#[derive(Debug, Clone)]
pub struct GoszakupConfig {
    /// `GOSZAKUP_API_URL`.
    pub api_url: Url,
    /// `GOSZAKUP_TOKEN`; none: no sync, stored copies only.
    pub token: Option<SecretString>,
    /// `GOSZAKUP_PORTAL_URL`: base of the links on cards.
    pub portal_url: String,
    /// `SYNC_INTERVAL`.
    pub sync_interval: Duration,
    /// `WATCH_INTERVAL`: how often what somebody may be watching is looked at.
    pub watch_interval: Duration,
}

/// Where things are kept.
#[derive(Debug, Clone)]
pub struct StorageConfig {
    /// `DATABASE_URL`; may hold a password, so it prints without.
    pub database_url: SecretString,
    /// Where the index of lots is: in `DATA_DIR`, else beside the SQLite file. None: in memory.
    pub search_folder: Option<PathBuf>,
}

/// Logs.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `LOG_FORMAT`.
    pub format: LogFormat,
    /// `RUST_LOG`.
    pub filter: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// What is wrong with the configuration: by name, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value we can't do without.
    #[error("{name} is not set: {how}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// How to get a value.
        how: &'static str,
    },
    /// A value that makes no sense.
    #[error("{name} is wrong: {why}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What it should be.
        why: String,
    },
    /// A secret's file with nothing in it.
    #[error("{name} names a file that is empty")]
    Empty {
        /// The variable.
        name: String,
    },
    /// A secret's file that can't be read.
    #[error("{name} names a file that can't be read")]
    File {
        /// The variable.
        name: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

const TOKEN_HELP: &str = "ask @BotFather in Telegram for a bot, it gives a token like 123456:ABC…";
const DEFAULT_FILTER: &str = "info,sqlx=warn,hyper=warn,reqwest=warn";
/// Path that updates are brought to.
pub const WEBHOOK_PATH: &str = "/telegram/webhook";

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// The first value that is missing or wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&|name| std::env::var(name).ok())
    }

    /// Reads variables from any source.
    ///
    /// # Errors
    /// The first value that is missing or wrong.
    pub fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let env = Env(env);
        let config = Self {
            telegram: TelegramConfig {
                token: token(&env)?,
                api_url: env.url("TELEGRAM_API_URL", "https://api.telegram.org")?,
                mode: mode(&env)?,
            },
            goszakup: GoszakupConfig::read(&env)?,
            storage: StorageConfig::read(&env)?,
            http_addr: http_addr(&env)?,
            model: model::ModelConfig::read(&env)?,
            log: LogConfig::read(&env)?,
            shutdown_timeout: env.duration("SHUTDOWN_TIMEOUT", "30s")?,
            data_key: data_key(&env)?,
            admins: admins(&env)?,
            outside: OutsideConfig::read(&env)?,
            api_rate: env.rate("API_RATE_LIMIT", "600/minute")?,
        };
        if matches!(config.telegram.mode, BotMode::Webhook { .. }) && config.http_addr.is_none() {
            let why = "the webhook needs a listener, `off` leaves none".to_owned();
            return Err(ConfigError::Invalid { name: "HTTP_ADDR", why });
        }
        Ok(config)
    }
}

impl GoszakupConfig {
    /// Reads what a sync needs, which is less than a bot needs.
    ///
    /// # Errors
    /// The first value that is wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Env(&|name| std::env::var(name).ok()))
    }

    fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let api_url = env.url("GOSZAKUP_API_URL", "https://ows.goszakup.gov.kz")?;
        let api_url = Url::parse(&api_url).map_err(|error| ConfigError::Invalid {
            name: "GOSZAKUP_API_URL",
            why: error.to_string(),
        })?;
        Ok(Self {
            api_url,
            token: env.secret("GOSZAKUP_TOKEN")?,
            portal_url: env.url("GOSZAKUP_PORTAL_URL", "https://old.goszakup.gov.kz")?,
            sync_interval: env.period("SYNC_INTERVAL", "15m")?,
            watch_interval: env.period("WATCH_INTERVAL", "60s")?,
        })
    }
}

impl StorageConfig {
    /// Reads where the database is.
    ///
    /// # Errors
    /// Where the URL is of no engine we know.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Env(&|name| std::env::var(name).ok()))
    }

    fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let default = match env.text("DATA_DIR") {
            Some(folder) => {
                format!("sqlite://{}", PathBuf::from(folder).join("zakupai.db").display())
            }
            None => "sqlite://zakupai.db".to_owned(),
        };
        let url = env.secret("DATABASE_URL")?.unwrap_or_else(|| default.into());
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if !known.iter().any(|scheme| url.expose_secret().starts_with(scheme)) {
            let why = "it begins with sqlite:// or postgres://".to_owned();
            return Err(ConfigError::Invalid { name: "DATABASE_URL", why });
        }
        let beside = || {
            let path = url.expose_secret().strip_prefix("sqlite://")?.split('?').next()?;
            (!path.is_empty() && path != ":memory:")
                .then(|| PathBuf::from(path).with_extension("search"))
        };
        let in_data = env.text("DATA_DIR").map(|folder| PathBuf::from(folder).join("search"));
        Ok(Self { search_folder: in_data.or_else(beside), database_url: url })
    }
}

impl LogConfig {
    /// Reads how to log.
    ///
    /// # Errors
    /// Where the format is unknown.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Env(&|name| std::env::var(name).ok()))
    }

    fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let format = match env.text("LOG_FORMAT").as_deref() {
            None | Some("pretty") => LogFormat::Pretty,
            Some("json") => LogFormat::Json,
            Some(_) => {
                return Err(ConfigError::Invalid {
                    name: "LOG_FORMAT",
                    why: "json or pretty".to_owned(),
                });
            }
        };
        Ok(Self {
            format,
            filter: env.text("RUST_LOG").unwrap_or_else(|| DEFAULT_FILTER.to_owned()),
        })
    }
}

/// The address of our own server, for `health` too.
///
/// # Errors
/// Where it is no address.
pub fn http_addr_from_env() -> Result<Option<SocketAddr>, ConfigError> {
    http_addr(&Env(&|name| std::env::var(name).ok()))
}

fn http_addr(env: &Env<'_>) -> Result<Option<SocketAddr>, ConfigError> {
    let text = env.text("HTTP_ADDR").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    if text == "off" {
        return Ok(None);
    }
    let why = || "an address such as 127.0.0.1:8080, or off".to_owned();
    SocketAddr::from_str(&text)
        .map(Some)
        .map_err(|_error| ConfigError::Invalid { name: "HTTP_ADDR", why: why() })
}

/// Reads the key of personal data, which commands besides the bot use too; none where it is not set.
///
/// # Errors
/// Where it is no key.
pub fn data_key_from_env() -> Result<Option<DataKey>, ConfigError> {
    data_key(&Env(&|name| std::env::var(name).ok()))
}

fn data_key(env: &Env<'_>) -> Result<Option<DataKey>, ConfigError> {
    const NAME: &str = "DATA_KEY";
    let Some(text) = env.secret(NAME)? else { return Ok(None) };
    let why = || "32 bytes in hexadecimal or base64: openssl rand -base64 32".to_owned();
    let key = DataKey::parse(text.expose_secret());
    key.map(Some).ok_or_else(|| ConfigError::Invalid { name: NAME, why: why() })
}

fn admins(env: &Env<'_>) -> Result<Vec<i64>, ConfigError> {
    const NAME: &str = "ADMIN_CHAT_IDS";
    let ids = env.text(NAME).unwrap_or_default();
    let ids = ids.split([',', ' ']).filter(|id| !id.is_empty());
    ids.map(str::parse).collect::<Result<_, _>>().map_err(|_error| ConfigError::Invalid {
        name: NAME,
        why: "ids of chats, numbers with commas between them".to_owned(),
    })
}

fn token(env: &Env<'_>) -> Result<SecretString, ConfigError> {
    const NAME: &str = "TELEGRAM_BOT_TOKEN";
    let token = env.secret(NAME)?.ok_or(ConfigError::Missing { name: NAME, how: TOKEN_HELP })?;
    let shaped = token.expose_secret().split_once(':').is_some_and(|(id, key)| {
        let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        id.parse::<u64>().is_ok() && !key.is_empty() && key.chars().all(sign)
    });
    if shaped {
        Ok(token)
    } else {
        Err(ConfigError::Invalid { name: NAME, why: TOKEN_HELP.to_owned() })
    }
}

fn mode(env: &Env<'_>) -> Result<BotMode, ConfigError> {
    match env.text("BOT_MODE").as_deref() {
        None | Some("polling") => Ok(BotMode::Polling),
        Some("webhook") => {
            let how = "the https address that Telegram can reach this bot at";
            let url =
                env.text("WEBHOOK_URL").ok_or(ConfigError::Missing { name: "WEBHOOK_URL", how })?;
            let mut url = Url::parse(&url).map_err(|error| ConfigError::Invalid {
                name: "WEBHOOK_URL",
                why: error.to_string(),
            })?;
            if url.path() == "/" {
                url.set_path(WEBHOOK_PATH);
            }
            let how =
                "any 1 to 256 of A-Z, a-z, 0-9, _ and -; without it anybody could send updates";
            let secret = env
                .secret("WEBHOOK_SECRET")?
                .ok_or(ConfigError::Missing { name: "WEBHOOK_SECRET", how })?;
            let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            let text = secret.expose_secret();
            if text.is_empty() || text.len() > 256 || !text.chars().all(sign) {
                return Err(ConfigError::Invalid { name: "WEBHOOK_SECRET", why: how.to_owned() });
            }
            Ok(BotMode::Webhook { url: url.to_string(), secret })
        }
        Some(_) => {
            Err(ConfigError::Invalid { name: "BOT_MODE", why: "polling or webhook".to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let values: HashMap<String, String> =
            values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::read(&|name| values.get(name).cloned())
    }

    const TOKEN: (&str, &str) = ("TELEGRAM_BOT_TOKEN", "123456:AAsecretsecretsecretsecretsecret");

    #[test]
    fn a_token_is_enough() {
        let config = read(&[TOKEN]).unwrap();
        assert_eq!(config.http_addr.unwrap().to_string(), "127.0.0.1:8080");
        assert_eq!(config.goszakup.sync_interval, Duration::from_secs(900));
        assert!(!format!("{config:?}").contains("secretsecret"), "a secret prints");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let error = |values: &[(&str, &str)]| read(values).unwrap_err().to_string();
        assert!(error(&[]).starts_with("TELEGRAM_BOT_TOKEN is not set"));
        assert!(
            error(&[("TELEGRAM_BOT_TOKEN", "nonsense")]).starts_with("TELEGRAM_BOT_TOKEN is wrong")
        );
        assert!(error(&[TOKEN, ("BOT_MODE", "webhook")]).starts_with("WEBHOOK_URL is not set"));
        let webhook = [TOKEN, ("BOT_MODE", "webhook"), ("WEBHOOK_URL", "https://bot.example")];
        assert!(error(&webhook).starts_with("WEBHOOK_SECRET is not set"));
        let embeddings = [TOKEN, ("EMBEDDINGS_URL", "http://localhost:11434/v1")];
        assert!(error(&embeddings).starts_with("EMBEDDINGS_MODEL is not set"));
        for (name, value) in [
            ("DATA_KEY", "secret"),
            ("SYNC_INTERVAL", "soon"),
            ("SYNC_INTERVAL", "0s"),
            ("WATCH_INTERVAL", "500ms"),
            ("HTTP_ADDR", "localhost"),
            ("DATABASE_URL", "mysql://x"),
            ("LOG_FORMAT", "xml"),
            ("BOT_MODE", "pigeon"),
            ("TELEGRAM_API_URL", "ftp://x"),
            ("SHUTDOWN_TIMEOUT", "99999999999999999999s"),
            ("EMBEDDINGS_URL", "nowhere"),
            ("SATU_URL", "satu"),
            ("API_RATE_LIMIT", "0/minute"),
            ("API_RATE_LIMIT", "10/fortnight"),
        ] {
            assert!(
                error(&[TOKEN, (name, value)]).starts_with(&format!("{name} is wrong")),
                "{name}={value}"
            );
        }
    }

    #[test]
    fn a_webhook_gets_its_path() {
        let config = read(&[
            TOKEN,
            ("BOT_MODE", "webhook"),
            ("WEBHOOK_URL", "https://bot.example"),
            ("WEBHOOK_SECRET", "abc_-1"),
        ])
        .unwrap();
        let BotMode::Webhook { url, .. } = config.telegram.mode else { unreachable!() };
        assert_eq!(url, "https://bot.example/telegram/webhook");
    }
}
