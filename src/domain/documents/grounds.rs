//! Grounds of a complaint, a remark or a question, chosen from the flags of a lot: what is so, which
//! rule, why it matters, and what shows it. A flag without a norm of the Law or the Rules is no
//! ground: what the law does not say can't be demanded.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Kind, clean::foreign};
use crate::{
    domain::risk::{Evaluation, Flag, Paper, Rule, Source},
    i18n::Lang,
};

/// Flags in words, which the edge has.
pub trait FlagWords: Send + Sync {
    /// What a rule is called.
    fn name(&self, lang: Lang, rule: &str) -> String;
    /// What is so, without markup.
    fn fact(&self, lang: Lang, flag: &Flag) -> String;
    /// What would clear it, without markup.
    fn remedy(&self, lang: Lang, flag: &Flag) -> String;
    /// Where a rule comes from.
    fn source(&self, lang: Lang, source: &Source) -> String;
}

/// What was chosen, with the facts as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// Number of the lot.
    pub lot: String,
    /// The facts were so at this moment.
    pub at: DateTime<Utc>,
    /// The flags.
    pub flags: Vec<Flag>,
}

/// What a flag does to those who would bid.
#[derive(Clone, Copy)]
enum Harm {
    /// Less time than the rules give.
    Time,
    /// Fewer can meet what is demanded.
    Demand,
    /// The purchase is cut or joined so that fewer can bid.
    Scope,
    /// It is not clear what is bought and how.
    Clarity,
}

/// The flags of an evaluation that such a paper can be grounded on.
pub fn offered(kind: Kind, evaluation: &Evaluation) -> Grounds {
    let fits = |paper: Paper| match kind {
        Kind::Clarification => matches!(paper, Paper::Clarification | Paper::Remark),
        Kind::Remark => paper == Paper::Remark,
        Kind::Complaint => matches!(paper, Paper::Remark | Paper::Complaint),
        _ => false,
    };
    let is_ground = |flag: &&Flag| {
        Rule::named(&flag.rule)
            .is_some_and(|rule| rule.paper.is_some_and(fits) && rule.sources.iter().any(is_norm))
    };
    Grounds {
        lot: evaluation.input.case.lot.number.as_str().to_owned(),
        at: evaluation.report.as_of,
        flags: evaluation.report.flags.iter().filter(is_ground).cloned().collect(),
    }
}

impl Grounds {
    /// As an answer keeps it: empty where nothing is chosen.
    ///
    /// # Errors
    /// Never for flags that were read from an evaluation.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        if self.flags.is_empty() { Ok(String::new()) } else { serde_json::to_string(self) }
    }

    /// Reads an answer; none where nothing was chosen, or by rules that had other facts.
    pub fn read(answer: &str) -> Option<Self> {
        serde_json::from_str(answer).ok()
    }

    /// Whether a rule's flag is among them.
    pub fn has(&self, rule: &str) -> bool {
        self.flags.iter().any(|flag| flag.rule == rule)
    }

    /// One a line, as the paper says it.
    pub(super) fn lines(&self, kind: Kind, lang: Lang, words: &dyn FlagWords) -> String {
        let lines: Vec<String> =
            self.flags.iter().map(|flag| self.line(kind, lang, words, flag)).collect();
        lines.join("\n")
    }

    fn line(&self, kind: Kind, lang: Lang, words: &dyn FlagWords, flag: &Flag) -> String {
        let said = lang.words();
        let fact =
            foreign(&format!("{}: {}", words.name(lang, &flag.rule), words.fact(lang, flag)));
        let sources = Rule::named(&flag.rule).map(|rule| rule.sources).unwrap_or_default();
        let norms: Vec<String> =
            sources.iter().filter(|it| is_norm(it)).map(|it| words.source(lang, it)).collect();
        let norm = norms.join("; ");
        if kind == Kind::Clarification {
            return said.ground_question(fact, norm);
        }
        let why = match harm(&flag.rule) {
            Harm::Time => said.ground_why_time(),
            Harm::Demand => said.ground_why_demand(),
            Harm::Scope => said.ground_why_scope(),
            Harm::Clarity => said.ground_why_clarity(),
        };
        let remedy = foreign(&words.remedy(lang, flag));
        let evidence = said.ground_evidence(foreign(&self.lot), lang.moment(self.at));
        said.ground_line(fact, norm, why, remedy, evidence)
    }
}

fn is_norm(source: &Source) -> bool {
    !matches!(source, Source::Ocp(_))
}

fn harm(rule: &str) -> Harm {
    match rule {
        "bid-window" | "discussion-window" | "deadline-nearer" | "delivery-term"
        | "holiday-window" | "short_delivery" => Harm::Time,
        "splitting" | "united-lot" | "mixed_subjects" | "goods_with_services" => Harm::Scope,
        rule if Rule::named(rule).is_some_and(|it| it.paper == Some(Paper::Remark)) => Harm::Demand,
        _ => Harm::Clarity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::risk::Evidence;

    #[test]
    fn what_is_chosen_reads_back_and_nothing_is_an_empty_answer() {
        let flag = Flag {
            rule: "bid-window".to_owned(),
            weight: 25,
            evidence: Evidence::BidWindow { days: 5, least: 15 },
        };
        let chosen =
            Grounds { lot: "1-ОК1".to_owned(), at: DateTime::UNIX_EPOCH, flags: vec![flag] };
        let answer = chosen.write().unwrap();
        assert_eq!(Grounds::read(&answer), Some(chosen.clone()));
        assert!(chosen.has("bid-window") && !chosen.has("splitting"));
        let none = Grounds { flags: Vec::new(), ..chosen };
        assert_eq!(none.write().unwrap(), "");
        assert_eq!(Grounds::read(""), None);
    }
}
