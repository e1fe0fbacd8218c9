//! One HTTP listener: the webhook, what operators and containers ask, and what programs ask.

mod ask;
mod auth;
mod health;
mod limits;
mod prices;
mod problem;
mod search;
mod webhook;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};
use tracing::Instrument as _;

use self::{auth::Api, limits::Limits, problem::Problem};
use crate::{
    bot::Intake,
    config::{Rate, WEBHOOK_PATH},
};
pub use health::{Health, Standing};

/// No request of ours is larger; Telegram's updates are half that at most.
const MOST_BODY: usize = 1024 * 1024;
/// A price list in a form.
const MOST_PRICES: usize = crate::domain::prices::MOST_HTTP + 64 * 1024;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the webhook route needs.
#[derive(Clone)]
pub struct WebhookRoute {
    /// Where updates go.
    pub intake: Intake,
    /// What Telegram proves itself with.
    pub secret: SecretString,
}

/// The router; without a webhook, that route is not there. `rate` is what one key may ask.
pub fn router(health: Health, webhook: Option<WebhookRoute>, rate: Rate) -> Router {
    let known = Api { services: health.services(), limits: Arc::new(Limits::new(rate)) };
    let api = Router::new()
        .route("/api/v1/search/autocomplete", get(search::autocomplete))
        .route("/api/v1/search/advanced", get(search::advanced))
        .route("/api/v1/ask", post(ask::ask))
        .with_state(known.clone());
    // Counts its bytes by itself: its files are larger than anything else.
    let prices = Router::new()
        .route("/etl/upload-batch", post(prices::upload))
        .layer(DefaultBodyLimit::max(MOST_PRICES))
        .with_state(known);
    let ops = Router::new()
        .route("/health", get(health::live))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .with_state(health);
    let telegram = webhook.map_or_else(Router::new, |route| {
        Router::new().route(WEBHOOK_PATH, post(webhook::accept)).with_state(route)
    });
    ops.merge(api)
        .merge(telegram)
        .fallback(nothing_here)
        .layer(RequestBodyLimitLayer::new(MOST_BODY))
        .merge(prices)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(observed))
}

async fn nothing_here() -> Problem {
    let detail = "nothing is here: the paths are under /api/v1";
    Problem::new(StatusCode::NOT_FOUND, "not_found", detail)
}

/// Serves until told to stop, then finishes what is under way.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    axum::serve(listener, router)
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .await
}

/// Binds the listener.
///
/// # Errors
/// Where the address is taken or not ours.
pub async fn bind(addr: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(addr).await
}

/// Gives each request an id, which comes back and stands in its log lines, and counts it.
async fn observed(request: Request, next: Next) -> Response<Body> {
    let path =
        request.extensions().get::<MatchedPath>().map_or("other", |path| path.as_str()).to_owned();
    let method = request.method().to_string();
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .filter(|id| {
            id.len() <= 64
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        })
        .map_or_else(|| uuid::Uuid::now_v7().to_string(), ToOwned::to_owned);
    let started = Instant::now();
    let span = tracing::info_span!("http", request_id = %id);
    let mut response = next.run(request).instrument(span).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = problem.answer(&id);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let status = response.status().as_u16().to_string();
    metrics::counter!("http_requests_total", "method" => method, "path" => path.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_request_duration_seconds", "path" => path)
        .record(started.elapsed().as_secs_f64());
    response
}
