//! R048: a supplier of unusually many different things.

use std::collections::{HashMap, HashSet};

use super::{
    quantile::Quartiles,
    release::{Release, only},
    report::{Code, Report},
    settings::Spread,
};

/// What a supplier won.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    processes: u64,
    prefixes: HashSet<Box<str>>,
}

/// By supplier.
pub(super) type Assortments = HashMap<Box<str>, Kinds>;

/// Adds the kinds of things in the awards in force that one supplier won alone.
pub(super) fn read(release: &Release<'_>, digits: usize, all: &mut Assortments) {
    let mut counted: HashSet<&str> = HashSet::new();
    for award in release.awards.0.iter().filter(|award| award.status.is("active")) {
        let Some(supplier) = only(&award.suppliers) else { continue };
        for classification in award.items.0.iter().filter_map(|item| item.classification.id.get()) {
            let kinds = match all.get_mut(supplier) {
                Some(kinds) => kinds,
                None => all.entry(supplier.into()).or_default(),
            };
            if counted.insert(supplier) {
                kinds.processes += 1;
            }
            let end = classification.char_indices().nth(digits).map(|(at, _)| at);
            let prefix = end.and_then(|end| classification.get(..end)).unwrap_or(classification);
            if !kinds.prefixes.contains(prefix) {
                kinds.prefixes.insert(prefix.into());
            }
        }
    }
}

/// Puts two counts together.
pub(super) fn merge(into: &mut Assortments, from: Assortments) {
    for (supplier, kinds) in from {
        let sum = into.entry(supplier).or_default();
        sum.processes += kinds.processes;
        sum.prefixes.extend(kinds.prefixes);
    }
}

/// Flags suppliers with at least as many kinds as the upper fence. Where half of all have the same
/// number the fence lies on the usual, and nobody is flagged.
pub(super) fn finish(all: &Assortments, settings: Spread, report: &mut Report) {
    let enough: Vec<(&str, f64)> = all
        .iter()
        .filter(|(_, kinds)| kinds.processes >= settings.minimum_processes)
        .map(|(supplier, kinds)| (&**supplier, kinds.prefixes.len() as f64))
        .collect();
    let (fence, meaningful) = settings.threshold.map_or_else(
        || {
            let quartiles = Quartiles::of(enough.iter().map(|(_, count)| *count).collect());
            report.note(Code::R048, "q1", quartiles.q1);
            report.note(Code::R048, "q3", quartiles.q3);
            (quartiles.upper_fence(), !quartiles.degenerate())
        },
        |threshold| (threshold as f64, true),
    );
    report.note(Code::R048, "upper_fence", fence);
    for (supplier, count) in enough {
        if meaningful && count >= fence {
            report.tenderer(supplier, Code::R048, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{code, lot, with_settings};

    fn won(n: usize, supplier: &str, classes: &[String]) -> Value {
        let items: Vec<Value> =
            classes.iter().map(|id| json!({ "classification": { "id": id } })).collect();
        let award =
            json!({ "status": "active", "suppliers": [{ "id": supplier }], "items": items });
        lot(&format!("{supplier}-{n}"), vec![], json!([award]))
    }

    #[rstest]
    #[case("[R048]\nthreshold = 3\nminimum_contracting_processes = 2", Some(3.0))]
    #[case("[R048]\nthreshold = 4\nminimum_contracting_processes = 2", None)]
    #[case("[R048]\nthreshold = 3", None)]
    #[case("[R048]\nthreshold = 3\nminimum_contracting_processes = 2\ndigits = 1", None)]
    #[case("[R048]\nthreshold = 4\nminimum_contracting_processes = 2\ndigits = 9", Some(4.0))]
    fn different_beginnings_of_codes_are_counted(
        #[case] settings: &str,
        #[case] value: Option<f64>,
    ) {
        let classes = ["4312", "4399", "5511", "44"].map(str::to_owned);
        let lots = [won(0, "s", &classes[..2]), won(1, "s", &classes[1..])];
        assert_eq!(code(&with_settings(settings, &lots).tenderers, "s", "R048"), value);
    }

    /// Suppliers of so many kinds each, 20 processes apiece.
    fn suppliers(counts: &[usize]) -> Vec<Value> {
        let one = |(s, count): (usize, &usize)| {
            let count = *count;
            (0..20).map(move |n| won(n, &format!("s{s}"), &[format!("{:02}00", n % count)]))
        };
        counts.iter().enumerate().flat_map(one).collect()
    }

    #[test]
    fn the_upper_fence_decides_without_a_threshold() {
        let found = with_settings("[R048]", &suppliers(&[1, 2, 2, 3, 3, 4, 15]));
        assert_eq!(found.tenderers.keys().collect::<Vec<_>>(), ["s6"]);
    }

    #[test]
    fn where_most_have_equally_many_kinds_nobody_is_flagged() {
        // Q1 = Q3 = 1: all twelve would lie on the fence.
        let found = with_settings("[R048]", &suppliers(&[1; 12]));
        assert!(found.tenderers.is_empty());
        let found = with_settings("[R048]", &suppliers(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9]));
        assert!(found.tenderers.is_empty());
    }

    #[test]
    fn of_an_award_to_several_it_is_not_known_who_supplies_what() {
        let mut lot = won(0, "s", &["11".to_owned()]);
        lot["awards"][0]["suppliers"] = json!([{ "id": "s" }, { "id": "t" }]);
        let settings = "[R048]\nthreshold = 1\nminimum_contracting_processes = 1";
        assert!(with_settings(settings, &[lot]).tenderers.is_empty());
    }
}
