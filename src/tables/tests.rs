//! Files as people send them, good and bad.

use std::{io::Cursor, ops::ControlFlow};

use encoding_rs::WINDOWS_1251;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

/// Every line as its number and its cells.
fn lines(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    let mut lines = Vec::new();
    open(Cursor::new(bytes.to_vec()))?.table.each_line(&mut |line| {
        lines.push((
            line.number,
            line.cells.iter().map(crate::domain::prices::Cell::text).collect(),
        ));
        ControlFlow::Continue(())
    })?;
    Ok(lines)
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    lines(bytes).unwrap().into_iter().map(|(_, cells)| cells).collect()
}

#[test]
fn texts_are_read_in_every_encoding_and_with_every_separator() {
    let expected = vec![vec!["Артикул", "Цена"], vec!["Қ-1", "1,5"]];
    for separator in [";", "\t", "|"] {
        let text = format!("Артикул{separator}Цена\r\nҚ-1{separator}1,5\r\n");
        let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{FEFF}{text}").encode_utf16().flat_map(unit).collect()
        };
        for bytes in [
            text.clone().into_bytes(),
            format!("\u{FEFF}{text}").into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(rows(&bytes), expected, "{separator}");
        }
        let russian = text.replace('Қ', "К");
        let (bytes, ..) = WINDOWS_1251.encode(&russian);
        assert_eq!(rows(&bytes)[0], expected[0], "{separator}");
    }
    assert_eq!(rows("a,b\n\"1,5\",2\n".as_bytes()), [["a", "b"], ["1,5", "2"]]);
    // Latin letters first, so that the encoding shows late only.
    let mut late = b"sku;name\n".to_vec();
    for n in 0..9_000 {
        late.extend_from_slice(format!("{n};plain\n").as_bytes());
    }
    let (end, ..) = WINDOWS_1251.encode("x;Бумага\n");
    late.extend_from_slice(&end);
    assert_eq!(rows(&late).last().unwrap()[1], "Бумага");
}

#[test]
fn lines_have_the_numbers_that_an_editor_shows() {
    let text = "a;b\n\n\nc;d\n\"two\nlines\";e\r\nf;g";
    let numbers: Vec<u64> = lines(text.as_bytes()).unwrap().iter().map(|(n, _)| *n).collect();
    assert_eq!(numbers, [1, 4, 5, 7]);
}

#[test]
fn a_book_is_read_row_by_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Прайс").unwrap();
    sheet.write_string(2, 0, "Артикул").unwrap();
    sheet.write_string(2, 2, "Цена").unwrap();
    sheet.write_string(3, 0, "=A1").unwrap();
    sheet.write_number(3, 2, 12.5).unwrap();
    sheet.write_formula(4, 2, rust_xlsxwriter::Formula::new("=C4*2").set_result("25")).unwrap();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    sheet
        .write_datetime_with_format(4, 3, ExcelDateTime::from_ymd(2026, 3, 12).unwrap(), &day)
        .unwrap();
    book.add_worksheet().set_hidden(true).write_string(0, 0, "secret").unwrap();
    let read = lines(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        read,
        [
            (1, vec!["Прайс".to_owned()]),
            (3, vec!["Артикул".to_owned(), String::new(), "Цена".to_owned()]),
            (4, vec!["=A1".to_owned(), String::new(), "12.5".to_owned()]),
            (5, vec![String::new(), String::new(), "25".to_owned(), "12.03.2026".to_owned()]),
        ]
    );
}

#[test]
fn bad_files_are_told_apart() {
    assert_eq!(lines(b"").unwrap_err(), TableError::Empty);
    assert_eq!(lines(b"%PDF-1.7\0\0\0").unwrap_err(), TableError::Unreadable);
    assert_eq!(lines(b"PK\x03\x04 no archive").unwrap_err(), TableError::Unreadable);
    assert_eq!(lines(b"\xD0\xCF\x11\xE0\xA1\xB1").unwrap_err(), TableError::OldBook);
    let open_quote = [b"sku;name\n1;\"".to_vec(), vec![b'x'; 2 * 1024 * 1024]].concat();
    assert_eq!(lines(&open_quote).unwrap_err(), TableError::LongLine(2));
    let no_lines = vec![b'x'; 2 * 1024 * 1024];
    assert_eq!(lines(&no_lines).unwrap_err(), TableError::LongLine(1));
    let wide = [b"a;b\n".to_vec(), vec![b';'; 1_000_000]].concat();
    assert_eq!(lines(&wide).unwrap_err(), TableError::ManyColumns(2));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), zipped in any::<bool>()) {
        let head: &[u8] = if zipped { b"PK\x03\x04" } else { b"" };
        let _ = lines(&[head, &bytes].concat());
    }
}
