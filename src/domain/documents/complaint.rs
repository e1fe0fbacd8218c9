//! Whether a complaint would be considered: who may be complained of, by which road and until when
//! (Law, article 25; Rules 687, points 588–599). One that would be returned is not written.

use chrono::NaiveDate;

use crate::domain::{
    calc::deadlines::{self, Term},
    calendar::Counted,
};

/// What is known of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The method used (`refTradeMethodsId`).
    pub method_id: Option<i64>,
    /// The portal itself decided, not a commission; none: not said yet.
    pub is_by_portal: Option<bool>,
    /// The arguments belong to cameral control; none: not said yet.
    pub is_cameral: Option<bool>,
    /// The day the protocol of results was published; none: not said yet.
    pub protocol: Option<NaiveDate>,
    /// The day the complaint is filed, in the country's time.
    pub today: NaiveDate,
}

/// What would become of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It can be filed, until this day where it is known.
    File(Option<Counted>),
    /// The term ended on this day (Rules 687, point 599).
    Late(Counted),
    /// The protocol is not there yet: before it, remarks and questions.
    TooEarly,
    /// This road is closed; another may not be.
    NotAppealable(Why),
}

/// Why a complaint is not the road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The portal chose the winner (Law, article 25(7)).
    ByPortal,
    /// Neither a tender nor an auction (Law, article 25(1)).
    NotByTender,
    /// The portal takes no complaints on a special order (Law, article 25(5)).
    SpecialOrder,
    /// The quasi-state sector has rules of its own.
    QuasiState,
    /// The arguments are for cameral control (Rules 687, point 591).
    Cameral,
}

/// Methods whose winner the portal chooses: price quotations, the electronic shop, ratings.
const BY_PORTAL: [i64; 3] = [3, 60, 188];
/// From one source, and what is bought without comparing bids.
const NOT_BY_TENDER: [i64; 8] = [6, 8, 23, 50, 52, 122, 131, 132];
/// Under a special order.
const SPECIAL: [i64; 2] = [128, 130];
/// Of the quasi-state sector: «не ГЗ», and its tenders.
const QUASI_STATE: [i64; 12] = [55, 105, 123, 124, 125, 126, 160, 177, 178, 190, 200, 202];

