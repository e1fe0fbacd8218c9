//! «Bid or not»: the price that is likely to win by the history of the code, and what is left of it
//! for somebody with a cost. With too little history it says so and nothing else.

use serde::Serialize;

use super::{
    CalcError,
    margin::{self, Margin},
};
use crate::domain::{
    risk::{History, LEAST_PURCHASES, Spread},
    types::{Quantity, Tenge},
};

/// Awards of a code from which a mean discount means something.
const LEAST_AWARDS: i64 = 10;
/// Awards that make it medium, and high.
const CONFIDENCE: [i64; 2] = [30, 100];
/// Prices of like lots from which an interval is drawn.
const LEAST_PRICES: i64 = 20;
/// Bids or contracts of a customer from which its habits are told.
const LEAST_HABITS: i64 = 10;
/// A habit that is told, hundredths of a percent.
const HABIT_BP: i64 = 1_000;
/// The score of risk that makes one hesitate.
const HIGH_RISK: u8 = 70;
const WHOLE_BP: i64 = 10_000;

/// What is known of a purchase.
#[derive(Debug, Clone, Copy, Default)]
pub struct Purchase<'a> {
    /// Allocated, without VAT.
    pub allocated: Option<Tenge>,
    /// How much.
    pub quantity: Option<Quantity>,
    /// Prices of one of like lots, tiyn.
    pub prices: Option<Spread>,
    /// Contracts and bids of the customer and the code.
    pub history: Option<&'a History>,
    /// The score of risk; none where it says nothing.
    pub risk: Option<u8>,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Verdict {
    /// It pays.
    Bid,
    /// It pays less than is wanted, or stands on shaky ground.
    Doubtful,
    /// It does not pay.
    Pass,
}

/// How much history the verdict stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Confidence {
    /// Under 30 awards.
    Low,
    /// Under 100.
    Medium,
    /// 100 and more.
    High,
}

/// The price that is likely to win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Likely {
    /// Without VAT.
    pub price: Tenge,
    /// What would be earned at it.
    pub margin: Margin,
    /// The mean discount, hundredths of a percent.
    pub discount_bp: i64,
    /// Of how many awards.
    pub awards: i64,
    /// What to do, and how sure that is.
    pub verdict: Verdict,
    /// How sure that is.
    pub confidence: Confidence,
}

/// The answer; what is not known is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// The price that is likely to win; none of too little history.
    pub likely: Option<Likely>,
    /// Awards of the code that are known.
    pub awards: i64,
    /// Bidders to be expected, hundredths, and of how many purchases.
    pub rivals: Option<(i64, i64)>,
    /// What lots like it are allocated: the quartiles, and of how many.
    pub usual: Option<(Tenge, Tenge, i64)>,
    /// The share of bids that the customer rejects, hundredths of a percent.
    pub rejects_bp: Option<i64>,
    /// The share of contracts that end before their time, hundredths of a percent.
    pub terminates_bp: Option<i64>,
    /// The score of risk, where it made the verdict one step worse.
    pub risk: Option<u8>,
}

/// Judges a purchase for somebody whose cost is this and who wants a margin of so many percent.
///
/// # Errors
/// For costs of zero or below, and what is too large.
pub fn judge(
    purchase: &Purchase<'_>,
    cost: Tenge,
    margin_percent: i64,
) -> Result<Judgement, CalcError> {
    let none = History::default();
    let history = purchase.history.unwrap_or(&none);
    let share = |part: i64, all: i64| {
        let bp = (all >= LEAST_HABITS).then(|| part.saturating_mul(WHOLE_BP) / all)?;
        (bp >= HABIT_BP).then_some(bp)
    };
    let mut judged = Judgement {
        awards: history.awards,
        rivals: (history.purchases >= LEAST_PURCHASES)
            .then_some((history.bidders_hundredths, history.purchases)),
        usual: usual(purchase),
        rejects_bp: share(history.disqualified, history.bids),
        terminates_bp: share(history.terminated, history.contracts),
        ..Judgement::default()
    };
    let allocated = purchase.allocated.filter(|sum| sum.tiyn() > 0);
    let Some(allocated) = allocated.filter(|_| history.awards >= LEAST_AWARDS) else {
        return Ok(judged);
    };
    let discount_bp = history.discount_bp.clamp(0, WHOLE_BP);
    let tiyn =
        i128::from(allocated.tiyn()) * i128::from(WHOLE_BP - discount_bp) / i128::from(WHOLE_BP);
    let price = Tenge::from_tiyn(i64::try_from(tiyn).map_err(|_error| CalcError::Overflow)?);
    let margin = margin::at_price(price, cost, Tenge::default())?;
    let profit = i128::from(price.tiyn()) - i128::from(cost.tiyn());
    let mut verdict = if profit <= 0 {
        Verdict::Pass
    } else if profit * 100 < i128::from(margin_percent) * i128::from(price.tiyn()) {
        Verdict::Doubtful
    } else {
        Verdict::Bid
    };
    if verdict == Verdict::Bid
        && let Some(risk) = purchase.risk.filter(|risk| *risk >= HIGH_RISK)
    {
        (verdict, judged.risk) = (Verdict::Doubtful, Some(risk));
    }
    let confidence = match history.awards {
        awards if awards >= CONFIDENCE[1] => Confidence::High,
        awards if awards >= CONFIDENCE[0] => Confidence::Medium,
        _ => Confidence::Low,
    };
    let awards = history.awards;
    judged.likely = Some(Likely { price, margin, discount_bp, awards, verdict, confidence });
    Ok(judged)
}

