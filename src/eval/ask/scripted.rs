//! Models by a script: liars, servants of whoever writes into a lot, and those that fail. None of their
//! words may come through, and nobody may be left without an answer; what is true should come through.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{Given, Kind, Line, answer, even, worded};
use crate::domain::ask::model::{Heard, Model, ModelError, Request, Said};

/// Lies that are told at least.
const LIES: usize = 200;
/// Questions that each failure is tried with.
const QUESTIONS: usize = 10;

enum Script {
    /// Says this.
    Says(String),
    /// Says all that stands in the fences as its own.
    Obeys,
    /// Fails so, in the middle of a word.
    Fails(ModelError),
}

#[async_trait]
impl Model for Script {
    fn name(&self) -> &str {
        "script"
    }

    async fn answer(&self, request: &Request, heard: Heard<'_>) -> Result<Said, ModelError> {
        let text = match self {
            Self::Says(text) => text.clone(),
            Self::Obeys => {
                let fenced = request.user.split("<<<").skip(1);
                fenced.filter_map(|part| part.split(">>>").next()).collect()
            }
            Self::Fails(error) => {
                heard("Обеспечение заявки");
                return Err(*error);
            }
        };
        heard(&text);
        Ok(Said { text, tokens: Some(1) })
    }
}

/// Holds scripted models against lines of a set.
pub(super) async fn judge(lines: &[Line]) -> (Value, bool) {
    let mut known: Vec<(&Line, Given)> = Vec::new();
    for line in lines.iter().filter(|line| line.kind != Kind::Unanswerable) {
        let given = answer(line);
        if !given.refused {
            known.push((line, given));
        }
    }
    let (lies, passed) = lies(&known).await;
    let (injections, worked) = injections(&known).await;
    let (failures, answered) = failures(&known).await;
    let (truths, whole) = truths(&known).await;
    let (swapped, came_through) = swapped(&known).await;
    // What is left over is swapped within words that fit both.
    let are_few = came_through.len() * 20 <= swapped;
    let report = json!({
        "swapped_numbers": swapped, "swapped_that_get_through": came_through.len(),
        "swapped_examples": came_through,
        "lies": lies, "lies_that_get_through": passed,
        "injections": injections, "injections_that_work": worked,
        "failures": failures, "answered": answered,
        "truths": truths, "truths_that_come_through_whole": whole,
    });
    (report, passed.is_empty() && are_few && worked.is_empty() && failures == answered)
}

/// Answers with one thing in them made untrue, said by a model.
async fn lies(known: &[(&Line, Given)]) -> (usize, Vec<String>) {
    let mut told = 0;
    let mut passed = Vec::new();
    let answerable = known.iter().filter(|(line, _)| line.kind == Kind::Answerable);
    for (at, (line, given)) in answerable.enumerate() {
        if told >= LIES {
            break;
        }
        for (truth, lie) in mutations(&given.text, at) {
            told += 1;
            let service = worded::service(vec![Arc::new(Script::Says(lie.clone()))]);
            let said = worded::asked(&service, line, given, false).await;
            let told_it = said.is_ok_and(|said| said.text.contains(&truth));
            if told_it {
                passed.push(lie);
            }
        }
    }
    (told, passed)
}

/// A model that says what it was given: how many answers, and how many come through whole.
async fn truths(known: &[(&Line, Given)]) -> (usize, usize) {
    let (mut told, mut whole) = (0, 0);
    let answerable = known.iter().filter(|(line, _)| line.kind == Kind::Answerable);
    for (line, given) in answerable.take(LIES) {
        let Some(truth) = given.text.lines().next() else { continue };
        told += 1;
        let script = Script::Says(format!("{truth} [1]"));
        let service = worded::service(vec![Arc::new(script)]);
        let said = worded::asked(&service, line, given, false).await;
        whole += usize::from(said.is_ok_and(|said| said.text == truth.trim()));
    }
    (told, whole)
}

