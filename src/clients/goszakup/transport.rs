//! One question and its answer: the wait for a turn, the breaker, the time limit, the retries of
//! what can heal, and the token that is shown to nobody else.

use std::{sync::Arc, time::Duration};

use chrono::DateTime;
use metrics::{counter, gauge, histogram};
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, HeaderValue, RETRY_AFTER},
};
use secrecy::ExposeSecret;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::debug;

use super::{
    GoszakupOptions,
    notes::Notes,
    queries::Query,
    reply::{self, Door, Flaw},
};
use crate::{
    clients::{
        breaker::{Breaker, BreakerState},
        http::{BodyError, read_body},
        limiter::{Limiter, Urgency},
    },
    domain::{clock::Clock, procurement::SourceError},
};

/// The longest that a `Retry-After` is obeyed, and the longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How much of an error's body is read.
const ERROR_BODY: usize = 64 * 1024;

/// A question.
#[derive(Debug)]
pub(super) enum Call<'a> {
    /// To `/v3/graphql`.
    Query(&'a Query),
    /// To a path of the REST door; the name is for metrics.
    Get { name: &'static str, path: String },
}

/// An answer that makes sense.
#[derive(Debug)]
pub(super) enum Answer {
    /// A body that [`reply::inspect`] found sound.
    Body(String),
    /// "No such thing", in one of the two ways OWS says it.
    Missing(Missing),
}

/// What OWS says it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// The organisation is not in the register of participants.
    Company,
    /// The organisation is not in the register of unfair suppliers.
    Listing,
}

/// Why one try failed.
#[derive(Debug)]
enum Failure {
    /// The token is refused.
    Token,
    /// The host is down, slow or overloaded.
    Unwell { why: String, heals: bool, after: Option<Duration> },
    /// The body makes no sense.
    Garbage(&'static str),
    /// The answer is sound and useless; asking again would bring the same.
    Broken(String),
    /// The breaker is open, or no turn came in time: nothing was sent.
    NotSent(&'static str),
}

impl Failure {
    const fn heals(&self) -> bool {
        matches!(self, Self::Garbage(_) | Self::Unwell { heals: true, .. })
    }

    const fn outcome(&self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Unwell { .. } => "unavailable",
            Self::Garbage(_) => "garbage",
            Self::Broken(_) => "broken",
            Self::NotSent(_) => "not_sent",
        }
    }
}

impl From<Failure> for SourceError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Token => Self::Token,
            Failure::Unwell { why, .. } => Self::Unavailable(why),
            Failure::NotSent(why) => Self::Unavailable(why.to_owned()),
            Failure::Garbage(why) => Self::Broken(why.to_owned()),
            Failure::Broken(why) => Self::Broken(why),
        }
    }
}

/// The way to OWS, shared by all calls.
pub(super) struct Transport {
    http: Client,
    options: GoszakupOptions,
    clock: Arc<dyn Clock>,
    breaker: Breaker,
    pub(super) limiter: Limiter,
    pub(super) notes: Notes,
}

impl Transport {
    pub(super) fn new(http: Client, options: GoszakupOptions, clock: Arc<dyn Clock>) -> Self {
        let host = options.base_url.host_str().unwrap_or("goszakup").to_owned();
        Self {
            http,
            breaker: Breaker::new(host, options.breaker_failures, options.breaker_pause),
            limiter: Limiter::new(options.requests_per_second),
            notes: Notes::default(),
            options,
            clock,
        }
    }

    pub(super) fn breaker_state(&self) -> BreakerState {
        self.breaker.state()
    }

    /// Asks, and asks again where that can help. A person's question ends after the live limit,
    /// tries included.
    pub(super) async fn call(
        &self,
        call: &Call<'_>,
        urgency: Urgency,
    ) -> Result<Answer, SourceError> {
        let token = self.bearer()?;
        let (deadline, retries) = match urgency {
            Urgency::Live => {
                (Some(Instant::now() + self.options.live_timeout), self.options.retries.min(1))
            }
            Urgency::Background => (None, self.options.retries),
        };
        let mut retried = 0;
        loop {
            let failure = match self.attempt(call, &token, urgency, deadline).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            counter!("goszakup_requests_total", "operation" => call.name(), "outcome" => failure.outcome())
                .increment(1);
            debug!(operation = call.name(), retried, ?failure, "a call to Goszakup failed");
            if retried >= retries || !failure.heals() {
                return Err(failure.into());
            }
            let pause = self.pause(retried, &failure);
            if deadline.is_some_and(|deadline| Instant::now() + pause >= deadline) {
                return Err(failure.into());
            }
            sleep(pause).await;
            retried += 1;
        }
    }

