//! R028: different tenderers offered the very same price.

use super::release::Release;

/// Those who handed in a bid with the amount and currency of somebody else's, sorted. A tenderer
/// may repeat its own price.
pub(super) fn same_price<'a>(release: &'a Release<'_>) -> Vec<&'a str> {
    let mut offers: Vec<(f64, &str, Vec<&str>)> = release
        .submitted()
        .filter_map(|bid| {
            let (amount, currency) = bid.price()?;
            let mut ids: Vec<&str> = bid.tenderer_ids().collect();
            ids.sort_unstable();
            ids.dedup();
            (!ids.is_empty()).then_some((amount, currency, ids))
        })
        .collect();
    offers.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
    let mut found: Vec<&str> = offers
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if a.0 == b.0 && a.1 == b.1 && a.2 != b.2 => Some(a.2.iter().chain(&b.2)),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{bid, code, lot, with_settings};

    fn together(status: &str, tenderers: &[&str], amount: f64) -> Value {
        let mut bid = bid(status, "", amount);
        bid["tenderers"] = tenderers.iter().map(|id| json!({ "id": id })).collect();
        bid
    }

    fn dollars(mut bid: Value) -> Value {
        bid["value"]["currency"] = json!("USD");
        bid
    }

    #[rstest]
    #[case(vec![bid("valid", "a", 1.0), bid("valid", "b", 1.0)], &["a", "b"])]
    #[case(vec![bid("valid", "a", 1.0), bid("disqualified", "b", 1.0)], &["a", "b"])]
    #[case(vec![bid("valid", "a", 1.0), bid("pending", "b", 1.0)], &["a", "b"])]
    #[case(vec![bid("valid", "a", 1.0), bid("withdrawn", "b", 1.0)], &[])]
    #[case(vec![bid("valid", "a", 1.0), bid("invited", "b", 1.0)], &[])]
    #[case(vec![bid("valid", "a", 1.0), bid("valid", "a", 1.0)], &[])]
    #[case(vec![bid("valid", "a", 1.0), bid("valid", "b", 1.01)], &[])]
    #[case(vec![bid("valid", "a", 1.0), dollars(bid("valid", "b", 1.0))], &[])]
    #[case(vec![dollars(bid("valid", "a", 1.0)), dollars(bid("valid", "b", 1.0))], &["a", "b"])]
    #[case(vec![together("valid", &["a", "b"], 1.0), together("valid", &["b", "a"], 1.0)], &[])]
    #[case(vec![together("valid", &["a", "b"], 1.0), bid("valid", "a", 1.0)], &["a", "b"])]
    #[case(vec![bid("valid", "a", 1.0), bid("valid", "c", 2.0), bid("valid", "b", 1.0)], &["a", "b"])]
    // The last of seventeen digits tells two doubles apart.
    #[case(vec![bid("valid", "a", 1_038_219_238.319_999_9), bid("valid", "b", 1_038_219_238.32)], &[])]
    #[case(vec![together("valid", &[], 1.0), bid("valid", "a", 1.0)], &[])]
    fn equal_prices_of_different_tenderers_are_flagged(
        #[case] bids: Vec<Value>,
        #[case] who: &[&str],
    ) {
        let found = with_settings("[R028]", &[lot("p", bids, json!([]))]);
        assert_eq!(code(&found.processes, "p", "R028"), (!who.is_empty()).then_some(1.0));
        assert_eq!(found.tenderers.keys().collect::<Vec<_>>(), who);
    }

    #[test]
    fn where_the_price_does_not_decide_nothing_is_flagged() {
        let bids = vec![bid("valid", "a", 1.0), bid("valid", "b", 1.0)];
        let settings = "no_price_comparison_procurement_methods = Открытый конкурс\n[R028]";
        assert!(with_settings(settings, &[lot("p", bids, json!([]))]).processes.is_empty());
    }
}
