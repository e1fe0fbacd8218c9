//! R030: a bid that came after the deadline won.

use std::collections::HashSet;

use super::{issues::Kind, moment, release::Release};

/// The winners with a valid bid later than the end of the term, as instants: `08:00+05:00` is before
/// `03:30Z`. An issue where a winner's bid or the term has no date that can be read.
pub(super) fn late_winners<'a>(
    release: &'a Release<'_>,
    mut issue: impl FnMut(Kind),
) -> Vec<&'a str> {
    let suppliers: HashSet<&str> = release
        .awards
        .0
        .iter()
        .filter(|award| award.status.is("active"))
        .flat_map(|award| award.suppliers.0.iter().filter_map(|supplier| supplier.id.get()))
        .collect();
    let mut late = Vec::new();
    if suppliers.is_empty() {
        return late;
    }
    let Some(end) = release.tender.period.end.get().and_then(moment::read) else {
        issue(Kind::NoDeadlineForBids);
        return late;
    };
    for bid in release.bids.details.0.iter().filter(|bid| bid.status.is("valid")) {
        let winners = bid.tenderer_ids().filter(|id| suppliers.contains(id));
        match bid.date.get().and_then(moment::read) {
            Some(date) if date.at > end.at => late.extend(winners),
            Some(_) => {}
            None => {
                if winners.count() > 0 {
                    issue(Kind::NoBidDate);
                }
            }
        }
    }
    late
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{award, bid, code, lot, with_settings};

    fn dated(status: &str, tenderer: &str, date: &str, end: &str) -> Value {
        let mut bid = bid(status, tenderer, 100.0);
        bid["date"] = json!(date);
        let mut lot = lot("p", vec![bid], json!([award("a")]));
        lot["tender"]["tenderPeriod"] = json!({ "endDate": end });
        lot
    }

    #[rstest]
    #[case("2025-03-21T09:00:01+05:00", "2025-03-21T09:00:00+05:00", true)]
    #[case("2025-03-21T09:00:00+05:00", "2025-03-21T09:00:00+05:00", false)]
    #[case("2025-03-21T08:00:00+05:00", "2025-03-21T03:30:00Z", false)]
    #[case("2025-03-21T04:30:00Z", "2025-03-21T09:00:00+05:00", true)]
    #[case("2025-03-21 09:00:01", "2025-03-21T04:00:00Z", true)]
    #[case("2025-03-21 09:00:00", "2025-03-21T04:00:00Z", false)]
    #[case("2025-03-21T09:00:00.500+05:00", "2025-03-21T09:00:00+05:00", true)]
    #[case("2025-03-21T09:00:00Z", "", false)]
    #[case("потом", "2025-03-21T09:00:00Z", false)]
    fn instants_are_compared(#[case] date: &str, #[case] end: &str, #[case] flagged: bool) {
        let found = with_settings("[R030]", &[dated("valid", "a", date, end)]);
        assert_eq!(code(&found.processes, "p", "R030"), flagged.then_some(1.0));
        assert_eq!(code(&found.tenderers, "a", "R030"), flagged.then_some(1.0));
    }

    #[rstest]
    #[case("disqualified", "a")]
    #[case("pending", "a")]
    #[case("valid", "b")]
    fn only_a_valid_bid_of_a_winner_matters(#[case] status: &str, #[case] tenderer: &str) {
        let lot = dated(status, tenderer, "2025-03-22T09:00:00Z", "2025-03-21T09:00:00Z");
        assert!(with_settings("[R030]", &[lot]).processes.is_empty());
    }
}
