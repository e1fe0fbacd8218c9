//! A local OWS v3: the GraphQL and REST of Goszakup on loopback, with its schema, its paging, its
//! quirks, and faults on demand. `zakupai demo`, the integration tests and the bench run on it.
//!
//! It refuses what the real service refuses: queries are parsed and held against the published
//! schema, and what a client got wrong is kept in [`LocalGoszakup::violations`].

mod calendar;
mod coerce;
mod dataset;
mod execute;
mod expand;
mod filter;
mod generated;
mod net;
mod options;
mod query;
mod refs;
mod rest;
mod schema;
mod server;
mod store;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use axum::Router;
use chrono::{DateTime, FixedOffset, Utc};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

pub use dataset::Dataset;
pub use options::{Fault, Quirks, TokenError};

use schema::Schema;
use server::locked;
use store::{Register, Store};

/// Which side of the service was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `GET /v3/…`
    Rest,
    /// `POST /v3/graphql`
    Graphql,
}

/// One request as it arrived, faults and refusals included.
#[derive(Debug, Clone)]
pub struct Request {
    /// REST or GraphQL.
    pub kind: Kind,
    /// Path without the query string.
    pub path: String,
    /// GraphQL roots asked for; empty for REST and for queries the schema refuses.
    pub roots: Vec<String>,
    /// GraphQL variables, or the query string of a REST request as an object of strings.
    pub variables: Value,
    /// When it arrived.
    pub at: Instant,
}

/// A running stand-in. Clones share the server; it runs until [`LocalGoszakup::stop`].
#[derive(Debug, Clone)]
pub struct LocalGoszakup {
    inner: Arc<Inner>,
    addr: SocketAddr,
    serving: AbortHandle,
}

#[derive(Debug)]
struct Inner {
    token: String,
    schema: Schema,
    store: Mutex<Store>,
    control: Mutex<Control>,
    changes: watch::Sender<u64>,
}

/// What tests turn and read.
#[derive(Debug)]
struct Control {
    faults: VecDeque<Fault>,
    share: u8,
    rng: SmallRng,
    token_error: TokenError,
    reject_token: bool,
    total_count_lie: i64,
    quirks: Quirks,
    requests: Vec<Request>,
    violations: Vec<String>,
    stopped: bool,
}

