//! What history is made of: contracts that changed, the earlier ones of who buys now, and the bids of
//! what has ended.

use super::JobError;
use crate::domain::Services;

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let report = services.contracts.run().await?;
    let customers = services.contracts.read_earlier().await?;
    let results = services.bids.read().await?;
    services.risk.count().await?;
    tracing::info!(
        received = report.received,
        rejected = report.rejected,
        complete = report.complete,
        customers,
        results,
        "read contracts and bids"
    );
    Ok(())
}
