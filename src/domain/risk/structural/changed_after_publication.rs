//! Sum, quantity, name or description were edited after publication more often than is usual.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "changed-after-publication",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Changes],
    thresholds: &["changes_most"],
    sources: &[Source::Ocp("R073"), Source::Rules("172")],
    weight: 12,
    paper: Some(Paper::Clarification),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let edits = case.around.edits.ok_or(Missing::Edits)?;
    let most = settings.changes_most;
    Ok((edits > most).then_some(Evidence::ChangedAfterPublication { edits, most }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some(0), Ok(false))]
    #[case(Some(2), Ok(false))]
    #[case(Some(3), Ok(true))]
    #[case(None, Err(Missing::Edits))]
    fn edits_are_counted(#[case] edits: Option<i64>, #[case] expected: Result<bool, Missing>) {
        let mut case = case();
        case.around.edits = edits;
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
