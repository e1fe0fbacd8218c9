//! Price lists from file to storage.

use std::{ops::ControlFlow, sync::Arc};

use tokio::sync::mpsc;

use super::{
    Feed, Imported, Owner, PriceStore, Upload,
    layout::Layout,
    read::{Progress, ReadReport, read},
    table::{Table, TableError},
};
use crate::domain::{
    clock::{ASTANA, Clock},
    error::{Error, StoreError},
    subscriptions::SubscriptionStore,
    types::UserId,
};

/// Batches that wait for storage: the reader is the faster of the two.
const WAITING: usize = 4;

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Whose prices they become.
    pub owner: Owner,
    /// Columns, where the guess was corrected.
    pub layout: Option<Layout>,
    /// All rows or none.
    pub is_whole: bool,
    /// Hidden rows, columns and sheets are read as well; said when the file is opened, named here so
    /// that the two readings are not taken for one.
    pub with_hidden: bool,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// What was read.
    pub read: ReadReport,
    /// Prices that are new or changed.
    pub imported: u64,
    /// Prices that were there already.
    pub unchanged: u64,
    /// The very same file was read before.
    pub is_known: bool,
    /// Nothing was stored, since all or nothing was wished and some rows are wrong.
    pub is_refused: bool,
}

impl ImportReport {
    /// For programs: counts, and every row that was left out with a stable code.
    pub fn json(&self) -> serde_json::Value {
        let rejected = self.read.rejections.iter().map(|it| {
            serde_json::json!({
                "sheet": it.sheet, "line": it.line, "column": it.column.code(),
                "reason": it.reason.code(), "value": it.value,
            })
        });
        serde_json::json!({
            "rows": self.read.rows,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "rejected": self.read.rejected,
            "is_known_file": self.is_known,
            "is_refused": self.is_refused,
            "skipped_sheets": self.read.skipped_sheets,
            "rejected_rows": rejected.collect::<Vec<_>>(),
        })
    }
}

/// Why a file did not become prices.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ImportError {
    /// It can't be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Nothing stands under the headings.
    #[error("nothing stands under the headings")]
    NoRows,
    /// No row names a price and a position.
    #[error("no row of headings was found: a price and a name or an article are needed")]
    NoHeadings,
    /// Storage fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes price lists in.
#[derive(Clone)]
pub struct PriceService {
    pub(super) store: Arc<dyn PriceStore>,
    pub(super) around: Arc<dyn SubscriptionStore>,
    pub(super) clock: Arc<dyn Clock>,
}

impl PriceService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn PriceStore>,
        around: Arc<dyn SubscriptionStore>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, around, clock }
    }

    /// Reads a file on a thread of its own and stores what is good in it. The same file again changes
    /// nothing while it is the last of its source; after another one its rows come in anew.
    ///
    /// # Errors
    /// Where the file can't be read or storage fails. Rows stored before that stay, unless all or
    /// nothing was wished; the file read again adds the rest.
    pub async fn import(
        &self,
        mut table: Box<dyn Table>,
        digest: &str,
        wish: &Wish,
        progress: &Progress,
    ) -> Result<ImportReport, ImportError> {
        let now = self.clock.now();
        let today = now.with_timezone(&ASTANA).date_naive();
        let layout = wish.layout.clone();
        let named = layout.as_ref().map(ToString::to_string).unwrap_or_default();
        let hidden = if wish.with_hidden { "hidden" } else { "" };
        let digest = format!("{digest} {named} {hidden}").trim_end().to_owned();
        let is_known = self.store.is_last_file(wish.owner, &digest).await?;
        let (feed, rows) = mpsc::channel(WAITING);
        let (is_whole, progress) = (wish.is_whole, progress.clone());
        let reader = tokio::task::spawn_blocking(move || {
            let mut give = |batch| {
                // Storage that is gone says why by itself.
                if is_known || feed.blocking_send(Feed::Rows(batch)).is_ok() {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            };
            let report = read(table.as_mut(), layout.as_ref(), today, &progress, &mut give)?;
            let is_good = report.rows > 0 && !(is_whole && report.rejected > 0);
            if is_good && !is_known {
                let (rows, rejected) = (report.rows, report.rejected);
                let _ =
                    feed.blocking_send(Feed::Done(Imported { digest, rows, rejected, at: now }));
            }
            Ok::<_, TableError>(report)
        });
        let imported = if is_known {
            drop(rows);
            0
        } else {
            self.store.store_prices(wish.owner, rows, is_whole).await?
        };
        let read = reader.await.map_err(StoreError::failed)??;
        if !read.has_headings {
            return Err(ImportError::NoHeadings);
        }
        if read.rows == 0 {
            return Err(ImportError::NoRows);
        }
        let is_refused = is_whole && read.rejected > 0;
        let imported = if is_refused { 0 } else { imported };
        let unchanged = if is_refused { 0 } else { read.accepted - imported.min(read.accepted) };
        Ok(ImportReport { read, imported, unchanged, is_known, is_refused })
    }

    /// A file of a person that waits for their word.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn upload(&self, user: UserId, id: &str) -> Result<Option<Upload>, Error> {
        Ok(self.store.find_upload(user, id).await?)
    }
}
