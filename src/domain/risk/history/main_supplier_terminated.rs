//! A large share of the contracts of the customer's largest supplier is terminated, whoever bought.

use super::super::{Case, Check, Missing, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::{enough, share_above};

pub(super) const RULE: Rule = Rule {
    code: "main-supplier-terminated",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "main_supplier_share_bp", "main_supplier_terminated_share_bp"],
    sources: &[Source::Ocp("R067"), Source::Law("18")],
    weight: 8,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    let least = settings.contracts_least;
    enough(history.contracts, least)?;
    // Who sells little here says little of what is bought here.
    if history.top_supplier_bp < settings.main_supplier_share_bp {
        return Ok(None);
    }
    let supplier = history.main_supplier.ok_or(Missing::Contracts)?;
    let limit = settings.main_supplier_terminated_share_bp;
    share_above(supplier.terminated, supplier.contracts, least, limit)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    /// Its contracts, and how many of them were terminated.
    type Supplier = Option<(i64, i64)>;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((10, 2_000, Some((20, 2)))), Ok(false))]
    #[case(Some((10, 2_000, Some((20, 3)))), Ok(true))]
    #[case(Some((10, 1_999, Some((20, 20)))), Ok(false))]
    #[case(Some((10, 1_999, None)), Ok(false))]
    #[case(Some((10, 2_000, None)), Err(Missing::Contracts))]
    #[case(Some((10, 2_000, Some((9, 9)))), Err(Missing::TooFew { count: 9, least: 10 }))]
    #[case(Some((9, 2_000, Some((20, 3)))), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn the_largest_supplier_and_its_contracts_with_whomever(
        #[case] known: Option<(i64, i64, Supplier)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history = known.map(|(contracts, top_supplier_bp, supplier)| History {
            contracts,
            top_supplier_bp,
            main_supplier: supplier
                .map(|(contracts, terminated)| SupplierContracts { contracts, terminated }),
            ..History::default()
        });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
