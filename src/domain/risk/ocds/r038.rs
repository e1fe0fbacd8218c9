//! R038: an unusually large share of bids is turned away.

use std::collections::HashMap;

use super::{
    quantile::Quartiles,
    release::Release,
    report::{Code, Flags, Report, put},
    settings::Disqualified,
    share::Share,
};

/// Disqualified among submitted bids, by id.
#[derive(Debug, Default)]
pub(super) struct Turned {
    buyers: HashMap<Box<str>, Share>,
    entities: HashMap<Box<str>, Share>,
    tenderers: HashMap<Box<str>, Share>,
}

impl Turned {
    /// Counts the bids of a process for its buyer, its procuring entity and each tenderer.
    pub(super) fn read(&mut self, release: &Release<'_>) {
        let (mut out, mut all) = (0, 0);
        for bid in release.submitted() {
            let disqualified = u64::from(bid.status.is("disqualified"));
            out += disqualified;
            all += 1;
            for id in bid.tenderer_ids() {
                Share::add(&mut self.tenderers, id, disqualified, 1);
            }
        }
        if all == 0 {
            return;
        }
        if let Some(id) = release.buyer.id.get() {
            Share::add(&mut self.buyers, id, out, all);
        }
        if let Some(id) = release.tender.procuring_entity.id.get() {
            Share::add(&mut self.entities, id, out, all);
        }
    }

    /// Puts two counts together.
    pub(super) fn merge(&mut self, other: Self) {
        Share::merge(&mut self.buyers, other.buyers);
        Share::merge(&mut self.entities, other.entities);
        Share::merge(&mut self.tenderers, other.tenderers);
    }

    /// Flags shares at or above the upper fence of their group. Where the fence is zero it says
    /// nothing, and nobody is flagged.
    pub(super) fn finish(&self, settings: Disqualified, report: &mut Report) {
        let processes = settings.minimum_processes;
        let groups = [
            ("Buyer", &self.buyers, processes),
            ("ProcuringEntity", &self.entities, processes),
            ("Tenderer", &self.tenderers, settings.minimum_bids),
        ];
        for (group, shares, minimum) in groups {
            let found = flag(group, shares, minimum, settings.threshold, report);
            let flags: &mut Flags = match group {
                "Buyer" => &mut report.buyers,
                "ProcuringEntity" => &mut report.entities,
                _ => &mut report.tenderers,
            };
            for (id, ratio) in found {
                put(flags, id, Code::R038, ratio);
            }
        }
    }
}

fn flag<'a>(
    group: &str,
    shares: &'a HashMap<Box<str>, Share>,
    minimum: u64,
    threshold: Option<f64>,
    report: &mut Report,
) -> Vec<(&'a str, f64)> {
    let mut enough: Vec<(&str, f64)> = shares
        .iter()
        .filter(|(_, share)| share.of >= minimum)
        .map(|(id, share)| (&**id, share.ratio()))
        .collect();
    if enough.is_empty() {
        return enough;
    }
    let fence = threshold.unwrap_or_else(|| {
        let quartiles = Quartiles::of(enough.iter().map(|(_, ratio)| *ratio).collect());
        report.note(Code::R038, format!("{group}_q1"), quartiles.q1);
        report.note(Code::R038, format!("{group}_q3"), quartiles.q3);
        quartiles.upper_fence()
    });
    report.note(Code::R038, format!("{group}_upper_fence"), fence);
    enough.retain(|(_, ratio)| fence > 0.0 && *ratio >= fence);
    enough
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{bid, code, lot, with_settings};

    fn process(n: usize, buyer: &str, bids: Vec<Value>) -> Value {
        let mut lot = lot(&format!("p{n}"), bids, json!([]));
        lot["buyer"]["id"] = json!(buyer);
        lot["tender"]["procuringEntity"] = json!({ "id": format!("{buyer}-org") });
        lot
    }

    #[rstest]
    #[case("[R038]\nthreshold = 0.5", Some(0.5))]
    #[case("[R038]\nthreshold = 0.6", None)]
    #[case("[R038]\nthreshold = 0", None)]
    #[case("[R038]\nthreshold = 0.5\nminimum_contracting_processes = 5", None)]
    fn buyers_entities_and_tenderers_are_held_against_the_threshold(
        #[case] settings: &str,
        #[case] value: Option<f64>,
    ) {
        let lots = [
            process(0, "b", vec![bid("valid", "t", 1.0), bid("disqualified", "u", 1.0)]),
            process(
                1,
                "b",
                vec![
                    bid("pending", "t", 1.0),
                    bid("disqualified", "u", 1.0),
                    bid("withdrawn", "u", 1.0),
                ],
            ),
        ];
        let found = with_settings(settings, &lots);
        assert_eq!(code(&found.buyers, "b", "R038"), value);
        assert_eq!(code(&found.entities, "b-org", "R038"), value);
        assert_eq!(code(&found.tenderers, "t", "R038"), None);
    }

    #[test]
    fn the_upper_fence_of_each_group_decides_without_a_threshold() {
        let mut lots: Vec<Value> = (0..9)
            .map(|n| {
                process(
                    n,
                    &format!("b{n}"),
                    vec![bid("valid", &format!("t{n}"), 1.0), bid("valid", "v", 1.0)],
                )
            })
            .collect();
        // Nobody is turned away anywhere: a fence of zero would flag all.
        assert!(with_settings("[R038]", &lots).buyers.is_empty());
        for n in [20, 21, 22] {
            let bids =
                vec![bid("disqualified", "x", 1.0), bid("valid", "y", 1.0), bid("valid", "y", 1.0)];
            lots.push(process(n, if n == 22 { "often" } else { "b20" }, bids));
        }
        let found = with_settings("[R038]", &lots);
        assert_eq!(found.meta[&crate::domain::risk::ocds::Code::R038].len(), 9);
        assert!(!found.tenderers.contains_key("v"));
    }
}
