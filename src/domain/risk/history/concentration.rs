//! The market of the code is concentrated in few hands.

use super::super::{Case, Check, Evidence, Part, Phase, Rule, Settings, Source, engine::Checked};
use super::enough;

pub(super) const RULE: Rule = Rule {
    code: "concentration",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["contracts_least", "hhi_most"],
    sources: &[Source::Ocp("R051")],
    weight: 10,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let history = case.history()?;
    enough(history.awards, settings.contracts_least)?;
    let (hhi, most) = (history.hhi, settings.hhi_most);
    Ok((hhi > most).then_some(Evidence::Concentration { hhi, most }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some((10, 2_500)), Ok(false))]
    #[case(Some((10, 2_501)), Ok(true))]
    #[case(Some((9, 9_999)), Err(Missing::TooFew { count: 9, least: 10 }))]
    fn the_index_of_the_market(
        #[case] known: Option<(i64, i64)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.history = known.map(|(awards, hhi)| History { awards, hhi, ..History::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
