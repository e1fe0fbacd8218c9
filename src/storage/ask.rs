//! Talks in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, Tx, on_pool, on_tx, store};
use crate::domain::{
    ask::{AskStore, Exchange, KEPT, Kept},
    error::StoreError,
    types::UserId,
    words::fold,
};

#[derive(sqlx::FromRow)]
struct KeptRow {
    id: String,
    question: String,
    sources: String,
    created_at: DateTime<Utc>,
}

impl From<KeptRow> for Kept {
    fn from(row: KeptRow) -> Self {
        let sources = serde_json::from_str(&row.sources).unwrap_or_default();
        Self { id: row.id, question: row.question, sources, at: row.created_at }
    }
}

/// Keeps a question with its answer, and the newest of the person only.
pub(super) async fn keep(tx: &mut Tx, new: &Exchange) -> Result<(), sqlx::Error> {
    const THREAD: &str = "INSERT INTO threads (id, user_id, chat_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) \
                          ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at";
    const MESSAGE: &str = "INSERT INTO messages (id, thread_id, user_id, role, text, lang, kind, sources, tokens, score, created_at) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let thread = format!("{}:{}", new.user, new.chat_id);
    on_tx!(&mut *tx, |c| sqlx::query(THREAD)
        .bind(&thread)
        .bind(new.user)
        .bind(new.chat_id)
        .bind(new.at)
        .execute(c)
        .await
        .map(drop))?;
    let none = Vec::new();
    let said = [
        (&new.question_id, "user", &new.question, "question", &none, 0, 0),
        (
            &new.id,
            "assistant",
            &new.answer,
            &*new.kind,
            &new.sources,
            new.tokens,
            i64::from(new.score),
        ),
    ];
    for (id, role, text, kind, sources, tokens, score) in said {
        on_tx!(&mut *tx, |c| sqlx::query(MESSAGE)
            .bind(id)
            .bind(&thread)
            .bind(new.user)
            .bind(role)
            .bind(text)
            .bind(new.lang.code())
            .bind(kind)
            .bind(serde_json::json!(sources).to_string())
            .bind(tokens)
            .bind(score)
            .bind(new.at)
            .execute(c)
            .await
            .map(drop))?;
    }
    shorten(tx, new.user).await
}

/// Drops what is over what a person wants kept. The last question with its answer stays: its buttons
/// are on the screen, and a model may be thinking about it.
pub(super) async fn shorten(tx: &mut Tx, user: UserId) -> Result<(), sqlx::Error> {
    const MOST: &str = "SELECT max_history_messages FROM user_settings WHERE user_id = $1";
    // A question that a model thinks about stays with its answer until that is said.
    const FORGET: &str = "DELETE FROM messages WHERE user_id = $1 AND id NOT IN (\
                          SELECT id FROM messages WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2) \
                          AND created_at NOT IN (SELECT a.created_at FROM messages a JOIN thoughts t ON t.id = a.id \
                          WHERE a.user_id = $1)";
    let most: Option<Option<i64>> =
        on_tx!(&mut *tx, |c| sqlx::query_scalar(MOST).bind(user).fetch_optional(c).await)?;
    let most = most.flatten().unwrap_or(KEPT).max(1);
    on_tx!(&mut *tx, |c| sqlx::query(FORGET).bind(user).bind(2 * most).execute(c).await.map(drop))
}

/// Writes what a person thinks of an answer of theirs; a comment alone changes nothing else.
pub(super) async fn rate(
    tx: &mut Tx,
    user: UserId,
    id: &str,
    is_good: bool,
    comment: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO feedback (message_id, user_id, is_good, comment, created_at) \
                       SELECT id, user_id, $3, $4, $5 FROM messages WHERE id = $1 AND user_id = $2 AND role = 'assistant' \
                       ON CONFLICT (message_id) DO UPDATE SET is_good = excluded.is_good, \
                       comment = COALESCE(excluded.comment, feedback.comment), created_at = excluded.created_at";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(user)
        .bind(is_good)
        .bind(comment)
        .bind(at)
        .execute(c)
        .await
        .map(drop))
}

/// Takes all talks of a person out of sight.
pub(super) async fn delete(
    tx: &mut Tx,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str =
        "UPDATE messages SET deleted_at = $2 WHERE user_id = $1 AND deleted_at IS NULL";
    on_tx!(tx, |c| sqlx::query(SQL).bind(user).bind(at).execute(c).await.map(drop))
}

/// Takes one question of a person with its answer out of sight.
pub(super) async fn delete_one(
    tx: &mut Tx,
    user: UserId,
    id: &str,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE messages SET deleted_at = $3 WHERE user_id = $1 AND deleted_at IS NULL \
                       AND (thread_id, created_at) IN (SELECT thread_id, created_at FROM messages \
                       WHERE id = $2 AND user_id = $1)";
    on_tx!(tx, |c| sqlx::query(SQL).bind(user).bind(id).bind(at).execute(c).await.map(drop))
}

/// An answer is kept together with its question: both were said in one thread at one moment.
const KEPT_SQL: &str = "SELECT a.id, q.text AS question, a.sources, a.created_at FROM messages a \
    JOIN messages q ON q.thread_id = a.thread_id AND q.created_at = a.created_at AND q.role = 'user' \
    WHERE a.role = 'assistant' AND a.user_id = $1 AND a.deleted_at IS NULL";

#[async_trait]
impl AskStore for Storage {
    async fn find_answer(&self, user: UserId, id: &str) -> Result<Option<Kept>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!("{KEPT_SQL} AND a.id = $2"));
        let row: Option<KeptRow> = on_pool!(self.pool, |p| sqlx::query_as(sql)
            .bind(user)
            .bind(id)
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        Ok(row.map(Into::into))
    }

    async fn list_answers(
        &self,
        user: UserId,
        words: &str,
        limit: i64,
    ) -> Result<Vec<Kept>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "{KEPT_SQL} ORDER BY a.created_at DESC, a.id DESC LIMIT $2"
        ));
        // SQLite tells no Cyrillic capital from a small letter: words are compared here.
        let rows: Vec<KeptRow> =
            on_pool!(self.pool, |p| sqlx::query_as(sql).bind(user).bind(KEPT).fetch_all(p).await)
                .map_err(store)?;
        let words = fold(words);
        let kept =
            rows.into_iter().map(Kept::from).filter(|it| fold(&it.question).contains(&words));
        Ok(kept.take(usize::try_from(limit).unwrap_or_default()).collect())
    }

    async fn list_ratings(&self) -> Result<Vec<(u8, bool)>, StoreError> {
        const SQL: &str =
            "SELECT m.score, f.is_good FROM feedback f JOIN messages m ON m.id = f.message_id";
        let rows: Vec<(i64, bool)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        let score = |score| u8::try_from(score).unwrap_or_default();
        Ok(rows.into_iter().map(|(given, is_good)| (score(given), is_good)).collect())
    }

    async fn forget_unwanted(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        const SQL: &str = "DELETE FROM messages WHERE created_at < $1 AND user_id IN (\
                           SELECT user_id FROM user_settings WHERE max_history_messages = 0)";
        self.forget(SQL, before).await
    }

    async fn count_questions(&self, user: UserId) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM messages WHERE user_id = $1 AND role = 'user' AND deleted_at IS NULL";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(user).fetch_one(p).await)
            .map_err(store)
    }
}
