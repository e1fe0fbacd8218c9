//! Notices in SQL: changes that wait, those who follow, and the end of a look in one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Storage, announcements,
    lots::{self, LotRow},
    on_pool, on_tx, places, plans, store,
    subscriptions::{MOST_PLACES, SubscriptionRow},
    users::SettingsRow,
};
use crate::domain::{
    announcements::Announcement,
    error::StoreError,
    lots::Lot,
    notices::{
        About, Digest, DueNotice, Follower, NoticeStore, NoticedChange, Post, SearchesVersion,
        Touched,
    },
    plans::PlanPoint,
    saved_search::SearchFilter,
    subscriptions::Kind,
    sync::Watched,
    types::{AnnouncementId, Bin, ChatId, LotId, PlanPointId, UserId},
    users::language,
};

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: String,
    entity: String,
    entity_id: i64,
    field: String,
    old_value: Option<String>,
    new_value: Option<String>,
    source_at: Option<DateTime<Utc>>,
    noticed_at: DateTime<Utc>,
}

impl From<ChangeRow> for NoticedChange {
    fn from(row: ChangeRow) -> Self {
        let about = match (row.entity.as_str(), row.field.as_str()) {
            ("lot", _) => Some(About::Lot(row.entity_id)),
            ("announcement", _) => Some(About::Announcement(row.entity_id)),
            ("plan", _) => Some(About::Plan(row.entity_id)),
            // A BIN is kept as the number its digits make.
            ("subject", _) => {
                Bin::from_source(&format!("{:012}", row.entity_id)).map(About::Supplier)
            }
            _ => None,
        };
        Self {
            id: row.id,
            about,
            field: row.field,
            old: row.old_value,
            new: row.new_value,
            source_at: row.source_at,
            noticed_at: row.noticed_at,
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct FollowerRow {
    #[sqlx(flatten)]
    subscription: SubscriptionRow,
    #[sqlx(flatten)]
    settings: SettingsRow,
    telegram_lang: Option<String>,
}

impl FollowerRow {
    pub(super) fn read(self) -> Option<Follower> {
        let settings = self.settings.read();
        let lang = language(settings.lang, self.telegram_lang.as_deref());
        Some(Follower { subscription: self.subscription.read()?, lang, settings })
    }
}

#[derive(sqlx::FromRow)]
struct DigestRow {
    notices: String,
    total: i64,
}

impl Storage {
    /// Followers whose `column` is one of `keys`.
    async fn followers(
        &self,
        condition: &str,
        keys: &[String],
        all: &mut Vec<Follower>,
    ) -> Result<(), StoreError> {
        for keys in keys.chunks(MOST_PLACES) {
            let sql = format!(
                concat!(
                    "SELECT ",
                    super::subscriptions::columns!(),
                    ", ",
                    super::users::settings_columns!(),
                    ", u.telegram_lang FROM user_subscriptions s JOIN users u ON u.id = s.user_id \
                     LEFT JOIN user_settings t ON t.user_id = s.user_id \
                     WHERE s.paused_at IS NULL AND u.blocked_at IS NULL AND {} IN {}"
                ),
                condition,
                places(1, keys.len())
            );
            let sql = sqlx::AssertSqlSafe(sql);
            let rows: Vec<FollowerRow> = on_pool!(self.pool, |p| {
                let mut query = sqlx::query_as(sql);
                for key in keys {
                    query = query.bind(key);
                }
                query.fetch_all(p).await
            })
            .map_err(store)?;
            all.extend(rows.into_iter().filter_map(FollowerRow::read));
        }
        Ok(())
    }

    async fn lots_where(&self, condition: &str, ids: &[i64]) -> Result<Vec<Lot>, StoreError> {
        let mut all = Vec::new();
        for ids in ids.chunks(MOST_PLACES) {
            let sql = format!(
                concat!("SELECT ", lots::columns!(), " FROM goszakup_lots l WHERE {} IN {}"),
                condition,
                places(1, ids.len())
            );
            let sql = sqlx::AssertSqlSafe(sql);
            let rows: Vec<LotRow> = on_pool!(self.pool, |p| {
                let mut query = sqlx::query_as(sql);
                for id in ids {
                    query = query.bind(id);
                }
                query.fetch_all(p).await
            })
            .map_err(store)?;
            all.extend(lots::lots(rows)?);
        }
        Ok(all)
    }
}

#[async_trait]
impl NoticeStore for Storage {
    async fn list_untold_changes(&self, limit: i64) -> Result<Vec<NoticedChange>, StoreError> {
        const SQL: &str = "SELECT id, entity, entity_id, field, old_value, new_value, source_at, noticed_at \
                           FROM changes WHERE told_at IS NULL ORDER BY id LIMIT $1";
        let rows: Vec<ChangeRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(limit).fetch_all(p).await)
                .map_err(store)?;
        Ok(rows.into_iter().map(NoticedChange::from).collect())
    }

    async fn list_followed_changes(
        &self,
        user: UserId,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<NoticedChange>, StoreError> {
        // From what one person follows to its changes: a few rows against all changes of a month.
        const SQL: &str = "WITH own AS (\
              SELECT kind, subject_key, plan_number FROM user_subscriptions WHERE user_id = $1 AND paused_at IS NULL), \
            lots AS (SELECT l.id, l.announcement_id FROM goszakup_lots l JOIN own s ON s.plan_number = l.plan_number), \
            things AS (SELECT 'lot' AS entity, id AS entity_id FROM lots \
              UNION SELECT 'announcement', announcement_id FROM lots \
              UNION SELECT CASE WHEN kind = 'supplier' THEN 'subject' ELSE kind END, \
                CASE WHEN kind <> 'search' THEN CAST(subject_key AS BIGINT) END FROM own \
                WHERE kind IN ('lot', 'plan', 'announcement', 'supplier')) \
            SELECT c.id, c.entity, c.entity_id, c.field, c.old_value, c.new_value, c.source_at, c.noticed_at \
            FROM things t JOIN changes c ON c.entity = t.entity AND c.entity_id = t.entity_id \
            WHERE c.noticed_at >= $2 ORDER BY c.id DESC LIMIT $3";
        let rows: Vec<ChangeRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(user)
            .bind(since)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        Ok(rows.into_iter().rev().map(NoticedChange::from).collect())
    }

    async fn has_followers(&self) -> Result<bool, StoreError> {
        const SQL: &str =
            "SELECT EXISTS (SELECT 1 FROM user_subscriptions WHERE paused_at IS NULL)";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).fetch_one(p).await).map_err(store)
    }

    async fn list_watched(&self, limit: i64) -> Result<Watched, StoreError> {
        // Statuses after which a lot stays as it is: held, not held, refused, cancelled. Of an
        // announcement any one lot will do: it brings the announcement along.
        const LOTS: &str = "SELECT l.id FROM goszakup_lots l JOIN (\
              SELECT CASE WHEN kind = 'lot' THEN CAST(subject_key AS BIGINT) END AS id \
              FROM user_subscriptions WHERE kind = 'lot' AND paused_at IS NULL \
            UNION SELECT a.id FROM goszakup_lots a JOIN user_subscriptions s ON s.plan_number = a.plan_number \
              WHERE s.paused_at IS NULL \
            UNION SELECT min(a.id) FROM goszakup_lots a JOIN (\
                SELECT CASE WHEN kind = 'announcement' THEN CAST(subject_key AS BIGINT) END AS id \
                FROM user_subscriptions WHERE kind = 'announcement' AND paused_at IS NULL) s ON s.id = a.announcement_id \
              GROUP BY a.announcement_id) w ON w.id = l.id \
            WHERE NOT l.is_deleted AND (l.status IS NULL OR l.status NOT IN (360, 370, 410, 430)) \
            ORDER BY l.fetched_at LIMIT $1";
        const PLANS: &str = "SELECT w.id FROM (\
              SELECT DISTINCT CASE WHEN kind = 'plan' THEN CAST(subject_key AS BIGINT) END AS id \
              FROM user_subscriptions WHERE kind = 'plan' AND paused_at IS NULL) w \
            LEFT JOIN plan_points p ON p.root_id = w.id \
            GROUP BY w.id ORDER BY max(p.fetched_at) LIMIT $1";
        let lots = on_pool!(self.pool, |p| sqlx::query_scalar(LOTS).bind(limit).fetch_all(p).await)
            .map_err(store)?;
        let plans =
            on_pool!(self.pool, |p| sqlx::query_scalar(PLANS).bind(limit).fetch_all(p).await)
                .map_err(store)?;
        Ok(Watched { lots, plans })
    }

    async fn list_lots(&self, ids: &[LotId]) -> Result<Vec<Lot>, StoreError> {
        self.lots_where("id", ids).await
    }

    async fn list_followed_lots(&self, of: &[AnnouncementId]) -> Result<Vec<Lot>, StoreError> {
        let followed = "(EXISTS (SELECT 1 FROM user_subscriptions s WHERE s.plan_number = l.plan_number) \
                        OR EXISTS (SELECT 1 FROM user_subscriptions s WHERE s.kind = 'lot' \
                          AND s.subject_key = CAST(l.id AS TEXT))) AND announcement_id";
        self.lots_where(followed, of).await
    }

    async fn list_attempts(&self, roots: &[String]) -> Result<Vec<Lot>, StoreError> {
        let mut all = Vec::new();
        for roots in roots.chunks(MOST_PLACES) {
            let sql = format!(
                concat!("SELECT ", lots::columns!(), " FROM goszakup_lots WHERE plan_number IN {}"),
                places(1, roots.len())
            );
            let sql = sqlx::AssertSqlSafe(sql);
            let rows: Vec<LotRow> = on_pool!(self.pool, |p| {
                let mut query = sqlx::query_as(sql);
                for root in roots {
                    query = query.bind(root);
                }
                query.fetch_all(p).await
            })
            .map_err(store)?;
            all.extend(lots::lots(rows)?);
        }
        Ok(all)
    }

    async fn list_announcements(
        &self,
        ids: &[AnnouncementId],
    ) -> Result<Vec<Announcement>, StoreError> {
        announcements::list(&self.pool, ids).await
    }

    async fn list_plans(&self, roots: &[PlanPointId]) -> Result<Vec<PlanPoint>, StoreError> {
        plans::list_by_root(&self.pool, roots).await
    }

    async fn list_followers(&self, of: &Touched) -> Result<Vec<Follower>, StoreError> {
        let ids = |ids: &[i64]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        let bins = |bins: &[Bin]| bins.iter().map(|b| b.as_str().to_owned()).collect::<Vec<_>>();
        let by_kind = [
            (Kind::Lot, ids(&of.lots)),
            (Kind::Announcement, ids(&of.announcements)),
            (Kind::Customer, bins(&of.customers)),
            (Kind::Supplier, bins(&of.suppliers)),
        ];
        let mut all = Vec::new();
        // Those who follow a lot by itself come again by its plan number.
        self.followers("s.plan_number", &of.plans, &mut all).await?;
        for (kind, keys) in by_kind {
            let condition = format!("s.kind = '{}' AND s.subject_key", kind.as_str());
            self.followers(&condition, &keys, &mut all).await?;
        }
        self.followers("s.id", &of.searches, &mut all).await?;
        all.sort_by(|a, b| a.subscription.id.cmp(&b.subscription.id));
        all.dedup_by(|a, b| a.subscription.id == b.subscription.id);
        Ok(all)
    }

    async fn searches_version(&self) -> Result<SearchesVersion, StoreError> {
        const SQL: &str = "SELECT count(*), max(updated_at) FROM user_subscriptions \
                           WHERE kind = 'search' AND paused_at IS NULL";
        on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_one(p).await).map_err(store)
    }

