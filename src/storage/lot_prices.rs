//! Prices held against lots, in SQL: positions as they stand today, and what people said of them.

use chrono::{DateTime, Utc};

use super::{
    Storage, Tx,
    lots::{LotRow, columns, lots},
    on_pool, on_tx, places, store,
    subscriptions::MOST_PLACES,
};
use crate::domain::{
    error::StoreError,
    lots::Lot,
    prices::{ListsVersion, OwnedPosition, OwnedVerdict, Owner, Position, PriceLink, Verdicts},
    types::{LotId, Quantity, Tenge, UserId},
};

#[derive(sqlx::FromRow)]
struct PositionRow {
    id: i64,
    sku: String,
    name: String,
    unit: String,
    price_tiyn: i64,
    enstru_code: String,
}

#[derive(sqlx::FromRow)]
struct OwnedRow {
    #[sqlx(flatten)]
    row: PositionRow,
    owner_id: UserId,
}

impl PositionRow {
    fn read(self) -> Position {
        let price = Tenge::from_tiyn(self.price_tiyn);
        let (id, sku, name) = (self.id, self.sku, self.name);
        Position { id, sku, name, unit: self.unit, price, enstru: self.enstru_code }
    }
}

/// Positions of a person and of those who run the bot, the latest price of each.
pub(super) async fn positions(
    storage: &Storage,
    user: UserId,
    limit: i64,
) -> Result<Vec<Position>, StoreError> {
    const SQL: &str = "SELECT id, sku, name, unit, price_tiyn, enstru_code FROM prices p \
                       WHERE source IN ($1, $2) AND NOT EXISTS (SELECT 1 FROM prices later \
                       WHERE later.sku = p.sku AND later.source = p.source \
                       AND later.supplier_bin = p.supplier_bin AND later.captured_at > p.captured_at) \
                       ORDER BY owner_id IS NULL, id DESC LIMIT $3";
    let rows: Vec<PositionRow> = on_pool!(storage.pool, |p| sqlx::query_as(SQL)
        .bind(Owner::User(user).source())
        .bind(Owner::Shared.source())
        .bind(limit)
        .fetch_all(p)
        .await)
    .map_err(store)?;
    Ok(rows.into_iter().map(PositionRow::read).collect())
}

/// What state the lists are in of those who are told of lots by their prices.
pub(super) async fn version(storage: &Storage) -> Result<ListsVersion, StoreError> {
    const SQL: &str = "SELECT (SELECT last FROM price_numbers), (SELECT count(*) FROM price_matches), \
                       (SELECT max(created_at) FROM price_matches), \
                       (SELECT count(*) FROM hot_profiles WHERE by_prices AND paused_at IS NULL), \
                       (SELECT max(updated_at) FROM hot_profiles)";
    on_pool!(storage.pool, |p| sqlx::query_as(SQL).fetch_one(p).await).map_err(store)
}

/// Their own positions, the latest price of each.
pub(super) async fn owned(
    storage: &Storage,
    after: i64,
    limit: i64,
) -> Result<Vec<OwnedPosition>, StoreError> {
    const SQL: &str = "SELECT p.id, p.sku, p.name, p.unit, p.price_tiyn, p.enstru_code, p.owner_id FROM prices p \
                       JOIN hot_profiles h ON h.user_id = p.owner_id \
                       WHERE h.by_prices AND h.paused_at IS NULL AND p.id > $1 AND NOT EXISTS (\
                       SELECT 1 FROM prices later WHERE later.sku = p.sku AND later.source = p.source \
                       AND later.supplier_bin = p.supplier_bin AND later.captured_at > p.captured_at) \
                       ORDER BY p.id LIMIT $2";
    let rows: Vec<OwnedRow> =
        on_pool!(storage.pool, |p| sqlx::query_as(SQL).bind(after).bind(limit).fetch_all(p).await)
            .map_err(store)?;
    let read = |row: OwnedRow| OwnedPosition { owner: row.owner_id, position: row.row.read() };
    Ok(rows.into_iter().map(read).collect())
}

