//! Who asks: a program proves itself with a key in `X-API-Key`. Where no key was made, nobody can.

use axum::http::{HeaderMap, HeaderName, StatusCode};
use secrecy::SecretString;

use super::problem::Problem;
use crate::domain::{Services, api_keys::ApiKey};

const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The key a request came with.
///
/// # Errors
/// Where there is none, or more than one, or it opens nothing.
pub(super) async fn known(services: &Services, headers: &HeaderMap) -> Result<ApiKey, Problem> {
    let refused = |detail: &str| Problem::new(StatusCode::UNAUTHORIZED, "api_key", detail);
    let mut brought = headers.get_all(KEY).iter();
    let (Some(key), None) = (brought.next(), brought.next()) else {
        return Err(refused(
            "one X-API-Key header is needed; keys are made by `zakupai create-key`",
        ));
    };
    let key: SecretString = key.to_str().unwrap_or_default().into();
    match services.api_keys.check(&key).await? {
        Some(known) => Ok(known),
        None => Err(refused("this key is not known or was revoked; ask for another one")),
    }
}
