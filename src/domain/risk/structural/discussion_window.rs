//! Bids of a tender or an auction are taken before the time for remarks on the draft is over.

use super::super::case::local_day;
use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Procedure, Rule, Settings, Source,
    engine::Checked,
};
use crate::domain::calendar::working_days_between;

pub(super) const RULE: Rule = Rule {
    code: "discussion-window",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Announcement],
    thresholds: &["discussion_days"],
    sources: &[Source::Ocp("R014"), Source::Rules("170"), Source::Rules("353")],
    weight: 15,
    paper: Some(Paper::Remark),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let is_repeated = case.lot.number.attempt().is_some_and(|attempt| attempt > 1);
    match case.procedure()? {
        Procedure::Tender | Procedure::RatingTender | Procedure::Auction if !is_repeated => {}
        Procedure::Other => return Err(Missing::Method),
        _ => return Ok(None),
    }
    let announcement = case.announcement()?;
    let (published, start) =
        announcement.published_at.zip(announcement.start_at).ok_or(Missing::Dates)?;
    let least = settings.discussion_days;
    let days =
        working_days_between(local_day(published), local_day(start)).ok_or(Missing::Calendar)?;
    Ok((days < least).then_some(Evidence::DiscussionWindow { days, least }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(2, "ОК1", "2026-11-20T10:00", Some("2026-11-24T10:00"), Ok(None))]
    #[case(2, "ОК1", "2026-11-20T10:00", Some("2026-11-23T10:00"), Ok(Some((1, 2))))]
    #[case(2, "ОК2", "2026-11-20T10:00", Some("2026-11-23T10:00"), Ok(None))] // not discussed again
    #[case(3, "ЗЦП1", "2026-11-20T10:00", Some("2026-11-20T10:00"), Ok(None))] // never discussed
    #[case(2, "ОК1", "2026-11-20T10:00", None, Err(Missing::Dates))]
    fn remarks_have_two_working_days(
        #[case] method: i64,
        #[case] number: &str,
        #[case] published: &str,
        #[case] start: Option<&str>,
        #[case] expected: Result<Option<(u32, u32)>, Missing>,
    ) {
        let mut case = case();
        case.lot.method_id = Some(method);
        case.lot.number = LotNumber::from_source(&format!("1-{number}")).unwrap();
        let announcement = case.announcement.as_mut().unwrap();
        (announcement.published_at, announcement.start_at) = (Some(at(published)), start.map(at));
        let evidence = expected
            .map(|fired| fired.map(|(days, least)| Evidence::DiscussionWindow { days, least }));
        assert_eq!(said(&RULE, &case), evidence);
    }
}
