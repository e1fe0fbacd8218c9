//! What changed since the last time, into the counts that risk is judged by.

use super::JobError;
use crate::domain::Services;

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let pages = services.risk.count().await?;
    tracing::debug!(pages, "counted what changed");
    Ok(())
}

/// After a pass; the pass is not tried again because of this, the timetable is.
pub(super) async fn after_pass(services: &Services) {
    if let Err(error) = services.risk.count().await {
        tracing::error!(%error, "what changed can't be counted");
    }
}
