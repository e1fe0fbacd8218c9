//! R025: bids often, and unusually seldom wins.

use std::collections::HashMap;

use super::{
    quantile::{Quartiles, quantile},
    release::Release,
    report::{Code, Report},
    settings::Settings,
    share::Share,
};

/// Wins among processes bid in, by tenderer.
pub(super) type Wins = HashMap<Box<str>, Share>;

/// Counts each tenderer with a valid bid once, and the winner's win.
pub(super) fn read(release: &Release<'_>, winner: &str, wins: &mut Wins) {
    let mut seen: Vec<&str> = release
        .bids
        .details
        .0
        .iter()
        .filter(|bid| bid.status.is("valid"))
        .filter_map(|bid| bid.sole_tenderer())
        .collect();
    seen.sort_unstable();
    seen.dedup();
    for tenderer in seen {
        Share::add(wins, tenderer, u64::from(tenderer == winner), 1);
    }
}

/// Flags tenderers that bid at least as often as the percentile, and whose share of wins is at or
/// below the lower fence. Where half of all shares are the same the fence lies on the usual, and
/// nobody is flagged.
pub(super) fn finish(wins: &Wins, settings: &Settings, report: &mut Report) {
    let mut often: Vec<f64> = wins.values().map(|share| share.of as f64).collect();
    often.sort_by(f64::total_cmp);
    let often = quantile(&often, settings.r025_percentile as f64 / 100.0);
    let (fence, meaningful) = settings.r025_threshold.map_or_else(
        || {
            let quartiles = Quartiles::of(wins.values().map(|share| share.ratio()).collect());
            report.note(Code::R025, "q1", quartiles.q1);
            report.note(Code::R025, "q3", quartiles.q3);
            (quartiles.lower_fence(), quartiles.q1 > 0.0 && !quartiles.degenerate())
        },
        |threshold| (threshold, true),
    );
    report.note(Code::R025, "upper_fence", often);
    report.note(Code::R025, "lower_fence", fence);
    if !meaningful || fence.is_nan() || fence <= 0.0 {
        return;
    }
    for (tenderer, share) in wins {
        if share.of as f64 >= often && share.ratio() <= fence {
            report.tenderer(tenderer, Code::R025, share.ratio());
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{award, bid, code, lot, with_settings};

    /// Lots won by the first of each pair.
    fn lots(pairs: &[(&str, &str)]) -> Vec<Value> {
        let one = |(n, (winner, loser)): (usize, &(&str, &str))| {
            let bids = vec![bid("valid", winner, 100.0), bid("valid", loser, 120.0)];
            lot(&format!("p{n}"), bids, json!([award(winner)]))
        };
        pairs.iter().enumerate().map(one).collect()
    }

    #[rstest]
    #[case("[R025]\nthreshold = 0.25", Some(0.25))]
    #[case("[R025]\nthreshold = 0.2", None)]
    #[case("[R025]\nthreshold = 0", None)]
    #[case("[R025]\npercentile = 100\nthreshold = 0.25", Some(0.25))]
    fn who_bids_often_and_seldom_wins_is_flagged(
        #[case] settings: &str,
        #[case] value: Option<f64>,
    ) {
        let lots = lots(&[("a", "x"), ("b", "x"), ("c", "x"), ("x", "a")]);
        let found = with_settings(settings, &lots);
        assert_eq!(code(&found.tenderers, "x", "R025"), value);
        assert_eq!(
            found.tenderers.len(),
            usize::from(value.is_some()),
            "the others bid less often"
        );
    }

    #[test]
    fn where_most_win_equally_often_nobody_is_flagged() {
        // Everybody wins one of two: Q1 = Q3 = 0.5, and all would lie on the fence.
        let names: Vec<String> = (0..12).map(|n| format!("t{n}")).collect();
        let pairs: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(n, name)| (name.as_str(), names[(n + 1) % names.len()].as_str()))
            .collect();
        let found = with_settings("[R025]", &lots(&pairs));
        assert!(found.tenderers.is_empty());
        assert_eq!(found.meta[&crate::domain::risk::ocds::Code::R025]["q1"], 0.5);
    }

    #[test]
    fn a_tenderer_counts_once_in_a_process_and_only_alone_on_its_bid() {
        let mut together = bid("valid", "x", 130.0);
        together["tenderers"] = json!([{ "id": "x" }, { "id": "y" }]);
        let bids = vec![
            bid("valid", "a", 100.0),
            bid("valid", "x", 110.0),
            bid("valid", "x", 120.0),
            together,
        ];
        let found = with_settings("[R025]\nthreshold = 1", &[lot("p", bids, json!([award("a")]))]);
        assert_eq!(code(&found.tenderers, "x", "R025"), Some(0.0));
        assert_eq!(code(&found.tenderers, "y", "R025"), None);
    }
}
