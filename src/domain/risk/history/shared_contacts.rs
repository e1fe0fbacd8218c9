//! Usual bidders of the customer have one address or one head.

use super::super::{Case, Evidence, Part, Phase, Rule, Settings, Source, engine::Checked};

pub(super) const RULE: Rule = Rule {
    code: "shared-contacts",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["shared_contacts"],
    sources: &[Source::Ocp("R042"), Source::Law("7(1)")],
    weight: 20,
    paper: None,
    check,
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let pairs = case.history()?.shared_contacts;
    Ok((pairs >= settings.shared_contacts).then_some(Evidence::SharedContacts { pairs }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Contracts))]
    #[case(Some(0), Ok(false))]
    #[case(Some(1), Ok(true))]
    fn pairs_are_counted(#[case] pairs: Option<i64>, #[case] expected: Result<bool, Missing>) {
        let mut case = case();
        case.history =
            pairs.map(|shared_contacts| History { shared_contacts, ..History::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
