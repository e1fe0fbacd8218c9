//! What updates change, applied inside the transaction of their turn.

use super::{Tx, on_tx, subscriptions};
use crate::domain::{effects::Effect, users::REMEMBERED_LOTS};

pub(super) async fn apply(tx: &mut Tx, effect: &Effect) -> Result<(), sqlx::Error> {
    match effect {
        Effect::MeetUser { user, telegram_lang, at } => {
            const SQL: &str = "INSERT INTO users (id, telegram_lang, created_at, seen_at) VALUES ($1, $2, $3, $3) \
                               ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, blocked_at = NULL, \
                               telegram_lang = COALESCE(excluded.telegram_lang, users.telegram_lang)";
            on_tx!(tx, |c| sqlx::query(SQL)
                .bind(user)
                .bind(telegram_lang)
                .bind(at)
                .execute(c)
                .await
                .map(drop))
        }
        Effect::SaveSettings { user, settings, at } => {
            const SQL: &str = "INSERT INTO user_settings (user_id, lang, digest_minute, quiet_from, quiet_to, updated_at) \
                               VALUES ($1, $2, $3, $4, $5, $6) \
                               ON CONFLICT (user_id) DO UPDATE SET lang = excluded.lang, digest_minute = excluded.digest_minute, \
                               quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, updated_at = excluded.updated_at";
            on_tx!(tx, |c| sqlx::query(SQL)
                .bind(user)
                .bind(settings.lang.map(|lang| lang.code()))
                .bind(settings.digest_minute)
                .bind(settings.quiet.map(|q| q.0))
                .bind(settings.quiet.map(|q| q.1))
                .bind(at)
                .execute(c)
                .await
                .map(drop))
        }
        Effect::RememberLot { user, lot, at } => {
            const REMEMBER: &str = "INSERT INTO user_lots (user_id, lot_id, seen_at) VALUES ($1, $2, $3) \
                                    ON CONFLICT (user_id, lot_id) DO UPDATE SET seen_at = excluded.seen_at \
                                    RETURNING (SELECT count(*) FROM user_lots l WHERE l.user_id = user_lots.user_id)";
            const FORGET: &str = "DELETE FROM user_lots WHERE user_id = $1 AND lot_id NOT IN (\
                                  SELECT lot_id FROM user_lots WHERE user_id = $1 ORDER BY seen_at DESC LIMIT $2)";
            on_tx!(tx, |c| {
                let remember = sqlx::query_scalar(REMEMBER).bind(user).bind(lot).bind(at);
                // PostgreSQL counts as it was before the statement.
                let remembered: i64 = remember.fetch_one(&mut *c).await?;
                if remembered >= REMEMBERED_LOTS {
                    sqlx::query(FORGET).bind(user).bind(REMEMBERED_LOTS).execute(c).await?;
                }
                Ok(())
            })
        }
        Effect::KeepQuery { id, words, at } => {
            const SQL: &str = "INSERT INTO search_queries (id, words, used_at) VALUES ($1, $2, $3) \
                               ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at";
            on_tx!(tx, |c| sqlx::query(SQL)
                .bind(id)
                .bind(words)
                .bind(at)
                .execute(c)
                .await
                .map(drop))
        }
        Effect::Follow(new) => subscriptions::follow(tx, new).await,
        Effect::PauseSubscription { user, id, since, at } => {
            subscriptions::pause(tx, *user, id, *since, *at).await
        }
        Effect::MuteSubscription { user, id, until } => {
            subscriptions::mute(tx, *user, id, *until).await
        }
        Effect::Unfollow { user, id } => subscriptions::unfollow(tx, *user, id).await,
        Effect::EditSearch { id, new } => subscriptions::edit(tx, id, new).await,
        Effect::ExpectWords { user, what, at } => {
            subscriptions::expect_words(tx, *user, what.as_deref(), *at).await
        }
        Effect::MoveChat { from, to } => {
            const OUTBOX: &str = "UPDATE outbox SET chat_id = $2 WHERE chat_id = $1 AND state IN ('pending', 'leased', 'sending')";
            on_tx!(&mut *tx, |c| sqlx::query(OUTBOX)
                .bind(from)
                .bind(to)
                .execute(c)
                .await
                .map(drop))?;
            subscriptions::move_chat(tx, *from, *to).await
        }
        Effect::SetBlocked { user, since } => {
            const USER: &str = "UPDATE users SET blocked_at = $2 WHERE id = $1";
            const OUTBOX: &str = "UPDATE outbox SET state = 'blocked', settled_at = $2 WHERE chat_id = $1 \
                                  AND state IN ('pending', 'leased', 'sending') AND state = 'pending'";
            on_tx!(tx, |c| {
                sqlx::query(USER).bind(user).bind(since).execute(&mut *c).await?;
                if since.is_some() {
                    sqlx::query(OUTBOX).bind(user).bind(since).execute(c).await?;
                }
                Ok(())
            })
        }
    }
}
