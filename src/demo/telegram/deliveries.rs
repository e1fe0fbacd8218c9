//! Webhook deliveries: lanes in parallel, one update of a lane at a time, retried until 2xx.

use std::time::Duration;

use super::{
    LocalTelegram,
    inbox::{Lane, Queued},
    updates,
};

/// Retry-After is honoured up to an hour.
const MAX_RETRY_AFTER: u64 = 3600;
/// The wait between tries stops growing here (times the base).
const MAX_BACKOFF: u32 = 60;

struct Attempt {
    update: Queued,
    url: String,
    secret: Option<String>,
    connections: std::sync::Arc<tokio::sync::Semaphore>,
}

/// Delivers a lane until it is empty or the webhook changes.
pub(super) async fn run(tg: LocalTelegram, lane: Lane, generation: u64) {
    let mut failures = 0_u32;
    while let Some(attempt) = next(&tg, lane, generation) {
        tg.bump();
        let Ok(permit) = attempt.connections.clone().acquire_owned().await else { return };
        let outcome = tokio::select! {
            outcome = post(&tg, &attempt) => outcome,
            () = tg.stopped() => return,
        };
        drop(permit);
        match outcome {
            Ok(()) => {
                failures = 0;
                tg.lock().inbox.delivered(&attempt.update, generation);
                tg.bump();
            }
            Err(failure) => {
                updates::delivery_failed(&mut tg.lock(), failure.reason);
                tg.bump();
                let base = tg.lock().settings.retry_base;
                // The first retry comes at once, then the waits double.
                let backoff = match failures {
                    0 => Duration::ZERO,
                    n => base * 2_u32.saturating_pow(n - 1).min(MAX_BACKOFF),
                };
                failures = failures.saturating_add(1);
                tokio::select! {
                    () = tokio::time::sleep(failure.retry_after.unwrap_or(backoff)) => {}
                    () = tg.stopped() => return,
                }
            }
        }
    }
}

fn next(tg: &LocalTelegram, lane: Lane, generation: u64) -> Option<Attempt> {
    let mut state = tg.lock();
    let update = state.inbox.head(lane, generation)?;
    let hook = state.inbox.webhook.as_mut()?;
    hook.state.deliveries += 1;
    Some(Attempt {
        update,
        url: hook.state.url.clone(),
        secret: hook.state.secret.clone(),
        connections: hook.connections.clone(),
    })
}

struct Failure {
    reason: String,
    retry_after: Option<Duration>,
}

async fn post(tg: &LocalTelegram, attempt: &Attempt) -> Result<(), Failure> {
    let mut request = tg
        .client()
        .post(&attempt.url)
        .header("content-type", "application/json")
        .body(attempt.update.body.to_string());
    if let Some(secret) = &attempt.secret {
        request = request.header("x-telegram-bot-api-secret-token", secret);
    }
    let answer = request.send().await.map_err(|error| Failure {
        reason: if error.is_timeout() { "Read timeout expired" } else { "Connection closed" }
            .to_owned(),
        retry_after: None,
    })?;
    let status = answer.status();
    let retry_after = answer
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim().parse::<u64>().ok())
        .map(|seconds| Duration::from_secs(seconds.min(MAX_RETRY_AFTER)));
    // Reading the body to its end lets the connection be used again.
    let read = answer.bytes().await;
    if status.is_success() && read.is_ok() {
        return Ok(());
    }
    Err(Failure { reason: format!("Wrong response from the webhook: {status}"), retry_after })
}
