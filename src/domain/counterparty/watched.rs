//! Suppliers that somebody follows, asked for one by one: a block is told a look after OWS shows it,
//! and so is its end, which no page of the register shows; and what the register of participants
//! says of them now.

use super::CounterpartyService;
use crate::domain::{
    sync::{Source, SyncError},
    types::Biin,
};

/// Suppliers asked for in one look; more take turns. At the slowest the limiter lets calls through,
/// one in two seconds, a look is over in a quarter of an hour; usually in twenty seconds.
const MOST_ASKED: i64 = 200;

impl CounterpartyService {
    /// Asks for the followed suppliers whose turn it is; gives how many were asked. Before the first
    /// complete sweep of the registers of unfair participants everything would be new: nobody is.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails. The one that failed has had its turn: it must not
    /// hold up the others for ever.
    pub async fn ask_watched(&self) -> Result<usize, SyncError> {
        let registers = &self.rnu;
        if registers.sync.find_sync_state(Source::Rnu).await?.watermark.is_none() {
            return Ok(0);
        }
        let watched = registers.store.list_watched_suppliers(MOST_ASKED).await?;
        let mut asked = 0;
        let mut outcome = Ok(());
        for biin in &watched {
            asked += 1;
            outcome = self.ask(biin).await;
            if outcome.is_err() {
                break;
            }
        }
        registers.store.note_asked(watched.get(..asked).unwrap_or_default()).await?;
        outcome.map(|()| asked)
    }

    async fn ask(&self, biin: &Biin) -> Result<(), SyncError> {
        self.rnu.refresh(biin).await?;
        let known = self.store.find_subject(biin).await?;
        // That the register has nobody by this number now may be a gap of the source: it is not told.
        if let Some(subject) = self.source.find_subject(biin).await? {
            self.keep(known.as_ref(), &subject).await?;
        }
        Ok(())
    }
}
