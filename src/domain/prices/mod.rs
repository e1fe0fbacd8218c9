//! Price lists: files of others become prices by day and suppliers. Rows that are wrong stop nothing
//! and are told one by one; the same file again changes nothing; a person's list is theirs alone.

mod check;
mod layout;
mod lists;
mod matching;
mod read;
mod serve;
mod service;
mod table;
mod value;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::mpsc::Receiver;

pub use check::{Reason, Rejection};
pub use layout::{Column, Layout};
pub use lists::{ListsVersion, Offer, OwnedPosition, OwnedVerdict, PriceLists};
pub(in crate::domain) use matching::Sought;
pub use matching::{Position, Verdicts};
pub use read::{Preview, Progress, ReadReport, preview};
pub use serve::{Choice, PriceLink, Suitable, cost};
pub use service::{ImportError, ImportReport, PriceService, Wish};
pub use table::{Cell, Line, Table, TableError};

use super::{
    error::StoreError,
    lots::Lot,
    types::{LotId, Quantity, Tenge, UserId},
};

/// Telegram gives bots no larger file.
pub const MOST_TELEGRAM: usize = 20 * 1024 * 1024;
/// The largest file that programs may send.
pub const MOST_HTTP: usize = 50 * 1024 * 1024;

/// A price as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPrice {
    /// What the supplier knows it by.
    pub sku: String,
    /// What it is.
    pub name: String,
    /// In what it is counted; empty: not told.
    pub unit: String,
    /// Of one.
    pub price: Tenge,
    /// BIN or IIN of who sells.
    pub supplier: Option<String>,
    /// ENSTRU code; empty: not told.
    pub enstru: String,
    /// The day it is of.
    pub day: NaiveDate,
}

/// Whose prices they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A person's: nobody else sees them.
    User(UserId),
    /// Of those who run the bot: everybody is shown them.
    Shared,
}

impl Owner {
    /// As it is stored.
    pub fn source(self) -> String {
        match self {
            Self::User(user) => format!("user:{user}"),
            Self::Shared => "shared".to_owned(),
        }
    }
}

/// What goes to storage while a file is read.
#[derive(Debug)]
pub enum Feed {
    /// Good rows.
    Rows(Vec<NewPrice>),
    /// The end. Without it all is taken back that is not kept yet.
    Done(Imported),
}

/// A file that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What the file is known by.
    pub digest: String,
    /// Its rows.
    pub rows: u64,
    /// Those left out.
    pub rejected: u64,
    /// When.
    pub at: DateTime<Utc>,
}

/// A file that waits for a person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// A `UUIDv7`.
    pub id: String,
    /// Whose.
    pub user: UserId,
    /// Telegram's name for the file.
    pub file_id: String,
    /// Its size in bytes.
    pub size: i64,
    /// Columns as the person named them; none: as guessed.
    pub layout: Option<Layout>,
    /// All rows or none.
    pub is_whole: bool,
    /// Hidden rows, columns and sheets are read as well.
    pub with_hidden: bool,
    /// When it was sent.
    pub at: DateTime<Utc>,
}

/// Where prices are kept.
#[async_trait]
pub trait PriceStore: Send + Sync {
    /// True where this very file is the last that was read to its end.
    async fn is_last_file(&self, owner: Owner, digest: &str) -> Result<bool, StoreError>;
    /// Stores what comes, until it ends; gives how many prices are new or changed. A whole file is
    /// one transaction, else there are several, so that others can write in between.
    async fn store_prices(
        &self,
        owner: Owner,
        feed: Receiver<Feed>,
        is_whole: bool,
    ) -> Result<u64, StoreError>;
    /// A file that waits for its owner's word.
    async fn find_upload(&self, user: UserId, id: &str) -> Result<Option<Upload>, StoreError>;
    /// Positions that a person may see, the latest price of each, their own first.
    async fn list_positions(&self, user: UserId, limit: i64) -> Result<Vec<Position>, StoreError>;
    /// One of them.
    async fn find_position(&self, user: UserId, id: i64) -> Result<Option<Position>, StoreError>;
    /// What a person said of lots and articles.
    async fn list_price_verdicts(&self, user: UserId) -> Result<Verdicts, StoreError>;
    /// Lots that take bids now, by id, after this one.
    async fn list_open_lots(
        &self,
        now: DateTime<Utc>,
        after: LotId,
        limit: i64,
    ) -> Result<Vec<Lot>, StoreError>;
    /// What state the price lists are in of those who want to be told of lots for them.
    async fn lists_version(&self) -> Result<ListsVersion, StoreError>;
    /// Their positions, the latest price of each, by id after this one.
    async fn list_owned_positions(
        &self,
        after: i64,
        limit: i64,
    ) -> Result<Vec<OwnedPosition>, StoreError>;
    /// What they said of lots and articles.
    async fn list_owned_verdicts(&self) -> Result<Vec<OwnedVerdict>, StoreError>;
    /// Names of positions.
    async fn list_price_names(&self, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError>;
    /// Prices and quantities that a person chose for a lot.
    async fn list_lot_prices(
        &self,
        user: UserId,
        lot: LotId,
    ) -> Result<Vec<(Tenge, Quantity)>, StoreError>;
}
