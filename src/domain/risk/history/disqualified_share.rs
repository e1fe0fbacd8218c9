//! The customer disqualifies a large share of bids.

use super::super::{Case, Check, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "disqualified-share",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "disqualified_share_bp"],
    sources: &[Source::Ocp("R038"), Source::Law("11")],
    weight: 15,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    share_above(
        history.disqualified,
        history.bids,
        settings.contracts_least,
        settings.disqualified_share_bp,
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((100, 30)), Ok(false))]
    #[case(Some((100, 30 + 1)), Ok(true))]
    #[case(Some((9, 9)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn shares_above_the_usual(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history =
            known.map(|(bids, disqualified)| History { bids, disqualified, ..History::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
