//! The price of one is far below what others pay for the same code, unit and year.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::prices::{price_of_one, usual_prices};
use crate::domain::types::Tenge;

pub(super) const RULE: Rule = Rule {
    code: "unit-price-low",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan, Part::Neighbours],
    thresholds: &["price_least_count", "price_low_bp"],
    sources: &[Source::Ocp("R017"), Source::Law("13")],
    weight: 8,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let price = price_of_one(case)?;
    let usual = usual_prices(case, settings)?;
    let least = i128::from(usual.median) * i128::from(settings.price_low_bp) / 10_000;
    let least = Tenge::from_tiyn(i64::try_from(least).unwrap_or(i64::MAX));
    let (median, count) = (Tenge::from_tiyn(usual.median), usual.count);
    Ok((price < least).then_some(Evidence::UnitPriceLow { price, least, median, count }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(20, 500, Ok(false))]
    #[case(20, 499, Ok(true))]
    #[case(3, 1, Err(Missing::TooFew { count: 3, least: 20 }))]
    fn prices_under_half_of_the_median(
        #[case] count: i64,
        #[case] price: i64,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        (case.lot.amount, case.lot.quantity) =
            (Some(Tenge::from_tiyn(price)), Some(Quantity::from_micro(1_000_000)));
        case.around.neighbours.as_mut().unwrap().price =
            Some(Spread { count, q1: 950, median: 1_000, q3: 1_050 });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
