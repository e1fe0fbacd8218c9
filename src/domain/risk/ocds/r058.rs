//! R058: the winner was far cheaper than the next.

use super::{
    difference::Differences,
    quantile::Quartiles,
    report::{Code, Report},
};

/// Flags processes whose difference is at or above the upper fence, with the winner. Where the
/// fence is zero it says nothing, and nobody is flagged.
pub(super) fn finish(differences: &Differences, threshold: Option<f64>, report: &mut Report) {
    let fence = threshold.unwrap_or_else(|| {
        let quartiles = Quartiles::of(differences.values().map(|found| found.ratio).collect());
        report.note(Code::R058, "q1", quartiles.q1);
        report.note(Code::R058, "q3", quartiles.q3);
        quartiles.upper_fence()
    });
    report.note(Code::R058, "upper_fence", fence);
    if fence.is_nan() || fence <= 0.0 {
        return;
    }
    for (ocid, found) in differences.iter().filter(|(_, found)| found.ratio >= fence) {
        report.process(ocid, Code::R058, found.ratio);
        report.tenderer(&found.winner, Code::R058, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use crate::domain::risk::ocds::tests::{award, bid, code, lot, with_settings};

    #[rstest]
    #[case("[R058]\nthreshold = 0.5", 150.0, Some(0.5))]
    #[case("[R058]\nthreshold = 0.5", 149.0, None)]
    #[case("[R058]\nthreshold = 0", 150.0, None)]
    #[case("[R018]", 150.0, None)]
    fn a_far_second_is_flagged_with_the_winner(
        #[case] settings: &str,
        #[case] second: f64,
        #[case] value: Option<f64>,
    ) {
        // The winner's higher bid does not count.
        let bids =
            vec![bid("valid", "t0", 140.0), bid("valid", "t0", 100.0), bid("valid", "t1", second)];
        let found = with_settings(settings, &[lot("p", bids, json!([award("t0")]))]);
        assert_eq!(code(&found.processes, "p", "R058"), value);
        assert_eq!(code(&found.tenderers, "t0", "R058"), value.map(|_| 0.0));
        assert_eq!(code(&found.tenderers, "t1", "R058"), None);
    }

    #[test]
    fn where_all_offers_are_the_same_nobody_is_flagged() {
        let lots: Vec<_> = (0..8)
            .map(|n| {
                let bids = vec![bid("valid", "t0", 100.0), bid("valid", "t1", 100.0)];
                lot(&format!("p{n}"), bids, json!([award("t0")]))
            })
            .collect();
        assert!(with_settings("[R024]\n[R058]", &lots).processes.is_empty());
    }
}
