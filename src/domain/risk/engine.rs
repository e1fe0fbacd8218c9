//! Runs the rules over a case and folds what they say into a report.
//!
//! The score is `100 − 100 · Π (1 − weight / 100)` over the flags, in whole hundredths, rounded to the
//! nearest: every flag raises it, no number of light ones makes it certain, and what is unknown
//! neither raises nor lowers it. Where less than half of the weights could be computed, a low score
//! says nothing, and the level is unknown.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Case, Evidence, Missing, Paper, Settings, history, structural,
    text::TextRule,
    wording::{self, Found},
};

/// What a rule says of a case: fired with evidence, quiet, or not to be computed.
pub(super) type Checked = Result<Option<Evidence>, Missing>;

/// A rule: what it is, and its check.
#[derive(Debug)]
pub struct Rule {
    /// Its name for ever: of its page, of its messages, in stored reports.
    pub code: &'static str,
    /// When it can be asked.
    pub phase: Phase,
    /// What it needs to know.
    pub reads: &'static [Part],
    /// Names of its thresholds in the settings.
    pub thresholds: &'static [&'static str],
    /// Where it comes from.
    pub sources: &'static [Source],
    /// What it adds to the score by itself, 1 to 100.
    pub weight: u8,
    /// The paper that fits where it fires.
    pub paper: Option<Paper>,
    pub(super) check: Check,
}

/// How a rule is asked.
#[derive(Debug)]
pub(super) enum Check {
    /// A function of the case.
    Case(fn(&Case, &Settings) -> Checked),
    /// By the words that this rule finds: the texts are read once for all such rules.
    Words(TextRule),
}

/// When a rule can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before bidding, from the purchase itself.
    Before,
    /// Before bidding, from the history of customer and market.
    History,
}

/// A part of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The lot.
    Lot,
    /// Its announcement.
    Announcement,
    /// Its plan point.
    Plan,
    /// Changes noticed since publication.
    Changes,
    /// Counts over stored lots.
    Neighbours,
    /// Contracts and bids.
    Contracts,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A red flag of the Open Contracting Partnership.
    Ocp(&'static str),
    /// An article of law 106-VIII of 1 July 2024.
    Law(&'static str),
    /// A point of the Rules, order 687.
    Rules(&'static str),
}

/// How much there is to look into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Too little could be computed to call it low.
    Unknown,
    /// Under 20.
    Low,
    /// 20 to 44.
    Medium,
    /// 45 to 69.
    High,
    /// 70 and more.
    Critical,
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The rule.
    pub rule: String,
    /// Its weight then.
    pub weight: u8,
    /// What made it fire.
    pub evidence: Evidence,
}

/// A rule that could not be computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// The rule.
    pub rule: String,
    /// Why.
    pub missing: Missing,
}

/// What the rules make of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// 0 to 100.
    pub score: u8,
    /// What that means.
    pub level: Level,
    /// The heaviest first; of equals, in the order of the rules.
    pub flags: Vec<Flag>,
    /// What could not be computed.
    pub unknown: Vec<Unknown>,
    /// How many rules found nothing.
    pub quiet: usize,
    /// When it was evaluated.
    pub at: DateTime<Utc>,
    /// The facts were so at this moment.
    pub as_of: DateTime<Utc>,
}

/// Every rule, in a fixed order.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    structural::RULES.iter().chain(wording::RULES).chain(history::RULES).copied()
}

impl Rule {
    /// The rule with this code.
    pub fn named(code: &str) -> Option<&'static Self> {
        rules().find(|rule| rule.code == code)
    }

    pub(super) fn ask(&self, case: &Case, settings: &Settings, found: &Found) -> Checked {
        match self.check {
            Check::Case(check) => check(case, settings),
            Check::Words(rule) => found.of_rule(rule),
        }
    }
}

/// Evaluates a case; the same case, settings and moment give the same report, bit by bit.
pub fn evaluate(case: &Case, settings: &Settings, now: DateTime<Utc>) -> Report {
    let (mut flags, mut unknown, mut quiet) = (Vec::new(), Vec::new(), 0);
    let (mut computed, mut all) = (0_u32, 0_u32);
    let found = Found::of(case);
    for rule in rules() {
        all += u32::from(rule.weight);
        let checked = rule.ask(case, settings, &found);
        computed += if checked.is_ok() { u32::from(rule.weight) } else { 0 };
        match checked {
            Ok(Some(evidence)) => {
                flags.push(Flag { rule: rule.code.to_owned(), weight: rule.weight, evidence });
            }
            Ok(None) => quiet += 1,
            Err(missing) => unknown.push(Unknown { rule: rule.code.to_owned(), missing }),
        }
    }
    flags.sort_by_key(|flag| u8::MAX - flag.weight);
    let score = score(&flags);
    let level = level(score, 2 * computed >= all);
    Report { score, level, flags, unknown, quiet, at: now, as_of: case.as_of }
}

fn score(flags: &[Flag]) -> u8 {
    const WHOLE: u64 = 1_000_000;
    let rest =
        flags.iter().fold(WHOLE, |rest, flag| rest * u64::from(100 - flag.weight.min(100)) / 100);
    u8::try_from(((WHOLE - rest) * 100 + WHOLE / 2) / WHOLE).unwrap_or(100)
}

fn level(score: u8, is_enough: bool) -> Level {
    match score {
        70.. => Level::Critical,
        45.. => Level::High,
        20.. => Level::Medium,
        _ if is_enough => Level::Low,
        _ => Level::Unknown,
    }
}

impl Level {
    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(weights: &[u8]) -> Vec<Flag> {
        let flag = |weight: &u8| Flag {
            rule: String::new(),
            weight: *weight,
            evidence: Evidence::DirectAfterFailed,
        };
        weights.iter().map(flag).collect()
    }

    #[test]
    fn the_score_grows_with_every_flag_and_stays_under_a_hundred() {
        assert_eq!(score(&[]), 0);
        assert_eq!(score(&flags(&[25])), 25);
        assert_eq!(score(&flags(&[25, 20])), 40);
        assert_eq!(score(&flags(&[30; 10])), 97);
        assert_eq!(score(&flags(&[30; 40])), 100);
    }

    #[test]
    fn a_low_score_of_little_data_is_not_low() {
        assert_eq!(level(0, true), Level::Low);
        assert_eq!(level(19, false), Level::Unknown);
        assert_eq!(level(20, false), Level::Medium);
        assert_eq!(level(45, true), Level::High);
        assert_eq!(level(70, true), Level::Critical);
    }
}
