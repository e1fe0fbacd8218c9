//! The purchase is under appeal, suspended or under review.

use super::super::{
    Case, Check, Evidence, Missing, Part, Phase, Rule, Settings, Source, engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "under-review",
    phase: Phase::Before,
    reads: &[Part::Lot],
    thresholds: &[],
    sources: &[Source::Ocp("R020"), Source::Law("25")],
    weight: 15,
    paper: None,
    check: Check::Case(check),
};

/// Suspended, under appeal, review of results, decisions on a notification or a review.
const STATUSES: [i64; 7] = [420, 440, 510, 520, 530, 540, 550];

fn check(case: &Case, _settings: &Settings) -> Checked {
    let status = case.lot.status_id.ok_or(Missing::Status)?;
    Ok(STATUSES.contains(&status).then_some(Evidence::UnderReview { status }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some(240), Ok(false))]
    #[case(Some(440), Ok(true))]
    #[case(Some(510), Ok(true))]
    #[case(Some(430), Ok(false))] // cancelled: there is nothing to bid for
    #[case(None, Err(Missing::Status))]
    fn statuses_of_review(#[case] status: Option<i64>, #[case] expected: Result<bool, Missing>) {
        let mut case = case();
        case.lot.status_id = status;
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
