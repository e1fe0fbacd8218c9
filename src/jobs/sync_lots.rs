//! What changed at OWS since the last complete pass, into storage.

use std::time::Instant;

use super::{JobError, heartbeat, risk, watch};
use crate::domain::{Services, sync::SyncError};

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let started = Instant::now();
    let outcome = services.sync.run().await;
    heartbeat::note(services).await;
    metrics::histogram!("goszakup_sync_duration_seconds").record(started.elapsed().as_secs_f64());
    match outcome {
        Ok([lots, announcements]) => {
            tracing::info!(
                lots.received = lots.received,
                lots.rejected = lots.rejected,
                lots.changes = lots.changes,
                announcements.received = announcements.received,
                complete = lots.complete && announcements.complete,
                duration_ms = started.elapsed().as_millis() as u64,
                "synced with OWS"
            );
            let received = lots.received + announcements.received;
            let total = lots.total.unwrap_or_default() + announcements.total.unwrap_or_default();
            let ratio = if total == 0 { 1.0 } else { (received as f64 / total as f64).min(1.0) };
            metrics::gauge!("goszakup_completeness_ratio").set(ratio);
            risk::after_pass(services).await;
            watch::tell(services).await
        }
        Err(error) => {
            if matches!(error, SyncError::Source(_)) {
                metrics::counter!("goszakup_sync_errors_total").increment(1);
            }
            Err(error.into())
        }
    }
}
