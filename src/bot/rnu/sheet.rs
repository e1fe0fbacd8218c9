//! The rows of the table that goes out as a file.

use super::{
    super::{ctx::Ctx, say::plain},
    list::{Checked, name, state},
    register,
};

/// The rows of the table, the heading first.
pub(super) fn rows(ctx: &Ctx, checked: &[Checked]) -> Vec<Vec<String>> {
    let words = ctx.words();
    let heading = vec![
        words.rnu_column_number(),
        words.rnu_column_name(),
        words.rnu_column_state(),
        words.rnu_column_register(),
        words.rnu_column_from(),
        words.rnu_column_until(),
        words.rnu_column_customer(),
        words.rnu_column_customer_bin(),
        words.rnu_column_decision(),
        words.rnu_column_as_of(),
    ];
    let mut rows = vec![heading];
    rows.extend(checked.iter().map(|it| row(ctx, it)));
    rows
}

/// The person gave the numbers, so they stand here whole: masked, rows could not be told apart.
fn row(ctx: &Ctx, checked: &Checked) -> Vec<String> {
    let number = checked.number.biin.as_ref();
    let number =
        number.map_or_else(|_error| checked.number.text.clone(), |b| b.digits().to_owned());
    let mut row = vec![number, String::new(), plain(&state(ctx, checked))];
    let Some(view) = &checked.view else { return row };
    row[1] = name(ctx, view).unwrap_or_default().to_owned();
    let latest = view.entries.first().map(|it| &it.entry);
    let date = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| ctx.lang.date(at));
    let text = |text: Option<String>| text.unwrap_or_default();
    row.extend([
        text(latest.map(|entry| register(ctx.lang, entry.register))),
        text(latest.and_then(|entry| date(entry.start_at))),
        text(latest.and_then(|entry| date(entry.until()))),
        text(latest.and_then(|e| e.customer_name.in_lang(ctx.lang)).map(ToOwned::to_owned)),
        text(latest.and_then(|entry| entry.customer_bin.as_ref()).map(ToString::to_string)),
        text(latest.and_then(|entry| entry.court_decision.clone())),
        text(view.as_of.map(|at| ctx.lang.moment(at))),
    ]);
    row
}
