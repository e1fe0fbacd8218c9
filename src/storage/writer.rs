//! The connection that writes SQLite, one at a time by nature; those who write queue for it.
//!
//! As with [`super::readers`], sqlx's pool would ask it whether it lives around each use. Commits
//! leave the log's sync to the next checkpoint, unless a transaction is to survive a power cut:
//! that one turns `synchronous` up for itself (about 3 ms), and down again with its end.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use sqlx::{ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
};

use super::Durability;

/// The way to the connection.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    state: Arc<Mutex<State>>,
    patience: Duration,
}

#[derive(Debug)]
struct State {
    connection: SqliteConnection,
    /// The last transaction was to survive a power cut, and `synchronous` is still turned up.
    full: bool,
    /// In a transaction, or perhaps in one.
    open: bool,
}

/// An open transaction, or the right to run one statement alone. A transaction that is dropped
/// before its commit is rolled back.
pub(super) struct Writing {
    state: OwnedMutexGuard<State>,
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

    /// The connection itself, for migrations.
    pub(super) async fn get(&self) -> Result<Writing, sqlx::Error> {
        let waiting = self.state.clone().lock_owned();
        let mut state = tokio::time::timeout(self.patience, waiting)
            .await
            .map_err(|_elapsed| sqlx::Error::PoolTimedOut)?;
        state.roll_back().await?;
        Ok(Writing { state })
    }

    /// A transaction.
    pub(super) async fn begin(&self, durability: Durability) -> Result<Writing, sqlx::Error> {
        let mut writing = self.get().await?;
        let (full, sql) = match durability {
            Durability::PowerCut => (true, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE"),
            Durability::Crash => (false, "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE"),
        };
        // Set beforehand: dropped while this runs, it leaves nothing behind either.
        (writing.state.open, writing.state.full) = (true, true);
        sqlx::raw_sql(sql).execute(&mut *writing).await?;
        writing.state.full = full;
        Ok(writing)
    }

    /// For one statement, which is its own transaction: one round trip instead of three. What it
    /// writes survives a crash of the process.
    pub(super) async fn alone(&self) -> Result<Writing, sqlx::Error> {
        let mut writing = self.get().await?;
        if writing.state.full {
            sqlx::query("PRAGMA synchronous = NORMAL").execute(&mut *writing).await?;
            writing.state.full = false;
        }
        Ok(writing)
    }

    /// Waits for who writes, and tidies up; the file is closed with the last handle.
    pub(super) async fn close(&self) -> Result<(), sqlx::Error> {
        let mut writing = self.get().await?;
        sqlx::query("PRAGMA optimize").execute(&mut *writing).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *writing).await.map(drop)
    }

    /// Nobody writes.
    pub(super) fn is_idle(&self) -> bool {
        self.state.try_lock().is_ok()
    }
}

impl Writing {
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        if self.state.open {
            sqlx::raw_sql("COMMIT").execute(&mut *self).await?;
            self.state.open = false;
        }
        Ok(())
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

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.state.connection
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.state.connection
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
