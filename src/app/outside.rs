//! From the configuration of what the bot can do without to the ports it is behind.

use std::sync::Arc;

use crate::{
    clients::{
        embeddings::{Embeddings, EmbeddingsOptions},
        http::{HttpOptions, client},
    },
    config::OutsideConfig,
    domain::embeddings::Embedder,
};

/// What embeds texts; none where it is not configured.
///
/// # Errors
/// Where the HTTP client can't be built.
pub fn embedder(config: &OutsideConfig) -> anyhow::Result<Option<Arc<dyn Embedder>>> {
    let Some(config) = &config.embeddings else { return Ok(None) };
    let options = EmbeddingsOptions {
        base_url: config.url.clone(),
        key: config.key.clone(),
        model: config.model.clone(),
    };
    Ok(Some(Arc::new(Embeddings::new(client(&HttpOptions::default())?, options))))
}
