//! A BIN by itself: who it is, its state in the registers of unfair participants, what it buys now.

use super::{
    callback::Callback,
    ctx::Ctx,
    documents, rnu,
    say::{Button, Outcome, Reply, Text, esc},
    search::{entry, lot_button},
    subscriptions::bin_buttons,
};
use crate::{
    domain::{
        counterparty::{CounterpartyView, SubjectAnswer, SupplierView},
        reference,
        subjects::{Subject, SubjectMark},
        types::{Biin, Bin},
    },
    i18n::Lang,
};

/// The brief on a BIN.
pub(super) async fn show(ctx: Ctx, bin: Bin) -> Outcome {
    let view = ctx.services.counterparty.view(&bin).await?;
    Ok(Reply::send(brief(&ctx, &view)))
}

fn brief(ctx: &Ctx, view: &CounterpartyView) -> Text {
    let words = ctx.words();
    let mut lines = who(ctx, &Biin::Bin(view.bin.clone()), &view.supplier, false);
    lines.push(String::new());
    lines.push(rnu::verdict(ctx, &view.supplier.rnu));
    lines.push(String::new());
    lines.push(match view.open_lots {
        0 => words.counterparty_no_lots(),
        count => words.counterparty_lots(words.lots_count(count)),
    });
    for lot in &view.lots {
        lines.push(String::new());
        lines.push(entry(ctx, lot));
    }
    lines.push(String::new());
    lines.push(rnu::as_of(ctx, &view.supplier.rnu));
    let text = Text::new(lines.join("\n"));
    let text = view.lots.iter().fold(text, |text, lot| text.row(vec![lot_button(ctx, lot)]));
    let text = text.row(vec![Button::Press(words.button_rnu(), Callback::Rnu(view.bin.clone()))]);
    let text = text.row(documents::report_button(ctx, &view.bin).into_iter().collect());
    text.row(bin_buttons(ctx, &view.bin))
}

/// Who it is, by the register of participants; with its head and marks where that is the question.
pub(super) fn who(ctx: &Ctx, biin: &Biin, view: &SupplierView, in_full: bool) -> Vec<String> {
    let words = ctx.words();
    let number = match biin {
        Biin::Bin(bin) => words.lot_bin(bin.as_str()),
        Biin::Iin(_) => words.rnu_iin(biin.to_string()),
    };
    let subject = match &view.subject {
        SubjectAnswer::Known(subject) => subject,
        SubjectAnswer::NotRegistered | SubjectAnswer::Unknown => {
            let listed = view.rnu.entries.iter().find_map(|it| it.entry.name.in_lang(ctx.lang));
            let title = listed.map(|name| words.counterparty_title(esc(name)));
            let why = match &view.subject {
                SubjectAnswer::NotRegistered => words.counterparty_not_registered(),
                _ => words.counterparty_subject_unknown(),
            };
            return title.into_iter().chain([number, why]).collect();
        }
    };
    let name = subject.name.in_lang(ctx.lang).map(esc);
    let mut lines =
        vec![name.map_or_else(|| words.counterparty_unnamed(), |n| words.counterparty_title(n))];
    lines.push(number);
    if let Some(region) = subject.kato.first().and_then(|kato| reference::region(kato, ctx.lang)) {
        lines.push(words.lot_region(region));
    }
    let roles: Vec<String> = [
        (subject.is_customer, words.counterparty_customer()),
        (subject.is_supplier, words.counterparty_supplier()),
    ]
    .into_iter()
    .filter_map(|(is, role)| is.then_some(role))
    .collect();
    if !roles.is_empty() {
        lines.push(words.counterparty_roles(roles.join(", ")));
    }
    if let Some(at) = subject.registered_at {
        lines.push(words.counterparty_registered(ctx.lang.date(at)));
    }
    if in_full {
        lines.extend(head_and_marks(ctx, subject));
    }
    lines
}

fn head_and_marks(ctx: &Ctx, subject: &Subject) -> Vec<String> {
    let words = ctx.words();
    let mut lines: Vec<String> =
        subject.head.as_deref().map(|name| words.rnu_head(esc(name))).into_iter().collect();
    lines.extend(marks(ctx.lang, &subject.marks).map(|marks| words.rnu_marks(marks)));
    lines
}

/// Marks of the register of participants in words; none where there are none.
pub(super) fn marks(lang: Lang, marks: &[SubjectMark]) -> Option<String> {
    let words = lang.words();
    let mark = |mark: &SubjectMark| match mark {
        SubjectMark::Person => words.rnu_mark_person(),
        SubjectMark::SoleTrader => words.rnu_mark_sole_trader(),
        SubjectMark::QuasiPublic => words.rnu_mark_quasi_public(),
        SubjectMark::NationalCompany => words.rnu_mark_national_company(),
        SubjectMark::StateMonopoly => words.rnu_mark_state_monopoly(),
        SubjectMark::NaturalMonopoly => words.rnu_mark_natural_monopoly(),
        SubjectMark::Producer => words.rnu_mark_producer(),
        SubjectMark::SmallBusiness => words.rnu_mark_small_business(),
        SubjectMark::Disabled => words.rnu_mark_disabled(),
        SubjectMark::NonResident => words.rnu_mark_non_resident(),
    };
    let named: Vec<String> = marks.iter().map(mark).collect();
    (!named.is_empty()).then(|| named.join(", "))
}
