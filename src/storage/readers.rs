//! Connections that read SQLite. Sqlx's own pool asks a connection whether it lives before and after
//! each use, which is two round trips to its thread around one; a local file does not hang up.

use std::sync::Arc;

use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};

/// A few connections; who finds none free waits.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Emptied at the close.
    connections: Vec<Mutex<Option<SqliteConnection>>>,
    /// As many as there are connections.
    free: Semaphore,
}

/// A connection for one statement. Dropped in the middle of one, it is as good as before: its
/// thread resets a statement that nobody waits for.
pub(super) struct Reader<'a> {
    // Before the permit, so that whoever gets the permit finds a connection.
    connection: MutexGuard<'a, Option<SqliteConnection>>,
    _permit: SemaphorePermit<'a>,
}

impl Readers {
    pub(super) async fn open(
        options: &SqliteConnectOptions,
        count: usize,
    ) -> Result<Self, sqlx::Error> {
        let mut connections = Vec::with_capacity(count);
        for _ in 0..count {
            connections.push(Mutex::new(Some(options.connect().await?)));
        }
        Ok(Self { inner: Arc::new(Inner { connections, free: Semaphore::new(count) }) })
    }

    pub(super) async fn get(&self) -> Result<Reader<'_>, sqlx::Error> {
        let closed = || sqlx::Error::PoolClosed;
        let permit = self.inner.free.acquire().await.map_err(|_closed| closed())?;
        // The first free one: its statements are most likely prepared.
        let connection = self.inner.connections.iter().find_map(|one| one.try_lock().ok());
        Ok(Reader { connection: connection.ok_or_else(closed)?, _permit: permit })
    }

    /// Waits for those who read, then closes.
    pub(super) async fn close(&self) {
        self.inner.free.close();
        for connection in &self.inner.connections {
            if let Some(connection) = connection.lock().await.take()
                && let Err(error) = connection.close().await
            {
                tracing::debug!(%error, "a connection did not close in order");
            }
        }
    }

    pub(super) fn size(&self) -> usize {
        self.inner.connections.len()
    }

    pub(super) fn idle(&self) -> usize {
        self.inner.free.available_permits()
    }
}

impl Reader<'_> {
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)
    }
}
