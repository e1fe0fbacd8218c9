//! Lots in SQL.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{
    Storage, Tx,
    announcements::{self, AnnouncementRow},
    on_pool, on_tx, places,
    plans::{self, PlanRow},
    risk::{SurroundingsRow, around, siblings},
    statement::{Statement, Value},
    store, subjects,
    sync::{self, SyncStateRow},
};
use crate::domain::{
    announcements::Announcement,
    changes::Change,
    error::StoreError,
    lots::{Lot, LotStore, StoredKey, StoredLot, StoredLots},
    plans::PlanPoint,
    procurement::AnnouncementKey,
    risk::Surroundings,
    search::fold,
    subjects::Subject,
    sync::{Source, SyncState},
    types::{
        AnnouncementId, AnnouncementNumber, Biin, Bin, LocalText, LotId, LotNumber, PlanPointId,
        Quantity, Tenge,
    },
};

macro_rules! columns {
    () => {
        "id, lot_number, announcement_id, announcement_number, name_ru, name_kk, description_ru, description_kk, \
         status, amount_tiyn, quantity_micro, customer_bin, customer_name_ru, customer_name_kk, planned_method_id, \
         actual_method_id, kato, plan_point_ids, deadline, is_deleted, source_updated_at, fetched_at"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct LotRow {
    id: i64,
    lot_number: String,
    announcement_id: Option<i64>,
    announcement_number: Option<String>,
    name_ru: Option<String>,
    name_kk: Option<String>,
    description_ru: Option<String>,
    description_kk: Option<String>,
    status: Option<i64>,
    amount_tiyn: Option<i64>,
    quantity_micro: Option<i64>,
    customer_bin: Option<String>,
    customer_name_ru: Option<String>,
    customer_name_kk: Option<String>,
    planned_method_id: Option<i64>,
    actual_method_id: Option<i64>,
    kato: Json<Vec<String>>,
    plan_point_ids: Json<Vec<i64>>,
    deadline: Option<DateTime<Utc>>,
    is_deleted: bool,
    source_updated_at: Option<DateTime<Utc>>,
    fetched_at: DateTime<Utc>,
}

impl TryFrom<LotRow> for Lot {
    type Error = StoreError;

    fn try_from(row: LotRow) -> Result<Self, StoreError> {
        let number = LotNumber::from_source(&row.lot_number)
            .ok_or_else(|| StoreError::failed(format!("lot {} has no number", row.id)))?;
        Ok(Self {
            id: row.id,
            number,
            announcement_id: row.announcement_id,
            announcement_number: row
                .announcement_number
                .as_deref()
                .and_then(AnnouncementNumber::from_source),
            name: LocalText { ru: row.name_ru, kk: row.name_kk },
            description: LocalText { ru: row.description_ru, kk: row.description_kk },
            status_id: row.status,
            amount: row.amount_tiyn.map(Tenge::from_tiyn),
            quantity: row.quantity_micro.map(Quantity::from_micro),
            customer_bin: row.customer_bin.as_deref().and_then(Bin::from_source),
            customer_name: LocalText { ru: row.customer_name_ru, kk: row.customer_name_kk },
            planned_method_id: row.planned_method_id,
            actual_method_id: row.actual_method_id,
            kato: row.kato.0,
            plan_point_ids: row.plan_point_ids.0,
            deadline: row.deadline,
            is_deleted: row.is_deleted,
            source_updated_at: row.source_updated_at,
            fetched_at: row.fetched_at,
        })
    }
}

pub(super) fn lots(rows: Vec<LotRow>) -> Result<Vec<Lot>, StoreError> {
    rows.into_iter().map(Lot::try_from).collect()
}

/// The stored state of these lots, to be compared with what came.
pub(super) async fn find_by_ids(
    tx: &mut Tx,
    ids: &[LotId],
) -> Result<HashMap<LotId, Lot>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        concat!("SELECT ", columns!(), " FROM goszakup_lots WHERE id IN {}"),
        places(1, ids.len())
    );
    let sql = sqlx::AssertSqlSafe(sql);
    let rows: Vec<LotRow> = on_tx!(tx, |c| {
        let mut query = sqlx::query_as(sql);
        for id in ids {
            query = query.bind(id);
        }
        query.fetch_all(c).await
    })
    .map_err(store)?;
    Ok(lots(rows)?.into_iter().map(|lot| (lot.id, lot)).collect())
}

