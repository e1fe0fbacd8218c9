//! Oddities are logged once each: the same odd field comes in every row of every page.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use metrics::counter;
use tracing::warn;

use super::wire::Unknown;

/// What is remembered at most. A server that invents a new oddity each time falls silent here.
const MOST: usize = 500;
/// How much of what the server says is logged.
const SAID: usize = 300;

/// The oddities seen so far.
#[derive(Debug, Default)]
pub(super) struct Notes(Mutex<HashSet<String>>);

impl Notes {
    /// A row came with fields that the schema does not have.
    pub(super) fn unknown_fields(&self, kind: &str, fields: &Unknown) {
        for field in fields.keys() {
            let field = cut(field, 64);
            if self.is_new(format!("field {kind}.{field}")) {
                warn!(kind, field, "Goszakup sends a field we do not know: {kind}.{field}");
            }
        }
    }

    /// A row has a status that our table of statuses lacks.
    pub(super) fn unknown_status(&self, kind: &str, id: i64) {
        if self.is_new(format!("status {kind}.{id}")) {
            warn!(kind, id, "Goszakup sends a status we have no name for: {kind} {id}");
        }
    }

    /// A date of second rank could not be read and is taken for absent.
    pub(super) fn unreadable_date(&self, kind: &str, field: &str) {
        counter!("goszakup_unreadable_dates_total").increment(1);
        if self.is_new(format!("date {kind}.{field}")) {
            warn!(kind, field, "Goszakup sends dates we cannot read: {kind}.{field}");
        }
    }

    /// A nested object could not be read and is left out of its row.
    pub(super) fn left_out(&self, kind: &str, id: Option<i64>, reason: &str) {
        counter!("goszakup_nested_left_out_total").increment(1);
        if self.is_new(format!("left out {kind} {reason}")) {
            warn!(kind, id, reason, "left out a nested {kind} of Goszakup: {reason}");
        }
    }

    /// The server explained what it does not like.
    pub(super) fn server_said(&self, operation: &str, text: &str) {
        let text = cut(text, SAID);
        if self.is_new(format!("said {text}")) {
            warn!(operation, said = %text, "Goszakup refused `{operation}`");
        }
    }

    fn is_new(&self, note: String) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.len() < MOST && seen.insert(note)
    }
}

/// The first `most` characters.
pub(super) fn cut(text: &str, most: usize) -> &str {
    match text.char_indices().nth(most) {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_oddity_is_new_once_and_memory_is_bounded() {
        let notes = Notes::default();
        assert!(notes.is_new("a".into()));
        assert!(!notes.is_new("a".into()));
        for i in 0..2 * MOST {
            notes.is_new(i.to_string());
        }
        assert_eq!(notes.0.lock().unwrap().len(), MOST);
    }

    #[test]
    fn a_text_is_cut_between_letters() {
        assert_eq!(cut("ёжик", 2), "ёж");
        assert_eq!(cut("ёж", 2), "ёж");
    }
}
