//! People in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, on_pool, store};
use crate::{
    domain::{
        error::StoreError,
        types::{LotId, UserId},
        users::{NoticesMode, REMEMBERED_LOTS, Reminders, User, UserSettings, UserStore},
    },
    i18n::Lang,
};

#[derive(sqlx::FromRow)]
struct UserRow {
    id: i64,
    telegram_lang: Option<String>,
    blocked_at: Option<DateTime<Utc>>,
    seen_at: DateTime<Utc>,
    #[sqlx(flatten)]
    settings: SettingsRow,
}

/// Settings by `LEFT JOIN user_settings t`: who chose nothing has none.
macro_rules! settings_columns {
    () => {
        "t.lang, t.digest_minute, t.quiet_from, t.quiet_to, t.notices_mode, t.urgent_at_night, \
         t.remind_three_days, t.remind_day, t.remind_three_hours, t.max_history_messages"
    };
}
pub(super) use settings_columns;

#[derive(sqlx::FromRow)]
pub(super) struct SettingsRow {
    lang: Option<String>,
    digest_minute: Option<i64>,
    quiet_from: Option<i64>,
    quiet_to: Option<i64>,
    notices_mode: Option<String>,
    urgent_at_night: Option<bool>,
    remind_three_days: Option<bool>,
    remind_day: Option<bool>,
    remind_three_hours: Option<bool>,
    max_history_messages: Option<i64>,
}

impl SettingsRow {
    pub(super) fn read(self) -> UserSettings {
        let ours = UserSettings::default();
        UserSettings {
            lang: self.lang.as_deref().and_then(Lang::from_code),
            digest_minute: self.digest_minute,
            quiet: self.quiet_from.zip(self.quiet_to),
            notices: self.notices_mode.as_deref().map_or(ours.notices, NoticesMode::from_code),
            urgent_at_night: self.urgent_at_night.unwrap_or(ours.urgent_at_night),
            reminders: Reminders {
                three_days: self.remind_three_days.unwrap_or(ours.reminders.three_days),
                day: self.remind_day.unwrap_or(ours.reminders.day),
                three_hours: self.remind_three_hours.unwrap_or(ours.reminders.three_hours),
            },
            history: self.max_history_messages.unwrap_or(ours.history),
        }
    }
}

#[async_trait]
impl UserStore for Storage {
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        const SQL: &str = concat!(
            "SELECT u.id, u.telegram_lang, u.blocked_at, u.seen_at, ",
            settings_columns!(),
            " FROM users u LEFT JOIN user_settings t ON t.user_id = u.id WHERE u.id = $1"
        );
        let row: Option<UserRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(id).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.map(|row| User {
            id: row.id,
            telegram_lang: row.telegram_lang,
            blocked_at: row.blocked_at,
            seen_at: row.seen_at,
            settings: row.settings.read(),
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
