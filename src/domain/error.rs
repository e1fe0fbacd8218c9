//! Two kinds of failure: what a person can act on, and what only we can.

use std::sync::Arc;

use super::types::{LotRef, LotRefError};

/// Storage did not do what it was asked; the cause is for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("storage: {0}")]
pub struct StoreError(pub String);

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
