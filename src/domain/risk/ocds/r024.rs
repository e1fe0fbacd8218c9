//! R024: the winner was only just cheaper than the next.

use super::{
    difference::Differences,
    quantile::Quartiles,
    report::{Code, Report},
};

/// Flags processes whose difference is at or below the lower fence, with winner and runner-up.
/// Where a quarter of all differences is zero the fence says nothing, and nobody is flagged.
pub(super) fn finish(differences: &Differences, threshold: Option<f64>, report: &mut Report) {
    let (fence, meaningful) = threshold.map_or_else(
        || {
            let quartiles = Quartiles::of(differences.values().map(|found| found.ratio).collect());
            report.note(Code::R024, "q1", quartiles.q1);
            report.note(Code::R024, "q3", quartiles.q3);
            (quartiles.lower_fence(), quartiles.q1 > 0.0)
        },
        |threshold| (threshold, true),
    );
    report.note(Code::R024, "lower_fence", fence);
    if !meaningful || fence.is_nan() || fence <= 0.0 {
        return;
    }
    for (ocid, found) in differences.iter().filter(|(_, found)| found.ratio <= fence) {
        report.process(ocid, Code::R024, found.ratio);
        report.tenderer(&found.winner, Code::R024, 0.0);
        report.tenderer(&found.runner_up, Code::R024, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use crate::domain::risk::ocds::tests::{award, bid, code, lot, with_settings};

    #[rstest]
    #[case("[R024]\nthreshold = 0.05", &[100.0, 105.0], Some(0.05))]
    #[case("[R024]\nthreshold = 0.05", &[100.0, 106.0], None)]
    #[case("[R024]\nthreshold = 0.05", &[100.0, 100.0], Some(0.0))]
    #[case("[R024]\nthreshold = 0", &[100.0, 100.0], None)]
    #[case("[R024]\nthreshold = 0.05", &[100.0], None)]
    #[case("[R024]\nthreshold = 0.05", &[100.0, 99.0], None)]
    #[case("[R024]\nthreshold = 0.05", &[0.0, 0.0], None)]
    #[case("price_comparison_procurement_methods = Аукцион\n[R024]\nthreshold = 0.05", &[100.0, 100.0], None)]
    fn a_close_second_is_flagged_with_both(
        #[case] settings: &str,
        #[case] amounts: &[f64],
        #[case] value: Option<f64>,
    ) {
        let bids =
            amounts.iter().enumerate().map(|(n, amount)| bid("valid", &format!("t{n}"), *amount));
        let found = with_settings(settings, &[lot("p", bids.collect(), json!([award("t0")]))]);
        assert_eq!(code(&found.processes, "p", "R024"), value);
        for tenderer in ["t0", "t1"] {
            assert_eq!(code(&found.tenderers, tenderer, "R024"), value.map(|_| 0.0));
        }
    }

    #[rstest]
    #[case("an award still to come", json!([award("t0"), { "status": "pending" }]))]
    #[case("two awards", json!([award("t0"), award("t0")]))]
    #[case("two suppliers", json!([{ "status": "active", "suppliers": [{ "id": "t0" }, { "id": "t1" }] }]))]
    #[case("none", json!([]))]
    fn only_one_award_to_one_supplier_is_compared(
        #[case] why: &str,
        #[case] awards: serde_json::Value,
    ) {
        let bids = vec![bid("valid", "t0", 100.0), bid("valid", "t1", 101.0)];
        let found = with_settings("[R024]\nthreshold = 0.05", &[lot("p", bids, awards)]);
        assert!(found.processes.is_empty(), "{why}");
    }

    #[test]
    fn other_currencies_are_left_out_and_the_first_met_is_the_main_one() {
        let mut dollars = bid("valid", "t1", 101.0);
        dollars["value"]["currency"] = json!("USD");
        let bids = vec![bid("valid", "t0", 100.0), dollars, bid("valid", "t2", 104.0)];
        let found = with_settings(
            "[R024]\nthreshold = 0.05",
            &[lot("p", bids.clone(), json!([award("t0")]))],
        );
        assert_eq!(code(&found.processes, "p", "R024"), Some(0.04));
        let found = with_settings(
            "currency = USD\n[R024]\nthreshold = 0.05",
            &[lot("p", bids, json!([award("t0")]))],
        );
        assert!(found.processes.is_empty());
    }

    #[test]
    fn without_a_threshold_the_lower_fence_decides() {
        let amounts = [50, 52, 54, 56, 58, 60, 1];
        let lots: Vec<_> = amounts
            .iter()
            .enumerate()
            .map(|(n, more)| {
                let bids = vec![
                    bid("valid", "t0", 1_000.0),
                    bid("valid", "t1", 1_000.0 + f64::from(*more)),
                ];
                lot(&format!("p{n}"), bids, json!([award("t0")]))
            })
            .collect();
        let found = with_settings("[R024]", &lots);
        assert_eq!(found.processes.keys().collect::<Vec<_>>(), ["p6"]);
        let meta = &found.meta[&crate::domain::risk::ocds::Code::R024];
        assert_eq!(meta.keys().collect::<Vec<_>>(), ["lower_fence", "q1", "q3"]);
    }
}
