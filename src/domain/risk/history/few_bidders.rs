//! Purchases of the code have hardly more than one bidder.

use super::super::{Case, Check, Evidence, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::enough;

pub(super) const RULE: Rule = Rule {
    code: "few-bidders",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "bidders_least_hundredths"],
    sources: &[Source::Ocp("R019")],
    weight: 10,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    let count = enough(history.purchases, settings.contracts_least)?;
    let (bidders, least) = (history.bidders_hundredths, settings.bidders_least_hundredths);
    Ok((bidders < least).then_some(Evidence::FewBidders { bidders, least, count }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((10, 200)), Ok(false))]
    #[case(Some((10, 199)), Ok(true))]
    #[case(Some((9, 100)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn bidders_to_be_expected(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history = known.map(|(purchases, bidders_hundredths)| History {
            purchases,
            bidders_hundredths,
            ..History::default()
        });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
