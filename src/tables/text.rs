//! Separated values: the encoding and the separator are found out, not asked for.

use std::{
    cell::Cell as Counter,
    io::{Read, Result as IoResult},
    ops::ControlFlow,
    rc::Rc,
};

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::{
    MOST_COLUMNS, PIECE, Source,
    quotes::{Quotes, Strays},
};
use crate::domain::prices::{Cell, Line, Table, TableError};

/// A line longer than this is a file without lines, or a quote that is never closed.
const MOST_LINE: usize = 1024 * 1024;
/// Of these, the first in a tie.
const SEPARATORS: [char; 4] = [';', '\t', ',', '|'];
/// So many broken letters settle it, unless there are many more good ones.
const SURELY_BROKEN: u64 = 64;
const LETTERS_OF_BROKEN: u64 = 10;
/// Lines that a separator is found out by.
const LOOKED_AT: usize = 40;

/// What is learnt of a text while it is looked over.
#[derive(Default)]
pub(super) struct Look {
    beginning: Vec<u8>,
    /// Bytes of a letter that the next piece ends.
    begun: Vec<u8>,
    /// Letters beyond Latin, read as UTF-8, and places where that can't be.
    letters: u64,
    broken: u64,
    /// Of the whole file, in bytes.
    length: u64,
    /// Zeros at even and at odd places of the beginning.
    zeros: [usize; 2],
}

impl Look {
    /// The next bytes of the file.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if self.beginning.is_empty() {
            self.beginning = bytes.to_vec();
            for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == 0) {
                if let Some(zeros) = self.zeros.get_mut(at % 2) {
                    *zeros += 1;
                }
            }
        }
        self.length += bytes.len() as u64;
        let joined;
        let mut rest = if self.begun.is_empty() {
            bytes
        } else {
            joined = [self.begun.as_slice(), bytes].concat();
            &joined
        };
        self.begun = Vec::new();
        while self.broken < SURELY_BROKEN || self.is_utf8() {
            let letters = |bytes: &[u8]| bytes.iter().filter(|byte| **byte >= 0xC0).count() as u64;
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.letters += letters(text.as_bytes());
                    return;
                }
                Err(error) => error,
            };
            let (good, after) = rest.split_at(error.valid_up_to());
            self.letters += letters(good);
            let Some(broken) = error.error_len() else {
                self.begun = after.to_vec();
                return;
            };
            self.broken += 1;
            rest = after.get(broken..).unwrap_or_default();
        }
    }

    /// A few broken letters among many good ones are wrong rows, not another encoding: of a text in
    /// Windows-1251 nearly every letter is broken.
    fn is_utf8(&self) -> bool {
        let broken = self.broken + u64::from(!self.begun.is_empty());
        self.letters >= broken * LETTERS_OF_BROKEN
    }

    /// The first bytes of the file.
    pub(super) fn beginning(&self) -> &[u8] {
        &self.beginning
    }

    fn encoding(&self) -> Result<&'static Encoding, TableError> {
        if let Some((encoding, _)) = Encoding::for_bom(&self.beginning) {
            return Ok(encoding);
        }
        // Of UTF-16 without its mark every second byte is zero wherever the text is Latin.
        let [even, odd] = self.zeros;
        match (even, odd) {
            (0, 0) if !self.is_utf8() => Ok(WINDOWS_1251),
            (0, 0) => Ok(UTF_8),
            (0, odd) if odd * 20 > self.beginning.len() => Ok(UTF_16LE),
            (even, 0) if even * 20 > self.beginning.len() => Ok(UTF_16BE),
            _ => Err(TableError::Unreadable),
        }
    }
}

/// The text of UTF-16 bytes after their mark.
pub fn utf16(bytes: &[u8], is_little: bool) -> String {
    let encoding = if is_little { UTF_16LE } else { UTF_16BE };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Lines of separated values.
pub(super) struct SeparatedText<S> {
    source: Option<S>,
    encoding: &'static Encoding,
    separator: u8,
    length: u64,
}

impl<S: Source> SeparatedText<S> {
    pub(super) fn of(source: S, look: &Look) -> Result<Self, TableError> {
        let encoding = look.encoding()?;
        let (sample, _) = encoding.decode_with_bom_removal(&look.beginning);
        let separator =
            u8::try_from(separator(&sample)).map_err(|_error| TableError::Unreadable)?;
        Ok(Self { source: Some(source), encoding, separator, length: look.length })
    }
}

/// The sign that stands most evenly in the first lines.
fn separator(sample: &str) -> char {
    let even = |separator: char| {
        let counts = sample.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT);
        let counts: Vec<usize> = counts.map(|line| outside_quotes(line, separator)).collect();
        let most = counts.iter().filter(|n| **n > 0).map(|n| {
            let lines = counts.iter().filter(|other| *other == n).count();
            (lines, *n)
        });
        most.max().unwrap_or_default()
    };
    let best = SEPARATORS.into_iter().rev().max_by_key(|separator| even(*separator));
    best.unwrap_or(';')
}

