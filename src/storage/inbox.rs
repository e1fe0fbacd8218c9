//! The inbox in SQL, and the lives of instances.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::TimeDelta;

use super::{
    Storage, Tx, effects,
    hot::{Ctx, Op},
    new_id, on_pool, on_tx, outbox,
    statement::Statement,
    store,
};
use crate::domain::{
    error::StoreError,
    inbox::{ClaimedUpdate, InboxStore, RawUpdate, Turn, TurnEnd},
};

#[derive(sqlx::FromRow)]
pub(super) struct ClaimedRow {
    id: String,
    update_id: i64,
    chat_id: i64,
    body: String,
    attempts: i64,
}

/// The oldest waiting update of each chat that has none running. An update that waits for its next
/// try holds back the later ones of its chat: they are run in order.
///
/// SQLite uses an index over some rows only where its condition is there word for word: `state IN`
/// stands beside `state =` here and below, else everything ever received would be gone through.
macro_rules! claim_sql {
    ($lock:literal) => {
        concat!(
            "UPDATE inbox SET state = 'running', owner = $1 WHERE id IN (\
             SELECT i.id FROM inbox i WHERE i.state IN ('new', 'running') AND i.state = 'new' AND i.next_at <= $2 \
             AND NOT EXISTS (SELECT 1 FROM inbox e WHERE e.chat_id = i.chat_id \
               AND e.state IN ('new', 'running') AND e.id <> i.id \
               AND (e.id < i.id OR e.state = 'running')) \
             ORDER BY i.id LIMIT $3",
            $lock,
            ") RETURNING id, update_id, chat_id, body, attempts"
        )
    };
}

pub(super) async fn receive(
    tx: &mut Tx,
    ctx: &Ctx,
    bot_id: i64,
    updates: &[RawUpdate],
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO inbox (id, bot_id, update_id, chat_id, body, state, attempts, next_at, error, received_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $7) \
                       ON CONFLICT (bot_id, update_id) DO NOTHING";
    let now = ctx.clock.now();
    for update in updates {
        let state = if update.fault.is_some() { "dead" } else { "new" };
        let insert = Statement::new(SQL)
            .bind(new_id())
            .bind(bot_id)
            .bind(update.update_id)
            .bind(update.chat_id)
            .bind(&*update.body)
            .bind(state)
            .bind(now)
            .bind(update.fault.as_deref());
        tx.later(insert).await?;
    }
    Ok(())
}

/// Claims what waits.
pub(super) fn claim(tx: &Tx, ctx: &Ctx, limit: i64) -> Statement {
    let sql = match tx {
        Tx::Sqlite(_) => claim_sql!(""),
        Tx::Postgres(_) => claim_sql!(" FOR UPDATE SKIP LOCKED"),
    };
    Statement::new(sql).bind(&*ctx.instance).bind(ctx.clock.now()).bind(limit)
}

/// What [`claim`] gave, in the order received.
pub(super) fn claimed(mut rows: Vec<ClaimedRow>) -> Vec<ClaimedUpdate> {
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows.into_iter()
        .map(|row| ClaimedUpdate {
            id: row.id,
            update_id: row.update_id,
            chat_id: row.chat_id,
            body: row.body,
            attempts: row.attempts,
        })
        .collect()
}

/// Ends a turn of ours. What is returned says whether its chat has more, so that nobody looks in
/// vain: a look that finds nothing costs as much as one that finds something.
macro_rules! end_sql {
    ($set:literal) => {
        concat!(
            "UPDATE inbox SET owner = NULL, ",
            $set,
            " WHERE id = $1 AND owner = $2 AND state = 'running' \
             RETURNING EXISTS (SELECT 1 FROM inbox e WHERE e.chat_id = inbox.chat_id \
               AND e.state IN ('new', 'running') AND e.state = 'new' AND e.id <> inbox.id)"
        )
    };
}

pub(super) async fn finish(tx: &mut Tx, ctx: &Ctx, turn: &Turn) -> Result<bool, StoreError> {
    // What was written in a chat is not kept once it is answered.
    const DONE: &str = end_sql!("state = 'done', body = ''");
    const RETRY: &str =
        end_sql!("state = 'new', attempts = attempts + 1, error = $3, next_at = $4");
    const DEAD: &str = end_sql!("state = 'dead', attempts = attempts + 1, error = $3");
    let end = match &turn.end {
        TurnEnd::Done => Statement::new(DONE),
        TurnEnd::Retry { .. } => Statement::new(RETRY),
        TurnEnd::Dead { .. } => Statement::new(DEAD),
    };
    let end = end.bind(&*turn.id).bind(&*ctx.instance);
    let end = match &turn.end {
        TurnEnd::Done => end,
        TurnEnd::Retry { error, at } => end.bind(&**error).bind(*at),
        TurnEnd::Dead { error } => end.bind(&**error),
    };
    let ended: Vec<(bool,)> = tx.rows(end).await.map_err(store)?;
    let Some((more,)) = ended.first().copied() else {
        // Another instance has taken it over: its turn counts, this one must leave no trace.
        return Err(StoreError::Lost);
    };
    for effect in &turn.effects {
        effects::apply(tx, effect).await.map_err(store)?;
    }
    outbox::insert(tx, ctx, &turn.messages).await.map_err(store)?;
    Ok(more)
}

