//! What surrounds a purchase: its siblings, how others like it ended, and what became of contracts.

use std::cmp::Reverse;

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
    /// Contracts and bids of the customer and the market; none where none are loaded.
    pub history: Option<History>,
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

/// Contracts and bids around a purchase. What is not loaded has a count of zero, and tells nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Contracts of the customer.
    pub contracts: i64,
    /// Of these, changed by an additional agreement.
    pub changed: i64,
    /// Of these, terminated.
    pub terminated: i64,
    /// Lots of the customer whose bids are known.
    pub tendered: i64,
    /// Of these, with the only bidder.
    pub single_bid: i64,
    /// Share of the largest supplier in the customer's sums, hundredths of a percent.
    pub top_supplier_bp: i64,
    /// Lots of the code with contracts, where what they came to is known.
    pub awards: i64,
    /// Herfindahl-Hirschman index of the code's market, 0 to 10,000.
    pub hhi: i64,
    /// Mean discount of these lots, hundredths of a percent.
    pub discount_bp: i64,
    /// Purchases of the code with their bids known.
    pub purchases: i64,
    /// Bidders for one purchase of the code, mean, hundredths.
    pub bidders_hundredths: i64,
    /// Bids to the customer.
    pub bids: i64,
    /// Of these, disqualified.
    pub disqualified: i64,
    /// Acts of the customer whose payment is seen.
    pub acts: i64,
    /// Of these, paid after the term.
    pub paid_late: i64,
    /// Pairs that bid against each other for a lot of the customer and have one address or one head;
    /// none where the register of participants was asked of no such two.
    pub shared_contacts: Option<i64>,
    /// The youngest supplier with a contract of this customer; none where it is not known.
    pub newest_supplier: Option<SupplierHistory>,
    /// All contracts of the customer's largest supplier, with whomever; none where it is not known.
    pub main_supplier: Option<SupplierContracts>,
}

/// Purchases of a code from which the number of bidders means something.
pub const LEAST_PURCHASES: i64 = 10;

impl History {
    /// Others that bid for such a purchase, to the nearest; none where too few purchases are known.
    pub fn rivals(&self) -> Option<u32> {
        let bidders =
            (self.purchases >= LEAST_PURCHASES).then_some((self.bidders_hundredths + 50) / 100)?;
        u32::try_from((bidders - 1).max(0)).ok()
    }
}

/// Contracts of a supplier, as far as they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierContracts {
    /// All.
    pub contracts: i64,
    /// Of these, terminated.
    pub terminated: i64,
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

impl SupplierHistory {
    /// Which of a customer's contracts tells most: of suppliers younger than `young_days` the largest,
    /// else that of the youngest.
    pub fn telling(all: &[Self], young_days: i64) -> Option<Self> {
        let young = all.iter().filter(|it| it.age_days < young_days);
        let largest = young.max_by_key(|it| (it.sum, Reverse(it.age_days)));
        largest.or_else(|| all.iter().min_by_key(|it| (it.age_days, Reverse(it.sum)))).copied()
    }
}

/// Of what each supplier has in a market: the share of the largest, in hundredths of a percent, and the
/// Herfindahl-Hirschman index, 0 to 10,000. Zero where nobody sold for a known sum.
pub fn market_of(sums: &[i64]) -> (i64, i64) {
    let total: i128 = sums.iter().map(|sum| i128::from(*sum).max(0)).sum();
    if total == 0 {
        return (0, 0);
    }
    let share = |sum: &i64| i128::from(*sum).max(0) * 10_000 / total;
    let largest = sums.iter().map(share).max().unwrap_or_default();
    let index: i128 = sums.iter().map(|sum| share(sum) * share(sum)).sum::<i128>() / 10_000;
    (i64::try_from(largest).unwrap_or(10_000), i64::try_from(index).unwrap_or(10_000))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(9, 300, None)]
    #[case(10, 300, Some(2))]
    #[case(10, 349, Some(2))]
    #[case(10, 350, Some(3))]
    #[case(10, 0, Some(0))]
    fn rivals_are_the_others(
        #[case] purchases: i64,
        #[case] bidders_hundredths: i64,
        #[case] rivals: Option<u32>,
    ) {
        let history = History { purchases, bidders_hundredths, ..History::default() };
        assert_eq!(history.rivals(), rivals);
    }

    #[rstest]
    #[case(&[], None)]
    #[case(&[(400, 5), (300, 1)], Some((300, 1)))]
    #[case(&[(10, 1), (170, 9), (180, 99)], Some((170, 9)))]
    #[case(&[(20, 9), (10, 9)], Some((10, 9)))]
    fn the_largest_contract_of_the_young_tells_most(
        #[case] all: &[(i64, i64)],
        #[case] expected: Option<(i64, i64)>,
    ) {
        let of = |(age_days, tiyn): &(i64, i64)| SupplierHistory {
            age_days: *age_days,
            sum: Tenge::from_tiyn(*tiyn),
            year: 2026,
        };
        let all: Vec<SupplierHistory> = all.iter().map(of).collect();
        assert_eq!(SupplierHistory::telling(&all, 180), expected.as_ref().map(of));
    }

    #[rstest]
    #[case(&[], (0, 0))]
    #[case(&[0, 0], (0, 0))]
    #[case(&[500], (10_000, 10_000))]
    #[case(&[100, 100], (5_000, 5_000))]
    #[case(&[70, 20, 10], (7_000, 5_400))]
    #[case(&[i64::MAX, i64::MAX], (5_000, 5_000))]
    fn a_market_by_its_sums(#[case] sums: &[i64], #[case] expected: (i64, i64)) {
        assert_eq!(market_of(sums), expected);
    }

    proptest! {
        #[test]
        fn the_index_is_between_its_bounds(sums in prop::collection::vec(0_i64..1_000_000_000, 1..50)) {
            let (largest, index) = market_of(&sums);
            prop_assert!((0..=10_000).contains(&largest) && index <= largest.max(1) && index >= 0);
        }
    }
}
