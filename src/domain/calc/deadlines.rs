//! Terms of every stage, and the hours in which an order of the electronic shop is confirmed.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::Rule;
use crate::domain::calendar::{self, Counted};

/// A term of the law or the Rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Remarks on the draft of tender documents, from the announcement.
    Remarks,
    /// The customer's answer to remarks.
    RemarksReply,
    /// The protocol of the preliminary discussion.
    DiscussionProtocol,
    /// Bids in a tender, at least.
    TenderBids,
    /// Bids in a tender by ratings, at least.
    RatingBids,
    /// Announcement of a repeated tender before its end, at least.
    RepeatTender,
    /// The protocol of results, from the opening.
    TenderResults,
    /// Bids in an auction, at least.
    AuctionBids,
    /// The protocol of admission to an auction.
    AuctionAdmission,
    /// The auction, from the protocol of admission.
    AuctionDay,
    /// Price quotations, at least.
    QuotationBids,
    /// An order of the electronic shop that nobody confirmed.
    EshopFailed,
    /// A complaint, from the protocol of results.
    Complaint,
    /// The decision, from the end of complaints.
    ComplaintDecision,
    /// A complaint sent back unread.
    ComplaintReturn,
    /// Results revised after a complaint.
    ComplaintReview,
    /// The draft of the contract, from the end of complaints.
    ContractDraft,
    /// The winner's signature.
    ContractSign,
    /// Notice to a winner who did not sign.
    ContractSignNotice,
    /// Signature of the second.
    SecondPlaceSign,
    /// Securities and the sum for dumping, from the contract's entry into force.
    Security,
    /// Notice that the contract will be ended for want of security.
    SecurityNotice,
    /// The customer signs the act or refuses.
    Acceptance,
    /// Payment.
    Payment,
    /// Payment to those in the register of domestic producers.
    PaymentKtp,
    /// Delivery, at least.
    DeliveryLeast,
    /// Delivery of goods of domestic producers, at least.
    DeliveryLeastKtp,
    /// The customer goes to court for a record in the RNU.
    RnuLawsuit,
    /// Petition to the conciliation commission.
    RnuConciliation,
    /// A bid holds, at least.
    BidValidity,
    /// A year's plan is published.
    PlanPublish,
}

/// What a term is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Working days.
    WorkingDays,
    /// Calendar days.
    CalendarDays,
}

/// How long a term is.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Length {
    term: Term,
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
    /// By what rule.
    #[serde(rename = "cite")]
    pub rule: Rule,
}

/// Terms of the register of unfair participants.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Rnu {
    pub(super) months: u32,
    pub(super) removal_working_days: u32,
    pub(super) negative_years: u32,
    #[serde(rename = "cite")]
    pub(super) rule: Rule,
}

/// Working hours of the electronic shop, Astana.
#[derive(Deserialize)]
struct Eshop {
    hours: u32,
    opens: u32,
    closes: u32,
    cite: Rule,
}

#[derive(Deserialize)]
struct Table {
    rows: Vec<Length>,
    eshop: Eshop,
    rnu: Rnu,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/rules/deadlines.json")).ok()
});

/// How long a term is.
pub fn length(term: Term) -> Option<&'static Length> {
    TABLE.as_ref()?.rows.iter().find(|row| row.term == term)
}

pub(super) fn rnu() -> Option<&'static Rnu> {
    TABLE.as_ref().map(|table| &table.rnu)
}

/// The last day of a term that begins with what happened on `day`: counted from the day after.
/// None beyond the calendar.
pub fn last_day(term: Term, day: NaiveDate) -> Option<Counted> {
    let length = length(term)?;
    match length.unit {
        Unit::WorkingDays => calendar::working_days_after(day, length.count),
        Unit::CalendarDays => {
            let day = day.checked_add_days(Days::new(u64::from(length.count)))?;
            Some(Counted { day, is_announced: true })
        }
    }
}

/// The last day of a term that begins when another has ended.
pub fn last_day_after(first: Term, then: Term, day: NaiveDate) -> Option<Counted> {
    let end = last_day(first, day)?;
    let last = last_day(then, end.day)?;
    Some(Counted { is_announced: end.is_announced && last.is_announced, ..last })
}

/// Until when an order of the electronic shop that was sent at `sent` (Astana) is confirmed: three
/// working hours from 9 to 18, which stand still overnight (Rules 687, point 436).
pub fn eshop_confirmation(sent: NaiveDateTime) -> Option<NaiveDateTime> {
    let shop = &TABLE.as_ref()?.eshop;
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0);
    let (opens, closes) = (hour(shop.opens)?, hour(shop.closes)?);
    let mut left = TimeDelta::hours(i64::from(shop.hours));
    let mut at = sent;
    loop {
        let is_working = calendar::is_working_by_law(at.date());
        let begins = at.max(at.date().and_time(opens));
        let ends = at.date().and_time(closes);
        if is_working && begins < ends {
            if ends - begins >= left {
                return begins.checked_add_signed(left);
            }
            left -= ends - begins;
        }
        at = at.date().succ_opt()?.and_time(NaiveTime::MIN);
    }
}

/// By what rule an order is confirmed.
pub fn eshop_rule() -> Option<&'static Rule> {
    TABLE.as_ref().map(|table| &table.eshop.cite)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn every_term_is_known() {
        assert_eq!(TABLE.as_ref().unwrap().rows.len(), 31);
        assert_eq!(length(Term::Complaint).unwrap().count, 3);
    }

    #[rstest]
    #[case("2026-11-20T08:00", "2026-11-20T12:00")] // before the shop opens
    #[case("2026-11-20T18:00", "2026-11-23T12:00")] // as it closes, a Friday
    #[case("2026-12-31T17:30", "2027-01-05T11:30")] // over New Year with its moved day
    fn an_order_waits_in_working_hours_only(#[case] sent: &str, #[case] until: &str) {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
        assert_eq!(eshop_confirmation(at(sent)), Some(at(until)));
    }
}
