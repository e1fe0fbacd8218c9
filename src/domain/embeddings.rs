//! Texts as vectors: the port to whatever embeds them. Nothing depends on it: where it is not
//! configured or does not answer, what uses it goes on without.

use async_trait::async_trait;

/// Texts of one batch at most; callers with more are served batch by batch.
pub const MOST_TEXTS: usize = 64;

/// A text as a vector. Its numbers mean something only beside vectors of the same model.
pub type Vector = Vec<f32>;

/// Why texts have no vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmbedError {
    /// It is down, slow or left alone for a while: later it may answer.
    #[error("the embedder did not answer")]
    NotAnswered,
    /// It refuses: its key, its model or its address is wrong, so asking again helps nobody.
    #[error("the embedder refuses with HTTP {0}: check its address, key and model")]
    Refused(u16),
    /// It answers something else than one vector for each text, all of one length.
    #[error("the embedder answers something that is no vectors of these texts")]
    Nonsense,
}

/// What embeds texts.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// The model; vectors of another one are no neighbours of these.
    fn model(&self) -> &str;

    /// One vector for each text, in their order, all of one length; none for no texts.
    ///
    /// # Errors
    /// Where it does not answer, refuses, or answers something else. Texts are never in the error.
    async fn embed(&self, texts: &[String]) -> Result<Vec<Vector>, EmbedError>;
}

/// How near two vectors point, from -1 to 1; none where they are of different lengths or one is all
/// zeros.
pub fn cosine(one: &[f32], other: &[f32]) -> Option<f32> {
    if one.len() != other.len() {
        return None;
    }
    let dot =
        |one: &[f32], other: &[f32]| -> f32 { one.iter().zip(other).map(|(a, b)| a * b).sum() };
    let lengths = (dot(one, one) * dot(other, other)).sqrt();
    (lengths > 0.0 && lengths.is_finite()).then(|| dot(one, other) / lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearness_needs_vectors_of_one_length() {
        assert_eq!(cosine(&[1.0, 0.0], &[2.0, 0.0]), Some(1.0));
        assert_eq!(cosine(&[1.0, 0.0], &[0.0, 3.0]), Some(0.0));
        assert_eq!(cosine(&[1.0], &[1.0, 0.0]), None);
        assert_eq!(cosine(&[0.0, 0.0], &[1.0, 0.0]), None);
    }
}
