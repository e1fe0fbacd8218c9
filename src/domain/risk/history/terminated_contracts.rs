//! A large share of the customer's contracts is terminated.

use super::super::{Case, Check, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "terminated-contracts",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "terminated_share_bp"],
    sources: &[Source::Ocp("R067"), Source::Law("18")],
    weight: 10,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    share_above(
        history.terminated,
        history.contracts,
        settings.contracts_least,
        settings.terminated_share_bp,
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((100, 10)), Ok(false))]
    #[case(Some((100, 10 + 1)), Ok(true))]
    #[case(Some((9, 9)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn shares_above_the_usual(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history = known.map(|(contracts, terminated)| History {
            contracts,
            terminated,
            ..History::default()
        });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
