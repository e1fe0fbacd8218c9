//! A typed search cut into pieces, with what quotes and exclusion signs say of each.

use crate::domain::words::fold;

/// What stands between gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) excluded: bool,
    /// Only words: «до 5 млн» in quotes is no sum.
    pub(super) quoted: bool,
}

impl Piece {
    /// What it may mean besides itself; nothing where it is excluded or in quotes.
    pub(super) fn plain(&self) -> Option<&str> {
        (!self.excluded && !self.quoted).then_some(self.text.as_str())
    }

    /// Folded, without signs around it.
    pub(super) fn key(&self) -> Option<String> {
        self.plain().map(|text| fold(text.trim_matches(|c: char| !c.is_alphanumeric())))
    }
}

/// Drops what looks like markup: `<b>картридж</b>` is one word.
fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match after.split_once('>') {
            Some((_, behind)) if opens => {
                kept.push(' ');
                rest = behind;
            }
            _ => {
                kept.push('<');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// Cuts a text at its gaps.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let text = without_tags(text);
    let mut pieces = Vec::new();
    let mut text = text.chars().filter(|c| !is_invisible(*c)).peekable();
    let mut piece = String::new();
    let (mut quoted, mut excluded, mut before) = (false, false, ' ');
    while let Some(c) = text.next() {
        let next = text.peek().copied().unwrap_or(' ');
        let quote = matches!(c, '«' | '»' | '"' | '“' | '”' | '„');
        let decimal = c == ',' && before.is_ascii_digit() && next.is_ascii_digit();
        let gap = c.is_whitespace()
            || c.is_control()
            || quote
            || matches!(c, ';' | '(' | ')')
            || (c == ',' && !decimal);
        if gap {
            if !piece.is_empty() {
                pieces.push(Piece { text: std::mem::take(&mut piece), excluded, quoted });
                excluded &= quoted;
            }
            if quote {
                quoted = !quoted;
                // An exclusion before quotes holds for all that is in them.
                excluded &= quoted;
            }
        } else if piece.is_empty() && (c == '!' || (c == '-' && next.is_alphabetic() && !quoted)) {
            excluded = true;
        } else {
            piece.push(c);
        }
        before = c;
    }
    if !piece.is_empty() {
        pieces.push(Piece { text: piece, excluded, quoted });
    }
    pieces
}

/// Direction marks and zero-width characters: they hide in what is pasted.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}
