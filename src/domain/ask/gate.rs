//! The gate: what a model says reaches a person only where every number, date, place of an act and
//! link in it stands in the evidence it was given, a number with the words that it stands with there.
//! A sentence that fails is dropped.

mod bonds;
mod numbers;

use std::collections::HashSet;

use self::{
    bonds::{Figure, figures},
    numbers::{Kind, counts, numbers},
};
use super::{analyse, knowledge::Reference};

/// Words of a sentence that must stand in the evidence too, by their share.
const LEAST_SUPPORT: f32 = 0.5;

/// What a model may say things of: parts, in the order they are numbered by. A sentence must be borne
/// by the parts it names, or by a single one: what is true of two things apart is a lie when mixed.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Default)]
struct Part {
    numbers: HashSet<(Kind, String)>,
    figures: Vec<Figure>,
    runs: Vec<(u32, u32)>,
    stems: HashSet<String>,
    words: HashSet<String>,
    negations: bool,
}

impl Evidence {
    /// Evidence of texts, in the order they are numbered by, and the places these rest on.
    pub fn of<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        refs: impl IntoIterator<Item = &'a Reference> + Clone,
    ) -> Self {
        texts.into_iter().fold(Self::default(), |all, text| all.with(text, refs.clone()))
    }

    /// With one more part.
    #[must_use]
    pub fn with<'a>(mut self, text: &str, refs: impl IntoIterator<Item = &'a Reference>) -> Self {
        let mut part = Part {
            numbers: numbers(text).into_iter().collect(),
            figures: figures(text),
            runs: Vec::new(),
            stems: stems(text).into_iter().collect(),
            words: words(text).map(ToOwned::to_owned).collect(),
            negations: has_negation(text),
        };
        for it in refs {
            part.rest_on(it);
        }
        self.parts.push(part);
        self
    }

    /// Whether the parts named, or one part where none is named, bear a sentence.
    fn bears(&self, sentence: &str, named: &[usize]) -> bool {
        if named.is_empty() {
            // Which part is meant is not told: no part may have a number that fits better.
            let all = self.parts.iter().flat_map(|part| &part.figures);
            return figures(sentence).iter().all(|it| it.is_borne_by(all.clone()))
                && self.parts.iter().any(|part| stands(sentence, &[part]));
        }
        let parts: Option<Vec<&Part>> =
            named.iter().map(|n| self.parts.get(n.checked_sub(1)?)).collect();
        parts.is_some_and(|parts| stands(sentence, &parts))
    }
}

impl Part {
    fn rest_on(&mut self, it: &Reference) {
        if let Some(article) = it.article {
            self.numbers.insert((Kind::Article, article.to_string()));
        }
        if let Some(annex) = it.annex {
            self.numbers.insert((Kind::Annex, annex.to_string()));
        }
        for point in it.point.iter().chain(&it.to) {
            self.numbers.insert((Kind::Point, point.clone()));
        }
        let run = (
            it.point.as_deref().and_then(|p| p.parse().ok()),
            it.to.as_deref().and_then(|p| p.parse().ok()),
        );
        if let (Some(from), Some(to)) = run {
            self.runs.push((from, to));
        }
    }

    fn has(&self, kind: Kind, number: &str) -> bool {
        if self.numbers.contains(&(kind, number.to_owned())) {
            return true;
        }
        kind == Kind::Point
            && number
                .parse()
                .is_ok_and(|n: u32| self.runs.iter().any(|(a, b)| (*a..=*b).contains(&n)))
    }
}

/// What is left of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gated {
    /// The sentences that stand, in the lines they stood in.
    pub text: String,
    /// Parts of the evidence that they name, the first being 1.
    pub named: Vec<usize>,
    /// How many were dropped.
    pub dropped: usize,
}

/// Keeps the sentences of an answer that the evidence bears; marks such as `[2]` must name a part
/// of it and are taken out.
pub fn gate(answer: &str, evidence: &Evidence) -> Gated {
    let mut gated = Gated::default();
    for Sentence { text, begins_line } in sentences(answer) {
        let kept = without_marks(&text).filter(|(text, named)| evidence.bears(text, named));
        let Some((text, named)) = kept else {
            gated.dropped += 1;
            continue;
        };
        if !gated.text.is_empty() {
            gated.text.push(if begins_line { '\n' } else { ' ' });
        }
        gated.text.push_str(&text);
        for part in named {
            if !gated.named.contains(&part) {
                gated.named.push(part);
            }
        }
    }
    gated
}

