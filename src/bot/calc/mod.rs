//! Sums in chat: `/vat`, `/penalty`, `/margin`. Every answer names the rule it follows and the
//! edition, and is kept. The calculator of bids is in `bid`.

pub(super) mod bid;
mod chart;
mod verdict;

use serde_json::json;

use super::{
    ctx::Ctx,
    say::{Outcome, Reply, Text, cut, esc},
};
use crate::{
    domain::{
        calc::{
            CalcError, Percent, Rule, margin,
            penalty::{self, Cap, Contract, Late},
            typed::{Typed, TypedError},
            vat::{self, Category, Vat},
        },
        clock::ASTANA,
        effects::Effect,
        error::{Error, UserError},
        finance::{CalcKind, NewCalculation},
        types::{LotId, MoneyError, Tenge},
    },
    i18n::Lang,
};

/// Beginnings of words that say that the customer is late, in lower case.
const CUSTOMER: [&str; 6] = ["заказчик", "оплат", "тапсырыс", "төлем", "customer", "payment"];
/// Kinds of contract by the beginnings of their words.
const CONTRACTS: [(Contract, &[&str]); 4] = [
    (Contract::Catering, &["питани", "тамақ", "meal", "cater"]),
    (Contract::SocialOrder, &["соцзаказ", "социальн", "әлеумет", "social"]),
    (Contract::Goods, &["товар", "тауар", "goods"]),
    (Contract::Works, &["работ", "жұмыс", "works"]),
];
/// A number that is quoted back.
const MOST_QUOTED: usize = 40;

/// `/vat <sum> [rate %] [date]`: on top and included, since the sum does not tell which it is.
pub(super) async fn vat(ctx: Ctx, text: String) -> Outcome {
    let words = ctx.words();
    if text.trim().is_empty() {
        return Ok(Reply::send(Text::new(words.calc_vat_usage())));
    }
    let typed = read(&text)?;
    let [sum] = *typed.sums.as_slice() else {
        return Ok(Reply::send(Text::new(words.calc_vat_usage())));
    };
    let day = typed.date.unwrap_or_else(|| today(&ctx));
    let (percent, rule, title) = match typed.percent {
        Some(own) => (own, vat::net_rule(), words.calc_vat_title_own(percent(ctx.lang, own))),
        None => {
            let rate = vat::rate_on(day, Category::Standard).map_err(refused)?;
            let shown = day.format("%d.%m.%Y").to_string();
            let title = words.calc_vat_title(percent(ctx.lang, rate.percent), shown);
            (rate.percent, Some(rate.rule), title)
        }
    };
    let money = |sum| ctx.lang.money(sum);
    let (top, out) = (vat::on_top(sum, percent), vat::included(sum, percent));
    let (top, out): (Vat, Vat) = (top.map_err(refused)?, out.map_err(refused)?);
    let mut lines = vec![
        title,
        words.calc_vat_on_top(money(top.net), money(top.vat), money(top.gross)),
        words.calc_vat_included(money(out.gross), money(out.vat), money(out.net)),
        String::new(),
        words.calc_vat_note(),
    ];
    lines.extend(rule.map(|rule| cited(ctx.lang, rule)));
    let input = json!({ "sum": sum, "percent": percent, "day": day });
    let result = json!({ "on_top": top, "included": out });
    Ok(kept(&ctx, lines, CalcKind::Vat, None, (input, result), rule))
}

/// `/penalty <contract> [unfulfilled] <n> days [customer]`.
pub(super) async fn penalty(ctx: Ctx, text: String) -> Outcome {
    let words = ctx.words();
    let usage = || Ok(Reply::send(Text::new(words.calc_penalty_usage())));
    if text.trim().is_empty() {
        return usage();
    }
    let typed = read(&text)?;
    let (contract, base) = match *typed.sums.as_slice() {
        [contract] => (contract, contract),
        [contract, base] => (contract, base),
        _ => return usage(),
    };
    let Some(days) = typed.days else { return usage() };
    let says = |beginnings: &[&str]| {
        typed.words.iter().any(|word| beginnings.iter().any(|known| word.starts_with(known)))
    };
    let is_customer = says(&CUSTOMER);
    let cap: Option<Cap> = if is_customer {
        penalty::customer_cap()
    } else {
        let named = CONTRACTS.iter().find(|(_, beginnings)| says(beginnings));
        penalty::supplier_cap(named.map_or(Contract::Services, |(contract, _)| *contract))
    };
    let daily = typed.percent.unwrap_or_else(penalty::daily);
    let late = Late { base, contract, daily, days, cap: cap.and_then(|cap| cap.percent) };
    let found = penalty::penalty(&late).map_err(refused)?;
    let money = |sum| ctx.lang.money(sum);
    let mut lines = vec![
        if is_customer {
            words.calc_penalty_customer(words.days(days))
        } else {
            words.calc_penalty_supplier(words.days(days))
        },
        words.calc_penalty_base(percent(ctx.lang, daily), money(base)),
        words.calc_penalty_sum(money(found.sum)),
    ];
    if found.is_capped {
        lines.push(words.calc_penalty_capped(money(found.raw)));
    }
    if let Some((share, cap)) = late.cap.zip(found.cap) {
        lines.push(words.calc_penalty_cap(percent(ctx.lang, share), money(cap)));
    }
    let rule = cap.map(|cap| cap.rule);
    lines.extend(rule.map(|rule| format!("\n{}", cited(ctx.lang, rule))));
    let input = json!({ "contract": contract, "base": base, "days": days, "daily": daily, "by_customer": is_customer });
    Ok(kept(&ctx, lines, CalcKind::Penalty, None, (input, json!(found)), rule))
}

