//! Whether a question is answered, and by what: first whether the wish itself is refused, then
//! whether what was found is about what was asked.

use super::{
    base,
    index::Hit,
    refuse::{self, Refusal},
};

/// Answers that are looked at.
pub const LOOKED_AT: usize = 5;
/// A question is answered if so much speaks for the best answer: likeness to a question that is
/// known, and the shares of the words that the answer has and that any answer knows.
const ENOUGH: f32 = 0.56;
/// What is covered and what is known tell less than likeness.
const SHARE_WEIGHT: f32 = 0.25;
/// A question without a word of procurement must be as good as known.
const ENOUGH_OUTSIDE: f32 = 0.7;
/// Longer questions are cut: what is asked stands at the beginning.
const MOST_CHARS: usize = 500;

/// What a question comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The best answers, the first to be given.
    Answer(Vec<Hit>),
    /// No answer, and the nearest there is.
    Refuse(Refusal, Vec<Hit>),
}

/// Decides on a question by what is known.
pub fn judge(question: &str) -> Verdict {
    let question: String = question.chars().take(MOST_CHARS).collect();
    let hits = base().index.search(&question, LOOKED_AT);
    if let Some(why) = refuse::by_words(&question) {
        return Verdict::Refuse(why, hits.list);
    }
    let enough = if hits.is_topic { ENOUGH } else { ENOUGH_OUTSIDE };
    let why = if hits.is_topic { Refusal::NoEvidence } else { Refusal::Outside };
    match hits.list.first() {
        Some(best) if best.is_strong && trust(best, hits.known) >= enough => {
            Verdict::Answer(hits.list)
        }
        _ => Verdict::Refuse(why, hits.list),
    }
}

/// How much speaks for an answer being about what was asked, up to 1.5.
fn trust(hit: &Hit, known: f32) -> f32 {
    hit.likeness + SHARE_WEIGHT * (hit.coverage + known)
}
