//! Acts and payments of a contract: what was accepted when, and when the money for it came.

use chrono::{DateTime, NaiveDate, Utc};

use super::{clock::ASTANA, types::Tenge};

/// Calendar days within which an accepted delivery is paid (law 106-VIII, article 17(6); Rules 687,
/// point 567).
const TERM_DAYS: i64 = 30;

/// An approved act; those deleted or taken back are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// OWS id.
    pub id: i64,
    /// When it was approved.
    pub approved_at: DateTime<Utc>,
    /// What is to be paid by it, without the advance and the penalty; none where OWS does not tell.
    pub due: Option<Tenge>,
}

/// A payment of the treasury.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// OWS id.
    pub id: i64,
    /// When.
    pub paid_at: DateTime<Utc>,
    /// How much.
    pub sum: Tenge,
}

/// Acts whose payment is seen, and how many of them were paid after the term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Punctuality {
    /// Acts.
    pub acts: i64,
    /// Of these, paid late.
    pub late: i64,
}

impl Punctuality {
    /// Of one contract. No payment names its act, so money counts for the oldest act first. An act
    /// that is not paid in full yet says nothing: its payment may be one that we do not see; nor do
    /// those after an act whose sum is not told.
    pub fn of(acts: &[Act], payments: &[Payment]) -> Self {
        let mut acts = acts.to_vec();
        acts.sort_unstable_by_key(|act| (act.approved_at, act.id));
        let mut payments = payments.to_vec();
        payments.sort_unstable_by_key(|payment| (payment.paid_at, payment.id));
        let mut paid = payments.iter();
        let (mut owed, mut received, mut last) = (0_i128, 0_i128, None);
        let mut found = Self::default();
        for act in &acts {
            let Some(due) = act.due else { break };
            let due = i128::from(due.tiyn());
            if due <= 0 {
                continue;
            }
            owed += due;
            while received < owed {
                let Some(payment) = paid.next() else { return found };
                received += i128::from(payment.sum.tiyn().max(0));
                last = Some(payment.paid_at);
            }
            let Some(at) = last else { return found };
            found.acts += 1;
            found.late += i64::from((day(at) - day(act.approved_at)).num_days() > TERM_DAYS);
        }
        found
    }
}

fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ASTANA).date_naive()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn at(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + days)
    }

    fn acts(all: &[(i64, Option<i64>)]) -> Vec<Act> {
        let act = |(id, (days, due)): (i64, &(i64, Option<i64>))| Act {
            id,
            approved_at: at(*days),
            due: due.map(Tenge::from_tiyn),
        };
        (1..).zip(all).map(act).collect()
    }

    fn payments(all: &[(i64, i64)]) -> Vec<Payment> {
        let payment = |(id, (days, tiyn)): (i64, &(i64, i64))| Payment {
            id,
            paid_at: at(*days),
            sum: Tenge::from_tiyn(*tiyn),
        };
        (1..).zip(all).map(payment).collect()
    }

    #[rstest]
    #[case::nothing_seen(&[], &[], (0, 0))]
    #[case::no_money_seen(&[(0, Some(100))], &[], (0, 0))]
    #[case::in_time_to_the_day(&[(0, Some(100))], &[(30, 100)], (1, 0))]
    #[case::a_day_late(&[(0, Some(100))], &[(31, 100)], (1, 1))]
    #[case::in_parts_by_the_last(&[(0, Some(100))], &[(5, 60), (40, 40)], (1, 1))]
    #[case::in_part_only(&[(0, Some(100))], &[(5, 60)], (0, 0))]
    #[case::oldest_first(&[(0, Some(100)), (50, Some(100))], &[(10, 100), (90, 100)], (2, 1))]
    #[case::order_of_rows_does_not_matter(&[(50, Some(100)), (0, Some(100))], &[(90, 100), (10, 100)], (2, 1))]
    #[case::paid_ahead(&[(50, Some(100))], &[(10, 500)], (1, 0))]
    #[case::nothing_to_pay(&[(0, Some(0)), (10, Some(100))], &[(20, 100)], (1, 0))]
    #[case::a_sum_not_told_ends_it(&[(0, None), (10, Some(100))], &[(99, 100)], (0, 0))]
    #[case::no_overflow(&[(0, Some(i64::MAX)), (1, Some(i64::MAX))], &[(2, i64::MAX), (60, i64::MAX)], (2, 1))]
    fn paid_by_the_oldest_act_first(
        #[case] accepted: &[(i64, Option<i64>)],
        #[case] paid: &[(i64, i64)],
        #[case] (all, late): (i64, i64),
    ) {
        let found = Punctuality::of(&acts(accepted), &payments(paid));
        assert_eq!(found, Punctuality { acts: all, late });
    }

    proptest! {
        #[test]
        fn more_money_earlier_is_never_later(
            accepted in prop::collection::vec((0_i64..400, prop::option::of(0_i64..1_000)), 0..8),
            paid in prop::collection::vec((0_i64..400, 0_i64..1_000), 0..8),
        ) {
            let (acts, mut payments) = (acts(&accepted), payments(&paid));
            let before = Punctuality::of(&acts, &payments);
            prop_assert!(before.late <= before.acts);
            payments.push(Payment { id: 0, paid_at: at(-1), sum: Tenge::from_tiyn(i64::MAX) });
            let after = Punctuality::of(&acts, &payments);
            prop_assert!(after.late == 0 && after.acts >= before.acts);
        }
    }
}
