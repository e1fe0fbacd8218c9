//! What is counted over stored lots: a flat row a lot, then tallies and quartiles of what a page of
//! changed lots touches. A page is one transaction, so a count that is cut short leaves no half.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::super::{Storage, Tx, on_pool, on_tx, places, statement::Statement, store};
use crate::domain::{
    clock::ASTANA,
    error::StoreError,
    risk::Procedure,
    types::{LotId, LotNumber, Quantity, Tenge},
};

/// Values bound to one statement.
const MOST_KEYS: usize = 500;

/// All that is known around lots, a row each. Siblings are other lots of the same customer and code,
/// published within 30 days before or after, that did not fail and were not withdrawn, cancelled or deleted.
macro_rules! around {
    ($condition:literal) => {
        concat!(
            "SELECT l.id, (r.lot_id IS NOT NULL) AS is_counted, ",
            siblings!("count(*)"), " AS sibling_lots, ",
            siblings!("CAST(COALESCE(sum(s.amount_tiyn), 0) AS BIGINT)"), " AS sibling_tiyn, ",
            "c.lots AS customer_lots, c.failed AS customer_failed, c.cancelled AS customer_cancelled, \
             c.appealed AS customer_appealed, c.direct AS customer_direct, \
             e.lots AS code_lots, e.failed AS code_failed, e.cancelled AS code_cancelled, \
             e.appealed AS code_appealed, e.direct AS code_direct, \
             g.lots AS region_lots, g.failed AS region_failed, g.cancelled AS region_cancelled, \
             g.appealed AS region_appealed, g.direct AS region_direct, \
             p.how_many AS price_count, p.q1 AS price_q1, p.median AS price_median, p.q3 AS price_q3, \
             d.how_many AS length_count, d.q1 AS length_q1, d.median AS length_median, d.q3 AS length_q3, \
             h.contracts AS customer_contracts, h.changed AS customer_changed, h.terminated AS customer_terminated, \
             h.top_supplier_bp AS customer_top_supplier_bp, h.tendered AS customer_tendered, \
             h.single_bid AS customer_single_bid, h.bids AS customer_bids, h.disqualified AS customer_disqualified, \
             h.acts AS customer_acts, h.paid_late AS customer_paid_late, h.shared_contacts AS customer_shared_contacts, \
             h.newest_age_days AS customer_newest_age_days, h.newest_sum_tiyn AS customer_newest_sum_tiyn, \
             h.newest_year AS customer_newest_year, f.contracts AS supplier_contracts, f.terminated AS supplier_terminated, \
             k.awards AS code_awards, k.hhi AS code_hhi, k.discount_bp AS code_discount_bp, \
             k.tendered AS code_tendered, k.bids AS code_bids, \
             l.created_at AS first_seen_at, a.published_at, \
             (SELECT count(*) FROM changes w WHERE w.entity = 'lot' AND w.entity_id = l.id \
              AND w.field IN ('amount', 'quantity', 'name', 'description')) AS edits, \
             m.old_value AS deadline_from, m.new_value AS deadline_to \
             FROM goszakup_lots l LEFT JOIN announcements a ON a.id = l.announcement_id \
             LEFT JOIN risk_lots r ON r.lot_id = l.id \
             LEFT JOIN risk_tallies c ON c.kind = 'customer' AND c.key = r.customer_bin \
             LEFT JOIN risk_tallies e ON e.kind = 'code' AND e.key = r.enstru_code \
             LEFT JOIN risk_tallies g ON g.kind = 'region' AND g.key = r.region \
             LEFT JOIN risk_histories h ON h.kind = 'customer' AND h.key = r.customer_bin \
             LEFT JOIN risk_histories f ON f.kind = 'supplier' AND f.key = h.top_supplier \
             LEFT JOIN risk_histories k ON k.kind = 'code' AND k.key = r.enstru_code \
             LEFT JOIN risk_spreads p ON p.kind = 'price' AND p.key = r.price_key \
             LEFT JOIN risk_spreads d ON d.kind = 'length' AND d.key = r.enstru_code \
             LEFT JOIN changes m ON m.id = (SELECT max(w.id) FROM changes w WHERE w.entity = 'announcement' \
              AND w.entity_id = l.announcement_id AND w.field = 'deadline') \
             WHERE l.", $condition
        )
    };
}
pub(in crate::storage) use around;

