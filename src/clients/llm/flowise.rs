//! A Flowise chatflow: the same question over another door, answered in one piece.

use async_trait::async_trait;
use reqwest::{Client, Url};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::{ALLOWED_FAILURES, MAX_ANSWER, PAUSE, Patience, judged, sent, with_key};
use crate::{
    clients::{breaker::Breaker, http::read_body},
    domain::ask::model::{Heard, Model, ModelError, Request, Said},
};

/// A chatflow.
pub struct Flowise {
    http: Client,
    url: Url,
    key: Option<SecretString>,
    patience: Patience,
    breaker: Breaker,
}

impl std::fmt::Debug for Flowise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flowise").finish_non_exhaustive()
    }
}

impl Flowise {
    /// The chatflow with this id at a server.
    pub fn new(
        http: Client,
        base: &Url,
        chatflow: &str,
        key: Option<SecretString>,
        patience: Patience,
    ) -> Self {
        let mut url = base.clone();
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{path}/api/v1/prediction/{chatflow}"));
        let host = format!("{}/flowise", url.host_str().unwrap_or("flowise"));
        Self { http, url, key, patience, breaker: Breaker::new(host, ALLOWED_FAILURES, PAUSE) }
    }
}

#[async_trait]
impl Model for Flowise {
    fn name(&self) -> &str {
        "flowise"
    }

    async fn answer(&self, request: &Request, _heard: Heard<'_>) -> Result<Said, ModelError> {
        let whole = Instant::now() + self.patience.whole;
        // A chatflow may have rules of its own; ours go with the question.
        let body = json!({ "question": format!("{}\n{}", request.system, request.user) });
        let call = || with_key(self.http.post(self.url.clone()).json(&body), self.key.as_ref());
        let (permit, response) = sent(&self.breaker, call, whole).await?;
        let read = async {
            let body = timeout_at(whole, read_body(response, MAX_ANSWER)).await;
            let body = body.map_err(|_elapsed| ModelError::Timeout)?;
            let body = body.map_err(|_broken| ModelError::Cut)?;
            let body: Value =
                serde_json::from_slice(&body).map_err(|_error| ModelError::Malformed)?;
            let text = body.get("text").and_then(Value::as_str).ok_or(ModelError::Malformed)?;
            Ok(Said { text: text.to_owned(), tokens: None })
        };
        judged(permit, read.await)
    }
}
