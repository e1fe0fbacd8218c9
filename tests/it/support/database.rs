//! A database for one test: a file, or one of its own on the test server.

use std::str::FromStr;

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct Database {
    url: String,
    /// Goes with the test.
    _folder: tempfile::TempDir,
    postgres: Option<(String, String)>,
}

impl Database {
    /// A new one; none where PostgreSQL is asked for and not there, which in CI is a failure.
    pub async fn create(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if engine == Engine::Sqlite {
            let url = format!("sqlite://{}", folder.path().join("test.db").display());
            return Some(Self { url, _folder: folder, postgres: None });
        }
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            assert!(
                std::env::var_os("CI").is_none(),
                "TEST_DATABASE_URL must name a PostgreSQL server in CI"
            );
            return None;
        };
        let name = format!("zakupai_test_{}", uuid::Uuid::now_v7().simple());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&mut connection).await.unwrap();
        let url =
            PgConnectOptions::from_str(&server).unwrap().database(&name).to_url_lossy().to_string();
        Some(Self { url, _folder: folder, postgres: Some((server, name)) })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn folder(&self) -> &std::path::Path {
        self._folder.path()
    }

    /// One row of one column, straight from the database.
    pub async fn scalar(&self, sql: &'static str) -> i64 {
        if self.postgres.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        }
    }

    /// The texts of one column.
    pub async fn texts(&self, sql: &'static str) -> Vec<Option<String>> {
        if self.postgres.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
        }
    }

    /// Runs a statement.
    pub async fn execute(&self, sql: &'static str) {
        if self.postgres.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
        }
    }

    pub async fn drop(self) {
        if let Some((server, name)) = self.postgres {
            let mut connection = PgConnection::connect(&server).await.unwrap();
            let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
            sqlx::query(drop).execute(&mut connection).await.unwrap();
        }
    }
}
