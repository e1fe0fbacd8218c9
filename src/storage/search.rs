//! Search in SQL: words within the folded text of stored lots.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Storage, Tx,
    lots::{LotRow, columns, lots},
    new_id, on_pool, on_tx, places, store,
};
use crate::domain::{
    error::StoreError,
    lots::Lot,
    search::{NumberedLot, SearchClock, SearchPage, SearchStore},
    types::LotId,
};

#[derive(sqlx::FromRow)]
struct CountRow {
    total: i64,
    open: i64,
}

#[derive(sqlx::FromRow)]
struct ClockRow {
    origin: String,
    value: i64,
    /// There is something without a number.
    is_behind: bool,
}

#[derive(sqlx::FromRow)]
struct NumberedRow {
    search_seq: i64,
    #[sqlx(flatten)]
    lot: LotRow,
}

/// Numbers what has none; what another transaction holds is numbered the next time, for waiting
/// could end in a deadlock.
macro_rules! number_sql {
    ($lock:literal) => {
        concat!(
            "UPDATE goszakup_lots SET search_seq = (SELECT value FROM search_clock WHERE id = 1) \
             WHERE id IN (SELECT id FROM goszakup_lots WHERE search_seq IS NULL",
            $lock,
            ")"
        )
    };
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

    async fn number_changes(&self) -> Result<SearchClock, StoreError> {
        const READ: &str = "SELECT origin, value, EXISTS (SELECT 1 FROM goszakup_lots WHERE search_seq IS NULL) \
                            AS is_behind FROM search_clock WHERE id = 1";
        // The row stays locked until the commit: numbers are committed in their order.
        const TICK: &str =
            "UPDATE search_clock SET value = value + 1 WHERE id = 1 RETURNING origin, value";
        const MAKE: &str = "INSERT INTO search_clock (id, origin, value) VALUES (1, $1, 0) \
                            ON CONFLICT (id) DO NOTHING";
        let row: Option<ClockRow> =
            on_pool!(self.pool, |p| sqlx::query_as(READ).fetch_optional(p).await).map_err(store)?;
        if let Some(row) = row.filter(|row| !row.is_behind) {
            return Ok(SearchClock { origin: row.origin, value: row.value });
        }
        let mut tx = self.begin().await.map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(MAKE).bind(new_id()).execute(c).await.map(drop))
            .map_err(store)?;
        let (origin, value): (String, i64) =
            on_tx!(&mut tx, |c| sqlx::query_as(TICK).fetch_one(c).await).map_err(store)?;
        let sql = match &tx {
            Tx::Sqlite(_) => number_sql!(""),
            Tx::Postgres(..) => number_sql!(" FOR UPDATE SKIP LOCKED"),
        };
        on_tx!(&mut tx, |c| sqlx::query(sql).execute(c).await.map(drop)).map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(SearchClock { origin, value })
    }

    async fn list_numbered_lots(
        &self,
        after: (i64, LotId),
        limit: i64,
    ) -> Result<Vec<NumberedLot>, StoreError> {
        const SQL: &str = concat!(
            "SELECT search_seq, ",
            columns!(),
            " FROM goszakup_lots WHERE (search_seq, id) > ($1, $2) ORDER BY search_seq, id LIMIT $3"
        );
        let rows: Vec<NumberedRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(after.0)
            .bind(after.1)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        rows.into_iter()
            .map(|row| Ok(NumberedLot { seq: row.search_seq, lot: Lot::try_from(row.lot)? }))
            .collect()
    }

    async fn list_lots(&self, ids: &[LotId]) -> Result<Vec<Lot>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            concat!("SELECT ", columns!(), " FROM goszakup_lots WHERE id IN {}"),
            places(1, ids.len())
        );
        let sql = sqlx::AssertSqlSafe(sql);
        let rows: Vec<LotRow> = on_pool!(self.pool, |p| {
            let mut query = sqlx::query_as(sql);
            for id in ids {
                query = query.bind(id);
            }
            query.fetch_all(p).await
        })
        .map_err(store)?;
        let mut found = lots(rows)?;
        found.sort_by_key(|lot| ids.iter().position(|id| *id == lot.id));
        Ok(found)
    }

    async fn find_query(&self, id: &str) -> Result<Option<String>, StoreError> {
        const SQL: &str = "SELECT words FROM search_queries WHERE id = $1";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(id).fetch_optional(p).await)
            .map_err(store)
    }
}

/// The stem anywhere in the text; signs that LIKE reads are taken literally.
pub(super) fn pattern(stem: &str) -> String {
    let literal = stem.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{literal}%")
}
