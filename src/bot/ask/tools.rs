//! Questions of what a person has and follows, answered by what counts or keeps it.

use serde::Deserialize;

use super::talks;
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
        calc::margin,
        finance::CalcKind,
        types::{Bin, Tenge},
    },
};

/// What was kept of a calculated margin; sums in tiyn.
#[derive(Deserialize)]
struct Kept {
    price: Tenge,
    cost: Tenge,
    other: Tenge,
}

/// Answers by a tool.
pub(super) async fn told(ctx: Ctx, tool: Tool) -> Outcome {
    match tool {
        Tool::Rnu(number) => rnu::show(ctx, number).await,
        Tool::Company(number) => match Bin::parse(&number) {
            Ok(bin) => counterparty::show(ctx, bin).await,
            Err(_) => Ok(rnu::wrong_number(&ctx, &number)),
        },
        Tool::LastMargin => last_margin(&ctx).await,
        Tool::Talks(words) => talks::list(ctx, None, &words).await,
    }
}

async fn last_margin(ctx: &Ctx) -> Outcome {
    let words = ctx.words();
    // What one earns is nobody else's business.
    if !ctx.private {
        return Err(crate::domain::error::UserError::PrivateOnly.into());
    }
    let kept = ctx.services.store.find_last_calculation(ctx.user_id, CalcKind::Margin).await?;
    let found = kept.and_then(|(input, at)| {
        let it: Kept = serde_json::from_value(input).ok()?;
        let margin = margin::at_price(it.price, it.cost, it.other).ok()?;
        Some((it.price, margin, at))
    });
    let Some((price, margin, at)) = found else {
        return Ok(Reply::send(Text::new(words.ask_no_margin())));
    };
    let share = margin.of_price.map_or_else(|| "—".to_owned(), |of| percent(ctx.lang, of));
    let money = |sum| ctx.lang.money(sum);
    let text =
        words.ask_last_margin(ctx.lang.moment(at), money(price), money(margin.profit), share);
    Ok(Reply::send(Text::new(text)))
}
