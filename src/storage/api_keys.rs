//! Keys of programs in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, new_id, on_pool, on_tx, store};
use crate::domain::{
    api_keys::{ApiKey, ApiKeyStore},
    error::StoreError,
};

#[derive(sqlx::FromRow)]
struct KeyRow {
    prefix: String,
    hash: String,
    name: String,
    created_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

#[async_trait]
impl ApiKeyStore for Storage {
    async fn add_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        const SQL: &str =
            "INSERT INTO api_keys (id, prefix, hash, name, created_at) VALUES ($1, $2, $3, $4, $5)";
        let mut tx = self.begin().await.map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(SQL)
            .bind(new_id())
            .bind(&key.prefix)
            .bind(&key.hash)
            .bind(&key.name)
            .bind(key.created_at)
            .execute(c)
            .await
            .map(drop))
        .map_err(store)?;
        tx.commit().await.map_err(store)
    }

    async fn find_api_key(&self, prefix: &str) -> Result<Option<ApiKey>, StoreError> {
        const SQL: &str =
            "SELECT prefix, hash, name, created_at, revoked_at FROM api_keys WHERE prefix = $1";
        let row: Option<KeyRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(prefix).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.map(|row| ApiKey {
            prefix: row.prefix,
            hash: row.hash,
            name: row.name,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        }))
    }

    async fn revoke_api_key(&self, prefix: &str, at: DateTime<Utc>) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE api_keys SET revoked_at = $2 WHERE prefix = $1 AND revoked_at IS NULL RETURNING prefix";
        let mut tx = self.begin().await.map_err(store)?;
        let revoked: Option<String> = on_tx!(&mut tx, |c| sqlx::query_scalar(SQL)
            .bind(prefix)
            .bind(at)
            .fetch_optional(c)
            .await)
        .map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(revoked.is_some())
    }
}
