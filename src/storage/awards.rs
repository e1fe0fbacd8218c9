//! Lots with contracts: what each was allocated, and the sum of every subject contracted for it.

use std::collections::BTreeMap;

use crate::domain::{awards::Awards, types::Tenge};

/// Subjects of all contracts for lots that some contract is for: which lots, by columns of their
/// subject `w` and its contract `c`, and a condition on these.
macro_rules! of_lots {
    ($columns:literal, $condition:literal) => {
        concat!(
            "SELECT m.key, u.lot_id, l.amount_tiyn, u.sum_tiyn FROM (SELECT DISTINCT ",
            $columns,
            " FROM contracts c JOIN contract_units w ON w.contract_id = c.id WHERE ",
            concluded!(),
            " AND ",
            $condition,
            ") m JOIN goszakup_lots l ON l.id = m.lot_id JOIN contract_units u ON u.lot_id = m.lot_id \
             JOIN contracts c ON c.id = u.contract_id WHERE l.amount_tiyn > 0 AND ",
            concluded!()
        )
    };
}
pub(super) use of_lots;

/// A subject of a contract, and the lot it is for.
#[derive(sqlx::FromRow)]
pub(super) struct SubjectRow {
    key: String,
    lot_id: i64,
    amount_tiyn: i64,
    sum_tiyn: Option<i64>,
}

/// The lots of each key.
pub(super) fn by_key(rows: Vec<SubjectRow>) -> BTreeMap<String, Awards> {
    let mut all: BTreeMap<String, Awards> = BTreeMap::new();
    for row in rows {
        let allocated = Tenge::from_tiyn(row.amount_tiyn);
        let awards = all.entry(row.key).or_default();
        awards.add(row.lot_id, allocated, row.sum_tiyn.map(Tenge::from_tiyn));
    }
    all
}
