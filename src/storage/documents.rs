//! Companies and papers in SQL; what people told is sealed before it comes here.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, Tx, on_pool, on_tx, store};
use crate::domain::{
    documents::{DocumentStore, MOST_KEPT, SealedDocument},
    error::StoreError,
    types::{Bin, LotId, UserId},
};

#[derive(sqlx::FromRow)]
struct DocumentRow {
    id: String,
    user_id: UserId,
    kind: String,
    lang: String,
    lot_id: Option<LotId>,
    is_ready: bool,
    sealed: String,
    updated_at: DateTime<Utc>,
}

impl DocumentRow {
    fn read(self) -> SealedDocument {
        SealedDocument {
            id: self.id,
            user: self.user_id,
            kind: self.kind,
            lang: self.lang,
            lot: self.lot_id,
            is_ready: self.is_ready,
            sealed: self.sealed,
            updated_at: self.updated_at,
        }
    }
}

/// Keeps a company.
pub(super) async fn save_company(
    tx: &mut Tx,
    user: UserId,
    sealed: &str,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO companies (user_id, sealed, updated_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at";
    on_tx!(tx, |c| sqlx::query(SQL).bind(user).bind(sealed).bind(at).execute(c).await.map(drop))
}

/// Keeps what a report on a counterparty said.
pub(super) async fn save_snapshot(
    tx: &mut Tx,
    user: UserId,
    bin: &Bin,
    sealed: &str,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO counterparty_snapshots (user_id, bin, sealed, taken_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (user_id, bin) DO UPDATE SET sealed = excluded.sealed, taken_at = excluded.taken_at";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(user)
        .bind(bin.as_str())
        .bind(sealed)
        .bind(at)
        .execute(c)
        .await
        .map(drop))
}

/// Forgets a person's company and all their papers.
pub(super) async fn forget_company(tx: &mut Tx, user: UserId) -> Result<(), sqlx::Error> {
    const COMPANY: &str = "DELETE FROM companies WHERE user_id = $1";
    const DOCUMENTS: &str = "DELETE FROM documents WHERE user_id = $1";
    const SNAPSHOTS: &str = "DELETE FROM counterparty_snapshots WHERE user_id = $1";
    on_tx!(tx, |c| sqlx::query(COMPANY).bind(user).execute(c).await.map(drop))?;
    on_tx!(tx, |c| sqlx::query(DOCUMENTS).bind(user).execute(c).await.map(drop))?;
    on_tx!(tx, |c| sqlx::query(SNAPSHOTS).bind(user).execute(c).await.map(drop))
}

/// Keeps a paper; of more than are kept, the oldest go.
pub(super) async fn save(tx: &mut Tx, it: &SealedDocument) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO documents (id, user_id, kind, lang, lot_id, is_ready, sealed, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                       ON CONFLICT (id) DO UPDATE SET lang = excluded.lang, is_ready = excluded.is_ready, \
                       sealed = excluded.sealed, updated_at = excluded.updated_at \
                       WHERE documents.user_id = excluded.user_id";
    const FORGET: &str = "DELETE FROM documents WHERE user_id = $1 AND id NOT IN (\
                          SELECT id FROM documents WHERE user_id = $1 ORDER BY updated_at DESC, id DESC LIMIT $2)";
    on_tx!(tx, |c| sqlx::query(SQL)
        .bind(&it.id)
        .bind(it.user)
        .bind(&it.kind)
        .bind(&it.lang)
        .bind(it.lot)
        .bind(it.is_ready)
        .bind(&it.sealed)
        .bind(it.updated_at)
        .execute(c)
        .await
        .map(drop))?;
    on_tx!(tx, |c| sqlx::query(FORGET).bind(it.user).bind(MOST_KEPT).execute(c).await.map(drop))
}

/// Deletes a paper of a person.
pub(super) async fn delete(tx: &mut Tx, user: UserId, id: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM documents WHERE user_id = $1 AND id = $2";
    on_tx!(tx, |c| sqlx::query(SQL).bind(user).bind(id).execute(c).await.map(drop))
}

#[async_trait]
impl DocumentStore for Storage {
    async fn find_company(&self, user: UserId) -> Result<Option<String>, StoreError> {
        const SQL: &str = "SELECT sealed FROM companies WHERE user_id = $1";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(user).fetch_optional(p).await)
            .map_err(store)
    }

    async fn find_snapshot(
        &self,
        user: UserId,
        bin: &Bin,
    ) -> Result<Option<(DateTime<Utc>, String)>, StoreError> {
        const SQL: &str =
            "SELECT taken_at, sealed FROM counterparty_snapshots WHERE user_id = $1 AND bin = $2";
        on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(user)
            .bind(bin.as_str())
            .fetch_optional(p)
            .await)
        .map_err(store)
    }

    async fn find_document(
        &self,
        user: UserId,
        id: &str,
    ) -> Result<Option<SealedDocument>, StoreError> {
        const SQL: &str = "SELECT id, user_id, kind, lang, lot_id, is_ready, sealed, updated_at \
                           FROM documents WHERE user_id = $1 AND id = $2";
        let row: Option<DocumentRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(user)
            .bind(id)
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        Ok(row.map(DocumentRow::read))
    }

    async fn list_documents(
        &self,
        user: UserId,
        limit: i64,
    ) -> Result<Vec<SealedDocument>, StoreError> {
        const SQL: &str = "SELECT id, user_id, kind, lang, lot_id, is_ready, sealed, updated_at \
                           FROM documents WHERE user_id = $1 ORDER BY updated_at DESC, id DESC LIMIT $2";
        let rows: Vec<DocumentRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(user).bind(limit).fetch_all(p).await)
                .map_err(store)?;
        Ok(rows.into_iter().map(DocumentRow::read).collect())
    }
}
