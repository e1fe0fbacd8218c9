//! The price of one is far above what others pay for the same code, unit and year.

use super::super::{
    Case, Check, Evidence, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};
use super::prices::{price_of_one, usual_prices};
use crate::domain::types::Tenge;

pub(super) const RULE: Rule = Rule {
    code: "unit-price-high",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Plan, Part::Neighbours],
    thresholds: &["price_least_count", "price_median_bp"],
    sources: &[Source::Ocp("R017"), Source::Rules("12(2)")],
    weight: 15,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let price = price_of_one(case)?;
    let usual = usual_prices(case, settings)?;
    let fence = usual.q3.saturating_add(usual.q3.saturating_sub(usual.q1).saturating_mul(3) / 2);
    let share = i128::from(usual.median) * i128::from(settings.price_median_bp) / 10_000;
    let most = Tenge::from_tiyn(fence.max(i64::try_from(share).unwrap_or(i64::MAX)));
    let (median, count) = (Tenge::from_tiyn(usual.median), usual.count);
    Ok((price > most).then_some(Evidence::UnitPriceHigh { price, most, median, count }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(20, 1_000, Ok(None))]
    #[case(20, 1_501, Ok(Some(1_500)))] // the fence is lower: half above the median decides
    #[case(20, 1_500, Ok(None))]
    #[case(19, 9_999, Err(Missing::TooFew { count: 19, least: 20 }))]
    fn prices_above_the_interval(
        #[case] count: i64,
        #[case] price: i64,
        #[case] expected: Result<Option<i64>, Missing>,
    ) {
        let mut case = case();
        (case.lot.amount, case.lot.quantity) =
            (Some(Tenge::from_tiyn(price)), Some(Quantity::from_micro(1_000_000)));
        case.around.neighbours.as_mut().unwrap().price =
            Some(Spread { count, q1: 950, median: 1_000, q3: 1_050 });
        let evidence = expected.map(|fired| {
            fired.map(|most| Evidence::UnitPriceHigh {
                price: Tenge::from_tiyn(price),
                most: Tenge::from_tiyn(most),
                median: Tenge::from_tiyn(1_000),
                count,
            })
        });
        assert_eq!(said(&RULE, &case), evidence);
    }

    #[test]
    fn several_things_in_one_lot_have_no_price_of_one() {
        let mut case = case();
        case.lot.is_united = true;
        assert_eq!(said(&RULE, &case), Err(Missing::Price));
    }
}
