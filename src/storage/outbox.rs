//! The outbox in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Storage, Tx, effects,
    hot::{Ctx, Op},
    new_id, on_pool,
    statement::Statement,
    store,
    tx::Notes,
};
use crate::domain::{
    effects::Effect,
    error::StoreError,
    inbox::{HEARTBEAT, HEARTBEAT_TTL},
    outbox::{Delivery, Lane, LeasedMessage, MessageClass, OutboxMessage, OutboxStore},
};

#[derive(sqlx::FromRow)]
pub(super) struct LeasedRow {
    id: String,
    chat_id: i64,
    class: i64,
    method: String,
    payload: String,
    lease_token: i64,
    attempts: i64,
    unknowns: i64,
    created_at: DateTime<Utc>,
}

/// The oldest waiting message of each chat, urgent ones first. An earlier message holds back later
/// ones of its chat, unless it is less urgent: a digest that waits for the morning holds no reply.
/// `state IN` is there for the index and `+ 0` against preparing anew, as in the inbox.
macro_rules! lease_sql {
    ($lock:literal) => {
        concat!(
            "UPDATE outbox SET state = 'sending', owner = $1, lease_token = lease_token + 1 WHERE id IN (\
             SELECT o.id FROM outbox o WHERE o.state IN ('pending', 'leased', 'sending') \
             AND o.state = 'pending' AND o.class BETWEEN $4 AND $5 AND o.not_before <= $2 \
             AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.chat_id = o.chat_id \
               AND e.state IN ('pending', 'leased', 'sending') AND e.id <> o.id \
               AND (e.state <> 'pending' OR (e.id < o.id AND e.class <= o.class))) \
             ORDER BY o.class, o.id LIMIT $3 + 0",
            $lock,
            ") RETURNING id, chat_id, class, method, payload, lease_token, attempts, unknowns, created_at"
        )
    };
}

pub(super) async fn insert(
    tx: &mut Tx,
    ctx: &Ctx,
    messages: &[OutboxMessage],
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO outbox (id, dedupe_key, chat_id, class, method, payload, state, lease_token, attempts, unknowns, not_before, created_at, happened_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, 0, 0, $7, $7, $8) \
                       ON CONFLICT (dedupe_key) DO NOTHING";
    let now = ctx.clock.now();
    for message in messages {
        let insert = Statement::new(SQL)
            .bind(new_id())
            .bind(&*message.dedupe_key)
            .bind(message.chat_id)
            .bind(message.class as i64)
            .bind(message.method)
            .bind(&*message.payload)
            .bind(now)
            .bind(message.happened_at);
        tx.later(insert).await?;
    }
    Ok(())
}

/// Leases what waits.
pub(super) fn lease(tx: &Tx, ctx: &Ctx, lane: Lane, limit: i64) -> Statement {
    let (first, last) = match lane {
        Lane::Replies => (MessageClass::Reply, MessageClass::Reply),
        Lane::Bulk => (MessageClass::Notice, MessageClass::Digest),
    };
    let sql = match tx {
        Tx::Sqlite(_) => lease_sql!(""),
        Tx::Postgres(..) => lease_sql!(" FOR UPDATE SKIP LOCKED"),
    };
    Statement::new(sql)
        .bind(&*ctx.instance)
        .bind(ctx.clock.now())
        .bind(limit)
        .bind(first as i64)
        .bind(last as i64)
}

/// What [`lease`] gave, the most urgent first.
pub(super) fn leased(mut rows: Vec<LeasedRow>) -> Vec<LeasedMessage> {
    rows.sort_by(|a, b| (a.class, &a.id).cmp(&(b.class, &b.id)));
    rows.into_iter()
        .map(|row| LeasedMessage {
            id: row.id,
            chat_id: row.chat_id,
            class: MessageClass::from_number(row.class),
            method: row.method,
            payload: row.payload,
            lease_token: row.lease_token,
            attempts: row.attempts,
            unknowns: row.unknowns,
            created_at: row.created_at,
        })
        .collect()
}