impl Inner {
    fn store(&self) -> MutexGuard<'_, Store> {
        locked(&self.store)
    }

    fn control(&self) -> MutexGuard<'_, Control> {
        locked(&self.control)
    }

    fn bump(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

impl LocalGoszakup {
    /// Starts the service on a free loopback port.
    ///
    /// Fails when no port can be bound or an embedded file does not parse.
    pub async fn start(token: &str, data: Dataset) -> io::Result<Self> {
        let schema = Schema::load().map_err(io::Error::other)?;
        let refs = refs::Refs::load().map_err(io::Error::other)?;
        let control = Control {
            faults: VecDeque::new(),
            share: 0,
            // A fixed seed: the same run fails at the same requests.
            rng: SmallRng::seed_from_u64(7),
            token_error: TokenError::default(),
            reject_token: false,
            total_count_lie: 0,
            quirks: Quirks::default(),
            requests: Vec::new(),
            violations: Vec::new(),
            stopped: false,
        };
        let inner = Arc::new(Inner {
            token: token.to_owned(),
            schema,
            store: Mutex::new(Store::new(data, refs)),
            control: Mutex::new(control),
            changes: watch::Sender::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let router = Router::new().fallback(server::handle).with_state(Arc::clone(&inner));
        let service = router.into_make_service_with_connect_info::<net::Scissors>();
        let serving = tokio::spawn(async move {
            // Serving ends only by being aborted; accept errors are retried inside.
            let _ = axum::serve(net::Loopback(listener), service).await;
        });
        Ok(Self { inner, addr, serving: serving.abort_handle() })
    }

    /// Base address, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The token it accepts.
    pub fn token(&self) -> String {
        self.inner.token.clone()
    }

    /// Adds or replaces a lot. Field names are those of GraphQL; absent fields answer `null`, and
    /// an object field given here (`Plans`, `TrdBuy`, …) wins over the linked row.
    pub fn add_lot(&self, lot: Value) {
        self.put(Register::Lots, lot);
    }

    /// Adds or replaces an announcement.
    pub fn add_announcement(&self, announcement: Value) {
        self.put(Register::TrdBuy, announcement);
    }

    /// Adds or replaces a plan point.
    pub fn add_plan(&self, plan: Value) {
        self.put(Register::Plans, plan);
    }

    /// Adds or replaces a company; its id is `pid`.
    pub fn add_subject(&self, subject: Value) {
        self.put(Register::Subjects, subject);
    }

    /// Adds or replaces an entry of the register of unfair suppliers.
    pub fn add_rnu(&self, entry: Value) {
        self.put(Register::Rnu, entry);
    }

    /// Takes all entries of a supplier out of the register of unfair suppliers.
    pub fn remove_rnu(&self, biin: &str) {
        self.inner.store().remove_rnu(biin);
        self.inner.bump();
    }

    /// Adds or replaces an application to an announcement.
    pub fn add_application(&self, application: Value) {
        self.put(Register::TrdApp, application);
    }

    /// Adds or replaces a contract.
    pub fn add_contract(&self, contract: Value) {
        self.put(Register::Contract, contract);
    }

    /// Changes fields of a lot as of `at`; does nothing when there is no such lot.
    pub fn change_lot(&self, id: i64, patch: Value, at: DateTime<Utc>) {
        self.change(Register::Lots, id, &patch, at);
    }

    /// Changes fields of an announcement as of `at`. Its lots keep their own dates, as the real
    /// service is not known to move them.
    pub fn change_announcement(&self, id: i64, patch: Value, at: DateTime<Utc>) {
        self.change(Register::TrdBuy, id, &patch, at);
    }

    /// Takes a lot out.
    pub fn remove_lot(&self, id: i64) {
        self.inner.store().remove(Register::Lots, id);
        self.inner.bump();
    }

    /// The lot as stored, for asserting against.
    pub fn lot(&self, id: i64) -> Option<Value> {
        self.inner.store().row(Register::Lots, id).cloned()
    }

    /// The announcement as stored.
    pub fn announcement(&self, id: i64) -> Option<Value> {
        self.inner.store().row(Register::TrdBuy, id).cloned()
    }

    /// Spoils the next `times` requests; faults queue up in the order they were asked for.
    pub fn fail_next(&self, times: usize, fault: Fault) {
        self.inner.control().faults.extend(std::iter::repeat_n(fault, times));
    }

    /// From now on that many requests in a hundred get 500, 502 or 503, chosen by a seeded
    /// generator.
    pub fn fail_share(&self, percent: u8) {
        self.inner.control().share = percent;
    }

    /// How a bad token is answered.
    pub fn token_error(&self, mode: TokenError) {
        self.inner.control().token_error = mode;
    }

    /// Whether even the right token is refused, as after a year.
    pub fn reject_token(&self, reject: bool) {
        self.inner.control().reject_token = reject;
    }

    /// Makes `totalCount` differ from the number of rows by this much.
    pub fn total_count_lie(&self, extra: i64) {
        self.inner.control().total_count_lie = extra;
    }

    /// Sets the oddities of the answers.
    pub fn quirks(&self, quirks: Quirks) {
        self.inner.control().quirks = quirks;
    }

    /// All requests so far, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.inner.control().requests.clone()
    }

    /// How many requests named that GraphQL root, or had that path.
    pub fn count(&self, root_or_path: &str) -> usize {
        let control = self.inner.control();
        let named = |request: &&Request| {
            request.path == root_or_path || request.roots.iter().any(|root| root == root_or_path)
        };
        control.requests.iter().filter(named).count()
    }

    /// What clients got wrong so far: fields, arguments or types that are not in the schema,
    /// requests without a Bearer token, unknown routes.
    pub fn violations(&self) -> Vec<String> {
        self.inner.control().violations.clone()
    }

    /// A counter that grows with every request and every change of the data.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Closes the port; connections still open are dropped at their next request.
    pub fn stop(&self) {
        self.inner.control().stopped = true;
        self.serving.abort();
    }

    fn put(&self, register: Register, row: Value) {
        self.inner.store().put(register, row);
        self.inner.bump();
    }

    fn change(&self, register: Register, id: i64, patch: &Value, at: DateTime<Utc>) {
        self.inner.store().change(register, id, patch, &naive(at));
        self.inner.bump();
    }
}

/// A moment the way OWS writes it: naive, in Kazakhstan time (UTC+5).
pub fn naive(at: DateTime<Utc>) -> String {
    const HOURS_EAST: i32 = 5;
    let zone = FixedOffset::east_opt(HOURS_EAST * 3600);
    let local = zone.map_or_else(|| at.naive_utc(), |zone| at.with_timezone(&zone).naive_local());
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}
