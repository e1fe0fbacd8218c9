//! Questions in words: answered from what was read, with the place it stands in, or refused.
//!
//! The best answer of `knowledge` is given as it stands; where there is a model, what it says on the
//! evidence found takes the place of that once it passed the `gate` (`think`). `refuse` says when not to
//! answer, `index` finds, `own` answers of the person's last lot in numbers that `calc` counts.

mod analyse;
pub mod gate;
mod index;
mod knowledge;
pub mod lot_text;
pub mod model;
pub mod own;
mod quality;
mod redact;
mod refuse;
mod talk;
pub mod think;

pub use index::Hit;
pub use knowledge::{Base, Document, Entry, OtherAct, Reference, base, edition};
pub use quality::{Quality, score};
pub use refuse::Refusal;
pub use talk::{AskStore, Exchange, KEPT, Kept};

use crate::i18n::Lang;

/// The language of a question; of the person, where it may be either.
pub fn language(question: &str, persons: Lang) -> Lang {
    analyse::language_of(question).unwrap_or(persons)
}

/// Answers that are looked at.
pub const LOOKED_AT: usize = 5;
/// An answer must have words for so much of a question.
const LEAST_COVERAGE: f32 = 0.33;
/// And some likeness to a question that is known.
const FAINT_LIKENESS: f32 = 0.12;
/// Or be so like a question that is known.
const LEAST_LIKENESS: f32 = 0.31;
/// A question of which less is known at all is about something else.
const LEAST_KNOWN: f32 = 0.3;
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
    match hits.list.first() {
        Some(best) if is_enough(best) => Verdict::Answer(hits.list),
        Some(_) if hits.known >= LEAST_KNOWN => Verdict::Refuse(Refusal::NoEvidence, hits.list),
        _ => Verdict::Refuse(Refusal::Outside, hits.list),
    }
}

/// Whether an answer is about what was asked: words that stand in it alone, and words that are said
/// of anything, are not enough.
fn is_enough(hit: &Hit) -> bool {
    let is_near = hit.coverage >= LEAST_COVERAGE && hit.likeness >= FAINT_LIKENESS;
    hit.is_strong && (is_near || hit.likeness >= LEAST_LIKENESS)
}

/// Words that questions begin with, or have in them.
const ASKING: [&str; 40] = [
    "что",
    "чем",
    "как",
    "какой",
    "какая",
    "какое",
    "какие",
    "каков",
    "сколько",
    "когда",
    "где",
    "кто",
    "почему",
    "зачем",
    "можно",
    "нужно",
    "надо",
    "нельзя",
    "вправе",
    "расскажи",
    "объясни",
    "деген",
    "қалай",
    "қандай",
    "қанша",
    "неше",
    "қашан",
    "кім",
    "неге",
    "what",
    "how",
    "when",
    "who",
    "why",
    "which",
    "where",
    "may",
    "can",
    "must",
    "is",
];

/// True of a text that asks, rather than names what to look for.
pub fn is_question(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let mut words = text.split_whitespace();
    text.ends_with('?') || words.clone().count() > 1 && words.any(|word| ASKING.contains(&word))
}

/// The answer that stands first among those found, in a language.
pub fn extract(hits: &[Hit], lang: Lang) -> Option<(&'static Entry, &'static str)> {
    let entry = base().entries.get(hits.first()?.entry)?;
    Some((entry, entry.answer(lang)))
}
