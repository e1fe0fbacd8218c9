//! Tables as files. What comes from outside may begin like a formula, which a spreadsheet would run
//! on somebody else's machine: no cell of ours does.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

/// A spreadsheet takes 32,767 characters in a cell.
const MOST_CELL: usize = 1_000;

/// Comma-separated values for a spreadsheet of this country: UTF-8 with its mark, and semicolons,
/// since the comma is in the numbers.
pub(super) fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from("\u{FEFF}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&harmless(cell))).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// The same for a spreadsheet: every cell is a text, which no program runs, and no number loses its
/// leading zeros.
pub(super) fn xlsx(rows: &[Vec<String>]) -> Option<Vec<u8>> {
    let mut book = Workbook::new();
    let written = fill(book.add_worksheet(), rows).and_then(|()| book.save_to_buffer());
    written.inspect_err(|error| tracing::error!(%error, "a table could not be written")).ok()
}

fn fill(sheet: &mut Worksheet, rows: &[Vec<String>]) -> Result<(), XlsxError> {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            let text: String = cell.chars().take(MOST_CELL).collect();
            sheet.write_string(row, column, text)?;
        }
    }
    sheet.autofit();
    Ok(())
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ';', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A cell that can't be taken for a formula.
fn harmless(cell: &str) -> String {
    if cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let rows = vec![vec!["a;b".to_owned(), "ТОО \"Дом\"".to_owned(), "в, г".to_owned()]];
        let text = String::from_utf8(csv(&rows)).unwrap();
        assert_eq!(text, "\u{FEFF}\"a;b\";\"ТОО \"\"Дом\"\"\";\"в, г\"\r\n");
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula(cell in "[=+@\\-\t\r ]{0,3}\\PC{0,20}") {
            let text = harmless(&cell);
            prop_assert!(!text.trim_start().starts_with(['=', '+', '-', '@']), "{text:?}");
        }
    }
}
