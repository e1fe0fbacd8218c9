//! Open lots that a price list could serve; a position is confirmed, refused, or taken into the
//! calculator.

use super::super::{
    calc::bid,
    callback::{Callback, PriceStep},
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text, cut, esc},
    search::page_buttons,
};
use crate::domain::{
    effects::Effect,
    error::UserError,
    prices::{PriceLink, Suitable},
    risk::{Settings, Surroundings},
    types::{LotId, Quantity, Tenge},
};

/// Lots on a page.
const PAGE: usize = 4;
/// Positions on a page.
const CHOICES: usize = 6;
const MOST_LABEL: usize = 30;
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
    let ids: Vec<LotId> = shown.iter().map(|it| it.lot.id).collect();
    let around = ctx.services.store.list_surroundings(&ids).await?;
    for it in &shown {
        let peers = peers(&ctx, it, around.get(&it.lot.id));
        lines.extend([String::new(), entry(&ctx, it), peers]);
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
            Button::Press(words.button_prices_others(), step(PriceStep::Others(it.lot.id, 0))),
        ]);
    }
    let to = |page| Callback::Price(PriceStep::Lots(usize::try_from(page).unwrap_or_default()));
    let count = |n: usize| i64::try_from(n).unwrap_or_default();
    let row = page_buttons(ctx.lang, count(page), count(pages), to);
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

/// The price against what others plan to pay for the same code, unit and year.
fn peers(ctx: &Ctx, it: &Suitable, around: Option<&Surroundings>) -> String {
    let words = ctx.words();
    let prices = around.and_then(|it| it.neighbours.as_ref()).and_then(|it| it.price);
    let least = Settings::published().price_least_count;
    let enough = prices.filter(|it| it.count >= least && it.median > 0);
    let share = |median: i64| i128::from(it.price.tiyn()) * 10_000 / i128::from(median);
    let known = enough.and_then(|it| Some((it, i64::try_from(share(it.median)).ok()?)));
    match known {
        Some((usual, share)) => words.prices_lot_peers(
            ctx.lang.money(Tenge::from_tiyn(usual.median)),
            usual.count.to_string(),
            ctx.lang.percent(share),
        ),
        None => words.prices_lot_peers_unknown(),
    }
}

/// Positions to choose from for a lot, in the place of the lots.
pub(super) async fn others(ctx: Ctx, lot: LotId, page: usize, place: Option<i64>) -> Outcome {
    let view = ctx.services.lots.view(lot).await?;
    let found = ctx.services.prices.choices(ctx.user_id, &view).await?;
    let words = ctx.words();
    if found.is_empty() {
        return Ok(Reply::toast(words.prices_nothing_to_choose()));
    }
    let pages = found.len().div_ceil(CHOICES);
    let page = page.min(pages - 1);
    let name = view.lot.name.in_lang(ctx.lang).unwrap_or_default();
    let title = words.prices_choose(esc(&cut(name, MOST_NAME)), esc(view.lot.number.as_str()));
    let shown = found.iter().skip(page * CHOICES).take(CHOICES);
    let text = shown.fold(Text::new(title), |text, it| {
        let price = ctx.lang.money(it.price);
        let label = format!("{} % · {price} · {}", it.confidence, cut(&it.name, MOST_LABEL));
        let take = Callback::Price(PriceStep::Take(lot, it.price_id));
        text.row(vec![Button::Press(label, take)])
    });
    let to = |page| {
        let page = usize::try_from(page).unwrap_or_default();
        Callback::Price(PriceStep::Others(lot, page))
    };
    let count = |n: usize| i64::try_from(n).unwrap_or_default();
    let back = Button::Press(words.button_prices_back(), Callback::Price(PriceStep::Lots(0)));
    let text = text.row(page_buttons(ctx.lang, count(page), count(pages), to)).row(vec![back]);
    Ok(Reply::edit(place, text))
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
