//! Labelled fragments of lots against what the text rules find in them.

use std::{collections::BTreeMap, io::BufRead};

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::risk::text::{self, Finding, TextRule};

/// Below this share of findings that are right, the rules cry wolf.
const PRECISION: f64 = 0.9;
/// Below this share of labels that are found, the rules are not worth reading.
const RECALL: f64 = 0.85;

#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
    labels: Vec<Label>,
}

#[derive(Deserialize)]
struct Label {
    rule: String,
    start: usize,
    end: usize,
}

#[derive(Default)]
struct Score {
    labels: usize,
    labels_found: usize,
    found: usize,
    found_right: usize,
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.labels += other.labels;
        self.labels_found += other.labels_found;
        self.found += other.found;
        self.found_right += other.found_right;
    }

    /// Nothing found is nothing wrong, and nothing to find is nothing missed.
    fn precision(&self) -> Option<f64> {
        share(self.found_right, self.found)
    }

    fn recall(&self) -> Option<f64> {
        share(self.labels_found, self.labels)
    }

    fn held(&self) -> bool {
        self.precision().unwrap_or(1.0) >= PRECISION && self.recall().unwrap_or(1.0) >= RECALL
    }

    fn report(&self) -> Value {
        json!({
            "labels": self.labels,
            "found": self.found,
            "true_positives": self.found_right,
            "false_positives": self.found - self.found_right,
            "missed": self.labels - self.labels_found,
            "precision": self.precision(),
            "recall": self.recall(),
        })
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    let ratio = |part: usize| u32::try_from(part).ok().map(f64::from);
    (whole > 0).then(|| Some(ratio(part)? / ratio(whole)?)).flatten()
}

/// Judges every line of a file; gives the report, and whether precision and recall held over all.
///
/// # Errors
/// Where a line is no labelled fragment: it says which.
pub(super) fn judge(lines: impl BufRead) -> anyhow::Result<(Value, bool)> {
    let mut scores: BTreeMap<&str, Score> =
        TextRule::ALL.iter().map(|rule| (rule.code(), Score::default())).collect();
    let mut differ = Vec::new();
    let mut fragments = 0;
    for (n, line) in lines.lines().enumerate() {
        let line = line.with_context(|| format!("line {} can't be read", n + 1))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)
            .with_context(|| format!("line {} is no labelled fragment", n + 1))?;
        let points = line.text.chars().count();
        for label in &line.labels {
            let known = scores.contains_key(label.rule.as_str());
            ensure!(known, "line {} has a rule that is not known: {}", n + 1, label.rule);
            let fits = label.start < label.end && label.end <= points;
            ensure!(fits, "line {} has a label outside its text", n + 1);
        }
        fragments += 1;
        compare(&line, &mut scores, &mut differ);
    }
    ensure!(fragments > 0, "there is no fragment to judge by");
    let mut total = Score::default();
    for score in scores.values() {
        total.add(score);
    }
    let rules: BTreeMap<&str, Value> =
        scores.iter().map(|(code, score)| (*code, score.report())).collect();
    let report = json!({
        "fragments": fragments, "rules": rules, "total": total.report(), "differ": differ,
    });
    Ok((report, total.held()))
}

fn compare(line: &Line, scores: &mut BTreeMap<&str, Score>, differ: &mut Vec<Value>) {
    let found = text::find(&line.text);
    let mut tell = |kind: &str, rule: &str, start: usize, end: usize| {
        let words: String = line.text.chars().skip(start).take(end - start).collect();
        differ.push(json!({
            "id": line.id, "kind": kind, "rule": rule, "start": start, "end": end, "words": words,
        }));
    };
    for label in &line.labels {
        let Some(score) = scores.get_mut(label.rule.as_str()) else { continue };
        score.labels += 1;
        if found.iter().any(|finding| is_same(finding, label)) {
            score.labels_found += 1;
        } else {
            tell("missed", &label.rule, label.start, label.end);
        }
    }
    for finding in &found {
        let Some(score) = scores.get_mut(finding.rule.code()) else { continue };
        score.found += 1;
        if line.labels.iter().any(|label| is_same(finding, label)) {
            score.found_right += 1;
        } else {
            tell("unexpected", finding.rule.code(), finding.start, finding.end);
        }
    }
}

/// True where a finding and a label have at least half of the shorter in common.
fn is_same(finding: &Finding, label: &Label) -> bool {
    let common = finding.end.min(label.end).saturating_sub(finding.start.max(label.start));
    let shorter = (finding.end - finding.start).min(label.end - label.start);
    finding.rule.code() == label.rule && common * 2 >= shorter && common > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str = include_str!("../../tests/fixtures/risk_text.jsonl");

    /// The first 498 fragments were labelled before the rules were written, which then were mended by
    /// the odd of them; the rest are five later sets, each judged once before the rules were mended by it.
    fn half(odd: bool) -> String {
        let lines = SET.lines().enumerate().filter(|(n, _)| (n % 2 == 0) == odd);
        lines.map(|(_, line)| format!("{line}\n")).collect()
    }

    #[test]
    fn rules_hold_on_the_labelled_set_and_on_each_half_of_it() {
        for (name, set) in [("all", SET.to_owned()), ("odd", half(true)), ("even", half(false))] {
            let (report, held) = judge(set.as_bytes()).unwrap();
            println!("{name}: {}", report["total"]);
            for (rule, score) in report["rules"].as_object().unwrap() {
                println!("  {rule}: precision {} recall {}", score["precision"], score["recall"]);
            }
            assert!(held, "{name}: {report:#}");
        }
    }

    #[test]
    fn a_finding_counts_by_half_of_the_shorter() {
        let line = |start: usize, end: usize| {
            json!({
                "id": 1, "lang": "ru", "text": "Бумага, аналоги не допускаются",
                "labels": [{ "rule": "analog_ban", "start": start, "end": end }],
            })
            .to_string()
        };
        let held = |start, end| judge(line(start, end).as_bytes()).unwrap().1;
        assert!(held(8, 30) && held(0, 30) && held(8, 15));
        assert!(!held(0, 7), "another place");
        let (report, _) = judge(line(0, 7).as_bytes()).unwrap();
        assert_eq!(report["total"]["false_positives"], 1);
        assert_eq!(report["total"]["missed"], 1);
        assert_eq!(report["differ"][0]["words"], "Бумага,");
    }

    #[test]
    fn what_is_no_labelled_fragment_is_refused() {
        for bad in [
            "",
            "{}",
            r#"{"id":1,"text":"а","labels":[{"rule":"luck","start":0,"end":1}]}"#,
            r#"{"id":1,"text":"а","labels":[{"rule":"homoglyph","start":1,"end":1}]}"#,
            r#"{"id":1,"text":"а","labels":[{"rule":"homoglyph","start":0,"end":2}]}"#,
        ] {
            assert!(judge(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
