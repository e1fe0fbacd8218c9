//! Quantiles and the fences that set outliers apart.

/// The quantile of Hyndman and Fan's type 8 (`h = (n + 1/3)p + 1/3`, linear between neighbours,
/// kept within the smallest and the largest). Not a number where there are none.
///
/// `sorted` is ascending.
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return f64::NAN };
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let h = (sorted.len() as f64 + 1.0 / 3.0) * p + 1.0 / 3.0;
    if h < 1.0 || p == 0.0 {
        return *first;
    }
    let below = h.floor();
    // In range: h is at least one and, past the length, the last value is taken.
    match (sorted.get(below as usize - 1), sorted.get(below as usize)) {
        (Some(low), Some(high)) => low + (h - below) * (high - low),
        _ => *last,
    }
}

/// The first and third quartile of a set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quartiles {
    /// A quarter lies below.
    pub(super) q1: f64,
    /// A quarter lies above.
    pub(super) q3: f64,
}

impl Quartiles {
    /// Those of the values, in any order.
    pub(super) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { q1: quantile(&values, 0.25), q3: quantile(&values, 0.75) }
    }

    /// What lies at or below is unusually low: Q1 − 1.5·IQR.
    pub(super) fn lower_fence(self) -> f64 {
        (self.q3 - self.q1).mul_add(-1.5, self.q1)
    }

    /// What lies at or above is unusually high: Q3 + 1.5·IQR.
    pub(super) fn upper_fence(self) -> f64 {
        (self.q3 - self.q1).mul_add(1.5, self.q3)
    }

    /// Half of all values are the same, so a fence would lie on the usual.
    pub(super) fn degenerate(self) -> bool {
        self.q1 >= self.q3
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[], f64::NAN, f64::NAN)]
    #[case(&[7.0], 7.0, 7.0)]
    #[case(&[1.0, 2.0], 1.0, 2.0)]
    #[case(&[1.0, 2.0, 3.0], 7.0 / 6.0, 17.0 / 6.0)]
    #[case(&[1.0, 2.0, 3.0, 4.0], 17.0 / 12.0, 43.0 / 12.0)]
    #[case(&[4.0, 1.0, 3.0, 2.0, 5.0], 5.0 / 3.0, 13.0 / 3.0)]
    fn quartiles_are_of_type_eight(#[case] values: &[f64], #[case] q1: f64, #[case] q3: f64) {
        let found = Quartiles::of(values.to_vec());
        for (found, wanted) in [(found.q1, q1), (found.q3, q3)] {
            assert!(
                (found - wanted).abs() < 1e-12 || (found.is_nan() && wanted.is_nan()),
                "{found}"
            );
        }
    }

    #[test]
    fn fences_lie_one_and_a_half_ranges_away() {
        let quartiles = Quartiles { q1: 2.0, q3: 4.0 };
        assert_eq!((quartiles.lower_fence(), quartiles.upper_fence()), (-1.0, 7.0));
        assert!(!quartiles.degenerate());
        assert!(Quartiles { q1: 2.0, q3: 2.0 }.degenerate());
    }

    proptest! {
        #[test]
        fn a_quantile_lies_within_and_grows(mut values in prop::collection::vec(-1e6..1e6, 1..40), a in 0.0..=1.0, b in 0.0..=1.0) {
            values.sort_by(f64::total_cmp);
            let (low, high) = (quantile(&values, f64::min(a, b)), quantile(&values, f64::max(a, b)));
            // The interpolation may round up in the last digit.
            prop_assert!(values[0] <= low + 1e-9 && low <= high + 1e-9 && high <= values[values.len() - 1] + 1e-9);
        }
    }
}
