//! A file from its first row to its last: headings are found, rows checked, good ones given in
//! batches. Work for a processor alone: it runs off the runtime.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use chrono::NaiveDate;

use super::{
    NewPrice,
    check::{Checker, Rejection},
    layout::{Layout, MOST_ABOVE},
    table::{Line, Table, TableError},
};

/// Rows that are given at once.
pub(super) const BATCH: usize = 500;
/// Rejections beyond this are counted and not told one by one.
pub(super) const MOST_TOLD: usize = 100_000;
/// Rows that a person is shown before they decide.
const SHOWN: usize = 3;
const MOST_HEADING: usize = 40;

/// What was read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadReport {
    /// Rows under headings in which something is told.
    pub rows: u64,
    /// Of them good.
    pub accepted: u64,
    /// Of them left out.
    pub rejected: u64,
    /// Those left out, the first of them.
    pub rejections: Vec<Rejection>,
    /// Sheets without headings, which were not read.
    pub skipped_sheets: Vec<String>,
    /// True where headings were found at all.
    pub has_headings: bool,
}

/// What a person is shown before they decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The sheet; empty where the file has none.
    pub sheet: String,
    /// Number of the line with the headings.
    pub line: u64,
    /// The headings as they stand.
    pub headings: Vec<String>,
    /// What they were taken for.
    pub layout: Layout,
    /// The first rows.
    pub rows: Vec<Result<NewPrice, Rejection>>,
}

/// How much of a file was read, for whoever waits.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicU8>);

impl Progress {
    /// In percent.
    pub fn percent(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }

    /// So many percent were read.
    pub fn note(&self, percent: u8) {
        self.0.store(percent, Ordering::Relaxed);
    }
}

/// Where the reader stands.
struct Place {
    sheet: Option<String>,
    /// Lines of the sheet so far.
    lines: usize,
    has_layout: bool,
}

/// Reads a table; `chosen` takes the place of the guess under the first headings.
///
/// # Errors
/// Where the file can't be read to its end.
pub(super) fn read(
    table: &mut dyn Table,
    chosen: Option<&Layout>,
    today: NaiveDate,
    progress: &Progress,
    give: &mut dyn FnMut(Vec<NewPrice>) -> ControlFlow<()>,
) -> Result<ReadReport, TableError> {
    let mut report = ReadReport::default();
    let mut checker = Checker::new(today);
    let mut batch = Vec::with_capacity(BATCH);
    let mut place = Place { sheet: None, lines: 0, has_layout: false };
    table.each_line(&mut |line| {
        progress.note(line.percent);
        if let Some(layout) = place.heading(line, &mut report) {
            let layout = chosen.filter(|_| !report.has_headings).cloned().unwrap_or(layout);
            report.has_headings = true;
            checker.lay_out(&layout);
            return ControlFlow::Continue(());
        }
        if !place.has_layout {
            return ControlFlow::Continue(());
        }
        match checker.check(line) {
            Ok(None) => return ControlFlow::Continue(()),
            Ok(Some(price)) => {
                report.accepted += 1;
                batch.push(price);
            }
            Err(rejection) => {
                report.rejected += 1;
                if report.rejections.len() < MOST_TOLD {
                    report.rejections.push(rejection);
                }
            }
        }
        report.rows += 1;
        if batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        give(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))
    })?;
    place.leave(&mut report);
    if !batch.is_empty() {
        let _ = give(batch);
    }
    Ok(report)
}

/// Reads as much of a table as a person is shown; none where no headings are found.
///
/// # Errors
/// Where the file can't be read so far.
pub fn preview(
    table: &mut dyn Table,
    chosen: Option<&Layout>,
    today: NaiveDate,
) -> Result<Option<Preview>, TableError> {
    let mut found: Option<Preview> = None;
    let mut checker = Checker::new(today);
    let mut place = Place { sheet: None, lines: 0, has_layout: false };
    table.each_line(&mut |line| {
        let Some(preview) = &mut found else {
            if let Some(guess) = place.heading(line, &mut ReadReport::default()) {
                let layout = chosen.cloned().unwrap_or(guess);
                checker.lay_out(&layout);
                let heading = |text: String| text.chars().take(MOST_HEADING).collect();
                found = Some(Preview {
                    sheet: line.sheet.to_owned(),
                    line: line.number,
                    headings: line.cells.iter().map(|cell| heading(cell.text())).collect(),
                    layout,
                    rows: Vec::new(),
                });
            }
            return ControlFlow::Continue(());
        };
        if preview.sheet != line.sheet {
            return ControlFlow::Break(());
        }
        preview.rows.extend(checker.check(line).transpose());
        if preview.rows.len() < SHOWN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(found)
}

impl Place {
    /// The headings of a sheet, where this line is the one that has them.
    fn heading(&mut self, line: &Line<'_>, report: &mut ReadReport) -> Option<Layout> {
        if self.sheet.as_deref() != Some(line.sheet) {
            self.leave(report);
            *self = Self { sheet: Some(line.sheet.to_owned()), lines: 0, has_layout: false };
        }
        if self.has_layout || self.lines >= MOST_ABOVE {
            return None;
        }
        self.lines += 1;
        let layout = Layout::guess(line)?;
        self.has_layout = true;
        Some(layout)
    }

    fn leave(&mut self, report: &mut ReadReport) {
        if let Some(sheet) = self.sheet.take().filter(|_| !self.has_layout) {
            report.skipped_sheets.push(sheet);
        }
    }
}
