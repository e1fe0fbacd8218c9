//! What somebody follows, asked of OWS between two passes, and told.

use super::{JobError, heartbeat};
use crate::domain::{
    Services,
    procurement::SourceError,
    sync::{MOST_WATCHED, SyncError},
};

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let watched = if services.store.has_followers().await? {
        let watched = services.store.list_watched(MOST_WATCHED).await?;
        let outcome = services.sync.watch(&watched).await;
        heartbeat::note(services).await;
        outcome
    } else {
        Ok(())
    };
    // What a pass, or a question of somebody else, has brought meanwhile is told in any case.
    tell(services).await?;
    match watched {
        Ok(()) => Ok(()),
        Err(SyncError::Source(error @ (SourceError::Token | SourceError::NotConfigured))) => {
            Err(JobError::Fail(error.to_string()))
        }
        // The next slot asks again anyway, and sooner than a job that failed is tried again.
        Err(error) => {
            tracing::warn!(%error, "what is followed could not be asked for");
            Ok(())
        }
    }
}

/// Tells of what changed, to those who follow it.
pub(super) async fn tell(services: &Services) -> Result<(), JobError> {
    let look = services.notices.run().await?;
    if look.messages > 0 {
        tracing::info!(changes = look.changes, messages = look.messages, "told of what changed");
    }
    Ok(())
}
