//! `/calc` and the card's «Расчёт»: the costs are asked for, the answer is changed in place by its
//! buttons, and what was chosen holds for the next lot.

use std::sync::Arc;

use serde_json::json;

use super::{chart, cited, keep, percent, read, refused, today, verdict};
use crate::{
    bot::{
        callback::{BidStep, Callback},
        ctx::Ctx,
        lots,
        say::{Button, Document, Outcome, Reply, Say, Text, esc},
    },
    domain::{
        calc::{
            bid::{self, Bid, Line, LotFacts, Missing, Offer, Price, What},
            deadlines::{self, Term},
            dumping::Base,
            security,
            verdict::Judgement,
        },
        clock::ASTANA,
        effects::Effect,
        error::{Error, UserError},
        finance::{BidDefaults, CalcKind},
        lots::{Found, LotView},
        reference,
        types::{LotId, LotRef, Tenge},
    },
};

/// What a dialogue expects whose next words are costs: `calc:<lot>`.
pub(in crate::bot) const COSTS: &str = "calc:";
/// The file's name.
const CHART: &str = "margin.png";
/// Margins on offer, in percent of the price.
const MARGINS: [i64; 4] = [5, 10, 15, 25];

/// `/calc <lot> [costs]`.
pub(in crate::bot) async fn show(ctx: Ctx, text: String) -> Outcome {
    let text = text.trim();
    let (lot, costs) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if lot.is_empty() {
        return Ok(Reply::send(Text::new(ctx.words().calc_usage())));
    }
    let reference = LotRef::find_in(lot).map_err(UserError::NoLot)?;
    match ctx.services.lots.find(&reference).await? {
        Found::Lot(view) if costs.trim().is_empty() => known_or_asked(&ctx, &view).await,
        Found::Lot(view) => of_costs(&ctx, &view, costs).await,
        // Several lots: a card is chosen first, and has the button.
        Found::Announcement(_) | Found::Candidates(_) => lots::by_reference(ctx, reference).await,
    }
}

/// The button of a card.
pub(in crate::bot) async fn of_lot(ctx: Ctx, id: LotId) -> Outcome {
    let view = ctx.services.lots.view(id).await?;
    known_or_asked(&ctx, &view).await
}

/// The costs of what was chosen from a price list, else they are asked for.
async fn known_or_asked(ctx: &Ctx, view: &LotView) -> Outcome {
    if ctx.private
        && let Some(cost) = ctx.services.prices.cost_of(ctx.user_id, view.lot.id).await?
    {
        return of_cost(ctx, view, cost).await;
    }
    Ok(ask(ctx, view))
}

/// A bid counted with costs that are known.
pub(in crate::bot) async fn of_cost(ctx: &Ctx, view: &LotView, cost: Tenge) -> Outcome {
    let defaults = ctx.services.store.find_bid_defaults(ctx.user_id).await?.unwrap_or_default();
    counted(ctx, view, cost, defaults, None)
}

/// The words that costs were asked for by.
pub(in crate::bot) async fn answered(ctx: Ctx, text: &str, lot: &str) -> Outcome {
    let id = lot.parse().map_err(|_error| UserError::StaleButton)?;
    let view = ctx.services.lots.view(id).await?;
    of_costs(&ctx, &view, text).await
}

/// A press under an answer: it is counted anew, in place.
pub(in crate::bot) async fn step(ctx: Ctx, step: BidStep, place: Option<i64>) -> Outcome {
    let view = ctx.services.lots.view(step.lot).await?;
    let defaults = BidDefaults { pays_vat: step.pays_vat, margin_percent: step.margin };
    let reply = counted(&ctx, &view, Tenge::from_tiyn(step.cost), defaults, place)?;
    Ok(reply.with(Effect::SaveBidDefaults { user: ctx.user_id, defaults, at: ctx.now }))
}

/// The same as a picture.
pub(in crate::bot) async fn chart(ctx: Ctx, step: BidStep) -> Outcome {
    let view = ctx.services.lots.view(step.lot).await?;
    let cost = Tenge::from_tiyn(step.cost);
    let offer = Offer { cost, pays_vat: step.pays_vat, margin_percent: step.margin };
    let bid = bid::count(&facts(&view), &offer, today(&ctx)).map_err(refused)?;
    let lang = ctx.lang;
    // Drawing is work for a processor, which others must not wait for.
    let drawn = tokio::task::spawn_blocking(move || chart::png(lang, &offer, &bid)).await;
    Ok(match drawn {
        Ok(Ok(Some(content))) => {
            Reply { says: vec![Say::File(Document { name: CHART, content })], ..Reply::default() }
        }
        Ok(Ok(None)) => Reply::toast(ctx.words().chart_none()),
        Ok(Err(error)) => return Err(Error::Internal(Arc::new(error))),
        Err(error) => return Err(Error::Internal(Arc::new(error))),
    })
}

