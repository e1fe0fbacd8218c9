//! A large share of the customer's purchases is from a single source.

use super::super::{Case, Check, Missing, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "customer-direct",
    phase: Phase::History,
    reads: &[Part::Neighbours],
    thresholds: &["history_least_lots", "direct_share_bp"],
    sources: &[Source::Ocp("R013"), Source::Law("16")],
    weight: 12,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let tally = case.neighbours()?.customer.ok_or(Missing::Parties)?;
    share_above(tally.direct, tally.lots, settings.history_least_lots, settings.direct_share_bp)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(100, 50, Ok(false))]
    #[case(100, 50 + 1, Ok(true))]
    #[case(19, 19, Err(Missing::TooFew { count: 19, least: 20 }))]
    fn shares_above_the_usual(
        #[case] lots: i64,
        #[case] direct: i64,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.around.neighbours.as_mut().unwrap().customer =
            Some(Tally { lots, direct, ..Tally::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