/// Writes a lot, unless a fresher copy is stored. What an answer left out of the announcement keeps
/// its stored value.
pub(super) async fn upsert(tx: &mut Tx, lot: &Lot) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO goszakup_lots (id, lot_number, plan_number, announcement_id, announcement_number, \
        name_ru, name_kk, description_ru, description_kk, status, amount_tiyn, quantity_micro, customer_bin, \
        customer_name_ru, customer_name_kk, planned_method_id, actual_method_id, kato, plan_point_ids, deadline, \
        is_deleted, source_updated_at, fetched_at, search_text, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $23, $23) \
        ON CONFLICT (id) DO UPDATE SET lot_number = excluded.lot_number, plan_number = excluded.plan_number, \
        announcement_id = COALESCE(excluded.announcement_id, goszakup_lots.announcement_id), \
        announcement_number = COALESCE(excluded.announcement_number, goszakup_lots.announcement_number), \
        name_ru = excluded.name_ru, name_kk = excluded.name_kk, description_ru = excluded.description_ru, \
        description_kk = excluded.description_kk, status = excluded.status, amount_tiyn = excluded.amount_tiyn, \
        quantity_micro = excluded.quantity_micro, customer_bin = excluded.customer_bin, \
        customer_name_ru = excluded.customer_name_ru, customer_name_kk = excluded.customer_name_kk, \
        planned_method_id = excluded.planned_method_id, \
        actual_method_id = COALESCE(excluded.actual_method_id, goszakup_lots.actual_method_id), \
        kato = excluded.kato, plan_point_ids = excluded.plan_point_ids, \
        deadline = COALESCE(excluded.deadline, goszakup_lots.deadline), is_deleted = excluded.is_deleted, \
        source_updated_at = excluded.source_updated_at, fetched_at = excluded.fetched_at, \
        search_text = excluded.search_text, updated_at = excluded.updated_at, search_seq = NULL \
        WHERE goszakup_lots.fetched_at <= excluded.fetched_at";
    let texts = [&lot.name.ru, &lot.name.kk, &lot.description.ru, &lot.description.kk];
    let search_text =
        fold(&texts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "));
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(lot.id)
        .bind(lot.number.as_str())
        .bind(lot.number.root())
        .bind(lot.announcement_id)
        .bind(lot.announcement_number.as_ref().map(|n| n.as_str()))
        .bind(&lot.name.ru)
        .bind(&lot.name.kk)
        .bind(&lot.description.ru)
        .bind(&lot.description.kk)
        .bind(lot.status_id)
        .bind(lot.amount.map(|a| a.tiyn()))
        .bind(lot.quantity.map(|q| q.micro()))
        .bind(lot.customer_bin.as_ref().map(|b| b.as_str()))
        .bind(&lot.customer_name.ru)
        .bind(&lot.customer_name.kk)
        .bind(lot.planned_method_id)
        .bind(lot.actual_method_id)
        .bind(Json(&lot.kato))
        .bind(Json(&lot.plan_point_ids))
        .bind(lot.deadline)
        .bind(lot.is_deleted)
        .bind(lot.source_updated_at)
        .bind(lot.fetched_at)
        .bind(search_text)
        .execute(c)
        .await
        .map(drop))
}

/// Has an announcement's lots read again by what is derived from them.
pub(super) async fn renumber_of_announcement(
    tx: &mut Tx,
    id: AnnouncementId,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE goszakup_lots SET search_seq = NULL WHERE announcement_id = $1 \
                       AND search_seq IS NOT NULL";
    on_tx!(tx, |c| sqlx::query(SQL).bind(id).execute(c).await.map(drop))
}

/// The same of a plan point's lots, by its root record.
pub(super) async fn renumber_of_plan(tx: &mut Tx, root: PlanPointId) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE goszakup_lots SET search_seq = NULL WHERE plan_number = $1 \
                       AND search_seq IS NOT NULL";
    on_tx!(tx, |c| sqlx::query(SQL).bind(root.to_string()).execute(c).await.map(drop))
}

