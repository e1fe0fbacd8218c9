//! So many out of so many.

use std::collections::HashMap;

/// A fraction that is still being counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    /// So many,
    pub(super) have: u64,
    /// of so many.
    pub(super) of: u64,
}

impl Share {
    /// Adds to the share of this id.
    pub(super) fn add(shares: &mut HashMap<Box<str>, Self>, id: &str, have: u64, of: u64) {
        let share = match shares.get_mut(id) {
            Some(share) => share,
            None => shares.entry(id.into()).or_default(),
        };
        share.have += have;
        share.of += of;
    }

    /// Puts two counts together.
    pub(super) fn merge(into: &mut HashMap<Box<str>, Self>, from: HashMap<Box<str>, Self>) {
        for (id, share) in from {
            let sum = into.entry(id).or_default();
            sum.have += share.have;
            sum.of += share.of;
        }
    }

    /// Between 0 and 1; an empty one is never kept.
    pub(super) fn ratio(self) -> f64 {
        self.have as f64 / self.of as f64
    }
}
