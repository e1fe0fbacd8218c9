//! What is shown of a passage: as it stands, around the words that were asked for, with an ellipsis
//! where something was left out.

use std::{collections::HashSet, ops::Range};

use super::analyse::{self, Unit};

/// What a word that is said of anything tells.
const WEAK: f32 = 0.3;

/// At most `most` characters of a text, where it answers best to a question: whole clauses, verbatim.
pub fn around(text: &str, question: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    // Two ellipses.
    let most = most.saturating_sub(2).max(1);
    let units = analyse::units(&analyse::words(question));
    let clauses = clauses(text, most);
    let told: Vec<Vec<f32>> = clauses
        .iter()
        .map(|range| {
            let keys: HashSet<String> =
                analyse::units(&analyse::words(text.get(range.clone()).unwrap_or_default()))
                    .into_iter()
                    .flat_map(|unit| unit.keys)
                    .map(|(key, _)| key)
                    .collect();
            units.iter().map(|unit| told(unit, &keys)).collect()
        })
        .collect();
    // A quotation begins with something that was asked for, where there is any such thing.
    let says = |at: usize| told.get(at).is_some_and(|told| told.iter().any(|tells| *tells > 0.0));
    let is_any = (0..clauses.len()).any(says);
    let mut best = (f32::MIN, 0..0);
    for from in (0..clauses.len()).filter(|at| !is_any || says(*at)) {
        let mut sum = vec![0.0_f32; units.len()];
        for to in from..clauses.len() {
            let range = span(&clauses, from, to);
            let length = text.get(range.clone()).map_or(0, |it| it.chars().count());
            if length > most {
                break;
            }
            for (sum, told) in sum.iter_mut().zip(told.get(to).into_iter().flatten()) {
                *sum = sum.max(*told);
            }
            // Of equals the one that tells more, from the beginning on.
            let score = sum.iter().sum::<f32>() + 0.1 * length as f32 / most as f32;
            if score > best.0 + f32::EPSILON {
                best = (score, range);
            }
        }
    }
    let quote = text.get(best.1.clone()).unwrap_or_default();
    let before = if best.1.start > 0 { "…" } else { "" };
    let after = if best.1.end < text.len() { "…" } else { "" };
    format!("{before}{}{after}", quote.trim())
}

fn told(unit: &Unit, keys: &HashSet<String>) -> f32 {
    unit.told_by(keys) * if unit.is_weak { WEAK } else { 1.0 }
}

fn span(clauses: &[Range<usize>], from: usize, to: usize) -> Range<usize> {
    let start = clauses.get(from).map_or(0, |it| it.start);
    start..clauses.get(to).map_or(start, |it| it.end)
}

/// Clauses of a text, none longer than `most` characters: by lines and sentences, then by commas, then
/// by words.
fn clauses(text: &str, most: usize) -> Vec<Range<usize>> {
    let is_long = |range: &Range<usize>| {
        text.get(range.clone()).is_some_and(|it| it.chars().nth(most).is_some())
    };
    let mut clauses: Vec<Range<usize>> = Vec::new();
    for sentence in split(text, 0..text.len(), &["\n", ". ", "; "]) {
        if !is_long(&sentence) {
            clauses.push(sentence);
            continue;
        }
        for part in split(text, sentence, &[", ", ": "]) {
            if is_long(&part) {
                clauses.extend(split(text, part, &[" "]));
            } else {
                clauses.push(part);
            }
        }
    }
    // A run without a space is nobody's sentence; it is cut where it has to be.
    clauses
        .into_iter()
        .flat_map(|range| if is_long(&range) { chopped(text, range, most) } else { vec![range] })
        .collect()
}

/// A range cut behind each of the marks.
fn split(text: &str, range: Range<usize>, marks: &[&str]) -> Vec<Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let (mut ranges, mut from) = (Vec::new(), 0);
    let mut ends: Vec<usize> = marks
        .iter()
        .flat_map(|mark| part.match_indices(mark).map(|(at, mark)| at + mark.len()))
        .collect();
    ends.sort_unstable();
    for end in ends.into_iter().chain([part.len()]) {
        if end > from {
            ranges.push(range.start + from..range.start + end);
            from = end;
        }
    }
    ranges
}

fn chopped(text: &str, range: Range<usize>, most: usize) -> Vec<Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let cuts: Vec<usize> = part.char_indices().step_by(most).map(|(at, _)| at).collect();
    let ends = cuts.iter().copied().skip(1).chain([part.len()]);
    cuts.iter().zip(ends).map(|(from, to)| range.start + from..range.start + to).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "1. Жалоба подаётся через веб-портал. Срок обжалования – три рабочих дня со дня размещения протокола об итогах. Решение принимается в течение десяти рабочих дней. О чём-то ещё сказано здесь, чтобы было длиннее.";

    #[test]
    fn a_short_text_is_quoted_whole_and_a_long_one_around_the_words() {
        assert_eq!(around("2. Решение.", "решение", 100), "2. Решение.");
        let quote = around(TEXT, "какой срок обжалования итогов", 90);
        assert_eq!(
            quote,
            "…Срок обжалования – три рабочих дня со дня размещения протокола об итогах.…"
        );
    }

    proptest! {
        #[test]
        fn a_quotation_stands_in_the_text_word_for_word(
            text in "[а-яё .;,:\\n0-9]{0,600}",
            question in "[а-яё ]{0,60}",
            most in 10_usize..300,
        ) {
            let quote = around(&text, &question, most);
            prop_assert!(quote.chars().count() <= most, "{}", quote);
            prop_assert!(text.contains(quote.trim_matches('…')), "«{}»", quote);
        }
    }
}
