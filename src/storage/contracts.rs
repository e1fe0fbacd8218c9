//! Contracts in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, Tx, on_pool, statement::Statement, store, sync};
use crate::domain::{
    contracts::{Contract, ContractStore, ContractUnit},
    error::StoreError,
    payments::{Act, Payment},
    procurement::Page,
    sync::Source,
    types::Bin,
};

/// A contract counts if it was concluded (330 was not, 430 was refused, 461 is a draft) and is no
/// agreement to another.
macro_rules! concluded {
    () => {
        "NOT c.is_deleted AND NOT c.is_amendment AND COALESCE(c.status, 0) NOT IN (330, 430, 461)"
    };
}
pub(super) use concluded;

#[async_trait]
impl ContractStore for Storage {
    async fn store_contracts(&self, page: &Page<Contract>) -> Result<(), StoreError> {
        let mut tx = self.begin().await.map_err(store)?;
        for contract in &page.rows {
            upsert(&mut tx, contract).await.map_err(store)?;
        }
        let now = self.clock.now();
        sync::set_aside(&mut tx, Source::Contracts, &page.rejected, now).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn list_unread_customers(
        &self,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Bin>, StoreError> {
        const SQL: &str = "SELECT l.customer_bin FROM goszakup_lots l \
            LEFT JOIN user_lots u ON u.lot_id = l.id \
            LEFT JOIN contract_reads r ON r.customer_bin = l.customer_bin AND r.read_at > $2 \
            WHERE l.deadline > $1 AND l.customer_bin IS NOT NULL AND r.customer_bin IS NULL \
            GROUP BY l.customer_bin ORDER BY count(u.lot_id) DESC, l.customer_bin LIMIT $3";
        let now = self.clock.now();
        let bins: Vec<String> = on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(now)
            .bind(since)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        Ok(bins.iter().filter_map(|bin| Bin::from_source(bin)).collect())
    }

    async fn note_contracts_read(&self, customer: &Bin) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO contract_reads (customer_bin, read_at) VALUES ($1, $2) \
                           ON CONFLICT (customer_bin) DO UPDATE SET read_at = excluded.read_at";
        let mut tx = self.begin().await.map_err(store)?;
        let note = Statement::new(SQL).bind(customer.as_str()).bind(self.clock.now());
        tx.later(note).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn count_contracts(&self) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT count(*) FROM contracts";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).fetch_one(p).await).map_err(store)
    }
}

/// Writes a contract with its subjects, acts and payments, unless a fresher copy is stored.
async fn upsert(tx: &mut Tx, it: &Contract) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO contracts (id, root_id, announcement_id, announcement_number, customer_bin, supplier_biin, \
        status, method_id, subject_type_id, year, sum_tiyn, paid_tiyn, signed_at, planned_at, executed_at, is_amendment, \
        cancel_reason_id, is_deleted, source_updated_at, fetched_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) \
        ON CONFLICT (id) DO UPDATE SET root_id = excluded.root_id, announcement_id = excluded.announcement_id, \
        announcement_number = excluded.announcement_number, \
        customer_bin = COALESCE(excluded.customer_bin, contracts.customer_bin), \
        supplier_biin = COALESCE(excluded.supplier_biin, contracts.supplier_biin), status = excluded.status, \
        method_id = excluded.method_id, subject_type_id = excluded.subject_type_id, year = excluded.year, \
        sum_tiyn = excluded.sum_tiyn, paid_tiyn = excluded.paid_tiyn, signed_at = excluded.signed_at, \
        planned_at = excluded.planned_at, executed_at = excluded.executed_at, is_amendment = excluded.is_amendment, \
        cancel_reason_id = excluded.cancel_reason_id, is_deleted = excluded.is_deleted, \
        source_updated_at = excluded.source_updated_at, fetched_at = excluded.fetched_at \
        WHERE contracts.fetched_at <= excluded.fetched_at";
    const TOUCHED: &str = "INSERT INTO risk_touched (kind, key) \
        SELECT 'customer', customer_bin FROM contracts WHERE id = $1 AND customer_bin IS NOT NULL \
        UNION SELECT 'supplier', supplier_biin FROM contracts WHERE id = $1 AND supplier_biin IS NOT NULL \
        UNION SELECT 'code', enstru_code FROM contract_units WHERE contract_id = $1 AND enstru_code IS NOT NULL \
        ON CONFLICT (kind, key) DO NOTHING";
    const FORGET: [&str; 3] = [
        "DELETE FROM contract_units WHERE contract_id = $1 AND (SELECT fetched_at FROM contracts WHERE id = $1) = $2",
        "DELETE FROM contract_acts WHERE contract_id = $1 AND (SELECT fetched_at FROM contracts WHERE id = $1) = $2",
        "DELETE FROM contract_payments WHERE contract_id = $1 AND (SELECT fetched_at FROM contracts WHERE id = $1) = $2",
    ];
    // Who and what lose by this are counted anew, too.
    tx.later(Statement::new(TOUCHED).bind(it.id)).await?;
    let contract = Statement::new(SQL)
        .bind(it.id)
        .bind(it.root_id)
        .bind(it.announcement_id)
        .bind(it.announcement_number.as_ref().map(|number| number.as_str()))
        .bind(it.customer_bin.as_ref().map(|bin| bin.as_str()))
        .bind(it.supplier.as_ref().map(|biin| biin.digits()))
        .bind(it.status_id)
        .bind(it.method_id)
        .bind(it.subject_type_id)
        .bind(it.year)
        .bind(it.sum.map(|sum| sum.tiyn()))
        .bind(it.paid.map(|sum| sum.tiyn()))
        .bind(it.signed_at)
        .bind(it.planned_at)
        .bind(it.executed_at)
        .bind(it.is_amendment)
        .bind(it.cancel_reason_id)
        .bind(it.is_deleted)
        .bind(it.source_updated_at)
        .bind(it.fetched_at);
    tx.later(contract).await?;
    for sql in FORGET {
        tx.later(Statement::new(sql).bind(it.id).bind(it.fetched_at)).await?;
    }
    for unit in &it.units {
        tx.later(insert_unit(it, unit)).await?;
    }
    for act in &it.acts {
        tx.later(insert_act(it, act)).await?;
    }
    for payment in &it.payments {
        tx.later(insert_payment(it, payment)).await?;
    }
    Ok(())
}

