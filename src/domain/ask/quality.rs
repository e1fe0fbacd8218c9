//! How good an answer is, by what it rests on: 0 to 100, shown as a word.

use super::{Hit, Reference, base};

/// How an answer is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// From 70.
    High,
    /// From 45.
    Middle,
    /// Below.
    Low,
}

/// The score of answers that were found.
pub fn score(hits: &[Hit]) -> u8 {
    let Some(entry) = hits.first().and_then(|hit| base().entries.get(hit.entry)) else { return 0 };
    let coverage = hits.first().map_or(0.0, |hit| hit.coverage.max(hit.likeness));
    weighed(coverage, &entry.refs)
}

/// The score: 40 % how much of the question is covered, 35 % how many places of the acts an answer
/// rests on, 25 % how deep these go (an article is less than a point).
pub fn weighed(coverage: f32, places: &[Reference]) -> u8 {
    let diversity = (places.len() as f32 / 3.0).min(1.0);
    let depths = places.iter().map(|it| match (&it.document, &it.point) {
        (None, _) => 0.4,
        (Some(_), None) => 0.6,
        (Some(_), Some(_)) => 1.0,
    });
    let depth = depths.fold(0.0_f32, f32::max);
    let score = 40.0 * coverage + 35.0 * diversity + 25.0 * depth;
    // Within 0 and 100 by its parts.
    score.round().clamp(0.0, 100.0) as u8
}

impl Quality {
    /// The word for a score.
    pub fn of(score: u8) -> Self {
        match score {
            70.. => Self::High,
            45..=69 => Self::Middle,
            _ => Self::Low,
        }
    }
}
