//! Language models: any server that speaks OpenAI's chat completions, and Flowise.
//!
//! One exchange has a limit for its first word and one for all of it; what can heal before the first
//! word is tried once more; a host that keeps failing is left alone. Keys go into a header and
//! nowhere else.

mod flowise;
mod sse;

use std::time::Duration;

use async_trait::async_trait;
use rand::Rng as _;
use reqwest::{
    Client, RequestBuilder, Response, StatusCode, Url,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};

pub use flowise::Flowise;
use sse::{Event, Lines};

use super::{
    breaker::{Breaker, Permit},
    http::{read_body, with_key},
};
use crate::domain::ask::model::{Heard, Model, ModelError, Request, Said};

/// The most that is read of an answer.
const MAX_ANSWER: usize = 256 * 1024;
/// Failures in a row after which a host is left alone.
const ALLOWED_FAILURES: u32 = 5;
/// For how long.
const PAUSE: Duration = Duration::from_secs(30);
/// The longest that a `Retry-After` is waited for: a person waits too.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How long an answer may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until its first word.
    pub first_word: Duration,
    /// In all, a second try included.
    pub whole: Duration,
}

/// A model behind OpenAI's chat completions.
pub struct Llm {
    http: Client,
    url: Url,
    key: Option<SecretString>,
    model: String,
    patience: Patience,
    breaker: Breaker,
}

impl std::fmt::Debug for Llm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Llm").field("model", &self.model).finish_non_exhaustive()
    }
}

impl Llm {
    /// A model at a server's base address: `/v1` is added where it has no path.
    pub fn new(
        http: Client,
        base: &Url,
        key: Option<SecretString>,
        model: &str,
        patience: Patience,
    ) -> Self {
        let mut url = base.clone();
        let path = url.path().trim_end_matches('/').to_owned();
        let path = match path.as_str() {
            "" => "/v1/chat/completions".to_owned(),
            whole if whole.ends_with("/chat/completions") => path,
            _ => format!("{path}/chat/completions"),
        };
        url.set_path(&path);
        let host = format!("{}/{model}", url.host_str().unwrap_or("llm"));
        let breaker = Breaker::new(host, ALLOWED_FAILURES, PAUSE);
        Self { http, url, key, model: model.to_owned(), patience, breaker }
    }

    fn call(&self, request: &Request) -> RequestBuilder {
        let body = json!({
            "model": self.model,
            "messages": [
                { "role": "system", "content": request.system },
                { "role": "user", "content": request.user },
            ],
            "max_tokens": request.most_tokens,
            "temperature": 0,
            "stream": true,
            "stream_options": { "include_usage": true },
        });
        with_key(self.http.post(self.url.clone()).json(&body), self.key.as_ref())
    }

    async fn read(
        &self,
        response: Response,
        heard: Heard<'_>,
        first: Instant,
        whole: Instant,
    ) -> Result<Said, ModelError> {
        let kind = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
            // A server that can't stream answers in one piece.
            let body = timeout_at(whole, read_body(response, MAX_ANSWER)).await;
            let body = body.map_err(|_elapsed| ModelError::Timeout)?;
            return said_at_once(&body.map_err(|_broken| ModelError::Cut)?);
        }
        stream(response, heard, first, whole).await
    }
}

#[async_trait]
impl Model for Llm {
    fn name(&self) -> &str {
        &self.model
    }

    async fn answer(&self, request: &Request, heard: Heard<'_>) -> Result<Said, ModelError> {
        let whole = Instant::now() + self.patience.whole;
        let first = Instant::now() + self.patience.first_word;
        let response = sent(&self.breaker, || self.call(request), first.min(whole)).await?;
        let (permit, response) = response;
        judged(permit, self.read(response, heard, first, whole).await)
    }
}

/// What an answer tells of its host.
fn judged(permit: Permit<'_>, said: Result<Said, ModelError>) -> Result<Said, ModelError> {
    let said =
        said.and_then(
            |said| {
                if said.text.trim().is_empty() { Err(ModelError::Empty) } else { Ok(said) }
            },
        );
    match &said {
        Ok(_) => permit.well(),
        Err(_) => permit.unwell(),
    }
    said
}

/// Sends, and once more where that can help; nothing was said yet, so nobody heard it twice.
async fn sent<'a>(
    breaker: &'a Breaker,
    call: impl Fn() -> RequestBuilder,
    deadline: Instant,
) -> Result<(Permit<'a>, Response), ModelError> {
    let mut retried = false;
    loop {
        let permit = breaker.enter().map_err(|_refused| ModelError::NotSent)?;
        let sent = timeout_at(deadline, call().send()).await;
        let (error, wait) = match sent {
            Err(_elapsed) => (ModelError::Timeout, None),
            Ok(Err(error)) => {
                tracing::debug!(error = %error.without_url(), "a model can't be reached");
                (ModelError::Unwell, Some(Duration::ZERO))
            }
            Ok(Ok(response)) => match response.status() {
                status if status.is_success() => return Ok((permit, response)),
                StatusCode::TOO_MANY_REQUESTS => (ModelError::Limited, retry_after(&response)),
                status if status.is_server_error() => {
                    (ModelError::Unwell, retry_after(&response).or(Some(Duration::ZERO)))
                }
                status => {
                    tracing::warn!(%status, "a model's server refuses: is the key right, is the model there?");
                    (ModelError::Refused, None)
                }
            },
        };
        match error {
            // The host is well, only we are not welcome.
            ModelError::Limited | ModelError::Refused => permit.well(),
            _ => permit.unwell(),
        }
        let jitter = Duration::from_millis(rand::rng().random_range(100..400));
        match wait.filter(|wait| !retried && *wait <= LONGEST_WAIT) {
            Some(wait) if Instant::now() + wait + jitter < deadline => sleep(wait + jitter).await,
            _ => return Err(error),
        }
        retried = true;
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

async fn stream(
    mut response: Response,
    heard: Heard<'_>,
    first: Instant,
    whole: Instant,
) -> Result<Said, ModelError> {
    let mut lines = Lines::default();
    let mut said = Said { text: String::new(), tokens: None };
    let mut read = 0;
    let mut has_ended = false;
    loop {
        let deadline = if said.text.is_empty() { first.min(whole) } else { whole };
        let piece = timeout_at(deadline, response.chunk()).await;
        let piece = piece.map_err(|_elapsed| ModelError::Timeout)?;
        let Some(piece) = piece.map_err(|_broken| ModelError::Cut)? else { break };
        read += piece.len();
        if read > MAX_ANSWER {
            return Err(ModelError::Malformed);
        }
        for line in lines.take(&piece) {
            match sse::event(&line)? {
                Event::Nothing => {}
                Event::Words(words) => {
                    said.text.push_str(&words);
                    heard(&said.text);
                }
                Event::Ends => has_ended = true,
                Event::Tokens(tokens) => said.tokens = Some(tokens),
                Event::Done => return Ok(said),
            }
        }
    }
    // Some servers leave out the last line; that the answer ended they all tell.
    if has_ended { Ok(said) } else { Err(ModelError::Cut) }
}

fn said_at_once(body: &[u8]) -> Result<Said, ModelError> {
    let body: Value = serde_json::from_slice(body).map_err(|_error| ModelError::Malformed)?;
    let text = body.pointer("/choices/0/message/content").and_then(Value::as_str);
    let tokens = body.pointer("/usage/total_tokens").and_then(Value::as_i64);
    let text = text.ok_or(ModelError::Malformed)?.to_owned();
    Ok(Said { text, tokens })
}
