//! New lots that suit what people sell; digests and weekly lines whose hour has come.

use super::JobError;
use crate::domain::Services;

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let messages = services.hot_lots.run().await?;
    if messages > 0 {
        tracing::info!(messages, "told of hot lots");
    }
    Ok(())
}
