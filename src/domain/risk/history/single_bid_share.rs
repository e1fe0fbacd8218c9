//! Most of the customer's contracts go to the only bidder.

use super::super::{Case, Check, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "single-bid-share",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "single_bid_share_bp"],
    sources: &[Source::Ocp("R018"), Source::Law("15")],
    weight: 15,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    share_above(
        history.single_bid,
        history.tendered,
        settings.contracts_least,
        settings.single_bid_share_bp,
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((100, 50)), Ok(false))]
    #[case(Some((100, 50 + 1)), Ok(true))]
    #[case(Some((9, 9)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn shares_above_the_usual(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history = known.map(|(tendered, single_bid)| History {
            tendered,
            single_bid,
            ..History::default()
        });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
