//! Those who bid against each other for a lot of the customer have one address or one head.

use super::super::{
    Case, Check, Evidence, Missing, Part, Phase, Rule, Settings, Source, engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "shared-contacts",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["shared_contacts"],
    sources: &[Source::Ocp("R042"), Source::Law("7(1)")],
    weight: 20,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let pairs = case.history()?.shared_contacts.ok_or(Missing::Suppliers)?;
    Ok((pairs >= settings.shared_contacts).then_some(Evidence::SharedContacts { pairs }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Suppliers))]
    #[case(Some(0), Ok(false))]
    #[case(Some(1), Ok(true))]
    fn pairs_are_counted(#[case] pairs: Option<i64>, #[case] expected: Result<bool, Missing>) {
        let mut case = case();
        case.history = Some(History { shared_contacts: pairs, ..History::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
