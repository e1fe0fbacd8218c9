//! R036: the cheapest bid was turned away.

use super::release::Release;

/// Whether the lowest bid handed in, in this currency, is disqualified, while something was awarded
/// and a valid bid with a price was there. Of equal bids the first told is the lowest.
pub(super) fn lowest_out(release: &Release<'_>, currency: &str) -> bool {
    let mut lowest: Option<(f64, bool)> = None;
    let mut some_valid = false;
    for bid in release.submitted() {
        let Some((amount, _)) = bid.price().filter(|price| price.1 == currency) else { continue };
        if lowest.is_none_or(|(other, _)| amount < other) {
            lowest = Some((amount, bid.status.is("disqualified")));
        }
        some_valid |= bid.status.is("valid");
    }
    some_valid && lowest.is_some_and(|(_, out)| out)
}

/// Whether anything was awarded.
pub(super) fn awarded(release: &Release<'_>) -> bool {
    release.awards.0.iter().any(|award| award.status.is("active"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{award, bid, code, lot, with_settings};

    fn dollars(mut bid: Value) -> Value {
        bid["value"]["currency"] = json!("USD");
        bid
    }

    #[rstest]
    #[case(vec![bid("valid", "a", 100.0), bid("disqualified", "b", 90.0)], true)]
    #[case(vec![bid("valid", "a", 100.0), bid("disqualified", "b", 110.0)], false)]
    #[case(vec![bid("valid", "a", 100.0), bid("disqualified", "b", 100.0)], false)]
    #[case(vec![bid("disqualified", "b", 100.0), bid("valid", "a", 100.0)], true)]
    #[case(vec![bid("valid", "a", 100.0), bid("disqualified", "b", 90.0), bid("pending", "c", 80.0)], false)]
    #[case(vec![bid("pending", "a", 100.0), bid("disqualified", "b", 90.0)], false)]
    #[case(vec![bid("valid", "a", 100.0), dollars(bid("disqualified", "b", 90.0))], false)]
    #[case(vec![bid("valid", "a", 100.0), bid("withdrawn", "c", 80.0), bid("disqualified", "b", 90.0)], true)]
    fn a_cheapest_bid_turned_away_is_flagged(#[case] bids: Vec<Value>, #[case] flagged: bool) {
        let found = with_settings("[R036]", &[lot("p", bids, json!([award("a")]))]);
        assert_eq!(code(&found.processes, "p", "R036"), flagged.then_some(1.0));
        assert!(found.tenderers.is_empty());
    }

    #[rstest]
    #[case("[R036]", json!([]), false)]
    #[case("[R036]", json!([{ "status": "pending" }]), false)]
    #[case("[R036]", json!([{ "status": "pending" }, { "status": "active" }]), true)]
    #[case("currency = USD\n[R036]", json!([award("a")]), false)]
    #[case("no_price_comparison_procurement_methods = Открытый конкурс\n[R036]", json!([award("a")]), false)]
    fn something_must_have_been_awarded(
        #[case] settings: &str,
        #[case] awards: Value,
        #[case] flagged: bool,
    ) {
        let bids = vec![bid("valid", "a", 100.0), bid("disqualified", "b", 90.0)];
        let found = with_settings(settings, &[lot("p", bids, awards)]);
        assert_eq!(code(&found.processes, "p", "R036"), flagged.then_some(1.0));
    }
}
