//! Hot lots that a price list found, in SQL: the price of an alert, and what tells people of lots anyway.

use super::{Storage, on_pool, store};
use crate::domain::{
    error::StoreError,
    hot_lots::{Follow, Followed, Listed},
    types::{Tenge, UserId},
};

macro_rules! listed_columns {
    () => {
        "a.price_id, a.confidence, a.margin_bp, \
         (SELECT p.name FROM prices p WHERE p.id = a.price_id) AS listed_name, \
         (SELECT p.price_tiyn FROM prices p WHERE p.id = a.price_id) AS listed_tiyn"
    };
}
pub(super) use listed_columns;

#[derive(sqlx::FromRow)]
pub(super) struct ListedRow {
    price_id: Option<i64>,
    confidence: Option<i64>,
    margin_bp: Option<i64>,
    listed_name: Option<String>,
    listed_tiyn: Option<i64>,
}

impl ListedRow {
    /// None where words found the lot, or the price is gone.
    pub(super) fn read(self) -> Option<Listed> {
        Some(Listed {
            price_id: self.price_id?,
            name: self.listed_name?,
            price: Tenge::from_tiyn(self.listed_tiyn?),
            confidence: u8::try_from(self.confidence?).ok()?,
            margin_bp: self.margin_bp,
        })
    }
}

/// Searches and customers that people who are told by their prices follow in their own chats.
pub(super) async fn follows(storage: &Storage) -> Result<Vec<Follow>, StoreError> {
    const SQL: &str = "SELECT s.user_id, s.kind, s.subject_key, s.filter FROM user_subscriptions s \
                       JOIN hot_profiles h ON h.user_id = s.user_id WHERE h.by_prices AND h.paused_at IS NULL \
                       AND s.paused_at IS NULL AND s.chat_id = s.user_id AND s.kind IN ('search', 'customer')";
    let rows: Vec<(UserId, String, String, Option<String>)> =
        on_pool!(storage.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
    let read = |(user, kind, key, filter): (UserId, String, String, Option<String>)| {
        let what = match kind.as_str() {
            "customer" => Followed::Customer(key),
            // What another version of this program wrote otherwise finds nothing.
            _ => Followed::Search(serde_json::from_str(&filter?).ok()?),
        };
        Some(Follow { user, what })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
