//! «Bid or not», under the answer of the bid calculator.

use super::percent;
use crate::{
    bot::ctx::Ctx,
    domain::{
        calc::{
            CalcError,
            bid::Offer,
            verdict::{self, Confidence, Judgement, Likely, Purchase, Verdict},
        },
        lots::LotView,
        risk::{Case, Level, Settings, evaluate},
    },
};

/// Judges a lot by its history.
pub(super) fn judge(ctx: &Ctx, view: &LotView, offer: &Offer) -> Result<Judgement, CalcError> {
    let report = evaluate(&Case::of(view), Settings::published(), ctx.now);
    let purchase = Purchase {
        allocated: view.lot.amount,
        quantity: view.lot.quantity,
        prices: view.around.neighbours.as_ref().and_then(|it| it.price),
        history: view.around.history.as_ref(),
        risk: (report.level != Level::Unknown).then_some(report.score),
    };
    verdict::judge(&purchase, offer.cost, offer.margin_percent)
}

/// The judgement in words.
pub(super) fn told(ctx: &Ctx, judged: &Judgement) -> Vec<String> {
    let words = ctx.words();
    let mut lines = vec![String::new(), words.verdict_title()];
    match &judged.likely {
        Some(likely) => lines.extend(of_likely(ctx, likely)),
        None => lines.push(words.verdict_too_little(judged.awards.to_string())),
    }
    lines.push(match judged.rivals {
        Some((hundredths, purchases)) => {
            words.verdict_rivals(ctx.lang.percent(hundredths), purchases.to_string())
        }
        None => words.verdict_rivals_unknown(),
    });
    lines.extend(judged.usual.map(|(least, most, lots)| {
        words.verdict_usual(ctx.lang.money(least), ctx.lang.money(most), lots.to_string())
    }));
    let share = |bp: i64| ctx.lang.percent(bp);
    lines.extend(judged.rejects_bp.map(|bp| words.verdict_rejects(share(bp))));
    lines.extend(judged.terminates_bp.map(|bp| words.verdict_terminates(share(bp))));
    lines.extend(judged.risk.map(|score| words.verdict_risk(score.to_string())));
    lines
}

fn of_likely(ctx: &Ctx, likely: &Likely) -> Vec<String> {
    let words = ctx.words();
    let verdict = match likely.verdict {
        Verdict::Bid => words.verdict_bid(),
        Verdict::Doubtful => words.verdict_doubtful(),
        Verdict::Pass => words.verdict_pass(),
    };
    let sure = match likely.confidence {
        Confidence::Low => words.verdict_sure_low(),
        Confidence::Medium => words.verdict_sure_medium(),
        Confidence::High => words.verdict_sure_high(),
    };
    let margin = likely.margin.of_price.map(|of| percent(ctx.lang, of)).unwrap_or_default();
    vec![
        words.verdict_line(verdict, sure),
        words.verdict_likely(
            ctx.lang.money(likely.price),
            ctx.lang.percent(likely.discount_bp),
            likely.awards.to_string(),
            margin,
        ),
    ]
}
