//! Two kinds of failure: what a person can act on, and what only we can.

use std::{sync::Arc, time::Duration};

use super::{
    calc::typed::TypedError,
    documents::DocumentError,
    saved_search::FilterError,
    types::{LotRef, LotRefError},
};

/// Between two tries to write what must not be forgotten.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Storage did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// It could not; asking again later may help. The cause is for the log.
    #[error("storage: {0}")]
    Failed(String),
    /// Another instance has taken over what was to be finished: asking again is of no use.
    #[error("another instance has taken it over")]
    Lost,
}

impl StoreError {
    /// A failure with its cause.
    pub fn failed(cause: impl std::fmt::Display) -> Self {
        Self::Failed(cause.to_string())
    }
}

/// What a person can act on; `bot::tell` has one text per variant and language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    /// Neither storage nor OWS has it.
    #[error("not found: {0}")]
    LotNotFound(LotRef),
    /// The text names no lot.
    #[error("no reference to a lot: {0}")]
    NoLot(LotRefError),
    /// It is not stored and OWS does not answer.
    #[error("OWS does not answer")]
    SourceDown,
    /// It is not stored and no Goszakup account is configured, or its token is refused.
    #[error("OWS is not available to this bot")]
    SourceClosed,
    /// A button of an old message, or a forged one.
    #[error("stale or forged button")]
    StaleButton,
    /// Words of a search to be saved that make no sense.
    #[error("no search: {0}")]
    BadFilter(FilterError),
    /// Numbers to calculate with that make no sense.
    #[error("no calculation: {0}")]
    BadCalc(TypedError),
    /// The person follows as much as their plan allows.
    #[error("as many subscriptions as the plan allows: {limit}")]
    SubscriptionsFull {
        /// How many that is.
        limit: i64,
    },
    /// Subscriptions are for talks of two.
    #[error("subscriptions in a group")]
    PrivateOnly,
    /// A subscription that was deleted, or is somebody else's.
    #[error("no such subscription")]
    SubscriptionGone,
    /// An answer for a paper or a company that can't be taken.
    #[error("no answer: {0}")]
    BadAnswer(DocumentError),
    /// There is no key to keep companies and papers with.
    #[error("papers are off")]
    DocumentsOff,
    /// A paper that was deleted, or is somebody else's.
    #[error("no such paper")]
    DocumentGone,
    /// A button of somebody else's message.
    #[error("somebody else's button")]
    ForeignButton,
}

/// Any failure of a service.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// To be told.
    #[error(transparent)]
    User(#[from] UserError),
    /// To be logged, and tried again.
    #[error("{0}")]
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Internal(Arc::new(error))
    }
}

/// Writes until storage takes it: what was done outside must not be forgotten because the disk is
/// full just now. Only what another instance has taken over is let go. `what` is for the log.
pub async fn insist<T, F, W>(what: &str, mut write: W) -> Option<T>
where
    W: FnMut() -> F,
    F: Future<Output = Result<T, StoreError>>,
{
    let mut pause = Duration::from_millis(100);
    loop {
        match write().await {
            Ok(done) => return Some(done),
            Err(error @ StoreError::Lost) => {
                tracing::warn!(%error, "{what} is let go");
                return None;
            }
            Err(error) => tracing::error!(%error, "{what} could not be written: trying again"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
