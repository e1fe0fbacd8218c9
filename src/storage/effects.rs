//! What updates change, applied inside the transaction of their turn.

use chrono::{DateTime, Utc};

use super::{
    Tx, ask, dead_letters, documents, finance, held, hot_lots, lot_prices, prices, risk,
    statement::Statement, subscriptions, thoughts,
};
use crate::domain::{effects::Effect, users::REMEMBERED_LOTS};

pub(super) async fn apply(tx: &mut Tx, effect: &Effect) -> Result<(), sqlx::Error> {
    match effect {
        Effect::Redrive { at } => dead_letters::redrive(tx, None, *at).await.map(drop),
        Effect::MeetUser { user, telegram_lang, at } => {
            const SQL: &str = "INSERT INTO users (id, telegram_lang, created_at, seen_at) VALUES ($1, $2, $3, $3) \
                               ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, blocked_at = NULL, \
                               telegram_lang = COALESCE(excluded.telegram_lang, users.telegram_lang)";
            let meet = Statement::new(SQL).bind(*user).bind(telegram_lang.as_deref()).bind(*at);
            tx.later(meet).await?;
            tx.later(back_from_block(*user, *at)).await
        }
        Effect::SaveSettings { user, settings, at } => {
            const SQL: &str = "INSERT INTO user_settings (user_id, lang, digest_minute, quiet_from, quiet_to, \
                               notices_mode, urgent_at_night, remind_three_days, remind_day, remind_three_hours, \
                               max_history_messages, updated_at) \
                               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
                               ON CONFLICT (user_id) DO UPDATE SET lang = excluded.lang, digest_minute = excluded.digest_minute, \
                               quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, notices_mode = excluded.notices_mode, \
                               urgent_at_night = excluded.urgent_at_night, remind_three_days = excluded.remind_three_days, \
                               remind_day = excluded.remind_day, remind_three_hours = excluded.remind_three_hours, \
                               max_history_messages = excluded.max_history_messages, \
                               updated_at = excluded.updated_at";
            let save = Statement::new(SQL)
                .bind(*user)
                .bind(settings.lang.map(|lang| lang.code()))
                .bind(settings.digest_minute)
                .bind(settings.quiet.map(|q| q.0))
                .bind(settings.quiet.map(|q| q.1))
                .bind(settings.notices.code())
                .bind(settings.urgent_at_night)
                .bind(settings.reminders.three_days)
                .bind(settings.reminders.day)
                .bind(settings.reminders.three_hours)
                .bind(settings.history)
                .bind(*at);
            tx.later(save).await?;
            ask::shorten(tx, *user).await?;
            held::retime(tx, *user, settings, *at).await
        }
        Effect::RememberLot { user, lot, at } => {
            const REMEMBER: &str = "INSERT INTO user_lots (user_id, lot_id, seen_at) VALUES ($1, $2, $3) \
                                    ON CONFLICT (user_id, lot_id) DO UPDATE SET seen_at = excluded.seen_at";
            const FORGET: &str = "DELETE FROM user_lots WHERE user_id = $1 AND lot_id NOT IN (\
                                  SELECT lot_id FROM user_lots WHERE user_id = $1 ORDER BY seen_at DESC LIMIT $2 + 0)";
            tx.later(Statement::new(REMEMBER).bind(*user).bind(*lot).bind(*at)).await?;
            tx.later(Statement::new(FORGET).bind(*user).bind(REMEMBERED_LOTS)).await
        }
        Effect::KeepQuery { id, words, at } => {
            const SQL: &str = "INSERT INTO search_queries (id, words, used_at) VALUES ($1, $2, $3) \
                               ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at";
            tx.later(Statement::new(SQL).bind(&**id).bind(&**words).bind(*at)).await
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
        Effect::SaveHotProfile { hot, at } => hot_lots::save(tx, hot, *at).await,
        Effect::JudgeHotLot { user, lot, verdict, at } => {
            hot_lots::judge(tx, *user, *lot, *verdict, *at).await
        }
        Effect::KeepCalculation(new) => finance::keep(tx, new).await,
        Effect::SaveBidDefaults { user, defaults, at } => {
            finance::save_defaults(tx, *user, *defaults, *at).await
        }
        Effect::SaveCompany { user, sealed, at } => {
            documents::save_company(tx, *user, sealed, *at).await
        }
        Effect::ForgetCompany { user } => documents::forget_company(tx, *user).await,
        Effect::SaveDocument(document) => documents::save(tx, document).await,
        Effect::DeleteDocument { user, id } => documents::delete(tx, *user, id).await,
        Effect::KeepUpload(upload) => prices::keep_upload(tx, upload).await,
        Effect::DropUpload { user, id } => prices::drop_upload(tx, *user, id).await,
        Effect::KeepSnapshot { user, bin, sealed, at } => {
            documents::save_snapshot(tx, *user, bin, sealed, *at).await
        }
        Effect::LinkPrice(link) => lot_prices::link(tx, link).await,
        Effect::JudgePrice { user, lot_key, sku, is_same, at } => {
            lot_prices::judge(tx, *user, (lot_key, sku), *is_same, *at).await
        }
        Effect::KeepEvaluation(evaluation) => risk::keep(tx, evaluation).await,
        Effect::KeepExchange(exchange) => ask::keep(tx, exchange).await,
        Effect::Think { thought, at } => thoughts::begin(tx, thought, *at).await,
        Effect::RateAnswer { user, id, is_good, comment, at } => {
            ask::rate(tx, *user, id, *is_good, comment.as_deref(), *at).await
        }
        Effect::ForgetTalks { user, at } => ask::delete(tx, *user, *at).await,
        Effect::ForgetTalk { user, id, at } => ask::delete_one(tx, *user, id, *at).await,
        Effect::MoveChat { from, to } => {
            const OUTBOX: &str = "UPDATE outbox SET chat_id = $2 WHERE chat_id = $1 AND state IN ('pending', 'leased', 'sending')";
            tx.later(Statement::new(OUTBOX).bind(*from).bind(*to)).await?;
            subscriptions::move_chat(tx, *from, *to).await
        }
        Effect::SetBlocked { user, since } => {
            const USER: &str = "UPDATE users SET blocked_at = $2 WHERE id = $1";
            const OUTBOX: &str = "UPDATE outbox SET state = 'blocked', settled_at = $2 WHERE chat_id = $1 \
                                  AND state IN ('pending', 'leased', 'sending') AND state = 'pending'";
            tx.later(Statement::new(USER).bind(*user).bind(*since)).await?;
            if since.is_some() {
                tx.later(Statement::new(OUTBOX).bind(*user).bind(*since)).await?;
            }
            Ok(())
        }
    }
}

/// Notices that a block kept back, when the person returns. Replies are not given again: nobody
/// waits for them any more.
fn back_from_block(user: i64, at: DateTime<Utc>) -> Statement {
    const SQL: &str = "UPDATE outbox SET state = 'pending', not_before = $2, settled_at = NULL \
                       WHERE chat_id = $1 AND state = 'blocked' AND class > 0";
    Statement::new(SQL).bind(user).bind(at)
}
