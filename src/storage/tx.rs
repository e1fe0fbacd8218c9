//! Transactions on either engine: what they must survive, statements that wait for the next, rows of
//! either.

use std::collections::VecDeque;

use sqlx::{FromRow, Postgres, Transaction, postgres::PgRow, sqlite::SqliteRow};

use super::{Pool, statement::Statement, writer};

/// An open transaction on either engine; dropped without a commit, it is rolled back.
pub(super) enum Tx {
    Sqlite(writer::Writing),
    Postgres(Transaction<'static, Postgres>, Vec<Vec<PgRow>>),
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
            Self::Postgres(tx, _) => statement.execute(tx).await,
        }
    }

    /// As [`Self::later`]; what it reads is among what [`Self::end`] gives, in the order noted.
    pub(super) async fn note(&mut self, statement: Statement) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.note(statement).await,
            Self::Postgres(tx, notes) => {
                notes.push(statement.on_postgres().fetch_all(&mut **tx).await?);
                Ok(())
            }
        }
    }

    /// Commits, and gives what was noted; on SQLite in one trip with what waited.
    pub(super) async fn end(self) -> Result<Notes, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(tx) => Notes(tx.end().await?.into_iter().map(Rows::Sqlite).collect()),
            Self::Postgres(tx, notes) => {
                tx.commit().await?;
                Notes(notes.into_iter().map(Rows::Postgres).collect())
            }
        })
    }

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.end().await.map(drop)
    }
}

/// What the noted statements of a transaction read, in their order.
pub(super) struct Notes(VecDeque<Rows>);

impl Notes {
    /// The rows of the next of them.
    pub(super) fn next<R: Row>(&mut self) -> Result<Vec<R>, sqlx::Error> {
        self.0.pop_front().map_or(Ok(Vec::new()), |rows| rows.to())
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
        (Pool::Postgres(pool), Durability::PowerCut) => {
            Tx::Postgres(pool.begin().await?, Vec::new())
        }
        (Pool::Postgres(pool), Durability::Crash) => {
            let begin = "BEGIN; SET LOCAL synchronous_commit = off";
            Tx::Postgres(pool.begin_with(begin).await?, Vec::new())
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
        const COUNT: &str = "SELECT count(*) FROM search_queries";
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
        tx.note(Statement::new(WORDS)).await.unwrap();
        for n in 0..20 {
            tx.later(Statement::new(KEEP).bind(format!("b{n:02}")).bind("two")).await.unwrap();
        }
        tx.note(Statement::new(COUNT)).await.unwrap();
        let mut notes = tx.end().await.unwrap();
        assert_eq!(notes.next::<(String,)>().unwrap(), [("one".to_owned(),)]);
        assert_eq!(notes.next::<(i64,)>().unwrap(), [(21,)]);
        for (durability, full) in [(Durability::PowerCut, 2), (Durability::Crash, 1)] {
            let mut tx = begin(&storage.pool, durability).await.unwrap();
            tx.note(Statement::new("PRAGMA synchronous")).await.unwrap();
            assert_eq!(tx.end().await.unwrap().next::<(i64,)>().unwrap(), [(full,)]);
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
