//! What contracts and bids say of customers, codes and suppliers. Those that something new was read of,
//! or that lost something, are counted anew, whole: a transaction a hundred keys.

mod sellers;

use std::{cmp::Reverse, collections::BTreeMap};

use chrono::{DateTime, Utc};

use super::super::{
    Storage, Tx, awards, contracts::concluded, on_pool, on_tx, places, statement::Statement, store,
};
use crate::domain::{
    error::StoreError,
    risk::{History, market_of},
};

/// Customers, codes or suppliers counted in one transaction.
const KEYS_AT_ONCE: usize = 100;

/// Customers of contracts, bids and participants that were read since then.
const CUSTOMERS: &str = "SELECT customer_bin FROM contracts WHERE fetched_at >= $1 AND customer_bin IS NOT NULL \
    UNION SELECT l.customer_bin FROM bid_reads r JOIN bids b ON b.announcement_id = r.announcement_id \
    JOIN goszakup_lots l ON l.id = b.lot_id WHERE r.read_at >= $1 AND l.customer_bin IS NOT NULL \
    UNION SELECT c.customer_bin FROM participants p JOIN contracts c ON c.supplier_biin = p.biin \
    WHERE p.read_at >= $1 AND c.customer_bin IS NOT NULL \
    UNION SELECT key FROM risk_touched WHERE kind = 'customer' \
    UNION SELECT l.customer_bin FROM participants p JOIN bids b ON b.bidder_biin = p.biin \
    JOIN goszakup_lots l ON l.id = b.lot_id WHERE p.read_at >= $1 AND l.customer_bin IS NOT NULL";
/// Codes of them.
const CODES: &str = "SELECT u.enstru_code FROM contracts c JOIN contract_units u ON u.contract_id = c.id \
    WHERE c.fetched_at >= $1 AND u.enstru_code IS NOT NULL \
    UNION SELECT k.enstru_code FROM bid_reads r JOIN bids b ON b.announcement_id = r.announcement_id \
    JOIN risk_lots k ON k.lot_id = b.lot_id WHERE r.read_at >= $1 AND k.enstru_code IS NOT NULL \
    UNION SELECT key FROM risk_touched WHERE kind = 'code'";
/// Suppliers of contracts.
const SUPPLIERS: &str = "SELECT supplier_biin FROM contracts WHERE fetched_at >= $1 AND supplier_biin IS NOT NULL \
    UNION SELECT key FROM risk_touched WHERE kind = 'supplier'";

/// What one supplier has of a customer or a code.
#[derive(sqlx::FromRow)]
struct ShareRow {
    key: String,
    supplier: Option<String>,
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
    let suppliers = keys(SUPPLIERS).await?;
    for keys in customers.chunks(KEYS_AT_ONCE) {
        of_customers(storage, keys).await.map_err(store)?;
    }
    for keys in codes.chunks(KEYS_AT_ONCE) {
        of_codes(storage, keys).await.map_err(store)?;
    }
    for keys in suppliers.chunks(KEYS_AT_ONCE) {
        of_suppliers(storage, keys).await.map_err(store)?;
    }
    Ok(customers.len() + codes.len() + suppliers.len())
}

