//! Questions in words: answered from what was read, with the place it stands in, or refused.
//!
//! The best answer of `knowledge` is given as it stands; where there is a model, what it says on the
//! evidence found takes the place of that once it passed the `gate` (`think`). `refuse` says when not to
//! answer, `index` finds, `own` answers of the person's last lot in numbers that `calc` counts.

mod analyse;
pub mod gate;
mod index;
mod judge;
mod knowledge;
pub mod lot_text;
pub mod model;
pub mod own;
mod packed;
pub mod passages;
mod quality;
mod redact;
mod refuse;
mod source;
mod talk;
pub mod think;
mod wish;

pub use index::Hit;
pub use judge::{LOOKED_AT, Verdict, judge, ready};
pub use knowledge::{Base, Document, Entry, OtherAct, Reference, base, edition};
pub use quality::{Quality, score, weighed};
pub use refuse::Refusal;
pub use source::{Source, number_in};
pub use talk::{AskStore, Exchange, HISTORY, KEPT, Kept};

use crate::i18n::Lang;

/// The language of a question; of the person, where it may be either.
pub fn language(question: &str, persons: Lang) -> Lang {
    analyse::language_of(question).unwrap_or(persons)
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
