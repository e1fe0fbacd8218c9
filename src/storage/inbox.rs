//! The inbox in SQL, and the lives of instances.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::TimeDelta;
use sqlx::error::ErrorKind;

use super::{
    Storage, Tx, effects,
    hot::{Ctx, Op},
    new_id, on_pool, on_tx, outbox,
    statement::Statement,
    store,
    tx::Notes,
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
/// `LIMIT $3 + 0`: SQLite prepares a statement anew each time a bare variable there is bound.
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
             ORDER BY i.id LIMIT $3 + 0",
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
        Tx::Postgres(..) => claim_sql!(" FOR UPDATE SKIP LOCKED"),
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

/// Ends a turn of ours. A turn that is not ours any more has no state to end in, and the column takes
/// no NULL: the transaction fails, so that such a turn leaves no trace, see [`is_lost`].
///
/// What is returned says whether its chat has more, so that nobody looks in vain: a look that finds
/// nothing costs as much as one that finds something.
macro_rules! end_sql {
    ($state:literal, $set:literal) => {
        concat!(
            "UPDATE inbox SET owner = NULL, ",
            $set,
            ", state = CASE WHEN owner = $2 AND state = 'running' THEN '",
            $state,
            "' END WHERE id = $1 \
             RETURNING EXISTS (SELECT 1 FROM inbox e WHERE e.chat_id = inbox.chat_id \
               AND e.state IN ('new', 'running') AND e.state = 'new' AND e.id <> inbox.id)"
        )
    };
}

/// Writes what a turn came to; notes one row for [`chat_has_more`].
pub(super) async fn finish(tx: &mut Tx, ctx: &Ctx, turn: &Turn) -> Result<(), sqlx::Error> {
    // What was written in a chat is not kept once it is answered.
    const DONE: &str = end_sql!("done", "body = ''");
    const RETRY: &str = end_sql!("new", "attempts = attempts + 1, error = $3, next_at = $4");
    const DEAD: &str = end_sql!("dead", "attempts = attempts + 1, error = $3");
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
    tx.note(end).await?;
    for effect in &turn.effects {
        effects::apply(tx, effect).await?;
    }
    outbox::insert(tx, ctx, &turn.messages).await
}

/// Whether the chat of a turn that ended has updates waiting.
pub(super) fn chat_has_more(notes: &mut Notes) -> Result<bool, sqlx::Error> {
    Ok(notes.next::<(bool,)>()?.first().is_some_and(|(more,)| *more))
}

/// Another instance has taken the turn over: its turn counts.
pub(super) fn is_lost(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.kind() == ErrorKind::NotNullViolation && error.message().contains("inbox")
    })
}

#[async_trait]
impl InboxStore for Storage {
    async fn receive(&self, bot_id: i64, updates: Vec<RawUpdate>) -> Result<(), StoreError> {
        let updates = Arc::new(updates);
        self.hot.run(Op::Receive { bot_id, updates }).await
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
        self.hot.run(Op::FinishUpdate(Box::new(turn))).await
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
            // Its request may have been written: nobody knows, and it is sent once more. (`leased` is
            // what former versions wrote before `sending`.)
            format!(
                "UPDATE outbox SET state = 'pending', owner = NULL, unknowns = unknowns + 1 \
                 WHERE state IN ('pending', 'leased', 'sending') AND state = 'sending' AND owner {GONE}"
            ),
            format!("UPDATE thoughts SET owner = NULL WHERE owner {GONE}"),
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
        assert_eq!(scans(end_sql!("done", "body = ''")).await, [""; 0]);
    }
}
