//! The local model: a stand-in for chat completions on loopback that answers as it is told to — well,
//! badly, or as a liar. It also is a Flowise chatflow.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State as Shared,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use futures::{Stream, StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

/// How the model answers one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// Says the first part of the evidence it was given, with its mark.
    Recites,
    /// Says this, word by word.
    Says(String),
    /// Says this in one piece, not streamed.
    SaysAtOnce(String),
    /// Says the first, and the second when it is told to go on.
    Pauses(String, String),
    /// Does what stands in the fences: says all of it as its own.
    Obeys,
    /// This status, with `Retry-After` where one is given.
    Refuses(u16, Option<u64>),
    /// Says this, then nothing any more.
    Stalls(String),
    /// Says this, then the line is cut.
    Breaks(String),
    /// Something that is no JSON, streamed or not.
    Babbles(bool),
    /// An error in the middle of the stream.
    Fails(String),
    /// An answer without a word.
    SaysNothing,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The model that was asked for; `flowise` for the chatflow.
    pub model: String,
    /// All messages.
    pub text: String,
    /// `Authorization`.
    pub key: Option<String>,
}

/// The local model.
#[derive(Clone)]
pub struct LocalLlm {
    address: std::net::SocketAddr,
    state: Arc<Mutex<State>>,
    go_on: Arc<Notify>,
    stop: CancellationToken,
}

struct State {
    usual: Manner,
    next: VecDeque<Manner>,
    heard: Vec<Heard>,
}

impl LocalLlm {
    /// Starts one that recites unless told otherwise.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let state = State { usual: Manner::Recites, next: VecDeque::new(), heard: Vec::new() };
        let llm = Self {
            address: listener.local_addr()?,
            state: Arc::new(Mutex::new(state)),
            go_on: Arc::default(),
            stop: CancellationToken::new(),
        };
        let router = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/api/v1/prediction/{id}", post(predict))
            .with_state(llm.clone());
        let stop = llm.stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = axum::serve(listener, router) => {}
                () = stop.cancelled() => {}
            }
        });
        Ok(llm)
    }

    /// Its base address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How it answers from now on.
    pub fn usually(&self, manner: Manner) {
        self.lock().usual = manner;
    }

    /// How it answers the next request.
    pub fn next(&self, manner: Manner) {
        self.lock().next.push_back(manner);
    }

    /// Ends a pause.
    pub fn go_on(&self) {
        self.go_on.notify_one();
    }

    /// What it was asked.
    pub fn heard(&self) -> Vec<Heard> {
        self.lock().heard.clone()
    }

    /// Stops it.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, model: &str, text: String, headers: &HeaderMap) -> Manner {
        let key = headers.get(header::AUTHORIZATION).and_then(|key| key.to_str().ok());
        let mut state = self.lock();
        state.heard.push(Heard { model: model.to_owned(), text, key: key.map(ToOwned::to_owned) });
        state.next.pop_front().unwrap_or_else(|| state.usual.clone())
    }
}

async fn complete(
    Shared(llm): Shared<LocalLlm>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    let messages = body.get("messages").and_then(Value::as_array).cloned().unwrap_or_default();
    let contents = messages.iter().filter_map(|it| it.get("content")?.as_str());
    let text = contents.collect::<Vec<_>>().join("\n");
    let manner = llm.hear(model, text.clone(), &headers);
    let go_on = Arc::clone(&llm.go_on);
    match manner {
        Manner::Recites => streamed(words(&recited(&text)), End::Well),
        Manner::Obeys => streamed(words(&fenced(&text)), End::Well),
        Manner::Says(said) => streamed(words(&said), End::Well),
        Manner::SaysAtOnce(said) => Json(json!({
            "choices": [{ "message": { "content": said }, "finish_reason": "stop" }],
            "usage": { "total_tokens": 100 },
        }))
        .into_response(),
        Manner::Pauses(first, second) => {
            let rest = stream::once(async move { go_on.notified().await })
                .flat_map(move |()| stream::iter(events(words(&second), End::Well)));
            let first = stream::iter(events(words(&first), End::Nowhere));
            event_stream(first.chain(rest))
        }
        Manner::Refuses(status, after) => refused(status, after),
        Manner::Stalls(said) => {
            let first = stream::iter(events(words(&said), End::Nowhere));
            event_stream(first.chain(stream::pending()))
        }
        Manner::Breaks(said) => streamed(words(&said), End::Cut),
        Manner::Babbles(true) => streamed(vec!["\u{0}".to_owned()], End::Nonsense),
        Manner::Babbles(false) => {
            ([(header::CONTENT_TYPE, "application/json")], "{\"choices\": [").into_response()
        }
        Manner::Fails(said) => streamed(words(&said), End::Error),
        Manner::SaysNothing => streamed(Vec::new(), End::Well),
    }
}

async fn predict(
    Shared(llm): Shared<LocalLlm>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let text = body.get("question").and_then(Value::as_str).unwrap_or_default().to_owned();
    match llm.hear("flowise", text.clone(), &headers) {
        Manner::Says(said) => Json(json!({ "text": said })).into_response(),
        Manner::Recites => Json(json!({ "text": recited(&text) })).into_response(),
        Manner::Refuses(status, after) => refused(status, after),
        _ => "what is this".into_response(),
    }
}

fn refused(status: u16, after: Option<u64>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(json!({ "error": { "message": "no" } }))).into_response();
    if let Some(seconds) = after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The first part of the evidence after its title, each sentence with the mark.
fn recited(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("[1] ")).unwrap_or_default();
    let said = line.split_once(" — ").map_or(line, |(_, said)| said);
    format!("{} [1]", said.trim_end_matches('.'))
}

/// All that stands in fences.
fn fenced(text: &str) -> String {
    let parts = text.split("<<<").skip(1).filter_map(|part| part.split(">>>").next());
    parts.map(str::trim).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Vec<String> {
    text.split_inclusive(' ').map(ToOwned::to_owned).collect()
}

/// How a stream ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Well,
    Nowhere,
    Cut,
    Nonsense,
    Error,
}

type Piece = Result<Bytes, io::Error>;

fn events(words: Vec<String>, end: End) -> Vec<Piece> {
    let line = |event: Value| Ok(Bytes::from(format!("data: {event}\n\n")));
    let mut all: Vec<Piece> = words
        .into_iter()
        .map(|word| line(json!({ "choices": [{ "delta": { "content": word } }] })))
        .collect();
    match end {
        End::Well => {
            all.push(line(json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] })));
            all.push(line(json!({ "choices": [], "usage": { "total_tokens": 100 } })));
            all.push(Ok(Bytes::from_static(b"data: [DONE]\n\n")));
        }
        End::Nowhere => {}
        End::Cut => all.push(Err(io::ErrorKind::ConnectionReset.into())),
        End::Nonsense => all.push(Ok(Bytes::from_static(b"data: {\"choices\": [{\n\n"))),
        End::Error => all.push(line(json!({ "error": { "message": "overloaded" } }))),
    }
    all
}

fn streamed(words: Vec<String>, end: End) -> Response {
    event_stream(stream::iter(events(words, end)))
}

fn event_stream(pieces: impl Stream<Item = Piece> + Send + 'static) -> Response {
    let body = Body::from_stream(pieces);
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}
