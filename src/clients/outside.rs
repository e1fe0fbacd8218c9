//! A host that the bot can do without: asked with a short limit, once more where that may help, and
//! left alone for a while after failures in a row.

use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode};
use tokio::time::{sleep, timeout};
use tracing::debug;

use super::{breaker::Breaker, http::read_body};

/// Failures in a row before the host is left alone, and for how long.
const ALLOWED_FAILURES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(60);
/// Between the first try and the second.
const BEFORE_RETRY: Duration = Duration::from_millis(200);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutsideError {
    /// Down, slow, too much to read, or left alone: later it may answer.
    NotAnswered,
    /// It answers that this must not be asked.
    Refused(u16),
}

/// One host.
pub(super) struct Outside {
    breaker: Breaker,
    /// Of one try, the body included.
    limit: Duration,
    most_body: usize,
}

impl Outside {
    /// A host under the name that the metrics know it by.
    pub(super) fn new(name: &str, limit: Duration, most_body: usize) -> Self {
        Self { breaker: Breaker::new(name, ALLOWED_FAILURES, PAUSE), limit, most_body }
    }

    /// The body of a successful answer. `request` is built anew for the second try, and must be safe
    /// to repeat.
    pub(super) async fn ask(
        &self,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Vec<u8>, OutsideError> {
        match self.attempt(request()).await {
            Err(OutsideError::NotAnswered) if !self.breaker.refuses() => {
                sleep(BEFORE_RETRY.mul_f64(0.5 + rand::random::<f64>())).await;
                self.attempt(request()).await
            }
            other => other,
        }
    }

    async fn attempt(&self, request: RequestBuilder) -> Result<Vec<u8>, OutsideError> {
        let permit = self.breaker.enter().map_err(|_refused| OutsideError::NotAnswered)?;
        let answer = timeout(self.limit, self.exchange(request)).await;
        let answer = answer.unwrap_or(Err(OutsideError::NotAnswered));
        match answer {
            Err(OutsideError::NotAnswered) => permit.unwell(),
            Ok(_) | Err(OutsideError::Refused(_)) => permit.well(),
        }
        answer
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Vec<u8>, OutsideError> {
        let response = request.send().await.map_err(|error| {
            // The address may hold what was asked for: no error leaves with it.
            debug!(error = %error.without_url(), "a host outside could not be asked");
            OutsideError::NotAnswered
        })?;
        let status = response.status();
        if status.is_success() {
            return read_body(response, self.most_body)
                .await
                .map_err(|_unreadable| OutsideError::NotAnswered);
        }
        debug!(%status, "a host outside refused");
        let heals = status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT
            || status.is_server_error();
        Err(if heals { OutsideError::NotAnswered } else { OutsideError::Refused(status.as_u16()) })
    }
}
