//! A statement with its values, known before it is run: so several can make one trip to SQLite's
//! thread. A trip costs more than most statements.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use sqlx::{
    Arguments as _, Either, Executor as _, PgConnection, Postgres, SqliteConnection,
    postgres::PgArguments,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};

/// A value of one of the types that the hot path stores.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Time(Option<DateTime<Utc>>),
    Truth(bool),
}

/// SQL for either engine, its values numbered `$1`, `$2`… and in no other way.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    sql: &'static str,
    values: Vec<Value>,
}

impl Statement {
    pub(super) fn new(sql: &'static str) -> Self {
        Self { sql, values: Vec::new() }
    }

    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// For PostgreSQL, which takes one at a time.
    pub(super) fn on_postgres(self) -> Query<'static, Postgres, PgArguments> {
        self.values.into_iter().fold(sqlx::query(self.sql), |query, value| match value {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Time(value) => query.bind(value),
            Value::Truth(value) => query.bind(value),
        })
    }

    pub(super) async fn execute(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.on_postgres().execute(connection).await.map(drop)
    }
}

/// When the outcomes of a script are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listening {
    /// As they come: for scripts of which many follow each other.
    AtOnce,
    /// All together, a tick of the runtime's clock (1 ms) later. Each outcome that is listened for
    /// wakes a thread, which costs more than most statements; a script has about ten.
    Later,
}

/// Statements that go to SQLite together. One that fails ends the script: those after it don't run.
#[derive(Debug, Default)]
pub(super) struct Script {
    sql: String,
    arguments: SqliteArguments,
    statements: usize,
}

impl Script {
    pub(super) fn len(&self) -> usize {
        self.statements
    }

    /// Adds SQL without values.
    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
        self.sql.push(';');
        self.statements += 1;
    }

    /// Adds a statement; its values are numbered on from those before.
    ///
    /// # Errors
    /// Where a value can't be encoded.
    pub(super) fn add(&mut self, statement: Statement) -> Result<(), sqlx::Error> {
        renumber(statement.sql, self.arguments.len(), &mut self.sql);
        self.sql.push(';');
        self.statements += 1;
        for value in statement.values {
            match value {
                Value::Int(value) => self.arguments.add(value),
                Value::Text(value) => self.arguments.add(value),
                Value::Time(value) => self.arguments.add(value),
                Value::Truth(value) => self.arguments.add(value),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok(())
    }

    /// Runs it; gives the rows of each of its statements.
    ///
    /// # Errors
    /// Where one of them fails.
    pub(super) async fn run(
        self,
        connection: &mut SqliteConnection,
        listening: Listening,
    ) -> Result<Vec<Vec<SqliteRow>>, sqlx::Error> {
        match listening {
            Listening::AtOnce => self.run_on(connection).await,
            Listening::Later => a_tick_later(self.run_on(connection)).await,
        }
    }

    async fn run_on(
        self,
        connection: &mut SqliteConnection,
    ) -> Result<Vec<Vec<SqliteRow>>, sqlx::Error> {
        let mut rows = Vec::new();
        rows.resize_with(self.statements, Vec::new);
        let query = sqlx::query_with(sqlx::AssertSqlSafe(self.sql), self.arguments);
        let mut outcomes = connection.fetch_many(query);
        let mut running = rows.iter_mut();
        let mut of_this = running.next();
        while let Some(outcome) = outcomes.try_next().await? {
            match (outcome, &mut of_this) {
                (Either::Left(_done), _) => of_this = running.next(),
                (Either::Right(row), Some(of_this)) => of_this.push(row),
                (Either::Right(_row), None) => {}
            }
        }
        drop(outcomes);
        Ok(rows)
    }
}

/// Sets `work` going, and listens to it from the next tick on.
async fn a_tick_later<F: Future>(work: F) -> F::Output {
    let mut work = pin!(work);
    let begun = work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    if let Poll::Ready(outcome) = begun {
        return outcome;
    }
    tokio::time::sleep(Duration::from_micros(1)).await;
    work.await
}

/// `$1` after three other values is `$4`.
fn renumber(sql: &str, before: usize, into: &mut String) {
    let mut parts = sql.split('$');
    into.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        into.push('$');
        match number.parse::<usize>() {
            Ok(number) => into.push_str(&(number + before).to_string()),
            Err(_) => into.push_str(number),
        }
        into.push_str(rest);
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Truth(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(value: DateTime<Utc>) -> Self {
        Self::Time(Some(value))
    }
}

impl From<Option<DateTime<Utc>>> for Value {
    fn from(value: Option<DateTime<Utc>>) -> Self {
        Self::Time(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_on() {
        let mut script = Script::default();
        script.push("BEGIN");
        script.add(Statement::new("SELECT $1, $2").bind(1).bind("a")).unwrap();
        script.add(Statement::new("SELECT $2 + $1, $10").bind(2).bind(3)).unwrap();
        assert_eq!(script.sql, "BEGIN;SELECT $1, $2;SELECT $4 + $3, $12;");
        assert_eq!((script.arguments.len(), script.len()), (4, 3));
    }
}