#[async_trait]
impl InboxStore for Storage {
    async fn receive(&self, bot_id: i64, updates: Vec<RawUpdate>) -> Result<(), StoreError> {
        let updates = Arc::new(updates);
        self.hot.run(Op::Receive { bot_id, updates }).await.map(drop)
    }

    async fn claim_updates(&self, limit: i64) -> Result<Vec<ClaimedUpdate>, StoreError> {
        self.hot.claim_updates(limit).await
    }

    async fn release_updates(&self) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE inbox SET state = 'new', owner = NULL \
                           WHERE state IN ('new', 'running') AND state = 'running' AND owner = $1";
        let mut tx = self.begin().await.map_err(store)?;
        tx.later(Statement::new(SQL).bind(&*self.instance)).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn finish_update(&self, turn: Turn) -> Result<(), StoreError> {
        self.hot.run(Op::FinishUpdate(Box::new(turn))).await.map(drop)
    }

    async fn count_waiting_updates(&self) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT count(*) FROM inbox WHERE state IN ('new', 'running')";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).fetch_one(p).await).map_err(store)
    }

    async fn reclaim(&self) -> Result<u64, StoreError> {
        const GONE: &str =
            "NOT IN (SELECT owner FROM leases WHERE name LIKE 'instance:%' AND expires_at > $1)";
        let now = self.clock.now();
        let statements = [
            format!(
                "UPDATE inbox SET state = 'new', owner = NULL \
                 WHERE state IN ('new', 'running') AND state = 'running' AND owner {GONE}"
            ),
            format!(
                "UPDATE outbox SET state = 'pending', owner = NULL \
                 WHERE state IN ('pending', 'leased', 'sending') AND state = 'leased' AND owner {GONE}"
            ),
            // Its request may have been written: nobody knows, and it is sent once more.
            format!(
                "UPDATE outbox SET state = 'pending', owner = NULL, unknowns = unknowns + 1 \
                 WHERE state IN ('pending', 'leased', 'sending') AND state = 'sending' AND owner {GONE}"
            ),
            format!(
                "UPDATE jobs SET state = 'ready', owner = NULL \
                 WHERE state IN ('ready', 'running') AND state = 'running' AND owner {GONE}"
            ),
        ];
        let mut tx = self.begin().await.map_err(store)?;
        let mut back = 0;
        for sql in statements {
            let sql = sqlx::AssertSqlSafe(sql);
            back += on_tx!(&mut tx, |c| sqlx::query(sql)
                .bind(now)
                .execute(c)
                .await
                .map(|r| r.rows_affected()))
            .map_err(store)?;
        }
        tx.commit().await.map_err(store)?;
        Ok(back)
    }

    async fn heartbeat(&self, ttl: Duration) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO leases (name, owner, token, expires_at) VALUES ($1, $2, 1, $3) \
                           ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at, token = leases.token + 1";
        let until = self.clock.now() + TimeDelta::from_std(ttl).unwrap_or(TimeDelta::seconds(10));
        let mut tx = self.begin().await.map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(SQL)
            .bind(format!("instance:{}", self.instance))
            .bind(&*self.instance)
            .bind(until)
            .execute(c)
            .await
            .map(drop))
        .map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn farewell(&self) -> Result<(), StoreError> {
        const SQL: &str =
            "DELETE FROM leases WHERE owner = $1 OR (name LIKE 'instance:%' AND expires_at < $2)";
        let mut tx = self.begin().await.map_err(store)?;
        let now = self.clock.now();
        on_tx!(&mut tx, |c| sqlx::query(SQL)
            .bind(&*self.instance)
            .bind(now)
            .execute(c)
            .await
            .map(drop))
        .map_err(store)?;
        tx.commit().await.map_err(store)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::scans;

    #[tokio::test]
    async fn the_inbox_is_looked_at_without_going_through_what_is_done() {
        assert_eq!(scans(claim_sql!("")).await, ["SCAN i USING INDEX inbox_order"]);
        assert_eq!(scans(end_sql!("state = 'done'")).await, [""; 0]);
    }
}
