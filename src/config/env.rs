//! Variables by name and kind, each refused by its name where it is wrong.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::ConfigError;

/// The source of variables; what is set to nothing is not set.
pub(super) struct Env<'a>(pub(super) &'a dyn Fn(&str) -> Option<String>);

impl Env<'_> {
    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(super) fn secret(&self, name: &'static str) -> Result<Option<SecretString>, ConfigError> {
        if let Some(value) = self.text(name) {
            return Ok(Some(value.into()));
        }
        let name = format!("{name}_FILE");
        let Some(path) = self.text(&name) else { return Ok(None) };
        match std::fs::read_to_string(path) {
            Ok(value) if value.trim().is_empty() => Err(ConfigError::Empty { name }),
            Ok(value) => Ok(Some(value.trim().to_owned().into())),
            Err(source) => Err(ConfigError::File { name, source }),
        }
    }

    pub(super) fn url(&self, name: &'static str, default: &str) -> Result<String, ConfigError> {
        let text = self.text(name).unwrap_or_else(|| default.to_owned());
        let url = Url::parse(&text)
            .map_err(|error| ConfigError::Invalid { name, why: error.to_string() })?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(ConfigError::Invalid { name, why: "an http(s) address".to_owned() });
        }
        Ok(text.trim_end_matches('/').to_owned())
    }

    /// An address that may be left out.
    pub(super) fn address(&self, name: &'static str) -> Result<Option<Url>, ConfigError> {
        if self.text(name).is_none() {
            return Ok(None);
        }
        let parsed = Url::parse(&self.url(name, "")?);
        parsed.map(Some).map_err(|error| ConfigError::Invalid { name, why: error.to_string() })
    }

    /// How often something is done: not more than once a second.
    pub(super) fn period(
        &self,
        name: &'static str,
        default: &str,
    ) -> Result<Duration, ConfigError> {
        let period = self.duration(name, default)?;
        if period < Duration::from_secs(1) {
            let why = "at least one second".to_owned();
            return Err(ConfigError::Invalid { name, why });
        }
        Ok(period)
    }

    /// `15m`, `30s`, `500ms`, `2h`.
    pub(super) fn duration(
        &self,
        name: &'static str,
        default: &str,
    ) -> Result<Duration, ConfigError> {
        let text = self.text(name).unwrap_or_else(|| default.to_owned());
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(split).unwrap_or((&text, ""));
        let why = || "a number with ms, s, m or h, such as 15m".to_owned();
        let invalid = || ConfigError::Invalid { name, why: why() };
        let number: u64 = number.parse().map_err(|_error| invalid())?;
        let milliseconds = match unit {
            "ms" => Some(number),
            "s" => number.checked_mul(1_000),
            "m" => number.checked_mul(60_000),
            "h" => number.checked_mul(3_600_000),
            _ => None,
        };
        milliseconds.map(Duration::from_millis).ok_or_else(invalid)
    }

    /// `300/minute`.
    pub(super) fn rate(&self, name: &'static str, default: &str) -> Result<Rate, ConfigError> {
        let text = self.text(name).unwrap_or_else(|| default.to_owned());
        let why = || "so many in a second, minute or hour, such as 600/minute".to_owned();
        let invalid = || ConfigError::Invalid { name, why: why() };
        let (count, unit) = text.split_once('/').ok_or_else(invalid)?;
        let count: u32 = count.trim().parse().map_err(|_error| invalid())?;
        let seconds = match unit.trim() {
            "second" => 1,
            "minute" => 60,
            "hour" => 3_600,
            _ => return Err(invalid()),
        };
        if count == 0 {
            return Err(invalid());
        }
        Ok(Rate { count, within: Duration::from_secs(seconds) })
    }
}

/// How often something may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// So many, at least one.
    pub count: u32,
    /// In so long.
    pub within: Duration,
}
