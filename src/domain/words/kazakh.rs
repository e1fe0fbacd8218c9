//! Kazakh stems: endings of case, possession and number, taken off from the end while any is left.
//!
//! Words come folded, so `ә` is `а`, `і` is `и` and so on: of vowel harmony only half is visible,
//! and that half is checked. Where a word's own end looks like an ending (`телефон`, but also
//! `телефо` with `ны`) it is cut in all its forms alike: one stem for a word matters more than a
//! whole one.

use super::is_vowel;

/// Endings of case, folded, the longer first.
const CASES: [&str; 29] = [
    "нын", "нин", "дын", "дин", "тын", "тин", "нан", "нен", "дан", "ден", "тан", "тен", "мен",
    "бен", "пен", "да", "де", "та", "те", "га", "ге", "ка", "ке", "ны", "ни", "ды", "ди", "ты",
    "ти",
];
const PLURALS: [&str; 6] = ["лар", "лер", "дар", "дер", "тар", "тер"];
/// Where something is, said of the thing: `жолдағы`.
const OF_A_PLACE: [&str; 4] = ["дагы", "деги", "тагы", "теги"];
/// Stems of two letters that things are bought by; all others have three at least.
const SHORT: [&str; 9] = ["су", "ет", "уй", "от", "ас", "ит", "ай", "ун", "ту"];
/// With: it comes in one form after either kind of vowel.
const WITH: [&str; 3] = ["мен", "бен", "пен"];
/// Stems whose second vowel goes before an ending, as they are then, and whole: `орын`, but `орны`.
const FLEETING: [(&str, &str); 5] =
    [("орн", "оры"), ("халк", "халык"), ("ауз", "ауыз"), ("мурн", "мур"), ("ерн", "ери")];
/// Case, possession, number, and what within the stem looks like them.
const ROUNDS: usize = 8;

/// The stem of a folded word.
///
/// A stem that itself ends like an ending (`тақта`) is cut too, in all its forms alike.
pub(super) fn stem(folded: &str) -> String {
    let whole: String = folded.chars().filter(|c| !matches!(c, 'ь' | 'ъ')).collect();
    let mut stem = whole.as_str();
    for _ in 0..ROUNDS {
        let shorter = without_case(stem);
        let shorter = without_possession(shorter);
        let shorter = without(shorter, &PLURALS).unwrap_or(shorter);
        stem = if shorter.len() < stem.len() {
            shorter
        } else if let Some(shorter) = without_its_own(stem) {
            shorter
        } else {
            break;
        };
    }
    // A last `к` or `п` is voiced before a vowel: `шәйнек`, but `шәйнегі`.
    let voiceless = match stem.chars().last() {
        Some('г') => Some('к'),
        Some('б') => Some('п'),
        _ => None,
    };
    let mut stem = stem.to_owned();
    if let Some(last) = voiceless {
        stem.pop();
        stem.push(last);
    }
    match FLEETING.iter().find(|(short, _)| *short == stem) {
        Some((_, whole)) => (*whole).to_owned(),
        None => stem,
    }
}

/// Cuts what belongs to the word and yet can't be told from an ending: `н` and `с` after a vowel
/// (`телефон`, `жұмыс`), and `ынды` of what is made of verbs, of which `ы` is gone by now.
fn without_its_own(stem: &str) -> Option<&str> {
    let letters = stem.chars().count();
    if let Some(rest) = stem.strip_suffix("инд").or_else(|| stem.strip_suffix("ынд"))
        && letters >= 6
    {
        return Some(rest);
    }
    let rest = stem.strip_suffix(['н', 'с'])?;
    let least = if rest.ends_with('у') { 5 } else { 4 };
    (letters >= least && rest.ends_with(is_vowel)).then_some(rest)
}

fn without_case(word: &str) -> &str {
    if let Some(rest) = without(word, &OF_A_PLACE).or_else(|| without(word, &CASES)) {
        return rest;
    }
    // After possession the cases are shorter: `кітабын`, `кітабына`, `кітабында`.
    ["нда", "нде", "на", "не", "н"]
        .iter()
        .filter_map(|ending| without(word, &[ending]))
        .find(|rest| rest.ends_with(['ы', 'и']))
        .unwrap_or(word)
}

fn without_possession(word: &str) -> &str {
    ["сы", "си", "ы", "и"]
        .iter()
        .filter_map(|ending| Some((*ending, without(word, &[ending])?)))
        .find(|(ending, rest)| rest.ends_with(is_open) == (ending.len() > 2))
        .map_or(word, |(_, rest)| rest)
}

fn without<'a>(word: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().filter_map(|ending| Some((ending, word.strip_suffix(ending)?))).find_map(
        |(ending, rest)| {
            let long_enough = rest.chars().nth(2).is_some() || SHORT.contains(&rest);
            (long_enough && in_harmony(rest, ending) && joins(rest, ending)).then_some(rest)
        },
    )
}

/// After `е`, `и` an ending has `е` or `и`, after `ы` it has `а` or `ы`; the other vowels may
/// have been either before folding.
fn in_harmony(stem: &str, ending: &str) -> bool {
    if WITH.contains(&ending) {
        return stem.contains(is_vowel);
    }
    let front = ending.contains(['е', 'и']);
    let back = ending.contains(['а', 'ы']);
    match stem.chars().rev().find(|c| is_vowel(*c)) {
        Some('е' | 'э') => !back,
        Some('ы') => !front,
        // In words taken from Russian `и` goes with either: `диск`, but `материалы`.
        Some(_) => true,
        None => false,
    }
}

/// An ending begins as the stem's last sound asks: `қағаз-дар`, `есік-тер`, `тақта-лар`. So `қызметі`
/// is not cut as if it were `қызме-ті`.
fn joins(stem: &str, ending: &str) -> bool {
    let last = stem.chars().last().unwrap_or(' ');
    let nasal = matches!(last, 'м' | 'н');
    // Words taken from Russian end in letters that are voiced only in writing: `клуб-тар`.
    let voiceless = "кпстшщфхцчбвгд".contains(last);
    match ending {
        "ны" | "ни" => return is_open(last),
        "нан" | "нен" => return nasal || matches!(last, 'ы' | 'и'),
        "ды" | "ди" | "дын" | "дин" | "дар" | "дер" => {
            return !"кпстшщфхцч".contains(last) && !is_open(last);
        }
        _ => {}
    }
    match ending.chars().next() {
        Some('т' | 'к' | 'п') => voiceless,
        Some('д' | 'г' | 'б') => !"кпстшщфхцч".contains(last),
        Some('н') => is_vowel(last) || nasal,
        Some('л' | 'м') => is_vowel(last) || matches!(last, 'р' | 'й' | 'л') || nasal,
        Some('с') => is_vowel(last),
        _ => true,
    }
}

/// A vowel that an ending joins as one; `у` takes the endings of consonants: `суы`, `бояуды`.
fn is_open(c: char) -> bool {
    is_vowel(c) && c != 'у'
}

#[cfg(test)]
mod tests;
