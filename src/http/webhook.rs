//! `POST /telegram/webhook`: an update is acknowledged once it would survive a power cut.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::WebhookRoute;

const SECRET: HeaderName = HeaderName::from_static("x-telegram-bot-api-secret-token");
/// When storage does not take an update, Telegram is asked to bring it again after this many seconds.
const RETRY_AFTER: &str = "2";

pub(super) async fn accept(
    State(route): State<WebhookRoute>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !is_telegram(&route, &headers) {
        metrics::counter!("telegram_webhook_refused_total").increment(1);
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match route.intake.accept(&body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => {
            tracing::error!(%error, "an update could not be stored: not acknowledged");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER)]).into_response()
        }
    }
}

/// Compared in constant time: how long a refusal takes must not tell how much of a guess was right.
fn is_telegram(route: &WebhookRoute, headers: &HeaderMap) -> bool {
    let mut secrets = headers.get_all(SECRET).iter();
    match (secrets.next(), secrets.next()) {
        (Some(secret), None) => {
            secret.as_bytes().ct_eq(route.secret.expose_secret().as_bytes()).into()
        }
        _ => false,
    }
}
