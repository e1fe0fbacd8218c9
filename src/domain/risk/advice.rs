//! Which paper fits the flags, and by when the law takes it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Procedure, Report, Rule, Settings, case::local_day};
use crate::domain::calendar::working_days_between;

/// A paper a supplier may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paper {
    /// A request for clarification.
    Clarification,
    /// A remark on the draft of the documentation.
    Remark,
    /// A complaint against the results.
    Complaint,
}

/// What can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// With which paper.
    pub paper: Paper,
    /// Because of which flags.
    pub rules: Vec<String>,
    /// Whether its term runs now; none where the dates or the calendar do not tell.
    pub is_open: Option<bool>,
}

/// The papers that fit a report; none where the method knows none of them. Remarks and requests are
/// taken two working days from the announcement, of tenders and auctions only (Rules 687, points 170
/// and 353); complaints three working days from the protocol of results, not where the portal
/// decides by itself (law, article 25(1) and 25(7)).
pub fn advice(
    case: &Case,
    report: &Report,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Vec<Advice> {
    let procedure = case.procedure().unwrap_or(Procedure::Other);
    let is_discussed =
        matches!(procedure, Procedure::Tender | Procedure::RatingTender | Procedure::Auction);
    // A rating-score tender is decided by the portal itself (Rules 687, point 297).
    let is_appealed = matches!(procedure, Procedure::Tender | Procedure::Auction);
    let discussion = case.announcement.as_ref().and_then(|it| it.published_at).and_then(|at| {
        let gone = working_days_between(local_day(at), local_day(now))?;
        Some(at <= now && gone <= settings.discussion_days)
    });
    let because = |paper: Paper| -> Vec<String> {
        let fits = |code: &str| Rule::named(code).and_then(|rule| rule.paper) == Some(paper);
        report.flags.iter().map(|flag| flag.rule.clone()).filter(|code| fits(code)).collect()
    };
    let papers = [
        (Paper::Clarification, is_discussed, discussion),
        (Paper::Remark, is_discussed, discussion),
        (Paper::Complaint, is_appealed, None),
    ];
    papers
        .into_iter()
        .filter(|(_, is_taken, _)| *is_taken)
        .map(|(paper, _, is_open)| Advice { paper, rules: because(paper), is_open })
        .filter(|advice| !advice.rules.is_empty())
        .collect()
}
