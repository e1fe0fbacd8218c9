//! The HTTP side: from a request to a method call and back, with the ordered faults in between.

use std::{net::SocketAddr, time::Instant};

use axum::{
    Router,
    body::to_bytes,
    extract::{ConnectInfo, Request, State as Shared},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tokio::net::TcpListener;

use super::{
    LocalTelegram, files,
    methods::Method,
    params::{MAX_PARAMETERS, Params},
    records::{Answer, Fault},
    refusal::Refusal,
    updates,
    wire::{Gate, Line},
};

/// Uploads may have 50 MB; a little more for the parts around them.
const MAX_BODY: usize = 51 << 20;

/// Serves until the server is stopped.
pub(super) async fn serve(tg: LocalTelegram, listener: TcpListener) {
    let stopped = tg.stop_token();
    let gate = Gate { listener, stop: stopped.clone() };
    let service =
        Router::new().fallback(handle).with_state(tg).into_make_service_with_connect_info::<Line>();
    tokio::select! {
        _ = axum::serve(gate, service) => {}
        () = stopped.cancelled() => {}
    }
}

/// Binds, waiting a moment for a server that was just stopped on the same address.
pub(super) async fn bind(addr: SocketAddr) -> std::io::Result<TcpListener> {
    let mut tries = 0;
    loop {
        match TcpListener::bind(addr).await {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && tries < 50 => {
                tries += 1;
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            outcome => return outcome,
        }
    }
}

async fn handle(
    Shared(tg): Shared<LocalTelegram>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response {
    let at = Instant::now();
    let path = request.uri().path().to_owned();
    if let Some(file) = files::fetch(&tg, &path) {
        return file;
    }
    let mut params = Value::Null;
    let (name, answer) = match address(&tg, &path) {
        Err((name, refusal)) => (name, Err(refusal)),
        Ok(method) => {
            let answer = match read(request).await {
                Ok(read) => {
                    let answer = call(&tg, &line, method, &read).await;
                    if tg.keeps_history() {
                        params = Value::Object(read.fields);
                    }
                    answer
                }
                Err(refusal) => Err(refusal),
            };
            (method.name().to_owned(), answer)
        }
    };
    finish(&tg, &name, params, at, answer)
}

/// What a call came to.
enum Done {
    /// The `result` as JSON text.
    Result(String),
    /// The connection is closed.
    Dropped,
    /// Not an answer at all.
    Garbage,
}

/// `/bot<token>/<method>`.
fn address(tg: &LocalTelegram, path: &str) -> Result<Method, (String, Refusal)> {
    let not_found = |name: &str| (name.to_owned(), Refusal::new(404, "Not Found"));
    let Some((token, name)) = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/'))
    else {
        return Err(not_found(path));
    };
    let (id, secret) = token.split_once(':').unwrap_or_default();
    let well_formed = !id.is_empty()
        && id.bytes().all(|b| b.is_ascii_digit())
        && !secret.is_empty()
        && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !well_formed {
        let refusal = Refusal::new(401, "Unauthorized: invalid token specified");
        return Err((name.to_owned(), refusal));
    }
    if !tg.is_token(token) {
        return Err((name.to_owned(), Refusal::new(401, "Unauthorized")));
    }
    let unknown = || (name.to_owned(), Refusal::new(404, "Not Found: method not found"));
    Method::find(name).ok_or_else(unknown)
}

async fn read(request: Request) -> Result<Params, Refusal> {
    let (head, body) = request.into_parts();
    let content_type = head.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let too_large = || Refusal::new(413, "Request Entity Too Large: too many parameters");
    let limit = if content_type.starts_with("multipart/") { MAX_BODY } else { MAX_PARAMETERS };
    let body = to_bytes(body, limit).await.map_err(|_cut_short| too_large())?;
    Params::read(head.uri.query(), content_type, &body)
}

async fn call(
    tg: &LocalTelegram,
    line: &Line,
    method: Method,
    params: &Params,
) -> Result<Done, Refusal> {
    let (fault, latency) = tg.before(method, params)?;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    match fault {
        Some(Fault::RetryAfter(seconds)) => {
            tg.lock().ask_for_quiet(method, chat_id(params), seconds);
            return Err(Refusal::retry_after(seconds));
        }
        Some(Fault::Status(code)) => {
            let reason = StatusCode::from_u16(code).ok().and_then(|s| s.canonical_reason());
            return Err(Refusal::new(code, reason.unwrap_or("Error")).blameless());
        }
        Some(Fault::DropBefore) => {
            line.cut();
            return Ok(Done::Dropped);
        }
        Some(Fault::Garbage) => return Ok(Done::Garbage),
        Some(Fault::Slow(delay)) => tokio::time::sleep(delay).await,
        Some(Fault::DropAfter) | None => {}
    }
    let outcome = if method.name() == "getUpdates" {
        updates::get_updates(tg, params).await
    } else {
        run(tg, method, params)
    };
    if fault == Some(Fault::DropAfter) {
        line.cut();
        return Ok(Done::Dropped);
    }
    outcome.map(Done::Result)
}

fn run(tg: &LocalTelegram, method: Method, params: &Params) -> Result<String, Refusal> {
    let chat = chat_id(params);
    let mut state = tg.lock();
    if state.settings.flood_limits && method.writes() && chat != 0 {
        let admitted = state.flood.admit(chat, Instant::now());
        if let Err(seconds) = admitted {
            state.ask_for_quiet(method, chat, seconds);
            return Err(Refusal::retry_after(seconds));
        }
    }
    let result = method.run(&mut state, params)?;
    let ready = state.inbox.take_ready();
    let generation = state.inbox.generation;
    drop(state);
    tg.deliver(ready, generation);
    Ok(result.to_string())
}

/// The chat of a call, 0 for none.
pub(super) fn chat_id(params: &Params) -> i64 {
    params.number("chat_id").unwrap_or_default()
}

fn finish(
    tg: &LocalTelegram,
    name: &str,
    params: Value,
    at: Instant,
    outcome: Result<Done, Refusal>,
) -> Response {
    let refused =
        |code, description: &str| Answer::Refused { code, description: description.to_owned() };
    let answer = match &outcome {
        Ok(Done::Result(_)) => Answer::Ok,
        Ok(Done::Dropped) => Answer::Dropped,
        Ok(Done::Garbage) => refused(200, "an answer that is not JSON"),
        Err(refusal) => refused(refusal.code, &refusal.description),
    };
    {
        let mut state = tg.lock();
        if let Err(refusal) = &outcome
            && refusal.blame
        {
            state.violations.push(format!("{name}: {} {}", refusal.code, refusal.description));
        }
        state.record(name, params, at, answer);
    }
    tg.bump();
    let json = [(header::CONTENT_TYPE, "application/json")];
    match outcome {
        Ok(Done::Result(result)) => {
            (json, format!("{{\"ok\":true,\"result\":{result}}}")).into_response()
        }
        Ok(Done::Dropped) => StatusCode::OK.into_response(),
        Ok(Done::Garbage) => "<html><body>502 Bad Gateway".into_response(),
        Err(refusal) => {
            let status =
                StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = (status, json, refusal.body()).into_response();
            if let Some(seconds) = refusal.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    }
}
