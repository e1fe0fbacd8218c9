//! The mirror of the registers of unfair participants in SQL.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Storage, Tx, on_pool, on_tx, places, statement::Statement, store, sync};
use crate::domain::{
    error::StoreError,
    rnu::{Coverage, Merge, Mirrored, Register, RnuEntry, RnuKey, RnuStore, expiry, merge},
    sync::Source,
    types::{Biin, Bin, LocalText},
};

macro_rules! columns {
    () => {
        "biin, system_id, start_at, end_at, name_ru, name_kk, customer_bin, customer_name_ru, customer_name_kk, \
         reason_id, court_decision, court_decision_at, expired_at, gone_at"
    };
}

#[derive(sqlx::FromRow)]
struct RnuRow {
    biin: String,
    system_id: i64,
    start_at: DateTime<Utc>,
    end_at: Option<DateTime<Utc>>,
    name_ru: Option<String>,
    name_kk: Option<String>,
    customer_bin: Option<String>,
    customer_name_ru: Option<String>,
    customer_name_kk: Option<String>,
    reason_id: Option<i64>,
    court_decision: Option<String>,
    court_decision_at: Option<DateTime<Utc>>,
    expired_at: Option<DateTime<Utc>>,
    gone_at: Option<DateTime<Utc>>,
}

impl RnuRow {
    fn mirrored(self) -> Option<Mirrored> {
        let entry = RnuEntry {
            biin: Biin::from_source(&self.biin)?,
            register: Register::from_id(self.system_id),
            start_at: known_start(self.start_at),
            end_at: self.end_at,
            name: LocalText { ru: self.name_ru, kk: self.name_kk },
            customer_bin: self.customer_bin.as_deref().and_then(Bin::from_source),
            customer_name: LocalText { ru: self.customer_name_ru, kk: self.customer_name_kk },
            reason_id: self.reason_id,
            court_decision: self.court_decision,
            court_decision_at: self.court_decision_at,
        };
        Some(Mirrored { entry, expired_at: self.expired_at, gone_at: self.gone_at })
    }
}

/// A key has no NULL in it: 1970 stands for a start that OWS does not tell.
fn known_start(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (at != DateTime::UNIX_EPOCH).then_some(at)
}

fn mirrored(rows: Vec<RnuRow>) -> Vec<Mirrored> {
    rows.into_iter().filter_map(RnuRow::mirrored).collect()
}

#[async_trait]
impl RnuStore for Storage {
    async fn list_rnu(&self, biins: &[Biin]) -> Result<Vec<Mirrored>, StoreError> {
        if let [biin] = biins {
            const SQL: &str = concat!("SELECT ", columns!(), " FROM rnu_entries WHERE biin = $1");
            let rows: Vec<RnuRow> =
                on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(biin.digits()).fetch_all(p).await)
                    .map_err(store)?;
            return Ok(mirrored(rows));
        }
        if biins.is_empty() {
            return Ok(Vec::new());
        }
        let sql = sqlx::AssertSqlSafe(select_many(biins));
        let rows: Vec<RnuRow> = on_pool!(self.pool, |p| {
            let mut query = sqlx::query_as(sql);
            for biin in biins {
                query = query.bind(biin.digits());
            }
            query.fetch_all(p).await
        })
        .map_err(store)?;
        Ok(mirrored(rows))
    }

    async fn list_rnu_names(&self) -> Result<Vec<(Biin, LocalText)>, StoreError> {
        const SQL: &str = "SELECT DISTINCT biin, name_ru, name_kk FROM rnu_entries";
        let rows: Vec<(String, Option<String>, Option<String>)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        let known = rows
            .into_iter()
            .filter_map(|(biin, ru, kk)| Some((Biin::from_source(&biin)?, LocalText { ru, kk })));
        Ok(known.collect())
    }

    async fn list_rnu_keys(&self) -> Result<Vec<RnuKey>, StoreError> {
        const SQL: &str = "SELECT biin, system_id, start_at FROM rnu_entries WHERE gone_at IS NULL";
        let rows: Vec<(String, i64, DateTime<Utc>)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        let key = |(biin, register, start): (String, i64, DateTime<Utc>)| {
            Some((Biin::from_source(&biin)?, Register::from_id(register), known_start(start)))
        };
        Ok(rows.into_iter().filter_map(key).collect())
    }

    async fn merge_rnu(
        &self,
        biins: &[Biin],
        seen: &[RnuEntry],
        coverage: Coverage,
        tell: bool,
    ) -> Result<u64, StoreError> {
        if biins.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        one_by_one(&mut tx).await.map_err(store)?;
        let sql = sqlx::AssertSqlSafe(select_many(biins));
        let known: Vec<RnuRow> = on_tx!(&mut tx, |c| {
            let mut query = sqlx::query_as(sql);
            for biin in biins {
                query = query.bind(biin.digits());
            }
            query.fetch_all(c).await
        })
        .map_err(store)?;
        let merge = merge(&mirrored(known), seen, coverage, now);
        write(&mut tx, &merge, tell, now).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(merge.writes.len() as u64)
    }

    async fn list_watched_suppliers(&self, limit: i64) -> Result<Vec<Biin>, StoreError> {
        const SQL: &str = "SELECT s.subject_key FROM user_subscriptions s LEFT JOIN supplier_asks a ON a.biin = s.subject_key \
                           WHERE s.kind = 'supplier' AND s.paused_at IS NULL \
                           GROUP BY s.subject_key ORDER BY max(a.asked_at) IS NOT NULL, max(a.asked_at), s.subject_key LIMIT $1";
        let keys: Vec<String> =
            on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(limit).fetch_all(p).await)
                .map_err(store)?;
        Ok(keys.iter().filter_map(|key| Biin::from_source(key)).collect())
    }

    async fn note_asked(&self, biins: &[Biin]) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO supplier_asks (biin, asked_at) VALUES ($1, $2) \
                           ON CONFLICT (biin) DO UPDATE SET asked_at = excluded.asked_at";
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        for biin in biins {
            let note = Statement::new(SQL).bind(biin.digits()).bind(now);
            tx.later(note).await.map_err(store)?;
        }
        tx.commit().await.map_err(store)
    }

    async fn expire_rnu(&self, tell: bool) -> Result<u64, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM rnu_entries WHERE gone_at IS NULL AND expired_at IS NULL AND until_at < $1"
        );
        let now = self.clock.now();
        let mut tx = self.begin().await.map_err(store)?;
        one_by_one(&mut tx).await.map_err(store)?;
        // A term ends with a day of the country, which the domain knows about.
        let rows: Vec<RnuRow> = on_tx!(&mut tx, |c| sqlx::query_as(SQL)
            .bind(now + TimeDelta::days(1))
            .fetch_all(c)
            .await)
        .map_err(store)?;
        let merge = expiry(mirrored(rows), now);
        write(&mut tx, &merge, tell, now).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(merge.writes.len() as u64)
    }
}

