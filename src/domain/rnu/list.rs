//! Numbers out of a pasted text or a file: what looks like a BIN or an IIN, good or wrong.

use std::collections::HashSet;

use crate::domain::types::{Biin, BiinError};

/// Shorter runs of digits are dates, sums and positions of the list itself.
const LEAST_DIGITS: usize = 8;
/// Longer ones are account numbers and the like; as typed they are told as wrong all the same.
const MOST_DIGITS: usize = 16;

/// A number as it was written, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedNumber {
    /// As it was written.
    pub text: String,
    /// Whose it is, or what is wrong with it.
    pub biin: Result<Biin, BiinError>,
}

/// The numbers of a text, each once, in their order. A number may have spaces and hyphens in it
/// where it stands in a line or a cell of its own; words around numbers are passed over.
pub fn read_numbers(text: &str) -> Vec<ListedNumber> {
    let mut seen = HashSet::new();
    let mut numbers = Vec::new();
    let mut add = |text: &str| {
        let biin = Biin::parse(text);
        let key = biin.as_ref().map_or_else(|_error| text.to_owned(), |b| b.digits().to_owned());
        if seen.insert(key) {
            numbers.push(ListedNumber { text: text.to_owned(), biin });
        }
    };
    for cell in text.split(['\n', '\r', '\t', ',', ';', '|']).map(str::trim) {
        if is_number(cell) {
            add(cell);
            continue;
        }
        let quotes = |c: char| !c.is_alphanumeric();
        for token in cell.split_whitespace().map(|token| token.trim_matches(quotes)) {
            if is_number(token) {
                add(token);
            }
        }
    }
    numbers
}

/// True where a text holds several numbers and nothing but numbers: a pasted list.
pub fn is_list_of_numbers(text: &str) -> bool {
    let bare = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-,;|.".contains(c);
    text.chars().all(bare)
        && read_numbers(text).iter().filter(|number| number.biin.is_ok()).count() > 1
}

fn is_number(text: &str) -> bool {
    let signs = |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '\u{2011}');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().all(signs) && (LEAST_DIGITS..=MOST_DIGITS).contains(&digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_found_in_whatever_is_pasted() {
        for (text, expected) in [
            ("940140000385", vec!["940140000385"]),
            ("940 140 000 385\n961141-000023", vec!["940140000385", "961141000023"]),
            ("940140000385 961141000023", vec!["940140000385", "961141000023"]),
            (
                "1. ТОО «Дом» (940140000385);\n2. 961141000023, 01.02.2026",
                vec!["940140000385", "961141000023"],
            ),
            ("940140000385, 940140000385", vec!["940140000385"]),
            ("БИН 94014000038", vec!["!BAD_LENGTH"]),
            ("940140000384\t940140000385", vec!["!BAD_CHECKSUM", "940140000385"]),
            ("нет номеров 12345", vec![]),
            ("", vec![]),
        ] {
            let read: Vec<String> = read_numbers(text)
                .into_iter()
                .map(|it| it.biin.map_or_else(|why| format!("!{why}"), |b| b.digits().to_owned()))
                .collect();
            assert_eq!(read, expected, "{text:?}");
        }
    }

    #[test]
    fn a_list_is_numbers_and_nothing_else() {
        assert!(is_list_of_numbers("940140000385\n961141000023"));
        assert!(is_list_of_numbers("940140000385; 961141000023; 123456789012"));
        for other in [
            "940140000385",
            "940 140 000 385",
            "85556552 85575752",
            "лот 940140000385 961141000023",
        ] {
            assert!(!is_list_of_numbers(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            let _ = (read_numbers(&text), is_list_of_numbers(&text));
        }
    }
}
