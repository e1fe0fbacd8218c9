//! What became different between two looks at a counterparty.

use super::{Side, Snapshot, StoredStanding, Trade};
use crate::domain::types::Tenge;

/// One thing that is different now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The name.
    Name {
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// The state in the registers of unfair participants.
    Standing {
        /// Before.
        from: StoredStanding,
        /// Now.
        to: StoredStanding,
    },
    /// Contracts and their sum.
    Contracts {
        /// On which side.
        side: Side,
        /// Before.
        from: (i64, Tenge),
        /// Now.
        to: (i64, Tenge),
    },
    /// Contracts that were terminated.
    Terminated {
        /// On which side.
        side: Side,
        /// Before.
        from: i64,
        /// Now.
        to: i64,
    },
    /// Open lots.
    OpenLots {
        /// Before.
        from: i64,
        /// Now.
        to: i64,
    },
    /// A rule fires that did not.
    NewFlag(String),
    /// A rule fires no longer.
    FlagGone(String),
}

/// What is different, the weightiest first. What was unknown at either time tells nothing.
pub fn differences(before: &Snapshot, now: &Snapshot) -> Vec<Difference> {
    let mut all = Vec::new();
    let unknown = StoredStanding::Unknown;
    if before.standing != now.standing && before.standing != unknown && now.standing != unknown {
        all.push(Difference::Standing { from: before.standing, to: now.standing });
    }
    if let (Some(from), Some(to)) = (&before.name, &now.name)
        && from != to
    {
        all.push(Difference::Name { from: from.clone(), to: to.clone() });
    }
    if before.is_customer_read && now.is_customer_read {
        of_trade(&mut all, Side::Customer, &before.as_customer, &now.as_customer);
    }
    of_trade(&mut all, Side::Supplier, &before.as_supplier, &now.as_supplier);
    if before.open_lots != now.open_lots {
        all.push(Difference::OpenLots { from: before.open_lots, to: now.open_lots });
    }
    if !(before.are_flags_known && now.are_flags_known) {
        return all;
    }
    let not_in = |rules: &[String], rule: &&String| !rules.contains(rule);
    let new = now.flags.iter().filter(|rule| not_in(&before.flags, rule));
    all.extend(new.cloned().map(Difference::NewFlag));
    let gone = before.flags.iter().filter(|rule| not_in(&now.flags, rule));
    all.extend(gone.cloned().map(Difference::FlagGone));
    all
}

fn of_trade(all: &mut Vec<Difference>, side: Side, before: &Trade, now: &Trade) {
    let (from, to) = ((before.contracts(), before.sum()), (now.contracts(), now.sum()));
    if from != to {
        all.push(Difference::Contracts { side, from, to });
    }
    let (from, to) = (before.terminated(), now.terminated());
    if from != to {
        all.push(Difference::Terminated { side, from, to });
    }
}

#[cfg(test)]
mod tests {
    use super::{super::YearOfTrade, *};

    fn snapshot() -> Snapshot {
        let year = YearOfTrade {
            year: 2026,
            contracts: 3,
            terminated: 1,
            sum: Tenge::from_tiyn(1_000_000),
        };
        Snapshot {
            name: Some("ТОО «Ақ көл»".to_owned()),
            standing: StoredStanding::NotListed,
            as_customer: Trade { years: vec![year], ..Trade::default() },
            as_supplier: Trade::default(),
            open_lots: 2,
            flags: vec!["bid-window".to_owned()],
            is_customer_read: true,
            are_flags_known: true,
        }
    }

    #[test]
    fn what_was_unknown_at_either_time_tells_nothing() {
        let unread = Snapshot {
            as_customer: Trade::default(),
            is_customer_read: false,
            flags: Vec::new(),
            are_flags_known: false,
            ..snapshot()
        };
        assert_eq!(differences(&unread, &snapshot()), []);
        assert_eq!(differences(&snapshot(), &unread), []);
    }

    #[test]
    fn nothing_changed_is_told_as_nothing() {
        assert_eq!(differences(&snapshot(), &snapshot()), []);
    }

    #[test]
    fn every_side_is_compared_and_the_unknown_is_not() {
        let mut now = snapshot();
        now.standing = StoredStanding::Listed(None);
        now.name = None;
        now.as_customer.years[0].terminated = 2;
        now.open_lots = 0;
        now.flags = vec!["splitting".to_owned()];
        let found = differences(&snapshot(), &now);
        assert_eq!(
            found,
            [
                Difference::Standing {
                    from: StoredStanding::NotListed,
                    to: StoredStanding::Listed(None)
                },
                Difference::Terminated { side: Side::Customer, from: 1, to: 2 },
                Difference::OpenLots { from: 2, to: 0 },
                Difference::NewFlag("splitting".to_owned()),
                Difference::FlagGone("bid-window".to_owned()),
            ]
        );
        now.standing = StoredStanding::Unknown;
        assert!(
            !differences(&snapshot(), &now)
                .iter()
                .any(|it| matches!(it, Difference::Standing { .. }))
        );
    }
}
