//! Whether OWS answers, told where that turns; dead letters and the line of the day for those who
//! run the bot.

use super::JobError;
use crate::domain::Services;

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    services.heartbeat.look_at_source().await?;
    services.heartbeat.tell_admins(&services.admins).await?;
    Ok(())
}

/// After a pass, however it went; the pass is not tried again because of this.
pub(super) async fn note(services: &Services) {
    if let Err(error) = services.heartbeat.look_at_source().await {
        tracing::error!(%error, "the state of OWS can't be judged");
    }
}
