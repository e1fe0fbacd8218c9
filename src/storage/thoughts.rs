//! Thoughts and budgets of tokens in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Pool, Storage, Tx, hot::Ctx, on_pool, on_tx, outbox, statement::Statement, store};
use crate::{
    domain::{
        ask::think::{Asked, Thought, ThoughtEnd, ThoughtStore, TokenLimits},
        error::StoreError,
        types::UserId,
    },
    i18n::Lang,
};

/// Whose tokens everybody's are.
const EVERYBODY: i64 = 0;

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: String,
    chat_id: i64,
    facts: String,
    data: String,
    extract: String,
    is_again: bool,
    attempts: i64,
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    user_id: i64,
    lang: String,
    sources: String,
    score: i64,
    question: String,
}

macro_rules! claim_sql {
    ($lock:literal) => {
        concat!(
            "UPDATE thoughts SET owner = $1, attempts = attempts + 1 WHERE id IN (\
             SELECT id FROM thoughts WHERE owner IS NULL ORDER BY created_at, id LIMIT 1",
            $lock,
            ") RETURNING id, chat_id, facts, data, extract, is_again, attempts"
        )
    };
}

/// A thought begins in the turn that keeps its question.
pub(super) async fn begin(
    tx: &mut Tx,
    thought: &Thought,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO thoughts (id, chat_id, facts, data, extract, is_again, attempts, created_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, 0, $7)";
    let asked = &thought.asked;
    let begin = Statement::new(SQL)
        .bind(&*thought.id)
        .bind(thought.chat_id)
        .bind(serde_json::json!(asked.facts).to_string())
        .bind(&*asked.data)
        .bind(&*thought.extract)
        .bind(asked.is_again)
        .bind(at);
    tx.later(begin).await
}

/// Texts of a thought. One that an earlier version began has a single text as it is.
fn parts(facts: String) -> Vec<String> {
    match serde_json::from_str(&facts) {
        Ok(parts) => parts,
        Err(_) if facts.is_empty() => Vec::new(),
        Err(_) => vec![facts],
    }
}

#[async_trait]
impl ThoughtStore for Storage {
    async fn claim_thought(&self) -> Result<Option<Thought>, StoreError> {
        const ASKED: &str = "SELECT a.user_id, a.lang, a.sources, a.score, q.text AS question FROM messages a \
                             JOIN messages q ON q.thread_id = a.thread_id AND q.created_at = a.created_at AND q.role = 'user' \
                             WHERE a.id = $1";
        let sql = match &self.pool {
            Pool::Sqlite { .. } => claim_sql!(""),
            Pool::Postgres(_) => claim_sql!(" FOR UPDATE SKIP LOCKED"),
        };
        let mut tx = self.begin().await.map_err(store)?;
        let row: Option<ClaimedRow> =
            on_tx!(&mut tx, |c| sqlx::query_as(sql).bind(&*self.instance).fetch_optional(c).await)
                .map_err(store)?;
        let Some(row) = row else { return Ok(None) };
        let asked: Option<AskedRow> =
            on_tx!(&mut tx, |c| sqlx::query_as(ASKED).bind(&row.id).fetch_optional(c).await)
                .map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(asked.map(|asked| Thought {
            id: row.id,
            user: asked.user_id,
            chat_id: row.chat_id,
            asked: Asked {
                question: asked.question,
                lang: Lang::from_code(&asked.lang).unwrap_or_default(),
                sources: serde_json::from_str(&asked.sources).unwrap_or_default(),
                facts: parts(row.facts),
                data: row.data,
                is_again: row.is_again,
            },
            extract: row.extract,
            attempts: row.attempts,
            score: u8::try_from(asked.score).unwrap_or_default(),
        }))
    }

    async fn finish_thought(&self, id: &str, end: &ThoughtEnd) -> Result<(), StoreError> {
        const OURS: &str = "DELETE FROM thoughts WHERE id = $1 AND owner = $2";
        const ANSWER: &str = "UPDATE messages SET text = $2, kind = 'model', sources = $3, tokens = $4 \
                              WHERE id = $1 AND deleted_at IS NULL";
        let mut tx = self.begin().await.map_err(store)?;
        let ours = on_tx!(&mut tx, |c| sqlx::query(OURS)
            .bind(id)
            .bind(&*self.instance)
            .execute(c)
            .await
            .map(|r| r.rows_affected()))
        .map_err(store)?;
        if ours == 0 {
            return Err(StoreError::Lost);
        }
        if let Some((text, answered)) = &end.answer {
            on_tx!(&mut tx, |c| sqlx::query(ANSWER)
                .bind(id)
                .bind(text)
                .bind(serde_json::json!(answered.sources).to_string())
                .bind(answered.tokens)
                .execute(c)
                .await
                .map(drop))
            .map_err(store)?;
        }
        let ctx = Ctx { instance: self.instance.clone(), clock: self.clock.clone() };
        outbox::insert(&mut tx, &ctx, std::slice::from_ref(&end.message)).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn count_thoughts(&self) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT count(*) FROM thoughts";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).fetch_one(p).await).map_err(store)
    }

    async fn reserve_tokens(
        &self,
        user: UserId,
        day: DateTime<Utc>,
        tokens: i64,
        limits: TokenLimits,
    ) -> Result<bool, StoreError> {
        const ROW: &str = "INSERT INTO token_budgets (day, user_id, used) VALUES ($1, $2, 0) \
                           ON CONFLICT (day, user_id) DO NOTHING";
        // The condition is held against the row that is locked: what others reserve at the same
        // moment is seen.
        const TAKE: &str = "UPDATE token_budgets SET used = used + $3 \
                            WHERE day = $1 AND user_id = $2 AND used + $3 <= $4";
        let mut tx = self.begin().await.map_err(store)?;
        // Everybody's first, always: who locks in one order waits for nobody who waits for them.
        for (whose, limit) in [(EVERYBODY, limits.all), (user, limits.person)] {
            on_tx!(&mut tx, |c| sqlx::query(ROW).bind(day).bind(whose).execute(c).await.map(drop))
                .map_err(store)?;
            let taken = on_tx!(&mut tx, |c| sqlx::query(TAKE)
                .bind(day)
                .bind(whose)
                .bind(tokens)
                .bind(limit)
                .execute(c)
                .await
                .map(|r| r.rows_affected()))
            .map_err(store)?;
            if taken == 0 {
                // Dropped, it is rolled back: what was taken of everybody's too.
                return Ok(false);
            }
        }
        tx.commit().await.map_err(store)?;
        Ok(true)
    }

    async fn return_tokens(
        &self,
        user: UserId,
        day: DateTime<Utc>,
        tokens: i64,
    ) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE token_budgets SET used = used - $3 WHERE day = $1 AND user_id = $2";
        let mut tx = self.begin().await.map_err(store)?;
        for whose in [EVERYBODY, user] {
            on_tx!(&mut tx, |c| sqlx::query(SQL)
                .bind(day)
                .bind(whose)
                .bind(tokens)
                .execute(c)
                .await
                .map(drop))
            .map_err(store)?;
        }
        tx.commit().await.map_err(store)
    }
}
