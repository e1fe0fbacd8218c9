//! Bids are taken for fewer working days than the Rules ask of the method.

use super::super::case::local_day;
use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Procedure, Rule, Settings, Source,
    engine::Checked,
};
use crate::domain::calendar::working_days_between;

pub(super) const RULE: Rule = Rule {
    code: "bid-window",
    phase: Phase::Before,
    reads: &[Part::Lot, Part::Announcement],
    thresholds: &[
        "bid_days_tender",
        "bid_days_rating",
        "bid_days_repeat",
        "bid_days_auction",
        "bid_days_quotations",
    ],
    sources: &[
        Source::Ocp("R003"),
        Source::Rules("164"),
        Source::Rules("167"),
        Source::Rules("348"),
        Source::Rules("411"),
    ],
    weight: 30,
    paper: Some(Paper::Remark),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let is_repeated = case.lot.number.attempt().is_some_and(|attempt| attempt > 1);
    let least = match case.procedure()? {
        Procedure::Tender if is_repeated => settings.bid_days_repeat,
        Procedure::Tender => settings.bid_days_tender,
        Procedure::RatingTender => settings.bid_days_rating,
        Procedure::Auction => settings.bid_days_auction,
        Procedure::Quotations => settings.bid_days_quotations,
        Procedure::Shop | Procedure::Direct | Procedure::AfterFailed => return Ok(None),
        Procedure::Other => return Err(Missing::Method),
    };
    let (start, end) = case.window()?;
    let days = working_days_between(local_day(start), local_day(end)).ok_or(Missing::Calendar)?;
    Ok((days < least).then_some(Evidence::BidWindow { days, least }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(2, "ОК1", "2026-11-20T12:00", "2026-11-27T12:00", Ok(None))]
    #[case(2, "ОК1", "2026-11-20T12:00", "2026-11-26T12:00", Ok(Some((4, 5))))]
    #[case(2, "ОК2", "2026-11-20T12:00", "2026-11-25T12:00", Ok(None))]
    #[case(2, "ОК2", "2026-11-20T12:00", "2026-11-24T12:00", Ok(Some((2, 3))))]
    #[case(188, "КРБС1", "2026-11-20T12:00", "2026-11-24T12:00", Ok(Some((2, 3))))]
    #[case(78, "АУК1", "2026-12-14T09:00", "2026-12-21T09:00", Ok(Some((4, 5))))] // over 16 December
    #[case(3, "ЗЦП1", "2026-11-20T12:00", "2026-11-24T12:00", Ok(None))]
    #[case(3, "ЗЦП1", "2026-11-20T12:00", "2026-11-23T12:00", Ok(Some((1, 2))))]
    #[case(3, "ЗЦП1", "2026-11-20T12:00", "2026-11-20T11:00", Err(Missing::Dates))]
    #[case(3, "ЗЦП1", "2027-12-30T12:00", "2028-01-10T11:00", Err(Missing::Calendar))]
    #[case(23, "ОИПД1", "2026-11-20T12:00", "2026-11-20T13:00", Ok(None))]
    #[case(124, "ОТ1", "2026-11-20T12:00", "2026-11-20T13:00", Err(Missing::Method))]
    fn windows_are_counted_in_working_days(
        #[case] method: i64,
        #[case] number: &str,
        #[case] start: &str,
        #[case] end: &str,
        #[case] expected: Result<Option<(u32, u32)>, Missing>,
    ) {
        let mut case = case();
        case.lot.method_id = Some(method);
        case.lot.number = LotNumber::from_source(&format!("1-{number}")).unwrap();
        let announcement = case.announcement.as_mut().unwrap();
        (announcement.start_at, announcement.end_at) = (Some(at(start)), Some(at(end)));
        let evidence =
            expected.map(|fired| fired.map(|(days, least)| Evidence::BidWindow { days, least }));
        assert_eq!(said(&RULE, &case), evidence);
    }
}
