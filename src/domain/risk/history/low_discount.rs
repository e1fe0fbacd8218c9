//! Awards of the code are hardly below the sums allocated.

use super::super::{Case, Check, Evidence, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::enough;

pub(super) const RULE: Rule = Rule {
    code: "low-discount",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "discount_least_bp"],
    sources: &[Source::Ocp("R031")],
    weight: 8,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    let count = enough(history.awards, settings.contracts_least)?;
    let (discount_bp, least_bp) = (history.discount_bp, settings.discount_least_bp);
    let is_low = discount_bp < least_bp;
    Ok(is_low.then_some(Evidence::LowDiscount { discount_bp, least_bp, count }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((10, 200)), Ok(false))]
    #[case(Some((10, 199)), Ok(true))]
    #[case(Some((9, 0)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn the_mean_discount(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history = known.map(|(awards, discount_bp)| History {
            awards,
            discount_bp,
            ..History::default()
        });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