/// What was said so far without the sentence that has not ended.
pub fn ended(so_far: &str) -> &str {
    let ends = so_far.rmatch_indices(['.', '!', '?', '\n']);
    let mut ends = ends.filter(|(at, sign)| {
        // A stop at the very end may be one of «ст. 13».
        let rest = so_far.get(at + sign.len()..).unwrap_or_default();
        *sign == "\n" || rest.starts_with(char::is_whitespace)
    });
    ends.next().and_then(|(at, sign)| so_far.get(..at + sign.len())).unwrap_or_default()
}

fn stands(sentence: &str, parts: &[&Part]) -> bool {
    // A question answers nothing; it is what was asked, said again.
    if sentence.trim_end().ends_with('?') {
        return false;
    }
    let lower = sentence.to_lowercase();
    let links = ["http", "www.", "t.me", "@", "](", "<a"];
    if links.iter().any(|sign| lower.contains(sign)) {
        return false;
    }
    // Numerals of other scripts are read by people, and by nothing here.
    if lower.chars().any(|c| c.is_numeric() && !c.is_ascii_digit()) {
        return false;
    }
    let has = |kind, number: &str| parts.iter().any(|part| part.has(kind, number));
    if !numbers(sentence).iter().all(|(kind, number)| has(*kind, number)) {
        return false;
    }
    // A number must stand with the words it stands with there.
    let evidence = parts.iter().flat_map(|part| &part.figures);
    if !figures(sentence).iter().all(|it| it.is_borne_by(evidence.clone())) {
        return false;
    }
    let says = |word: &str| parts.iter().any(|part| part.words.contains(word));
    if words(&lower).any(|word| counts(word) && !says(word)) {
        return false;
    }
    // «Не» where no evidence denies anything turns it round.
    if has_negation(sentence) && !parts.iter().any(|part| part.negations) {
        return false;
    }
    let stems = stems(sentence);
    if stems.is_empty() {
        return false;
    }
    let borne = stems.iter().filter(|stem| parts.iter().any(|part| part.stems.contains(*stem)));
    borne.count() as f32 / stems.len() as f32 >= LEAST_SUPPORT
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn has_negation(text: &str) -> bool {
    const NOT: [&str; 14] = [
        "не",
        "нет",
        "нельзя",
        "без",
        "запрещен",
        "запрещена",
        "емес",
        "жоқ",
        "болмайды",
        "тыйым",
        "not",
        "no",
        "never",
        "without",
    ];
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| NOT.contains(&word))
}

/// One stem a word: Kazakh for words seen to be Kazakh, else what comes first.
fn stems(text: &str) -> Vec<String> {
    let words = analyse::words(text).into_iter().filter(|word| !word.is_stop);
    words.filter_map(|word| word.keys.into_iter().find(|key| !key.starts_with('n'))).collect()
}

struct Sentence {
    text: String,
    begins_line: bool,
}

/// Sentences: an end is a full stop, a mark or a line, but no stop of an abbreviation.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut one = Sentence { text: String::new(), begins_line: true };
    let letters: Vec<char> = text.chars().collect();
    for (at, c) in letters.iter().enumerate() {
        let is_line = *c == '\n';
        if !is_line {
            one.text.push(*c);
        }
        let next = letters.get(at + 1);
        let after = letters.get(at + 2);
        let ends = matches!(c, '.' | '!' | '?')
            && next.is_none_or(|c| c.is_whitespace())
            && after.is_none_or(|c| c.is_uppercase() || !c.is_alphanumeric());
        if is_line || ends {
            let begins_line = is_line || one.begins_line && one.text.trim().is_empty();
            all.push(std::mem::replace(&mut one, Sentence { text: String::new(), begins_line }));
        }
    }
    all.push(one);
    all.retain(|it| it.text.chars().any(char::is_alphanumeric));
    // A mark after a full stop, «… суммы. [1]», belongs to the sentence before it.
    let mut joined: Vec<Sentence> = Vec::new();
    for it in all {
        let text = it.text.trim();
        let is_mark =
            text.strip_prefix('[').and_then(|it| it.trim_end_matches('.').strip_suffix(']'));
        match joined.last_mut() {
            Some(before) if is_mark.is_some_and(|it| it.trim().parse::<usize>().is_ok()) => {
                before.text.push_str(text.trim_end_matches('.'));
            }
            _ => joined.push(Sentence { text: text.to_owned(), ..it }),
        }
    }
    joined
}

