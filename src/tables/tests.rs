//! Files as people send them, good and bad.

use std::{io::Cursor, ops::ControlFlow};

use encoding_rs::WINDOWS_1251;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

/// Every line as its number and its cells.
fn lines(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    let mut lines = Vec::new();
    open(Cursor::new(bytes.to_vec()), Hidden::Left)?.table.each_line(&mut |line| {
        lines.push((
            line.number,
            line.cells.iter().map(crate::domain::prices::Cell::text).collect(),
        ));
        ControlFlow::Continue(())
    })?;
    Ok(lines)
}

/// The same with what is hidden.
fn all_lines(bytes: &[u8], hidden: Hidden) -> Vec<(String, u64, Vec<String>)> {
    let mut lines = Vec::new();
    let mut opened = open(Cursor::new(bytes.to_vec()), hidden).unwrap();
    let read = opened.table.each_line(&mut |line| {
        let cells = line.cells.iter().map(crate::domain::prices::Cell::text).collect();
        lines.push((line.sheet.to_owned(), line.number, cells));
        ControlFlow::Continue(())
    });
    read.unwrap();
    lines
}

/// Numbers of the lines in which a quote is not closed.
fn unclosed(text: &str) -> Vec<u64> {
    let mut lines = Vec::new();
    let mut opened = open(Cursor::new(text.as_bytes().to_vec()), Hidden::Left).unwrap();
    let read = opened.table.each_line(&mut |line| {
        lines.extend(line.is_unclosed.then_some(line.number));
        ControlFlow::Continue(())
    });
    read.unwrap();
    lines
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

#[test]
fn a_few_broken_letters_are_no_other_encoding() {
    let mut bytes = "Артикул;Наименование\nА-1;Бумага офисная\nА-2;Карт".as_bytes().to_vec();
    bytes.push(0xF0);
    bytes.extend_from_slice("идж\n".as_bytes());
    assert_eq!(rows(&bytes)[1..], [["А-1", "Бумага офисная"], ["А-2", "Карт\u{FFFD}идж"]]);
    // A file that was cut in the middle of a letter.
    let cut = "Артикул;Наименование\nА-1;Бумага".as_bytes();
    assert_eq!(rows(&cut[..cut.len() - 1])[1], ["А-1", "Бумаг\u{FFFD}"]);
    let (windows, ..) = WINDOWS_1251.encode("Артикул;Наименование\nА-1;Бумага\n");
    assert_eq!(rows(&windows)[1], ["А-1", "Бумага"]);
}

#[test]
fn a_quote_that_swallows_rows_is_noticed() {
    for (text, lines) in [
        ("a;b;c\n1;\"Бумага;10\n2;Ручка;5\n3;Стол;7", vec![2]),
        // Another quote closes it, lines later.
        ("a;b;c\n1;\"Бумага;10\n2;\"Ручка\";5\n3;Стол;7\n", vec![2]),
        ("a;b;c\n1;Труба 2\";10\n2;\"Бумага \"белая\" А4\";5\n", vec![]),
        ("a;b;c\n1;\"две\nстроки; и знак\";10\n", vec![]),
    ] {
        assert_eq!(unclosed(text), lines, "{text:?}");
    }
}

#[test]
fn what_is_hidden_is_left_out_unless_it_is_asked_for() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Прайс").unwrap();
    for (row, cells) in [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).unwrap();
        }
    }
    sheet.set_row_hidden(1).unwrap().set_column_hidden(1).unwrap();
    book.add_worksheet()
        .set_name("Склад")
        .unwrap()
        .set_hidden(true)
        .write_string(0, 0, "x")
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let told = |lines: &[(String, u64, Vec<String>)]| {
        let line = |(sheet, n, cells): &(String, u64, Vec<String>)| {
            format!("{sheet}:{n}:{}", cells.join(","))
        };
        lines.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(told(&all_lines(&bytes, Hidden::Left)), ["Прайс:1:a,,c", "Прайс:3:4,,6"]);
    assert_eq!(
        told(&all_lines(&bytes, Hidden::Read)),
        ["Прайс:1:a,b,c", "Прайс:2:1,2,3", "Прайс:3:4,5,6", "Склад:1:x"]
    );
    let has_hidden = |bytes: Vec<u8>| open(Cursor::new(bytes), Hidden::Left).unwrap().has_hidden;
    assert!(has_hidden(bytes));
    let mut plain = Workbook::new();
    plain.add_worksheet().write_string(0, 0, "x").unwrap();
    assert!(!has_hidden(plain.save_to_buffer().unwrap()));
}

#[test]
fn a_broken_book_is_told_apart() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..2_000 {
        sheet.write_string(row, 0, format!("row {row}")).unwrap();
    }
    let whole = book.save_to_buffer().unwrap();
    let half = &whole[..whole.len() / 2];
    assert_eq!(lines(half).unwrap_err(), TableError::Unreadable);
    let mut wide = Workbook::new();
    wide.add_worksheet().write_string(3, 16_000, "x").unwrap();
    assert_eq!(lines(&wide.save_to_buffer().unwrap()).unwrap_err(), TableError::ManyColumns(4));
    let nul = [b"a;b\n".repeat(40), b"\0;1\n".to_vec()].concat();
    assert_eq!(lines(&nul).unwrap_err(), TableError::Unreadable);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), zipped in any::<bool>()) {
        let head: &[u8] = if zipped { b"PK\x03\x04" } else { b"" };
        let _ = lines(&[head, &bytes].concat());
    }
}
