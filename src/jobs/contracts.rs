//! Contracts: what changed of them, and the earlier ones of who buys now.

use super::JobError;
use crate::domain::Services;

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let report = services.contracts.run().await?;
    let customers = services.contracts.read_earlier().await?;
    tracing::info!(
        received = report.received,
        rejected = report.rejected,
        complete = report.complete,
        customers,
        "read contracts"
    );
    Ok(())
}
