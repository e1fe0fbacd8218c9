//! The HTTP side: who may ask, what goes wrong, and what is remembered about each request.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures::stream;
use rand::Rng;
use serde_json::{Map, Value, json};

use super::net::Scissors;
use super::options::{Fault, TokenError};
use super::query::{self, Plan};
use super::rest::{self, Answer};
use super::{Control, Inner, Kind, Request, execute};

/// What the client wanted, as far as it could be understood.
enum Asked {
    /// A checked query.
    Query(Plan),
    /// A query the schema refuses, or none at all.
    Refused(Vec<String>),
    /// A REST path.
    Rest,
}

/// Answers one request, whatever its path.
pub(super) async fn handle(
    State(inner): State<Arc<Inner>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (asked, note) = understand(&inner, &uri, &headers, &body);
    let (fault, stopped, latency) = {
        let mut control = inner.control();
        control.requests.push(note);
        let latency = control.quirks.latency;
        (next_fault(&mut control), control.stopped, latency)
    };
    inner.bump();
    if stopped || fault == Some(Fault::DropConnection) {
        scissors.cut();
        return StatusCode::NO_CONTENT.into_response();
    }
    let pause = if let Some(Fault::Hang(pause)) = fault { pause + latency } else { latency };
    if pause > Duration::ZERO {
        tokio::time::sleep(pause).await;
    }
    if let Some(answer) = fault.as_ref().and_then(broken) {
        return answer;
    }
    let graphql = !matches!(asked, Asked::Rest);
    if let Some(refusal) = token_refusal(&inner, graphql, &headers) {
        return json_answer(refusal);
    }
    let answer = match asked {
        Asked::Query(plan) => {
            inner.control().violations.extend(execute::unreadable_dates(&plan));
            (StatusCode::OK, run(&inner, &plan, fault.as_ref()))
        }
        Asked::Refused(errors) => {
            inner.control().violations.extend(errors.iter().cloned());
            let errors = errors.iter().map(|message| json!({ "message": message }));
            (StatusCode::OK, json!({ "errors": errors.collect::<Vec<_>>() }))
        }
        Asked::Rest => rest_answer(&inner, &method, &uri, fault.as_ref()),
    };
    if fault == Some(Fault::HalfPage) {
        return half(&answer.1);
    }
    json_answer(answer)
}

fn understand(inner: &Inner, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> (Asked, Request) {
    let path = uri.path().to_owned();
    let at = Instant::now();
    if path.trim_end_matches('/') != "/v3/graphql" {
        let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let variables: Map<_, _> =
            pairs.map(|(name, value)| (name.into_owned(), json!(value))).collect();
        let variables = Value::Object(variables);
        return (Asked::Rest, Request { kind: Kind::Rest, path, roots: Vec::new(), variables, at });
    }
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let variables = match sent.get("variables") {
        None | Some(Value::Null) => json!({}),
        Some(variables) => variables.clone(),
    };
    let operation = sent.get("operationName").and_then(Value::as_str);
    let is_json = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json"));
    let asked = match sent.get("query").and_then(Value::as_str) {
        _ if !is_json => Asked::Refused(vec!["Content-Type is not application/json".to_owned()]),
        Some(query) => match query::compile(&inner.schema, query, &variables, operation) {
            Ok(plan) => Asked::Query(plan),
            Err(errors) => Asked::Refused(errors),
        },
        None => {
            let why = "GraphQL Request must include at least one of those two parameters: \
                       \"query\" or \"queryId\"";
            Asked::Refused(vec![why.to_owned()])
        }
    };
    let roots = match &asked {
        Asked::Query(plan) => plan.roots.iter().map(|root| root.name.clone()).collect(),
        _ => Vec::new(),
    };
    (asked, Request { kind: Kind::Graphql, path, roots, variables, at })
}

fn next_fault(control: &mut Control) -> Option<Fault> {
    if let Some(fault) = control.faults.pop_front() {
        return Some(fault);
    }
    let unlucky = control.rng.random_range(0..100) < control.share;
    let status = [500, 502, 503][control.rng.random_range(0..3)];
    unlucky.then_some(Fault::Status(status))
}

/// Answers that do not depend on what was asked.
fn broken(fault: &Fault) -> Option<Response> {
    let html = [(CONTENT_TYPE, "text/html; charset=UTF-8")];
    Some(match fault {
        Fault::Status(code) => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::BAD_GATEWAY);
            let reason = status.canonical_reason().unwrap_or_default();
            let page = format!(
                "<html>\r\n<head><title>{code} {reason}</title></head>\r\n<body>\r\n<center><h1>{code} \
                 {reason}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
            );
            (status, html, page).into_response()
        }
        Fault::RetryAfter(seconds) => {
            let wait = [(RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, wait, "Too Many Requests").into_response()
        }
        Fault::Garbage => {
            let kind = [(CONTENT_TYPE, "application/json")];
            (kind, vec![0xff_u8, 0x00, 0x7b, 0xfe, 0x22, 0x80]).into_response()
        }
        Fault::Html => {
            (html, "<!DOCTYPE html><html><body>Ведутся технические работы</body></html>")
                .into_response()
        }
        Fault::Empty => StatusCode::OK.into_response(),
        Fault::GraphqlError(message) => {
            json_answer((StatusCode::OK, json!({ "errors": [{ "message": message }] })))
        }
        Fault::Huge(bytes) => huge(*bytes),
        Fault::HalfPage
        | Fault::Hang(_)
        | Fault::NoRows
        | Fault::NullRoot
        | Fault::DropConnection => return None,
    })
}

