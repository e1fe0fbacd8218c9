//! Transactions on either engine: what they must survive, statements that wait for the next, rows of
//! either.

use sqlx::{FromRow, Postgres, Transaction, postgres::PgRow, sqlite::SqliteRow};

use super::{Pool, statement::Statement, writer};

/// An open transaction on either engine; dropped without a commit, it is rolled back.
pub(super) enum Tx {
    Sqlite(writer::Writing),
    Postgres(Transaction<'static, Postgres>),
}

/// What a commit must survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// A power cut: before something is acknowledged to the outside.
    PowerCut,
    /// The end of the process: work that an acknowledged update makes possible to do again.
    Crash,
}

impl Tx {
    /// Runs a statement whose outcome is not needed; on SQLite, with the next that is sent.
    pub(super) async fn later(&mut self, statement: Statement) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.later(statement).await,
            Self::Postgres(tx) => statement.execute(tx).await,
        }
    }

    /// Runs a statement and reads its rows.
    pub(super) async fn rows<R: Row>(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<R>, sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.rows(statement).await?.iter().map(R::from_row).collect(),
            Self::Postgres(tx) => {
                let rows = statement.on_postgres().fetch_all(&mut **tx).await?;
                rows.iter().map(R::from_row).collect()
            }
        }
    }

    /// Runs a statement, commits, and gives its rows; on SQLite in one trip.
    pub(super) async fn last<R: Row>(self, statement: Statement) -> Result<Vec<R>, sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.last(statement).await?.iter().map(R::from_row).collect(),
            mut tx @ Self::Postgres(_) => {
                let rows = tx.rows(statement).await?;
                tx.commit().await?;
                Ok(rows)
            }
        }
    }

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

/// What a statement read.
pub(super) enum Rows {
    None,
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

impl Rows {
    pub(super) fn to<R: Row>(&self) -> Result<Vec<R>, sqlx::Error> {
        match self {
            Self::None => Ok(Vec::new()),
            Self::Sqlite(rows) => rows.iter().map(R::from_row).collect(),
            Self::Postgres(rows) => rows.iter().map(R::from_row).collect(),
        }
    }
}

/// A row that either engine gives.
pub(super) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

pub(super) async fn begin(pool: &Pool, durability: Durability) -> Result<Tx, sqlx::Error> {
    Ok(match (pool, durability) {
        (Pool::Sqlite { write, .. }, durability) => Tx::Sqlite(write.begin(durability).await?),
        (Pool::Postgres(pool), Durability::PowerCut) => Tx::Postgres(pool.begin().await?),
        (Pool::Postgres(pool), Durability::Crash) => {
            Tx::Postgres(pool.begin_with("BEGIN; SET LOCAL synchronous_commit = off").await?)
        }
    })
}

/// For a group of one statement.
pub(super) async fn alone(pool: &Pool) -> Result<Tx, sqlx::Error> {
    match pool {
        Pool::Sqlite { write, .. } => Ok(Tx::Sqlite(write.alone().await?)),
        // `synchronous_commit` is set in a transaction only.
        Pool::Postgres(_) => begin(pool, Durability::Crash).await,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        domain::clock::SystemClock,
        storage::{Storage, on_pool, on_tx},
    };

    #[tokio::test]
    async fn statements_that_wait_run_in_order_and_one_that_fails_takes_all_back() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("script.db").display());
        let storage = Storage::connect(&url, Arc::new(SystemClock)).await.unwrap();
        storage.migrate().await.unwrap();
        const KEEP: &str =
            "INSERT INTO search_queries (id, words, used_at) VALUES ($1, $2, '2026-01-01')";
        const WORDS: &str = "SELECT words FROM search_queries ORDER BY id";
        for durability in [Durability::PowerCut, Durability::Crash] {
            let mut tx = begin(&storage.pool, durability).await.unwrap();
            for n in 0..20 {
                tx.later(Statement::new(KEEP).bind(format!("{n:02}")).bind("kept")).await.unwrap();
            }
            tx.later(Statement::new(KEEP).bind("00").bind("twice")).await.unwrap();
            assert!(tx.commit().await.is_err());
        }
        let mut tx = begin(&storage.pool, Durability::PowerCut).await.unwrap();
        tx.later(Statement::new(KEEP).bind("a").bind("one")).await.unwrap();
        let seen: Vec<(String,)> = tx.rows(Statement::new(WORDS)).await.unwrap();
        assert_eq!(seen, [("one".to_owned(),)]);
        tx.later(Statement::new(KEEP).bind("b").bind("two")).await.unwrap();
        let seen: Vec<(String,)> = tx.last(Statement::new(WORDS)).await.unwrap();
        assert_eq!(seen, [("one".to_owned(),), ("two".to_owned(),)]);
        for (durability, full) in [(Durability::PowerCut, 2), (Durability::Crash, 1)] {
            let mut tx = begin(&storage.pool, durability).await.unwrap();
            let level: Vec<(i64,)> = tx.rows(Statement::new("PRAGMA synchronous")).await.unwrap();
            assert_eq!(level, [(full,)]);
        }
        storage.close().await;
    }

    #[tokio::test]
    async fn a_transaction_that_is_dropped_leaves_nothing_and_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("dropped.db").display());
        let storage = Storage::connect(&url, Arc::new(SystemClock)).await.unwrap();
        storage.migrate().await.unwrap();
        const SQL: &str =
            "INSERT INTO search_queries (id, words, used_at) VALUES ('a', 'b', '2026-01-01')";
        let mut tx = storage.begin().await.unwrap();
        on_tx!(&mut tx, |c| sqlx::query(SQL).execute(c).await.map(drop)).unwrap();
        drop(tx);
        let mut tx = storage.begin().await.unwrap();
        on_tx!(&mut tx, |c| sqlx::query(SQL).execute(c).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        const COUNT: &str = "SELECT count(*) FROM search_queries";
        let kept: i64 =
            on_pool!(storage.pool, |p| sqlx::query_scalar(COUNT).fetch_one(p).await).unwrap();
        assert_eq!(kept, 1);
        storage.close().await;
    }
}
