//! What people type into papers, made fit to be set: one kind of space, no marks that turn the
//! direction of writing, and only letters that the papers' font has.

use super::DocumentError;

/// A line holds no more characters.
pub const MOST_LINE: usize = 300;
/// A text holds no more characters.
pub const MOST_TEXT: usize = 3_500;
/// A list holds no more items.
pub const MOST_ITEMS: usize = 30;

/// Whether the papers' font has a letter.
pub fn is_printable(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{A0}' | '§' | '«' | '°'..='³' | '·' | '»' | 'À'..='ÿ'
        | '\u{400}'..='\u{45F}' | 'Ґ'..='ғ' | 'Қ' | 'қ' | 'Ң' | 'ң' | 'Ү'..='ұ' | 'Һ' | 'һ'
        | 'Ә' | 'ә' | 'Ө' | 'ө' | '\u{2010}'..='\u{2015}' | '‘'..='„' | '†' | '•' | '…' | '‰'
        | '€' | '₸' | '₽' | '№' | '™' | '−' | '≤' | '≥' | '□')
}

/// One line as typed.
///
/// # Errors
/// For nothing, too much, and letters that can't be set.
pub fn line(text: &str) -> Result<String, DocumentError> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    printable(&line, MOST_LINE)
}

/// A text of paragraphs, or of a list: a line each.
///
/// # Errors
/// For nothing, too much, and letters that can't be set.
pub fn text(text: &str) -> Result<String, DocumentError> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let kept: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    if kept.len() > MOST_ITEMS {
        return Err(DocumentError::TooManyLines);
    }
    printable(&kept.join("\n"), MOST_TEXT)
}

/// What others wrote (names from OWS) must not stop a paper: what can't be set is left out.
pub fn foreign(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let kept: String = spaced.filter(|c| is_printable(*c)).collect();
    kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn printable(text: &str, most: usize) -> Result<String, DocumentError> {
    let kept: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let kept = kept.trim();
    if kept.is_empty() {
        return Err(DocumentError::Empty);
    }
    if kept.chars().nth(most).is_some() {
        return Err(DocumentError::TooLong { most });
    }
    match kept.chars().find(|c| *c != '\n' && !is_printable(*c)) {
        Some(sign) => Err(DocumentError::Unprintable(sign)),
        None => Ok(kept.to_owned()),
    }
}

/// Marks that are not seen, and turn the direction of what follows.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ТОО «Ақ көл» № 5", Ok("ТОО «Ақ көл» № 5"))]
    #[case("  a\u{A0}\u{A0}b\r\n c ", Ok("a b c"))]
    #[case("<b>&amp;</b> {{lot}} {lot} %s", Ok("<b>&amp;</b> {{lot}} {lot} %s"))]
    #[case("\u{202E}abc\u{202C}", Ok("abc"))]
    #[case("", Err(DocumentError::Empty))]
    #[case(" \n\u{200B} ", Err(DocumentError::Empty))]
    #[case("цена 🙂", Err(DocumentError::Unprintable('🙂')))]
    #[case("שלום", Err(DocumentError::Unprintable('ש')))]
    #[case("مرحبا", Err(DocumentError::Unprintable('م')))]
    fn a_line_is_set_cleanly_or_refused(
        #[case] typed: &str,
        #[case] read: Result<&str, DocumentError>,
    ) {
        assert_eq!(line(typed), read.map(ToOwned::to_owned));
    }

    #[test]
    fn too_much_is_refused() {
        assert_eq!(line(&"я".repeat(10_000)), Err(DocumentError::TooLong { most: MOST_LINE }));
        assert_eq!(text(&"я".repeat(10_000)), Err(DocumentError::TooLong { most: MOST_TEXT }));
        assert_eq!(text(&"я\n".repeat(31)), Err(DocumentError::TooManyLines));
        assert_eq!(text(" а \n\n\n б\t в ").as_deref(), Ok("а\nб в"));
    }

    proptest! {
        #[test]
        fn what_is_taken_can_be_set(typed in "\\PC{0,80}") {
            for kept in [line(&typed), text(&typed)].into_iter().flatten() {
                prop_assert!(kept.chars().all(|c| c == '\n' || is_printable(c)));
            }
            prop_assert!(foreign(&typed).chars().all(is_printable));
        }
    }
}
