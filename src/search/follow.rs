//! Keeps the index behind storage by a second at most: what changed since its own mark is read in
//! the order of changes.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{Search, Writer, failed};
use crate::domain::{
    Store,
    error::StoreError,
    search::{Entry, SearchClock},
    types::LotId,
};

/// Storage is asked this often what changed.
const LOOK: Duration = Duration::from_millis(500);
/// After a failure.
const LATER: Duration = Duration::from_secs(10);
/// Lots read and committed at once.
const BATCH: i64 = 2_000;
/// Goes up with every change of what is indexed: an index of another version is made anew.
const VERSION: u32 = 1;

/// Up to which change storage is in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    origin: String,
    seq: i64,
    id: LotId,
}

impl Mark {
    fn beginning(clock: &SearchClock) -> Self {
        Self { origin: clock.origin.clone(), seq: 0, id: 0 }
    }

    fn text(&self) -> String {
        format!("{VERSION} {} {} {}", self.origin, self.seq, self.id)
    }

    /// Reads what an index was committed with; none where that is another version's.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        if parts.next()?.parse() != Ok(VERSION) {
            return None;
        }
        let origin = parts.next()?.to_owned();
        Some(Self { origin, seq: parts.next()?.parse().ok()?, id: parts.next()?.parse().ok()? })
    }

    /// False of an index of another database, or of this one before it was restored from a copy.
    fn is_of(&self, clock: &SearchClock) -> bool {
        self.origin == clock.origin && self.seq <= clock.value
    }
}

/// Follows storage until told to stop. What fails is tried again: searches are answered by storage
/// itself meanwhile, or by what was indexed last.
pub async fn follow(search: Search, store: Arc<dyn Store>, stop: CancellationToken) {
    let mut writer = None;
    while !stop.is_cancelled() {
        let pause = match catch_up(&search, &store, &mut writer, &stop).await {
            Ok(()) => LOOK,
            Err(error) => {
                tracing::warn!(%error, "the index could not follow: trying again");
                writer = None;
                LATER
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Makes the index anew, from everything stored; how many lots it holds then.
///
/// # Errors
/// Where another process writes it, or storage can't be read.
pub async fn reindex(search: &Search, store: &Arc<dyn Store>) -> Result<u64, StoreError> {
    let mut writer = search.writer()?;
    let beginning = Mark::beginning(&store.number_changes().await?);
    writer.clear()?;
    writer.commit(&beginning.text())?;
    catch_up(search, store, &mut Some(writer), &CancellationToken::new()).await?;
    Ok(search.len())
}

/// Indexes what changed since the mark.
async fn catch_up(
    search: &Search,
    store: &Arc<dyn Store>,
    writer: &mut Option<Writer>,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    let clock = store.number_changes().await?;
    let known = search.mark()?.as_deref().and_then(Mark::read);
    let known = known.filter(|mark| mark.is_of(&clock));
    let is_anew = known.is_none();
    let mut mark = known.unwrap_or_else(|| Mark::beginning(&clock));
    loop {
        let lots = store.list_numbered_lots((mark.seq, mark.id), BATCH).await?;
        let Some(last) = lots.last() else { break };
        let clear = is_anew && mark.seq == 0;
        (mark.seq, mark.id) = (last.seq, last.lot.id);
        let lots: Vec<_> = lots.into_iter().map(|numbered| numbered.lot).collect();
        let around = store.list_around(&lots).await?;
        let mut mine = match writer.take() {
            Some(writer) => writer,
            None => search.writer()?,
        };
        let text = mark.text();
        // Cutting and writing takes long enough to be in others' way.
        let written = tokio::task::spawn_blocking(move || {
            if clear {
                mine.clear()?;
            }
            for lot in &lots {
                if lot.is_deleted {
                    mine.remove(lot.id);
                } else {
                    let (announcement, plan) = around.of(lot);
                    mine.put(&Entry::of(lot, announcement, plan))?;
                }
            }
            mine.commit(&text)?;
            Ok::<Writer, StoreError>(mine)
        });
        *writer = Some(written.await.map_err(failed)??);
        if stop.is_cancelled() {
            return Ok(());
        }
    }
    search.reached(clock.value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_good_for_its_own_database_only() {
        let clock = SearchClock { origin: "a1".to_owned(), value: 7 };
        let mark = Mark { origin: "a1".to_owned(), seq: 7, id: 20_000_000 };
        assert_eq!(Mark::read(&mark.text()), Some(mark.clone()));
        assert!(mark.is_of(&clock));
        assert!(!mark.is_of(&SearchClock { value: 6, ..clock.clone() }), "restored from a copy");
        assert!(!mark.is_of(&SearchClock { origin: "b2".to_owned(), ..clock }));
        for text in ["", "0 a1 7 1", "1 a1", "1 a1 x 1"] {
            assert_eq!(Mark::read(text), None, "{text}");
        }
    }
}
