//! Plan points in SQL.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{Pool, Tx, lots, on_pool, on_tx, places, store};
use crate::domain::{
    changes::{Change, plan_changes},
    error::StoreError,
    plans::{DeliveryPlace, PlanPoint},
    types::{Bin, LocalText, PlanPointId, Quantity, Tenge},
};

macro_rules! columns {
    () => {
        "id, root_id, customer_bin, name_ru, name_kk, description_ru, description_kk, \
         extra_description_ru, extra_description_kk, enstru_code, enstru_name_ru, enstru_name_kk, unit_ru, unit_kk, \
         count_micro, price_tiyn, amount_tiyn, method_id, subject_type_id, supply_term, prepayment_bp, year, places, \
         fetched_at"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct PlanRow {
    id: i64,
    root_id: Option<i64>,
    customer_bin: Option<String>,
    name_ru: Option<String>,
    name_kk: Option<String>,
    description_ru: Option<String>,
    description_kk: Option<String>,
    extra_description_ru: Option<String>,
    extra_description_kk: Option<String>,
    enstru_code: Option<String>,
    enstru_name_ru: Option<String>,
    enstru_name_kk: Option<String>,
    unit_ru: Option<String>,
    unit_kk: Option<String>,
    count_micro: Option<i64>,
    price_tiyn: Option<i64>,
    amount_tiyn: Option<i64>,
    method_id: Option<i64>,
    subject_type_id: Option<i64>,
    supply_term: Option<String>,
    prepayment_bp: Option<i64>,
    year: Option<i64>,
    places: Json<Vec<DeliveryPlace>>,
    fetched_at: DateTime<Utc>,
}

impl From<PlanRow> for PlanPoint {
    fn from(row: PlanRow) -> Self {
        Self {
            id: row.id,
            root_id: row.root_id,
            customer_bin: row.customer_bin.as_deref().and_then(Bin::from_source),
            name: LocalText { ru: row.name_ru, kk: row.name_kk },
            description: LocalText { ru: row.description_ru, kk: row.description_kk },
            extra_description: LocalText {
                ru: row.extra_description_ru,
                kk: row.extra_description_kk,
            },
            enstru_code: row.enstru_code,
            enstru_name: LocalText { ru: row.enstru_name_ru, kk: row.enstru_name_kk },
            unit: LocalText { ru: row.unit_ru, kk: row.unit_kk },
            count: row.count_micro.map(Quantity::from_micro),
            price: row.price_tiyn.map(Tenge::from_tiyn),
            amount: row.amount_tiyn.map(Tenge::from_tiyn),
            method_id: row.method_id,
            subject_type_id: row.subject_type_id,
            supply_term: row.supply_term,
            prepayment_bp: row.prepayment_bp,
            year: row.year,
            places: row.places.0,
            fetched_at: row.fetched_at,
        }
    }
}

macro_rules! columns {
    () => {
        "id, root_id, customer_bin, name_ru, name_kk, description_ru, description_kk, \
         extra_description_ru, extra_description_kk, enstru_code, enstru_name_ru, enstru_name_kk, unit_ru, unit_kk, \
         count_micro, price_tiyn, amount_tiyn, method_id, subject_type_id, supply_term, prepayment_bp, year, places, \
         fetched_at"
    };
}

pub(super) async fn find(pool: &Pool, id: PlanPointId) -> Result<Option<PlanPoint>, StoreError> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM plan_points WHERE id = $1");
    let row: Option<PlanRow> =
        on_pool!(*pool, |p| sqlx::query_as(SQL).bind(id).fetch_optional(p).await).map_err(store)?;
    Ok(row.map(PlanPoint::from))
}

/// The newest record of a plan point, by its root record.
pub(super) async fn find_by_root(
    pool: &Pool,
    root: PlanPointId,
) -> Result<Option<PlanPoint>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM plan_points WHERE root_id = $1 ORDER BY id DESC LIMIT 1"
    );
    let row: Option<PlanRow> =
        on_pool!(*pool, |p| sqlx::query_as(SQL).bind(root).fetch_optional(p).await)
            .map_err(store)?;
    Ok(row.map(PlanPoint::from))
}

/// Plan points by their ids.
pub(super) async fn list(pool: &Pool, ids: &[PlanPointId]) -> Result<Vec<PlanPoint>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        concat!("SELECT ", columns!(), " FROM plan_points WHERE id IN {}"),
        places(1, ids.len())
    );
    let sql = sqlx::AssertSqlSafe(sql);
    let rows: Vec<PlanRow> = on_pool!(*pool, |p| {
        let mut query = sqlx::query_as(sql);
        for id in ids {
            query = query.bind(id);
        }
        query.fetch_all(p).await
    })
    .map_err(store)?;
    Ok(rows.into_iter().map(PlanPoint::from).collect())
}

/// The newest records of plan points, by their root records.
pub(super) async fn list_by_root(
    pool: &Pool,
    roots: &[PlanPointId],
) -> Result<Vec<PlanPoint>, StoreError> {
    if roots.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sqlx::AssertSqlSafe(by_root_sql(roots.len()));
    let rows: Vec<PlanRow> = on_pool!(*pool, |p| {
        let mut query = sqlx::query_as(sql);
        for root in roots {
            query = query.bind(root);
        }
        query.fetch_all(p).await
    })
    .map_err(store)?;
    Ok(newest(rows).into_values().collect())
}

