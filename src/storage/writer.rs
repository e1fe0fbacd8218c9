//! The connection that writes SQLite, one at a time by nature; those who write queue for it.
//!
//! As with [`super::readers`], sqlx's pool would ask it whether it lives around each use. Commits
//! leave the log's sync to the next checkpoint, unless a transaction is to survive a power cut:
//! that one turns `synchronous` up for itself (about 3 ms), and down again with its end.
//!
//! Statements whose outcome is not needed at once wait for the next one whose is, or for the commit:
//! they make one trip to the connection's thread. The beginning of a transaction waits too.

use std::{sync::Arc, time::Duration};

use futures::TryStreamExt as _;
use sqlx::{
    ConnectOptions as _, Either, Executor as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
};

use super::{
    Durability,
    statement::{Script, Statement},
};

/// More statements than this are sent on their way: a script that comes back is kept prepared.
const LONGEST_SCRIPT: usize = 8;

const FULL: &str = "PRAGMA synchronous = FULL";
const NORMAL: &str = "PRAGMA synchronous = NORMAL";

/// The way to the connection.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    state: Arc<Mutex<State>>,
    patience: Duration,
}

#[derive(Debug)]
struct State {
    connection: SqliteConnection,
    /// A transaction was to survive a power cut, and `synchronous` may still be turned up.
    full: bool,
    /// In a transaction, or perhaps in one.
    open: bool,
}

/// An open transaction, or the right to run one statement alone. A transaction that is dropped
/// before its commit is rolled back.
pub(super) struct Writing {
    state: OwnedMutexGuard<State>,
    kind: Kind,
    /// Not sent yet.
    waiting: Script,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Alone,
    Transaction(Durability),
}

impl Writer {
    /// Opens the connection; whoever waits for it longer than `patience` is told so.
    pub(super) async fn open(
        options: &SqliteConnectOptions,
        patience: Duration,
    ) -> Result<Self, sqlx::Error> {
        let state = State { connection: options.connect().await?, full: false, open: false };
        Ok(Self { state: Arc::new(Mutex::new(state)), patience })
    }

    /// A transaction.
    pub(super) async fn begin(&self, durability: Durability) -> Result<Writing, sqlx::Error> {
        let mut writing = self.get(Kind::Transaction(durability)).await?;
        let waiting = &mut writing.waiting;
        match (durability, writing.state.full) {
            (Durability::PowerCut, _) => waiting.push_pragma(FULL),
            (Durability::Crash, true) => waiting.push_pragma(NORMAL),
            (Durability::Crash, false) => {}
        }
        waiting.push("BEGIN IMMEDIATE");
        Ok(writing)
    }

    /// For one statement, which is its own transaction. What it writes survives a crash of the
    /// process.
    pub(super) async fn alone(&self) -> Result<Writing, sqlx::Error> {
        let mut writing = self.get(Kind::Alone).await?;
        if writing.state.full {
            writing.waiting.push_pragma(NORMAL);
        }
        Ok(writing)
    }

    async fn get(&self, kind: Kind) -> Result<Writing, sqlx::Error> {
        let waiting = self.state.clone().lock_owned();
        let mut state = tokio::time::timeout(self.patience, waiting)
            .await
            .map_err(|_elapsed| sqlx::Error::PoolTimedOut)?;
        state.roll_back().await?;
        Ok(Writing { state, kind, waiting: Script::default() })
    }

    /// Waits for who writes, and tidies up; the file is closed with the last handle.
    pub(super) async fn close(&self) -> Result<(), sqlx::Error> {
        let mut writing = self.alone().await?;
        let connection = writing.connection().await?;
        sqlx::query("PRAGMA optimize").execute(&mut *connection).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await.map(drop)
    }

    /// Nobody writes.
    pub(super) fn is_idle(&self) -> bool {
        self.state.try_lock().is_ok()
    }
}

impl Writing {
    /// Runs a statement with the next that is sent.
    ///
    /// # Errors
    /// Where those that waited failed, if it was their turn.
    pub(super) async fn later(&mut self, statement: Statement) -> Result<(), sqlx::Error> {
        self.waiting.add(statement)?;
        if self.waiting.len() >= LONGEST_SCRIPT { self.flush().await } else { Ok(()) }
    }

    /// Runs a statement now, and gives its rows.
    pub(super) async fn rows(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<SqliteRow>, sqlx::Error> {
        let before = self.waiting.len();
        self.waiting.add(statement)?;
        self.send(before).await
    }

    /// Runs a statement and commits, in one trip.
    pub(super) async fn last(
        mut self,
        statement: Statement,
    ) -> Result<Vec<SqliteRow>, sqlx::Error> {
        let before = self.waiting.len();
        self.waiting.add(statement)?;
        self.end(before).await
    }

    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        let before = self.waiting.len();
        self.end(before).await.map(drop)
    }

    /// The connection, with nothing waiting.
    pub(super) async fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.flush().await?;
        Ok(&mut self.state.connection)
    }

    async fn flush(&mut self) -> Result<(), sqlx::Error> {
        if self.waiting.len() > 0 {
            self.send(self.waiting.len()).await?;
        }
        Ok(())
    }

    async fn end(&mut self, wanted: usize) -> Result<Vec<SqliteRow>, sqlx::Error> {
        let Kind::Transaction(durability) = self.kind else { return self.send(wanted).await };
        self.waiting.push("COMMIT");
        if durability == Durability::PowerCut {
            self.waiting.push_pragma(NORMAL);
        }
        let rows = self.send(wanted).await?;
        self.state.open = false;
        // Turned up by this transaction and down again, or turned down by its beginning.
        self.state.full = false;
        Ok(rows)
    }

    /// Sends what waits; gives the rows of the statement with that index.
    async fn send(&mut self, wanted: usize) -> Result<Vec<SqliteRow>, sqlx::Error> {
        // Set beforehand: dropped while this runs, it leaves nothing behind either.
        if let Kind::Transaction(durability) = self.kind {
            self.state.open = true;
            self.state.full |= durability == Durability::PowerCut;
        }
        let query = std::mem::take(&mut self.waiting).into_query();
        let mut rows = Vec::new();
        let mut done = 0;
        let mut outcomes = self.state.connection.fetch_many(query);
        while let Some(outcome) = outcomes.try_next().await? {
            match outcome {
                Either::Left(_done) => done += 1,
                Either::Right(row) if done == wanted => rows.push(row),
                Either::Right(_row) => {}
            }
        }
        drop(outcomes);
        if self.kind == Kind::Alone {
            self.state.full = false;
        }
        Ok(rows)
    }
}

impl State {
    async fn roll_back(&mut self) -> Result<(), sqlx::Error> {
        if !self.open {
            return Ok(());
        }
        match sqlx::raw_sql("ROLLBACK").execute(&mut self.connection).await {
            // It never began, or SQLite has rolled it back by itself.
            Ok(_) | Err(sqlx::Error::Database(_)) => {
                self.open = false;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if self.state.open
            && let Ok(runtime) = Handle::try_current()
        {
            // The next to write would do it; until then it would keep other processes out.
            let state = OwnedMutexGuard::mutex(&self.state).clone();
            runtime.spawn(async move { state.lock_owned().await.roll_back().await });
        }
    }
}