/// A valid answer with one name as long as wanted, sent in chunks so that it costs no memory here.
fn huge(bytes: usize) -> Response {
    const CHUNK: usize = 64 * 1024;
    let head = Bytes::from_static(br#"{"data":{"Lots":[{"id":1,"nameRu":""#);
    let filler = Bytes::from(vec![b'x'; CHUNK]);
    let tail = Bytes::from_static(br#""}]},"extensions":{"pageInfo":{"limitPage":50,"totalCount":1,"hasNextPage":false,"lastId":1}}}"#);
    let middle = std::iter::repeat_n(filler, bytes.div_ceil(CHUNK));
    let chunks = std::iter::once(head).chain(middle).chain(std::iter::once(tail));
    let body = Body::from_stream(stream::iter(chunks.map(Ok::<_, std::io::Error>)));
    ([(CONTENT_TYPE, "application/json; charset=UTF-8")], body).into_response()
}

fn half(body: &Value) -> Response {
    let text = body.to_string();
    let bytes = text.as_bytes();
    let kept = bytes.get(..bytes.len() / 2).unwrap_or_default().to_vec();
    ([(CONTENT_TYPE, "application/json; charset=UTF-8")], kept).into_response()
}

fn token_refusal(inner: &Inner, graphql: bool, headers: &HeaderMap) -> Option<Answer> {
    let sent = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = sent.and_then(|value| value.strip_prefix("Bearer "));
    let mut control = inner.control();
    if token.is_none() {
        control.violations.push("request without \"Authorization: Bearer\"".to_owned());
    }
    if token == Some(inner.token.as_str()) && !control.reject_token {
        return None;
    }
    let mode = match (control.token_error, graphql) {
        (TokenError::Observed, false) => TokenError::InvalidRoute404,
        (TokenError::Observed, true) => TokenError::Unauthorized401,
        (mode, _) => mode,
    };
    Some(match mode {
        // The exact JSON was never seen; the text in it was.
        TokenError::Observed | TokenError::InvalidRoute404 => rest::not_found("Invalid Route"),
        TokenError::Unauthorized401 => rest::error(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            "Your request was made with invalid credentials.",
            "UnauthorizedHttpException",
        ),
        TokenError::Forbidden403 => {
            rest::error(StatusCode::FORBIDDEN, "Forbidden", "Access denied", "HttpException")
        }
    })
}

fn run(inner: &Inner, plan: &Plan, fault: Option<&Fault>) -> Value {
    let (quirks, lie) = {
        let control = inner.control();
        (control.quirks.clone(), control.total_count_lie)
    };
    let mut answer = execute::run(plan, &mut inner.store(), &quirks, lie);
    let blank = match fault {
        Some(Fault::NullRoot) => Value::Null,
        Some(Fault::NoRows) => json!([]),
        _ => return answer,
    };
    if let Some(Value::Object(data)) = answer.get_mut("data") {
        data.values_mut().for_each(|rows| *rows = blank.clone());
    }
    let info = json!({ "limitPage": 50, "totalCount": 0, "hasNextPage": false, "lastId": null });
    if let Some(page_info) = answer.pointer_mut("/extensions/pageInfo") {
        *page_info = info;
    }
    answer
}

fn rest_answer(inner: &Inner, method: &Method, uri: &Uri, fault: Option<&Fault>) -> Answer {
    if fault == Some(&Fault::NoRows) {
        let page = json!({ "total": 0, "limit": 50, "next_page": "", "items": [] });
        return (StatusCode::OK, page);
    }
    let quirks = inner.control().quirks.clone();
    let found = if *method == Method::GET {
        rest::get(&inner.store(), uri.path(), uri.query().unwrap_or_default(), &quirks)
    } else {
        None
    };
    found.unwrap_or_else(|| {
        inner.control().violations.push(format!("no route {method} {}", uri.path()));
        rest::not_found("Invalid Route")
    })
}

fn json_answer((status, body): Answer) -> Response {
    let kind = [(CONTENT_TYPE, "application/json; charset=UTF-8")];
    (status, kind, body.to_string()).into_response()
}

/// A lock whose holder panicked still guards usable data: every change is a single assignment.
pub(super) fn locked<T>(mutex: &std::sync::Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
