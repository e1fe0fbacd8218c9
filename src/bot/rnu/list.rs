//! Several suppliers at once: a line each, and for more than twenty a table in files.

use super::{
    super::{
        say::{Document, Reply, Say, Text, cut, esc},
        sheet as table,
    },
    as_of, reason, sheet,
};
use crate::{
    bot::{ctx::Ctx, say::Outcome},
    domain::{
        rnu::{ListedNumber, RnuView, Standing},
        types::Biin,
    },
};

/// Numbers that are answered in the message itself.
const MOST_LINES: usize = 20;
/// Numbers that are looked up at once.
const MOST_NUMBERS: usize = 5_000;
const MOST_NAME: usize = 60;

/// A number of the list and what became of it.
pub(super) struct Checked {
    pub(super) number: ListedNumber,
    /// None for a wrong number.
    pub(super) view: Option<RnuView>,
}

/// The table of these numbers.
pub(super) async fn show(ctx: Ctx, mut numbers: Vec<ListedNumber>) -> Outcome {
    let dropped = numbers.len().saturating_sub(MOST_NUMBERS);
    numbers.truncate(MOST_NUMBERS);
    let biins: Vec<Biin> = numbers.iter().filter_map(|it| it.biin.clone().ok()).collect();
    let mut views = ctx.services.rnu.check_all(&biins).await?.into_iter();
    let checked: Vec<Checked> = numbers
        .into_iter()
        .map(|number| Checked { view: number.biin.is_ok().then(|| views.next()).flatten(), number })
        .collect();

    let words = ctx.words();
    let mut lines = vec![words.rnu_list_title(checked.len().to_string()), counts(&ctx, &checked)];
    if dropped > 0 {
        lines.push(words.rnu_list_dropped(MOST_NUMBERS.to_string(), dropped.to_string()));
    }
    let in_files = checked.len() > MOST_LINES;
    if in_files {
        lines.push(words.rnu_list_files());
    } else {
        lines.push(String::new());
        lines.extend(checked.iter().map(|it| line(&ctx, it)));
    }
    // The oldest answer speaks for all.
    if let Some(oldest) = checked.iter().filter_map(|it| it.view.as_ref()).min_by_key(|it| it.as_of)
    {
        lines.extend([String::new(), as_of(&ctx, oldest)]);
    }
    let mut reply = Reply::send(Text::new(lines.join("\n")));
    if in_files {
        let rows = sheet::rows(&ctx, &checked);
        let csv = Document { name: "rnu.csv", content: table::csv(&rows) };
        reply.says.push(Say::File(csv));
        if let Some(content) = table::xlsx(&rows) {
            reply.says.push(Say::File(Document { name: "rnu.xlsx", content }));
        }
    }
    Ok(reply)
}

fn counts(ctx: &Ctx, checked: &[Checked]) -> String {
    let count = |is: fn(Standing) -> bool| {
        let views = checked.iter().filter_map(|it| it.view.as_ref());
        views.filter(|view| is(view.standing)).count().to_string()
    };
    ctx.words().rnu_list_counts(
        count(|it| matches!(it, Standing::Listed(_))),
        count(|it| matches!(it, Standing::Expired(_) | Standing::Excluded(_))),
        count(|it| it == Standing::NotListed),
        count(|it| it == Standing::Unknown),
        checked.iter().filter(|it| it.view.is_none()).count().to_string(),
    )
}

fn line(ctx: &Ctx, checked: &Checked) -> String {
    let Some(view) = &checked.view else {
        return format!("✖️ <code>{}</code> — {}", esc(&checked.number.text), state(ctx, checked));
    };
    told(ctx, view, &format!(" <code>{}</code>", view.biin))
}

/// A supplier in a line, `number` as it is shown.
pub(super) fn told(ctx: &Ctx, view: &RnuView, number: &str) -> String {
    let sign = match view.standing {
        Standing::Listed(_) => "⛔️",
        Standing::Expired(_) | Standing::Excluded(_) => "🕓",
        Standing::NotListed => "▫️",
        Standing::Unknown => "❔",
    };
    let name = name(ctx, view).map(|name| format!(" {}", esc(&cut(name, MOST_NAME))));
    let name = name.unwrap_or_default();
    format!("{sign}{number}{name} — {}", standing(ctx, view))
}

/// The state in two words.
pub(super) fn state(ctx: &Ctx, checked: &Checked) -> String {
    match (&checked.view, checked.number.biin.as_ref()) {
        (None, Err(error)) => reason(ctx, &checked.number.text, *error),
        (None, Ok(_)) => ctx.words().rnu_list_unknown(),
        (Some(view), _) => standing(ctx, view),
    }
}

fn standing(ctx: &Ctx, view: &RnuView) -> String {
    let words = ctx.words();
    match view.standing {
        Standing::Listed(Some(until)) => words.rnu_list_listed(ctx.lang.date(until)),
        Standing::Listed(None) => words.rnu_list_listed_open(),
        Standing::Expired(at) => words.rnu_list_expired(ctx.lang.date(at)),
        Standing::Excluded(at) => words.rnu_list_excluded(ctx.lang.date(at)),
        Standing::NotListed => words.rnu_list_clean(),
        Standing::Unknown => words.rnu_list_unknown(),
    }
}

/// The name that a register has; who is in none has none here.
pub(super) fn name<'a>(ctx: &Ctx, view: &'a RnuView) -> Option<&'a str> {
    view.entries.iter().find_map(|it| it.entry.name.in_lang(ctx.lang))
}
