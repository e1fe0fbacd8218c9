//! Price lists in SQL: hundreds of rows a statement, thousands a transaction.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use sqlx::AssertSqlSafe;
use tokio::sync::mpsc::Receiver;

use super::{Storage, Tx, lot_prices, many_places, on_pool, on_tx, store};
use crate::domain::{
    clock::ASTANA,
    error::StoreError,
    lots::Lot,
    prices::{
        Feed, Imported, Layout, ListsVersion, NewPrice, OwnedPosition, OwnedVerdict, Owner,
        Position, PriceStore, Upload, Verdicts,
    },
    search::fold,
    types::{LotId, Quantity, Tenge, UserId},
};

/// Values of a price.
const COLUMNS: usize = 11;
/// Batches of a transaction: others wait for the one writer of SQLite no longer than that takes.
const BATCHES: usize = 10;
/// Files that wait for a person's word; older ones are forgotten.
const MOST_UPLOADS: i64 = 10;

#[derive(sqlx::FromRow)]
struct UploadRow {
    id: String,
    user_id: UserId,
    file_id: String,
    file_size: i64,
    layout: String,
    is_whole: bool,
    with_hidden: bool,
    created_at: DateTime<Utc>,
}

/// Keeps a file that waits for its owner's word, or what they said of it.
pub(super) async fn keep_upload(tx: &mut Tx, it: &Upload) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO price_uploads (id, user_id, file_id, file_size, layout, is_whole, created_at, with_hidden) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET \
                       layout = excluded.layout, is_whole = excluded.is_whole, with_hidden = excluded.with_hidden \
                       WHERE price_uploads.user_id = excluded.user_id";
    const FORGET: &str = "DELETE FROM price_uploads WHERE user_id = $1 AND id NOT IN (\
                          SELECT id FROM price_uploads WHERE user_id = $1 ORDER BY id DESC LIMIT $2)";
    let layout = it.layout.as_ref().map(ToString::to_string).unwrap_or_default();
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(&it.id)
        .bind(it.user)
        .bind(&it.file_id)
        .bind(it.size)
        .bind(&layout)
        .bind(it.is_whole)
        .bind(it.at)
        .bind(it.with_hidden)
        .execute(c)
        .await
        .map(drop))?;
    on_tx!(tx, |c| sqlx::query(FORGET).bind(it.user).bind(MOST_UPLOADS).execute(c).await.map(drop))
}

/// Forgets a file that was decided on.
pub(super) async fn drop_upload(tx: &mut Tx, user: UserId, id: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM price_uploads WHERE id = $1 AND user_id = $2";
    on_tx!(tx, |c| sqlx::query(SQL).bind(id).bind(user).execute(c).await.map(drop))
}

/// The midnight a day begins with, in Astana.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let at = day.and_time(NaiveTime::MIN);
    ASTANA.from_local_datetime(&at).single().map_or_else(|| at.and_utc(), |at| at.to_utc())
}

/// Takes so many numbers; gives the first of them.
async fn number(tx: &mut Tx, rows: usize) -> Result<i64, sqlx::Error> {
    const SQL: &str = "UPDATE price_numbers SET last = last + $1 RETURNING last";
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let last: i64 = on_tx!(tx, |c| sqlx::query_scalar(SQL).bind(rows).fetch_one(c).await)?;
    Ok(last - rows + 1)
}

/// Writes a batch; gives how many rows are new or changed.
async fn write(tx: &mut Tx, owner: Owner, rows: &[NewPrice]) -> Result<u64, sqlx::Error> {
    const INTO: &str = "INSERT INTO prices (id, source, owner_id, sku, name, search_text, unit, price_tiyn, supplier_bin, \
                        enstru_code, captured_at) VALUES ";
    const ON: &str = " ON CONFLICT (sku, source, supplier_bin, captured_at) DO UPDATE SET name = excluded.name, search_text = excluded.search_text, \
                      unit = excluded.unit, price_tiyn = excluded.price_tiyn, enstru_code = excluded.enstru_code \
                      WHERE prices.price_tiyn <> excluded.price_tiyn OR prices.name <> excluded.name \
                      OR prices.unit <> excluded.unit OR prices.enstru_code <> excluded.enstru_code";
    let first = number(tx, rows.len()).await?;
    let sql = [INTO, &many_places(tx, rows.len(), COLUMNS), ON].concat();
    let source = owner.source();
    let owner_id = if let Owner::User(user) = owner { Some(user) } else { None };
    let mut day = (NaiveDate::MIN, DateTime::<Utc>::MIN_UTC);
    on_tx!(tx, |c| {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (id, row) in (first..).zip(rows) {
            if day.0 != row.day {
                day = (row.day, midnight(row.day));
            }
            query = query
                .bind(id)
                .bind(source.as_str())
                .bind(owner_id)
                .bind(row.sku.as_str())
                .bind(row.name.as_str())
                .bind(fold(&row.name))
                .bind(row.unit.as_str())
                .bind(row.price.tiyn())
                .bind(row.supplier.as_deref().unwrap_or_default())
                .bind(row.enstru.as_str())
                .bind(day.1);
        }
        query.execute(c).await.map(|done| done.rows_affected())
    })
}