macro_rules! siblings {
    ($what:literal) => {
        concat!(
            "(SELECT ", $what, " FROM risk_lots s WHERE s.customer_bin = r.customer_bin \
             AND s.enstru_code = r.enstru_code AND s.published_day BETWEEN r.published_day - 30 AND r.published_day + 30 \
             AND s.lot_id <> r.lot_id AND NOT s.is_deleted AND COALESCE(s.status, 0) NOT IN (370, 410, 430))"
        )
    };
}
pub(in crate::storage) use siblings;

#[derive(sqlx::FromRow)]
struct ChangedRow {
    id: i64,
    updated_at: DateTime<Utc>,
    lot_number: String,
    customer_bin: Option<String>,
    kato: Json<Vec<String>>,
    amount_tiyn: Option<i64>,
    quantity_micro: Option<i64>,
    description_ru: Option<String>,
    description_kk: Option<String>,
    status: Option<i64>,
    method_id: Option<i64>,
    plan_point_ids: Json<Vec<i64>>,
    is_deleted: bool,
    published_at: Option<DateTime<Utc>>,
    enstru_code: Option<String>,
    unit_ru: Option<String>,
    year: Option<i64>,
}

/// What a page of lots touches; a lot may have moved from one key to another.
#[derive(Default)]
struct Touched {
    customers: BTreeSet<String>,
    codes: BTreeSet<String>,
    regions: BTreeSet<String>,
    prices: BTreeSet<String>,
}

pub(super) async fn count_lots(
    storage: &Storage,
    since: DateTime<Utc>,
    after: Option<(DateTime<Utc>, LotId)>,
    limit: i64,
) -> Result<Option<(DateTime<Utc>, LotId)>, StoreError> {
    const SQL: &str = "SELECT l.id, l.updated_at, l.lot_number, l.customer_bin, l.kato, l.amount_tiyn, l.quantity_micro, \
        l.description_ru, l.description_kk, l.status, COALESCE(l.actual_method_id, a.method_id) AS method_id, \
        l.plan_point_ids, l.is_deleted, a.published_at, p.enstru_code, p.unit_ru, p.year \
        FROM goszakup_lots l LEFT JOIN announcements a ON a.id = l.announcement_id \
        LEFT JOIN plan_points p ON p.id = CAST(l.plan_point_ids ->> 0 AS BIGINT) \
        WHERE l.updated_at >= $1 AND (l.updated_at > $2 OR (l.updated_at = $2 AND l.id > $3)) \
        ORDER BY l.updated_at, l.id LIMIT $4";
    let (after_at, after_id) = after.unwrap_or((DateTime::UNIX_EPOCH, 0));
    let rows: Vec<ChangedRow> = on_pool!(storage.pool, |p| sqlx::query_as(SQL)
        .bind(since)
        .bind(after_at)
        .bind(after_id)
        .bind(limit)
        .fetch_all(p)
        .await)
    .map_err(store)?;
    let Some(last) = rows.last().map(|row| (row.updated_at, row.id)) else { return Ok(None) };
    let is_last = rows.len() < usize::try_from(limit).unwrap_or(usize::MAX);
    write(storage, rows).await.map_err(store)?;
    Ok((!is_last).then_some(last))
}

/// What is counted of a lot.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Counted {
    lot_id: i64,
    customer_bin: Option<String>,
    enstru_code: Option<String>,
    region: Option<String>,
    price_key: Option<String>,
    amount_tiyn: Option<i64>,
    unit_price_tiyn: Option<i64>,
    description_length: i64,
    status: Option<i64>,
    is_direct: bool,
    published_day: Option<i64>,
    is_deleted: bool,
}