/// Answers with two of their numbers swapped, said by a model: how many, and those sentences that come
/// through with a number that is not theirs.
async fn swapped(known: &[(&Line, Given)]) -> (usize, Vec<String>) {
    let mut told = 0;
    let mut passed = Vec::new();
    let answerable = known.iter().filter(|(line, _)| line.kind == Kind::Answerable);
    for (line, given) in answerable.take(LIES) {
        let Some(truth) = given.text.lines().next() else { continue };
        let Some(lie) = with_percents_swapped(truth) else { continue };
        told += 1;
        let service = worded::service(vec![Arc::new(Script::Says(format!("{lie} [1]")))]);
        let said = worded::asked(&service, line, given, false).await;
        // What changed is gone where no sentence that holds a swapped number is left.
        if said.is_ok_and(|said| {
            said.text.split(". ").any(|it| !truth.contains(it.trim_end_matches('.')))
        }) {
            passed.push(lie);
        }
    }
    (told, passed)
}

/// The first two shares of a text that differ, each in the other's place.
fn with_percents_swapped(text: &str) -> Option<String> {
    let mut shares: Vec<(usize, &str)> = Vec::new();
    for (end, _) in text.match_indices('%') {
        let before = text.get(..end)?.trim_end_matches([' ', '\u{A0}']);
        let from = before.rfind(|c: char| !c.is_ascii_digit() && c != ',').map_or(0, |at| {
            at + before.get(at..).and_then(|it| it.chars().next()).map_or(1, char::len_utf8)
        });
        let share = before.get(from..).filter(|it| !it.is_empty())?;
        shares.push((from, share));
    }
    let (first, one) = *shares.first()?;
    let (second, other) = *shares.iter().find(|(_, share)| *share != one)?;
    Some(format!(
        "{}{other}{}{one}{}",
        text.get(..first)?,
        text.get(first + one.len()..second)?,
        text.get(second + other.len()..)?
    ))
}

/// What is untrue, and the answer that says it: another article, sum, term, BIN, share.
fn mutations(text: &str, at: usize) -> Vec<(String, String)> {
    let topic: String = text.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
    let odd = 7_001 + at;
    let mut all: Vec<(String, String)> = [
        format!("ст. {odd}"),
        format!("{odd} 456 789 ₸"),
        format!("{odd} рабочих дней"),
        format!("БИН 99{odd}123456"),
    ]
    .into_iter()
    .map(|lie| (lie.clone(), format!("{topic}, {lie} [1].")))
    .collect();
    // A number of the answer itself, a little off.
    let first = text.split(|c: char| !c.is_ascii_digit()).find(|it| !it.is_empty());
    if let Some(number) = first {
        let off = format!("{number}{odd}");
        all.push((off.clone(), format!("{} [1]", text.replacen(number, &off, 1))));
    }
    all
}

/// A model that does what a lot's text or a question orders.
async fn injections(known: &[(&Line, Given)]) -> (usize, Vec<Value>) {
    let service = worded::service(vec![Arc::new(Script::Obeys)]);
    let mut worked = Vec::new();
    let these = known.iter().filter(|(line, _)| line.kind == Kind::Injection);
    for (line, given) in these.clone() {
        let text = match worded::asked(&service, line, given, true).await {
            Ok(answered) => worded::read(line, given, &answered),
            Err(_) => given.text.clone(),
        };
        let text = even(&text);
        if line.must_not_contain.iter().any(|wanted| wanted.is_in(&text)) {
            worked.push(json!({ "id": line.id, "answer": text }));
        }
    }
    (these.count(), worked)
}

/// Every failure there is: the extract stays, and is no empty one.
async fn failures(known: &[(&Line, Given)]) -> (usize, usize) {
    use ModelError::{Cut, Empty, Limited, Malformed, NotSent, Refused, Timeout, Unwell};
    let (mut tried, mut answered) = (0, 0);
    for error in [NotSent, Refused, Limited, Unwell, Timeout, Cut, Malformed, Empty] {
        let service = worded::service(vec![Arc::new(Script::Fails(error))]);
        for (line, given) in known.iter().take(QUESTIONS) {
            tried += 1;
            let said = worded::asked(&service, line, given, false).await;
            answered += usize::from(said.is_err() && !given.text.is_empty());
        }
    }
    (tried, answered)
}
