//! XLSX, cell by cell: calamine believes the sizes that a sheet declares, so ranges are never asked
//! for. Hidden sheets are left out; formulas give the value that was last counted for them.

use std::{io::SeekFrom, ops::ControlFlow};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::{ArchiveError, MOST_COLUMNS, Source, archive::hold_limits};
use crate::domain::prices::{Cell, Line, Table, TableError};

/// More cells than this are no price list.
const MOST_CELLS: usize = 6_000_000;

/// A workbook.
pub(super) struct Book<S> {
    book: Xlsx<std::io::BufReader<S>>,
}

impl<S: Source> Book<S> {
    /// Opens a workbook whose archive keeps to the limits.
    pub(super) fn open(mut source: S) -> Result<Self, TableError> {
        hold_limits(&mut source).map_err(|error| match error {
            ArchiveError::TooLarge => TableError::TooLarge,
            ArchiveError::Unreadable => TableError::Unreadable,
        })?;
        source.seek(SeekFrom::Start(0)).map_err(|_error| TableError::Unreadable)?;
        let book = Xlsx::new(std::io::BufReader::new(source)).map_err(unreadable)?;
        Ok(Self { book })
    }
}

impl<S: Source> Table for Book<S> {
    fn each_line(
        &mut self,
        take: &mut dyn FnMut(&Line<'_>) -> ControlFlow<()>,
    ) -> Result<(), TableError> {
        let sheets: Vec<String> = self
            .book
            .sheets_metadata()
            .iter()
            .filter(|it| it.typ == SheetType::WorkSheet && it.visible == SheetVisible::Visible)
            .map(|it| it.name.clone())
            .collect();
        let mut left = MOST_CELLS;
        for sheet in &sheets {
            let mut reader = self.book.worksheet_cells_reader(sheet).map_err(unreadable)?;
            let mut row: Option<u32> = None;
            let mut cells: Vec<DataRef<'_>> = Vec::new();
            while let Some(cell) = reader.next_cell().map_err(unreadable)? {
                left = left.checked_sub(1).ok_or(TableError::TooLarge)?;
                let (at, column) = cell.get_position();
                if row != Some(at) {
                    if let Some(row) = row.replace(at)
                        && give(sheet, row, &cells, take).is_break()
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
                && give(sheet, row, &cells, take).is_break()
            {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn give(
    sheet: &str,
    row: u32,
    cells: &[DataRef<'_>],
    take: &mut dyn FnMut(&Line<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let cells: Vec<Cell<'_>> = cells.iter().map(cell).collect();
    take(&Line { sheet, number: u64::from(row) + 1, cells: &cells })
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
