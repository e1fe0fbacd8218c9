//! People in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, on_pool, store};
use crate::{
    domain::{
        error::StoreError,
        types::{LotId, UserId},
        users::{REMEMBERED_LOTS, User, UserSettings, UserStore},
    },
    i18n::Lang,
};

#[derive(sqlx::FromRow)]
struct UserRow {
    id: i64,
    telegram_lang: Option<String>,
    blocked_at: Option<DateTime<Utc>>,
    seen_at: DateTime<Utc>,
    lang: Option<String>,
    digest_minute: Option<i64>,
    quiet_from: Option<i64>,
    quiet_to: Option<i64>,
}

#[async_trait]
impl UserStore for Storage {
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        const SQL: &str = "SELECT u.id, u.telegram_lang, u.blocked_at, u.seen_at, s.lang, s.digest_minute, s.quiet_from, s.quiet_to \
                           FROM users u LEFT JOIN user_settings s ON s.user_id = u.id WHERE u.id = $1";
        let row: Option<UserRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(id).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.map(|row| User {
            id: row.id,
            telegram_lang: row.telegram_lang,
            blocked_at: row.blocked_at,
            seen_at: row.seen_at,
            settings: UserSettings {
                lang: row.lang.as_deref().and_then(Lang::from_code),
                digest_minute: row.digest_minute,
                quiet: row.quiet_from.zip(row.quiet_to),
            },
        }))
    }

    async fn list_user_lots(&self, id: UserId) -> Result<Vec<LotId>, StoreError> {
        const SQL: &str =
            "SELECT lot_id FROM user_lots WHERE user_id = $1 ORDER BY seen_at DESC LIMIT $2";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(id)
            .bind(REMEMBERED_LOTS)
            .fetch_all(p)
            .await)
        .map_err(store)
    }
}
