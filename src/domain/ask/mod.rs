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

use crate::{domain::words::parts, i18n::Lang};

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

/// Words of somebody who tells what befell them; nobody looks for goods by them.
const TELLING: [&str; 44] = [
    "не",
    "мы",
    "нас",
    "нам",
    "наш",
    "наша",
    "наше",
    "нашу",
    "я",
    "мне",
    "меня",
    "он",
    "они",
    "если",
    "ли",
    "куда",
    "хотя",
    "уже",
    "дай",
    "дайте",
    "подскажи",
    "подскажите",
    "скажи",
    "скажите",
    "ма",
    "ме",
    "ба",
    "бе",
    "па",
    "пе",
    "бола",
    "болады",
    "болмайды",
    "егер",
    "керек",
    "біз",
    "бізге",
    "маған",
    "we",
    "our",
    "us",
    "i",
    "if",
    "not",
];
/// A text with fewer words names something.
const FEWEST_TOLD: usize = 4;

/// True of a text that asks or tells, rather than names what to look for.
pub fn is_question(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let words = parts(&lower);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    lower.ends_with('?')
        || words.len() > 1 && has(&ASKING)
        || words.len() >= FEWEST_TOLD && has(&TELLING)
}

/// The answer that stands first among those found, in a language.
pub fn extract(hits: &[Hit], lang: Lang) -> Option<(&'static Entry, &'static str)> {
    let entry = base().entries.get(hits.first()?.entry)?;
    Some((entry, entry.answer(lang)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_tells_what_befell_them_asks() {
        for text in [
            "что такое демпинг",
            "демпинг деген не?",
            "заказчик третий месяц не платит за поставленный товар",
            "нас отклонили в зцп автоматом, куда писать жалобу",
            "шартқа қол қоймасам не болады",
            "айлық қарызымыз бар, тендерге жібере ме",
            "дай номер телефона начальника отдела госзакупок",
            "our customer does not sign the act",
        ] {
            assert!(is_question(text), "{text}");
        }
        for text in [
            "картриджи",
            "бумага офисная А4 белая плотная",
            "ремонт кровли школы в Семее",
            "не картриджи",
            "қағаз мен қалам, дәптер және сия",
            "laptops for a school",
        ] {
            assert!(!is_question(text), "{text}");
        }
    }
}
