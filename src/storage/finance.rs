//! Calculations in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, Tx, new_id, on_pool, on_tx, places, store};
use crate::domain::{
    error::StoreError,
    finance::{BidDefaults, CalcKind, Calculated, FinanceStore, NewCalculation},
    types::{LotId, UserId},
};

/// Keeps a calculation.
pub(super) async fn keep(tx: &mut Tx, new: &NewCalculation) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO finance_calcs (id, user_id, chat_id, lot_id, kind, input, result, rules_edition, created_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(new_id())
        .bind(new.user)
        .bind(new.chat_id)
        .bind(new.lot)
        .bind(new.kind.code())
        .bind(new.input.to_string())
        .bind(new.result.to_string())
        .bind(new.rules_edition.to_string())
        .bind(new.at)
        .execute(c)
        .await
        .map(drop))
}

/// Writes what a person's bids take for granted.
pub(super) async fn save_defaults(
    tx: &mut Tx,
    user: UserId,
    defaults: BidDefaults,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO bid_defaults (user_id, pays_vat, margin_percent, updated_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (user_id) DO UPDATE SET pays_vat = excluded.pays_vat, \
                       margin_percent = excluded.margin_percent, updated_at = excluded.updated_at";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(user)
        .bind(defaults.pays_vat)
        .bind(defaults.margin_percent)
        .bind(at)
        .execute(c)
        .await
        .map(drop))
}

fn read(input: &str, result: &str, at: DateTime<Utc>) -> Result<Calculated, StoreError> {
    let json = |text| serde_json::from_str(text).map_err(StoreError::failed);
    Ok(Calculated { input: json(input)?, result: json(result)?, at })
}

#[async_trait]
impl FinanceStore for Storage {
    async fn find_bid_defaults(&self, user: UserId) -> Result<Option<BidDefaults>, StoreError> {
        const SQL: &str = "SELECT pays_vat, margin_percent FROM bid_defaults WHERE user_id = $1";
        let row: Option<(bool, i64)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(user).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.map(|(pays_vat, margin_percent)| BidDefaults { pays_vat, margin_percent }))
    }

    async fn find_last_calculation(
        &self,
        user: UserId,
        kind: CalcKind,
    ) -> Result<Option<Calculated>, StoreError> {
        const SQL: &str = "SELECT input, result, created_at FROM finance_calcs WHERE user_id = $1 AND kind = $2 \
                           ORDER BY id DESC LIMIT 1";
        let row: Option<(String, String, DateTime<Utc>)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL)
                .bind(user)
                .bind(kind.code())
                .fetch_optional(p)
                .await)
            .map_err(store)?;
        row.map(|(input, result, at)| read(&input, &result, at)).transpose()
    }

    async fn list_last_bids(
        &self,
        user: UserId,
        lots: &[LotId],
    ) -> Result<Vec<(LotId, Calculated)>, StoreError> {
        if lots.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT lot_id, input, result, created_at FROM finance_calcs \
             WHERE id IN (SELECT MAX(id) FROM finance_calcs WHERE lot_id IN {} AND user_id = ${} AND kind = ${} GROUP BY lot_id)",
            places(1, lots.len()),
            lots.len() + 1,
            lots.len() + 2
        );
        let sql = sqlx::AssertSqlSafe(sql);
        let rows: Vec<(LotId, String, String, DateTime<Utc>)> = on_pool!(self.pool, |p| {
            let mut query = sqlx::query_as(sql);
            for lot in lots {
                query = query.bind(lot);
            }
            query.bind(user).bind(CalcKind::Bid.code()).fetch_all(p).await
        })
        .map_err(store)?;
        rows.into_iter()
            .map(|(lot, input, result, at)| Ok((lot, read(&input, &result, at)?)))
            .collect()
    }

    async fn forget_calculations(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        // Ids are in the order they were made.
        const SQL: &str = "DELETE FROM finance_calcs WHERE created_at < $1 AND EXISTS (SELECT 1 FROM finance_calcs n \
            WHERE n.user_id = finance_calcs.user_id AND n.kind = finance_calcs.kind \
            AND n.lot_id IS NOT DISTINCT FROM finance_calcs.lot_id AND n.id > finance_calcs.id)";
        self.forget(SQL, before).await
    }
}
