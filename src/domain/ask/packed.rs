//! What comes packed with the program: answers, ways to ask for them, words of one meaning.

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use serde::de::DeserializeOwned;

/// A file of `assets/knowledge` by its name.
macro_rules! packed {
    ($name:literal) => {
        $crate::domain::ask::packed::read(include_bytes!(concat!(env!("OUT_DIR"), "/", $name)))
    };
}
pub(super) use packed;

/// What a packed file holds; none where it holds something else, which tests would tell.
pub(super) fn read<T: DeserializeOwned>(packed: &[u8]) -> Option<T> {
    let mut text = String::new();
    DeflateDecoder::new(packed).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
