//! Kazakh stems: endings of case, possession and number, taken off from the end while any is left.
//!
//! Words come folded, so `ә` is `а`, `і` is `и` and so on: of vowel harmony only half is visible,
//! and that half is checked.

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
const SHORT: [&str; 7] = ["су", "ет", "уй", "от", "ас", "ит", "ай"];
/// Case, possession, number, and one to spare for an ending within the stem.
const ROUNDS: usize = 4;

/// The stem of a folded word.
///
/// A stem that itself ends like an ending (`тақта`) is cut too, in all its forms alike.
pub(super) fn stem(folded: &str) -> String {
    let mut stem = folded;
    for _ in 0..ROUNDS {
        let shorter = without_case(stem);
        let shorter = without_possession(shorter);
        let shorter = without(shorter, &PLURALS).unwrap_or(shorter);
        if shorter.len() == stem.len() {
            break;
        }
        stem = shorter;
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
    stem
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
        .find(|(ending, rest)| rest.ends_with(is_vowel) == (ending.len() > 2))
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
    match ending.chars().next() {
        Some('т' | 'к' | 'п') => voiceless,
        Some('д' | 'г' | 'б') => !"кпстшщфхцч".contains(last),
        Some('н') => is_vowel(last) || nasal,
        Some('л' | 'м') => is_vowel(last) || matches!(last, 'р' | 'й' | 'л') || nasal,
        Some('с') => is_vowel(last),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::{fold, tests::one_stem};

    #[test]
    fn forms_of_one_word_have_one_stem() {
        one_stem(
            stem,
            &[
                "қағаз қағазды қағаздың қағаздар қағаздары қағазы қағазға қағазбен",
                "шәйнек шәйнегі шәйнектер шәйнектің",
                "кітап кітабы кітабын кітабында кітаптар кітаптарға",
                "тақта тақталар тақталардың тақтасы тақтаға",
                "есік есіктер есігі есіктің",
                "желім желімдердің желімі желіммен",
                "жабдық жабдығы жабдықтар жабдықтарды жабдықтарының",
                "принтер принтерлер принтердің принтері",
                "материал материалдар материалдарды",
                "қызмет қызметі қызметтер қызметтері қызметтерін",
                "су суды судың",
                "жол жолдағы жолда жолдар",
                "сарымсақ сарымсақты",
            ],
        );
    }

    #[test]
    fn unlike_words_stay_apart() {
        for (one, other) in [("қалам", "қала"), ("орын", "орман"), ("сабын", "сабақ")]
        {
            assert_ne!(stem(&fold(one)), stem(&fold(other)), "{one} {other}");
        }
    }
}