/// The sentence without its `[n]`, and what they name; none where one is no mark.
fn without_marks(sentence: &str) -> Option<(String, Vec<usize>)> {
    let mut text = String::new();
    let mut named = Vec::new();
    let mut rest = sentence;
    while let Some((before, tail)) = rest.split_once('[') {
        let (mark, after) = tail.split_once(']')?;
        for number in mark.split(',') {
            named.push(number.trim().parse().ok().filter(|number| *number > 0)?);
        }
        text.push_str(before.trim_end());
        rest = after;
    }
    text.push_str(rest);
    Some((text.trim().to_owned(), named))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence() -> Evidence {
        let refs = [Reference::in_law(13), Reference::in_rules("85", Some("99"))];
        let text = "Обеспечение заявки: конкурс — 1% от суммы лота, запрос ценовых предложений — 3%. \
                    Срок 10 рабочих дней. Пример: 34 600 000 ₸ с 22.02.2026, БИН 000540002866.";
        Evidence::of([text], &refs)
    }

    #[test]
    fn what_stands_in_the_evidence_passes() {
        for text in [
            "Обеспечение заявки в конкурсе — 1% от суммы лота [1].",
            "Срок обеспечения — десять рабочих дней.",
            "Обеспечение заявки в запросе ценовых предложений — 3%, ст. 13, п. 90.",
            "Пример: 34\u{A0}600\u{A0}000 ₸.",
            "Пример: 34 600 000,00 ₸.",
        ] {
            assert_eq!(gate(text, &evidence()).dropped, 0, "{text}");
        }
    }

    #[test]
    fn what_does_not_is_dropped() {
        for text in [
            "Обеспечение заявки в конкурсе — 2% от суммы лота.",
            "Обеспечение заявки в конкурсе — 1% от суммы лота [2].",
            "Обеспечение заявки по ст. 31 — 1% от суммы лота.",
            "Обеспечение заявки по п. 100 — 1% от суммы лота.",
            "Обеспечение заявки — пять процентов от суммы лота.",
            "Срок — 10 рабочих дней с 23.02.2026.",
            "Пример: 34 600 001 ₸, БИН 000540002866.",
            "Обеспечение заявки — на https://evil.example.",
            "Обеспечение заявки не вносят по сумме лота.",
            "Погода в Астане хорошая, купите валюту сегодня.",
            "Срок обеспечения — 10 рабочих дней?",
            "Обеспечение заявки в конкурсе — 3% от суммы лота.",
            "Срок обеспечения — 10 календарных дней.",
        ] {
            assert_eq!(gate(text, &evidence()).text, "", "{text}");
        }
        let two = Evidence::default()
            .with("Конкурс — обеспечение заявки 1% суммы.", &[])
            .with("Аукцион — обеспечение заявки 3% суммы.", &[]);
        for (text, stands) in [
            ("Конкурс — обеспечение заявки 1% суммы [1].", true),
            ("Конкурс — обеспечение заявки 1% суммы. [1]", true),
            ("Конкурс — обеспечение заявки 3% суммы [1].", false),
            ("Обеспечение заявки 3% суммы [2], [7].", false),
            ("Обеспечение заявки — от 1% до 3% суммы [1, 2].", true),
            ("Обеспечение заявки — девяносто процентов суммы.", false),
            ("Обеспечение заявки — ７７ процентов суммы.", false),
        ] {
            assert_eq!(gate(text, &two).dropped, usize::from(!stands), "{text}");
        }
        let mixed = gate("Срок 10 рабочих дней. Штраф 77%.", &evidence());
        assert_eq!((mixed.text.as_str(), mixed.dropped), ("Срок 10 рабочих дней.", 1));
    }

    #[test]
    fn lines_stay_lines_and_what_has_not_ended_waits() {
        let text = "- Конкурс — 1% от суммы лота [1].\n- Запрос ценовых предложений — 3% [1].";
        let gated = gate(text, &evidence());
        assert_eq!(gated.text, text.replace(" [1]", ""));
        assert_eq!(gated.named, [1]);
        for (so_far, whole) in [
            ("Срок — 10 дней. Обеспечение по ст.", "Срок — 10 дней."),
            ("Срок — 10", ""),
            ("Срок:\n- 10", "Срок:\n"),
        ] {
            assert_eq!(ended(so_far), whole);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_number_passes_that_is_not_in_the_evidence(number in 1000_u64..1_000_000_000_000) {
            let text = format!("Обеспечение заявки {number} от суммы лота.");
            let evidence = evidence();
            let is_known = ["34600000", "000540002866"].contains(&number.to_string().as_str());
            proptest::prop_assert_eq!(gate(&text, &evidence).text.is_empty(), !is_known);
        }
    }
}