fn insert_unit(contract: &Contract, unit: &ContractUnit) -> Statement {
    const SQL: &str = "INSERT INTO contract_units (id, contract_id, lot_id, plan_point_id, enstru_code, price_tiyn, \
        quantity_micro, sum_tiyn) SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM contracts WHERE id = $2 AND fetched_at = $9 \
        ON CONFLICT (id) DO NOTHING";
    Statement::new(SQL)
        .bind(unit.id)
        .bind(contract.id)
        .bind(unit.lot_id)
        .bind(unit.plan_point_id)
        .bind(unit.enstru_code.as_deref())
        .bind(unit.price.map(|sum| sum.tiyn()))
        .bind(unit.quantity.map(|count| count.micro()))
        .bind(unit.sum.map(|sum| sum.tiyn()))
        .bind(contract.fetched_at)
}

fn insert_act(contract: &Contract, act: &Act) -> Statement {
    const SQL: &str = "INSERT INTO contract_acts (id, contract_id, approved_at, due_tiyn) \
        SELECT $1, id, $3, $4 FROM contracts WHERE id = $2 AND fetched_at = $5 ON CONFLICT (id) DO NOTHING";
    Statement::new(SQL)
        .bind(act.id)
        .bind(contract.id)
        .bind(act.approved_at)
        .bind(act.due.map(|sum| sum.tiyn()))
        .bind(contract.fetched_at)
}

fn insert_payment(contract: &Contract, payment: &Payment) -> Statement {
    const SQL: &str = "INSERT INTO contract_payments (id, contract_id, paid_at, sum_tiyn) \
        SELECT $1, id, $3, $4 FROM contracts WHERE id = $2 AND fetched_at = $5 ON CONFLICT (id) DO NOTHING";
    Statement::new(SQL)
        .bind(payment.id)
        .bind(contract.id)
        .bind(payment.paid_at)
        .bind(payment.sum.tiyn())
        .bind(contract.fetched_at)
}
