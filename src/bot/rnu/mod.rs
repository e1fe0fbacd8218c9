//! `/rnu <BIN | IIN>`: a supplier's state in the registers of unfair participants, with what the law
//! makes of it; several numbers at once are answered as a table, a name by those alike.

pub(super) mod by_name;
mod file;
mod list;
mod sheet;

use super::{
    callback::Callback,
    counterparty,
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text, cut, esc},
};
use crate::{
    domain::{
        counterparty::SupplierView,
        rnu::{Mirrored, Register, RnuView, Standing, is_name, read_numbers},
        types::{Biin, BiinError},
    },
    i18n::Lang,
};

/// Entries that are told in full.
const SHOWN_ENTRIES: usize = 3;
/// A wrong number is shown up to here.
const MOST_NUMBER: usize = 24;
/// Names of customers and numbers of decisions are cut to this.
const MOST_TEXT: usize = 200;

/// `/rnu <numbers>`.
pub(super) async fn show(ctx: Ctx, text: String) -> Outcome {
    if text.trim().is_empty() {
        return Ok(Reply::send(Text::new(ctx.words().rnu_usage())));
    }
    let numbers = read_numbers(&text);
    match numbers.as_slice() {
        [] if is_name(&text) => by_name::show(ctx, text).await,
        [] => Ok(wrong_number(&ctx, &text)),
        [number] => match number.biin.clone() {
            Ok(biin) => one(ctx, biin).await,
            Err(_) => Ok(wrong_number(&ctx, &number.text)),
        },
        _ => list::show(ctx, numbers).await,
    }
}

/// A list of numbers that came as a file, of any size.
pub(super) async fn from_bytes(ctx: Ctx, bytes: Vec<u8>) -> Outcome {
    let words = ctx.words();
    let told = |html: String| Ok(Reply::send(Text::new(html)));
    if bytes.len() > file::MOST_BYTES {
        return told(words.rnu_file_too_large());
    }
    // A hostile table may keep a processor busy for a while.
    let read = tokio::task::spawn_blocking(move || file::text(bytes)).await;
    let numbers = match read {
        Ok(Ok(text)) => read_numbers(&text),
        Ok(Err(file::FileError::TooLarge)) => return told(words.rnu_file_too_large()),
        Ok(Err(file::FileError::Unreadable)) | Err(_) => return told(words.rnu_file_unreadable()),
    };
    if numbers.is_empty() { told(words.rnu_file_empty()) } else { list::show(ctx, numbers).await }
}

/// The full answer on one supplier.
pub(super) async fn one(ctx: Ctx, biin: Biin) -> Outcome {
    let view = ctx.services.counterparty.supplier(&biin).await?;
    Ok(Reply::send(report(&ctx, &view)))
}

/// What is wrong with a number.
pub(super) fn wrong_number(ctx: &Ctx, text: &str) -> Reply {
    let why = match Biin::parse(text) {
        Err(error) => error,
        Ok(_) => BiinError::NotDigits,
    };
    let code = match why {
        BiinError::BadChecksum | BiinError::UnusedNumber => "BIN-1",
        BiinError::Empty | BiinError::NotDigits | BiinError::BadLength => "BIN-2",
        _ => "BIN-3",
    };
    let number = esc(&cut(text.trim(), MOST_NUMBER));
    Reply::send(Text::new(ctx.words().rnu_wrong(number, reason(ctx, text, why), code)))
}

/// What is wrong, in a few words.
fn reason(ctx: &Ctx, text: &str, error: BiinError) -> String {
    let words = ctx.words();
    match error {
        BiinError::Empty | BiinError::NotDigits => words.rnu_wrong_digits(),
        BiinError::BadLength => {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            words.rnu_wrong_length(digits.to_string())
        }
        BiinError::BadChecksum => words.rnu_wrong_checksum(),
        BiinError::UnusedNumber => words.rnu_wrong_unused(),
        BiinError::BadMonth => words.rnu_wrong_month(),
        BiinError::BadTypeDigit => words.rnu_wrong_type(),
        BiinError::BadDivision => words.rnu_wrong_division(),
        BiinError::BadDate => words.rnu_wrong_date(),
        BiinError::BadCentury => words.rnu_wrong_century(),
    }
}