fn ask(ctx: &Ctx, view: &LotView) -> Reply {
    if !ctx.private {
        return Reply::send(Text::new(ctx.words().calc_usage()));
    }
    let what = Some(format!("{COSTS}{}", view.lot.id));
    let expect = Effect::ExpectWords { user: ctx.user_id, what, at: ctx.now };
    Reply::send(Text::new(ctx.words().calc_ask(esc(view.lot.number.as_str())))).with(expect)
}

/// What makes no sense is told so, and other words are still waited for.
async fn of_costs(ctx: &Ctx, view: &LotView, text: &str) -> Outcome {
    let typed = read(text)?;
    let [cost] = *typed.sums.as_slice() else {
        return Ok(Reply::send(Text::new(ctx.words().calc_usage())));
    };
    let defaults = ctx.services.store.find_bid_defaults(ctx.user_id).await?.unwrap_or_default();
    let reply = counted(ctx, view, cost, defaults, None)?;
    if !ctx.private {
        return Ok(reply);
    }
    Ok(reply.with(Effect::ExpectWords { user: ctx.user_id, what: None, at: ctx.now }))
}

fn counted(
    ctx: &Ctx,
    view: &LotView,
    cost: Tenge,
    defaults: BidDefaults,
    place: Option<i64>,
) -> Outcome {
    let offer =
        Offer { cost, pays_vat: defaults.pays_vat, margin_percent: defaults.margin_percent };
    let bid = bid::count(&facts(view), &offer, today(ctx)).map_err(refused)?;
    let judged = verdict::judge(ctx, view, &offer).map_err(refused)?;
    let text = buttons(ctx, view.lot.id, &offer, told(ctx, view, &offer, &bid, &judged));
    let rule = match bid.line {
        Line::Limit(limit) => Some(&limit.rule),
        _ => bid.vat.map(|(rate, _)| rate.rule),
    };
    let result = json!({
        "prices": bid.prices, "missing": bid.missing, "contract_sum": bid.contract_sum,
        "bid_security": bid.bid_security.map(|(_, sum)| sum),
        "contract_security": bid.contract_security.map(|(_, sum)| sum),
        "vat": bid.vat.map(|(_, vat)| vat), "verdict": judged,
    });
    let keep = keep(ctx, CalcKind::Bid, Some(view.lot.id), (json!(offer), result), rule);
    Ok(Reply::edit(place, text).with(keep))
}

/// What a lot tells for a bid.
pub(in crate::bot) fn facts(view: &LotView) -> LotFacts {
    let method_id = view.method_id();
    let subject = view.announcement.as_ref().and_then(|a| a.subject_type_id);
    LotFacts {
        allocated: view.lot.amount,
        method_id,
        security: method_id.and_then(reference::method).and_then(reference::Method::security_rule),
        subject_type_id: view.plan.as_ref().and_then(|plan| plan.subject_type_id).or(subject),
        bids_end: view.lot.deadline.map(|end| end.with_timezone(&ASTANA).date_naive()),
        has_quantity: view.lot.quantity.is_some(),
    }
}

fn told(ctx: &Ctx, view: &LotView, offer: &Offer, bid: &Bid, judged: &Judgement) -> String {
    let words = ctx.words();
    let mut lines = vec![
        words.calc_title(esc(view.lot.number.as_str())),
        words.calc_cost(ctx.lang.money(offer.cost)),
        String::new(),
        words.calc_prices(),
    ];
    for price in &bid.prices {
        lines.extend(price_lines(ctx, price));
    }
    lines.push(String::new());
    lines.extend(line(ctx, &bid.line));
    lines.push(String::new());
    lines.extend(securities(ctx, bid));
    lines.push(match bid.vat {
        Some((rate, vat)) => words.calc_vat(
            percent(ctx.lang, rate.percent),
            ctx.lang.money(vat.vat),
            ctx.lang.money(vat.gross),
        ),
        None => words.calc_no_vat(),
    });
    lines.extend(bid.vat.map(|(rate, _)| cited(ctx.lang, rate.rule)));
    if let Some((day, most, rule)) = bid.penalty {
        lines.push(words.calc_penalty(ctx.lang.money(day), ctx.lang.money(most)));
        lines.push(cited(ctx.lang, rule));
    }
    if !bid.missing.is_empty() {
        let names: Vec<String> = bid.missing.iter().map(|what| missing(ctx, *what)).collect();
        lines.extend([String::new(), words.calc_missing(names.join(", "))]);
    }
    lines.extend(verdict::told(ctx, judged));
    lines.extend([String::new(), words.calc_disclaimer(), lots::freshness(ctx, &view.freshness)]);
    lines.join("\n")
}

