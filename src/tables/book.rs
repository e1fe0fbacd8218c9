//! XLSX, cell by cell: calamine believes the sizes that a sheet declares, so ranges are never asked
//! for. What is hidden is left out unless it is asked for; formulas give the value that was last counted for them.

use std::{
    collections::HashMap,
    io::{BufReader, SeekFrom},
    ops::ControlFlow,
};

use calamine::{DataRef, Reader as _, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::{
    ArchiveError, Hidden, MOST_COLUMNS, Source,
    archive::hold_limits,
    hidden::{self, SheetSecrets},
};
use crate::domain::prices::{Cell, Line, Table, TableError};

/// More cells than this are no price list.
const MOST_CELLS: usize = 6_000_000;

/// A workbook.
pub(super) struct Book<S> {
    book: Xlsx<BufReader<S>>,
    hidden: Hidden,
    /// What is hidden, by sheet.
    secrets: HashMap<String, SheetSecrets>,
}

impl<S: Source> Book<S> {
    /// Opens a workbook whose archive keeps to the limits.
    pub(super) fn open(mut source: S, hidden: Hidden) -> Result<Self, TableError> {
        hold_limits(&mut source).map_err(|error| match error {
            ArchiveError::TooLarge => TableError::TooLarge,
            ArchiveError::Unreadable => TableError::Unreadable,
        })?;
        let rewind = |source: &mut S| {
            source.seek(SeekFrom::Start(0)).map_err(|_error| TableError::Unreadable)
        };
        rewind(&mut source)?;
        let secrets = hidden::of(BufReader::new(&mut source));
        rewind(&mut source)?;
        let book = Xlsx::new(BufReader::new(source)).map_err(unreadable)?;
        Ok(Self { book, hidden, secrets })
    }

    /// True where something is hidden, read or not.
    pub(super) fn has_hidden(&self) -> bool {
        let mut sheets = self.book.sheets_metadata().iter().filter(|it| is_table(it));
        sheets.any(|it| it.visible != SheetVisible::Visible)
            || self.secrets.values().any(SheetSecrets::is_any)
    }
}

impl<S: Source> Table for Book<S> {
    fn each_line(
        &mut self,
        take: &mut dyn FnMut(&Line<'_>) -> ControlFlow<()>,
    ) -> Result<(), TableError> {
        let is_all = self.hidden == Hidden::Read;
        let sheets: Vec<String> = self
            .book
            .sheets_metadata()
            .iter()
            .filter(|it| is_table(it) && (is_all || it.visible == SheetVisible::Visible))
            .map(|it| it.name.clone())
            .collect();
        let nothing = SheetSecrets::default();
        let length: u64 =
            sheets.iter().filter_map(|it| self.secrets.get(it)).map(|it| it.length).sum();
        let (mut left, mut rows) = (MOST_CELLS, 0_u64);
        for sheet in &sheets {
            let secrets = self.secrets.get(sheet).unwrap_or(&nothing);
            let mut give = |row, cells: &[DataRef<'_>]| {
                rows += 1;
                let percent = rows.saturating_mul(100).checked_div(length).unwrap_or_default();
                give((sheet, row, u8::try_from(percent.min(100)).unwrap_or(100)), cells, take)
            };
            let mut reader = self.book.worksheet_cells_reader(sheet).map_err(unreadable)?;
            let mut row: Option<u32> = None;
            let mut cells: Vec<DataRef<'_>> = Vec::new();
            while let Some(cell) = reader.next_cell().map_err(unreadable)? {
                left = left.checked_sub(1).ok_or(TableError::TooLarge)?;
                let (at, column) = cell.get_position();
                if !is_all && (secrets.has_row(at) || secrets.has_column(column)) {
                    continue;
                }
                if row != Some(at) {
                    if let Some(row) = row.replace(at)
                        && give(row, &cells).is_break()
                    {
                        return Ok(());
                    }
                    cells.clear();
                }
                let value = cell.get_value().clone();
                if matches!(value, DataRef::Empty) {
                    continue;
                }
                let column = column as usize;
                if column >= MOST_COLUMNS {
                    return Err(TableError::ManyColumns(u64::from(at) + 1));
                }
                if cells.len() <= column {
                    cells.resize(column + 1, DataRef::Empty);
                }
                if let Some(place) = cells.get_mut(column) {
                    *place = value;
                }
            }
            if let Some(row) = row
                && give(row, &cells).is_break()
            {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn give(
    (sheet, row, percent): (&str, u32, u8),
    cells: &[DataRef<'_>],
    take: &mut dyn FnMut(&Line<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let cells: Vec<Cell<'_>> = cells.iter().map(cell).collect();
    take(&Line { sheet, number: u64::from(row) + 1, cells: &cells, is_unclosed: false, percent })
}

fn is_table(sheet: &Sheet) -> bool {
    sheet.typ == SheetType::WorkSheet
}

fn cell<'a>(value: &'a DataRef<'_>) -> Cell<'a> {
    match value {
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::Text(text)
        }
        DataRef::SharedString(text) => Cell::Text(text),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
                .map_or(Cell::Number(at.as_f64()), Cell::Day)
        }
        DataRef::Bool(true) => Cell::Text("TRUE"),
        DataRef::Bool(false) => Cell::Text("FALSE"),
        DataRef::Error(_) => Cell::Text("#ERROR!"),
        DataRef::Empty => Cell::Empty,
    }
}

fn unreadable(_error: XlsxError) -> TableError {
    TableError::Unreadable
}
