//! Suppliers that somebody follows, asked for one by one: a block is told a look after OWS shows it,
//! and so is its end, which no page of the register shows.

use super::RnuService;
use crate::domain::sync::{Source, SyncError};

/// Suppliers asked for in one look; more take turns. At the slowest the limiter lets calls through,
/// one in two seconds, a look is over in seven minutes; usually in ten seconds.
const MOST_ASKED: i64 = 200;

impl RnuService {
    /// Asks for the followed suppliers whose turn it is; gives how many were asked. Before the first
    /// complete sweep everything would be new: nobody is.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails. The one that failed has had its turn: it must not
    /// hold up the others for ever.
    pub async fn ask_watched(&self) -> Result<usize, SyncError> {
        if self.sync.find_sync_state(Source::Rnu).await?.watermark.is_none() {
            return Ok(0);
        }
        let watched = self.store.list_watched_suppliers(MOST_ASKED).await?;
        let mut asked = 0;
        let mut outcome = Ok(());
        for biin in &watched {
            asked += 1;
            outcome = self.refresh(biin).await.map(drop);
            if outcome.is_err() {
                break;
            }
        }
        self.store.note_asked(watched.get(..asked).unwrap_or_default()).await?;
        outcome.map(|()| asked)
    }
}
