//! Phrases with inflection, written nearly as they are read.
//!
//! A space stands for whatever parts two words of a sentence, `~` for the rest of a word, `‥` for up
//! to two more words and `…` for up to four, none of them beyond a comma; the rest is the syntax of
//! regular expressions. Letters are folded as a [`Reading`]'s are, so Kazakh is written as Kazakh.

use std::sync::LazyLock;

use regex::Regex;

use super::reading::{Reading, Span, fold, is_word};

/// Phrases compiled once.
pub(super) type Lazy = LazyLock<Phrases>;

/// Phrases of which the first that fits is taken.
pub(super) struct Phrases(Option<Regex>);

const PARTS_WORDS: &str = "(?:[^a-zа-я0-9;!?\n]+)";
const MORE_WORDS: &str = r"(?:[^a-zа-я0-9.,;:!?()\n]+[a-zа-я0-9]+)";
const REST: &str = "[a-zа-я0-9]*";

impl Phrases {
    /// Phrases as whole words anywhere.
    pub(super) fn of<S: AsRef<str>>(phrases: &[S]) -> Self {
        Self::compile("(?:^|[^a-zа-я0-9])", phrases, "(?:$|[^a-zа-я0-9])")
    }

    /// Phrases that end where the text does, for what comes right before something.
    pub(super) fn at_end<S: AsRef<str>>(phrases: &[S]) -> Self {
        Self::compile("(?:^|[^a-zа-я0-9])", phrases, "[^a-zа-я0-9]*$")
    }

    /// Phrases that begin where the text does, for what comes right after something.
    pub(super) fn at_start<S: AsRef<str>>(phrases: &[S]) -> Self {
        Self::compile("^[^a-zа-я0-9]*", phrases, "(?:$|[^a-zа-я0-9])")
    }

    /// Phrases that are the whole of a piece of text.
    pub(super) fn whole<S: AsRef<str>>(phrases: &[S]) -> Self {
        Self::compile("^", phrases, "$")
    }

    fn compile<S: AsRef<str>>(before: &str, phrases: &[S], after: &str) -> Self {
        let mut pattern = format!("{before}(?:");
        for (n, phrase) in phrases.iter().enumerate() {
            if n > 0 {
                pattern.push('|');
            }
            for c in phrase.as_ref().chars() {
                match c {
                    ' ' => pattern.push_str(PARTS_WORDS),
                    '~' => pattern.push_str(REST),
                    '‥' => {
                        pattern.push_str(MORE_WORDS);
                        pattern.push_str("{0,2}");
                    }
                    '…' => {
                        pattern.push_str(MORE_WORDS);
                        pattern.push_str("{0,4}");
                    }
                    c => pattern.push(fold(c)),
                }
            }
        }
        pattern.push(')');
        pattern.push_str(after);
        let compiled = Regex::new(&pattern);
        debug_assert!(compiled.is_ok(), "{compiled:?}");
        Self(compiled.ok())
    }

    /// True where a piece of folded text has one of the phrases.
    pub(super) fn are_in(&self, folded: &str) -> bool {
        self.0.as_ref().is_some_and(|phrases| phrases.is_match(folded))
    }

    /// Where the phrases are in a piece of folded text, without what parts them from the rest.
    pub(super) fn within(&self, folded: &str) -> Vec<Span> {
        let mut found = Vec::new();
        let Some(phrases) = &self.0 else { return found };
        let mut from = 0;
        while let Some(hit) = phrases.find_at(folded, from) {
            let span = trimmed(folded, hit.range());
            // The gap after a phrase is also the gap before the next.
            from = span.end.max(hit.start() + 1);
            while !folded.is_char_boundary(from) {
                from += 1;
            }
            if !span.is_empty() {
                found.push(span);
            }
            if from >= folded.len() {
                break;
            }
        }
        found
    }

    /// Where the phrases are in a text.
    pub(super) fn find(&self, reading: &Reading) -> Vec<Span> {
        self.within(&reading.folded)
    }
}

fn trimmed(folded: &str, span: Span) -> Span {
    let hit = folded.get(span.clone()).unwrap_or_default();
    let lead = hit.len() - hit.trim_start_matches(|c| !is_word(c)).len();
    let trail = hit.len() - hit.trim_end_matches(|c| !is_word(c)).len();
    let start = span.start + lead;
    start..span.end.saturating_sub(trail).max(start)
}
