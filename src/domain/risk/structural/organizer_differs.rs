//! Somebody else organises the purchase for the customer.

use super::super::{
    Case, Check, Evidence, Missing, Part, Phase, Rule, Settings, Source, engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "organizer-differs",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Announcement],
    thresholds: &[],
    sources: &[Source::Law("5")],
    weight: 4,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, _settings: &Settings) -> Checked {
    let organizer = case.announcement()?.organizer_bin.clone().ok_or(Missing::Parties)?;
    let customer = case.lot.customer_bin.clone().ok_or(Missing::Parties)?;
    Ok((organizer != customer).then_some(Evidence::OrganizerDiffers { organizer, customer }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(Some("000540002866"), Some("000540002866"), Ok(false))]
    #[case(Some("940140000385"), Some("000540002866"), Ok(true))]
    #[case(None, Some("000540002866"), Err(Missing::Parties))]
    #[case(Some("940140000385"), None, Err(Missing::Parties))]
    fn two_numbers_are_compared(
        #[case] organizer: Option<&str>,
        #[case] customer: Option<&str>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        case.announcement.as_mut().unwrap().organizer_bin = organizer.and_then(Bin::from_source);
        case.lot.customer_bin = customer.and_then(Bin::from_source);
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
