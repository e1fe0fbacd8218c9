//! Quotes that do not close where a cell ends: rows after them stand inside a cell, and no reader says so.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

/// Where quotes went astray, by the bytes that were given to the reader.
#[derive(Debug, Clone, Default)]
pub(super) struct Strays(Rc<RefCell<VecDeque<u64>>>, Rc<Cell<bool>>);

impl Strays {
    /// True where a quote went astray before this byte and after those asked of before.
    pub(super) fn any_before(&self, end: u64) -> bool {
        let mut strays = self.0.borrow_mut();
        let before = strays.iter().take_while(|at| **at < end).count();
        strays.drain(..before);
        before > 0
    }

    /// True where the text ended within quotes, and all that went astray was asked of.
    pub(super) fn is_open_end(&self) -> bool {
        self.1.get() && self.0.borrow().is_empty()
    }
}

/// Follows a text as its reader does.
pub(super) struct Quotes {
    separator: u8,
    state: State,
    /// Bytes so far.
    at: u64,
    strays: Strays,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Begin,
    Plain,
    Quoted,
    /// After a quote within quotes: the end of the cell, or half of a quote that is meant.
    Closing,
}

impl Quotes {
    pub(super) fn new(separator: u8, strays: Strays) -> Self {
        Self { separator, state: State::Begin, at: 0, strays }
    }

    /// The next bytes, lines ending with `\n`.
    pub(super) fn pass(&mut self, text: &[u8]) {
        let begin = self.at;
        self.at += text.len() as u64;
        let is_quoted = matches!(self.state, State::Quoted | State::Closing);
        // Most lists have no quotes at all.
        if !is_quoted && !text.contains(&b'"') {
            if let Some(last) = text.last() {
                self.state = self.after(*last);
            }
            return;
        }
        for (place, byte) in (begin..).zip(text) {
            self.state = match (self.state, *byte) {
                (State::Begin | State::Closing, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, _) => State::Quoted,
                (State::Closing, byte) if self.after(byte) == State::Plain => {
                    self.strays.0.borrow_mut().push_back(place);
                    State::Plain
                }
                (_, byte) => self.after(byte),
            };
        }
    }

    /// No more comes.
    pub(super) fn end(&mut self) {
        if self.state == State::Quoted {
            self.strays.0.borrow_mut().push_back(self.at.saturating_sub(1));
            self.strays.1.set(true);
            self.state = State::Begin;
        }
    }

    fn after(&self, byte: u8) -> State {
        if byte == self.separator || byte == b'\n' { State::Begin } else { State::Plain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quotes_that_do_not_end_a_cell_go_astray() {
        for (text, expected) in [
            ("a;b\n", vec![]),
            ("\"a;b\";c\n", vec![]),
            ("\"a \"\"b\"\" c\";d\n", vec![]),
            ("2\" pipe;1\n", vec![]),
            ("\"a;1\nb;\"c\";2\n", vec![8]),
            ("a;\"b\n", vec![4]),
        ] {
            for piece in [1, 3, 100] {
                let strays = Strays::default();
                let mut quotes = Quotes::new(b';', strays.clone());
                text.as_bytes().chunks(piece).for_each(|piece| quotes.pass(piece));
                quotes.end();
                let found: Vec<u64> = strays.0.borrow().iter().copied().collect();
                assert_eq!(found, expected, "{text:?}");
            }
        }
    }
}
