//! An evaluation as it is kept: what was looked at, what was said, and by which rules; and whether
//! the rules say the same of it again.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Report, Settings, evaluate};
use crate::domain::types::LotId;

/// Which rules these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesetId {
    /// As published.
    pub version: String,
    /// SHA-256 over the sources of the rules, their thresholds and the calendar, in hex.
    pub hash: &'static str,
}

/// What an evaluation was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What was known.
    pub case: Case,
    /// When it was asked.
    pub now: DateTime<Utc>,
}

/// An evaluation of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// What it was made from.
    pub input: Input,
    /// What came of it.
    pub report: Report,
}

/// An evaluation as storage has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvaluation {
    /// Its key, which sorts by time.
    pub id: String,
    /// Of which lot.
    pub lot: LotId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Version of the rules that made it.
    pub version: String,
    /// And their hash.
    pub hash: String,
    /// JSON, byte by byte as it was written.
    pub input: String,
    /// JSON, byte by byte as it was written.
    pub report: String,
}

/// What a stored evaluation gives when it is made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// Of which lot.
    pub lot: LotId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The score stored now gives this one; none where the input can't be read any more.
    pub score: Option<u8>,
    /// Version of the rules that made it.
    pub version: String,
    /// Those rules are these, by their hash.
    pub same_rules: bool,
    /// The report is the same, byte by byte.
    pub same: bool,
}

static RULESET: LazyLock<RulesetId> = LazyLock::new(|| RulesetId {
    version: Settings::published().version.clone(),
    hash: env!("RISK_RULESET_HASH"),
});

impl RulesetId {
    /// The rules of this program.
    pub fn current() -> &'static Self {
        &RULESET
    }
}

impl Evaluation {
    /// Evaluates a case by the published thresholds.
    pub fn of(case: Case, now: DateTime<Utc>) -> Self {
        let report = evaluate(&case, Settings::published(), now);
        Self { input: Input { case, now }, report }
    }
}

impl StoredEvaluation {
    /// Reads it; none where it was written by rules that had other facts.
    pub fn read(&self) -> Option<Evaluation> {
        Some(Evaluation {
            input: serde_json::from_str(&self.input).ok()?,
            report: serde_json::from_str(&self.report).ok()?,
        })
    }

    /// Makes it again from its stored input.
    pub fn replay(&self) -> Replayed {
        let again = serde_json::from_str::<Input>(&self.input)
            .ok()
            .map(|input| evaluate(&input.case, Settings::published(), input.now));
        let text = again.as_ref().and_then(|report| serde_json::to_string(report).ok());
        Replayed {
            lot: self.lot,
            created_at: self.created_at,
            score: again.map(|report| report.score),
            version: self.version.clone(),
            same_rules: self.hash == RulesetId::current().hash,
            same: text.as_deref() == Some(self.report.as_str()),
        }
    }
}
