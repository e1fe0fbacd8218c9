//! Open lots that a price list could serve; a position is confirmed, refused, or taken into the
//! calculator.

use super::super::{
    calc::bid,
    callback::{Callback, PriceStep},
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text, cut, esc},
};
use crate::domain::{
    effects::Effect,
    error::UserError,
    prices::{PriceLink, Suitable},
    types::{LotId, Quantity},
};

/// Lots on a page.
const PAGE: usize = 4;
const MOST_NAME: usize = 60;

/// A page of them, in place.
pub(super) async fn page(ctx: Ctx, page: usize, place: Option<i64>) -> Outcome {
    let found = ctx.services.prices.suitable_lots(ctx.user_id).await?;
    let words = ctx.words();
    if found.is_empty() {
        return Ok(Reply::edit(place, Text::new(words.prices_no_lots())));
    }
    let pages = found.len().div_ceil(PAGE);
    let page = page.min(pages - 1);
    let mut lines = vec![words.prices_lots_title(found.len().to_string())];
    let shown: Vec<&Suitable> = found.iter().skip(page * PAGE).take(PAGE).collect();
    for it in &shown {
        lines.extend([String::new(), entry(&ctx, it)]);
    }
    lines.extend([String::new(), words.prices_lots_note()]);
    let mut text = Text::new(lines.join("\n"));
    for it in shown {
        let number = it.lot.number.as_str();
        let step = |step| Callback::Price(step);
        text = text.row(vec![
            Button::Press(
                words.button_prices_take(number),
                step(PriceStep::Take(it.lot.id, it.price_id)),
            ),
            Button::Press(
                words.button_prices_other(),
                step(PriceStep::NotSame(it.lot.id, it.price_id)),
            ),
        ]);
    }
    let to = |page| Callback::Price(PriceStep::Lots(page));
    let mut row = Vec::new();
    if page > 0 {
        row.push(Button::Press(words.button_page_previous(), to(page - 1)));
    }
    if page + 1 < pages {
        row.push(Button::Press(words.button_page_next(), to(page + 1)));
    }
    Ok(Reply::edit(place, text.row(row)))
}

fn entry(ctx: &Ctx, it: &Suitable) -> String {
    let words = ctx.words();
    let name = it.lot.name.in_lang(ctx.lang).unwrap_or_default();
    let title = words.prices_lot(esc(&cut(name, MOST_NAME)), esc(it.lot.number.as_str()));
    let mine = words.prices_lot_mine(
        esc(&cut(&it.name, MOST_NAME)),
        ctx.lang.money(it.price),
        it.confidence.to_string(),
    );
    let margin = match it.allocated.zip(it.margin_bp) {
        Some((allocated, margin)) => {
            words.prices_lot_margin(ctx.lang.money(allocated), ctx.lang.percent(margin))
        }
        None => words.prices_lot_margin_unknown(),
    };
    let mut lines = vec![title, mine, margin];
    if let Some(end) = it.lot.deadline {
        lines.push(words.search_deadline(ctx.lang.moment(end)));
    }
    lines.join("\n")
}

/// The position is right: the calculator takes the cost from it, now and later.
pub(super) async fn take(ctx: Ctx, lot: LotId, price: i64) -> Outcome {
    let view = ctx.services.lots.view(lot).await?;
    let pair = ctx.services.prices.pair(ctx.user_id, &view.lot, price).await?;
    let (lot_key, sku, one) = pair.ok_or(UserError::StaleButton)?;
    let quantity = view.lot.quantity.unwrap_or(Quantity::from_micro(1_000_000));
    let cost = crate::domain::prices::cost(one, quantity).ok_or(UserError::StaleButton)?;
    let link = PriceLink { user: ctx.user_id, lot, price, quantity, at: ctx.now };
    let said = Effect::JudgePrice { user: ctx.user_id, lot_key, sku, is_same: true, at: ctx.now };
    let reply = bid::of_cost(&ctx, &view, cost).await?;
    Ok(reply.with(said).with(Effect::LinkPrice(Box::new(link))))
}

/// The position is something else: the pair is not shown again.
pub(super) async fn refuse(ctx: Ctx, lot: LotId, price: i64) -> Outcome {
    let view = ctx.services.lots.view(lot).await?;
    let pair = ctx.services.prices.pair(ctx.user_id, &view.lot, price).await?;
    let (lot_key, sku, _) = pair.ok_or(UserError::StaleButton)?;
    let said = Effect::JudgePrice { user: ctx.user_id, lot_key, sku, is_same: false, at: ctx.now };
    Ok(Reply::toast(ctx.words().prices_refused_pair()).with(said))
}