/// `/margin <price> <cost> [other costs]`.
pub(super) async fn margin(ctx: Ctx, text: String) -> Outcome {
    let words = ctx.words();
    let usage = || Ok(Reply::send(Text::new(words.calc_margin_usage())));
    if text.trim().is_empty() {
        return usage();
    }
    let typed = read(&text)?;
    let (price, cost, other) = match *typed.sums.as_slice() {
        [price, cost] => (price, cost, Tenge::default()),
        [price, cost, other] => (price, cost, other),
        _ => return usage(),
    };
    let found = margin::at_price(price, cost, other).map_err(refused)?;
    let money = |sum| ctx.lang.money(sum);
    let all = Tenge::from_tiyn(cost.tiyn().saturating_add(other.tiyn()));
    let mut lines = vec![
        words.calc_margin_title(money(price), money(all)),
        if found.profit < Tenge::default() {
            words.calc_margin_loss(money(Tenge::from_tiyn(-found.profit.tiyn())))
        } else {
            words.calc_margin_profit(money(found.profit))
        },
    ];
    lines.extend(found.of_price.map(|of| words.calc_margin_of_price(percent(ctx.lang, of))));
    lines.extend(found.of_cost.map(|of| words.calc_margin_of_cost(percent(ctx.lang, of))));
    lines.extend([String::new(), words.calc_margin_note()]);
    let rule = vat::net_rule();
    lines.extend(rule.map(|rule| cited(ctx.lang, rule)));
    let input = json!({ "price": price, "cost": cost, "other": other });
    Ok(kept(&ctx, lines, CalcKind::Margin, None, (input, json!(found)), rule))
}

/// What is wrong with what was typed, and how to write it.
pub(super) fn refusal(ctx: &Ctx, error: &TypedError) -> String {
    let words = ctx.words();
    let quoted = |text: &str| esc(&cut(text, MOST_QUOTED));
    match error {
        TypedError::Ambiguous { written, large, small } => words.error_calc_ambiguous(
            quoted(written),
            ctx.lang.money(*large),
            ctx.lang.money(*small),
        ),
        TypedError::Unreadable(text) => words.error_calc_unreadable(quoted(text)),
        TypedError::Calc(error) => match error {
            CalcError::Sum(MoneyError::NotANumber) => words.error_calc_unreadable(String::new()),
            CalcError::Sum(MoneyError::TooLarge) | CalcError::Overflow => words.error_calc_large(),
            CalcError::TooFine => words.error_calc_fine(),
            CalcError::Negative => words.error_calc_negative(),
            CalcError::Zero => words.error_calc_zero(),
            CalcError::Percent => words.error_calc_percent(),
            CalcError::Days => words.error_calc_days(),
            CalcError::PartOverWhole => words.error_calc_part(),
            CalcError::BeforeRules => words.error_calc_before(),
            CalcError::UnknownYear(year) => words.error_calc_year(year.to_string()),
        },
    }
}

fn read(text: &str) -> Result<Typed, Error> {
    Typed::read(text).map_err(|error| UserError::BadCalc(error).into())
}

fn refused(error: CalcError) -> Error {
    UserError::BadCalc(TypedError::Calc(error)).into()
}

pub(super) fn today(ctx: &Ctx) -> chrono::NaiveDate {
    ctx.now.with_timezone(&ASTANA).date_naive()
}

/// The rule and its edition; one that was not read is marked.
fn cited(lang: Lang, rule: &Rule) -> String {
    let (words, name) = (lang.words(), rule.name(lang));
    let edition = rule.edition.format("%d.%m.%Y").to_string();
    if rule.is_verified {
        words.calc_rule(name, edition)
    } else {
        words.calc_rule_unverified(name, edition)
    }
}

/// `16`, `0,1`, in English `0.1`; margins are rounded to hundredths before.
pub(super) fn percent(lang: Lang, percent: Percent) -> String {
    let text = percent.to_string();
    if lang == Lang::En { text } else { text.replace('.', ",") }
}

/// A reply, and the calculation to be kept with it.
fn kept(
    ctx: &Ctx,
    lines: Vec<String>,
    kind: CalcKind,
    lot: Option<LotId>,
    (input, result): (serde_json::Value, serde_json::Value),
    rule: Option<&Rule>,
) -> Reply {
    let reply = Reply::send(Text::new(lines.join("\n")));
    reply.with(keep(ctx, kind, lot, (input, result), rule))
}

fn keep(
    ctx: &Ctx,
    kind: CalcKind,
    lot: Option<LotId>,
    (input, result): (serde_json::Value, serde_json::Value),
    rule: Option<&Rule>,
) -> Effect {
    Effect::KeepCalculation(Box::new(NewCalculation {
        user: ctx.user_id,
        chat_id: ctx.chat_id,
        lot,
        kind,
        input,
        result,
        rules_edition: rule.map_or_else(|| today(ctx), |rule| rule.edition),
        at: ctx.now,
    }))
}
