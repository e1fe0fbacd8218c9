//! A large share of the customer's purchases is under appeal or review.

use super::super::{Case, Check, Missing, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "customer-appealed",
    phase: Phase::History,
    reads: &[Part::Neighbours],
    thresholds: &["history_least_lots", "appealed_share_bp"],
    sources: &[Source::Ocp("R020"), Source::Law("25")],
    weight: 15,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let tally = case.neighbours()?.customer.ok_or(Missing::Parties)?;
    share_above(tally.appealed, tally.lots, settings.history_least_lots, settings.appealed_share_bp)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(100, 5, Ok(false))]
    #[case(100, 5 + 1, Ok(true))]
    #[case(19, 19, Err(Missing::TooFew { count: 19, least: 20 }))]
    fn shares_above_the_usual(
        #[case] lots: i64,
        #[case] appealed: i64,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.around.neighbours.as_mut().unwrap().customer =
            Some(Tally { lots, appealed, ..Tally::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