/// Writes plan points and gives what changed in them: an edit is a new record, so each is held
/// against the newest record of its root. A record older than that tells nothing new.
pub(super) async fn store_all(tx: &mut Tx, rows: &[&PlanPoint]) -> Result<Vec<Change>, StoreError> {
    let roots: Vec<i64> = rows.iter().filter_map(|row| row.root_id).collect();
    let mut newest = newest_by_root(tx, &roots).await?;
    let mut changes = Vec::new();
    for row in rows {
        upsert(tx, row).await.map_err(store)?;
        let Some(root) = row.root_id else { continue };
        lots::renumber_of_plan(tx, root).await.map_err(store)?;
        match newest.get(&root) {
            Some(old) if old.id > row.id => continue,
            Some(old) if old.fetched_at > row.fetched_at => continue,
            Some(old) => changes.extend(plan_changes(old, row)),
            None => {}
        }
        newest.insert(root, (*row).clone());
    }
    Ok(changes)
}

async fn newest_by_root(
    tx: &mut Tx,
    roots: &[PlanPointId],
) -> Result<HashMap<PlanPointId, PlanPoint>, StoreError> {
    if roots.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = sqlx::AssertSqlSafe(by_root_sql(roots.len()));
    let rows: Vec<PlanRow> = on_tx!(tx, |c| {
        let mut query = sqlx::query_as(sql);
        for root in roots {
            query = query.bind(root);
        }
        query.fetch_all(c).await
    })
    .map_err(store)?;
    Ok(newest(rows))
}

fn by_root_sql(roots: usize) -> String {
    format!(
        concat!("SELECT ", columns!(), " FROM plan_points WHERE root_id IN {} ORDER BY id"),
        places(1, roots)
    )
}

/// Of rows in the order of their ids, the last of each root.
fn newest(rows: Vec<PlanRow>) -> HashMap<PlanPointId, PlanPoint> {
    rows.into_iter().filter_map(|row| row.root_id.map(|root| (root, row.into()))).collect()
}

/// Writes a plan point. Nested in a lot OWS may tell less of it than by itself: what this answer
/// left out keeps its stored value.
async fn upsert(tx: &mut Tx, it: &PlanPoint) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO plan_points (id, root_id, customer_bin, name_ru, name_kk, description_ru, description_kk, \
        extra_description_ru, extra_description_kk, enstru_code, enstru_name_ru, enstru_name_kk, unit_ru, unit_kk, \
        count_micro, price_tiyn, amount_tiyn, method_id, subject_type_id, supply_term, prepayment_bp, year, places, fetched_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) \
        ON CONFLICT (id) DO UPDATE SET root_id = COALESCE(excluded.root_id, plan_points.root_id), \
        customer_bin = COALESCE(excluded.customer_bin, plan_points.customer_bin), \
        name_ru = COALESCE(excluded.name_ru, plan_points.name_ru), \
        name_kk = COALESCE(excluded.name_kk, plan_points.name_kk), \
        description_ru = COALESCE(excluded.description_ru, plan_points.description_ru), \
        description_kk = COALESCE(excluded.description_kk, plan_points.description_kk), \
        extra_description_ru = COALESCE(excluded.extra_description_ru, plan_points.extra_description_ru), \
        extra_description_kk = COALESCE(excluded.extra_description_kk, plan_points.extra_description_kk), \
        enstru_code = COALESCE(excluded.enstru_code, plan_points.enstru_code), \
        enstru_name_ru = COALESCE(excluded.enstru_name_ru, plan_points.enstru_name_ru), \
        enstru_name_kk = COALESCE(excluded.enstru_name_kk, plan_points.enstru_name_kk), \
        unit_ru = COALESCE(excluded.unit_ru, plan_points.unit_ru), \
        unit_kk = COALESCE(excluded.unit_kk, plan_points.unit_kk), \
        count_micro = COALESCE(excluded.count_micro, plan_points.count_micro), \
        price_tiyn = COALESCE(excluded.price_tiyn, plan_points.price_tiyn), \
        amount_tiyn = COALESCE(excluded.amount_tiyn, plan_points.amount_tiyn), \
        method_id = COALESCE(excluded.method_id, plan_points.method_id), \
        subject_type_id = COALESCE(excluded.subject_type_id, plan_points.subject_type_id), \
        supply_term = COALESCE(excluded.supply_term, plan_points.supply_term), \
        prepayment_bp = COALESCE(excluded.prepayment_bp, plan_points.prepayment_bp), \
        year = COALESCE(excluded.year, plan_points.year), places = excluded.places, fetched_at = excluded.fetched_at \
        WHERE plan_points.fetched_at <= excluded.fetched_at";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(it.id)
        .bind(it.root_id)
        .bind(it.customer_bin.as_ref().map(|b| b.as_str()))
        .bind(&it.name.ru)
        .bind(&it.name.kk)
        .bind(&it.description.ru)
        .bind(&it.description.kk)
        .bind(&it.extra_description.ru)
        .bind(&it.extra_description.kk)
        .bind(&it.enstru_code)
        .bind(&it.enstru_name.ru)
        .bind(&it.enstru_name.kk)
        .bind(&it.unit.ru)
        .bind(&it.unit.kk)
        .bind(it.count.map(|q| q.micro()))
        .bind(it.price.map(|t| t.tiyn()))
        .bind(it.amount.map(|t| t.tiyn()))
        .bind(it.method_id)
        .bind(it.subject_type_id)
        .bind(&it.supply_term)
        .bind(it.prepayment_bp)
        .bind(it.year)
        .bind(Json(&it.places))
        .bind(it.fetched_at)
        .execute(c)
        .await
        .map(drop))
}
