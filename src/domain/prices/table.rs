//! What a price list is read from: rows of cells, whatever file they stand in.

use std::ops::ControlFlow;

use chrono::NaiveDate;

/// A cell as its file keeps it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing but spaces.
    Empty,
    /// Text, as typed.
    Text(&'a str),
    /// A number of a spreadsheet.
    Number(f64),
    /// A day of a spreadsheet.
    Day(NaiveDate),
}

/// A row with its place.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Line<'a> {
    /// The sheet; empty where a file has none.
    pub sheet: &'a str,
    /// Its number in the file, from one, as an editor or a spreadsheet counts.
    pub number: u64,
    /// Its cells, from the first column.
    pub cells: &'a [Cell<'a>],
    /// A quote in it is never closed: what stands in it may be many rows.
    pub is_unclosed: bool,
    /// How much of the file was read with it, in percent.
    pub percent: u8,
}

/// Why a file gives no rows, or no more of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger, or unfolds to more, than it may.
    #[error("the file unfolds to more than it may")]
    TooLarge,
    /// It is neither text nor XLSX, or it is broken.
    #[error("the file is neither a text with separators nor XLSX")]
    Unreadable,
    /// A workbook of Excel before 2007.
    #[error("the file is an old XLS: save it as XLSX")]
    OldBook,
    /// A line, by its number, that does not end: often a quote that is never closed.
    #[error("line {0} does not end: is a quote left open?")]
    LongLine(u64),
    /// A line, by its number, with more columns than a price list has.
    #[error("line {0} has too many columns")]
    ManyColumns(u64),
}

impl Cell<'_> {
    /// True where nothing is told.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) | Self::Day(_) => false,
        }
    }

    /// What it reads as, with single gaps and without signs that no eye sees.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => tidy(text),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.format("%d.%m.%Y").to_string(),
        }
    }
}

fn tidy(text: &str) -> String {
    let is_plain = !text.contains("  ")
        && text.bytes().all(|b| b >= b' ' && b != 0x7F)
        && !text.contains(['\u{A0}', '\u{FEFF}', '\u{200B}'])
        && !text.starts_with(' ')
        && !text.ends_with(' ');
    if is_plain {
        return text.to_owned();
    }
    let shown: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{AD}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows, as often as they are asked for.
pub trait Table: Send {
    /// Gives every row in its order, until told to stop.
    ///
    /// # Errors
    /// Where the file can't be read on; rows before that were given.
    fn each_line(
        &mut self,
        take: &mut dyn FnMut(&Line<'_>) -> ControlFlow<()>,
    ) -> Result<(), TableError>;
}
