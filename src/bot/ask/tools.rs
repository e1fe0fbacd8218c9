//! Questions of what a person has and follows, answered by what counts or keeps it.

use serde::Deserialize;

use super::{lots, talks};
use crate::{
    bot::{
        calc::percent,
        counterparty,
        ctx::Ctx,
        rnu,
        say::{Outcome, Reply, Text},
    },
    domain::{
        ask::own::Tool,
        calc::{self, Percent},
        finance::{CalcKind, Calculated},
        types::{Bin, Tenge},
    },
};

/// What was kept of a calculated margin; sums in tiyn.
#[derive(Deserialize)]
struct Margin {
    price: Tenge,
    cost: Tenge,
    other: Tenge,
}

/// What was kept of a sum whose VAT was calculated.
#[derive(Deserialize)]
struct Vat {
    sum: Tenge,
    percent: Percent,
}

/// What was kept of a penalty.
#[derive(Deserialize)]
struct Penalty {
    base: Tenge,
    days: i64,
    daily: Percent,
}

/// What came out of it, the part of the Rules that caps it included.
#[derive(Deserialize)]
struct Due {
    sum: Tenge,
}

/// Answers by a tool.
pub(super) async fn told(ctx: Ctx, tool: Tool) -> Outcome {
    match tool {
        Tool::Rnu(number) => rnu::show(ctx, number).await,
        Tool::RnuName(name) => rnu::by_name::show(ctx, name).await,
        Tool::Company(number) => match Bin::parse(&number) {
            Ok(bin) => counterparty::show(ctx, bin).await,
            Err(_) => Ok(rnu::wrong_number(&ctx, &number)),
        },
        Tool::LastCalculation(kind) => last_calculation(&ctx, kind).await,
        Tool::Talks(words) => talks::list(ctx, None, &words).await,
        Tool::Lots(_) => lots::list(&ctx).await,
        Tool::Soonest => lots::soonest(&ctx).await,
        Tool::Changes => lots::changes(&ctx).await,
    }
}

async fn last_calculation(ctx: &Ctx, kind: CalcKind) -> Outcome {
    // What one earns is nobody else's business.
    ctx.only_in_private()?;
    let words = ctx.words();
    let kept = ctx.services.store.find_last_calculation(ctx.user_id, kind).await?;
    let told = kept.and_then(|kept| match kind {
        CalcKind::Vat => vat(ctx, kept),
        CalcKind::Penalty => penalty(ctx, kept),
        CalcKind::Margin | CalcKind::Bid => margin(ctx, kept),
    });
    let none = || match kind {
        CalcKind::Vat => words.ask_no_vat(),
        CalcKind::Penalty => words.ask_no_penalty(),
        CalcKind::Margin | CalcKind::Bid => words.ask_no_margin(),
    };
    Ok(Reply::send(Text::new(told.unwrap_or_else(none))))
}

fn margin(ctx: &Ctx, kept: Calculated) -> Option<String> {
    let it: Margin = serde_json::from_value(kept.input).ok()?;
    let margin = calc::margin::at_price(it.price, it.cost, it.other).ok()?;
    let share = margin.of_price.map_or_else(|| "—".to_owned(), |of| percent(ctx.lang, of));
    let money = |sum| ctx.lang.money(sum);
    let at = ctx.lang.moment(kept.at);
    Some(ctx.words().ask_last_margin(at, money(it.price), money(margin.profit), share))
}

fn vat(ctx: &Ctx, kept: Calculated) -> Option<String> {
    let it: Vat = serde_json::from_value(kept.input).ok()?;
    let top = calc::vat::on_top(it.sum, it.percent).ok()?;
    let out = calc::vat::included(it.sum, it.percent).ok()?;
    let money = |sum| ctx.lang.money(sum);
    let (at, share) = (ctx.lang.moment(kept.at), percent(ctx.lang, it.percent));
    Some(ctx.words().ask_last_vat(at, money(it.sum), share, money(top.vat), money(out.vat)))
}

fn penalty(ctx: &Ctx, kept: Calculated) -> Option<String> {
    let it: Penalty = serde_json::from_value(kept.input).ok()?;
    let due: Due = serde_json::from_value(kept.result).ok()?;
    let words = ctx.words();
    let money = |sum| ctx.lang.money(sum);
    let (at, days) = (ctx.lang.moment(kept.at), words.days(it.days));
    let share = percent(ctx.lang, it.daily);
    Some(words.ask_last_penalty(at, days, share, money(it.base), money(due.sum)))
}
