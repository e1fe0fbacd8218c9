//! Rows to start with: none, the demo set, or a generated mass.
//!
//! The demo set is built from real lots, announcements and lot numbers of 2025–2026; persons are
//! left out, suppliers in the register of unfair ones are invented, and dates are laid around now.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::calendar::{self, Clock};
use super::expand::Expansion;
use super::generated;

/// Rows of every register, named as GraphQL names their fields.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// Companies.
    pub subjects: Vec<Value>,
    /// Announcements.
    pub announcements: Vec<Value>,
    /// Lots.
    pub lots: Vec<Value>,
    /// Plan points.
    pub plans: Vec<Value>,
    /// The register of unfair suppliers.
    pub rnu: Vec<Value>,
}

impl Dataset {
    /// No rows at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The demo set: a few hundred lots, most of them open, with deadlines from two hours to about
    /// three weeks after `now`. The same `now` gives the same rows.
    pub fn demo(now: DateTime<Utc>) -> Self {
        let clock = Clock::at(now);
        let mut expansion = Expansion::new(clock, customers());
        let announcements: Vec<Announcement> =
            read(include_str!("../../../assets/demo/announcements.json"));
        let open = announcements.iter().filter(|one| one.is_open()).count();
        let (mut nth_open, mut nth) = (0, 0);
        for announcement in &announcements {
            let times = calendar::times(&clock, announcement, nth_open, open, nth);
            expansion.announcement(announcement, &times);
            nth += 1;
            nth_open += usize::from(announcement.is_open());
        }
        for supplier in read::<Company>(include_str!("../../../assets/demo/suppliers.json")) {
            expansion.supplier(&supplier);
        }
        for (id, entry) in (242_000..).zip(read(include_str!("../../../assets/demo/rnu.json"))) {
            expansion.listed(id, &entry);
        }
        let mut data = expansion.data;
        // Plan points that have no lot yet: what a plan subscription finds first.
        data.plans.extend(read::<Value>(include_str!("../../../assets/demo/plans.json")));
        data
    }

    /// As many lots as wanted, cheap to make and realistic enough to page through and to rank.
    /// The same arguments give the same rows.
    pub fn generated(lots: usize, now: DateTime<Utc>, seed: u64) -> Self {
        generated::dataset(lots, now, seed)
    }

    /// Registers of unfair suppliers with so many entries, and nothing else.
    pub fn registers(entries: usize, now: DateTime<Utc>) -> Self {
        Self { rnu: generated::rnu(entries, now), ..Self::default() }
    }
}

/// A company of the demo set.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Company {
    pub(super) bin: String,
    pub(super) ru: String,
    pub(super) kz: String,
    pub(super) kato: String,
    pub(super) place: String,
}

/// An announcement with its lots, in the short form of the embedded file.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Announcement {
    pub(super) id: i64,
    pub(super) no: String,
    pub(super) ru: String,
    pub(super) kz: String,
    /// The method it is really held by.
    pub(super) method: i64,
    /// The method its plan points were planned with.
    pub(super) planned: i64,
    pub(super) subject: i64,
    /// BIN of the customer.
    pub(super) bin: String,
    /// Status of its lots; negative for a status that went stale after the deadline.
    pub(super) status: i64,
    pub(super) lots: Vec<Lot>,
}

impl Announcement {
    /// Whether bids are really accepted.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.status, 220 | 240)
    }
}

/// A lot in the short form of the embedded file.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Lot {
    pub(super) id: i64,
    pub(super) no: String,
    pub(super) ru: Option<String>,
    pub(super) kz: Option<String>,
    pub(super) dru: Option<String>,
    pub(super) dkz: Option<String>,
    pub(super) qty: serde_json::Number,
    pub(super) unit: String,
    pub(super) sum: serde_json::Number,
    pub(super) code: Option<String>,
    /// Id of the plan point.
    pub(super) plan: i64,
    /// Places of delivery; empty where Goszakup leaves them out.
    pub(super) kato: Vec<String>,
}

/// An entry of the register of unfair suppliers.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    pub(super) bin: String,
    pub(super) ru: String,
    pub(super) kz: String,
    pub(super) customer: String,
    pub(super) customer_ru: String,
    /// Days from now to the first day of the term.
    pub(super) from: i64,
    /// Days from now to its last day.
    pub(super) to: i64,
    /// 1 Mitwork, 2 Samruk, 3 Goszakup.
    pub(super) system: i64,
    pub(super) reason: i64,
    pub(super) kato: i64,
}

/// The customers of the demo set.
pub(super) fn customers() -> Vec<Company> {
    read(include_str!("../../../assets/demo/customers.json"))
}

/// Reads an embedded file. It is part of the program, and a test reads them all, so a broken one
/// never ships; were it to, the demo would start without those rows.
pub(super) fn read<T: DeserializeOwned>(json: &str) -> Vec<T> {
    serde_json::from_str(json).unwrap_or_default()
}