    async fn attempt(
        &self,
        call: &Call<'_>,
        token: &HeaderValue,
        urgency: Urgency,
        deadline: Option<Instant>,
    ) -> Result<Answer, Failure> {
        const PAUSED: Failure = Failure::NotSent("left alone after repeated failures");
        if self.breaker.refuses() {
            return Err(PAUSED);
        }
        let turn = self.limiter.wait(urgency);
        match deadline {
            Some(deadline) => timeout_at(deadline, turn)
                .await
                .map_err(|_elapsed| Failure::NotSent("no turn came in time"))?,
            None => turn.await,
        }
        let permit = self.breaker.enter().map_err(|_refused| PAUSED)?;

        let started = Instant::now();
        let until = deadline.unwrap_or(started + self.options.timeout);
        let result = match timeout_at(until, self.exchange(call, token)).await {
            Ok(result) => result,
            Err(_elapsed) => {
                Err(Failure::Unwell { why: "timeout".to_owned(), heals: true, after: None })
            }
        };
        histogram!("goszakup_request_seconds", "operation" => call.name())
            .record(started.elapsed().as_secs_f64());
        match &result {
            // Too many requests: the host is well, only we are not welcome at this pace.
            Err(Failure::Unwell { why, .. }) if why == TOO_MANY => permit.well(),
            Err(Failure::Unwell { .. } | Failure::Garbage(_)) => permit.unwell(),
            Ok(_) | Err(_) => permit.well(),
        }
        if result.is_ok() {
            self.limiter.speed_up();
            counter!("goszakup_requests_total", "operation" => call.name(), "outcome" => "ok")
                .increment(1);
        }
        gauge!("goszakup_rate_limit").set(self.limiter.rate());
        result
    }

