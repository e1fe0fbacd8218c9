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

fn closed(method_id: i64) -> Option<Why> {
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