fn select_many(biins: &[Biin]) -> String {
    format!(
        concat!("SELECT ", columns!(), " FROM rnu_entries WHERE biin IN {}"),
        places(1, biins.len())
    )
}

/// Sweeps, looks and live answers may compare the same supplier at once; each must see what the one
/// before has written, or the same news would be recorded twice.
async fn one_by_one(tx: &mut Tx) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO sync_state (source) VALUES ($1) \
                       ON CONFLICT (source) DO UPDATE SET source = excluded.source";
    on_tx!(tx, |c| sqlx::query(SQL).bind(Source::Rnu.as_str()).execute(c).await.map(drop))
}

async fn write(
    tx: &mut Tx,
    merge: &Merge,
    tell: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO rnu_entries (biin, system_id, start_at, end_at, until_at, name_ru, name_kk, customer_bin, \
                       customer_name_ru, customer_name_kk, reason_id, court_decision, court_decision_at, first_seen_at, expired_at, gone_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
                       ON CONFLICT (biin, system_id, start_at) DO UPDATE SET end_at = excluded.end_at, until_at = excluded.until_at, \
                       name_ru = excluded.name_ru, name_kk = excluded.name_kk, customer_bin = excluded.customer_bin, \
                       customer_name_ru = excluded.customer_name_ru, customer_name_kk = excluded.customer_name_kk, \
                       reason_id = excluded.reason_id, court_decision = excluded.court_decision, \
                       court_decision_at = excluded.court_decision_at, expired_at = excluded.expired_at, gone_at = excluded.gone_at";
    for it in &merge.writes {
        let entry = &it.entry;
        on_tx!(&mut *tx, |c| sqlx::query(SQL)
            .bind(entry.biin.digits())
            .bind(entry.register.id())
            .bind(entry.start_at.unwrap_or(DateTime::UNIX_EPOCH))
            .bind(entry.end_at)
            .bind(entry.until())
            .bind(&entry.name.ru)
            .bind(&entry.name.kk)
            .bind(entry.customer_bin.as_ref().map(Bin::as_str))
            .bind(&entry.customer_name.ru)
            .bind(&entry.customer_name.kk)
            .bind(entry.reason_id)
            .bind(&entry.court_decision)
            .bind(entry.court_decision_at)
            .bind(now)
            .bind(it.expired_at)
            .bind(it.gone_at)
            .execute(c)
            .await
            .map(drop))?;
    }
    if tell { sync::write_changes(tx, &merge.changes, now).await } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::scans;

    #[tokio::test]
    async fn a_supplier_is_found_without_going_through_the_register() {
        let sql = concat!("SELECT ", columns!(), " FROM rnu_entries WHERE biin = $1");
        assert_eq!(scans(sql).await, Vec::<String>::new());
    }
}
