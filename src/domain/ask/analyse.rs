//! A question as words that can be compared: by the stems that search of lots goes by, without
//! words that ask, and with words of one meaning as one.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use super::packed::packed;
use crate::domain::words::{Stems, fold, parts};

/// A word, by what it may be compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// `r` Russian, `k` Kazakh, `e` English stem, `n` number.
    pub(super) keys: Vec<String>,
    /// It only asks or joins.
    pub(super) is_stop: bool,
    /// It is said of anything: alone it does not make a question one of procurement.
    pub(super) is_weak: bool,
    /// It is said of procurement.
    pub(super) is_topic: bool,
}

/// A word, or several of one known meaning.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// What it is compared by, and how much each way tells.
    pub(super) keys: Vec<(String, f32)>,
    /// All its words are said of anything.
    pub(super) is_weak: bool,
    /// It is said of procurement.
    pub(super) is_topic: bool,
    /// Words of one known meaning.
    pub(super) is_meaning: bool,
}

impl Unit {
    /// How much a text that has these keys tells of it, from 0 to 1.
    pub(super) fn told_by(&self, keys: &HashSet<String>) -> f32 {
        let tells = self.keys.iter().filter(|(key, _)| keys.contains(key)).map(|(_, tells)| *tells);
        tells.fold(0.0, f32::max).min(1.0)
    }
}

/// A list of texts in each language.
#[derive(Debug, Deserialize)]
pub(super) struct ByLang {
    pub(super) ru: Vec<String>,
    pub(super) kk: Vec<String>,
    pub(super) en: Vec<String>,
}

/// Words of one meaning.
struct Synonyms {
    /// Phrases by the first key of their first word: its words, and the meaning.
    phrases: HashMap<String, Vec<(Vec<Word>, usize)>>,
}

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

static STOP: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lists: Option<ByLang> = packed!("stop.json");
    let Some(lists) = lists else { return HashSet::new() };
    let cyrillic = lists.ru.iter().chain(&lists.kk).map(|word| fold(word));
    cyrillic.chain(lists.en).collect()
});

/// Stems of words that are said of anything, and of words that are said of procurement.
struct Kinds {
    weak: HashSet<String>,
    topic: HashSet<String>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    #[derive(Default, Deserialize)]
    struct Lists {
        weak: Vec<String>,
        topic: Vec<String>,
    }
    let lists: Option<Lists> = packed!("stop.json");
    let lists = lists.unwrap_or_default();
    let keys = |words: Vec<String>| words.iter().flat_map(|word| keys_of(word)).collect();
    Kinds { weak: keys(lists.weak), topic: keys(lists.topic) }
});

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(|| {
    let groups: Option<Vec<ByLang>> = packed!("synonyms.json");
    let mut phrases: HashMap<String, Vec<(Vec<Word>, usize)>> = HashMap::new();
    for (meaning, group) in groups.iter().flatten().enumerate() {
        let in_lang = [(&group.ru, 'r'), (&group.kk, 'k'), (&group.en, 'e')];
        for (text, lang) in
            in_lang.into_iter().flat_map(|(all, lang)| all.iter().map(move |t| (t, lang)))
        {
            let mut words = words(text);
            for word in &mut words {
                word.keys.retain(|key| key.starts_with([lang, 'e', 'n']));
            }
            words.retain(|word| !word.keys.is_empty());
            if let Some(first) = words.first().and_then(|word| word.keys.first()).cloned() {
                phrases.entry(first).or_default().push((words, meaning));
            }
        }
    }
    for list in phrases.values_mut() {
        list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    Synonyms { phrases }
});

/// Every key that a synonym is known by: a typo may be read as one of them.
pub(super) fn synonym_keys() -> impl Iterator<Item = &'static String> {
    let phrases = SYNONYMS.phrases.values().flatten();
    phrases.flat_map(|(words, _)| words.iter().flat_map(|word| &word.keys))
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    parts(text).into_iter().map(word).collect()
}

fn word(token: &str) -> Word {
    let keys = keys_of(token);
    if token.chars().all(|c| c.is_ascii_digit()) {
        return Word { keys, is_stop: false, is_weak: true, is_topic: false };
    }
    let is_stop = STOP.contains(&fold(token)) || STOP.contains(&token.to_lowercase());
    let has = |list: &HashSet<String>| keys.iter().any(|key| list.contains(key));
    let is_topic = has(&KINDS.topic);
    let is_weak = !is_topic && has(&KINDS.weak);
    Word { keys, is_stop, is_weak, is_topic }
}

/// What a word is compared by: it may be of either language that its letters are shared by.
fn keys_of(token: &str) -> Vec<String> {
    if token.chars().all(|c| c.is_ascii_digit()) {
        return vec![format!("n{token}")];
    }
    if token.chars().all(|c| c.is_ascii_alphanumeric()) {
        return vec![format!("e{}", ENGLISH.stem(&token.to_lowercase()))];
    }
    let stems = Stems::of(token);
    vec![format!("r{}", stems.ru), format!("k{}", stems.kk)]
}

/// Words as units: those of one meaning as one, words that only ask dropped.
pub(super) fn units(words: &[Word]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let rest = words.get(at..).unwrap_or_default();
        let known = word.keys.iter().filter_map(|key| SYNONYMS.phrases.get(key)).flatten();
        let longest = known
            .filter(|(phrase, _)| begins_with(rest, phrase))
            .max_by_key(|(phrase, _)| phrase.len());
        if let Some((phrase, meaning)) = longest {
            let own = rest.iter().take(phrase.len()).filter(|word| !word.is_stop);
            let own = own.flat_map(|word| word.keys.iter().map(|key| (key.clone(), 0.4)));
            let keys = std::iter::once((format!("c{meaning}"), 1.0)).chain(own).collect();
            let is_weak = rest.iter().take(phrase.len()).all(|it| it.is_weak || it.is_stop);
            units.push(Unit { keys, is_weak, is_topic: !is_weak, is_meaning: true });
            at += phrase.len();
            continue;
        }
        if !word.is_stop {
            let keys = word.keys.iter().map(|key| (key.clone(), 1.0)).collect();
            let Word { is_weak, is_topic, .. } = *word;
            units.push(Unit { keys, is_weak, is_topic, is_meaning: false });
        }
        at += 1;
    }
    units
}

fn begins_with(words: &[Word], phrase: &[Word]) -> bool {
    words.len() >= phrase.len()
        && words
            .iter()
            .zip(phrase)
            .all(|(word, wanted)| wanted.keys.iter().any(|key| word.keys.contains(key)))
}

/// Which language a question is in, by its letters and the words that ask; none where either may be.
pub(super) fn language_of(text: &str) -> Option<crate::i18n::Lang> {
    use crate::i18n::Lang;
    static ASKS: LazyLock<Option<ByLang>> = LazyLock::new(|| packed!("stop.json"));
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters > 0 && latin * 3 > letters * 2 {
        return Some(Lang::En);
    }
    if crate::domain::words::is_kazakh(text) {
        return Some(Lang::Kk);
    }
    let lists = ASKS.as_ref()?;
    let tokens: Vec<String> = parts(text).into_iter().map(str::to_lowercase).collect();
    let count = |list: &[String]| tokens.iter().filter(|token| list.contains(token)).count();
    let (ru, kk) = (count(&lists.ru), count(&lists.kk));
    match ru.cmp(&kk) {
        std::cmp::Ordering::Greater => Some(Lang::Ru),
        std::cmp::Ordering::Less => Some(Lang::Kk),
        std::cmp::Ordering::Equal => None,
    }
}
