//! A list of numbers that came as a file: text in any common encoding, or an XLSX table.
//!
//! A small archive may unfold to gigabytes, and calamine believes the sizes that a sheet declares:
//! what the archive says is held against limits before it is opened, and cells are read one by one.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use crate::{
    domain::types::Biin,
    tables::{ArchiveError, hold_limits, utf16},
};

/// Larger files are not fetched.
pub(super) const MOST_BYTES: usize = 2 * 1024 * 1024;
const MOST_CELLS: usize = 200_000;
/// Numbers of organisations may begin with zeros, which a cell of numbers loses.
const DIGITS: usize = 12;
const LEAST_DIGITS: usize = 7;

/// Why a file can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileError {
    /// It unfolds to more than it may.
    TooLarge,
    /// It is neither text nor XLSX.
    Unreadable,
}

/// The text of a file, a cell a line.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, FileError> {
    match bytes.as_slice() {
        [b'P', b'K', ..] => table(bytes),
        [0xFF, 0xFE, rest @ ..] => Ok(utf16(rest, true)),
        [0xFE, 0xFF, rest @ ..] => Ok(utf16(rest, false)),
        bytes if bytes.contains(&0) => Err(FileError::Unreadable),
        // Only digits matter, and they are the same in every encoding that is left.
        bytes => Ok(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn table(bytes: Vec<u8>) -> Result<String, FileError> {
    hold_limits(Cursor::new(&bytes)).map_err(|error| match error {
        ArchiveError::TooLarge => FileError::TooLarge,
        ArchiveError::Unreadable => FileError::Unreadable,
    })?;
    let unreadable = |_error: XlsxError| FileError::Unreadable;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut text = String::new();
    let mut left = MOST_CELLS;
    for sheet in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            left = left.checked_sub(1).ok_or(FileError::TooLarge)?;
            match cell.get_value() {
                DataRef::Int(number) => text.push_str(&whole(number.to_string())),
                DataRef::Float(number) => text.push_str(&whole(number.to_string())),
                DataRef::String(word) => text.push_str(word),
                DataRef::SharedString(word) => text.push_str(word),
                _ => continue,
            }
            text.push('\n');
        }
    }
    Ok(text)
}

/// A number of a cell with the zeros it lost, where that makes a good number of it.
fn whole(digits: String) -> String {
    let padded = format!("{digits:0>DIGITS$}");
    let lost = (LEAST_DIGITS..DIGITS).contains(&digits.len());
    if lost && Biin::parse(&padded).is_ok() { padded } else { digits }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;
    use rust_xlsxwriter::Workbook;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    #[test]
    fn a_table_is_read_cell_by_cell() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "БИН").unwrap();
        sheet.write_string(1, 0, "940140000385").unwrap();
        sheet.write_number(2, 0, 961_141_000_023_f64).unwrap();
        // 000540002866, as a spreadsheet keeps it.
        sheet.write_number(3, 0, 540_002_866_f64).unwrap();
        sheet.write_formula(4, 0, "=1+1").unwrap();
        let text = text(book.save_to_buffer().unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().take(4).collect();
        assert_eq!(lines, ["БИН", "940140000385", "961141000023", "000540002866"]);
    }

    #[test]
    fn texts_are_read_in_every_encoding() {
        let utf16: Vec<u8> =
            "\u{FEFF}БИН\n940140000385".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            "\u{FEFF}БИН;940140000385".as_bytes().to_vec(),
            b"\xC1\xC8\xCD;940140000385".to_vec(),
            utf16,
        ] {
            assert!(text(bytes).unwrap().contains("940140000385"));
        }
        assert_eq!(text(b"%PDF\0\0".to_vec()), Err(FileError::Unreadable));
        assert_eq!(text(b"PK\x03\x04 no archive".to_vec()), Err(FileError::Unreadable));
        assert_eq!(text(Vec::new()), Ok(String::new()));
    }

    #[test]
    fn an_archive_that_unfolds_too_far_is_not_opened() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file("xl/sharedStrings.xml", stored).unwrap();
        archive.write_all(&vec![b' '; 17 * 1024 * 1024]).unwrap();
        assert_eq!(text(archive.finish().unwrap().into_inner()), Err(FileError::TooLarge));

        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for n in 0..1_001 {
            archive.start_file(format!("{n}"), stored).unwrap();
        }
        assert_eq!(text(archive.finish().unwrap().into_inner()), Err(FileError::TooLarge));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), zipped in any::<bool>()) {
            let head: &[u8] = if zipped { b"PK\x03\x04" } else { b"" };
            let _ = text([head, &bytes].concat());
        }
    }
}
