//! Language models: where they are, and how much of them may be used.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::{ConfigError, Env};
use crate::domain::ask::think::TokenLimits;

/// Language models; all of it may be left out, and answers are extracts then.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// A server that speaks OpenAI's chat completions.
    pub llm: Option<LlmConfig>,
    /// A Flowise chatflow.
    pub flowise: Option<FlowiseConfig>,
    /// `LLM_FIRST_WORD_TIMEOUT`.
    pub first_word: Duration,
    /// `LLM_TIMEOUT`.
    pub whole: Duration,
    /// `LLM_PERSON_TOKENS` and `LLM_TOKENS`: of a day.
    pub limits: TokenLimits,
}

/// A server that speaks OpenAI's chat completions.
#[derive(Debug, Clone)]
pub struct LlmConfig {
    /// `LLM_BASE_URL`.
    pub base_url: Url,
    /// `LLM_API_KEY`; a server of one's own may want none.
    pub key: Option<SecretString>,
    /// `LLM_PRIMARY_MODEL`.
    pub primary: String,
    /// `LLM_FALLBACK_MODEL`.
    pub fallback: Option<String>,
}

/// A Flowise chatflow.
#[derive(Debug, Clone)]
pub struct FlowiseConfig {
    /// `FLOWISE_URL`.
    pub url: Url,
    /// `FLOWISE_CHATFLOW_ID`.
    pub chatflow: String,
    /// `FLOWISE_API_KEY`.
    pub key: Option<SecretString>,
}

impl ModelConfig {
    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            llm: LlmConfig::read(env)?,
            flowise: FlowiseConfig::read(env)?,
            first_word: env.duration("LLM_FIRST_WORD_TIMEOUT", "15s")?,
            whole: env.duration("LLM_TIMEOUT", "45s")?,
            limits: TokenLimits {
                person: tokens(env, "LLM_PERSON_TOKENS", 100_000)?,
                all: tokens(env, "LLM_TOKENS", 3_000_000)?,
            },
        })
    }

    /// What the log must never hold.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretString> {
        let llm = self.llm.iter().filter_map(|it| it.key.as_ref());
        llm.chain(self.flowise.iter().filter_map(|it| it.key.as_ref()))
    }
}

impl LlmConfig {
    fn read(env: &Env<'_>) -> Result<Option<Self>, ConfigError> {
        let Some(base_url) = env.address("LLM_BASE_URL")? else { return Ok(None) };
        let how = "the name of a model that the server at LLM_BASE_URL has";
        let primary = env
            .text("LLM_PRIMARY_MODEL")
            .ok_or(ConfigError::Missing { name: "LLM_PRIMARY_MODEL", how })?;
        let fallback = env.text("LLM_FALLBACK_MODEL").filter(|model| *model != primary);
        Ok(Some(Self { base_url, key: env.secret("LLM_API_KEY")?, primary, fallback }))
    }
}

impl FlowiseConfig {
    fn read(env: &Env<'_>) -> Result<Option<Self>, ConfigError> {
        const NAME: &str = "FLOWISE_CHATFLOW_ID";
        let Some(url) = env.address("FLOWISE_URL")? else { return Ok(None) };
        let how = "the id in the address of the chatflow that is to answer";
        let chatflow = env.text(NAME).ok_or(ConfigError::Missing { name: NAME, how })?;
        if !chatflow.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(ConfigError::Invalid { name: NAME, why: how.to_owned() });
        }
        Ok(Some(Self { url, chatflow, key: env.secret("FLOWISE_API_KEY")? }))
    }
}

fn tokens(env: &Env<'_>, name: &'static str, default: i64) -> Result<i64, ConfigError> {
    let Some(text) = env.text(name) else { return Ok(default) };
    let why = || "a number of tokens, such as 100000".to_owned();
    let number = text.parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| ConfigError::Invalid { name, why: why() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<ModelConfig, ConfigError> {
        let find = |name: &str| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        ModelConfig::read(&Env(&find))
    }

    #[test]
    fn models_are_off_unless_they_are_named_whole() {
        let none = read(&[]).unwrap();
        assert!(none.llm.is_none() && none.flowise.is_none());
        let url = ("LLM_BASE_URL", "http://localhost:11434/v1");
        assert!(read(&[url]).unwrap_err().to_string().starts_with("LLM_PRIMARY_MODEL is not set"));
        let model = ("LLM_PRIMARY_MODEL", "qwen");
        let one = read(&[url, model, ("LLM_FALLBACK_MODEL", "qwen"), ("LLM_API_KEY", "sk-secret")]);
        let one = one.unwrap();
        assert!(!format!("{one:?}").contains("sk-secret"));
        assert!(one.llm.is_some_and(|llm| llm.fallback.is_none()));
        assert!(read(&[("FLOWISE_URL", "http://localhost:3000")]).is_err());
        let odd = [("FLOWISE_URL", "http://localhost:3000"), ("FLOWISE_CHATFLOW_ID", "../x")];
        assert!(read(&odd).is_err());
        assert!(read(&[url, model, ("LLM_TOKENS", "-1")]).is_err());
    }
}
