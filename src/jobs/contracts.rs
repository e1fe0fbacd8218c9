//! What history is made of: contracts that changed, the earlier ones of who buys now, the bids of what
//! has ended, and what the register says of those who sell.

use super::JobError;
use crate::domain::Services;

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let report = services.contracts.run().await?;
    let customers = services.contracts.read_earlier().await?;
    let results = services.bids.read().await?;
    let participants = services.participants.read().await?;
    services.risk.count().await?;
    tracing::info!(
        received = report.received,
        rejected = report.rejected,
        complete = report.complete,
        customers,
        results,
        participants,
        "read contracts and bids"
    );
    Ok(())
}
