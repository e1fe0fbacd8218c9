//! Hot lots in SQL: profiles, what was found for whom, and the end of a look in one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Storage, Tx, hot, hot_looks,
    hot_prices::{self, ListedRow},
    lots::{self, LotRow},
    on_pool, on_tx, outbox, places, store,
    subscriptions::MOST_PLACES,
    users::SettingsRow,
};
use crate::{
    domain::{
        error::StoreError,
        hot_lots::{
            Alert, Follow, HotLook, HotLotStore, HotProfile, Hunter, Judged, Part, Score, Shown,
            Verdict,
        },
        types::{LocalText, LotId, Tenge, UserId},
        users::language,
    },
    i18n::Lang,
};

macro_rules! profile_columns {
    () => {
        "h.user_id, h.profile, h.day_limit, h.paused_at, h.by_prices, h.week, h.week_at, h.created_at"
    };
}

macro_rules! alert_columns {
    () => {
        concat!(
            "a.user_id, a.score, a.parts, a.found_at, a.feedback, ",
            super::hot_prices::listed_columns!()
        )
    };
}

#[derive(sqlx::FromRow)]
struct ProfileRow {
    user_id: i64,
    profile: String,
    day_limit: i64,
    paused_at: Option<DateTime<Utc>>,
    by_prices: Option<bool>,
    week: Option<String>,
    week_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct HunterRow {
    #[sqlx(flatten)]
    profile: ProfileRow,
    #[sqlx(flatten)]
    settings: SettingsRow,
    telegram_lang: Option<String>,
}

#[derive(sqlx::FromRow)]
struct AlertRow {
    user_id: i64,
    score: i64,
    parts: String,
    found_at: DateTime<Utc>,
    feedback: Option<String>,
    #[sqlx(flatten)]
    listed: ListedRow,
    #[sqlx(flatten)]
    lot: LotRow,
}

#[derive(sqlx::FromRow)]
struct ShownRow {
    user_id: i64,
    sent_at: DateTime<Utc>,
    feedback: Option<String>,
    name_ru: Option<String>,
    name_kk: Option<String>,
    amount_tiyn: Option<i64>,
}

impl ProfileRow {
    /// None for what another version of this program wrote otherwise.
    fn read(self) -> Option<HotProfile> {
        Some(HotProfile {
            user: self.user_id,
            profile: serde_json::from_str(&self.profile).ok()?,
            day_limit: self.day_limit,
            paused_at: self.paused_at,
            by_prices: self.by_prices,
            week: self.week.as_deref().and_then(|week| serde_json::from_str(week).ok()),
            week_at: self.week_at,
            created_at: self.created_at,
        })
    }
}

impl HunterRow {
    fn read(self) -> Option<Hunter> {
        let settings = self.settings.read();
        let lang = language(settings.lang, self.telegram_lang.as_deref());
        Some(Hunter { hot: self.profile.read()?, lang, settings })
    }
}

impl ShownRow {
    fn read(self) -> Shown {
        let judged = self.feedback.as_deref().and_then(Verdict::named).map(|verdict| Judged {
            verdict,
            name: LocalText::new(self.name_ru, self.name_kk)
                .in_lang(Lang::Ru)
                .unwrap_or_default()
                .to_owned(),
            amount: self.amount_tiyn.map(Tenge::from_tiyn),
        });
        Shown { user: self.user_id, at: self.sent_at, judged }
    }
}

/// Alerts of rows, by person; those that another version wrote otherwise are left out.
fn alerts(rows: Vec<AlertRow>) -> Result<Vec<(UserId, Alert)>, StoreError> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let parts: Option<[Part; 5]> = serde_json::from_str(&row.parts).ok();
        let (Some(parts), Ok(total)) = (parts, u8::try_from(row.score)) else { continue };
        let listed = row.listed.read();
        for lot in lots::lots(vec![row.lot])? {
            let verdict = row.feedback.as_deref().and_then(Verdict::named);
            let score = Score { total, parts };
            let listed = listed.clone();
            all.push((row.user_id, Alert { lot, score, found_at: row.found_at, listed, verdict }));
        }
    }
    Ok(all)
}