fn outside_quotes(line: &str, separator: char) -> usize {
    let parts = line.split('"').step_by(2);
    parts.map(|part| part.matches(separator).count()).sum()
}

impl<S: Source> Table for SeparatedText<S> {
    fn each_line(
        &mut self,
        take: &mut dyn FnMut(&Line<'_>) -> ControlFlow<()>,
    ) -> Result<(), TableError> {
        let Some(mut source) = self.source.take() else { return Err(TableError::Unreadable) };
        let done = each_line(&mut source, self.encoding, self.separator, self.length, take);
        source.rewind().map_err(|_error| TableError::Unreadable)?;
        self.source = Some(source);
        done
    }
}

fn each_line(
    source: &mut impl Read,
    encoding: &'static Encoding,
    separator: u8,
    length: u64,
    take: &mut dyn FnMut(&Line<'_>) -> ControlFlow<()>,
) -> Result<(), TableError> {
    let (unread, passed) = (Rc::new(Counter::new(0)), Rc::new(Counter::new(0)));
    let strays = Strays::default();
    let text = Decoded {
        source,
        decoder: encoding.new_decoder_with_bom_removal(),
        raw: vec![0; PIECE],
        from: 0,
        to: 0,
        is_over: false,
        is_done: false,
        last: b'\n',
        unread: unread.clone(),
        passed: passed.clone(),
        quotes: Quotes::new(separator, strays.clone()),
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(PIECE)
        .from_reader(text);
    let mut record = StringRecord::new();
    loop {
        let before = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                return Err(match error.kind() {
                    ErrorKind::Io(_) if unread.get() > MOST_LINE => TableError::LongLine(before),
                    _ => TableError::Unreadable,
                });
            }
        }
        unread.set(0);
        // By its end: blank lines before it count to the line before, as the reader sees it.
        let breaks = record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        let is_unclosed = strays.any_before(reader.position().byte()) && breaks > 0;
        // A record that the end of the file ends has no end of a line of its own.
        let ends = breaks + u64::from(!(is_unclosed && strays.is_open_end()));
        let number = reader.position().line().saturating_sub(ends);
        if record.len() > MOST_COLUMNS {
            return Err(TableError::ManyColumns(number));
        }
        let percent = passed.get().saturating_mul(100).checked_div(length).unwrap_or_default();
        let percent = u8::try_from(percent).unwrap_or(100);
        let cells: Vec<Cell<'_>> = record
            .iter()
            .map(|cell| if cell.trim().is_empty() { Cell::Empty } else { Cell::Text(cell) })
            .collect();
        let line = Line { sheet: "", number, cells: &cells, is_unclosed, percent };
        if take(&line).is_break() {
            return Ok(());
        }
    }
}

/// A file as UTF-8, that ends with an error where a line does not end.
struct Decoded<'a, R> {
    source: &'a mut R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` is not decoded yet.
    from: usize,
    to: usize,
    /// The file has no more.
    is_over: bool,
    /// The decoder was told so; it may not be asked again.
    is_done: bool,
    /// The last byte as it came.
    last: u8,
    /// Given since the last whole line.
    unread: Rc<Counter<usize>>,
    /// Bytes of the file that were read.
    passed: Rc<Counter<u64>>,
    quotes: Quotes,
}

impl<R> Decoded<'_, R> {
    /// Every line ends with `\n` alone; gives how many bytes are left.
    fn with_plain_ends(&mut self, text: &mut [u8], written: usize) -> usize {
        let mut kept = 0;
        for at in 0..written {
            let Some(&byte) = text.get(at) else { break };
            let is_second = byte == b'\n' && self.last == b'\r';
            self.last = byte;
            if !is_second && let Some(place) = text.get_mut(kept) {
                *place = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl<R: Read> Read for Decoded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> IoResult<usize> {
        if self.unread.get() > MOST_LINE {
            return Err(std::io::Error::other("a line without an end"));
        }
        while !self.is_done {
            if self.from == self.to && !self.is_over {
                self.from = 0;
                self.to = self.source.read(&mut self.raw)?;
                self.is_over = self.to == 0;
                self.passed.set(self.passed.get() + self.to as u64);
            }
            let raw = self.raw.get(self.from..self.to).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, into, self.is_over);
            self.from += read;
            self.is_done = self.is_over && result == CoderResult::InputEmpty;
            let written = self.with_plain_ends(into, written);
            if written > 0 {
                self.quotes.pass(into.get(..written).unwrap_or_default());
                self.unread.set(self.unread.get() + written);
                return Ok(written);
            }
        }
        // The last line ends as well, so that lines can be counted by their ends.
        match into.first_mut() {
            Some(first) if !matches!(self.last, b'\n' | b'\r') => {
                self.last = b'\n';
                *first = b'\n';
                self.quotes.end();
                Ok(1)
            }
            _ => {
                self.quotes.end();
                Ok(0)
            }
        }
    }
}
