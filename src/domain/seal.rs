//! What people tell of their companies, sealed: without `DATA_KEY` the database shows whose it is
//! and when it was written, and nothing else.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    AeadCore as _, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, OsRng, Payload, rand_core::RngCore as _},
};

use sha2::{Digest as _, Sha256};

use super::types::UserId;

/// Bytes of a nonce, which stands before what is sealed.
const NONCE: usize = 24;

/// The key that personal data is sealed with; never prints.
#[derive(Clone)]
pub struct DataKey([u8; 32]);

/// Why sealed data can't be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no randomness, or the data is too long.
    #[error("personal data could not be sealed")]
    Failed,
    /// It was sealed with another key, for somebody else, or was changed.
    #[error("sealed data can't be opened: DATA_KEY is another one, or the row was changed")]
    Foreign,
}

impl DataKey {
    /// Reads 32 bytes in hexadecimal or base64.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = if text.len() == 64 { from_hex(text)? } else { STANDARD.decode(text).ok()? };
        bytes.try_into().ok().map(Self)
    }

    /// A new key, for what need not be opened later.
    ///
    /// # Errors
    /// Where the system gives no randomness.
    pub fn random() -> Result<Self, SealError> {
        let mut bytes = [0; 32];
        OsRng.try_fill_bytes(&mut bytes).map_err(|_error| SealError::Failed)?;
        Ok(Self(bytes))
    }

    /// Seals a text for one person and one purpose: moved to another row, it does not open.
    ///
    /// # Errors
    /// Where the system gives no randomness.
    pub fn seal(&self, owner: UserId, what: &str, text: &str) -> Result<String, SealError> {
        let nonce = XChaCha20Poly1305::generate_nonce(&mut OsRng);
        let bound = bound(owner, what);
        let payload = Payload { msg: text.as_bytes(), aad: bound.as_bytes() };
        let sealed = self.cipher().encrypt(&nonce, payload).map_err(|_error| SealError::Failed)?;
        Ok(STANDARD.encode([&nonce[..], &sealed].concat()))
    }

    /// Opens what was sealed for this person and purpose.
    ///
    /// # Errors
    /// Where the key, the person or the purpose is another one, or the data was changed.
    pub fn open(&self, owner: UserId, what: &str, sealed: &str) -> Result<String, SealError> {
        let bytes = STANDARD.decode(sealed).map_err(|_error| SealError::Foreign)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(SealError::Foreign)?;
        let bound = bound(owner, what);
        let payload = Payload { msg: sealed, aad: bound.as_bytes() };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        String::from_utf8(opened.map_err(|_error| SealError::Foreign)?)
            .map_err(|_error| SealError::Foreign)
    }

    /// A hash that is equal for equal texts of one purpose and tells nothing of them without the key.
    /// Hashed twice, as HMAC does: nothing can be added behind what was hashed.
    pub fn fingerprint(&self, what: &str, text: &str) -> String {
        let inner = [b"inner", self.0.as_slice(), what.as_bytes(), b":", text.as_bytes()].concat();
        let outer = [b"outer", self.0.as_slice(), &Sha256::digest(inner)].concat();
        STANDARD.encode(Sha256::digest(outer))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

fn bound(owner: UserId, what: &str) -> String {
    format!("{what}:{owner}")
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    digits?.chunks(2).map(|pair| u8::try_from(pair.first()? * 16 + pair.last()?).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    #[test]
    fn what_is_sealed_opens_for_its_owner_only() {
        let key = DataKey::parse(HEX).unwrap();
        let sealed = key.seal(7, "company", "ТОО «Ақ көл»").unwrap();
        assert!(!sealed.contains("көл"));
        assert_ne!(sealed, key.seal(7, "company", "ТОО «Ақ көл»").unwrap(), "the nonce is new");
        assert_eq!(key.open(7, "company", &sealed).as_deref(), Ok("ТОО «Ақ көл»"));
        assert_eq!(key.open(8, "company", &sealed), Err(SealError::Foreign));
        assert_eq!(key.open(7, "document", &sealed), Err(SealError::Foreign));
        let other = DataKey::parse(&STANDARD.encode([1; 32])).unwrap();
        assert_eq!(other.open(7, "company", &sealed), Err(SealError::Foreign));
        for broken in ["", "?", "AAAA", &sealed.replace('A', "B").replace('a', "b")] {
            assert_eq!(key.open(7, "company", broken), Err(SealError::Foreign), "{broken}");
        }
    }

    #[test]
    fn a_fingerprint_is_of_one_key_and_one_purpose() {
        let key = DataKey::parse(HEX).unwrap();
        let print = key.fingerprint("head", "900101300017");
        assert_eq!(print, key.fingerprint("head", "900101300017"));
        assert_ne!(print, key.fingerprint("head", "900101300018"));
        assert_ne!(print, key.fingerprint("seat", "900101300017"));
        let other = DataKey::parse(&STANDARD.encode([1; 32])).unwrap();
        assert_ne!(print, other.fingerprint("head", "900101300017"));
        assert!(!print.contains("900101300017"));
    }

    #[test]
    fn a_key_is_32_bytes_and_never_prints() {
        assert!(DataKey::parse(&STANDARD.encode([7; 32])).is_some());
        for wrong in [
            "",
            "secret",
            HEX.trim_start_matches('0'),
            &STANDARD.encode([7; 31]),
            &HEX.replace('a', "g"),
        ] {
            assert!(DataKey::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{:?}", DataKey::parse(HEX).unwrap()), "DataKey(…)");
    }
}
