//! The index of lots: tantivy, in this process, derived from storage. What a word is and when two
//! are one is `domain::words`' to say; here it is only looked up fast.

mod analyse;
mod any;
mod collect;
mod complete;
mod fields;
mod follow;
mod kept;
mod passages;
mod query;
mod typos;
mod write;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, Utc};
use tantivy::{Index, IndexBuilder, IndexReader, ReloadPolicy, directory::MmapDirectory};

use self::fields::Fields;
use crate::domain::{
    error::StoreError,
    search::{Ask, Hits, LotIndex, Slice},
};

pub use follow::{follow, reindex};
pub use passages::InMemory;
pub use write::{Amount, Writer};

/// Before any change.
const NOT_YET: i64 = -1;

/// An index that is searched and written; clones share it.
#[derive(Clone)]
pub struct Search {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    /// The last change that is in it; below zero until all of storage was read once.
    reached: Arc<AtomicI64>,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("reached", &self.reached).finish_non_exhaustive()
    }
}

impl Search {
    /// An index in a folder, made where there is none, and made anew where any of its files is
    /// damaged or of another version: everything in it comes from storage. In memory without a
    /// folder.
    ///
    /// # Errors
    /// Where the folder can't be written to.
    pub fn open(folder: Option<&Path>) -> Result<Self, StoreError> {
        let Some(folder) = folder else {
            return Self::over(builder().create_in_ram().map_err(failed)?);
        };
        std::fs::create_dir_all(folder).map_err(StoreError::failed)?;
        // A file may have gone while another process put pieces together: then a second look is whole.
        match Self::whole(folder).or_else(|_error| Self::whole(folder)) {
            Ok(search) => Ok(search),
            Err(error) => {
                tracing::warn!(%error, "the index can't be used and is made anew");
                std::fs::remove_dir_all(folder).map_err(StoreError::failed)?;
                std::fs::create_dir_all(folder).map_err(StoreError::failed)?;
                Self::whole(folder)
            }
        }
    }

    /// The index of a folder, where every file is as it was written.
    fn whole(folder: &Path) -> Result<Self, StoreError> {
        let directory = MmapDirectory::open(folder).map_err(failed)?;
        let index = builder().open_or_create(directory).map_err(failed)?;
        // Read now, once: what is damaged must not be found out by whoever searches.
        let damaged = index.validate_checksum().map_err(failed)?;
        if !damaged.is_empty() {
            return Err(failed(format!("{} of its files are damaged", damaged.len())));
        }
        Self::over(index)
    }

    fn over(index: Index) -> Result<Self, StoreError> {
        let (_, fields) = fields::schema();
        // Reloaded by the writer, which knows when.
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        Ok(Self {
            reader: reader.map_err(failed)?,
            index,
            fields,
            reached: Arc::new(NOT_YET.into()),
        })
    }

    /// Says that all of storage is in it up to this change.
    pub fn reached(&self, change: i64) {
        self.reached.store(change, Ordering::Release);
    }

    /// How many lots it holds.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// True where it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl LotIndex for Search {
    fn search(&self, ask: &Ask, slice: Slice, now: DateTime<Utc>) -> Result<Hits, StoreError> {
        let searcher = self.reader.searcher();
        let (query, corrections) = query::build(&searcher, self.fields, ask).map_err(failed)?;
        let collector = collect::Page::new(ask, slice, now);
        let hits = searcher.search(&query, &collector).map_err(failed)?;
        Ok(Hits { corrections, ..hits })
    }

    fn complete(&self, begun: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        complete::words(&self.reader.searcher(), self.fields, begun, limit).map_err(failed)
    }

    fn reached(&self) -> Option<i64> {
        Some(self.reached.load(Ordering::Acquire)).filter(|change| *change > NOT_YET)
    }
}

fn builder() -> IndexBuilder {
    Index::builder().schema(fields::schema().0).tokenizers(fields::tokenizers())
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::failed(format!("the index: {error}"))
}

#[cfg(test)]
mod tests;
