//! A large share of the customer's purchases is withdrawn or cancelled.

use super::super::{Case, Check, Missing, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "customer-cancelled",
    phase: Phase::History,
    reads: &[Part::Neighbours],
    thresholds: &["history_least_lots", "cancelled_share_bp"],
    sources: &[Source::Ocp("R013"), Source::Law("5")],
    weight: 12,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let tally = case.neighbours()?.customer.ok_or(Missing::Parties)?;
    share_above(
        tally.cancelled,
        tally.lots,
        settings.history_least_lots,
        settings.cancelled_share_bp,
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(100, 10, Ok(false))]
    #[case(100, 10 + 1, Ok(true))]
    #[case(19, 19, Err(Missing::TooFew { count: 19, least: 20 }))]
    fn shares_above_the_usual(
        #[case] lots: i64,
        #[case] cancelled: i64,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.around.neighbours.as_mut().unwrap().customer =
            Some(Tally { lots, cancelled, ..Tally::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