#[async_trait]
impl LotStore for Storage {
    async fn find_lot(&self, id: LotId) -> Result<Option<Lot>, StoreError> {
        const SQL: &str = concat!("SELECT ", columns!(), " FROM goszakup_lots WHERE id = $1");
        let row: Option<LotRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(id).fetch_optional(p).await)
                .map_err(store)?;
        row.map(Lot::try_from).transpose()
    }

    async fn find_stored_lots(&self, key: &StoredKey) -> Result<StoredLots, StoreError> {
        macro_rules! of {
            ($condition:literal) => {
                [
                    concat!("SELECT ", columns!(), " FROM goszakup_lots WHERE ", $condition, " ORDER BY id DESC"),
                    concat!("SELECT ", announcements::columns!(), " FROM announcements WHERE id IN \
                             (SELECT announcement_id FROM goszakup_lots WHERE ", $condition, ")"),
                    concat!("SELECT ", plans::columns!(), " FROM plan_points WHERE id IN \
                             (SELECT CAST(plan_point_ids ->> 0 AS BIGINT) FROM goszakup_lots WHERE ", $condition, ")"),
                    around!($condition),
                ]
            };
        }
        let (sql, key): (_, Value) = match key {
            StoredKey::Id(id) => (of!("id = $1"), (*id).into()),
            StoredKey::Number(number) => (of!("lot_number = $1"), number.as_str().into()),
        };
        let [lots, announcements, plans, around] =
            sql.map(|sql| Statement::new(sql).bind(key.clone()));
        let synced = sync::find_state(Source::Lots);
        let [lots, announcements, plans, around, synced] =
            self.read([lots, announcements, plans, around, synced]).await.map_err(store)?;
        let announcements: Vec<AnnouncementRow> = announcements.to().map_err(store)?;
        let announcements: Vec<Announcement> =
            announcements.into_iter().map(Announcement::from).collect();
        let plans: Vec<PlanRow> = plans.to().map_err(store)?;
        let plans: Vec<PlanPoint> = plans.into_iter().map(PlanPoint::from).collect();
        let around: Vec<SurroundingsRow> = around.to().map_err(store)?;
        let mut around: HashMap<LotId, Surroundings> =
            around.into_iter().map(|row| (row.id, row.into())).collect();
        let with_its_own = |lot: Lot| StoredLot {
            around: around.remove(&lot.id).unwrap_or_default(),
            announcement: announcements
                .iter()
                .find(|it| Some(it.id) == lot.announcement_id)
                .cloned(),
            plan: plans.iter().find(|it| Some(&it.id) == lot.plan_point_ids.first()).cloned(),
            lot,
        };
        let found = crate::storage::lots::lots(lots.to().map_err(store)?)?;
        let synced: Vec<SyncStateRow> = synced.to().map_err(store)?;
        Ok(StoredLots {
            lots: found.into_iter().map(with_its_own).collect(),
            synced: synced.into_iter().next().map(SyncState::from).unwrap_or_default(),
        })
    }

    async fn list_lots_by_plan_number(
        &self,
        root: i64,
        limit: i64,
    ) -> Result<Vec<Lot>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM goszakup_lots WHERE plan_number = $1 ORDER BY id DESC LIMIT $2"
        );
        let rows: Vec<LotRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(root.to_string())
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        lots(rows)
    }

    async fn list_announcement_lots(
        &self,
        id: AnnouncementId,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Lot>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM goszakup_lots WHERE announcement_id = $1 ORDER BY id LIMIT $2 OFFSET $3"
        );
        let rows: Vec<LotRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(id)
            .bind(limit)
            .bind(offset)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        lots(rows)
    }

    async fn count_announcement_lots(&self, id: AnnouncementId) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT count(*) FROM goszakup_lots WHERE announcement_id = $1";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(id).fetch_one(p).await).map_err(store)
    }

    async fn find_announcement(
        &self,
        key: &AnnouncementKey,
    ) -> Result<Option<Announcement>, StoreError> {
        announcements::find(&self.pool, key).await
    }

    async fn find_plan(&self, id: PlanPointId) -> Result<Option<PlanPoint>, StoreError> {
        plans::find(&self.pool, id).await
    }

    async fn find_plan_by_root(&self, root: PlanPointId) -> Result<Option<PlanPoint>, StoreError> {
        plans::find_by_root(&self.pool, root).await
    }

    async fn list_customer_lots(
        &self,
        bin: &Bin,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<(Vec<Lot>, i64), StoreError> {
        const LIST: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM goszakup_lots WHERE customer_bin = $1 AND deadline > $2 AND status IN (220, 240) \
             AND NOT is_deleted ORDER BY deadline, id LIMIT $3"
        );
        const COUNT: &str = "SELECT count(*) FROM goszakup_lots WHERE customer_bin = $1 AND deadline > $2 \
                             AND status IN (220, 240) AND NOT is_deleted";
        let rows: Vec<LotRow> = on_pool!(self.pool, |p| sqlx::query_as(LIST)
            .bind(bin.as_str())
            .bind(now)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        let count = on_pool!(self.pool, |p| sqlx::query_scalar(COUNT)
            .bind(bin.as_str())
            .bind(now)
            .fetch_one(p)
            .await)
        .map_err(store)?;
        Ok((lots(rows)?, count))
    }

    async fn find_subject(&self, biin: &Biin) -> Result<Option<Subject>, StoreError> {
        subjects::find(&self.pool, biin).await
    }

    async fn save_subject(&self, subject: &Subject, changes: &[Change]) -> Result<(), StoreError> {
        let mut tx = self.begin().await.map_err(store)?;
        subjects::upsert(&mut tx, subject).await.map_err(store)?;
        sync::write_changes(&mut tx, changes, self.clock.now()).await.map_err(store)?;
        tx.commit().await.map_err(store)
    }
}
