//! Language models from their configuration.

use std::sync::Arc;

use crate::{
    clients::{
        http::{HttpOptions, client},
        llm::{Flowise, Llm, Patience},
    },
    config::model::ModelConfig,
    domain::ask::model::Model,
};

/// The models that are configured, in the order they are asked.
///
/// # Errors
/// Where the HTTP client can't be built.
pub fn models(config: &ModelConfig) -> anyhow::Result<Vec<Arc<dyn Model>>> {
    let patience = Patience { first_word: config.first_word, whole: config.whole };
    let http = client(&HttpOptions { timeout: config.whole, ..HttpOptions::default() })?;
    let mut models: Vec<Arc<dyn Model>> = Vec::new();
    if let Some(llm) = &config.llm {
        for name in std::iter::once(&llm.primary).chain(&llm.fallback) {
            let (http, key) = (http.clone(), llm.key.clone());
            models.push(Arc::new(Llm::new(http, &llm.base_url, key, name, patience)));
        }
    }
    if let Some(it) = &config.flowise {
        models.push(Arc::new(Flowise::new(http, &it.url, &it.chatflow, it.key.clone(), patience)));
    }
    Ok(models)
}
