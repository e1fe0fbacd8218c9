//! Organisations in SQL.

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{Pool, Tx, on_pool, on_tx, store};
use crate::domain::{
    error::StoreError,
    subjects::{Subject, SubjectMark},
    types::{Biin, LocalText},
};

#[derive(sqlx::FromRow)]
struct SubjectRow {
    id: i64,
    bin: String,
    name_ru: Option<String>,
    name_kk: Option<String>,
    kato: Json<Vec<String>>,
    is_customer: bool,
    is_supplier: bool,
    registered_at: Option<DateTime<Utc>>,
    head_name: Option<String>,
    marks: Json<Vec<SubjectMark>>,
    fetched_at: DateTime<Utc>,
}

pub(super) async fn find(pool: &Pool, biin: &Biin) -> Result<Option<Subject>, StoreError> {
    const SQL: &str = "SELECT id, bin, name_ru, name_kk, kato, is_customer, is_supplier, registered_at, head_name, marks, fetched_at \
                       FROM subjects WHERE bin = $1 ORDER BY fetched_at DESC LIMIT 1";
    let row: Option<SubjectRow> =
        on_pool!(*pool, |p| sqlx::query_as(SQL).bind(biin.digits()).fetch_optional(p).await)
            .map_err(store)?;
    Ok(row.and_then(|row| {
        Some(Subject {
            id: row.id,
            biin: Biin::from_source(&row.bin)?,
            name: LocalText { ru: row.name_ru, kk: row.name_kk },
            kato: row.kato.0,
            is_customer: row.is_customer,
            is_supplier: row.is_supplier,
            registered_at: row.registered_at,
            head: row.head_name,
            marks: row.marks.0,
            fetched_at: row.fetched_at,
        })
    }))
}

pub(super) async fn upsert(tx: &mut Tx, it: &Subject) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO subjects (id, bin, name_ru, name_kk, kato, is_customer, is_supplier, registered_at, head_name, marks, fetched_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (id) DO UPDATE SET bin = excluded.bin, name_ru = excluded.name_ru, name_kk = excluded.name_kk, \
        kato = excluded.kato, is_customer = excluded.is_customer, is_supplier = excluded.is_supplier, \
        registered_at = excluded.registered_at, head_name = excluded.head_name, marks = excluded.marks, fetched_at = excluded.fetched_at";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(it.id)
        .bind(it.biin.digits())
        .bind(&it.name.ru)
        .bind(&it.name.kk)
        .bind(Json(&it.kato))
        .bind(it.is_customer)
        .bind(it.is_supplier)
        .bind(it.registered_at)
        .bind(&it.head)
        .bind(Json(&it.marks))
        .bind(it.fetched_at)
        .execute(c)
        .await
        .map(drop))
}
