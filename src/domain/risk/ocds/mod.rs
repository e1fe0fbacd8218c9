//! The eleven indicators of the Open Contracting Partnership's Cardinal, over a file of OCDS 1.1
//! compiled releases, a line each.
//!
//! The rules are Cardinal's, value by value, except where it is known to be wrong: times are
//! compared as instants, times without an offset are Kazakhstan's (UTC+5), a fence from quartiles
//! that are the same flags nobody in R025 and R048, and dates that are missing are told.
//!
//! The file is read once, in parts, by as many threads as there are processors; only what the
//! thresholds need is kept, so memory grows with the number of processes and tenderers, not with
//! the size of the file.

mod difference;
pub mod export;
pub mod issues;
mod moment;
mod quantile;
mod r003;
mod r018;
mod r024;
mod r025;
mod r028;
mod r030;
mod r035;
mod r036;
mod r038;
mod r048;
mod r058;
mod read;
mod release;
mod report;
mod settings;
mod share;
mod tally;
#[cfg(test)]
mod tests;

use std::{
    io::{self, BufRead},
    sync::{Mutex, PoisonError},
    thread,
};

use issues::Issue;
pub use report::{Code, Flags, Report};
pub use settings::{Settings, SettingsError};
use tally::Tally;

/// So much of the file is taken at a time, in bytes; whole lines.
const PART: usize = 256 * 1024;
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// What was found in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The flags.
    pub report: Report,
    /// What was amiss, by line.
    pub issues: Vec<Issue>,
    /// How many releases were read, those left out by a rule included.
    pub releases: u64,
}

/// Evaluates a file of releases, a JSON object a line. Lines that can't be read are left out and
/// told.
///
/// # Errors
/// Where the source fails.
pub fn evaluate(source: impl BufRead + Send, settings: &Settings) -> io::Result<Evaluation> {
    let source = Mutex::new(Source { from: source, next: 1 });
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<io::Result<Tally>> = thread::scope(|scope| {
        let readers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| gather(&source, settings))).collect();
        readers
            .into_iter()
            .map(|reader| reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut whole = Tally::default();
    for part in parts {
        whole.merge(part?);
    }
    let report = whole.finish(settings);
    whole.issues.sort();
    Ok(Evaluation { report, issues: whole.issues, releases: whole.releases })
}

/// A file that several read from in turns.
struct Source<R> {
    from: R,
    /// The number of the next line.
    next: u64,
}

/// Takes parts of the file until there are no more.
fn gather(source: &Mutex<Source<impl BufRead>>, settings: &Settings) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut part = Vec::with_capacity(PART);
    loop {
        let first = source.lock().unwrap_or_else(PoisonError::into_inner).take(&mut part)?;
        if part.is_empty() {
            return Ok(tally);
        }
        for (number, line) in (first..).zip(part.split_inclusive(|byte| *byte == b'\n')) {
            tally.line(number, line, settings);
        }
    }
}

impl<R: BufRead> Source<R> {
    /// Fills `part` with whole lines, and gives the number of the first.
    fn take(&mut self, part: &mut Vec<u8>) -> io::Result<u64> {
        part.clear();
        let first = self.next;
        while part.len() < PART && self.from.read_until(b'\n', part)? > 0 {
            self.next += 1;
        }
        // A byte order mark, which editors put before a file, is no part of its first line.
        if first == 1 && part.starts_with(BYTE_ORDER_MARK) {
            part.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(first)
    }
}
