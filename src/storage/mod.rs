//! Storage: SQLite embedded, PostgreSQL in production, one SQL text for both.
//!
//! Reads go to a pool. Short writes of the hot path (inbox, turns, outbox) go through one task that
//! commits what has gathered while the commit before was on its way (`hot`), and hands the work they
//! bring to those who wait for it (`looks`); longer writes (pages of a sync) have a transaction of
//! their own.

mod announcements;
mod api_keys;
mod ask;
mod awards;
mod bids;
mod contracts;
mod dead_letters;
mod documents;
mod dossiers;
mod effects;
mod finance;
mod heartbeat;
mod held;
mod hot;
mod hot_looks;
mod hot_lots;
mod hot_prices;
mod inbox;
mod law;
mod looks;
mod lot_prices;
mod lots;
mod notices;
mod outbox;
mod participants;
mod plans;
mod prices;
mod queue;
mod readers;
mod releases;
mod risk;
mod rnu;
mod search;
mod statement;
mod subjects;
mod subscriptions;
mod suppliers;
mod sync;
mod thoughts;
mod tx;
mod users;
mod writer;

use std::{path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use async_trait::async_trait;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use self::{
    statement::{Listening, Script, Statement},
    tx::{Durability, Rows, Tx, alone, begin},
};
use crate::domain::{Store, clock::Clock, error::StoreError};

/// How long a statement waits for another process that writes to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const SQLITE_READERS: usize = 4;
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long a caller waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// The two engines. SQLite has one writer by nature: those who write take turns.
#[derive(Debug, Clone)]
enum Pool {
    Sqlite { read: readers::Readers, write: writer::Writer },
    Postgres(PgPool),
}

/// Runs the same statement on either engine, outside a transaction, and measures it.
macro_rules! on_pool {
    ($pool:expr, |$p:ident| $body:expr) => {{
        let started = std::time::Instant::now();
        let result = match &$pool {
            $crate::storage::Pool::Sqlite { read, .. } => match read.get().await {
                Ok(mut reader) => match reader.connection() {
                    Ok($p) => $body,
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            },
            $crate::storage::Pool::Postgres($p) => $body,
        };
        metrics::histogram!("database_query_duration_seconds")
            .record(started.elapsed().as_secs_f64());
        result
    }};
}

/// Runs the same statement on either engine, inside a transaction and after what waited in it.
macro_rules! on_tx {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx {
            $crate::storage::Tx::Sqlite(t) => match t.connection().await {
                Ok($c) => $body,
                Err(error) => Err(error),
            },
            $crate::storage::Tx::Postgres(t, _) => {
                let $c = &mut **t;
                $body
            }
        }
    };
}

pub(crate) use {on_pool, on_tx};

/// Everything that is kept.
#[derive(Clone)]
pub struct Storage {
    pool: Pool,
    hot: hot::Hot,
    /// Who claims: a new name at every start, so that what a former life claimed is nobody's.
    instance: Arc<str>,
    clock: Arc<dyn Clock>,
    /// Held while the process lives: a second one on the same SQLite file would not see the first.
    lock: Option<Arc<std::fs::File>>,
}

impl std::fmt::Debug for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Storage")
            .field("instance", &self.instance)
            .field("locked", &self.lock.is_some())
            .finish_non_exhaustive()
    }
}