/// Writes what became of a message; notes one row for [`chat_has_more`].
pub(super) async fn settle(
    tx: &mut Tx,
    ctx: &Ctx,
    message: &LeasedMessage,
    delivery: &Delivery,
) -> Result<(), sqlx::Error> {
    // One statement for every end; what is not given keeps its value. A settled message keeps no
    // text: it is in the chat, and nowhere else.
    const SQL: &str = "UPDATE outbox SET state = $4, owner = NULL, not_before = COALESCE($5, not_before), \
                       attempts = attempts + $6, unknowns = unknowns + $7, message_id = COALESCE($8, message_id), \
                       error = COALESCE($9, error), method = COALESCE($10, method), payload = COALESCE($11, payload), \
                       settled_at = $12 \
                       WHERE id = $1 AND owner = $2 AND lease_token = $3 AND state = 'sending' \
                       RETURNING EXISTS (SELECT 1 FROM outbox e WHERE e.chat_id = outbox.chat_id \
                         AND e.state IN ('pending', 'leased', 'sending') AND e.state = 'pending' AND e.id <> outbox.id)";
    let now = ctx.clock.now();
    let mut end = End { state: "pending", ..End::default() };
    match delivery {
        Delivery::Sent { message_id } => {
            end = End {
                state: "sent",
                message_id: *message_id,
                payload: Some(""),
                settled: true,
                ..End::default()
            };
        }
        Delivery::Again { at, counts, error } => {
            end = End {
                not_before: Some(*at),
                attempts: i64::from(*counts),
                error: Some(error),
                ..end
            };
        }
        Delivery::Unknown { at, error } => {
            end = End { not_before: Some(*at), unknowns: 1, error: Some(error), ..end };
        }
        Delivery::Rewrite { method, payload, error } => {
            end = End {
                method: Some(method),
                payload: Some(payload),
                error: Some(error),
                attempts: 1,
                ..end
            };
        }
        Delivery::Moved { .. } => {}
        Delivery::Blocked { error } => {
            end = End { state: "blocked", error: Some(error), settled: true, ..end }
        }
        Delivery::Dead { error } => {
            end = End { state: "dead", error: Some(error), settled: true, ..end }
        }
    }
    let settle = Statement::new(SQL)
        .bind(&*message.id)
        .bind(&*ctx.instance)
        .bind(message.lease_token)
        .bind(end.state)
        .bind(end.not_before)
        .bind(end.attempts)
        .bind(end.unknowns)
        .bind(end.message_id)
        .bind(end.error)
        .bind(end.method)
        .bind(end.payload)
        .bind(end.settled.then_some(now));
    tx.note(settle).await?;
    match delivery {
        Delivery::Moved { to } => {
            let moved = Effect::MoveChat { from: message.chat_id, to: *to };
            effects::apply(tx, &moved).await
        }
        Delivery::Blocked { .. } => {
            let blocked = Effect::SetBlocked { user: message.chat_id, since: Some(now) };
            effects::apply(tx, &blocked).await
        }
        _ => Ok(()),
    }
}

/// Whether the chat of a settled message has more to be sent.
pub(super) fn chat_has_more(notes: &mut Notes, delivery: &Delivery) -> Result<bool, sqlx::Error> {
    let more = notes.next::<(bool,)>()?;
    // What was not sent may itself be what waits.
    Ok(!matches!(delivery, Delivery::Sent { .. }) || more.first().is_none_or(|(more,)| *more))
}

#[derive(Default)]
struct End<'a> {
    state: &'static str,
    not_before: Option<DateTime<Utc>>,
    attempts: i64,
    unknowns: i64,
    message_id: Option<i64>,
    error: Option<&'a str>,
    method: Option<&'a str>,
    payload: Option<&'a str>,
    settled: bool,
}

#[async_trait]
impl OutboxStore for Storage {
    async fn write_messages(&self, messages: &[OutboxMessage]) -> Result<(), StoreError> {
        let ctx = Ctx { instance: self.instance.clone(), clock: self.clock.clone() };
        let mut tx = self.begin().await.map_err(store)?;
        insert(&mut tx, &ctx, messages).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn lease_messages(
        &self,
        lane: Lane,
        limit: i64,
    ) -> Result<Vec<LeasedMessage>, StoreError> {
        self.hot.lease_messages(lane, limit).await
    }

    async fn count_instances(&self) -> Result<i64, StoreError> {
        const SQL: &str =
            "SELECT count(*) FROM leases WHERE name LIKE 'instance:%' AND expires_at > $1";
        // One that has missed two beats sends nothing, though what it claimed is still its own.
        let beaten = self.clock.now() + (HEARTBEAT_TTL - 2 * HEARTBEAT);
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(beaten).fetch_one(p).await)
            .map_err(store)
    }

    async fn settle(&self, message: &LeasedMessage, delivery: Delivery) -> Result<(), StoreError> {
        self.hot.run(Op::Settle(Box::new(message.clone()), delivery)).await
    }

    async fn find_sent(&self, dedupe_key: &str) -> Result<Option<i64>, StoreError> {
        const SQL: &str = "SELECT message_id FROM outbox WHERE dedupe_key = $1 AND state = 'sent'";
        let found: Option<Option<i64>> = on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(dedupe_key)
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        Ok(found.flatten())
    }

    async fn count_waiting_messages(&self) -> Result<i64, StoreError> {
        const SQL: &str =
            "SELECT count(*) FROM outbox WHERE state IN ('pending', 'leased', 'sending')";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).fetch_one(p).await).map_err(store)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::scans;

    #[tokio::test]
    async fn the_outbox_is_looked_at_without_going_through_what_is_sent() {
        assert_eq!(scans(lease_sql!("")).await, [""; 0]);
    }
}