async fn of_customers(storage: &Storage, keys: &[String]) -> Result<(), sqlx::Error> {
    // 340 and 462 one side, 350 and 463 both sides, 480 a court.
    const SHARES: &str = concat!(
        "SELECT c.customer_bin AS key, c.supplier_biin AS supplier, count(*) AS how_many, \
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
    forget(&mut tx, "customer", keys).await?;
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
    let top = largest(&shares);
    sellers::add(&mut tx, keys, &mut all).await?;
    save(tx, "customer", &all, &top).await
}

/// Who has most of each customer's sums; of equals, the lowest number.
fn largest(shares: &[ShareRow]) -> BTreeMap<String, &str> {
    let mut found: BTreeMap<String, (i64, Reverse<&str>)> = BTreeMap::new();
    for row in shares {
        let Some(supplier) = row.supplier.as_deref().filter(|_| row.sum_tiyn > 0) else { continue };
        let one = (row.sum_tiyn, Reverse(supplier));
        let most = found.entry(row.key.clone()).or_insert(one);
        *most = one.max(*most);
    }
    found.into_iter().map(|(key, (_, Reverse(supplier)))| (key, supplier)).collect()
}

/// What became of the contracts of suppliers, with whomever they were.
async fn of_suppliers(storage: &Storage, keys: &[String]) -> Result<(), sqlx::Error> {
    const CONTRACTS: &str = concat!(
        "SELECT c.supplier_biin AS key, count(*) AS how_many, \
         count(CASE WHEN c.status IN (340, 350, 462, 463, 480) THEN 1 END) AS total FROM contracts c WHERE ",
        concluded!(),
        " AND c.supplier_biin IN {} GROUP BY c.supplier_biin"
    );
    let mut tx = storage.begin().await?;
    forget(&mut tx, "supplier", keys).await?;
    let contracts: Vec<CountRow> = select(&mut tx, CONTRACTS, keys).await?;
    let history = |row: CountRow| {
        let counted =
            History { contracts: row.how_many, terminated: row.total, ..History::default() };
        (row.key, counted)
    };
    let all = contracts.into_iter().map(history).collect();
    save(tx, "supplier", &all, &BTreeMap::new()).await
}

async fn of_codes(storage: &Storage, keys: &[String]) -> Result<(), sqlx::Error> {
    const SHARES: &str = concat!(
        "SELECT u.enstru_code AS key, c.supplier_biin AS supplier, count(*) AS how_many, CAST(0 AS BIGINT) AS terminated, \
         CAST(COALESCE(sum(u.sum_tiyn), 0) AS BIGINT) AS sum_tiyn \
         FROM contract_units u JOIN contracts c ON c.id = u.contract_id WHERE ",
        concluded!(),
        " AND u.enstru_code IN {} GROUP BY u.enstru_code, c.supplier_biin"
    );
    // Lots with a contract for the code, each with all its contracts.
    const AWARDS: &str = awards::of_lots!("w.enstru_code AS key, w.lot_id", "w.enstru_code IN {}");
    const TENDERS: &str = "SELECT k.enstru_code AS key, count(*) AS bids, CAST(0 AS BIGINT) AS rejected \
        FROM bids b JOIN risk_lots k ON k.lot_id = b.lot_id \
        WHERE b.outcome <> 'withdrawn' AND k.enstru_code IN {} GROUP BY k.enstru_code, b.lot_id";
    let mut tx = storage.begin().await?;
    forget(&mut tx, "code", keys).await?;
    let shares: Vec<ShareRow> = select(&mut tx, SHARES, keys).await?;
    let subjects: Vec<awards::SubjectRow> = select(&mut tx, AWARDS, keys).await?;
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
    for (key, awards) in awards::by_key(subjects) {
        let history = all.entry(key).or_default();
        (history.awards, history.discount_bp) = awards.discount();
    }
    for row in tenders {
        let history = all.entry(row.key).or_default();
        history.tendered += 1;
        history.bids += row.bids;
    }
    save(tx, "code", &all, &BTreeMap::new()).await
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

/// Drops what was counted of these keys: one that nothing has any more keeps no numbers. First of all, so
/// that what is written meanwhile is counted now or noted for the next time.
async fn forget(tx: &mut Tx, kind: &'static str, keys: &[String]) -> Result<(), sqlx::Error> {
    const NOTED: &str = "DELETE FROM risk_touched WHERE kind = $1 AND key = $2";
    const COUNTED: &str = "DELETE FROM risk_histories WHERE kind = $1 AND key = $2";
    for key in keys {
        for sql in [NOTED, COUNTED] {
            tx.later(Statement::new(sql).bind(kind).bind(key.as_str())).await?;
        }
    }
    Ok(())
}

async fn save(
    mut tx: Tx,
    kind: &'static str,
    all: &BTreeMap<String, History>,
    top: &BTreeMap<String, &str>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO risk_histories (kind, key, contracts, changed, terminated, top_supplier_bp, \
        tendered, single_bid, bids, disqualified, awards, hhi, discount_bp, acts, paid_late, shared_contacts, \
        newest_age_days, newest_sum_tiyn, newest_year, top_supplier) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
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
            .bind(it.newest_supplier.map(|it| i64::from(it.year)))
            .bind(top.get(key).copied());
        tx.later(save).await?;
    }
    tx.commit().await
}
