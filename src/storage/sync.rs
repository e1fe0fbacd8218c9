//! Passes over OWS in SQL: pages with their change records in one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Storage, Tx, announcements, lots, new_id, on_pool, on_tx, places, plans, statement::Statement,
    store,
};
use crate::domain::{
    announcements::Announcement,
    changes::{Change, announcement_changes, lot_changes},
    error::StoreError,
    plans::PlanPoint,
    procurement::{LotRecord, Page, RejectedRow},
    sync::{Source, SyncState, SyncStore, rejected_key},
    types::PlanPointId,
};

/// A row that stays unreadable this often is left to a person.
pub(super) const MOST_ATTEMPTS: i64 = 10;

#[derive(sqlx::FromRow)]
pub(super) struct SyncStateRow {
    watermark: Option<DateTime<Utc>>,
    checkpoint: Option<i64>,
    received: Option<i64>,
    total: Option<i64>,
    finished_at: Option<DateTime<Utc>>,
    failure: Option<String>,
}

impl From<SyncStateRow> for SyncState {
    fn from(row: SyncStateRow) -> Self {
        Self {
            watermark: row.watermark,
            checkpoint: row.checkpoint,
            received: row.received,
            total: row.total,
            finished_at: row.finished_at,
            failure: row.failure,
        }
    }
}

/// Reads how far a pass has come.
pub(super) fn find_state(source: Source) -> Statement {
    const SQL: &str = "SELECT watermark, checkpoint, received, total, finished_at, failure FROM sync_state WHERE source = $1";
    Statement::new(SQL).bind(source.as_str())
}

#[async_trait]
impl SyncStore for Storage {
    async fn find_sync_state(&self, source: Source) -> Result<SyncState, StoreError> {
        let [rows] = self.read([find_state(source)]).await.map_err(store)?;
        let rows: Vec<SyncStateRow> = rows.to().map_err(store)?;
        Ok(rows.into_iter().next().map(SyncState::from).unwrap_or_default())
    }

    async fn save_sync_state(&self, source: Source, state: &SyncState) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO sync_state (source, watermark, checkpoint, received, total, finished_at, failure) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7) \
                           ON CONFLICT (source) DO UPDATE SET watermark = excluded.watermark, checkpoint = excluded.checkpoint, \
                           received = excluded.received, total = excluded.total, finished_at = excluded.finished_at, failure = excluded.failure";
        let mut tx = self.begin().await.map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(SQL)
            .bind(source.as_str())
            .bind(state.watermark)
            .bind(state.checkpoint)
            .bind(state.received)
            .bind(state.total)
            .bind(state.finished_at)
            .bind(&state.failure)
            .execute(c)
            .await
            .map(drop))
        .map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn store_lots(
        &self,
        source: Source,
        page: &Page<LotRecord>,
        checkpoint: Option<i64>,
    ) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        let nested: Vec<&Announcement> =
            page.rows.iter().filter_map(|r| r.announcement.as_ref()).collect();
        let mut changes = store_announcements(&mut tx, &nested).await?;
        let ids: Vec<i64> = page.rows.iter().map(|record| record.lot.id).collect();
        let old = lots::find_by_ids(&mut tx, &ids).await?;
        for record in &page.rows {
            changes.extend(lot_changes(old.get(&record.lot.id), &record.lot));
            lots::upsert(&mut tx, &record.lot).await.map_err(store)?;
        }
        let nested: Vec<&PlanPoint> = page.rows.iter().flat_map(|r| &r.plans).collect();
        changes.extend(plans::store_all(&mut tx, &nested).await?);
        set_aside(&mut tx, source, &page.rejected, now).await.map_err(store)?;
        resolve(&mut tx, &ids, now).await.map_err(store)?;
        write_changes(&mut tx, &changes, now).await.map_err(store)?;
        if source == Source::LotsFull {
            const SQL: &str = "INSERT INTO sync_state (source, checkpoint) VALUES ($1, $2) \
                               ON CONFLICT (source) DO UPDATE SET checkpoint = excluded.checkpoint";
            on_tx!(&mut tx, |c| sqlx::query(SQL)
                .bind(source.as_str())
                .bind(checkpoint)
                .execute(c)
                .await
                .map(drop))
            .map_err(store)?;
        }
        tx.commit().await.map_err(store)?;
        Ok(changes.len() as u64)
    }

    async fn store_announcements(&self, page: &Page<Announcement>) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        let rows: Vec<&Announcement> = page.rows.iter().collect();
        let changes = store_announcements(&mut tx, &rows).await?;
        for announcement in &page.rows {
            announcements::copy_deadline(&mut tx, announcement).await.map_err(store)?;
        }
        set_aside(&mut tx, Source::Announcements, &page.rejected, now).await.map_err(store)?;
        write_changes(&mut tx, &changes, now).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(changes.len() as u64)
    }

    async fn store_plans(&self, plans: &[PlanPoint]) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        let changes = plans::store_all(&mut tx, &plans.iter().collect::<Vec<_>>()).await?;
        write_changes(&mut tx, &changes, now).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn missing_plans(&self, ids: &[PlanPointId]) -> Result<Vec<PlanPointId>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT id FROM plan_points WHERE id IN {}", places(1, ids.len()));
        let sql = sqlx::AssertSqlSafe(sql);
        let known: Vec<i64> = on_pool!(self.pool, |p| {
            let mut query = sqlx::query_scalar(sql);
            for id in ids {
                query = query.bind(id);
            }
            query.fetch_all(p).await
        })
        .map_err(store)?;
        let mut missing: Vec<i64> = ids.iter().copied().filter(|id| !known.contains(id)).collect();
        missing.sort_unstable();
        missing.dedup();
        Ok(missing)
    }

    async fn list_rejected_lots(&self, limit: i64) -> Result<Vec<i64>, StoreError> {
        const SQL: &str = "SELECT row_id FROM sync_errors WHERE source = $1 AND resolved_at IS NULL \
                           AND attempts < $2 ORDER BY last_at LIMIT $3";
        let ids: Vec<String> = on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(Source::Lots.as_str())
            .bind(MOST_ATTEMPTS)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }

    async fn count_lots(&self) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT count(*) FROM goszakup_lots";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).fetch_one(p).await).map_err(store)
    }
}

