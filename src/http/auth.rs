//! Who asks: a program proves itself with a key in `X-API-Key`. Where no key was made, nobody can.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, StatusCode};
use secrecy::SecretString;

use super::{limits::Limits, problem::Problem};
use crate::domain::{Services, api_keys::ApiKey};

const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What programs are answered from.
#[derive(Clone)]
pub(super) struct Api {
    pub(super) services: Services,
    pub(super) limits: Arc<Limits>,
}

impl Api {
    /// The key a request came with, which has `cost` requests less left by it.
    ///
    /// # Errors
    /// Where there is none, or more than one, or it opens nothing, or has asked too much.
    pub(super) async fn admit(&self, headers: &HeaderMap, cost: u32) -> Result<ApiKey, Problem> {
        let refused = |detail: &str| Problem::new(StatusCode::UNAUTHORIZED, "api_key", detail);
        let mut brought = headers.get_all(KEY).iter();
        let (Some(key), None) = (brought.next(), brought.next()) else {
            return Err(refused(
                "one X-API-Key header is needed; keys are made by `zakupai create-key`",
            ));
        };
        let key: SecretString = key.to_str().unwrap_or_default().into();
        let Some(known) = self.services.api_keys.check(&key).await? else {
            return Err(refused("this key is not known or was revoked; ask for another one"));
        };
        let wait = match self.limits.take(&known.prefix, cost) {
            Ok(()) => return Ok(known),
            Err(wait) => u16::try_from(wait.as_secs().saturating_add(1)).unwrap_or(u16::MAX),
        };
        tracing::info!(key = known.prefix, wait, "a key asks too much");
        let detail = format!("this key asks too much: come back in {wait} s, as Retry-After says");
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail).after(wait))
    }
}
