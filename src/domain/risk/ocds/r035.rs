//! R035: all but the winner were turned away.

use std::collections::BTreeSet;

use super::release::Release;

/// The winner, and how many others were disqualified, where it alone was left and it alone won.
pub(super) fn all_others_out<'a>(
    release: &'a Release<'_>,
    threshold: usize,
) -> Option<(&'a str, usize)> {
    let awards = release.settled_awards()?;
    let with = |status: &str| -> BTreeSet<&'a str> {
        let bids = release.bids.details.0.iter().filter(|bid| bid.status.is(status));
        bids.flat_map(|bid| bid.tenderer_ids()).collect()
    };
    let valid = with("valid");
    let (Some(winner), 1) = (valid.first().copied(), valid.len()) else { return None };
    let suppliers: BTreeSet<&str> = awards
        .iter()
        .flat_map(|award| award.suppliers.0.iter().filter_map(|supplier| supplier.id.get()))
        .collect();
    let others = with("disqualified").difference(&valid).count();
    (suppliers == valid && others >= threshold).then_some((winner, others))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{award, bid, code, lot, with_settings};

    fn bids(valid: &[&str], out: &[&str]) -> Vec<Value> {
        let valid = valid.iter().map(|id| bid("valid", id, 100.0));
        valid.chain(out.iter().map(|id| bid("disqualified", id, 90.0))).collect()
    }

    #[rstest]
    #[case("[R035]", bids(&["a"], &["b", "c"]), json!([award("a")]), Some(2.0))]
    #[case("[R035]", bids(&["a", "a"], &["b", "b", "a"]), json!([award("a"), award("a")]), Some(1.0))]
    #[case("[R035]\nthreshold = 3", bids(&["a"], &["b", "c"]), json!([award("a")]), None)]
    #[case("[R035]\nthreshold = 0", bids(&["a"], &[]), json!([award("a")]), None)]
    #[case("[R035]", bids(&["a"], &["a"]), json!([award("a")]), None)]
    #[case("[R035]", bids(&["a", "b"], &["c"]), json!([award("a")]), None)]
    #[case("[R035]", bids(&["a"], &["b"]), json!([award("b")]), None)]
    #[case("[R035]", bids(&["a"], &["b"]), json!([award("a"), award("b")]), None)]
    #[case("[R035]", bids(&["a"], &["b"]), json!([award("a"), { "status": "pending" }]), None)]
    #[case("[R035]", bids(&["a"], &["b"]), json!([award("a"), { "status": "cancelled" }]), Some(1.0))]
    #[case("[R035]", bids(&["a"], &["b"]), json!([]), None)]
    fn a_winner_left_alone_is_flagged_with_the_number_of_others(
        #[case] settings: &str,
        #[case] bids: Vec<Value>,
        #[case] awards: Value,
        #[case] value: Option<f64>,
    ) {
        let found = with_settings(settings, &[lot("p", bids, awards)]);
        assert_eq!(code(&found.processes, "p", "R035"), value);
        assert_eq!(code(&found.tenderers, "a", "R035"), value.map(|_| 0.0));
    }
}