impl Counted {
    fn of(row: ChangedRow) -> Self {
        let is_united = row.plan_point_ids.0.len() > 1
            || LotNumber::from_source(&row.lot_number).is_some_and(|number| number.is_united());
        let amount = row.amount_tiyn.map(Tenge::from_tiyn).filter(|_| !is_united);
        let quantity = row.quantity_micro.map(Quantity::from_micro);
        let unit_price = amount.zip(quantity).and_then(|(sum, quantity)| sum.per(quantity));
        let key = row.enstru_code.as_ref().zip(row.unit_ru.as_ref()).zip(row.year);
        let price_key = key.map(|((code, unit), year)| format!("{code}/{unit}/{year}"));
        let length = [&row.description_ru, &row.description_kk]
            .into_iter()
            .flatten()
            .map(|text| text.chars().count())
            .max();
        let procedure = row.method_id.map(Procedure::of);
        Self {
            lot_id: row.id,
            customer_bin: row.customer_bin,
            enstru_code: row.enstru_code,
            region: row.kato.0.first().and_then(|kato| kato.get(..2)).map(ToOwned::to_owned),
            price_key,
            amount_tiyn: row.amount_tiyn,
            unit_price_tiyn: unit_price.map(|price| price.tiyn()).filter(|tiyn| *tiyn > 0),
            description_length: i64::try_from(length.unwrap_or_default()).unwrap_or(i64::MAX),
            status: row.status,
            is_direct: matches!(procedure, Some(Procedure::Direct | Procedure::AfterFailed)),
            published_day: row.published_at.map(day_number),
            is_deleted: row.is_deleted,
        }
    }
}

impl Touched {
    fn add(&mut self, counted: Counted) {
        self.customers.extend(counted.customer_bin);
        self.codes.extend(counted.enstru_code);
        self.regions.extend(counted.region);
        self.prices.extend(counted.price_key);
    }
}

/// Writes what differs from what was counted, and counts anew what that touches: lots come again
/// while they change in other ways.
async fn write(storage: &Storage, rows: Vec<ChangedRow>) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO risk_lots (lot_id, customer_bin, enstru_code, region, price_key, amount_tiyn, \
        unit_price_tiyn, description_length, status, is_direct, published_day, is_deleted) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
        ON CONFLICT (lot_id) DO UPDATE SET customer_bin = excluded.customer_bin, enstru_code = excluded.enstru_code, \
        region = excluded.region, price_key = excluded.price_key, amount_tiyn = excluded.amount_tiyn, \
        unit_price_tiyn = excluded.unit_price_tiyn, description_length = excluded.description_length, \
        status = excluded.status, is_direct = excluded.is_direct, published_day = excluded.published_day, \
        is_deleted = excluded.is_deleted";
    let mut touched = Touched::default();
    let mut tx = storage.begin().await?;
    let mut before = before(&mut tx, &rows).await?;
    for new in rows.into_iter().map(Counted::of) {
        let old = before.remove(&new.lot_id);
        if old.as_ref() == Some(&new) {
            continue;
        }
        let save = Statement::new(SQL)
            .bind(new.lot_id)
            .bind(new.customer_bin.as_deref())
            .bind(new.enstru_code.as_deref())
            .bind(new.region.as_deref())
            .bind(new.price_key.as_deref())
            .bind(new.amount_tiyn)
            .bind(new.unit_price_tiyn)
            .bind(new.description_length)
            .bind(new.status)
            .bind(new.is_direct)
            .bind(new.published_day)
            .bind(new.is_deleted);
        tx.later(save).await?;
        old.into_iter().chain([new]).for_each(|counted| touched.add(counted));
    }
    tally(&mut tx, "customer", "customer_bin", &touched.customers).await?;
    tally(&mut tx, "code", "enstru_code", &touched.codes).await?;
    tally(&mut tx, "region", "region", &touched.regions).await?;
    spread(&mut tx, "price", "price_key", "unit_price_tiyn", &touched.prices).await?;
    spread(&mut tx, "length", "enstru_code", "description_length", &touched.codes).await?;
    tx.commit().await
}

/// Days since 1970 in the country's time: arithmetic that both engines have.
fn day_number(at: DateTime<Utc>) -> i64 {
    i64::from(at.with_timezone(&ASTANA).date_naive().to_epoch_days())
}

