//! Participants in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, on_pool, statement::Statement, store, sync};
use crate::domain::{
    error::StoreError,
    participants::{ParticipantRow, ParticipantStore},
    sync::Source,
    types::Biin,
};

#[async_trait]
impl ParticipantStore for Storage {
    async fn list_unread_participants(
        &self,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Biin>, StoreError> {
        // Customers who buy now are those whose earlier contracts were read.
        const SQL: &str = "SELECT s.biin FROM (\
            SELECT c.supplier_biin AS biin FROM contract_reads r JOIN contracts c ON c.customer_bin = r.customer_bin \
            WHERE NOT c.is_deleted AND c.supplier_biin IS NOT NULL \
            UNION ALL SELECT b.bidder_biin AS biin FROM contract_reads r JOIN goszakup_lots l ON l.customer_bin = r.customer_bin \
            JOIN bids b ON b.lot_id = l.id WHERE b.bidder_biin IS NOT NULL) s \
            LEFT JOIN participants p ON p.biin = s.biin AND p.read_at > $1 \
            WHERE p.biin IS NULL GROUP BY s.biin ORDER BY count(*) DESC, s.biin LIMIT $2";
        let biins: Vec<String> = on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(since)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        Ok(biins.iter().filter_map(|biin| Biin::from_source(biin)).collect())
    }

    async fn set_participant_aside(
        &self,
        biin: &Biin,
        reason: &str,
        read_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO participants (biin, read_at) VALUES ($1, $2) \
            ON CONFLICT (biin) DO UPDATE SET read_at = excluded.read_at";
        let mut tx = self.begin().await.map_err(store)?;
        let put_off = Statement::new(SQL).bind(biin.digits()).bind(read_at);
        tx.later(put_off).await.map_err(store)?;
        // A person is named as in logs: without most digits.
        let (source, now) = (Source::Participants, self.clock.now());
        sync::set_one_aside(&mut tx, source, biin.to_string(), reason, now).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn store_participant(&self, biin: &Biin, row: &ParticipantRow) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO participants (biin, registered_at, address_key, head_key, read_at) \
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (biin) DO UPDATE SET registered_at = excluded.registered_at, \
            address_key = excluded.address_key, head_key = excluded.head_key, read_at = excluded.read_at";
        let mut tx = self.begin().await.map_err(store)?;
        let save = Statement::new(SQL)
            .bind(biin.digits())
            .bind(row.registered_at)
            .bind(row.address_key.as_deref())
            .bind(row.head_key.as_deref())
            .bind(self.clock.now());
        tx.later(save).await.map_err(store)?;
        let (source, now) = (Source::Participants, self.clock.now());
        sync::resolve_one(&mut tx, source, biin.to_string(), now).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }
}
