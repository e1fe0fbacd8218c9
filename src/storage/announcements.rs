//! Announcements in SQL.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{Pool, Tx, on_pool, on_tx, places, store};
use crate::domain::{
    announcements::Announcement,
    error::StoreError,
    procurement::AnnouncementKey,
    types::{AnnouncementId, AnnouncementNumber, Bin, LocalText, Tenge},
};

macro_rules! columns {
    () => {
        "id, number, name_ru, name_kk, status, method_id, subject_type_id, organizer_bin, organizer_name_ru, \
         organizer_name_kk, published_at, start_at, end_at, total_tiyn, lot_count, kato, source_updated_at, fetched_at"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct AnnouncementRow {
    id: i64,
    number: Option<String>,
    name_ru: Option<String>,
    name_kk: Option<String>,
    status: Option<i64>,
    method_id: Option<i64>,
    subject_type_id: Option<i64>,
    organizer_bin: Option<String>,
    organizer_name_ru: Option<String>,
    organizer_name_kk: Option<String>,
    published_at: Option<DateTime<Utc>>,
    start_at: Option<DateTime<Utc>>,
    end_at: Option<DateTime<Utc>>,
    total_tiyn: Option<i64>,
    lot_count: Option<i64>,
    kato: Json<Vec<String>>,
    source_updated_at: Option<DateTime<Utc>>,
    fetched_at: DateTime<Utc>,
}

impl From<AnnouncementRow> for Announcement {
    fn from(row: AnnouncementRow) -> Self {
        Self {
            id: row.id,
            number: row.number.as_deref().and_then(AnnouncementNumber::from_source),
            name: LocalText { ru: row.name_ru, kk: row.name_kk },
            status_id: row.status,
            method_id: row.method_id,
            subject_type_id: row.subject_type_id,
            organizer_bin: row.organizer_bin.as_deref().and_then(Bin::from_source),
            organizer_name: LocalText { ru: row.organizer_name_ru, kk: row.organizer_name_kk },
            published_at: row.published_at,
            start_at: row.start_at,
            end_at: row.end_at,
            total: row.total_tiyn.map(Tenge::from_tiyn),
            lot_count: row.lot_count,
            kato: row.kato.0,
            source_updated_at: row.source_updated_at,
            fetched_at: row.fetched_at,
        }
    }
}

pub(super) async fn find(
    pool: &Pool,
    key: &AnnouncementKey,
) -> Result<Option<Announcement>, StoreError> {
    const BY_ID: &str = concat!("SELECT ", columns!(), " FROM announcements WHERE id = $1");
    const BY_NUMBER: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM announcements WHERE number = $1 ORDER BY id DESC LIMIT 1"
    );
    let row: Option<AnnouncementRow> = match key {
        AnnouncementKey::Id(id) => {
            on_pool!(*pool, |p| sqlx::query_as(BY_ID).bind(id).fetch_optional(p).await)
        }
        AnnouncementKey::Number(number) => {
            on_pool!(*pool, |p| sqlx::query_as(BY_NUMBER)
                .bind(number.as_str())
                .fetch_optional(p)
                .await)
        }
    }
    .map_err(store)?;
    Ok(row.map(Announcement::from))
}

pub(super) async fn list(
    pool: &Pool,
    ids: &[AnnouncementId],
) -> Result<Vec<Announcement>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        concat!("SELECT ", columns!(), " FROM announcements WHERE id IN {}"),
        places(1, ids.len())
    );
    let sql = sqlx::AssertSqlSafe(sql);
    let rows: Vec<AnnouncementRow> = on_pool!(*pool, |p| {
        let mut query = sqlx::query_as(sql);
        for id in ids {
            query = query.bind(id);
        }
        query.fetch_all(p).await
    })
    .map_err(store)?;
    Ok(rows.into_iter().map(Announcement::from).collect())
}

pub(super) async fn find_by_ids(
    tx: &mut Tx,
    ids: &[AnnouncementId],
) -> Result<HashMap<AnnouncementId, Announcement>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        concat!("SELECT ", columns!(), " FROM announcements WHERE id IN {}"),
        places(1, ids.len())
    );
    let sql = sqlx::AssertSqlSafe(sql);
    let rows: Vec<AnnouncementRow> = on_tx!(tx, |c| {
        let mut query = sqlx::query_as(sql);
        for id in ids {
            query = query.bind(id);
        }
        query.fetch_all(c).await
    })
    .map_err(store)?;
    Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
}

/// Writes an announcement, unless a fresher copy is stored. What this answer left out keeps its
/// stored value: nested in a lot, OWS tells less than in its own list.
pub(super) async fn upsert(tx: &mut Tx, it: &Announcement) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO announcements (id, number, name_ru, name_kk, status, method_id, subject_type_id, \
        organizer_bin, organizer_name_ru, organizer_name_kk, published_at, start_at, end_at, total_tiyn, lot_count, \
        kato, source_updated_at, fetched_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
        ON CONFLICT (id) DO UPDATE SET number = COALESCE(excluded.number, announcements.number), \
        name_ru = COALESCE(excluded.name_ru, announcements.name_ru), \
        name_kk = COALESCE(excluded.name_kk, announcements.name_kk), \
        status = COALESCE(excluded.status, announcements.status), \
        method_id = COALESCE(excluded.method_id, announcements.method_id), \
        subject_type_id = COALESCE(excluded.subject_type_id, announcements.subject_type_id), \
        organizer_bin = COALESCE(excluded.organizer_bin, announcements.organizer_bin), \
        organizer_name_ru = COALESCE(excluded.organizer_name_ru, announcements.organizer_name_ru), \
        organizer_name_kk = COALESCE(excluded.organizer_name_kk, announcements.organizer_name_kk), \
        published_at = COALESCE(excluded.published_at, announcements.published_at), \
        start_at = COALESCE(excluded.start_at, announcements.start_at), \
        end_at = COALESCE(excluded.end_at, announcements.end_at), \
        total_tiyn = COALESCE(excluded.total_tiyn, announcements.total_tiyn), \
        lot_count = COALESCE(excluded.lot_count, announcements.lot_count), kato = excluded.kato, \
        source_updated_at = COALESCE(excluded.source_updated_at, announcements.source_updated_at), \
        fetched_at = excluded.fetched_at \
        WHERE announcements.fetched_at <= excluded.fetched_at";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(it.id)
        .bind(it.number.as_ref().map(|n| n.as_str()))
        .bind(&it.name.ru)
        .bind(&it.name.kk)
        .bind(it.status_id)
        .bind(it.method_id)
        .bind(it.subject_type_id)
        .bind(it.organizer_bin.as_ref().map(|b| b.as_str()))
        .bind(&it.organizer_name.ru)
        .bind(&it.organizer_name.kk)
        .bind(it.published_at)
        .bind(it.start_at)
        .bind(it.end_at)
        .bind(it.total.map(|t| t.tiyn()))
        .bind(it.lot_count)
        .bind(Json(&it.kato))
        .bind(it.source_updated_at)
        .bind(it.fetched_at)
        .execute(c)
        .await
        .map(drop))
}

/// Repeats the deadline on the announcement's lots, where the index is.
pub(super) async fn copy_deadline(tx: &mut Tx, it: &Announcement) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE goszakup_lots SET deadline = $2, search_seq = NULL WHERE announcement_id = $1 \
                       AND (deadline IS NULL OR deadline <> $2)";
    match it.end_at {
        Some(end) => {
            on_tx!(tx, |c| sqlx::query(SQL).bind(it.id).bind(end).execute(c).await.map(drop))
        }
        None => Ok(()),
    }
}
