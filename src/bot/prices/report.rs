//! What became of a price list: counts, and the rows that were left out as a file.

use super::{
    super::{
        ctx::Ctx,
        say::{Document, Reply, Say, Text, cut, esc},
        sheet,
    },
    MOST_TEXT, column_name, reason,
};
use crate::domain::prices::{ImportReport, Reason, Rejection, TableError};

/// The file's name.
const FILE: &str = "price-errors.csv";
/// More rows than this are no use to anybody: the file is wrong, not its rows.
const MOST_ROWS: usize = 20_000;
/// Reasons that are told in the message, those met most often.
const SHOWN: usize = 5;

/// What became of it.
pub(super) fn told(ctx: &Ctx, done: &ImportReport, place: Option<i64>) -> Reply {
    let (words, read) = (ctx.words(), &done.read);
    let title = if done.is_refused {
        words.prices_refused()
    } else if done.is_known {
        words.prices_known()
    } else {
        words.prices_imported()
    };
    let mut lines = vec![
        title,
        words.prices_counts(
            read.rows.to_string(),
            done.imported.to_string(),
            done.unchanged.to_string(),
            read.rejected.to_string(),
        ),
    ];
    for sheet in &read.skipped_sheets {
        lines.push(words.prices_sheet_skipped(esc(&cut(sheet, MOST_TEXT))));
    }
    if read.rejected > 0 {
        lines.push(String::new());
        for (why, count) in by_reason(&read.rejections).into_iter().take(SHOWN) {
            lines.push(words.prices_reason(reason(ctx.lang, why), count.to_string()));
        }
        lines.extend([String::new(), words.prices_errors_file()]);
    }
    let mut reply = Reply::edit(place, Text::new(lines.join("\n")));
    if read.rejected > 0 {
        let content = sheet::csv(&rows(ctx, &read.rejections));
        reply.says.push(Say::File(Document { name: FILE, content }));
    }
    reply
}

/// Why a file can't be read.
pub(super) fn refusal(ctx: &Ctx, error: TableError) -> String {
    let words = ctx.words();
    match error {
        TableError::Empty => words.prices_empty(),
        TableError::TooLarge => words.prices_unfolds(),
        TableError::Unreadable => words.rnu_file_unreadable(),
        TableError::OldBook => words.prices_old_book(),
        TableError::LongLine(line) => words.prices_long_line(line.to_string()),
        TableError::ManyColumns(line) => words.prices_many_columns(line.to_string()),
    }
}

/// How often each is met, the most often first.
fn by_reason(rejections: &[Rejection]) -> Vec<(Reason, usize)> {
    let mut counts: Vec<(Reason, usize)> = Vec::new();
    for it in rejections {
        match counts.iter_mut().find(|(reason, _)| *reason == it.reason) {
            Some((_, count)) => *count += 1,
            None => counts.push((it.reason, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn rows(ctx: &Ctx, rejections: &[Rejection]) -> Vec<Vec<String>> {
    let words = ctx.words();
    let mut rows = vec![vec![
        words.prices_file_sheet(),
        words.prices_file_line(),
        words.prices_file_column(),
        words.prices_file_code(),
        words.prices_file_reason(),
        words.prices_file_value(),
    ]];
    rows.extend(rejections.iter().take(MOST_ROWS).map(|it| {
        vec![
            it.sheet.clone(),
            it.line.to_string(),
            column_name(ctx.lang, Some(it.column)),
            it.reason.code().to_owned(),
            reason(ctx.lang, it.reason),
            it.value.clone(),
        ]
    }));
    rows
}
