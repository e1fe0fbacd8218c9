//! The Bot API over HTTP: the one place where the token is in a URL, so the one place that names it.
//!
//! Teloxide's client sleeps ten seconds inside a call after a 5xx and forgets which failures are
//! sure; the outbox has to know. Its types are used for all that is read.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::upload::{SEND_DOCUMENT, Upload};

/// A call that asks nothing of a person is not waited for longer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// A file takes longer.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(60);

/// Calls methods of the Bot API.
#[derive(Clone)]
pub struct Telegram {
    http: reqwest::Client,
    base: Arc<SecretString>,
    files: Arc<SecretString>,
}

/// Why a call failed, by what is known about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// 429: not done; wait this long.
    #[error("flood limit: retry after {0} s")]
    Flood(u64),
    /// The group is a supergroup now, with this id: not done.
    #[error("the chat moved to {0}")]
    Moved(i64),
    /// Refused: not done, and asking the same again is of no use.
    #[error("{code} {description}")]
    Refused {
        /// HTTP status.
        code: u16,
        /// Telegram's words.
        description: String,
    },
    /// The request surely never reached Telegram.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Nobody knows whether it was done.
    #[error("outcome unknown: {0}")]
    Unknown(String),
}

#[derive(Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl std::fmt::Debug for Telegram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Telegram")
    }
}

impl Telegram {
    /// A client of the server at `api_url`.
    pub fn new(http: reqwest::Client, api_url: &str, token: &SecretString) -> Self {
        let (api_url, token) = (api_url.trim_end_matches('/'), token.expose_secret());
        let base = Arc::new(format!("{api_url}/bot{token}").into());
        let files = Arc::new(format!("{api_url}/file/bot{token}").into());
        Self { http, base, files }
    }

    /// Calls a method with JSON parameters; gives the JSON of its result.
    ///
    /// # Errors
    /// See [`CallError`]; none of them names the token.
    pub async fn call(&self, method: &str, parameters: String) -> Result<String, CallError> {
        self.call_within(method, parameters, TIMEOUT).await
    }

    /// The same, for calls that Telegram holds open.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub async fn call_within(
        &self,
        method: &str,
        parameters: String,
        timeout: Duration,
    ) -> Result<String, CallError> {
        self.post(method, "application/json", parameters.into_bytes(), timeout).await
    }

    /// Sends a file.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub(super) async fn upload(&self, chat_id: i64, file: &Upload) -> Result<String, CallError> {
        let (kind, body) = file.form(chat_id);
        self.post(SEND_DOCUMENT, &kind, body, UPLOAD_TIMEOUT).await
    }

    /// Fetches a file that somebody sent; none where it is longer than `most` bytes.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub(super) async fn download(
        &self,
        file_id: &str,
        most: usize,
    ) -> Result<Option<Vec<u8>>, CallError> {
        #[derive(Deserialize)]
        struct File {
            file_path: String,
        }
        let unknown = |why: &str| CallError::Unknown(why.to_owned());
        let parameters = serde_json::json!({ "file_id": file_id }).to_string();
        let file: File = serde_json::from_str(&self.call("getFile", parameters).await?)
            .map_err(|_error| unknown("an answer without a path"))?;
        let url = format!("{}/{}", self.files.expose_secret(), file.file_path);
        let cut = |error: reqwest::Error| CallError::Unknown(chain(&error.without_url()));
        let mut response = self.http.get(url).timeout(UPLOAD_TIMEOUT).send().await.map_err(cut)?;
        match response.status().as_u16() {
            200 => {}
            code @ 400..500 => {
                return Err(CallError::Refused { code, description: "no such file".to_owned() });
            }
            code => return Err(CallError::Unknown(format!("status {code}"))),
        }
        let mut bytes = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(cut)? {
            if bytes.len() + piece.len() > most {
                return Ok(None);
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Some(bytes))
    }

    async fn post(
        &self,
        method: &str,
        kind: &str,
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<String, CallError> {
        let url = format!("{}/{method}", self.base.expose_secret());
        let request = self
            .http
            .post(url)
            .timeout(timeout)
            .header(reqwest::header::CONTENT_TYPE, kind)
            .body(body);
        let response = request.send().await.map_err(|error| {
            let error = error.without_url();
            let reason = chain(&error);
            if error.is_connect() || error.is_builder() {
                CallError::NotSent(reason)
            } else {
                CallError::Unknown(reason)
            }
        })?;
        let status = response.status().as_u16();
        let body = response
            .bytes()
            .await
            .map_err(|error| CallError::Unknown(chain(&error.without_url())))?;
        read(status, &body)
    }
}

fn read(status: u16, body: &[u8]) -> Result<String, CallError> {
    let Ok(answer) = serde_json::from_slice::<Answer<'_>>(body) else {
        return Err(CallError::Unknown(format!("status {status}, an answer that is not JSON")));
    };
    if answer.ok {
        return Ok(answer.result.map_or_else(String::new, |result| result.get().to_owned()));
    }
    let description = answer.description.unwrap_or_default();
    let parameters = answer.parameters.as_ref();
    match (
        status,
        parameters.and_then(|p| p.retry_after),
        parameters.and_then(|p| p.migrate_to_chat_id),
    ) {
        (429, retry_after, _) => Err(CallError::Flood(retry_after.unwrap_or(1))),
        (_, _, Some(to)) => Err(CallError::Moved(to)),
        (500.., _, _) => Err(CallError::Unknown(format!("status {status}: {description}"))),
        _ => Err(CallError::Refused { code: status, description }),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart_by_what_is_known() {
        let of = |status, body: &str| read(status, body.as_bytes());
        assert_eq!(
            of(200, r#"{"ok":true,"result":{"message_id":7}}"#),
            Ok(r#"{"message_id":7}"#.to_owned())
        );
        assert_eq!(
            of(
                429,
                r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":9}}"#
            ),
            Err(CallError::Flood(9))
        );
        assert_eq!(
            of(
                400,
                r#"{"ok":false,"description":"upgraded","parameters":{"migrate_to_chat_id":-100}}"#
            ),
            Err(CallError::Moved(-100))
        );
        assert!(matches!(
            of(403, r#"{"ok":false,"description":"Forbidden"}"#),
            Err(CallError::Refused { code: 403, .. })
        ));
        assert!(matches!(of(502, "<html>"), Err(CallError::Unknown(_))));
        assert!(matches!(of(500, r#"{"ok":false}"#), Err(CallError::Unknown(_))));
    }
}