async fn store_announcements(
    tx: &mut Tx,
    rows: &[&Announcement],
) -> Result<Vec<Change>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut known = announcements::find_by_ids(tx, &ids).await?;
    let mut changes = Vec::new();
    for row in rows {
        // Lots of one announcement repeat it: only its first copy in a page is looked at.
        let old = known.insert(row.id, (*row).clone());
        if old.as_ref() == Some(row) {
            continue;
        }
        changes.extend(announcement_changes(old.as_ref(), row));
        announcements::upsert(tx, row).await.map_err(store)?;
        announcements::copy_deadline(tx, row).await.map_err(store)?;
        lots::renumber_of_announcement(tx, row.id).await.map_err(store)?;
    }
    Ok(changes)
}

pub(super) async fn set_aside(
    tx: &mut Tx,
    source: Source,
    rejected: &[RejectedRow],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    for row in rejected {
        set_one_aside(tx, source, rejected_key(row), &row.reason, now).await?;
    }
    Ok(())
}

/// One of them, by the name it is known by.
pub(super) async fn set_one_aside(
    tx: &mut Tx,
    source: Source,
    row_id: String,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO sync_errors (source, row_id, reason, attempts, first_at, last_at) \
                       VALUES ($1, $2, $3, 1, $4, $4) \
                       ON CONFLICT (source, row_id) DO UPDATE SET reason = excluded.reason, last_at = excluded.last_at, \
                       attempts = sync_errors.attempts + 1, resolved_at = NULL";
    metrics::counter!("goszakup_sync_errors_total").increment(1);
    let note = Statement::new(SQL).bind(source.as_str()).bind(row_id).bind(reason).bind(now);
    tx.later(note).await
}

/// Notes that a row that may have been set aside was read.
pub(super) async fn resolve_one(
    tx: &mut Tx,
    source: Source,
    row_id: String,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE sync_errors SET resolved_at = $3 \
                       WHERE source = $1 AND row_id = $2 AND resolved_at IS NULL";
    tx.later(Statement::new(SQL).bind(source.as_str()).bind(row_id).bind(now)).await
}

/// Rows that were set aside once and can be read now.
async fn resolve(tx: &mut Tx, ids: &[i64], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const OPEN: &str = "SELECT row_id FROM sync_errors WHERE source = $1 AND resolved_at IS NULL";
    const SQL: &str = "UPDATE sync_errors SET resolved_at = $3 WHERE source = $1 AND row_id = $2";
    let source = Source::Lots.as_str();
    let open: Vec<String> =
        on_tx!(&mut *tx, |c| sqlx::query_scalar(OPEN).bind(source).fetch_all(c).await)?;
    for row_id in open {
        if row_id.parse().is_ok_and(|id: i64| ids.contains(&id)) {
            on_tx!(&mut *tx, |c| sqlx::query(SQL)
                .bind(source)
                .bind(&row_id)
                .bind(now)
                .execute(c)
                .await
                .map(drop))?;
        }
    }
    Ok(())
}

pub(super) async fn write_changes(
    tx: &mut Tx,
    changes: &[Change],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO changes (id, entity, entity_id, field, old_value, new_value, source_at, noticed_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    for change in changes {
        on_tx!(&mut *tx, |c| sqlx::query(SQL)
            .bind(new_id())
            .bind(change.entity.as_str())
            .bind(change.entity_id)
            .bind(change.field)
            .bind(&change.old)
            .bind(&change.new)
            .bind(change.source_at)
            .bind(now)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}