impl Verdict {
    /// Nothing known speaks against filing.
    pub fn is_in_time(self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// Judges a case by what is known of it so far; what is not said yet is not held against it.
pub fn judge(case: &Case) -> Verdict {
    if let Some(why) = case.method_id.and_then(closed).or_else(|| said(case)) {
        return Verdict::NotAppealable(why);
    }
    let Some(protocol) = case.protocol else { return Verdict::File(None) };
    if protocol > case.today {
        return Verdict::TooEarly;
    }
    match deadlines::last_day(Term::Complaint, protocol) {
        Some(last) if case.today > last.day => Verdict::Late(last),
        last => Verdict::File(last),
    }
}

/// Why a method has neither a preliminary discussion nor complaints; none for tenders and auctions.
pub(super) fn closed(method_id: i64) -> Option<Why> {
    let among = |all: &[i64]| all.contains(&method_id);
    if among(&BY_PORTAL) {
        Some(Why::ByPortal)
    } else if among(&NOT_BY_TENDER) {
        Some(Why::NotByTender)
    } else if among(&SPECIAL) {
        Some(Why::SpecialOrder)
    } else if among(&QUASI_STATE) {
        Some(Why::QuasiState)
    } else {
        None
    }
}

fn said(case: &Case) -> Option<Why> {
    if case.is_by_portal == Some(true) {
        Some(Why::ByPortal)
    } else if case.is_cameral == Some(true) {
        Some(Why::Cameral)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A tender decided by a commission, and a complaint of its decision.
    fn case(protocol: &str, today: &str) -> Case {
        Case {
            method_id: Some(2),
            is_by_portal: Some(false),
            is_cameral: Some(false),
            protocol: Some(day(protocol)),
            today: day(today),
        }
    }

    #[rstest]
    // Plain weeks: the day of the protocol is not counted.
    #[case("2026-11-16", "2026-11-16", "2026-11-19")]
    #[case("2026-11-16", "2026-11-19", "2026-11-19")]
    #[case("2026-11-16", "2026-11-20", "2026-11-19")]
    #[case("2026-11-17", "2026-11-20", "2026-11-20")]
    #[case("2026-11-17", "2026-11-21", "2026-11-20")]
    #[case("2026-11-18", "2026-11-22", "2026-11-23")]
    #[case("2026-11-18", "2026-11-23", "2026-11-23")]
    #[case("2026-11-18", "2026-11-24", "2026-11-23")]
    #[case("2026-11-19", "2026-11-24", "2026-11-24")]
    #[case("2026-11-20", "2026-11-25", "2026-11-25")]
    #[case("2026-11-20", "2026-11-26", "2026-11-25")]
    // Published at a weekend.
    #[case("2026-11-21", "2026-11-25", "2026-11-25")]
    #[case("2026-11-22", "2026-11-26", "2026-11-25")]
    // Over holidays.
    #[case("2026-12-14", "2026-12-18", "2026-12-18")]
    #[case("2026-12-15", "2026-12-18", "2026-12-21")]
    #[case("2026-12-15", "2026-12-22", "2026-12-21")]
    #[case("2026-03-06", "2026-03-12", "2026-03-12")]
    #[case("2026-03-06", "2026-03-13", "2026-03-12")]
    #[case("2026-03-20", "2026-03-30", "2026-03-30")]
    #[case("2026-03-20", "2026-03-31", "2026-03-30")]
    #[case("2026-04-30", "2026-05-06", "2026-05-06")]
    #[case("2026-05-08", "2026-05-14", "2026-05-14")]
    #[case("2026-05-26", "2026-06-01", "2026-06-01")]
    #[case("2026-07-03", "2026-07-10", "2026-07-09")]
    #[case("2026-10-23", "2026-10-29", "2026-10-29")]
    // Over New Year, whose holidays are moved.
    #[case("2026-12-29", "2027-01-05", "2027-01-05")]
    #[case("2026-12-30", "2027-01-06", "2027-01-06")]
    #[case("2026-12-30", "2027-01-08", "2027-01-06")]
    fn the_term_is_three_working_days(
        #[case] protocol: &str,
        #[case] today: &str,
        #[case] last: &str,
    ) {
        let last = Counted { day: day(last), is_announced: true };
        let expected =
            if day(today) <= last.day { Verdict::File(Some(last)) } else { Verdict::Late(last) };
        assert_eq!(judge(&case(protocol, today)), expected);
    }

    #[rstest]
    // Tenders and auctions are complained of.
    #[case(2, None)]
    #[case(7, None)]
    #[case(22, None)]
    #[case(32, None)]
    #[case(77, None)]
    #[case(78, None)]
    #[case(120, None)]
    #[case(121, None)]
    #[case(201, None)]
    // The portal decides.
    #[case(3, Some(Why::ByPortal))]
    #[case(60, Some(Why::ByPortal))]
    #[case(188, Some(Why::ByPortal))]
    // Not by comparing bids.
    #[case(6, Some(Why::NotByTender))]
    #[case(23, Some(Why::NotByTender))]
    #[case(50, Some(Why::NotByTender))]
    #[case(131, Some(Why::NotByTender))]
    #[case(128, Some(Why::SpecialOrder))]
    #[case(130, Some(Why::SpecialOrder))]
    #[case(105, Some(Why::QuasiState))]
    #[case(124, Some(Why::QuasiState))]
    #[case(126, Some(Why::QuasiState))]
    #[case(178, Some(Why::QuasiState))]
    #[case(202, Some(Why::QuasiState))]
    // A code that is not known is not held against anybody.
    #[case(999, None)]
    fn the_method_decides_whether_there_is_a_complaint(
        #[case] method: i64,
        #[case] why: Option<Why>,
    ) {
        let case = Case { method_id: Some(method), ..case("2026-11-18", "2026-11-20") };
        match why {
            Some(why) => assert_eq!(judge(&case), Verdict::NotAppealable(why)),
            None => assert!(judge(&case).is_in_time()),
        }
    }

    #[test]
    fn what_is_said_counts_as_what_is_known() {
        let base = case("2026-11-18", "2026-11-20");
        let by_portal = Case { method_id: None, is_by_portal: Some(true), ..base };
        assert_eq!(judge(&by_portal), Verdict::NotAppealable(Why::ByPortal));
        let cameral = Case { is_cameral: Some(true), ..base };
        assert_eq!(judge(&cameral), Verdict::NotAppealable(Why::Cameral));
        assert_eq!(judge(&case("2026-11-23", "2026-11-20")), Verdict::TooEarly);
        let nothing =
            Case { method_id: None, is_by_portal: None, is_cameral: None, protocol: None, ..base };
        assert_eq!(judge(&nothing), Verdict::File(None));
        // Late, but the portal decided: the road that is closed is named first.
        let late = Case { method_id: Some(3), ..case("2026-11-02", "2026-11-20") };
        assert_eq!(judge(&late), Verdict::NotAppealable(Why::ByPortal));
    }
}
