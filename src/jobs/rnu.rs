//! The registers of unfair participants: read whole, and looked at in between.

use std::time::Instant;

use super::{JobError, watch};
use crate::domain::{Services, sync::SyncError};

pub(super) async fn sweep(services: &Services) -> Result<(), JobError> {
    let started = Instant::now();
    let report = services.rnu.sweep().await.inspect_err(count)?;
    tracing::info!(
        received = report.received,
        rejected = report.rejected,
        written = report.changes,
        complete = report.complete,
        duration_ms = started.elapsed().as_millis() as u64,
        "read the registers of unfair participants"
    );
    Ok(())
}

/// The newest page, and who is followed. Not tried again: the next look is a minute away, and
/// failures of a long outage would only pile up as dead letters.
pub(super) async fn look(services: &Services) -> Result<(), JobError> {
    match services.rnu.look().await {
        Ok(0) => {}
        Ok(written) => tracing::info!(written, "the registers of unfair participants changed"),
        Err(error) => {
            count(&error);
            tracing::warn!(%error, "the registers of unfair participants can't be looked at");
        }
    }
    if let Err(error) = services.counterparty.ask_watched().await {
        count(&error);
        tracing::warn!(%error, "suppliers that are followed can't be asked for");
    }
    watch::tell(services).await
}

fn count(error: &SyncError) {
    if matches!(error, SyncError::Source(_)) {
        metrics::counter!("goszakup_sync_errors_total").increment(1);
    }
}
