//! A large share of purchases with this code fails.

use super::super::{Case, Check, Missing, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "code-failed",
    phase: Phase::History,
    reads: &[Part::Neighbours],
    thresholds: &["history_least_lots", "code_failed_share_bp"],
    sources: &[Source::Ocp("R019"), Source::Law("15")],
    weight: 6,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let tally = case.neighbours()?.code.ok_or(Missing::Code)?;
    share_above(
        tally.failed,
        tally.lots,
        settings.history_least_lots,
        settings.code_failed_share_bp,
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(100, 40, Ok(false))]
    #[case(100, 40 + 1, Ok(true))]
    #[case(19, 19, Err(Missing::TooFew { count: 19, least: 20 }))]
    fn shares_above_the_usual(
        #[case] lots: i64,
        #[case] failed: i64,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.around.neighbours.as_mut().unwrap().code =
            Some(Tally { lots, failed, ..Tally::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