/// Why storage could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no engine we know.
    #[error("DATABASE_URL must begin with sqlite:// or postgres://")]
    UnknownEngine,
    /// Another process serves from this file.
    #[error("another zakupai process is running on {0}")]
    InUse(PathBuf),
    /// The database refuses.
    #[error("the database can't be opened")]
    Database(#[from] sqlx::Error),
    /// The file can't be made.
    #[error("the database's folder can't be written to")]
    File(#[from] std::io::Error),
    /// Its schema can't be brought up to date.
    #[error("the schema can't be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl Storage {
    /// Opens the database without touching its schema.
    ///
    /// # Errors
    /// Where the URL is wrong or the database does not answer.
    pub async fn connect(url: &str, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let pool = if url.starts_with("sqlite:") {
            open_sqlite(url).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?.application_name("zakupai");
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .connect_with(options)
                .await?;
            Pool::Postgres(pool)
        } else {
            return Err(OpenError::UnknownEngine);
        };
        let instance: Arc<str> = new_id().into();
        let hot = hot::Hot::start(pool.clone(), instance.clone(), clock.clone());
        Ok(Self { pool, hot, instance, clock, lock: None })
    }

    /// Takes the SQLite file for this process alone, and with it what a former life had claimed;
    /// PostgreSQL serves several.
    ///
    /// # Errors
    /// [`OpenError::InUse`] where another process has it.
    pub async fn take(mut self, url: &str) -> Result<Self, OpenError> {
        if let Some(path) = sqlite_path(url) {
            let path = path.with_extension("lock");
            let file = std::fs::File::create(&path)?;
            file.try_lock().map_err(|_error| OpenError::InUse(path))?;
            self.lock = Some(Arc::new(file));
            // Nobody else can be alive: there is no need to wait until their leases run out.
            const SQL: &str = "DELETE FROM leases WHERE name LIKE 'instance:%'";
            let mut tx = self.begin().await?;
            on_tx!(&mut tx, |c| sqlx::query(SQL).execute(c).await.map(drop))?;
            tx.commit().await?;
        }
        Ok(self)
    }

    /// Brings the schema up to date; several replicas may call it at once. A schema newer than this
    /// program is refused.
    ///
    /// # Errors
    /// Where a migration fails or is unknown.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        match &self.pool {
            Pool::Sqlite { write, .. } => {
                let mut writing = write.alone().await?;
                sqlx::migrate!("migrations/sqlite").run(writing.connection().await?).await?;
            }
            Pool::Postgres(pool) => sqlx::migrate!("migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    /// Waits for what is being written, then closes.
    pub async fn close(&self) {
        self.hot.stop().await;
        match &self.pool {
            Pool::Sqlite { read, write } => {
                read.close().await;
                if let Err(error) = write.close().await {
                    tracing::debug!(%error, "the database was not tidied up");
                }
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// Connections in all and idle, for the metrics.
    pub fn pool_size(&self) -> (u32, usize) {
        match &self.pool {
            Pool::Sqlite { read, write } => {
                let size = u32::try_from(read.size() + 2).unwrap_or(u32::MAX);
                (size, read.idle() + 2 * usize::from(write.is_idle()))
            }
            Pool::Postgres(pool) => (pool.size(), pool.num_idle()),
        }
    }

    async fn begin(&self) -> Result<Tx, sqlx::Error> {
        begin(&self.pool, Durability::Crash).await
    }

    /// Reads with several statements; on SQLite in one trip.
    async fn read<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<[Rows; N], sqlx::Error> {
        let started = std::time::Instant::now();
        let mut all = [const { Rows::None }; N];
        match &self.pool {
            Pool::Sqlite { read, .. } => {
                let mut script = Script::default();
                statements.into_iter().try_for_each(|statement| script.add(statement))?;
                let rows = script.run(read.get().await?.connection()?, Listening::Later).await?;
                for (place, rows) in all.iter_mut().zip(rows) {
                    *place = Rows::Sqlite(rows);
                }
            }
            Pool::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                for (place, statement) in all.iter_mut().zip(statements) {
                    let rows = statement.on_postgres().fetch_all(&mut *connection).await?;
                    *place = Rows::Postgres(rows);
                }
            }
        }
        metrics::histogram!("database_query_duration_seconds")
            .record(started.elapsed().as_secs_f64());
        Ok(all)
    }
}

#[async_trait]
impl Store for Storage {
    async fn ping(&self) -> Result<(), StoreError> {
        // Writes a row of its own, so that a full disk or a read-only replica is noticed.
        let mut tx = self.begin().await.map_err(store)?;
        let now = self.clock.now();
        const SQL: &str = "INSERT INTO leases (name, owner, token, expires_at) VALUES ('ping', '', 0, $1) \
                           ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at";
        on_tx!(&mut tx, |c| sqlx::query(SQL).bind(now).execute(c).await.map(drop))
            .map_err(store)?;
        tx.commit().await.map_err(store)
    }
}

async fn open_sqlite(url: &str) -> Result<Pool, OpenError> {
    if let Some(folder) = sqlite_path(url).as_deref().and_then(std::path::Path::parent) {
        std::fs::create_dir_all(folder)?;
    }
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .optimize_on_close(true, None);
    // The writer first: it makes the file and turns WAL on before a reader looks.
    let write = writer::Writer::open(&options, ACQUIRE_TIMEOUT).await?;
    let read = readers::Readers::open(&options, SQLITE_READERS).await?;
    Ok(Pool::Sqlite { read, write })
}

fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
}

/// A key that sorts by the time it was made, also within a millisecond.
fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn store(error: sqlx::Error) -> StoreError {
    StoreError::failed(error)
}

/// `($1, $2), ($3, $4)`: places for `rows` rows of `columns` values.
fn places(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                text.push_str(", ");
            }
            text.push('$');
            text.push_str(&(row * columns + column + 1).to_string());
        }
        text.push(')');
    }
    text
}

/// As [`places`], for many values: SQLite looks a numbered place up by its name, among all of them,
/// each time one is bound.
fn many_places(tx: &Tx, rows: usize, columns: usize) -> String {
    match tx {
        Tx::Postgres(..) => places(rows, columns),
        Tx::Sqlite(_) => vec![format!("({})", vec!["?"; columns].join(", ")); rows].join(", "),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Row as _;

    use super::*;
    use crate::domain::clock::SystemClock;

    /// What SQLite goes through from end to end to carry out a statement; a subquery's alias or
    /// index is named.
    pub(super) async fn scans(sql: &'static str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("plan.db").display());
        let storage = Storage::connect(&url, Arc::new(SystemClock)).await.unwrap();
        storage.migrate().await.unwrap();
        let Pool::Sqlite { write, .. } = &storage.pool else { unreachable!() };
        let mut writing = write.alone().await.unwrap();
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows =
            sqlx::query(explain).fetch_all(writing.connection().await.unwrap()).await.unwrap();
        let steps = rows.iter().map(|row| row.get::<String, _>("detail"));
        steps.filter(|step| step.starts_with("SCAN")).collect()
    }
}
