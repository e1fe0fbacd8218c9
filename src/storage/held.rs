//! Notices that wait for their hour, and reminders, in SQL.

use chrono::{DateTime, Utc};

use super::{
    Storage, Tx, hot, new_id, notices::FollowerRow, on_pool, on_tx, outbox, places,
    statement::Statement, store, subscriptions::MOST_PLACES,
};
use crate::domain::{
    error::StoreError,
    notices::{Digest, DueNotice, HeldNotice, Post},
    types::UserId,
    users::UserSettings,
};

#[derive(sqlx::FromRow)]
struct DueRow {
    held_id: String,
    notice: String,
    #[sqlx(flatten)]
    follower: FollowerRow,
}

/// What still waits, waits as the person now wants it to.
pub(super) async fn retime(
    tx: &mut Tx,
    user: UserId,
    settings: &UserSettings,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE held_notices SET due_at = $3 WHERE due_at > $4 AND is_urgent = $2 \
                       AND subscription_id IN (SELECT id FROM user_subscriptions WHERE user_id = $1)";
    for is_urgent in [true, false] {
        let due_at = settings.due_at(is_urgent, at);
        let wait = Statement::new(SQL).bind(user).bind(is_urgent).bind(due_at).bind(at);
        tx.later(wait).await?;
    }
    Ok(())
}

impl Storage {
    /// Messages, digests and what waits, in a transaction that does more.
    pub(super) async fn write_post(&self, tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
        for digest in &post.digests {
            keep_digest(tx, digest, self.clock.now()).await?;
        }
        for held in &post.held {
            hold(tx, held).await?;
        }
        let ctx = hot::Ctx { instance: self.instance.clone(), clock: self.clock.clone() };
        outbox::insert(tx, &ctx, &post.messages).await.map_err(store)
    }

    pub(super) async fn due_notices(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<DueNotice>, StoreError> {
        // Whoever blocks the bot is told when they return.
        const SQL: &str = concat!(
            "SELECT h.id AS held_id, h.notice, ",
            super::subscriptions::columns!(),
            ", ",
            super::users::settings_columns!(),
            ", u.telegram_lang FROM held_notices h JOIN user_subscriptions s ON s.id = h.subscription_id \
             JOIN users u ON u.id = s.user_id LEFT JOIN user_settings t ON t.user_id = s.user_id \
             WHERE h.due_at <= $1 AND u.blocked_at IS NULL ORDER BY h.id LIMIT $2"
        );
        let rows: Vec<DueRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(now).bind(limit).fetch_all(p).await)
                .map_err(store)?;
        // What another version of this program wrote may read otherwise: it is left to be dropped.
        let read = |row: DueRow| {
            let notice = serde_json::from_str(&row.notice).ok()?;
            Some(DueNotice { id: row.held_id, follower: row.follower.read()?, notice })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    pub(super) async fn end_held(&self, ids: &[String], post: &Post) -> Result<bool, StoreError> {
        let mut tx = self.begin().await.map_err(store)?;
        let mut gone = 0;
        for ids in ids.chunks(MOST_PLACES) {
            let sql = format!("DELETE FROM held_notices WHERE id IN {}", places(1, ids.len()));
            let sql = sqlx::AssertSqlSafe(sql);
            gone += on_tx!(&mut tx, |c| {
                let mut query = sqlx::query(sql);
                for id in ids {
                    query = query.bind(id);
                }
                query.execute(c).await.map(|done| done.rows_affected())
            })
            .map_err(store)?;
        }
        if gone != ids.len() as u64 {
            return Ok(false);
        }
        self.write_post(&mut tx, post).await?;
        tx.commit().await.map_err(store)?;
        Ok(true)
    }

    pub(super) async fn told_reminders(&self, keys: &[String]) -> Result<Vec<String>, StoreError> {
        let mut told = Vec::new();
        for keys in keys.chunks(MOST_PLACES) {
            let places = places(1, keys.len());
            let sql = format!("SELECT dedupe_key FROM reminders WHERE dedupe_key IN {places}");
            let sql = sqlx::AssertSqlSafe(sql);
            let rows: Vec<String> = on_pool!(self.pool, |p| {
                let mut query = sqlx::query_scalar(sql);
                for key in keys {
                    query = query.bind(key);
                }
                query.fetch_all(p).await
            })
            .map_err(store)?;
            told.extend(rows);
        }
        Ok(told)
    }

    pub(super) async fn end_reminders(
        &self,
        keys: &[String],
        post: &Post,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO reminders (dedupe_key, told_at) VALUES ($1, $2) \
                           ON CONFLICT (dedupe_key) DO NOTHING";
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        for key in keys {
            let written = on_tx!(&mut tx, |c| sqlx::query(SQL)
                .bind(key)
                .bind(now)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))
            .map_err(store)?;
            if written == 0 {
                return Ok(false);
            }
        }
        self.write_post(&mut tx, post).await?;
        tx.commit().await.map_err(store)?;
        Ok(true)
    }
}

async fn keep_digest(tx: &mut Tx, digest: &Digest, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO notice_digests (id, chat_id, notices, total, created_at) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING";
    let notices = serde_json::to_string(&digest.notices).map_err(StoreError::failed)?;
    let total = i64::try_from(digest.total).unwrap_or(i64::MAX);
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(&digest.id)
        .bind(digest.chat_id)
        .bind(&notices)
        .bind(total)
        .bind(now)
        .execute(c)
        .await
        .map(drop))
    .map_err(store)
}

/// Nothing where the person unfollows at this moment.
async fn hold(tx: &mut Tx, held: &HeldNotice) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO held_notices (id, subscription_id, dedupe_key, notice, is_urgent, due_at) \
                       SELECT $1, s.id, $3, $4, $5, $6 FROM user_subscriptions s WHERE s.id = $2 \
                       ON CONFLICT (dedupe_key) DO NOTHING";
    let notice = serde_json::to_string(&held.notice).map_err(StoreError::failed)?;
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(new_id())
        .bind(&held.notice.because.id)
        .bind(&held.dedupe_key)
        .bind(&notice)
        .bind(held.notice.is_urgent())
        .bind(held.due_at)
        .execute(c)
        .await
        .map(drop))
    .map_err(store)
}
