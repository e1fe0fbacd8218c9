//! What surrounds a purchase: its siblings, how others like it ended, and what became of contracts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::types::Tenge;

/// What was counted in storage around a lot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// From the history of stored lots; none where this lot is not counted yet.
    pub neighbours: Option<Neighbours>,
    /// The last time the end of bidding was moved.
    pub deadline_move: Option<DeadlineMove>,
    /// Edits of sum, quantity, name or description after publication; none where we first saw the
    /// lot too late to know.
    pub edits: Option<i64>,
}

/// Counted after every pass of the sync.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbours {
    /// Other lots of the same customer and code within 30 days.
    pub siblings: Siblings,
    /// Lots of the customer.
    pub customer: Option<Tally>,
    /// Lots of the code.
    pub code: Option<Tally>,
    /// Lots of the region.
    pub region: Option<Tally>,
    /// Prices of one, tiyn, of the same code, unit and year.
    pub price: Option<Spread>,
    /// Lengths of descriptions of the code, characters.
    pub length: Option<Spread>,
}

/// Other lots of the same customer and code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Siblings {
    /// How many.
    pub lots: i64,
    /// For how much together.
    pub total: Tenge,
}

/// How lots ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All.
    pub lots: i64,
    /// Failed (status 370).
    pub failed: i64,
    /// Withdrawn or cancelled (410, 430).
    pub cancelled: i64,
    /// Under appeal or review (440, 510, 540, 550).
    pub appealed: i64,
    /// From a single source.
    pub direct: i64,
}

/// Quartiles, by nearest rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// Of how many values.
    pub count: i64,
    /// Lower quartile.
    pub q1: i64,
    /// Median.
    pub median: i64,
    /// Upper quartile.
    pub q3: i64,
}

/// A move of the end of bidding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineMove {
    /// Before.
    pub from: DateTime<Utc>,
    /// After.
    pub to: DateTime<Utc>,
}

/// Contracts and bids around a purchase; loaded by nobody yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Contracts of the customer.
    pub contracts: i64,
    /// Of these, with the only bidder.
    pub single_bid: i64,
    /// Of these, changed in sum or term.
    pub changed: i64,
    /// Of these, terminated.
    pub terminated: i64,
    /// Share of the largest supplier in the customer's sums, hundredths of a percent.
    pub top_supplier_bp: i64,
    /// Herfindahl-Hirschman index of the code's market, 0 to 10,000.
    pub hhi: i64,
    /// Mean discount of the code's awards, hundredths of a percent.
    pub discount_bp: i64,
    /// Purchases of the code with their bids known.
    pub purchases: i64,
    /// Bidders for one purchase of the code, mean, hundredths.
    pub bidders_hundredths: i64,
    /// Bids to the customer.
    pub bids: i64,
    /// Of these, disqualified.
    pub disqualified: i64,
    /// Acts of the customer.
    pub acts: i64,
    /// Of these, paid after the term.
    pub paid_late: i64,
    /// Pairs of the customer's usual bidders with one address or one head.
    pub shared_contacts: i64,
    /// The youngest supplier with a contract of this customer.
    pub newest_supplier: Option<SupplierHistory>,
}

/// A supplier at the day of its contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierHistory {
    /// Days since it was registered.
    pub age_days: i64,
    /// Sum of the contract.
    pub sum: Tenge,
    /// Year of the contract.
    pub year: i32,
}
