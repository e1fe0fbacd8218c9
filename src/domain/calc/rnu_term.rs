//! How long a supplier stays in the register of unfair participants: 24 months (law, article 8(7)),
//! gone a working day later, and five years of a lower conditional discount.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{Rule, deadlines};
use crate::domain::calendar::{self, Counted};

/// The days of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RnuTerm {
    effective: NaiveDate,
    /// From this day the supplier may bid again.
    pub ban_ends: NaiveDate,
    /// The record is taken out on this day at the latest.
    pub removal: Counted,
    /// Until then the past record lowers the conditional discount (Rules 687, point 266-1).
    pub negative_until: NaiveDate,
}

impl RnuTerm {
    /// The days of a record that is in force since `effective`; none beyond the calendar.
    pub fn of(effective: NaiveDate) -> Option<Self> {
        let terms = deadlines::rnu()?;
        let ban_ends = effective.checked_add_months(Months::new(terms.months))?;
        Some(Self {
            effective,
            ban_ends,
            removal: calendar::working_days_after(ban_ends, terms.removal_working_days)?,
            negative_until: ban_ends.checked_add_months(Months::new(12 * terms.negative_years))?,
        })
    }

    /// Whether the supplier may not bid on a day.
    pub fn is_blocked_on(&self, day: NaiveDate) -> bool {
        self.effective <= day && day < self.ban_ends
    }

    /// By what rule.
    pub fn rule() -> Option<&'static Rule> {
        deadlines::rnu().map(|terms| &terms.rule)
    }
}
