//! What lots were allocated and what their contracts come to: the discount that competition brought.

use std::collections::BTreeMap;

use super::types::{LotId, Tenge};

/// Lots with contracts. A lot may have a contract of several subjects, and several contracts, so only
/// their sum together is compared with what the lot was allocated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Awards(BTreeMap<LotId, Award>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Award {
    allocated: Tenge,
    /// None where the sum of a subject is not told.
    contracted: Option<i128>,
}

impl Awards {
    /// Adds a subject of a contract for a lot; its sum may be missing.
    pub fn add(&mut self, lot: LotId, allocated: Tenge, subject: Option<Tenge>) {
        let award = self.0.entry(lot).or_insert(Award { allocated, contracted: Some(0) });
        let sum = award.contracted.zip(subject);
        award.contracted = sum.map(|(all, one)| all + i128::from(one.tiyn()));
    }

    /// Of how many lots the discount is known, and their mean discount, hundredths of a percent. A lot
    /// contracted for more than it was allocated is a broken record, and left out.
    pub fn discount(&self) -> (i64, i64) {
        let known: Vec<i128> = self.0.values().filter_map(Award::discount_bp).collect();
        let count = i64::try_from(known.len()).unwrap_or(i64::MAX);
        let mean = known.iter().sum::<i128>() / i128::from(count.max(1));
        (count, i64::try_from(mean).unwrap_or_default())
    }
}

impl Award {
    fn discount_bp(&self) -> Option<i128> {
        let allocated = i128::from(self.allocated.tiyn());
        let contracted = self.contracted.filter(|sum| (1..=allocated).contains(sum))?;
        Some((allocated - contracted) * 10_000 / allocated)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn awards(subjects: &[(LotId, i64, Option<i64>)]) -> Awards {
        let mut all = Awards::default();
        for (lot, allocated, sum) in subjects {
            all.add(*lot, Tenge::from_tiyn(*allocated), sum.map(Tenge::from_tiyn));
        }
        all
    }

    #[rstest]
    #[case(&[], (0, 0))]
    #[case(&[(1, 100, Some(90))], (1, 1_000))]
    // Two subjects of one lot are its price together: not two discounts of 55 %.
    #[case(&[(1, 100, Some(45)), (1, 100, Some(45))], (1, 1_000))]
    #[case(&[(1, 100, Some(90)), (2, 100, Some(70))], (2, 2_000))]
    #[case(&[(1, 100, Some(100))], (1, 0))]
    #[case(&[(1, 100, Some(101))], (0, 0))]
    #[case(&[(1, 100, Some(60)), (1, 100, Some(60))], (0, 0))]
    #[case(&[(1, 100, Some(0))], (0, 0))]
    #[case(&[(1, 0, Some(1))], (0, 0))]
    // A subject without a sum leaves the price of the lot unknown.
    #[case(&[(1, 100, Some(45)), (1, 100, None)], (0, 0))]
    #[case(&[(1, 100, None), (1, 100, Some(45))], (0, 0))]
    // Sums that times ten thousand are past 64 bits.
    #[case(&[(1, i64::MAX, Some(i64::MAX / 2))], (1, 5_000))]
    #[case(&[(1, i64::MAX, Some(i64::MAX)), (1, i64::MAX, Some(i64::MAX))], (0, 0))]
    fn a_lot_is_compared_whole(
        #[case] subjects: &[(LotId, i64, Option<i64>)],
        #[case] expected: (i64, i64),
    ) {
        assert_eq!(awards(subjects).discount(), expected);
    }

    proptest! {
        #[test]
        fn how_a_price_is_divided_into_subjects_changes_nothing(
            allocated in 1_i64..i64::MAX, parts in prop::collection::vec(1_i64..1_000_000, 1..9),
        ) {
            let whole: i64 = parts.iter().sum();
            let parts: Vec<_> = parts.iter().map(|part| (1, allocated, Some(*part))).collect();
            let (count, discount) = awards(&parts).discount();
            prop_assert_eq!((count, discount), awards(&[(1, allocated, Some(whole))]).discount());
            prop_assert!((0..=10_000).contains(&discount));
        }
    }
}
