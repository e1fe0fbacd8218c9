//! Subscriptions in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, Tx, announcements, lots, new_id, on_pool, on_tx, plans, store};
use crate::domain::{
    effects::NewSubscription,
    error::StoreError,
    lots::Lot,
    subscriptions::{Around, Quota, RecentLots, Subject, Subscription, SubscriptionStore},
    types::{ChatId, LotId, UserId},
    users::Tier,
};

/// Values bound to one statement: SQLite takes 32,766.
pub(super) const MOST_PLACES: usize = 5_000;

macro_rules! columns {
    () => {
        "s.id, s.user_id, s.chat_id, s.kind, s.subject_key, s.plan_number, s.filter, s.label, \
         s.paused_at, s.muted_until, s.created_at"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct SubscriptionRow {
    id: String,
    user_id: i64,
    chat_id: i64,
    kind: String,
    subject_key: String,
    plan_number: Option<String>,
    filter: Option<String>,
    label: String,
    paused_at: Option<DateTime<Utc>>,
    muted_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct RecentRow {
    created_at: DateTime<Utc>,
    #[sqlx(flatten)]
    lot: lots::LotRow,
}

impl SubscriptionRow {
    /// None for a kind that this version does not know.
    pub(super) fn read(self) -> Option<Subscription> {
        Some(Subscription {
            id: self.id,
            user: self.user_id,
            chat_id: self.chat_id,
            subject: Subject::from_stored(&self.kind, &self.subject_key, self.filter.as_deref())?,
            plan_number: self.plan_number,
            label: self.label,
            paused_at: self.paused_at,
            muted_until: self.muted_until,
            created_at: self.created_at,
        })
    }
}

/// Writes a subscription, unless the person has it or has as many as they may: whoever presses
/// twice, or in two places at once, gets no more than one.
pub(super) async fn follow(tx: &mut Tx, new: &NewSubscription) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO user_subscriptions \
        (id, user_id, chat_id, kind, subject_key, plan_number, filter, label, created_at, updated_at) \
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $9 \
        WHERE (SELECT count(*) FROM user_subscriptions WHERE user_id = $2) < \
          CASE WHEN (SELECT tier FROM users WHERE id = $2) = 'premium' THEN $11 ELSE $10 END \
        ON CONFLICT (user_id, kind, subject_key) DO NOTHING";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(new_id())
        .bind(new.user)
        .bind(new.chat_id)
        .bind(new.subject.kind().as_str())
        .bind(new.subject.key())
        .bind(&new.plan_number)
        .bind(new.subject.filter())
        .bind(&new.label)
        .bind(new.at)
        .bind(Tier::Free.most_subscriptions())
        .bind(Tier::Premium.most_subscriptions())
        .execute(c)
        .await
        .map(drop))
}

/// Writes what a search looks for from now on, unless another one of the person's does already.
pub(super) async fn edit(tx: &mut Tx, id: &str, new: &NewSubscription) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE user_subscriptions SET subject_key = $3, filter = $4, label = $5, updated_at = $6 \
        WHERE user_id = $1 AND id = $2 AND kind = 'search' AND NOT EXISTS (\
          SELECT 1 FROM user_subscriptions o WHERE o.user_id = $1 AND o.kind = 'search' AND o.subject_key = $3)";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(new.user)
        .bind(id)
        .bind(new.subject.key())
        .bind(new.subject.filter())
        .bind(&new.label)
        .bind(new.at)
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn pause(
    tx: &mut Tx,
    user: UserId,
    id: &str,
    since: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // Who goes on wants to hear again: «mute» ends with the pause.
    const SQL: &str = "UPDATE user_subscriptions SET paused_at = $3, muted_until = NULL, updated_at = $4 \
                       WHERE user_id = $1 AND id = $2";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(user)
        .bind(id)
        .bind(since)
        .bind(at)
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn mute(
    tx: &mut Tx,
    user: UserId,
    id: &str,
    until: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str =
        "UPDATE user_subscriptions SET muted_until = $3 WHERE user_id = $1 AND id = $2";
    on_tx!(tx, |c| sqlx::query(SQL).bind(user).bind(id).bind(until).execute(c).await.map(drop))
}

pub(super) async fn unfollow(tx: &mut Tx, user: UserId, id: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM user_subscriptions WHERE user_id = $1 AND id = $2";
    on_tx!(tx, |c| sqlx::query(SQL).bind(user).bind(id).execute(c).await.map(drop))
}

pub(super) async fn expect_words(
    tx: &mut Tx,
    user: UserId,
    what: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const BEGIN: &str = "INSERT INTO dialogues (user_id, expects, begun_at) VALUES ($1, $2, $3) \
                         ON CONFLICT (user_id) DO UPDATE SET expects = excluded.expects, begun_at = excluded.begun_at";
    const END: &str = "DELETE FROM dialogues WHERE user_id = $1";
    match what {
        Some(what) => {
            on_tx!(tx, |c| sqlx::query(BEGIN)
                .bind(user)
                .bind(what)
                .bind(at)
                .execute(c)
                .await
                .map(drop))
        }
        None => on_tx!(tx, |c| sqlx::query(END).bind(user).execute(c).await.map(drop)),
    }
}

pub(super) async fn move_chat(tx: &mut Tx, from: ChatId, to: ChatId) -> Result<(), sqlx::Error> {
    const SUBSCRIPTIONS: &str = "UPDATE user_subscriptions SET chat_id = $2 WHERE chat_id = $1";
    const DIGESTS: &str = "UPDATE notice_digests SET chat_id = $2 WHERE chat_id = $1";
    on_tx!(&mut *tx, |c| sqlx::query(SUBSCRIPTIONS)
        .bind(from)
        .bind(to)
        .execute(c)
        .await
        .map(drop))?;
    on_tx!(tx, |c| sqlx::query(DIGESTS).bind(from).bind(to).execute(c).await.map(drop))
}

#[async_trait]
impl SubscriptionStore for Storage {
    async fn find_subscription(
        &self,
        user: UserId,
        id: &str,
    ) -> Result<Option<Subscription>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM user_subscriptions s WHERE s.user_id = $1 AND s.id = $2"
        );
        let row: Option<SubscriptionRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(user)
            .bind(id)
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        Ok(row.and_then(SubscriptionRow::read))
    }

    async fn find_subscription_on(
        &self,
        user: UserId,
        subject: &Subject,
    ) -> Result<Option<Subscription>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM user_subscriptions s WHERE s.user_id = $1 AND s.kind = $2 AND s.subject_key = $3"
        );
        let row: Option<SubscriptionRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(user)
            .bind(subject.kind().as_str())
            .bind(subject.key())
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        Ok(row.and_then(SubscriptionRow::read))
    }

    async fn list_subscriptions(
        &self,
        user: UserId,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Subscription>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM user_subscriptions s WHERE s.user_id = $1 ORDER BY s.id DESC LIMIT $2 OFFSET $3"
        );
        let rows: Vec<SubscriptionRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(user)
            .bind(limit)
            .bind(offset)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        Ok(rows.into_iter().filter_map(SubscriptionRow::read).collect())
    }

    async fn find_quota(&self, user: UserId) -> Result<Quota, StoreError> {
        const SQL: &str = "SELECT (SELECT count(*) FROM user_subscriptions WHERE user_id = $1), \
                           (SELECT tier FROM users WHERE id = $1)";
        let (used, tier): (i64, Option<String>) =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(user).fetch_one(p).await)
                .map_err(store)?;
        let tier = tier.as_deref().map_or(Tier::Free, Tier::from_code);
        Ok(Quota { used, limit: tier.most_subscriptions() })
    }

    async fn list_recent_lots(
        &self,
        since: DateTime<Utc>,
        before: Option<LotId>,
        limit: i64,
    ) -> Result<RecentLots, StoreError> {
        const SQL: &str = concat!(
            "SELECT created_at, ",
            lots::columns!(),
            " FROM goszakup_lots WHERE created_at >= $1 AND id < $2 ORDER BY id DESC LIMIT $3"
        );
        let rows: Vec<RecentRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(since)
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        let oldest = rows.iter().map(|row| row.created_at).min();
        let lots = lots::lots(rows.into_iter().map(|row| row.lot).collect())?;
        Ok(RecentLots { lots, oldest })
    }

    async fn list_around(&self, lots: &[Lot]) -> Result<Around, StoreError> {
        let mut around = Around::default();
        for lots in lots.chunks(MOST_PLACES) {
            let mut ids: Vec<i64> = lots.iter().filter_map(|lot| lot.announcement_id).collect();
            ids.sort_unstable();
            ids.dedup();
            let rows = announcements::list(&self.pool, &ids).await?;
            around.announcements.extend(rows.into_iter().map(|row| (row.id, row)));
            let ids: Vec<i64> =
                lots.iter().filter_map(|lot| lot.plan_point_ids.first().copied()).collect();
            let rows = plans::list(&self.pool, &ids).await?;
            around.plans.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        Ok(around)
    }

    async fn find_dialogue(
        &self,
        user: UserId,
        since: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError> {
        const SQL: &str = "SELECT expects FROM dialogues WHERE user_id = $1 AND begun_at > $2";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL)
            .bind(user)
            .bind(since)
            .fetch_optional(p)
            .await)
        .map_err(store)
    }
}
