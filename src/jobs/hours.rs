//! What the time brings: notices whose hour has come, and reminders of deadlines.

use super::JobError;
use crate::domain::Services;

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let held = services.notices.tell_held().await?;
    let reminders = services.notices.remind().await?;
    if held + reminders > 0 {
        tracing::info!(held, reminders, "told what was due");
    }
    Ok(())
}
