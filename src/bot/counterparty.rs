//! A BIN by itself: who it is, its state in the register of unfair participants, what it buys now.

use super::{
    ctx::Ctx,
    say::{Outcome, Reply, Text, esc},
    search::{entry, lot_button},
    subscriptions::bin_buttons,
};
use crate::domain::{
    counterparty::{CounterpartyView, RnuAnswer, SubjectAnswer},
    reference,
    types::Bin,
};

/// The brief on a BIN.
pub(super) async fn show(ctx: Ctx, bin: Bin) -> Outcome {
    let view = ctx.services.counterparty.view(&bin).await?;
    Ok(Reply::send(brief(&ctx, &view)))
}

fn brief(ctx: &Ctx, view: &CounterpartyView) -> Text {
    let words = ctx.words();
    let mut lines = Vec::new();
    match &view.subject {
        SubjectAnswer::Known(subject) => {
            let name = subject.name.in_lang(ctx.lang).map(esc);
            lines.push(
                name.map_or_else(|| words.counterparty_unnamed(), |n| words.counterparty_title(n)),
            );
            lines.push(words.lot_bin(view.bin.as_str()));
            if let Some(region) =
                subject.kato.first().and_then(|kato| reference::region(kato, ctx.lang))
            {
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
        }
        SubjectAnswer::NotRegistered => {
            lines.push(words.lot_bin(view.bin.as_str()));
            lines.push(words.counterparty_not_registered());
        }
        SubjectAnswer::Unknown => {
            lines.push(words.lot_bin(view.bin.as_str()));
            lines.push(words.counterparty_subject_unknown());
        }
    }
    lines.push(String::new());
    lines.push(match view.rnu {
        RnuAnswer::Listed(None) => words.counterparty_rnu_listed(),
        RnuAnswer::Listed(Some(until)) => words.counterparty_rnu_listed_until(ctx.lang.date(until)),
        RnuAnswer::Expired(at) => words.counterparty_rnu_expired(ctx.lang.date(at)),
        RnuAnswer::NotListed => words.counterparty_rnu_clean(),
        RnuAnswer::Unknown => words.counterparty_rnu_unknown(),
    });
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
    lines.push(words.counterparty_asked(ctx.lang.when(view.asked_at, ctx.now)));
    let text = Text::new(lines.join("\n"));
    let text = view.lots.iter().fold(text, |text, lot| text.row(vec![lot_button(ctx, lot)]));
    text.row(bin_buttons(ctx, &view.bin))
}
