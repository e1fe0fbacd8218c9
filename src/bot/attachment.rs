//! A file that somebody sent: fetched from Telegram when it is read, and kept nowhere.

use std::sync::Arc;

use teloxide::types::Message;

use super::{CallError, Telegram};
use crate::domain::error::{Error, StoreError};

/// A file as its message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attachment {
    /// Telegram's name for it.
    file_id: String,
    /// Its size, as Telegram says.
    size: usize,
}

/// Why a file did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FetchError {
    /// It is larger than may be fetched.
    TooLarge,
    /// Telegram does not give it.
    Refused,
}

impl Attachment {
    /// The file of a message.
    pub(super) fn of(message: Message) -> Option<Self> {
        let file = &message.document()?.file;
        let size = usize::try_from(file.size).unwrap_or(usize::MAX);
        Some(Self { file_id: file.id.0.clone(), size })
    }

    /// A file that was kept by its name at Telegram.
    pub(super) fn kept(file_id: &str, size: i64) -> Self {
        Self { file_id: file_id.to_owned(), size: usize::try_from(size).unwrap_or(usize::MAX) }
    }

    /// What it can be kept by: its name at Telegram and its size in bytes.
    pub(super) fn to_keep(&self) -> (String, i64) {
        (self.file_id.clone(), i64::try_from(self.size).unwrap_or(i64::MAX))
    }

    /// Fetches it, `most` bytes at most. To read what a person sent is the one thing that a handler
    /// asks of Telegram: it changes nothing there.
    ///
    /// # Errors
    /// Where trying again may help: Telegram can't be reached. What can't be helped is the inner
    /// error.
    pub(super) async fn fetch(
        &self,
        telegram: &Telegram,
        most: usize,
    ) -> Result<Result<Vec<u8>, FetchError>, Error> {
        if self.size > most {
            return Ok(Err(FetchError::TooLarge));
        }
        match telegram.download(&self.file_id, most).await {
            Ok(Some(bytes)) => Ok(Ok(bytes)),
            Ok(None) => Ok(Err(FetchError::TooLarge)),
            Err(CallError::Refused { .. } | CallError::Moved(_)) => Ok(Err(FetchError::Refused)),
            Err(error) => Err(Error::Internal(Arc::new(StoreError::failed(error)))),
        }
    }
}
