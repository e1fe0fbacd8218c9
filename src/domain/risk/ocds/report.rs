//! What the indicators found: flags by whom they concern, and the numbers behind the thresholds.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// An indicator, by the code the Open Contracting Partnership has given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "each has a file and a page of its own name")]
pub enum Code {
    R003,
    R018,
    R024,
    R025,
    R028,
    R030,
    R035,
    R036,
    R038,
    R048,
    R058,
}

impl Code {
    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::R003,
        Self::R018,
        Self::R024,
        Self::R025,
        Self::R028,
        Self::R030,
        Self::R035,
        Self::R036,
        Self::R038,
        Self::R048,
        Self::R058,
    ];

    /// As `R003`.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| format!("{code:?}") == name)
    }
}

/// Values by id, then by indicator.
pub type Flags = BTreeMap<String, BTreeMap<Code, f64>>;

/// Everything found in a file. Ids and codes are sorted, so that the same file always gives the
/// same text.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Contracting processes, by `ocid`.
    #[serde(rename = "OCID")]
    pub processes: Flags,
    /// Buyers.
    #[serde(rename = "Buyer")]
    pub buyers: Flags,
    /// Procuring entities.
    #[serde(rename = "ProcuringEntity")]
    pub entities: Flags,
    /// Tenderers.
    #[serde(rename = "Tenderer")]
    pub tenderers: Flags,
    /// Quartiles and fences that values were held against, rounded to four digits; null where there
    /// was nothing to take them from.
    #[serde(rename = "Meta", serialize_with = "rounded")]
    pub meta: BTreeMap<Code, BTreeMap<String, f64>>,
}

impl Report {
    /// Flags a process.
    pub(super) fn process(&mut self, ocid: &str, code: Code, value: f64) {
        put(&mut self.processes, ocid, code, value);
    }

    /// Flags a tenderer.
    pub(super) fn tenderer(&mut self, id: &str, code: Code, value: f64) {
        put(&mut self.tenderers, id, code, value);
    }

    /// Keeps a number that values were held against.
    pub(super) fn note(&mut self, code: Code, name: impl Into<String>, value: f64) {
        self.meta.entry(code).or_default().insert(name.into(), value);
    }
}

/// Sets a value.
pub(super) fn put(flags: &mut Flags, id: &str, code: Code, value: f64) {
    if let Some(found) = flags.get_mut(id) {
        found.insert(code, value);
    } else {
        flags.insert(id.to_owned(), BTreeMap::from([(code, value)]));
    }
}

fn rounded<S: Serializer>(
    meta: &BTreeMap<Code, BTreeMap<String, f64>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_map(meta.iter().map(|(code, notes)| {
        let notes: BTreeMap<_, _> = notes
            .iter()
            .map(|(name, value)| (name, (value * 10_000.0).round() / 10_000.0))
            .collect();
        (code, notes)
    }))
}
