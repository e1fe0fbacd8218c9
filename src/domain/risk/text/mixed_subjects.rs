//! Goods of different kinds in one lot: who makes one hardly sells the other.

use std::{collections::HashMap, sync::LazyLock};

use crate::domain::words;

use super::{
    reading::{Reading, Span},
    subjects::{KINDS, WORKS},
};

struct Lexicon {
    whole: HashMap<&'static str, &'static str>,
    stems: Vec<(&'static str, &'static str)>,
}

impl Lexicon {
    fn of(kinds: &'static [(&'static str, &'static str)]) -> Self {
        let (mut whole, mut stems) = (HashMap::new(), Vec::new());
        for (kind, words) in kinds {
            for word in words.split(' ') {
                match word.strip_suffix('*') {
                    Some(stem) => stems.push((stem, *kind)),
                    None => {
                        whole.insert(word, *kind);
                    }
                }
            }
        }
        stems.sort_unstable();
        Self { whole, stems }
    }

    fn kind(&self, word: &str) -> Option<&'static str> {
        self.whole.get(word).copied().or_else(|| {
            // The longest stem that a word begins with comes right before it, but for longer ones.
            let n = self.stems.partition_point(|(stem, _)| *stem <= word);
            self.stems
                .get(n.saturating_sub(6)..n)?
                .iter()
                .rev()
                .find(|(stem, _)| word.starts_with(stem))
                .map(|(_, kind)| *kind)
        })
    }
}

static GOODS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(KINDS));
static SERVICES: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(WORKS));

/// What a list of subjects may begin with.
const LEADS: [&str; 24] = [
    "закуп",
    "закупка",
    "закупки",
    "приобретение",
    "поставка",
    "покупка",
    "товары",
    "товаров",
    "лот",
    "лоты",
    "в",
    "входят",
    "входит",
    "лотка",
    "киреди",
    "сатып",
    "алу",
    "тауарлар",
    "набор",
    "комплект",
    "услуги",
    "услуг",
    "оказание",
    "по",
];
/// After these comes what something is for or of.
const OF_WHAT: [&str; 12] =
    ["для", "из", "под", "на", "к", "от", "при", "без", "согласно", "типа", "цвет", "не"];
const AND: [&str; 8] = ["и", "жане", "мен", "пен", "бен", "также", "плюс", "или"];
/// Words of one subject that may come before its name.
const BEFORE_NAME: usize = 2;

struct Item {
    span: Span,
    kind: Option<&'static str>,
    words: usize,
}

pub(super) fn find(reading: &Reading) -> Vec<Span> {
    let mut found = Vec::new();
    for lexicon in [&GOODS, &SERVICES] {
        let mut run: Vec<(Span, &str)> = Vec::new();
        for item in items(reading, lexicon) {
            match item.kind {
                Some(kind) => run.push((item.span, kind)),
                None => {
                    close(&mut run, &mut found);
                }
            }
            if item.words > 6 {
                close(&mut run, &mut found);
            }
        }
        close(&mut run, &mut found);
    }
    found
}

/// Ends a run of subjects and keeps it where they are of kinds apart.
fn close(run: &mut Vec<(Span, &str)>, found: &mut Vec<Span>) {
    let apart = run.iter().enumerate().any(|(n, (_, one))| {
        run.iter().skip(n + 1).take(12).any(|(_, other)| !one.chars().any(|c| other.contains(c)))
    });
    if apart && let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) {
        found.push(first.start..last.end);
    }
    run.clear();
}

/// The subjects of a list: parted by commas and by `и`, each with the kind of its name.
fn items(reading: &Reading, lexicon: &Lexicon) -> Vec<Item> {
    let mut items = Vec::new();
    let mut words: Vec<&Span> = Vec::new();
    let mut last_end = 0;
    for word in &reading.words {
        let gap = reading.folded.get(last_end..word.start).unwrap_or_default();
        last_end = word.end;
        let text = reading.words_at(word);
        let sentence_end = gap.contains([';', '\n', '.', ':', '(', ')', '!', '?']);
        if gap.contains([',', '+', '/']) || sentence_end {
            items.extend(item(reading, lexicon, &words));
            words.clear();
            if sentence_end && !gap.contains(';') {
                items.push(Item { span: word.clone(), kind: None, words: 0 });
            }
        }
        if AND.contains(&text) {
            items.extend(item(reading, lexicon, &words));
            words.clear();
            continue;
        }
        words.push(word);
    }
    items.extend(item(reading, lexicon, &words));
    items
}

fn item(reading: &Reading, lexicon: &Lexicon, words: &[&Span]) -> Option<Item> {
    let words: Vec<&Span> =
        words.iter().copied().skip_while(|word| LEADS.contains(&reading.words_at(word))).collect();
    let (first, last) = (words.first()?, words.last()?);
    let whole = first.start..last.end;
    let text = reading.words_at(&whole);
    // In Kazakh a name comes last, and `X-ға арналған Y` is Y.
    let for_what = words.iter().position(|word| reading.words_at(word) == "арналган");
    let own: &[&Span] = match for_what {
        Some(n) => words.get(n + 1..).unwrap_or_default(),
        None => &words,
    };
    let kinds: Vec<(usize, &'static str)> = own
        .iter()
        .take_while(|word| !OF_WHAT.contains(&reading.words_at(word)))
        .enumerate()
        .filter_map(|(n, word)| Some((n, lexicon.kind(reading.words_at(word))?)))
        .collect();
    let kazakh = || {
        let raw: String = reading.raw(&whole).iter().collect();
        words::is_kazakh(&raw)
    };
    let named = match kinds.last() {
        None => None,
        Some((n, _)) if kazakh() => {
            let rest = own.get(n + 1..).unwrap_or_default();
            kinds.last().filter(|_| rest.iter().all(|word| is_count(reading.words_at(word))))
        }
        Some(_) => kinds.first().filter(|(n, _)| *n <= BEFORE_NAME),
    };
    let named = named.filter(|_| !text.starts_with("ремонт") && !text.starts_with("монтаж"));
    let end = named.and_then(|(n, _)| own.get(*n)).map_or(last.end, |word| word.end);
    // A property of the subject before it is no subject: it parts nothing.
    Some(Item {
        span: first.start..end.max(first.end),
        kind: named.map(|(_, kind)| *kind),
        words: words.len(),
    })
}

/// `15 дана`, `кеңсе тауарлары`: how many, of what size, or no more than goods.
fn is_count(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
        || matches!(
            word,
            "дана"
                | "штук"
                | "комплект"
                | "шт"
                | "тауарлар"
                | "тауарлары"
                | "заттар"
                | "заттары"
                | "жабдыктар"
                | "жабдыктары"
                | "материалдар"
                | "материалдары"
                | "онимдери"
                | "кажеттиликтер"
                | "буйымдары"
                | "буйымдар"
                | "курал"
                | "техника"
                | "техникасы"
        )
}
