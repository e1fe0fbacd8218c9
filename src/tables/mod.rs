//! Tables that others send: separated values in any common encoding, and XLSX. A leaf behind the
//! domain's port; rows come one by one, so a file is never in memory twice.

mod archive;
mod book;
mod hidden;
mod quotes;
mod text;

use std::io::{Read, Seek, SeekFrom};

use sha2::{Digest as _, Sha256};

use crate::domain::prices::{Table, TableError};
pub use archive::{ArchiveError, hold_limits};
pub use text::utf16;

/// More columns than this are no price list.
const MOST_COLUMNS: usize = 500;
/// What is read at once while a file is looked over.
const PIECE: usize = 64 * 1024;

/// What a file may be read from.
pub trait Source: Read + Seek + Send {}

impl<S: Read + Seek + Send> Source for S {}

/// A file that was looked over.
pub struct Opened {
    /// Its rows.
    pub table: Box<dyn Table>,
    /// Its SHA-256 in hexadecimal digits.
    pub digest: String,
    /// Rows, columns or sheets of it are hidden.
    pub has_hidden: bool,
}

/// What becomes of hidden rows, columns and sheets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hidden {
    /// They are left out.
    #[default]
    Left,
    /// They are read like any other.
    Read,
}

impl Hidden {
    /// Read where they are asked for.
    pub fn asked(wanted: bool) -> Self {
        if wanted { Self::Read } else { Self::Left }
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// Looks a file over from end to end: what it is, in which encoding, and its digest.
///
/// # Errors
/// Where it is no table that we read, or unfolds to more than it may.
pub fn open(mut source: impl Source + 'static, hidden: Hidden) -> Result<Opened, TableError> {
    let mut hash = Sha256::new();
    let mut look = text::Look::default();
    let mut piece = vec![0; PIECE];
    loop {
        let read = source.read(&mut piece).map_err(|_error| TableError::Unreadable)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        look.take(bytes);
    }
    source.seek(SeekFrom::Start(0)).map_err(|_error| TableError::Unreadable)?;
    let digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut has_hidden = false;
    let table: Box<dyn Table> = match look.beginning() {
        [] => return Err(TableError::Empty),
        [b'P', b'K', ..] => {
            let book = book::Book::open(source, hidden)?;
            has_hidden = book.has_hidden();
            Box::new(book)
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(TableError::OldBook),
        _ => Box::new(text::SeparatedText::of(source, &look)?),
    };
    Ok(Opened { table, digest, has_hidden })
}

#[cfg(test)]
mod tests;
