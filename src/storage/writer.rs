//! The connections that write SQLite, one at a time by nature; those who write queue for them.
//!
//! As with [`super::readers`], sqlx's pool would ask them whether they live around each use. One
//! syncs the log with every commit (about 3 ms), for what must survive a power cut; the other leaves
//! that to the next checkpoint. (One connection that turns `synchronous` up and down would have to
//! prepare its statements anew each time: pragmas take effect when they are prepared.)
//!
//! Statements whose outcome is not needed at once wait for the next one whose is, or for the commit:
//! they make one trip to the connection's thread. The beginning of a transaction waits too.

use std::{sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteRow, SqliteSynchronous},
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
};

use super::{
    Durability,
    statement::{Listening, Script, Statement},
};

/// More statements than this are sent on their way: a script that comes back is kept prepared.
const LONGEST_SCRIPT: usize = 8;

/// The way to the connections.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    state: Arc<Mutex<State>>,
    patience: Duration,
}

#[derive(Debug)]
struct State {
    /// Syncs with every commit.
    durable: SqliteConnection,
    quick: SqliteConnection,
    /// Which is in a transaction, or perhaps in one.
    open: Option<Durability>,
}

/// An open transaction, or the right to run one statement alone. A transaction that is dropped
/// before its commit is rolled back.
pub(super) struct Writing {
    state: OwnedMutexGuard<State>,
    kind: Kind,
    /// Not sent yet.
    waiting: Script,
    /// Places in `waiting` of the statements whose rows are kept.
    noted: Vec<usize>,
    /// What those of them that were sent read.
    notes: Vec<Vec<SqliteRow>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Alone,
    Transaction(Durability),
}

impl Writer {
    /// Opens the connections; whoever waits for them longer than `patience` is told so.
    pub(super) async fn open(
        options: &SqliteConnectOptions,
        patience: Duration,
    ) -> Result<Self, sqlx::Error> {
        let durable = options.clone().synchronous(SqliteSynchronous::Full).connect().await?;
        let quick = options.clone().synchronous(SqliteSynchronous::Normal).connect().await?;
        let state = State { durable, quick, open: None };
        Ok(Self { state: Arc::new(Mutex::new(state)), patience })
    }

    /// A transaction.
    pub(super) async fn begin(&self, durability: Durability) -> Result<Writing, sqlx::Error> {
        let mut writing = self.get(Kind::Transaction(durability)).await?;
        writing.waiting.push("BEGIN IMMEDIATE");
        Ok(writing)
    }

    /// For one statement, which is its own transaction. What it writes survives a crash of the
    /// process.
    pub(super) async fn alone(&self) -> Result<Writing, sqlx::Error> {
        self.get(Kind::Alone).await
    }

    async fn get(&self, kind: Kind) -> Result<Writing, sqlx::Error> {
        let waiting = self.state.clone().lock_owned();
        let mut state = tokio::time::timeout(self.patience, waiting)
            .await
            .map_err(|_elapsed| sqlx::Error::PoolTimedOut)?;
        state.roll_back().await?;
        let (waiting, noted, notes) = Default::default();
        Ok(Writing { state, kind, waiting, noted, notes })
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

    /// As [`Self::later`], but what it reads is kept: the rows of the n-th such are the n-th that
    /// [`Self::end`] gives.
    ///
    /// # Errors
    /// As [`Self::later`].
    pub(super) async fn note(&mut self, statement: Statement) -> Result<(), sqlx::Error> {
        self.noted.push(self.waiting.len());
        self.later(statement).await
    }

    /// Runs what waits and commits, in one trip.
    pub(super) async fn end(mut self) -> Result<Vec<Vec<SqliteRow>>, sqlx::Error> {
        if self.kind != Kind::Alone {
            self.waiting.push("COMMIT");
        }
        self.send(Listening::Later).await?;
        self.state.open = None;
        Ok(std::mem::take(&mut self.notes))
    }

    /// The connection, with nothing waiting.
    pub(super) async fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.flush().await?;
        Ok(self.state.of(self.kind.durability()))
    }

    async fn flush(&mut self) -> Result<(), sqlx::Error> {
        if self.waiting.len() > 0 { self.send(Listening::AtOnce).await } else { Ok(()) }
    }

    /// Sends what waits.
    async fn send(&mut self, listening: Listening) -> Result<(), sqlx::Error> {
        // Set beforehand: dropped while this runs, it leaves nothing behind either.
        if let Kind::Transaction(durability) = self.kind {
            self.state.open = Some(durability);
        }
        let script = std::mem::take(&mut self.waiting);
        let connection = self.state.of(self.kind.durability());
        let mut rows = script.run(connection, listening).await?;
        for place in self.noted.drain(..) {
            self.notes.push(rows.get_mut(place).map(std::mem::take).unwrap_or_default());
        }
        Ok(())
    }
}

impl State {
    fn of(&mut self, durability: Durability) -> &mut SqliteConnection {
        match durability {
            Durability::PowerCut => &mut self.durable,
            Durability::Crash => &mut self.quick,
        }
    }

    async fn roll_back(&mut self) -> Result<(), sqlx::Error> {
        let Some(durability) = self.open else { return Ok(()) };
        match sqlx::raw_sql("ROLLBACK").execute(self.of(durability)).await {
            // It never began, or SQLite has rolled it back by itself.
            Ok(_) | Err(sqlx::Error::Database(_)) => {
                self.open = None;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

impl Kind {
    fn durability(self) -> Durability {
        match self {
            Self::Alone => Durability::Crash,
            Self::Transaction(durability) => durability,
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if self.state.open.is_some()
            && let Ok(runtime) = Handle::try_current()
        {
            // The next to write would do it; until then it would keep other processes out.
            let state = OwnedMutexGuard::mutex(&self.state).clone();
            runtime.spawn(async move { state.lock_owned().await.roll_back().await });
        }
    }
}
