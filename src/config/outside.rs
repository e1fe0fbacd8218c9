//! What the bot can do without: an embedder and outside catalogues. Unset is off.

use secrecy::SecretString;
use url::Url;

use super::{ConfigError, Env};

/// What is outside and may be there.
#[derive(Debug, Clone)]
pub struct OutsideConfig {
    /// What makes vectors of texts.
    pub embeddings: Option<EmbeddingsConfig>,
    /// Offers of Satu.kz.
    pub satu: Option<CatalogueConfig>,
}

/// A catalogue of offers.
#[derive(Debug, Clone)]
pub struct CatalogueConfig {
    /// Where it is searched: `SATU_URL`.
    pub url: Url,
    /// What it lets us in by: `SATU_API_KEY`.
    pub key: Option<SecretString>,
}

/// An embedder.
#[derive(Debug, Clone)]
pub struct EmbeddingsConfig {
    /// `EMBEDDINGS_URL`: the base address, such as `https://api.openai.com/v1`.
    pub url: Url,
    /// `EMBEDDINGS_API_KEY`; a server of one's own may need none.
    pub key: Option<SecretString>,
    /// `EMBEDDINGS_MODEL`.
    pub model: String,
}

impl OutsideConfig {
    /// Reads what is set; for commands besides the bot too.
    ///
    /// # Errors
    /// The first value that is missing or wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Env(&|name| std::env::var(name).ok()))
    }

    /// What the log must never hold.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretString> {
        let satu = self.satu.iter().filter_map(|it| it.key.as_ref());
        satu.chain(self.embeddings.iter().filter_map(|it| it.key.as_ref()))
    }

    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let key = env.secret("SATU_API_KEY")?;
        let satu = env.address("SATU_URL")?.map(|url| CatalogueConfig { url, key });
        Ok(Self { embeddings: embeddings(env)?, satu })
    }
}

fn embeddings(env: &Env<'_>) -> Result<Option<EmbeddingsConfig>, ConfigError> {
    let Some(url) = env.address("EMBEDDINGS_URL")? else { return Ok(None) };
    let how = "the name of the model to embed texts with, as the server at EMBEDDINGS_URL knows it";
    let name = "EMBEDDINGS_MODEL";
    let model = env.text(name).ok_or(ConfigError::Missing { name, how })?;
    Ok(Some(EmbeddingsConfig { url, key: env.secret("EMBEDDINGS_API_KEY")?, model }))
}
