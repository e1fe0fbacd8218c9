//! Keeps the index behind storage by a second at most: what changed since its own mark is read in
//! the order of changes.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{Amount, Search, Writer, failed};
use crate::domain::{
    Store,
    error::StoreError,
    lots::Lot,
    search::{Entry, SearchClock},
    subscriptions::Around,
    types::LotId,
};

/// Storage is asked this often what changed.
const LOOK: Duration = Duration::from_millis(500);
/// After a failure.
const LATER: Duration = Duration::from_secs(10);
/// Lots read at once.
const BATCH: i64 = 2_000;
/// So many of these are committed at once where there are many.
const BATCHES_OF_COMMIT: usize = 50;
/// Looks in vain, after which the writer is let go.
const PATIENCE: u32 = 20;
/// Goes up with every change of what is indexed: an index of another version is made anew.
const VERSION: u32 = 3;

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
    let mut looks_in_vain = 0;
    while !stop.is_cancelled() {
        let pause = match catch_up(&search, &store, &mut writer, &stop).await {
            Ok(true) => {
                looks_in_vain = 0;
                LOOK
            }
            Ok(false) => {
                looks_in_vain += 1;
                if looks_in_vain > PATIENCE
                    && let Some(idle) = writer.take()
                    && let Err(error) = settled(idle).await
                {
                    tracing::warn!(%error, "the index was not put together");
                }
                LOOK
            }
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
    let mut writer = search.writer(Amount::All)?;
    let beginning = Mark::beginning(&store.number_changes().await?);
    writer.clear()?;
    writer.commit(&beginning.text())?;
    let mut writer = Some(writer);
    catch_up(search, store, &mut writer, &CancellationToken::new()).await?;
    if let Some(writer) = writer {
        settled(writer).await?;
    }
    Ok(search.len())
}

/// Lets a writer go once its pieces are put together: what it holds is memory that nobody needs.
async fn settled(writer: Writer) -> Result<(), StoreError> {
    tokio::task::spawn_blocking(|| writer.settle()).await.map_err(failed)?
}

/// A writer at work in a thread of its own, while the next batch is read.
type Writing = tokio::task::JoinHandle<Result<Writer, StoreError>>;

/// Indexes what changed since the mark; false where nothing had.
async fn catch_up(
    search: &Search,
    store: &Arc<dyn Store>,
    writer: &mut Option<Writer>,
    stop: &CancellationToken,
) -> Result<bool, StoreError> {
    let clock = store.number_changes().await?;
    let known = search.mark()?.as_deref().and_then(Mark::read);
    let known = known.filter(|mark| mark.is_of(&clock));
    let is_anew = known.is_none();
    let mut mark = known.unwrap_or_else(|| Mark::beginning(&clock));
    let mut writing: Option<Writing> = None;
    let (mut batches, mut is_committed) = (0_usize, true);
    loop {
        let lots = store.list_numbered_lots((mark.seq, mark.id), BATCH).await?;
        let (Some(last), false) = (lots.last(), stop.is_cancelled()) else { break };
        let batch = Batch {
            clear: is_anew && batches == 0,
            // All of storage is committed in large pieces: what a kill takes is read again.
            commit: lots.len() < BATCH as usize || batches % BATCHES_OF_COMMIT == 0,
            mark: Mark { seq: last.seq, id: last.lot.id, ..mark },
            lots: lots.into_iter().map(|numbered| numbered.lot).collect(),
        };
        mark = batch.mark.clone();
        is_committed = batch.commit;
        batches += 1;
        let around = store.list_around(&batch.lots).await?;
        let mine = match (written(writing.take()).await?, writer.take()) {
            (Some(mine), _) | (None, Some(mine)) => mine,
            (None, None) => search.writer(if is_anew { Amount::All } else { Amount::Changes })?,
        };
        // Cutting and writing takes long enough to be in others' way.
        writing = Some(tokio::task::spawn_blocking(move || batch.write(mine, &around)));
    }
    if let Some(mut mine) = written(writing).await? {
        if !is_committed {
            let text = mark.text();
            let committed = tokio::task::spawn_blocking(move || mine.commit(&text).map(|()| mine));
            mine = committed.await.map_err(failed)??;
        }
        if is_anew && !stop.is_cancelled() {
            settled(mine).await?;
        } else {
            *writer = Some(mine);
        }
    }
    if !stop.is_cancelled() {
        search.reached(clock.value);
    }
    Ok(batches > 0)
}

/// The writer, once it is done with what it was given.
async fn written(writing: Option<Writing>) -> Result<Option<Writer>, StoreError> {
    match writing {
        Some(writing) => writing.await.map_err(failed)?.map(Some),
        None => Ok(None),
    }
}

/// Lots to be indexed at once.
struct Batch {
    clear: bool,
    commit: bool,
    mark: Mark,
    lots: Vec<Lot>,
}

impl Batch {
    fn write(self, mut writer: Writer, around: &Around) -> Result<Writer, StoreError> {
        if self.clear {
            writer.clear()?;
        }
        for lot in &self.lots {
            if lot.is_deleted {
                writer.remove(lot.id);
            } else {
                let (announcement, plan) = around.of(lot);
                writer.put(&Entry::of(lot, announcement, plan))?;
            }
        }
        if self.commit {
            writer.commit(&self.mark.text())?;
        }
        Ok(writer)
    }
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
