//! After publication the end of bidding was moved nearer.

use super::super::{
    Case, Check, DeadlineMove, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source,
    engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "deadline-nearer",
    phase: Phase::Before,
    reads: &[Part::Announcement, Part::Changes],
    thresholds: &[],
    sources: &[Source::Ocp("R003"), Source::Rules("164")],
    weight: 25,
    paper: Some(Paper::Complaint),
    check: Check::Case(check),
};

fn check(case: &Case, _settings: &Settings) -> Checked {
    let Some(DeadlineMove { from, to }) = case.around.deadline_move else {
        return case.around.edits.map(|_known| None).ok_or(Missing::Edits);
    };
    Ok((to < from).then_some(Evidence::DeadlineNearer { from, to }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some(("2026-11-27T12:00", "2026-11-25T12:00")), Some(0), Ok(true))]
    #[case(Some(("2026-11-27T12:00", "2026-11-30T12:00")), Some(0), Ok(false))]
    #[case(None, Some(0), Ok(false))]
    #[case(None, None, Err(Missing::Edits))]
    fn only_a_nearer_end_is_told(
        #[case] moved: Option<(&str, &str)>,
        #[case] edits: Option<i64>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.around.edits = edits;
        case.around.deadline_move =
            moved.map(|(from, to)| DeadlineMove { from: at(from), to: at(to) });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
