//! A lot's texts cut into terms, once for all fields. Most words of a lot were seen before: their
//! stems are remembered.

use std::collections::HashMap;

use crate::domain::{
    search::Entry,
    types::LocalText,
    words::{self, Stems, fold},
};

/// More words than this are remembered by nobody: codes and slips, seen once.
const MOST_KNOWN: usize = 200_000;
/// Longer words are no units: `5 кг`, `90 г`, `А 4`, `55 R16`.
const LONGEST_UNIT: usize = 3;
/// Parts a folded word from its spelling in one term.
pub(super) const SPELLED_AS: char = '\u{1}';

/// What is known of a word.
struct Known {
    folded: String,
    stems: Stems,
    is_kazakh: bool,
    /// Letters only, and at least three: a word that may be mistyped or completed.
    is_word: bool,
}

/// The terms of a lot, with gaps between them.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) name_ru: Vec<String>,
    pub(super) name_kk: Vec<String>,
    pub(super) more_ru: Vec<String>,
    pub(super) more_kk: Vec<String>,
    pub(super) number: String,
    pub(super) exact: String,
    pub(super) spelled: String,
}

/// Cuts lots into terms.
#[derive(Default)]
pub(super) struct Analyser {
    known: HashMap<String, Known>,
}

impl Analyser {
    pub(super) fn terms(&mut self, entry: &Entry) -> Terms {
        let mut terms = Terms::default();
        let mut written = Written::default();
        self.text(&entry.name, &mut terms.name_ru, &mut terms.name_kk, &mut written);
        for text in &entry.more {
            self.text(text, &mut terms.more_ru, &mut terms.more_kk, &mut written);
        }
        for number in &entry.numbers {
            add(&mut terms.number, &fold(number));
        }
        terms.exact = written.exact;
        terms.spelled = written.spelled;
        terms
    }

    fn text(
        &mut self,
        text: &LocalText,
        ru: &mut Vec<String>,
        kk: &mut Vec<String>,
        written: &mut Written,
    ) {
        for (text, kazakh) in [(&text.ru, false), (&text.kk, true)] {
            let Some(text) = text else { continue };
            let (mut in_ru, mut in_kk) = (String::new(), String::new());
            // Compounds and numbers with units stand apart: between words they would part phrases.
            let (mut apart, mut apart_kk) = (String::new(), String::new());
            let mut before: Option<&str> = None;
            words::each_token(text, |token| {
                let known = self.known(token);
                if token.contains(words::HYPHENS) {
                    add(&mut apart, &known.stems.ru);
                    if kazakh || known.is_kazakh {
                        add(&mut apart_kk, &known.stems.kk);
                    }
                    return;
                }
                add(&mut in_ru, &known.stems.ru);
                if kazakh || known.is_kazakh {
                    add(&mut in_kk, &known.stems.kk);
                }
                if known.is_word {
                    written.add(&known.folded, token);
                }
                if let Some(joined) = before.and_then(|before| with_unit(before, token)) {
                    add(&mut apart, &Stems::of(&joined).ru);
                }
                if let Some((number, unit)) = number_and_unit(token) {
                    add(&mut apart, number);
                    add(&mut apart, &Stems::of(unit).ru);
                }
                before = Some(token);
            });
            ru.extend([in_ru, apart].into_iter().filter(|terms| !terms.is_empty()));
            kk.extend([in_kk, apart_kk].into_iter().filter(|terms| !terms.is_empty()));
        }
    }

    fn known(&mut self, token: &str) -> &Known {
        if self.known.len() >= MOST_KNOWN && !self.known.contains_key(token) {
            self.known.clear();
        }
        self.known.entry(token.to_owned()).or_insert_with(|| {
            let folded = fold(token);
            let letters = folded.chars().all(char::is_alphabetic);
            Known {
                is_word: letters && folded.chars().nth(2).is_some(),
                stems: Stems::of(token),
                is_kazakh: words::is_kazakh(token),
                folded,
            }
        })
    }
}

/// Words of one lot as they are written, each once.
#[derive(Default)]
struct Written {
    exact: String,
    spelled: String,
}

impl Written {
    fn add(&mut self, folded: &str, token: &str) {
        add(&mut self.exact, folded);
        let spelling: String =
            token.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if !self.spelled.is_empty() {
            self.spelled.push(' ');
        }
        self.spelled.push_str(folded);
        self.spelled.push(SPELLED_AS);
        self.spelled.push_str(&spelling);
    }
}

fn add(terms: &mut String, term: &str) {
    if term.is_empty() {
        return;
    }
    if !terms.is_empty() {
        terms.push(' ');
    }
    terms.push_str(term);
}

/// `5` and `кг` as `5кг`, `А` and `4` as `А4`, `55` and `R16` as `55R16`: written apart or not, they
/// are one.
fn with_unit(before: &str, token: &str) -> Option<String> {
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let letters = |text: &str| is_short(text) && text.chars().all(char::is_alphabetic);
    ((number(before) && is_unit(token)) || (letters(before) && number(token)))
        .then(|| format!("{before}{token}"))
}

/// `5кг` as `5` and `кг`, `55R16` as `55` and `R16`.
pub(super) fn number_and_unit(token: &str) -> Option<(&str, &str)> {
    let at = token.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0)?;
    let (number, unit) = token.split_at_checked(at)?;
    (unit.chars().all(char::is_alphabetic) || is_unit(unit)).then_some((number, unit))
}

fn is_short(text: &str) -> bool {
    text.chars().nth(LONGEST_UNIT).is_none()
}

/// A short word, or a letter with the number it makes a size of.
fn is_unit(text: &str) -> bool {
    is_short(text)
        && text.starts_with(char::is_alphabetic)
        && text.chars().all(char::is_alphanumeric)
}
