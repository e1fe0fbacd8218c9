//! The customer pays a large share of acts after the term.

use super::super::{Case, Check, Missing, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::share_above;

pub(super) const RULE: Rule = Rule {
    code: "late-payment",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "late_payment_share_bp"],
    sources: &[Source::Ocp("R068"), Source::Law("17(6)"), Source::Rules("567")],
    weight: 15,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    if history.acts == 0 {
        return Err(Missing::Payments);
    }
    share_above(
        history.paid_late,
        history.acts,
        settings.contracts_least,
        settings.late_payment_share_bp,
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((100, 20)), Ok(false))]
    #[case(Some((100, 20 + 1)), Ok(true))]
    #[case(Some((0, 0)), Err(Missing::Payments))]
    #[case(Some((9, 9)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn shares_above_the_usual(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history =
            known.map(|(acts, paid_late)| History { acts, paid_late, ..History::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
