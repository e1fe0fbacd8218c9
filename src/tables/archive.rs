//! What an archive says of itself, before it is opened: a small one may unfold to gigabytes. `zip`
//! gives no more of an entry than it declares, so what is declared is all that need be held to limits.

use std::io::{Read, Seek};

use zip::ZipArchive;

const MOST_ENTRIES: usize = 1_000;
const MOST_UNFOLDED: u64 = 64 * 1024 * 1024;
const MOST_STRINGS: u64 = 16 * 1024 * 1024;

/// Why an archive is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveError {
    /// It unfolds to more than it may.
    TooLarge,
    /// It is no archive.
    Unreadable,
}

/// Holds an archive's table of contents to limits.
///
/// # Errors
/// Where it says too much, or nothing.
pub fn hold_limits(source: impl Read + Seek) -> Result<(), ArchiveError> {
    let mut archive = ZipArchive::new(source).map_err(|_error| ArchiveError::Unreadable)?;
    if archive.len() > MOST_ENTRIES {
        return Err(ArchiveError::TooLarge);
    }
    let mut unfolded = 0_u64;
    for n in 0..archive.len() {
        let entry = archive.by_index_raw(n).map_err(|_error| ArchiveError::Unreadable)?;
        unfolded = unfolded.saturating_add(entry.size());
        let name = entry.name().map_err(|_error| ArchiveError::Unreadable)?;
        let strings = name.ends_with("sharedStrings.xml") && entry.size() > MOST_STRINGS;
        if strings || unfolded > MOST_UNFOLDED {
            return Err(ArchiveError::TooLarge);
        }
    }
    Ok(())
}
