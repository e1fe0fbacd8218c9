//! What in a file could not be read, or left an indicator without an answer: told, not passed over.

use std::{collections::BTreeMap, fmt};

/// One thing that was amiss.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// In which line, from 1.
    pub line: u64,
    /// What.
    pub kind: Kind,
}

/// What may be amiss with a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Not JSON, or only a part of it; the line is left out.
    NotJson(String),
    /// Not in UTF-8; the line is left out.
    NotUtf8,
    /// No release with an `ocid` of text; it is left out.
    NoOcid,
    /// R003 has no beginning of the term.
    NoPeriodStart,
    /// R003 has no end of the term.
    NoPeriodEnd,
    /// R003 can't read the beginning of the term.
    UnreadablePeriodStart,
    /// R003 can't read the end of the term.
    UnreadablePeriodEnd,
    /// A date of the term had no offset: UTC+5 was taken.
    OffsetAssumed,
    /// R030 has no end of the term that it can read.
    NoDeadlineForBids,
    /// R030 has no date of a winner's bid that it can read.
    NoBidDate,
}

impl Kind {
    /// A name that stays.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "not_json",
            Self::NotUtf8 => "not_utf8",
            Self::NoOcid => "no_ocid",
            Self::NoPeriodStart => "no_period_start",
            Self::NoPeriodEnd => "no_period_end",
            Self::UnreadablePeriodStart => "unreadable_period_start",
            Self::UnreadablePeriodEnd => "unreadable_period_end",
            Self::OffsetAssumed => "offset_assumed",
            Self::NoDeadlineForBids => "no_deadline_for_bids",
            Self::NoBidDate => "no_bid_date",
        }
    }

    /// Whether the whole line was left out.
    #[must_use]
    pub const fn skipped(&self) -> bool {
        matches!(self, Self::NotJson(_) | Self::NotUtf8 | Self::NoOcid)
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind.code())?;
        match &self.kind {
            Kind::NotJson(why) => write!(f, " ({why})"),
            _ => Ok(()),
        }
    }
}

/// How often each happened.
#[must_use]
pub fn counted(issues: &[Issue]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for issue in issues {
        *counts.entry(issue.kind.code()).or_default() += 1;
    }
    counts
}
