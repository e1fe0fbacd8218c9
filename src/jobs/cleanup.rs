//! Drops what is done and old. Ids of updates are remembered for two days at least: Telegram
//! brings an update again for one. Words of searches stay a month, as /privacy says.

use chrono::TimeDelta;

use super::JobError;
use crate::domain::Services;

/// How long what is done is kept.
const KEPT: TimeDelta = TimeDelta::days(30);

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let gone = services.store.forget_done(services.clock.now() - KEPT).await?;
    tracing::info!(rows = gone, "dropped what was done and old");
    Ok(())
}
