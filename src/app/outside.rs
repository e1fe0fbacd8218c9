//! From the configuration of what the bot can do without to the ports it is behind.

use std::sync::Arc;

use crate::{
    clients::{
        embeddings::{Embeddings, EmbeddingsOptions},
        http::{HttpOptions, client},
        satu::Satu,
    },
    config::OutsideConfig,
    domain::{embeddings::Embedder, suppliers::Catalogue},
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

/// Catalogues that suppliers are looked for in besides contracts and price lists.
pub(super) fn catalogues(config: &OutsideConfig) -> anyhow::Result<Vec<Arc<dyn Catalogue>>> {
    let Some(satu) = &config.satu else { return Ok(Vec::new()) };
    let http = client(&HttpOptions::default())?;
    Ok(vec![Arc::new(Satu::new(http, satu.url.clone(), satu.key.clone()))])
}