/// What was counted of these lots before.
async fn before(tx: &mut Tx, rows: &[ChangedRow]) -> Result<HashMap<LotId, Counted>, sqlx::Error> {
    let sql = format!(
        "SELECT lot_id, customer_bin, enstru_code, region, price_key, amount_tiyn, unit_price_tiyn, \
         description_length, status, is_direct, published_day, is_deleted FROM risk_lots WHERE lot_id IN {}",
        places(1, rows.len())
    );
    let sql = sqlx::AssertSqlSafe(sql);
    let old: Vec<Counted> = on_tx!(tx, |c| {
        let mut query = sqlx::query_as(sql);
        for row in rows {
            query = query.bind(row.id);
        }
        query.fetch_all(c).await
    })?;
    Ok(old.into_iter().map(|counted| (counted.lot_id, counted)).collect())
}

/// Counts how the lots of these keys ended. A key that no lot has any more keeps no numbers.
async fn tally(
    tx: &mut Tx,
    kind: &'static str,
    column: &'static str,
    keys: &BTreeSet<String>,
) -> Result<(), sqlx::Error> {
    let sql = |places: String| {
        format!(
            "INSERT INTO risk_tallies (kind, key, lots, failed, cancelled, appealed, direct) \
             SELECT '{kind}', {column}, count(*), count(CASE WHEN status = 370 THEN 1 END), \
             count(CASE WHEN status IN (410, 430) THEN 1 END), \
             count(CASE WHEN status IN (440, 510, 540, 550) THEN 1 END), count(CASE WHEN is_direct THEN 1 END) \
             FROM risk_lots WHERE NOT is_deleted AND {column} IN {places} GROUP BY {column}"
        )
    };
    forget(tx, "risk_tallies", kind, keys).await?;
    over(tx, keys, sql).await
}

/// Finds the quartiles of these keys, by nearest rank.
async fn spread(
    tx: &mut Tx,
    kind: &'static str,
    column: &'static str,
    value: &'static str,
    keys: &BTreeSet<String>,
) -> Result<(), sqlx::Error> {
    let sql = |places: String| {
        format!(
            "INSERT INTO risk_spreads (kind, key, how_many, q1, median, q3) \
             SELECT '{kind}', key, max(n), max(CASE WHEN place = (n + 3) / 4 THEN value END), \
             max(CASE WHEN place = (n + 1) / 2 THEN value END), max(CASE WHEN place = (3 * n + 3) / 4 THEN value END) \
             FROM (SELECT {column} AS key, {value} AS value, row_number() OVER (PARTITION BY {column} ORDER BY {value}) AS place, \
             count(*) OVER (PARTITION BY {column}) AS n FROM risk_lots WHERE NOT is_deleted AND {column} IN {places} AND {value} > 0) AS ranked GROUP BY key"
        )
    };
    forget(tx, "risk_spreads", kind, keys).await?;
    over(tx, keys, sql).await
}

/// Drops what was counted of these keys.
async fn forget(
    tx: &mut Tx,
    table: &'static str,
    kind: &'static str,
    keys: &BTreeSet<String>,
) -> Result<(), sqlx::Error> {
    let sql =
        |places: String| format!("DELETE FROM {table} WHERE kind = '{kind}' AND key IN {places}");
    over(tx, keys, sql).await
}

/// Runs a statement over keys, as many at once as it takes.
async fn over(
    tx: &mut Tx,
    keys: &BTreeSet<String>,
    sql: impl Fn(String) -> String,
) -> Result<(), sqlx::Error> {
    let keys: Vec<&String> = keys.iter().collect();
    for chunk in keys.chunks(MOST_KEYS) {
        let sql = sqlx::AssertSqlSafe(sql(places(1, chunk.len())));
        on_tx!(tx, |c| {
            let mut query = sqlx::query(sql);
            for key in chunk {
                query = query.bind(*key);
            }
            query.execute(c).await.map(drop)
        })?;
    }
    Ok(())
}
