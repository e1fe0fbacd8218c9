//! Dead letters in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Pool, Storage, Tx, on_pool, on_tx, store};
use crate::domain::{
    dead_letters::{DeadKind, DeadLetter, DeadLetterStore},
    error::StoreError,
};

#[derive(sqlx::FromRow)]
struct DeadRow {
    kind: i64,
    id: String,
    what: String,
    attempts: i64,
    error: Option<String>,
    at: DateTime<Utc>,
}

/// Puts dead letters on their way again; all where `id` is none.
pub(super) async fn redrive(
    tx: &mut Tx,
    id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    const STATEMENTS: [&str; 3] = [
        "UPDATE inbox SET state = 'new', attempts = 0, next_at = $1, owner = NULL \
         WHERE state = 'dead' AND ($2 IS NULL OR id = $2)",
        "UPDATE outbox SET state = 'pending', attempts = 0, unknowns = 0, not_before = $1, settled_at = NULL, owner = NULL \
         WHERE state = 'dead' AND ($2 IS NULL OR id = $2)",
        "UPDATE jobs SET state = 'ready', attempts = 0, run_at = $1, settled_at = NULL, owner = NULL \
         WHERE state = 'dead' AND ($2 IS NULL OR id = $2)",
    ];
    let mut back = 0;
    for sql in STATEMENTS {
        back += on_tx!(&mut *tx, |c| sqlx::query(sql)
            .bind(now)
            .bind(id)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
    }
    Ok(back)
}

/// The newest dead letters, `$1` of them; `$but` narrows the messages among them.
macro_rules! newest_sql {
    ($but:literal) => {
        concat!(
            "SELECT CAST(kind AS BIGINT) AS kind, id, what, attempts, error, at FROM (\
               SELECT 0 AS kind, id, CAST(update_id AS TEXT) AS what, attempts, error, received_at AS at FROM inbox WHERE state = 'dead' \
               UNION ALL SELECT 1, id, method, attempts, error, COALESCE(settled_at, created_at) FROM outbox WHERE state = 'dead'",
            $but,
            " UNION ALL SELECT 2, id, name, attempts, error, COALESCE(settled_at, created_at) FROM jobs WHERE state = 'dead') d \
             ORDER BY at DESC, id DESC LIMIT $1"
        )
    };
}

/// The newest one that is not itself news for those who run the bot: telling them that they could
/// not be told would never end.
pub(super) async fn newest(pool: &Pool) -> Result<Option<DeadLetter>, StoreError> {
    const SQL: &str =
        newest_sql!(" AND dedupe_key NOT LIKE 'dead:%' AND dedupe_key NOT LIKE 'report:%'");
    Ok(list(pool, SQL, 1).await?.into_iter().next())
}

async fn list(pool: &Pool, sql: &'static str, limit: i64) -> Result<Vec<DeadLetter>, StoreError> {
    let rows: Vec<DeadRow> =
        on_pool!(*pool, |p| sqlx::query_as(sql).bind(limit).fetch_all(p).await).map_err(store)?;
    let letter = |row: DeadRow| DeadLetter {
        id: row.id,
        kind: match row.kind {
            0 => DeadKind::Update,
            1 => DeadKind::Message,
            _ => DeadKind::Job,
        },
        what: row.what,
        attempts: row.attempts,
        error: row.error,
        at: row.at,
    };
    Ok(rows.into_iter().map(letter).collect())
}

#[async_trait]
impl DeadLetterStore for Storage {
    async fn list_dead_letters(&self, limit: i64) -> Result<Vec<DeadLetter>, StoreError> {
        const SQL: &str = newest_sql!("");
        list(&self.pool, SQL, limit).await
    }

    async fn count_dead_letters(&self) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT (SELECT count(*) FROM inbox WHERE state = 'dead') \
                           + (SELECT count(*) FROM outbox WHERE state = 'dead') \
                           + (SELECT count(*) FROM jobs WHERE state = 'dead')";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).fetch_one(p).await).map_err(store)
    }

    async fn redrive(&self, ids: &[String]) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        let mut back = 0;
        if ids.is_empty() {
            back += redrive(&mut tx, None, now).await.map_err(store)?;
        }
        for id in ids {
            back += redrive(&mut tx, Some(id), now).await.map_err(store)?;
        }
        tx.commit().await.map_err(store)?;
        Ok(back)
    }
}