/// What so many of the thing usually cost, by the quartiles of like lots.
fn usual(purchase: &Purchase<'_>) -> Option<(Tenge, Tenge, i64)> {
    let prices = purchase.prices.filter(|prices| prices.count >= LEAST_PRICES)?;
    let quantity = purchase.quantity?;
    let of = |tiyn: i64| {
        let sum = i128::from(tiyn) * i128::from(quantity.micro()) / 1_000_000;
        i64::try_from(sum).ok().map(Tenge::from_tiyn)
    };
    Some((of(prices.q1)?, of(prices.q3)?, prices.count))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn tenge(whole: i64) -> Tenge {
        Tenge::from_tiyn(whole * 100)
    }

    fn history(awards: i64) -> History {
        History { awards, discount_bp: 1_000, ..History::default() }
    }

    fn judged(history: &History, cost: i64, risk: Option<u8>) -> Judgement {
        let purchase = Purchase {
            allocated: Some(tenge(1_000_000)),
            history: Some(history),
            risk,
            ..Purchase::default()
        };
        judge(&purchase, tenge(cost), 10).unwrap()
    }

    // A tenth off: 900,000 is likely to win.
    #[rstest]
    #[case(700_000, None, Verdict::Bid)]
    #[case(810_000, None, Verdict::Bid)]
    #[case(810_001, None, Verdict::Doubtful)]
    #[case(899_999, None, Verdict::Doubtful)]
    #[case(900_000, None, Verdict::Pass)]
    #[case(700_000, Some(69), Verdict::Bid)]
    #[case(700_000, Some(70), Verdict::Doubtful)]
    #[case(900_000, Some(70), Verdict::Pass)]
    fn the_margin_at_the_likely_price_decides(
        #[case] cost: i64,
        #[case] risk: Option<u8>,
        #[case] verdict: Verdict,
    ) {
        let likely = judged(&history(10), cost, risk).likely.unwrap();
        assert_eq!((likely.price, likely.verdict), (tenge(900_000), verdict));
    }

    #[rstest]
    #[case(9, None)]
    #[case(10, Some(Confidence::Low))]
    #[case(29, Some(Confidence::Low))]
    #[case(30, Some(Confidence::Medium))]
    #[case(99, Some(Confidence::Medium))]
    #[case(100, Some(Confidence::High))]
    fn little_history_gives_no_verdict(#[case] awards: i64, #[case] sure: Option<Confidence>) {
        let likely = judged(&history(awards), 1, None).likely;
        assert_eq!(likely.map(|likely| likely.confidence), sure);
    }

    #[test]
    fn what_is_not_known_is_none() {
        let bare = judge(&Purchase::default(), tenge(1), 10).unwrap();
        assert_eq!(bare, Judgement::default());
    }

    #[test]
    fn habits_are_told_from_ten_on_where_they_are_many() {
        let habits = |terminated, contracts| {
            let history = History { terminated, contracts, ..History::default() };
            judged(&history, 1, None).terminates_bp
        };
        assert_eq!([habits(1, 10), habits(0, 10), habits(9, 9)], [Some(1_000), None, None]);
    }

    proptest! {
        #[test]
        fn a_lower_cost_is_never_judged_worse(
            awards in 10_i64..500, discount_bp in 0_i64..10_000, cost in 1_i64..10_000_000, less in 0_i64..10_000_000,
        ) {
            let history = History { awards, discount_bp, ..History::default() };
            let verdict = |cost: i64| judged(&history, cost, None).likely.map(|it| it.verdict);
            prop_assert!(verdict((cost - less).max(1)) <= verdict(cost));
        }
    }
}
