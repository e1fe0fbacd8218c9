//! What acts, payments and the register of participants say of a customer and those who sell to it.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Utc};

use super::{
    super::super::{Tx, contracts::concluded},
    select,
};
use crate::domain::{
    clock::ASTANA,
    payments::{Act, Payment, Punctuality},
    risk::{History, Settings, SupplierHistory},
    types::Tenge,
};

/// An act or a payment of a contract; additional agreements count for the contract they change.
#[derive(sqlx::FromRow)]
struct MoneyRow {
    key: String,
    root: i64,
    id: i64,
    at: DateTime<Utc>,
    tiyn: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct SupplierRow {
    key: String,
    sum_tiyn: i64,
    signed_at: DateTime<Utc>,
    registered_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct PairRow {
    key: String,
    shared: i64,
}

/// Adds it to what else is counted of these customers.
pub(super) async fn add(
    tx: &mut Tx,
    keys: &[String],
    all: &mut BTreeMap<String, History>,
) -> Result<(), sqlx::Error> {
    for (key, found) in punctuality(tx, keys).await? {
        let history = all.entry(key).or_default();
        history.acts += found.acts;
        history.paid_late += found.late;
    }
    for (key, suppliers) in suppliers(tx, keys).await? {
        let young = Settings::published().new_supplier_days;
        all.entry(key).or_default().newest_supplier = SupplierHistory::telling(&suppliers, young);
    }
    // Pairs that met at a lot and of whom both have an address, or both a head, to be compared.
    const PAIRS: &str = "SELECT m.key, count(CASE WHEN a.address_key = b.address_key OR a.head_key = b.head_key THEN 1 END) AS shared \
        FROM (SELECT DISTINCT l.customer_bin AS key, x.bidder_biin AS one, y.bidder_biin AS other \
        FROM goszakup_lots l JOIN bids x ON x.lot_id = l.id JOIN bids y ON y.lot_id = l.id AND x.bidder_biin < y.bidder_biin \
        WHERE x.outcome <> 'withdrawn' AND y.outcome <> 'withdrawn' AND l.customer_bin IN {}) m \
        JOIN participants a ON a.biin = m.one JOIN participants b ON b.biin = m.other \
        WHERE (a.address_key IS NOT NULL AND b.address_key IS NOT NULL) \
        OR (a.head_key IS NOT NULL AND b.head_key IS NOT NULL) GROUP BY m.key";
    let pairs: Vec<PairRow> = select(tx, PAIRS, keys).await?;
    for row in pairs {
        all.entry(row.key).or_default().shared_contacts = Some(row.shared);
    }
    Ok(())
}

/// How each contract of these customers was paid.
async fn punctuality(
    tx: &mut Tx,
    keys: &[String],
) -> Result<Vec<(String, Punctuality)>, sqlx::Error> {
    const ACTS: &str = "SELECT c.customer_bin AS key, COALESCE(c.root_id, c.id) AS root, a.id, a.approved_at AS at, \
        a.due_tiyn AS tiyn FROM contracts c JOIN contract_acts a ON a.contract_id = c.id \
        WHERE NOT c.is_deleted AND c.customer_bin IN {}";
    const PAYMENTS: &str = "SELECT c.customer_bin AS key, COALESCE(c.root_id, c.id) AS root, p.id, p.paid_at AS at, \
        p.sum_tiyn AS tiyn FROM contracts c JOIN contract_payments p ON p.contract_id = c.id \
        WHERE NOT c.is_deleted AND c.customer_bin IN {}";
    let acts: Vec<MoneyRow> = select(tx, ACTS, keys).await?;
    let payments: Vec<MoneyRow> = select(tx, PAYMENTS, keys).await?;
    let mut contracts: BTreeMap<(String, i64), (Vec<Act>, Vec<Payment>)> = BTreeMap::new();
    for row in acts {
        let act = Act { id: row.id, approved_at: row.at, due: row.tiyn.map(Tenge::from_tiyn) };
        contracts.entry((row.key, row.root)).or_default().0.push(act);
    }
    for row in payments {
        let sum = Tenge::from_tiyn(row.tiyn.unwrap_or_default());
        let payment = Payment { id: row.id, paid_at: row.at, sum };
        contracts.entry((row.key, row.root)).or_default().1.push(payment);
    }
    let of = |((key, _), (acts, payments)): ((String, i64), (Vec<Act>, Vec<Payment>))| {
        (key, Punctuality::of(&acts, &payments))
    };
    Ok(contracts.into_iter().map(of).collect())
}

/// Contracts of these customers whose supplier's registration is known. One registered after it was
/// signed was registered anew, and its age is not known.
async fn suppliers(
    tx: &mut Tx,
    keys: &[String],
) -> Result<BTreeMap<String, Vec<SupplierHistory>>, sqlx::Error> {
    const SQL: &str = concat!(
        "SELECT c.customer_bin AS key, c.sum_tiyn, c.signed_at, p.registered_at \
         FROM contracts c JOIN participants p ON p.biin = c.supplier_biin WHERE ",
        concluded!(),
        " AND c.sum_tiyn IS NOT NULL AND c.signed_at >= p.registered_at AND c.customer_bin IN {}"
    );
    let rows: Vec<SupplierRow> = select(tx, SQL, keys).await?;
    let mut all: BTreeMap<String, Vec<SupplierHistory>> = BTreeMap::new();
    for row in rows {
        let supplier = SupplierHistory {
            age_days: (row.signed_at - row.registered_at).num_days(),
            sum: Tenge::from_tiyn(row.sum_tiyn),
            year: row.signed_at.with_timezone(&ASTANA).year(),
        };
        all.entry(row.key).or_default().push(supplier);
    }
    Ok(all)
}