fn report(ctx: &Ctx, view: &SupplierView) -> Text {
    let words = ctx.words();
    let rnu = &view.rnu;
    let mut lines = counterparty::who(ctx, &rnu.biin, view, true);
    lines.push(String::new());
    lines.push(verdict(ctx, rnu));
    for it in rnu.entries.iter().take(SHOWN_ENTRIES) {
        lines.push(String::new());
        lines.extend(entry(ctx, it));
    }
    if let Some(more) = rnu.entries.len().checked_sub(SHOWN_ENTRIES).filter(|more| *more > 0) {
        lines.push(words.rnu_more_entries(more.to_string()));
    }
    lines.extend([String::new(), words.rnu_law()]);
    lines.extend(law(ctx, rnu));
    lines.extend([String::new(), words.rnu_elsewhere(), words.rnu_elsewhere_list()]);
    lines.extend([String::new(), words.rnu_edition(), as_of(ctx, rnu)]);
    let portal = if ctx.lang == Lang::Kk { "kz" } else { "ru" };
    let portal = format!("{}/{portal}/registry/rnu", ctx.portal_url);
    let text = Text::new(lines.join("\n"));
    let text = match rnu.biin.bin() {
        Some(bin) => {
            text.row(vec![Button::Press(words.button_brief(), Callback::Counterparty(bin.clone()))])
        }
        None => text,
    };
    text.row(vec![Button::Link(words.button_rnu_portal(), portal)])
}

/// The state in a sentence.
pub(super) fn verdict(ctx: &Ctx, view: &RnuView) -> String {
    let words = ctx.words();
    match view.standing {
        Standing::Listed(None) => words.rnu_listed(),
        Standing::Listed(Some(until)) => words.rnu_listed_until(ctx.lang.date(until)),
        Standing::Expired(at) => words.rnu_expired(ctx.lang.date(at)),
        Standing::Excluded(at) => words.rnu_excluded(ctx.lang.date(at)),
        Standing::NotListed => words.rnu_clean(),
        Standing::Unknown => words.rnu_unknown(),
    }
}

/// Which moment this is true of.
pub(super) fn as_of(ctx: &Ctx, view: &RnuView) -> String {
    let words = ctx.words();
    match view.as_of {
        None => words.rnu_as_of_never(),
        Some(at) if view.source_down => {
            words.rnu_as_of_old(ctx.lang.when(at, ctx.now), ctx.lang.span(ctx.now - at))
        }
        Some(at) => words.rnu_as_of(ctx.lang.when(at, ctx.now)),
    }
}

fn entry(ctx: &Ctx, it: &Mirrored) -> Vec<String> {
    let (words, entry) = (ctx.words(), &it.entry);
    let mut lines = vec![words.rnu_entry(register(ctx.lang, entry.register))];
    lines.push(match entry.start_at {
        Some(at) => words.rnu_from(ctx.lang.date(at)),
        None => words.rnu_from_unknown(),
    });
    lines.push(match (entry.end_at, entry.until()) {
        (Some(end), _) => words.rnu_until(ctx.lang.date(end)),
        (None, Some(until)) => words.rnu_until_law(ctx.lang.date(until)),
        (None, None) => words.rnu_until_unknown(),
    });
    if let Some(gone) = it.gone_at.filter(|gone| entry.until().is_none_or(|until| *gone < until)) {
        lines.push(words.rnu_gone(ctx.lang.date(gone)));
    }
    lines.push(
        entry
            .reason_id
            .map_or_else(|| words.rnu_reason_unknown(), |code| words.rnu_reason(code.to_string())),
    );
    if let Some(name) = entry.customer_name.in_lang(ctx.lang) {
        let mut line = words.rnu_customer(esc(&cut(name, MOST_TEXT)));
        if let Some(bin) = &entry.customer_bin {
            line.push_str(&format!(" · {}", words.lot_bin(bin.as_str())));
        }
        lines.push(line);
    }
    let number = entry.court_decision.as_deref().map(|number| esc(&cut(number, MOST_TEXT)));
    lines.push(match (number, entry.court_decision_at) {
        (Some(number), Some(at)) => words.rnu_decision_of(number, ctx.lang.date(at)),
        (Some(number), None) => words.rnu_decision(number),
        (None, _) => words.rnu_decision_unknown(),
    });
    lines
}

/// What a register is called.
pub(super) fn register(lang: Lang, register: Register) -> String {
    let words = lang.words();
    match register {
        Register::Goszakup => words.rnu_register_goszakup(),
        Register::Samruk => words.rnu_register_samruk(),
        Register::Mitwork => words.rnu_register_mitwork(),
        Register::Other(code) => words.rnu_register_other(code.to_string()),
    }
}

/// What article 7 of the law makes of the state.
fn law(ctx: &Ctx, view: &RnuView) -> Vec<String> {
    let words = ctx.words();
    let active = || view.entries.iter().filter(|it| it.is_active(ctx.now));
    match view.standing {
        Standing::Listed(_) => {
            let is_ours = |it: &Mirrored| it.entry.register == Register::Goszakup;
            let mut lines = Vec::new();
            if active().any(is_ours) {
                lines.extend([words.rnu_law_barred(), words.rnu_grounds()]);
            }
            if active().any(|it| !is_ours(it)) {
                lines.push(words.rnu_law_barred_other());
            }
            lines
        }
        Standing::Expired(_) | Standing::Excluded(_) => vec![words.rnu_law_over()],
        Standing::NotListed => vec![words.rnu_law_clean()],
        Standing::Unknown => vec![words.rnu_law_unknown()],
    }
}