    async fn exchange(&self, call: &Call<'_>, token: &HeaderValue) -> Result<Answer, Failure> {
        let request = match call {
            Call::Query(query) => self.http.post(self.url("/v3/graphql")?).json(&query.body()),
            Call::Get { path, .. } => self.http.get(self.url(path)?),
        };
        let request = request.header(AUTHORIZATION, token).header(ACCEPT, "application/json");
        let response = request.send().await.map_err(unsent)?;
        let status = response.status();
        if status.is_success() {
            return self.answer(call, response).await;
        }
        let after = self.retry_after(&response);
        let said = match read_body(response, ERROR_BODY).await {
            Ok(body) => message(&String::from_utf8_lossy(&body)),
            // Not the short JSON that OWS refuses with; blank would pass for a refused token.
            Err(_unreadable) => "<unreadable>".to_owned(),
        };
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            self.limiter.slow_down();
        }
        match status {
            StatusCode::UNAUTHORIZED => Err(Failure::Token),
            StatusCode::FORBIDDEN if is_about_token(&said) => Err(Failure::Token),
            StatusCode::FORBIDDEN => {
                Err(Failure::Unwell { why: "HTTP 403".to_owned(), heals: false, after: None })
            }
            StatusCode::NOT_FOUND if said.contains("Invalid Route") => Err(Failure::Token),
            StatusCode::NOT_FOUND if said.contains("Компания не найдена") => {
                Ok(Answer::Missing(Missing::Company))
            }
            StatusCode::NOT_FOUND if said.contains("Поставщик не найден в реестре") => {
                Ok(Answer::Missing(Missing::Listing))
            }
            StatusCode::TOO_MANY_REQUESTS => {
                Err(Failure::Unwell { why: TOO_MANY.to_owned(), heals: true, after })
            }
            status if status.is_server_error() => Err(Failure::Unwell {
                why: format!("HTTP {}", status.as_u16()),
                heals: matches!(status.as_u16(), 500 | 502 | 503 | 504),
                after,
            }),
            status => {
                self.notes.server_said(call.name(), &self.without_token(&said));
                Err(Failure::Broken(format!("HTTP {}", status.as_u16())))
            }
        }
    }

    async fn answer(&self, call: &Call<'_>, response: Response) -> Result<Answer, Failure> {
        let body = match read_body(response, self.options.max_body).await {
            // One bad byte in a name must not cost the page; a cut body still fails as JSON.
            Ok(body) => String::from_utf8(body)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
            Err(BodyError::TooLarge) => {
                return Err(Failure::Broken("the answer is too large".to_owned()));
            }
            Err(BodyError::Cut(error)) if error.is_timeout() => {
                return Err(Failure::Unwell {
                    why: "timeout".to_owned(),
                    heals: true,
                    after: None,
                });
            }
            Err(BodyError::Cut(_)) => return Err(Failure::Garbage("the answer is cut short")),
        };
        match reply::inspect(&body, call.door()) {
            Ok(()) => Ok(Answer::Body(body)),
            Err(Flaw::Garbage) => Err(Failure::Garbage("the answer is not JSON of OWS")),
            Err(Flaw::Refused(words)) => {
                self.notes.server_said(call.name(), &self.without_token(&words));
                Err(Failure::Broken("the question is refused".to_owned()))
            }
        }
    }

    fn bearer(&self) -> Result<HeaderValue, SourceError> {
        let token = self.options.token.expose_secret().trim();
        if token.is_empty() {
            return Err(SourceError::NotConfigured);
        }
        let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_not_a_header| SourceError::Token)?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn url(&self, path: &str) -> Result<Url, Failure> {
        let base = self.options.base_url.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}{path}"))
            .map_err(|_error| Failure::Broken("the base address is no address".to_owned()))
    }

    /// A server may quote the request back at us.
    fn without_token(&self, text: &str) -> String {
        match self.options.token.expose_secret().trim() {
            "" => text.to_owned(),
            token => text.replace(token, "***"),
        }
    }

    /// What the server asked for, else a random part of a span that doubles from try to try, so
    /// that callers that failed together do not come back together.
    fn pause(&self, retried: u32, failure: &Failure) -> Duration {
        if let Failure::Unwell { after: Some(after), .. } = failure {
            return *after;
        }
        let span = self.options.backoff_base.saturating_mul(2_u32.saturating_pow(retried));
        span.min(LONGEST_PAUSE).mul_f64(rand::random::<f64>())
    }

    fn retry_after(&self, response: &Response) -> Option<Duration> {
        let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
        let wait = match text.parse::<u64>() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_not_seconds) => {
                let until = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
                (until - self.clock.now()).to_std().unwrap_or_default()
            }
        };
        Some(wait.min(LONGEST_PAUSE))
    }
}

impl Call<'_> {
    const fn name(&self) -> &'static str {
        match self {
            Self::Query(query) => query.root,
            Self::Get { name, .. } => name,
        }
    }

    const fn door(&self) -> Door {
        match self {
            Self::Query(_) => Door::GraphQl,
            Self::Get { .. } => Door::Rest,
        }
    }
}

const TOO_MANY: &str = "HTTP 429";

/// A refusal of ours in OWS's own shape; an HTML page is a guard in front of OWS, which says
/// nothing about the token.
fn is_about_token(said: &str) -> bool {
    said.trim().is_empty() || said.contains("Access denied") || !said.trim_start().starts_with('<')
}

/// The message of an error's body, or the whole of it: the message may be written in escapes.
fn message(body: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let message = value.as_ref().and_then(|value| value.get("message")?.as_str());
    message.unwrap_or(body).to_owned()
}

fn unsent(error: reqwest::Error) -> Failure {
    // The address leaves the error before anything else is done with it.
    let error = error.without_url();
    let why = match () {
        () if error.is_timeout() => "timeout",
        () if error.is_connect() => "no connection",
        () if error.is_builder() => {
            return Failure::Broken("the request cannot be built".to_owned());
        }
        () => "the connection broke",
    };
    Failure::Unwell { why: why.to_owned(), heals: true, after: None }
}