    async fn list_searches(&self) -> Result<Vec<(String, SearchFilter)>, StoreError> {
        const SQL: &str = "SELECT id, filter FROM user_subscriptions \
                           WHERE kind = 'search' AND paused_at IS NULL AND filter IS NOT NULL";
        let rows: Vec<(String, String)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        let read = |(id, filter): (String, String)| Some((id, serde_json::from_str(&filter).ok()?));
        Ok(rows.into_iter().filter_map(read).collect())
    }

    async fn finish_changes(&self, changes: &[String], post: &Post) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        let mut told = 0;
        for ids in changes.chunks(MOST_PLACES) {
            let sql = format!(
                "UPDATE changes SET told_at = ${} WHERE told_at IS NULL AND id IN {}",
                ids.len() + 1,
                places(1, ids.len())
            );
            let sql = sqlx::AssertSqlSafe(sql);
            told += on_tx!(&mut tx, |c| {
                let mut query = sqlx::query(sql);
                for id in ids {
                    query = query.bind(id);
                }
                query.bind(now).execute(c).await.map(|done| done.rows_affected())
            })
            .map_err(store)?;
        }
        if told != changes.len() as u64 {
            return Ok(false);
        }
        self.write_post(&mut tx, post).await?;
        tx.commit().await.map_err(store)?;
        Ok(true)
    }

    async fn list_due_notices(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<DueNotice>, StoreError> {
        self.due_notices(now, limit).await
    }

    async fn finish_held(&self, ids: &[String], post: &Post) -> Result<bool, StoreError> {
        self.end_held(ids, post).await
    }

    async fn list_closing_lots(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Lot>, StoreError> {
        // From those who follow to lots: a few thousand rows against all lots that are open.
        const SQL: &str = concat!(
            "SELECT ",
            lots::columns!(),
            " FROM goszakup_lots WHERE id IN (\
                SELECT CASE WHEN kind = 'lot' THEN CAST(subject_key AS BIGINT) END \
                FROM user_subscriptions WHERE kind = 'lot' AND paused_at IS NULL \
              UNION SELECT l.id FROM goszakup_lots l JOIN user_subscriptions s ON s.plan_number = l.plan_number \
                WHERE s.paused_at IS NULL \
              UNION SELECT l.id FROM goszakup_lots l JOIN (\
                SELECT CASE WHEN kind = 'announcement' THEN CAST(subject_key AS BIGINT) END AS id \
                FROM user_subscriptions WHERE kind = 'announcement' AND paused_at IS NULL) s ON s.id = l.announcement_id) \
              AND deadline > $1 AND deadline <= $2 AND status IN (210, 220, 240) AND NOT is_deleted ORDER BY deadline, id"
        );
        let rows: Vec<LotRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(from).bind(to).fetch_all(p).await)
                .map_err(store)?;
        lots::lots(rows)
    }

    async fn list_told_reminders(&self, keys: &[String]) -> Result<Vec<String>, StoreError> {
        self.told_reminders(keys).await
    }

    async fn finish_reminders(&self, keys: &[String], post: &Post) -> Result<bool, StoreError> {
        self.end_reminders(keys, post).await
    }

    async fn find_digest(&self, chat_id: ChatId, id: &str) -> Result<Option<Digest>, StoreError> {
        const SQL: &str =
            "SELECT notices, total FROM notice_digests WHERE id = $1 AND chat_id = $2";
        let row: Option<DigestRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(id)
            .bind(chat_id)
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        // What another version of this program wrote may read otherwise: it is as good as gone.
        Ok(row.and_then(|row| {
            Some(Digest {
                id: id.to_owned(),
                chat_id,
                notices: serde_json::from_str(&row.notices).ok()?,
                total: usize::try_from(row.total).ok()?,
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::scans;

    #[tokio::test]
    async fn changes_that_wait_are_found_without_going_through_those_told() {
        let sql = "SELECT id FROM changes WHERE told_at IS NULL ORDER BY id LIMIT 5";
        assert_eq!(scans(sql).await, ["SCAN changes USING INDEX changes_untold"]);
    }
}
