//! One supplier has most of the customer's contracts by sum.

use super::super::{Case, Check, Evidence, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::enough;

pub(super) const RULE: Rule = Rule {
    code: "supplier-share",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "supplier_share_bp"],
    sources: &[Source::Ocp("R040")],
    weight: 12,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    let count = enough(history.contracts, settings.contracts_least)?;
    let (share_bp, limit_bp) = (history.top_supplier_bp, settings.supplier_share_bp);
    Ok((share_bp > limit_bp).then_some(Evidence::Share { share_bp, limit_bp, count }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((10, 5_000)), Ok(false))]
    #[case(Some((10, 5_001)), Ok(true))]
    #[case(Some((9, 9_999)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn the_largest_supplier(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history = known.map(|(contracts, top_supplier_bp)| History {
            contracts,
            top_supplier_bp,
            ..History::default()
        });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
