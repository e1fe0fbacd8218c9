//! Plan points in SQL.

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{Pool, Tx, on_pool, on_tx, store};
use crate::domain::{
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

pub(super) async fn find(pool: &Pool, id: PlanPointId) -> Result<Option<PlanPoint>, StoreError> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM plan_points WHERE id = $1");
    let row: Option<PlanRow> =
        on_pool!(*pool, |p| sqlx::query_as(SQL).bind(id).fetch_optional(p).await).map_err(store)?;
    Ok(row.map(PlanPoint::from))
}

/// Writes a plan point. Nested in a lot OWS may tell less of it than by itself: what this answer
/// left out keeps its stored value.
pub(super) async fn upsert(tx: &mut Tx, it: &PlanPoint) -> Result<(), sqlx::Error> {
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
