//! The source's state, and what reports are made from, in SQL.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Storage, dead_letters, hot, on_pool, on_tx, outbox, store};
use crate::{
    domain::{
        dead_letters::DeadLetter,
        error::StoreError,
        heartbeat::{HeartbeatStore, Recipient, SourceHealth, SourceState},
        outbox::{MessageClass, OutboxMessage},
        types::ChatId,
        users::language,
    },
    i18n::Lang,
};

/// The one source there is.
const OWS: &str = "ows";
/// Of more notices in a day the percentiles are those of so many.
const MOST_DELAYS: i64 = 100_000;

#[derive(sqlx::FromRow)]
struct HealthRow {
    state: String,
    since: DateTime<Utc>,
    turning_at: Option<DateTime<Utc>>,
    complete_at: Option<DateTime<Utc>>,
    failed_at: Option<DateTime<Utc>>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct RecipientRow {
    chat_id: i64,
    lang: Option<String>,
    telegram_lang: Option<String>,
}

#[async_trait]
impl HeartbeatStore for Storage {
    async fn find_source_health(&self) -> Result<Option<SourceHealth>, StoreError> {
        const SQL: &str = "SELECT state, since, turning_at, complete_at, failed_at, version \
                           FROM source_health WHERE source = $1";
        let row: Option<HealthRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(OWS).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.map(|row| SourceHealth {
            state: SourceState::named(&row.state),
            since: row.since,
            turning_at: row.turning_at,
            complete_at: row.complete_at,
            failed_at: row.failed_at,
            version: row.version,
        }))
    }

    async fn save_source_health(
        &self,
        health: &SourceHealth,
        messages: &[OutboxMessage],
    ) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO source_health (source, state, since, turning_at, complete_at, failed_at, version) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7 + 1) \
                           ON CONFLICT (source) DO UPDATE SET state = excluded.state, since = excluded.since, \
                           turning_at = excluded.turning_at, complete_at = excluded.complete_at, \
                           failed_at = excluded.failed_at, version = excluded.version \
                           WHERE source_health.version = $7";
        let mut tx = self.begin().await.map_err(store)?;
        let written = on_tx!(&mut tx, |c| sqlx::query(SQL)
            .bind(OWS)
            .bind(health.state.as_str())
            .bind(health.since)
            .bind(health.turning_at)
            .bind(health.complete_at)
            .bind(health.failed_at)
            .bind(health.version)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))
        .map_err(store)?;
        if written == 0 {
            return Ok(false);
        }
        let ctx = hot::Ctx { instance: self.instance.clone(), clock: self.clock.clone() };
        outbox::insert(&mut tx, &ctx, messages).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(true)
    }

    async fn list_recipients(
        &self,
        after: ChatId,
        told: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Recipient>, StoreError> {
        const SQL: &str = "SELECT s.chat_id, min(t.lang) AS lang, min(u.telegram_lang) AS telegram_lang \
                           FROM user_subscriptions s JOIN users u ON u.id = s.user_id \
                           LEFT JOIN user_settings t ON t.user_id = s.user_id \
                           WHERE s.chat_id > $1 AND s.paused_at IS NULL AND u.blocked_at IS NULL \
                           AND ($2 IS NULL OR EXISTS (SELECT 1 FROM outbox o WHERE o.dedupe_key = $2 || CAST(s.chat_id AS TEXT))) \
                           GROUP BY s.chat_id ORDER BY s.chat_id LIMIT $3";
        let rows: Vec<RecipientRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(after)
            .bind(told)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        let recipient = |row: RecipientRow| {
            let chosen = row.lang.as_deref().and_then(Lang::from_code);
            let lang = language(chosen, row.telegram_lang.as_deref());
            Recipient { chat_id: row.chat_id, lang }
        };
        Ok(rows.into_iter().map(recipient).collect())
    }

    async fn is_written(&self, dedupe_key: &str) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM outbox WHERE dedupe_key = $1)";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(dedupe_key).fetch_one(p).await)
            .map_err(store)
    }

    async fn is_any_written(&self, key: &str, since: DateTime<Utc>) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM outbox WHERE dedupe_key LIKE $1 || '%' AND created_at > $2)";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(key).bind(since).fetch_one(p).await)
            .map_err(store)
    }

    async fn newest_dead_letter(&self) -> Result<Option<DeadLetter>, StoreError> {
        dead_letters::newest(&self.pool).await
    }

    async fn count_lots_read(&self, since: DateTime<Utc>) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT count(*) FROM goszakup_lots WHERE fetched_at >= $1";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(since).fetch_one(p).await)
            .map_err(store)
    }

    async fn list_delays(&self, since: DateTime<Utc>) -> Result<Vec<TimeDelta>, StoreError> {
        const SQL: &str = "SELECT settled_at, happened_at FROM outbox WHERE class = $1 AND state = 'sent' \
                           AND settled_at >= $2 AND happened_at IS NOT NULL ORDER BY settled_at DESC LIMIT $3";
        let rows: Vec<(DateTime<Utc>, DateTime<Utc>)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL)
                .bind(MessageClass::Notice as i64)
                .bind(since)
                .bind(MOST_DELAYS)
                .fetch_all(p)
                .await)
            .map_err(store)?;
        // Clocks differ: what arrived before it happened was at once.
        let delay = |(told, happened): (DateTime<Utc>, DateTime<Utc>)| told - happened;
        Ok(rows.into_iter().map(delay).map(|delay| delay.max(TimeDelta::zero())).collect())
    }
}
