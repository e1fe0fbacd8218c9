//! A server with a script: it gives its replies in order, the last one for ever, and remembers
//! what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, Uri},
};
use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use url::Url;

use crate::{
    clients::{
        goszakup::{Goszakup, GoszakupOptions},
        http,
    },
    domain::clock::TestClock,
};

pub(super) const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// One reply of the script.
#[derive(Debug, Clone, Default)]
pub(super) struct Reply {
    status: u16,
    body: Vec<u8>,
    header: Option<(&'static str, &'static str)>,
    delay: Duration,
    cut: bool,
}

impl Reply {
    pub(super) fn status(status: u16, body: &str) -> Self {
        Self { status, body: body.into(), ..Self::default() }
    }

    pub(super) fn json(body: &Value) -> Self {
        Self::status(200, &body.to_string())
    }

    pub(super) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }

    pub(super) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Promises more than it sends.
    pub(super) fn cut(mut self) -> Self {
        self.cut = true;
        self
    }
}

/// Rows in OWS's envelope, as its last page.
pub(super) fn rows(root: &str, rows: Value) -> Reply {
    let count = rows.as_array().map_or(0, Vec::len);
    Reply::json(&json!({
        "data": { root: rows },
        "extensions": { "pageInfo": { "limitPage": 200, "totalCount": count, "hasNextPage": false } }
    }))
}

/// What the server was asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) authorization: String,
    pub(super) body: Value,
}

impl Asked {
    pub(super) fn variables(&self) -> &Value {
        &self.body["variables"]
    }
}

#[derive(Default)]
struct Script {
    replies: VecDeque<Reply>,
    asked: Vec<Asked>,
}

type Shared = Arc<Mutex<Script>>;

/// The server, and a client that is quick to try again.
pub(super) struct Server {
    script: Shared,
    pub(super) options: GoszakupOptions,
    pub(super) clock: TestClock,
}

impl Server {
    pub(super) async fn with(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Script { replies: replies.into_iter().collect(), asked: Vec::new() };
        let script: Shared = Arc::new(Mutex::new(script));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let base = Url::parse(&format!("http://{address}/")).unwrap();
        let mut options = GoszakupOptions::new(base, TOKEN.into());
        options.retries = 2;
        options.backoff_base = Duration::from_millis(1);
        options.requests_per_second = 20.0;
        let now = DateTime::parse_from_rfc3339("2026-10-09T06:00:00Z").unwrap().to_utc();
        Self { script, options, clock: TestClock(now) }
    }

    pub(super) fn client(&self) -> Goszakup {
        let http = http::client(&http::HttpOptions::default()).unwrap();
        Goszakup::new(http, self.options.clone(), Arc::new(self.clock))
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.script.lock().unwrap().asked.clone()
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        crate::domain::clock::Clock::now(&self.clock)
    }
}

async fn answer(
    State(script): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let reply = {
        let mut script = script.lock().unwrap();
        let authorization = headers["authorization"].to_str().unwrap().to_owned();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        script.asked.push(Asked { method, path: uri.path().to_owned(), authorization, body });
        match script.replies.len() {
            0 => Reply::status(418, "the script is empty"),
            1 => script.replies[0].clone(),
            _ => script.replies.pop_front().unwrap(),
        }
    };
    tokio::time::sleep(reply.delay).await;
    let mut response = Response::builder().status(reply.status);
    if let Some((name, value)) = reply.header {
        response = response.header(name, value);
    }
    let body = if reply.cut {
        let broken = async {
            // Once the first piece is out: an error before it would cost the status line too.
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(std::io::Error::other("cut"))
        };
        let first = stream::iter([Ok(Bytes::from(reply.body))]);
        Body::from_stream(first.chain(stream::once(broken)))
    } else {
        Body::from(reply.body)
    };
    response.body(body).unwrap()
}
