//! «Кратко»: a lot in five lines, in place of its card.

use super::super::{
    callback::{Callback, LotPage, RiskPage},
    ctx::Ctx,
    risk,
    say::{Button, Text, cut, esc},
};
use super::freshness;
use crate::domain::{
    brief::Brief,
    lots::{LotView, Stage},
    reference,
};

/// A name in a line.
const MOST_NAME: usize = 160;

pub(super) fn brief(ctx: &Ctx, view: &LotView) -> Text {
    let words = ctx.words();
    let it = Brief::of(view, ctx.now);
    let name = it.name.in_lang(ctx.lang).map(|name| esc(&cut(name, MOST_NAME)));
    let mut what = name.unwrap_or_else(|| words.lot_name_unknown());
    if let Some(quantity) = it.quantity {
        let unit = it.unit.as_ref().and_then(|unit| unit.in_lang(ctx.lang)).unwrap_or_default();
        what = format!("{what} — {quantity} {}", esc(&unit.to_lowercase())).trim_end().to_owned();
    }
    let sum = it.amount.map_or_else(|| words.lot_amount_unknown(), |sum| ctx.lang.money(sum));
    let customer = it.customer.in_lang(ctx.lang).map(|name| esc(&cut(name, MOST_NAME)));
    let bin = it.customer_bin.as_ref().map(|bin| words.lot_bin(bin.as_str()));
    let customer = customer.or(bin).unwrap_or_else(|| words.lot_customer_unknown());
    let unusual = if it.flags.is_empty() {
        if it.is_little_known { words.brief_little() } else { words.brief_nothing_unusual() }
    } else {
        let flags: Vec<String> = it.flags.iter().map(|flag| risk::said(ctx, flag)).collect();
        words.brief_unusual(flags.join("; "))
    };
    let lines = [
        words.brief_title(esc(view.lot.number.as_str())),
        words.brief_what(what),
        words.brief_sum(sum),
        words.brief_for(customer),
        words.brief_until(until(ctx, view, it.stage)),
        unusual,
        String::new(),
        freshness(ctx, &view.freshness),
    ];
    let id = view.lot.id;
    Text::new(lines.join("\n")).row(vec![
        Button::Press(words.button_back(), Callback::Lot(id, LotPage::Card)),
        Button::Press(words.button_risk(), Callback::Risk(id, RiskPage::Brief)),
    ])
}

fn until(ctx: &Ctx, view: &LotView, stage: Stage) -> String {
    let words = ctx.words();
    match stage {
        Stage::Open(end) => words.lot_open(ctx.lang.moment(end), ctx.lang.span(end - ctx.now)),
        Stage::Announced(Some(end)) => {
            words.lot_deadline(ctx.lang.moment(end), ctx.lang.span(end - ctx.now))
        }
        Stage::Ended(end) => words.lot_ended(ctx.lang.moment(end)),
        Stage::Closed => {
            let status = view.lot.status_id.and_then(|id| reference::lot_status(id, ctx.lang));
            words.lot_closed(status.unwrap_or_default())
        }
        Stage::Announced(None) | Stage::Unknown => words.lot_deadline_unknown(),
    }
}
