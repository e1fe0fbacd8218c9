//! Keys that programs come to the HTTP interface with. A key is shown once; what is kept of it is
//! its hash and the eight digits it is known by.

use std::{fmt::Write as _, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{
    clock::Clock,
    error::{Error, StoreError},
};

/// What every key begins with, so that one that leaked is known for what it is.
const MARK: &str = "zk";
/// Digits that a key is known by.
const PREFIX: usize = 8;
/// A longer name says nothing more.
const MOST_NAME: usize = 100;

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Eight hexadecimal digits it is known by.
    pub prefix: String,
    /// SHA-256 of the whole key, in hexadecimal: of 256 random bits it tells nothing.
    pub hash: String,
    /// Whose it is.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it opens nothing.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Where keys are kept.
#[async_trait]
pub trait ApiKeyStore: Send + Sync {
    /// Keeps a new key.
    async fn add_api_key(&self, key: &ApiKey) -> Result<(), StoreError>;
    /// The key of a prefix, revoked ones too.
    async fn find_api_key(&self, prefix: &str) -> Result<Option<ApiKey>, StoreError>;
    /// Has a key open nothing from now on; false where there is none such.
    async fn revoke_api_key(&self, prefix: &str, at: DateTime<Utc>) -> Result<bool, StoreError>;
}

/// Makes and checks keys.
#[derive(Clone)]
pub struct ApiKeyService {
    store: Arc<dyn ApiKeyStore>,
    clock: Arc<dyn Clock>,
}

impl ApiKeyService {
    /// A service over its port.
    pub fn new(store: Arc<dyn ApiKeyStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Makes a key and gives it, for the only time.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn make(&self, name: &str) -> Result<SecretString, Error> {
        let prefix = hex(&rand::random::<[u8; PREFIX / 2]>());
        let key = format!("{MARK}_{prefix}_{}", hex(&rand::random::<[u8; 32]>()));
        let kept = ApiKey {
            prefix,
            hash: hash(&key),
            name: name.trim().chars().take(MOST_NAME).collect(),
            created_at: self.clock.now(),
            revoked_at: None,
        };
        self.store.add_api_key(&kept).await?;
        Ok(key.into())
    }

    /// The key that was brought, where it is one of ours and not revoked.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn check(&self, brought: &SecretString) -> Result<Option<ApiKey>, Error> {
        let key = brought.expose_secret();
        let Some(prefix) = prefix(key) else { return Ok(None) };
        let Some(known) = self.store.find_api_key(prefix).await? else { return Ok(None) };
        // How long a refusal takes must not tell how much of a guess was right.
        let is_same: bool = hash(key).as_bytes().ct_eq(known.hash.as_bytes()).into();
        Ok(Some(known).filter(|known| is_same && known.revoked_at.is_none()))
    }

    /// Has a key open nothing from now on; false where no key is known by this prefix.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn revoke(&self, prefix: &str) -> Result<bool, Error> {
        Ok(self.store.revoke_api_key(prefix, self.clock.now()).await?)
    }
}

fn prefix(key: &str) -> Option<&str> {
    let (mark, rest) = key.split_once('_')?;
    let (prefix, secret) = rest.split_once('_')?;
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    (mark == MARK && prefix.len() == PREFIX && secret.len() == 64 && is_hex(prefix))
        .then_some(prefix)
}

fn hash(key: &str) -> String {
    hex(&Sha256::digest(key.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_the_shape_of_a_key_is_looked_up() {
        let secret = "0".repeat(64);
        assert_eq!(prefix(&format!("zk_12ab34cd_{secret}")), Some("12ab34cd"));
        for key in ["", "zk", "zk_12ab34cd_", "zk_12ab34c'_0", "xx_12ab34cd_0"] {
            assert_eq!(prefix(&format!("{key}{}", "0".repeat(62))), None, "{key}");
        }
    }
}
