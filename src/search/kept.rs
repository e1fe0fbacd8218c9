//! The best of a page, chosen while all that fits goes by. Lots come the oldest first, and of equal
//! ones the newest are wanted: nearly each is better than all before, so a heap would be rebuilt at
//! nearly each. Here they gather in a buffer, and only a full one is looked through.

use std::cmp::Reverse;

use crate::domain::search::{Begin, Place, Slice};

/// What gathers beside the best before the others are let go.
const ROOM: usize = 256;

/// The places nearest to where the page begins, or ends.
pub(super) struct Kept {
    from: Begin,
    /// Counted only where the page begins by a place.
    pub(super) ahead: u64,
    /// The first of what is behind.
    first: Best<Place>,
    /// The last of what is before.
    last: Best<Reverse<Place>>,
}

impl Kept {
    pub(super) fn new(slice: Slice) -> Self {
        let most = skipped(slice).saturating_add(slice.limit);
        Self { from: slice.from, ahead: 0, first: Best::new(most), last: Best::new(most) }
    }

    /// True where no place of such a key is wanted, whatever its id.
    pub(super) fn is_behind(&self, key: (i64, i64)) -> bool {
        matches!(self.from, Begin::Page(_)) && self.first.worst.is_some_and(|worst| key < worst.key)
    }

    pub(super) fn take(&mut self, place: Place) {
        match self.from {
            Begin::After(after) if place >= after => self.ahead += 1,
            Begin::Before(before) => {
                if place <= before {
                    return;
                }
                self.ahead += 1;
                self.last.take(Reverse(place));
            }
            Begin::Page(_) | Begin::After(_) => self.first.take(place),
        }
    }

    /// The best of them, in no order.
    pub(super) fn places(mut self) -> Vec<Place> {
        self.first.cut();
        self.last.cut();
        self.first.items.into_iter().chain(self.last.items.into_iter().map(|it| it.0)).collect()
    }
}

/// How many are left out before the page.
pub(super) fn skipped(slice: Slice) -> usize {
    match slice.from {
        Begin::Page(page) => usize::try_from(page).unwrap_or_default().saturating_mul(slice.limit),
        Begin::After(_) | Begin::Before(_) => 0,
    }
}

/// The greatest of what is taken.
struct Best<T> {
    most: usize,
    items: Vec<T>,
    /// The least of the best as of the last time that was looked.
    worst: Option<T>,
}

impl<T: Ord + Copy> Best<T> {
    fn new(most: usize) -> Self {
        Self { most, items: Vec::new(), worst: None }
    }

    fn take(&mut self, item: T) {
        if self.worst.is_some_and(|worst| item < worst) {
            return;
        }
        self.items.push(item);
        if self.items.len() >= self.most.saturating_mul(2).max(self.most.saturating_add(ROOM)) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.items.len() <= self.most {
            return;
        }
        let Some(nth) = self.most.checked_sub(1) else { return self.items.clear() };
        let (_, worst, _) = self.items.select_nth_unstable_by(nth, |one, other| other.cmp(one));
        self.worst = Some(*worst);
        self.items.truncate(self.most);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(kept: Kept) -> Vec<Place> {
        let mut places = kept.places();
        places.sort_unstable_by(|one, other| other.cmp(one));
        places
    }

    proptest! {
        #[test]
        fn the_best_are_kept_whatever_order_they_come_in(
            keys in prop::collection::vec(0_i64..4, 0..700),
            limit in 0_usize..20,
            page in 0_i64..3,
            pivot in 0_usize..700,
        ) {
            let all: Vec<Place> = keys.iter().zip(0..).map(|(key, id)| Place { key: (0, *key), id }).collect();
            let mut ordered = all.clone();
            ordered.sort_unstable_by(|one, other| other.cmp(one));

            let mut kept = Kept::new(Slice { from: Begin::Page(page), limit });
            for place in &all {
                if !kept.is_behind(place.key) {
                    kept.take(*place);
                }
            }
            let most = skipped(Slice { from: Begin::Page(page), limit }) + limit;
            prop_assert_eq!(sorted(kept), ordered.iter().copied().take(most).collect::<Vec<_>>());

            if let Some(place) = ordered.get(pivot).copied() {
                let (mut after, mut before) = (
                    Kept::new(Slice { from: Begin::After(place), limit }),
                    Kept::new(Slice { from: Begin::Before(place), limit }),
                );
                for it in &all {
                    after.take(*it);
                    before.take(*it);
                }
                prop_assert_eq!(after.ahead, pivot as u64 + 1);
                prop_assert_eq!(sorted(after), ordered.iter().copied().skip(pivot + 1).take(limit).collect::<Vec<_>>());
                let wanted: Vec<Place> = ordered.iter().copied().take(pivot).skip(pivot.saturating_sub(limit)).collect();
                prop_assert_eq!(before.ahead, pivot as u64);
                prop_assert_eq!(sorted(before), wanted);
            }
        }
    }
}
