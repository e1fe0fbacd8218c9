//! The electronic shop (Rules 687, point 99): offers over the plan's price are out, then those
//! more than 30 % below the mean of what is left, itself included.

use super::{CalcError, Rule, dumping, percent::WHOLE, positive, tiyn};
use crate::domain::types::Tenge;

/// How offers stand; they are named by their place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// Not over the plan's price.
    pub eligible: Vec<usize>,
    /// Over it.
    pub over_plan: Vec<usize>,
    /// Too far below the mean: the portal rejects them by itself.
    pub rejected: Vec<usize>,
    /// The mean of the eligible, to a tiyn; none where there are none.
    pub mean: Option<Tenge>,
    /// The lowest price that is kept, to a tiyn; prices are compared with it unrounded.
    pub threshold: Option<Tenge>,
    /// By what rule.
    pub rule: &'static Rule,
}

/// Weighs the offers.
///
/// # Errors
/// For offers or a plan's price of zero or below, and sums that are too large.
pub fn weigh(offers: &[Tenge], plan_price: Tenge) -> Result<Offers, CalcError> {
    let (percent, rule) = dumping::eshop().ok_or(CalcError::BeforeRules)?;
    positive(plan_price)?;
    for offer in offers {
        positive(*offer)?;
    }
    let (eligible, over_plan): (Vec<usize>, Vec<usize>) =
        (0..offers.len()).partition(|n| offers.get(*n).is_some_and(|offer| *offer <= plan_price));
    let price = |n: usize| offers.get(n).map_or(0, |offer| i128::from(offer.tiyn()));
    let sum: i128 = eligible.iter().map(|n| price(*n)).sum();
    let count = i128::try_from(eligible.len()).map_err(|_error| CalcError::Overflow)?;
    let kept = sum.checked_mul(WHOLE - percent.factor()).ok_or(CalcError::Overflow)?;
    let rejected = eligible.iter().copied().filter(|n| price(*n) * count * WHOLE < kept).collect();
    let some = |value, by| if count == 0 { Ok(None) } else { tiyn(value, by).map(Some) };
    Ok(Offers {
        rejected,
        mean: some(sum, count)?,
        threshold: some(kept, count * WHOLE)?,
        eligible,
        over_plan,
        rule,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_compared_with_the_unrounded_mean() {
        let sum = |tiyn: &[i64]| tiyn.iter().map(|n| Tenge::from_tiyn(*n)).collect::<Vec<_>>();
        let found = weigh(&sum(&[10, 10, 9, 6]), Tenge::from_tiyn(10)).unwrap();
        assert_eq!((found.mean, found.rejected), (Some(Tenge::from_tiyn(9)), vec![3]));
        let none = weigh(&sum(&[11]), Tenge::from_tiyn(10)).unwrap();
        assert_eq!((none.mean, none.threshold, none.over_plan), (None, None, vec![0]));
        assert_eq!(weigh(&sum(&[0]), Tenge::from_tiyn(10)), Err(CalcError::Zero));
        assert_eq!(weigh(&[], Tenge::from_tiyn(0)), Err(CalcError::Zero));
    }
}