/// What they said of kinds of lots and articles.
pub(super) async fn owned_verdicts(storage: &Storage) -> Result<Vec<OwnedVerdict>, StoreError> {
    const SQL: &str = "SELECT m.user_id, m.lot_key, m.sku, m.is_same FROM price_matches m \
                       JOIN hot_profiles h ON h.user_id = m.user_id WHERE h.by_prices AND h.paused_at IS NULL";
    let rows: Vec<(UserId, String, String, bool)> =
        on_pool!(storage.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
    let read = |(owner, lot_key, sku, is_same)| OwnedVerdict { owner, lot_key, sku, is_same };
    Ok(rows.into_iter().map(read).collect())
}

/// Names of positions.
pub(super) async fn names(
    storage: &Storage,
    ids: &[i64],
) -> Result<Vec<(i64, String)>, StoreError> {
    let mut all = Vec::new();
    for ids in ids.chunks(MOST_PLACES) {
        let sql = format!("SELECT id, name FROM prices WHERE id IN {}", places(1, ids.len()));
        let sql = sqlx::AssertSqlSafe(sql);
        let rows: Vec<(i64, String)> = on_pool!(storage.pool, |p| {
            let mut query = sqlx::query_as(sql);
            for id in ids {
                query = query.bind(id);
            }
            query.fetch_all(p).await
        })
        .map_err(store)?;
        all.extend(rows);
    }
    Ok(all)
}

pub(super) async fn position(
    storage: &Storage,
    user: UserId,
    id: i64,
) -> Result<Option<Position>, StoreError> {
    const SQL: &str = "SELECT id, sku, name, unit, price_tiyn, enstru_code FROM prices \
                       WHERE id = $1 AND source IN ($2, $3)";
    let row: Option<PositionRow> = on_pool!(storage.pool, |p| sqlx::query_as(SQL)
        .bind(id)
        .bind(Owner::User(user).source())
        .bind(Owner::Shared.source())
        .fetch_optional(p)
        .await)
    .map_err(store)?;
    Ok(row.map(PositionRow::read))
}

pub(super) async fn verdicts(storage: &Storage, user: UserId) -> Result<Verdicts, StoreError> {
    const SQL: &str = "SELECT lot_key, sku, is_same FROM price_matches WHERE user_id = $1";
    let rows: Vec<(String, String, bool)> =
        on_pool!(storage.pool, |p| sqlx::query_as(SQL).bind(user).fetch_all(p).await)
            .map_err(store)?;
    Ok(rows.into_iter().map(|(key, sku, is_same)| ((key, sku), is_same)).collect())
}

/// Lots that take bids, in order of their ids.
pub(super) async fn open_lots(
    storage: &Storage,
    now: DateTime<Utc>,
    after: LotId,
    limit: i64,
) -> Result<Vec<Lot>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM goszakup_lots WHERE id > $1 AND deadline > $2 AND status IN (220, 240) \
         AND NOT is_deleted ORDER BY id LIMIT $3"
    );
    let rows: Vec<LotRow> = on_pool!(storage.pool, |p| sqlx::query_as(SQL)
        .bind(after)
        .bind(now)
        .bind(limit)
        .fetch_all(p)
        .await)
    .map_err(store)?;
    lots(rows)
}

pub(super) async fn of_lot(
    storage: &Storage,
    user: UserId,
    lot: LotId,
) -> Result<Vec<(Tenge, Quantity)>, StoreError> {
    const SQL: &str = "SELECT p.price_tiyn, l.quantity_micro FROM lot_prices l \
                       JOIN prices p ON p.id = l.price_id WHERE l.user_id = $1 AND l.lot_id = $2";
    let rows: Vec<(i64, i64)> =
        on_pool!(storage.pool, |p| sqlx::query_as(SQL).bind(user).bind(lot).fetch_all(p).await)
            .map_err(store)?;
    let read = |(price, micro)| (Tenge::from_tiyn(price), Quantity::from_micro(micro));
    Ok(rows.into_iter().map(read).collect())
}

/// Puts a position in the place of what was chosen for a lot before; none that is not theirs.
pub(super) async fn link(tx: &mut Tx, it: &PriceLink) -> Result<(), sqlx::Error> {
    const FORGET: &str = "DELETE FROM lot_prices WHERE user_id = $1 AND lot_id = $2";
    const SQL: &str = "INSERT INTO lot_prices (user_id, lot_id, price_id, quantity_micro, created_at) \
                       SELECT $1, l.id, p.id, $4, $5 FROM prices p, goszakup_lots l \
                       WHERE l.id = $2 AND p.id = $3 AND p.source IN ($6, $7)";
    on_tx!(tx, |c| sqlx::query(FORGET).bind(it.user).bind(it.lot).execute(c).await.map(drop))?;
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(it.user)
        .bind(it.lot)
        .bind(it.price)
        .bind(it.quantity.micro())
        .bind(it.at)
        .bind(Owner::User(it.user).source())
        .bind(Owner::Shared.source())
        .execute(c)
        .await
        .map(drop))
}

/// Remembers what a person said of a kind of lot and an article.
pub(super) async fn judge(
    tx: &mut Tx,
    user: UserId,
    pair: (&str, &str),
    is_same: bool,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // One article is chosen for a kind of lot: the one before is neither right nor wrong any more.
    const FORGET: &str =
        "DELETE FROM price_matches WHERE user_id = $1 AND lot_key = $2 AND sku <> $3 AND is_same";
    const SQL: &str = "INSERT INTO price_matches (user_id, lot_key, sku, is_same, created_at) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, lot_key, sku) \
                       DO UPDATE SET is_same = excluded.is_same, created_at = excluded.created_at";
    if is_same {
        let forgotten = on_tx!(&mut *tx, |c| sqlx::query(FORGET)
            .bind(user)
            .bind(pair.0)
            .bind(pair.1)
            .execute(c)
            .await
            .map(drop));
        forgotten?;
    }
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(user)
        .bind(pair.0)
        .bind(pair.1)
        .bind(is_same)
        .bind(at)
        .execute(c)
        .await
        .map(drop))
}
