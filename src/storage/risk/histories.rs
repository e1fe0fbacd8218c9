//! What contracts and bids say of customers and codes. Those that something new was read of are counted
//! anew, whole: a transaction a hundred keys.

mod sellers;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::{Storage, Tx, on_pool, on_tx, places, statement::Statement, store};
use crate::domain::{
    error::StoreError,
    risk::{History, market_of},
};

/// Customers or codes counted in one transaction.
const KEYS_AT_ONCE: usize = 100;

/// Customers of contracts, bids and participants that were read since then.
const CUSTOMERS: &str = "SELECT customer_bin FROM contracts WHERE fetched_at >= $1 AND customer_bin IS NOT NULL \
    UNION SELECT l.customer_bin FROM bid_reads r JOIN bids b ON b.announcement_id = r.announcement_id \
    JOIN goszakup_lots l ON l.id = b.lot_id WHERE r.read_at >= $1 AND l.customer_bin IS NOT NULL \
    UNION SELECT c.customer_bin FROM participants p JOIN contracts c ON c.supplier_biin = p.biin \
    WHERE p.read_at >= $1 AND c.customer_bin IS NOT NULL \
    UNION SELECT l.customer_bin FROM participants p JOIN bids b ON b.bidder_biin = p.biin \
    JOIN goszakup_lots l ON l.id = b.lot_id WHERE p.read_at >= $1 AND l.customer_bin IS NOT NULL";
/// Codes of them.
const CODES: &str = "SELECT u.enstru_code FROM contracts c JOIN contract_units u ON u.contract_id = c.id \
    WHERE c.fetched_at >= $1 AND u.enstru_code IS NOT NULL \
    UNION SELECT k.enstru_code FROM bid_reads r JOIN bids b ON b.announcement_id = r.announcement_id \
    JOIN risk_lots k ON k.lot_id = b.lot_id WHERE r.read_at >= $1 AND k.enstru_code IS NOT NULL";

/// A contract counts if it was concluded (330 was not, 430 was refused) and is no agreement to another.
macro_rules! concluded {
    () => {
        "NOT c.is_deleted AND NOT c.is_amendment AND COALESCE(c.status, 0) NOT IN (330, 430, 461)"
    };
}

use concluded;

/// What one supplier has of a customer or a code.
#[derive(sqlx::FromRow)]
struct ShareRow {
    key: String,
    how_many: i64,
    terminated: i64,
    sum_tiyn: i64,
}

/// How many bids a lot had, and how many of them were rejected.
#[derive(sqlx::FromRow)]
struct TenderRow {
    key: String,
    bids: i64,
    rejected: i64,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    key: String,
    how_many: i64,
    total: i64,
}

pub(super) async fn count(storage: &Storage, since: DateTime<Utc>) -> Result<usize, StoreError> {
    let keys = async |sql: &'static str| -> Result<Vec<String>, StoreError> {
        on_pool!(storage.pool, |p| sqlx::query_scalar(sql).bind(since).fetch_all(p).await)
            .map_err(store)
    };
    let (customers, codes) = (keys(CUSTOMERS).await?, keys(CODES).await?);
    for keys in customers.chunks(KEYS_AT_ONCE) {
        of_customers(storage, keys).await.map_err(store)?;
    }
    for keys in codes.chunks(KEYS_AT_ONCE) {
        of_codes(storage, keys).await.map_err(store)?;
    }
    Ok(customers.len() + codes.len())
}

async fn of_customers(storage: &Storage, keys: &[String]) -> Result<(), sqlx::Error> {
    // 340 and 462 one side, 350 and 463 both sides, 480 a court.
    const SHARES: &str = concat!(
        "SELECT c.customer_bin AS key, count(*) AS how_many, \
         count(CASE WHEN c.status IN (340, 350, 462, 463, 480) THEN 1 END) AS terminated, \
         CAST(COALESCE(sum(c.sum_tiyn), 0) AS BIGINT) AS sum_tiyn FROM contracts c WHERE ",
        concluded!(),
        " AND c.customer_bin IN {} GROUP BY c.customer_bin, c.supplier_biin"
    );
    const CHANGED: &str = "SELECT c.customer_bin AS key, count(DISTINCT c.root_id) AS how_many, CAST(0 AS BIGINT) AS total \
        FROM contracts c WHERE c.is_amendment AND NOT c.is_deleted AND c.customer_bin IN {} GROUP BY c.customer_bin";
    const TENDERS: &str = "SELECT l.customer_bin AS key, count(*) AS bids, \
        count(CASE WHEN b.outcome = 'rejected' THEN 1 END) AS rejected \
        FROM bids b JOIN goszakup_lots l ON l.id = b.lot_id \
        WHERE b.outcome <> 'withdrawn' AND l.customer_bin IN {} GROUP BY l.customer_bin, b.lot_id";
    let mut tx = storage.begin().await?;
    let shares: Vec<ShareRow> = select(&mut tx, SHARES, keys).await?;
    let changed: Vec<CountRow> = select(&mut tx, CHANGED, keys).await?;
    let tenders: Vec<TenderRow> = select(&mut tx, TENDERS, keys).await?;
    let mut all: BTreeMap<String, History> = BTreeMap::new();
    let mut sums: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for row in &shares {
        let history = all.entry(row.key.clone()).or_default();
        history.contracts += row.how_many;
        history.terminated += row.terminated;
        sums.entry(&row.key).or_default().push(row.sum_tiyn);
    }
    for (key, history) in &mut all {
        history.top_supplier_bp = sums.get(key.as_str()).map_or(0, |sums| market_of(sums).0);
    }
    for row in changed {
        let history = all.entry(row.key).or_default();
        history.changed = row.how_many.min(history.contracts);
    }
    for row in tenders {
        let history = all.entry(row.key).or_default();
        history.tendered += 1;
        history.single_bid += i64::from(row.bids == 1);
        history.bids += row.bids;
        history.disqualified += row.rejected;
    }
    sellers::add(&mut tx, keys, &mut all).await?;
    save(tx, "customer", &all).await
}