/// A price, what is earned at it, and what is wrong with it.
pub(in crate::bot) fn price_lines(ctx: &Ctx, price: &Price) -> Vec<String> {
    let words = ctx.words();
    let what = match price.what {
        What::BreakEven => words.calc_what_break_even(),
        What::Floor => words.calc_what_floor(),
        What::Wanted => words.calc_what_wanted(),
        What::Allocated => words.calc_what_allocated(),
    };
    let money = |sum| ctx.lang.money(sum);
    let share = price.margin.of_price.map(|of| percent(ctx.lang, of)).unwrap_or_default();
    let mut lines =
        vec![words.calc_price(money(price.price), what, money(price.margin.profit), share)];
    if price.is_over {
        lines.push(words.calc_over());
    }
    match price.extra_sum {
        Some(sum) => lines.push(words.calc_extra(money(sum))),
        None if price.is_dumping => lines.push(words.calc_dumping()),
        None => {}
    }
    lines
}

fn line(ctx: &Ctx, line: &Line) -> Vec<String> {
    let words = ctx.words();
    match line {
        Line::Limit(limit) => {
            let mut lines = vec![words.calc_line(percent(ctx.lang, limit.percent))];
            if limit.base != Base::Allocated {
                lines.push(words.calc_line_base());
            }
            lines.push(cited(ctx.lang, &limit.rule));
            lines
        }
        Line::Auction => vec![words.calc_line_auction()],
        Line::UnknownCategory => vec![words.calc_line_category()],
        Line::UnknownMethod => vec![words.calc_line_method()],
    }
}

fn securities(ctx: &Ctx, bid: &Bid) -> Vec<String> {
    let words = ctx.words();
    let money = |sum| ctx.lang.money(sum);
    let mut lines = Vec::new();
    if let Some((share, sum)) = bid.bid_security {
        lines.push(words.calc_bid_security(percent(ctx.lang, share), money(sum)));
        lines.extend(security::bid_rule().map(|rule| cited(ctx.lang, rule)));
    }
    if let (Some((share, sum)), Some(term)) =
        (bid.contract_security, deadlines::length(Term::Security))
    {
        lines.push(words.calc_contract_security(
            percent(ctx.lang, share),
            money(bid.contract_sum),
            money(sum),
            ctx.lang.working_days(i64::from(term.count)),
        ));
        lines.extend(security::contract_rule().map(|rule| cited(ctx.lang, rule)));
    }
    if lines.is_empty() {
        return vec![words.calc_security_unknown()];
    }
    lines.push(match bid.results_due {
        None => words.calc_locked_unknown(),
        Some(due) => {
            let day = due.day.format("%d.%m.%Y").to_string();
            if due.is_announced { words.calc_locked(day) } else { words.calc_locked_estimated(day) }
        }
    });
    lines
}

fn missing(ctx: &Ctx, what: Missing) -> String {
    let words = ctx.words();
    match what {
        Missing::Amount => words.calc_missing_amount(),
        Missing::Method => words.calc_missing_method(),
        Missing::Deadline => words.calc_missing_deadline(),
        Missing::Quantity => words.calc_missing_quantity(),
    }
}

/// What can be chosen; what holds now is marked.
fn buttons(ctx: &Ctx, lot: LotId, offer: &Offer, html: String) -> Text {
    let words = ctx.words();
    let press = |label: String, pays_vat: bool, margin: i64| {
        let mark =
            if (pays_vat, margin) == (offer.pays_vat, offer.margin_percent) { "• " } else { "" };
        let step = BidStep { lot, cost: offer.cost.tiyn(), pays_vat, margin };
        Button::Press(format!("{mark}{label}"), Callback::Bid(step))
    };
    let this = BidStep {
        lot,
        cost: offer.cost.tiyn(),
        pays_vat: offer.pays_vat,
        margin: offer.margin_percent,
    };
    let margins = MARGINS.map(|margin| press(format!("{margin} %"), offer.pays_vat, margin));
    Text::new(html)
        .row(vec![
            press(words.button_calc_vat(), true, offer.margin_percent),
            press(words.button_calc_no_vat(), false, offer.margin_percent),
        ])
        .row(margins.into())
        .row(vec![Button::Press(words.button_chart(), Callback::BidChart(this))])
}
