//! The queue of jobs in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Pool, Storage, new_id, on_tx, store};
use crate::domain::{
    error::StoreError,
    queue::{ClaimedJob, JobEnd, QueueStore},
};

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: String,
    name: String,
    attempts: i64,
}

macro_rules! claim_sql {
    ($lock:literal) => {
        concat!(
            "UPDATE jobs SET state = 'running', owner = $1 WHERE id IN (\
             SELECT id FROM jobs WHERE state IN ('ready', 'running') AND state = 'ready' AND run_at <= $2 ORDER BY run_at, id LIMIT 1",
            $lock,
            ") RETURNING id, name, attempts"
        )
    };
}

#[async_trait]
impl QueueStore for Storage {
    async fn enqueue_slot(&self, job: &str, slot: i64) -> Result<bool, StoreError> {
        const SLOT: &str = "INSERT INTO cron_runs (job, slot, at) VALUES ($1, $2, $3) ON CONFLICT (job, slot) DO NOTHING";
        const JOB: &str = "INSERT INTO jobs (id, name, payload, state, attempts, run_at, created_at) \
                           SELECT $1, $2, '', 'ready', 0, $3, $3 \
                           WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE name = $2 AND state IN ('ready', 'running'))";
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        let taken = on_tx!(&mut tx, |c| sqlx::query(SLOT)
            .bind(job)
            .bind(slot)
            .bind(now)
            .execute(c)
            .await
            .map(|r| r.rows_affected()))
        .map_err(store)?;
        let mut put = 0;
        if taken == 1 {
            put = on_tx!(&mut tx, |c| sqlx::query(JOB)
                .bind(new_id())
                .bind(job)
                .bind(now)
                .execute(c)
                .await
                .map(|r| r.rows_affected()))
            .map_err(store)?;
        }
        tx.commit().await.map_err(store)?;
        Ok(put == 1)
    }

    async fn claim_job(&self) -> Result<Option<ClaimedJob>, StoreError> {
        let sql = match &self.pool {
            Pool::Sqlite { .. } => claim_sql!(""),
            Pool::Postgres(_) => claim_sql!(" FOR UPDATE SKIP LOCKED"),
        };
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        let row: Option<ClaimedRow> = on_tx!(&mut tx, |c| sqlx::query_as(sql)
            .bind(&*self.instance)
            .bind(now)
            .fetch_optional(c)
            .await)
        .map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(row.map(|row| ClaimedJob { id: row.id, name: row.name, attempts: row.attempts }))
    }

    async fn finish_job(&self, id: &str, end: JobEnd) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE jobs SET state = $3, owner = NULL, attempts = attempts + $4, error = $5, \
                           run_at = COALESCE($6, run_at), settled_at = $7 \
                           WHERE id = $1 AND owner = $2 AND state = 'running'";
        let now = self.clock.now();
        let (state, failures, error, run_at, settled) = match end {
            JobEnd::Done => ("done", 0_i64, None, None, Some(now)),
            JobEnd::Retry { error, at } => ("ready", 1, Some(error), Some(at), None),
            JobEnd::Dead { error } => ("dead", 1, Some(error), None, Some(now)),
        };
        let mut tx = self.begin().await.map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(SQL)
            .bind(id)
            .bind(&*self.instance)
            .bind(state)
            .bind(failures)
            .bind(error)
            .bind(run_at)
            .bind(settled)
            .execute(c)
            .await
            .map(drop))
        .map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn forget_done(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        const STATEMENTS: [&str; 13] = [
            "DELETE FROM inbox WHERE state IN ('done', 'dead') AND received_at < $1",
            "DELETE FROM outbox WHERE state IN ('sent', 'blocked', 'dead') AND settled_at < $1",
            "DELETE FROM jobs WHERE state = 'done' AND settled_at < $1",
            "DELETE FROM cron_runs WHERE at < $1",
            "DELETE FROM search_queries WHERE used_at < $1",
            "DELETE FROM leases WHERE expires_at < $1",
            "DELETE FROM notice_digests WHERE created_at < $1",
            "DELETE FROM dialogues WHERE begun_at < $1",
            "DELETE FROM hot_alerts WHERE found_at < $1",
            "DELETE FROM held_notices WHERE due_at < $1",
            "DELETE FROM reminders WHERE told_at < $1",
            "DELETE FROM messages WHERE deleted_at < $1",
            "DELETE FROM token_budgets WHERE day < $1",
        ];
        let mut gone = 0;
        for sql in STATEMENTS {
            // Each on its own: a long clean-up must not hold up those who wait for a reply.
            gone += self.forget(sql, before).await?;
        }
        Ok(gone)
    }
}

impl Storage {
    /// Drops what is older than a moment; gives how many rows.
    pub(super) async fn forget(
        &self,
        sql: &'static str,
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin().await.map_err(store)?;
        let gone = on_tx!(&mut tx, |c| sqlx::query(sql)
            .bind(before)
            .execute(c)
            .await
            .map(|r| r.rows_affected()))
        .map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(gone)
    }
}