/// Remembers suppliers, by the names that OWS has for them.
async fn meet_suppliers(
    tx: &mut Tx,
    bins: &BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const MET: &str =
        "INSERT INTO suppliers (bin, name, created_at) WITH met (bin, at) AS (VALUES ";
    const NAMED: &str = ") SELECT bin, (SELECT s.name_ru FROM subjects s WHERE s.bin = met.bin ORDER BY s.id LIMIT 1), \
                         at FROM met WHERE true ON CONFLICT (bin) DO NOTHING";
    if bins.is_empty() {
        return Ok(());
    }
    let sql = [MET, &many_places(tx, bins.len(), 2), NAMED].concat();
    on_tx!(tx, |c| {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for bin in bins {
            query = query.bind(bin).bind(now);
        }
        query.execute(c).await.map(drop)
    })
}

async fn note_import(
    tx: &mut Tx,
    owner: Owner,
    it: &Imported,
    imported: u64,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO price_imports (source, digest, file_rows, imported, rejected, imported_at, number) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (source, digest) DO UPDATE SET \
                       file_rows = excluded.file_rows, imported = excluded.imported, \
                       rejected = excluded.rejected, imported_at = excluded.imported_at, number = excluded.number";
    let number = number(tx, 1).await?;
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(owner.source())
        .bind(&it.digest)
        .bind(count(it.rows))
        .bind(count(imported))
        .bind(count(it.rejected))
        .bind(it.at)
        .bind(number)
        .execute(c)
        .await
        .map(drop))
}

impl Storage {
    async fn take_feed(
        &self,
        owner: Owner,
        mut feed: Receiver<Feed>,
        is_whole: bool,
    ) -> Result<u64, sqlx::Error> {
        let (mut imported, mut batches) = (0, 0);
        let mut met = BTreeSet::new();
        let mut tx: Option<Tx> = None;
        while let Some(part) = feed.recv().await {
            let mut open = match tx.take() {
                Some(open) => open,
                None => self.begin().await?,
            };
            match part {
                Feed::Rows(rows) => {
                    imported += write(&mut open, owner, &rows).await?;
                    let named = rows.into_iter().filter_map(|row| row.supplier);
                    let new: BTreeSet<String> = named.filter(|bin| !met.contains(bin)).collect();
                    meet_suppliers(&mut open, &new, self.clock.now()).await?;
                    met.extend(new);
                    batches += 1;
                    if is_whole || batches < BATCHES {
                        tx = Some(open);
                    } else {
                        batches = 0;
                        open.commit().await?;
                    }
                }
                Feed::Done(end) => {
                    note_import(&mut open, owner, &end, imported).await?;
                    open.commit().await?;
                    return Ok(imported);
                }
            }
        }
        // The file could not be read to its end: what came before that is good all the same.
        match tx {
            Some(open) if !is_whole => open.commit().await?,
            _ => {}
        }
        Ok(imported)
    }
}

#[async_trait]
impl PriceStore for Storage {
    async fn is_last_file(&self, owner: Owner, digest: &str) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT digest FROM price_imports WHERE source = $1 ORDER BY number DESC, imported_at DESC LIMIT 1";
        let last: Option<String> = on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(owner.source())
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        Ok(last.as_deref() == Some(digest))
    }

    async fn store_prices(
        &self,
        owner: Owner,
        feed: Receiver<Feed>,
        is_whole: bool,
    ) -> Result<u64, StoreError> {
        self.take_feed(owner, feed, is_whole).await.map_err(store)
    }

    async fn find_upload(&self, user: UserId, id: &str) -> Result<Option<Upload>, StoreError> {
        const SQL: &str = "SELECT id, user_id, file_id, file_size, layout, is_whole, with_hidden, created_at \
                           FROM price_uploads WHERE id = $1 AND user_id = $2";
        let row: Option<UploadRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(id)
            .bind(user)
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        Ok(row.map(|row| Upload {
            id: row.id,
            user: row.user_id,
            file_id: row.file_id,
            size: row.file_size,
            layout: Layout::parse(&row.layout),
            is_whole: row.is_whole,
            with_hidden: row.with_hidden,
            at: row.created_at,
        }))
    }

    async fn list_positions(&self, user: UserId, limit: i64) -> Result<Vec<Position>, StoreError> {
        lot_prices::positions(self, user, limit).await
    }

    async fn find_position(&self, user: UserId, id: i64) -> Result<Option<Position>, StoreError> {
        lot_prices::position(self, user, id).await
    }

    async fn list_price_verdicts(&self, user: UserId) -> Result<Verdicts, StoreError> {
        lot_prices::verdicts(self, user).await
    }

    async fn list_open_lots(
        &self,
        now: DateTime<Utc>,
        after: LotId,
        limit: i64,
    ) -> Result<Vec<Lot>, StoreError> {
        lot_prices::open_lots(self, now, after, limit).await
    }

    async fn lists_version(&self) -> Result<ListsVersion, StoreError> {
        lot_prices::version(self).await
    }

    async fn list_owned_positions(
        &self,
        after: i64,
        limit: i64,
    ) -> Result<Vec<OwnedPosition>, StoreError> {
        lot_prices::owned(self, after, limit).await
    }

    async fn list_owned_verdicts(&self) -> Result<Vec<OwnedVerdict>, StoreError> {
        lot_prices::owned_verdicts(self).await
    }

    async fn list_price_names(&self, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        lot_prices::names(self, ids).await
    }

    async fn list_lot_prices(
        &self,
        user: UserId,
        lot: LotId,
    ) -> Result<Vec<(Tenge, Quantity)>, StoreError> {
        lot_prices::of_lot(self, user, lot).await
    }
}