async fn of_codes(storage: &Storage, keys: &[String]) -> Result<(), sqlx::Error> {
    const SHARES: &str = concat!(
        "SELECT u.enstru_code AS key, count(*) AS how_many, CAST(0 AS BIGINT) AS terminated, \
         CAST(COALESCE(sum(u.sum_tiyn), 0) AS BIGINT) AS sum_tiyn \
         FROM contract_units u JOIN contracts c ON c.id = u.contract_id WHERE ",
        concluded!(),
        " AND u.enstru_code IN {} GROUP BY u.enstru_code, c.supplier_biin"
    );
    // An award above the sum allocated is a broken record, or of several lots.
    const DISCOUNTS: &str = concat!(
        "SELECT u.enstru_code AS key, count(*) AS how_many, \
         CAST(COALESCE(sum((l.amount_tiyn - u.sum_tiyn) * 10000 / l.amount_tiyn), 0) AS BIGINT) AS total \
         FROM contract_units u JOIN contracts c ON c.id = u.contract_id JOIN goszakup_lots l ON l.id = u.lot_id WHERE ",
        concluded!(),
        " AND l.amount_tiyn > 0 AND u.sum_tiyn > 0 AND u.sum_tiyn <= l.amount_tiyn \
         AND u.enstru_code IN {} GROUP BY u.enstru_code"
    );
    const TENDERS: &str = "SELECT k.enstru_code AS key, count(*) AS bids, CAST(0 AS BIGINT) AS rejected \
        FROM bids b JOIN risk_lots k ON k.lot_id = b.lot_id \
        WHERE b.outcome <> 'withdrawn' AND k.enstru_code IN {} GROUP BY k.enstru_code, b.lot_id";
    let mut tx = storage.begin().await?;
    let shares: Vec<ShareRow> = select(&mut tx, SHARES, keys).await?;
    let discounts: Vec<CountRow> = select(&mut tx, DISCOUNTS, keys).await?;
    let tenders: Vec<TenderRow> = select(&mut tx, TENDERS, keys).await?;
    let mut all: BTreeMap<String, History> = BTreeMap::new();
    let mut sums: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for row in &shares {
        sums.entry(&row.key).or_default().push(row.sum_tiyn);
        all.entry(row.key.clone()).or_default();
    }
    for (key, history) in &mut all {
        history.hhi = sums.get(key.as_str()).map_or(0, |sums| market_of(sums).1);
    }
    for row in discounts {
        let history = all.entry(row.key).or_default();
        history.awards = row.how_many;
        history.discount_bp = row.total / row.how_many.max(1);
    }
    for row in tenders {
        let history = all.entry(row.key).or_default();
        history.tendered += 1;
        history.bids += row.bids;
    }
    save(tx, "code", &all).await
}

async fn select<R>(tx: &mut Tx, sql: &str, keys: &[String]) -> Result<Vec<R>, sqlx::Error>
where
    R: super::super::tx::Row + Send + Unpin,
{
    let sql = sqlx::AssertSqlSafe(sql.replace("{}", &places(1, keys.len())));
    on_tx!(tx, |c| {
        let mut query = sqlx::query_as(sql);
        for key in keys {
            query = query.bind(key);
        }
        query.fetch_all(c).await
    })
}

async fn save(
    mut tx: Tx,
    kind: &'static str,
    all: &BTreeMap<String, History>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO risk_histories (kind, key, contracts, changed, terminated, top_supplier_bp, \
        tendered, single_bid, bids, disqualified, awards, hhi, discount_bp, acts, paid_late, shared_contacts, \
        newest_age_days, newest_sum_tiyn, newest_year) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
        ON CONFLICT (kind, key) DO UPDATE SET contracts = excluded.contracts, changed = excluded.changed, \
        terminated = excluded.terminated, top_supplier_bp = excluded.top_supplier_bp, tendered = excluded.tendered, \
        single_bid = excluded.single_bid, bids = excluded.bids, disqualified = excluded.disqualified, \
        awards = excluded.awards, hhi = excluded.hhi, discount_bp = excluded.discount_bp, \
        acts = excluded.acts, paid_late = excluded.paid_late, shared_contacts = excluded.shared_contacts, \
        newest_age_days = excluded.newest_age_days, newest_sum_tiyn = excluded.newest_sum_tiyn, \
        newest_year = excluded.newest_year";
    for (key, it) in all {
        let save = Statement::new(SQL)
            .bind(kind)
            .bind(key.as_str())
            .bind(it.contracts)
            .bind(it.changed)
            .bind(it.terminated)
            .bind(it.top_supplier_bp)
            .bind(it.tendered)
            .bind(it.single_bid)
            .bind(it.bids)
            .bind(it.disqualified)
            .bind(it.awards)
            .bind(it.hhi)
            .bind(it.discount_bp)
            .bind(it.acts)
            .bind(it.paid_late)
            .bind(it.shared_contacts)
            .bind(it.newest_supplier.map(|it| it.age_days))
            .bind(it.newest_supplier.map(|it| it.sum.tiyn()))
            .bind(it.newest_supplier.map(|it| i64::from(it.year)));
        tx.later(save).await?;
    }
    tx.commit().await
}
