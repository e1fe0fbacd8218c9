//! What is earned: profit, its share of the price (margin) and of the cost (markup).

use serde::Serialize;

use super::{CalcError, Percent, not_negative, percent::WHOLE, positive};
use crate::domain::types::Tenge;

/// What is earned at a price; all sums are without VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Margin {
    /// Price less all costs; below zero is a loss.
    pub profit: Tenge,
    /// Of the price; none for a price of zero.
    pub of_price: Option<Percent>,
    /// Of all costs; none where there are none.
    pub of_cost: Option<Percent>,
}

/// What is earned at a price.
///
/// # Errors
/// For sums below zero, or too large.
pub fn at_price(price: Tenge, cost: Tenge, other_costs: Tenge) -> Result<Margin, CalcError> {
    let price = not_negative(price)?;
    let cost = not_negative(cost)? + not_negative(other_costs)?;
    let profit = price - cost;
    Ok(Margin {
        profit: i64::try_from(profit)
            .map(Tenge::from_tiyn)
            .map_err(|_error| CalcError::Overflow)?,
        of_price: share(profit, price)?,
        of_cost: share(profit, cost)?,
    })
}

fn share(part: i128, whole: i128) -> Result<Option<Percent>, CalcError> {
    match Percent::share(part, whole) {
        Err(CalcError::Zero) => Ok(None),
        share => share.map(Some),
    }
}

/// The least price that leaves a margin of `percent` of the price, to a tiyn upwards.
///
/// # Errors
/// For a cost of zero or below, a margin of 100 % and what is too large.
pub fn price_for(cost: Tenge, percent: Percent) -> Result<Tenge, CalcError> {
    let left = WHOLE - percent.factor();
    if left <= 0 {
        return Err(CalcError::Percent);
    }
    let price = (positive(cost)? * WHOLE + left - 1) / left;
    i64::try_from(price).map(Tenge::from_tiyn).map_err(|_error| CalcError::Overflow)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_price_for_a_margin_has_it(cost in 1_i64..1_000_000_000_000, wanted in 0_u32..100) {
            let wanted = Percent::parse(&wanted.to_string()).unwrap();
            let price = price_for(Tenge::from_tiyn(cost), wanted).unwrap();
            let left = |price: i64| i128::from(price - cost) * WHOLE >= i128::from(price) * wanted.factor();
            prop_assert!(left(price.tiyn()));
            prop_assert!(!left(price.tiyn() - 1));
        }
    }

    #[test]
    fn all_of_the_price_can_not_be_earned() {
        let all = Percent::parse("100").unwrap();
        assert_eq!(price_for(Tenge::from_tiyn(1), all), Err(CalcError::Percent));
        assert_eq!(price_for(Tenge::from_tiyn(0), Percent::default()), Err(CalcError::Zero));
    }
}
