//! The one HTTP client for the outside world: every call has a time limit, follows no redirect (a
//! redirect would carry the token to a stranger), and reads no more than it was allowed to.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use secrecy::{ExposeSecret as _, SecretString};

/// The most a body may hold unless told otherwise.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// How the client behaves.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a whole exchange may take; callers set shorter limits of their own.
    pub timeout: Duration,
    /// The most bytes of a body, for callers of [`read_body`].
    pub max_body: usize,
    /// Accept any certificate. OWS was served with one that no store knew until 2024, so the
    /// switch exists; leave it off.
    pub tls_insecure: bool,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            max_body: MAX_BODY,
            tls_insecure: false,
        }
    }
}

/// A request with what a host lets us in by, where it wants anything.
pub(super) fn with_key(request: RequestBuilder, key: Option<&SecretString>) -> RequestBuilder {
    match key {
        Some(key) => request.bearer_auth(key.expose_secret()),
        None => request,
    }
}

/// Builds the client.
///
/// # Errors
/// When TLS cannot be set up.
#[expect(clippy::disallowed_methods, reason = "the one place that builds HTTP clients")]
pub fn client(options: &HttpOptions) -> reqwest::Result<Client> {
    Client::builder()
        .use_rustls_tls()
        .danger_accept_invalid_certs(options.tls_insecure)
        .redirect(Policy::none())
        .referer(false)
        .gzip(true)
        .connect_timeout(options.connect_timeout)
        .timeout(options.timeout)
        .user_agent(concat!("ZakupAI/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It is longer than allowed; the rest was not read.
    #[error("longer than allowed")]
    TooLarge,
    /// The connection broke or the encoding is wrong.
    #[error("cut short")]
    Cut(#[source] reqwest::Error),
}

/// Reads a body piece by piece and stops once it is longer than `most` bytes. The size is counted
/// after decompression, so a small answer cannot unfold into a large one.
///
/// # Errors
/// When it is too long, or broken off.
pub async fn read_body(mut response: Response, most: usize) -> Result<Vec<u8>, BodyError> {
    let told = response.content_length().unwrap_or_default();
    if usize::try_from(told).map_or(true, |told| told > most) {
        return Err(BodyError::TooLarge);
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() > most => return Err(BodyError::TooLarge),
            Ok(Some(piece)) => body.extend_from_slice(&piece),
            Ok(None) => return Ok(body),
            // The address may hold a token; no error leaves this module with it.
            Err(error) => return Err(BodyError::Cut(error.without_url())),
        }
    }
}