/// Writes a profile; when its weeks were spoken of is not the person's to say.
pub(super) async fn save(
    tx: &mut Tx,
    hot: &HotProfile,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO hot_profiles (user_id, profile, day_limit, paused_at, week, created_at, updated_at, by_prices) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (user_id) DO UPDATE SET profile = excluded.profile, day_limit = excluded.day_limit, \
        paused_at = excluded.paused_at, week = excluded.week, updated_at = excluded.updated_at, \
        by_prices = excluded.by_prices";
    let profile = json(&hot.profile)?;
    let week = hot.week.as_ref().map(json).transpose()?;
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(hot.user)
        .bind(&profile)
        .bind(hot.day_limit)
        .bind(hot.paused_at)
        .bind(&week)
        .bind(hot.created_at)
        .bind(at)
        .bind(hot.by_prices)
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn judge(
    tx: &mut Tx,
    user: UserId,
    lot: LotId,
    verdict: Verdict,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str =
        "UPDATE hot_alerts SET feedback = $3, feedback_at = $4 WHERE user_id = $1 AND lot_id = $2";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(user)
        .bind(lot)
        .bind(verdict.as_str())
        .bind(at)
        .execute(c)
        .await
        .map(drop))
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

#[async_trait]
impl HotLotStore for Storage {
    async fn find_hot_profile(&self, user: UserId) -> Result<Option<HotProfile>, StoreError> {
        const SQL: &str =
            concat!("SELECT ", profile_columns!(), " FROM hot_profiles h WHERE h.user_id = $1");
        let row: Option<ProfileRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(user).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.and_then(ProfileRow::read))
    }

    async fn list_hunters(&self) -> Result<Vec<Hunter>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            profile_columns!(),
            ", ",
            super::users::settings_columns!(),
            ", u.telegram_lang FROM hot_profiles h JOIN users u ON u.id = h.user_id \
             LEFT JOIN user_settings t ON t.user_id = h.user_id \
             WHERE h.paused_at IS NULL AND u.blocked_at IS NULL ORDER BY h.user_id"
        );
        let rows: Vec<HunterRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        Ok(rows.into_iter().filter_map(HunterRow::read).collect())
    }

    async fn list_follows(&self) -> Result<Vec<Follow>, StoreError> {
        hot_prices::follows(self).await
    }

    async fn list_alerted(&self, lots: &[LotId]) -> Result<Vec<(UserId, LotId)>, StoreError> {
        let mut all = Vec::new();
        for lots in lots.chunks(MOST_PLACES) {
            let sql = format!(
                "SELECT user_id, lot_id FROM hot_alerts WHERE lot_id IN {}",
                places(1, lots.len())
            );
            let sql = sqlx::AssertSqlSafe(sql);
            let rows: Vec<(i64, i64)> = on_pool!(self.pool, |p| {
                let mut query = sqlx::query_as(sql);
                for lot in lots {
                    query = query.bind(lot);
                }
                query.fetch_all(p).await
            })
            .map_err(store)?;
            all.extend(rows);
        }
        Ok(all)
    }

    async fn count_alerts(&self, since: DateTime<Utc>) -> Result<Vec<(UserId, i64)>, StoreError> {
        const SQL: &str = "SELECT user_id, count(*) FROM hot_alerts \
                           WHERE sent_at >= $1 AND digest_day IS NULL GROUP BY user_id";
        on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(since).fetch_all(p).await).map_err(store)
    }

    async fn list_waiting_alerts(&self) -> Result<Vec<(UserId, Alert)>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            alert_columns!(),
            ", ",
            lots::columns!(),
            " FROM hot_alerts a JOIN goszakup_lots l ON l.id = a.lot_id WHERE a.sent_at IS NULL"
        );
        let rows: Vec<AlertRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        alerts(rows)
    }

    async fn list_shown(&self, since: DateTime<Utc>) -> Result<Vec<Shown>, StoreError> {
        const SQL: &str = "SELECT a.user_id, a.sent_at, a.feedback, l.name_ru, l.name_kk, l.amount_tiyn \
                           FROM hot_alerts a JOIN goszakup_lots l ON l.id = a.lot_id WHERE a.sent_at >= $1 \
                           ORDER BY a.lot_id";
        let rows: Vec<ShownRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(since).fetch_all(p).await)
                .map_err(store)?;
        Ok(rows.into_iter().map(ShownRow::read).collect())
    }

    async fn finish_hot_look(&self, look: &HotLook) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        if !hot_looks::write_alerts(&mut tx, &look.alerts, now).await.map_err(store)? {
            return Ok(false);
        }
        for digest in &look.digests {
            if !hot_looks::write_digest(&mut tx, digest, now).await.map_err(store)? {
                return Ok(false);
            }
        }
        for (user, at, line) in &look.weeks {
            if !hot_looks::write_week(&mut tx, *user, *at, line.as_ref()).await.map_err(store)? {
                return Ok(false);
            }
        }
        let ctx = hot::Ctx { instance: self.instance.clone(), clock: self.clock.clone() };
        outbox::insert(&mut tx, &ctx, &look.messages).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(true)
    }

    async fn find_alert(&self, user: UserId, lot: LotId) -> Result<Option<Alert>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            alert_columns!(),
            ", ",
            lots::columns!(),
            " FROM hot_alerts a JOIN goszakup_lots l ON l.id = a.lot_id \
             WHERE a.user_id = $1 AND a.lot_id = $2"
        );
        let rows: Vec<AlertRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(user).bind(lot).fetch_all(p).await)
                .map_err(store)?;
        Ok(alerts(rows)?.into_iter().next().map(|(_, alert)| alert))
    }

    async fn list_digest(
        &self,
        user: UserId,
        day: i64,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<Alert>, i64), StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            alert_columns!(),
            ", ",
            lots::columns!(),
            " FROM hot_alerts a JOIN goszakup_lots l ON l.id = a.lot_id \
             WHERE a.user_id = $1 AND a.digest_day = $2 ORDER BY a.score DESC, a.lot_id LIMIT $3 OFFSET $4"
        );
        const COUNT: &str = "SELECT count(*) FROM hot_alerts a JOIN goszakup_lots l ON l.id = a.lot_id \
                             WHERE a.user_id = $1 AND a.digest_day = $2";
        let rows: Vec<AlertRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(user)
            .bind(day)
            .bind(limit)
            .bind(offset)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        let count = on_pool!(self.pool, |p| sqlx::query_scalar(COUNT)
            .bind(user)
            .bind(day)
            .fetch_one(p)
            .await)
        .map_err(store)?;
        Ok((alerts(rows)?.into_iter().map(|(_, alert)| alert).collect(), count))
    }
}
