//! Search in SQL: words within the folded text of stored lots.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Storage,
    lots::{LotRow, columns, lots},
    on_pool, store,
};
use crate::domain::{
    error::StoreError,
    search::{SearchPage, SearchStore},
};

#[derive(sqlx::FromRow)]
struct CountRow {
    total: i64,
    open: i64,
}

#[async_trait]
impl SearchStore for Storage {
    async fn search_lots(
        &self,
        stems: &[String],
        now: DateTime<Utc>,
        limit: i64,
        offset: i64,
    ) -> Result<SearchPage, StoreError> {
        // $1 is now; each stem is one more place.
        let words: String = (0..stems.len())
            .map(|n| format!(" AND search_text LIKE ${} ESCAPE '!'", n + 2))
            .collect();
        let found = format!("FROM goszakup_lots WHERE NOT is_deleted{words}");
        let open = "CASE WHEN status IN (220, 240) AND deadline > $1 THEN 1 ELSE 0 END";
        let list = format!(
            concat!(
                "SELECT ",
                columns!(),
                " {found} ORDER BY {open} DESC, id DESC LIMIT {limit} OFFSET {offset}"
            ),
            found = found,
            open = open,
            limit = limit,
            offset = offset
        );
        let count = format!("SELECT count(*) AS total, COALESCE(sum({open}), 0) AS open {found}");
        let (list, count) = (sqlx::AssertSqlSafe(list), sqlx::AssertSqlSafe(count));
        let patterns: Vec<String> = stems.iter().map(|stem| pattern(stem)).collect();
        let rows: Vec<LotRow> = on_pool!(self.pool, |p| {
            let mut query = sqlx::query_as(list).bind(now);
            for pattern in &patterns {
                query = query.bind(pattern);
            }
            query.fetch_all(p).await
        })
        .map_err(store)?;
        let counts: CountRow = on_pool!(self.pool, |p| {
            let mut query = sqlx::query_as(count).bind(now);
            for pattern in &patterns {
                query = query.bind(pattern);
            }
            query.fetch_one(p).await
        })
        .map_err(store)?;
        Ok(SearchPage { lots: lots(rows)?, total: counts.total, open: counts.open })
    }

    async fn find_query(&self, id: &str) -> Result<Option<String>, StoreError> {
        const SQL: &str = "SELECT words FROM search_queries WHERE id = $1";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(id).fetch_optional(p).await)
            .map_err(store)
    }
}

/// The stem anywhere in the text; signs that LIKE reads are taken literally.
fn pattern(stem: &str) -> String {
    let literal = stem.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{literal}%")
}
