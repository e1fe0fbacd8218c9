//! Whether a question is answered, and by what: whether what was found is about what was asked, and
//! whether the wish itself is to be refused.

use tokio::sync::OnceCell;

use super::{base, index::Hit, refuse::Refusal, wish};

/// Answers that are looked at.
pub const LOOKED_AT: usize = 5;
/// A question is answered if so much speaks for the best answer: likeness to a question that is
/// known, the shares of the words that the answer has and that any answer knows, and that nothing
/// but an answer is wished for.
const ENOUGH: f32 = 1.3;
/// What is covered and what is known tell less than likeness.
const SHARE_WEIGHT: f32 = 0.25;
/// So like a known question, it is one.
const KNOWN: f32 = 0.95;
/// What a wish to be refused takes from trust: for every time that it is likelier, by logarithm.
const WISH_WEIGHT: f32 = 0.3;
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

/// Waits until what is known is read and the examples are learned: the first question asks for it, and
/// it takes a moment of a processor, so not on the threads that answer.
pub async fn ready() {
    static IS_READY: OnceCell<()> = OnceCell::const_new();
    let read = async {
        // Where it fails, the question itself makes up for it.
        tokio::task::spawn_blocking(|| judge("")).await.ok();
    };
    IS_READY.get_or_init(|| read).await;
}

/// Decides on a question by what is known.
pub fn judge(question: &str) -> Verdict {
    let question: String = question.chars().take(MOST_CHARS).collect();
    let hits = base().index.search(&question, LOOKED_AT);
    let (why, odds) = wish::read(&question);
    let best = hits.list.first().filter(|best| best.is_strong);
    let trust = best.map_or(0.0, |best| trust(best, hits.known));
    let is_known = best.is_some_and(|best| best.likeness >= KNOWN);
    if is_known || best.is_some() && trust - WISH_WEIGHT * odds >= ENOUGH {
        return Verdict::Answer(hits.list);
    }
    // Where nothing but too little trust speaks against an answer, nothing we have read says.
    let unknown = if hits.is_topic { Refusal::NoEvidence } else { Refusal::Outside };
    Verdict::Refuse(if odds > 0.0 { why } else { unknown }, hits.list)
}

/// How much speaks for an answer being about what was asked, up to 1.5.
fn trust(hit: &Hit, known: f32) -> f32 {
    hit.likeness + SHARE_WEIGHT * (hit.coverage + known)
}
