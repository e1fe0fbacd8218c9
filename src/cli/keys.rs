//! `zakupai create-key`, `revoke-key`.

use std::sync::Arc;

use secrecy::ExposeSecret as _;

use super::say;
use crate::{
    app,
    config::{LogConfig, StorageConfig},
    domain::{api_keys::ApiKeyService, clock::SystemClock},
    telemetry,
};

/// Makes a key and prints it alone, so that a script can take it.
pub(super) async fn create(name: &str, clock: Arc<SystemClock>) -> anyhow::Result<()> {
    let config = config()?;
    let storage = app::open_storage(&config, clock.clone()).await?;
    let made = ApiKeyService::new(Arc::new(storage.clone()), clock).make(name).await;
    storage.close().await;
    say(made?.expose_secret())
}

/// Has a key open nothing from now on.
pub(super) async fn revoke(prefix: &str, clock: Arc<SystemClock>) -> anyhow::Result<()> {
    let config = config()?;
    let storage = app::open_storage(&config, clock.clone()).await?;
    let revoked = ApiKeyService::new(Arc::new(storage.clone()), clock).revoke(prefix).await;
    storage.close().await;
    if revoked? {
        return say("revoked");
    }
    anyhow::bail!(
        "no key that works is known by {prefix}: the eight digits after zk_ are asked for"
    )
}

fn config() -> anyhow::Result<StorageConfig> {
    let config = StorageConfig::from_env()?;
    telemetry::init_logs(&LogConfig::from_env()?, &[&config.database_url]);
    Ok(config)
}
