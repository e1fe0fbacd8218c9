//! Bids in SQL.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Storage, on_pool, statement::Statement, store, sync};
use crate::domain::{
    bids::{Bid, BidOutcome, BidStore},
    error::StoreError,
    sync::Source,
    types::{AnnouncementId, Biin, Tenge},
};

/// A bid as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct BidRow {
    id: i64,
    application_id: i64,
    announcement_id: i64,
    lot_id: i64,
    bidder_biin: Option<String>,
    amount_tiyn: Option<i64>,
    applied_at: Option<DateTime<Utc>>,
    outcome: String,
}

impl From<BidRow> for Bid {
    fn from(row: BidRow) -> Self {
        Self {
            id: row.id,
            application_id: row.application_id,
            announcement_id: row.announcement_id,
            lot_id: row.lot_id,
            bidder: row.bidder_biin.as_deref().and_then(Biin::from_source),
            amount: row.amount_tiyn.map(Tenge::from_tiyn),
            applied_at: row.applied_at,
            outcome: BidOutcome::named(&row.outcome),
        }
    }
}

#[async_trait]
impl BidStore for Storage {
    async fn list_unread_results(
        &self,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<AnnouncementId>, StoreError> {
        // 360 held, 370 not held: the results are out.
        const SQL: &str = "SELECT l.announcement_id FROM goszakup_lots l \
            LEFT JOIN bid_reads r ON r.announcement_id = l.announcement_id \
            LEFT JOIN sync_errors e ON e.source = 'bids' AND e.row_id = CAST(l.announcement_id AS TEXT) \
            AND e.resolved_at IS NULL AND (e.last_at > $2 OR e.attempts >= $3) \
            LEFT JOIN contract_reads c ON c.customer_bin = l.customer_bin \
            WHERE l.status IN (360, 370) AND l.announcement_id IS NOT NULL AND r.announcement_id IS NULL \
            AND e.row_id IS NULL AND l.deadline > $1 \
            GROUP BY l.announcement_id ORDER BY count(c.customer_bin) DESC, l.announcement_id DESC LIMIT $4";
        // What was set aside is asked for again the next day, and at last left to a person.
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(since)
            .bind(self.clock.now() - TimeDelta::days(1))
            .bind(sync::MOST_ATTEMPTS)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)
    }

    async fn set_results_aside(&self, of: AnnouncementId, reason: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await.map_err(store)?;
        let now = self.clock.now();
        sync::set_one_aside(&mut tx, Source::Bids, of.to_string(), reason, now)
            .await
            .map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn store_bids(&self, of: AnnouncementId, bids: &[Bid]) -> Result<(), StoreError> {
        const FORGET: &str = "DELETE FROM bids WHERE announcement_id = $1";
        const SQL: &str = "INSERT INTO bids (id, application_id, announcement_id, lot_id, bidder_biin, amount_tiyn, \
            applied_at, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
        const READ: &str = "INSERT INTO bid_reads (announcement_id, read_at) VALUES ($1, $2) \
            ON CONFLICT (announcement_id) DO UPDATE SET read_at = excluded.read_at";
        let mut tx = self.begin().await.map_err(store)?;
        tx.later(Statement::new(FORGET).bind(of)).await.map_err(store)?;
        for bid in bids {
            let insert = Statement::new(SQL)
                .bind(bid.id)
                .bind(bid.application_id)
                .bind(bid.announcement_id)
                .bind(bid.lot_id)
                .bind(bid.bidder.as_ref().map(|biin| biin.digits()))
                .bind(bid.amount.map(|sum| sum.tiyn()))
                .bind(bid.applied_at)
                .bind(bid.outcome.as_str());
            tx.later(insert).await.map_err(store)?;
        }
        sync::resolve_one(&mut tx, Source::Bids, of.to_string(), self.clock.now())
            .await
            .map_err(store)?;
        let read = Statement::new(READ).bind(of).bind(self.clock.now());
        tx.later(read).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }
}
