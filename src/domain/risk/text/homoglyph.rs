//! A word of two alphabets: it looks right, and search does not find it.

use super::reading::{self, Reading, Span};

/// Units of two letters and more that are written in either alphabet, folded.
const UNITS: [&str; 10] = ["мач", "квт", "мвт", "мгц", "ггц", "кгц", "ква", "квч", "мвч", "дпи"];

pub(super) fn find(reading: &Reading) -> Vec<Span> {
    reading.words.iter().filter_map(|word| spoofed(reading, word)).collect()
}

/// The letters of a word that are of two alphabets where one of them should be.
fn spoofed(reading: &Reading, word: &Span) -> Option<Span> {
    let written = reading.raw(word);
    if written.len() < 3
        || written.iter().all(char::is_ascii)
        || !written.iter().any(char::is_ascii_alphabetic)
    {
        return None;
    }
    let folded = reading.words_at(word);
    let start =
        word.start + folded.len() - folded.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let span = start..word.start + folded.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let folded = reading.folded.get(span.clone())?;
    if folded.contains(|c: char| c.is_ascii_digit()) || UNITS.contains(&folded) {
        return None;
    }
    let letters: Vec<char> =
        reading.raw(&span).iter().copied().filter(|c| c.is_alphabetic()).collect();
    let is_latin = |c: &char| c.is_ascii_alphabetic();
    let latin = letters.iter().filter(|c| is_latin(c)).count();
    let cyrillic = letters.len() - latin;
    if letters.len() < 3 || latin == 0 || cyrillic == 0 {
        return None;
    }
    let swapped_in_cyrillic = cyrillic >= 2
        && letters
            .iter()
            .filter(|c| is_latin(c))
            .all(|c| reading::cyrillic(reading::fold(*c)).is_some());
    let swapped_in_latin = latin >= 2
        && letters
            .iter()
            .filter(|c| !is_latin(c))
            .all(|c| reading::latin(reading::fold(*c)).is_some());
    ((swapped_in_cyrillic || swapped_in_latin) && !is_name_with_ending(&letters)).then_some(span)
}

/// `HPдің`, `USBкабель`: a Latin name in capitals with what is Cyrillic after it in small letters.
fn is_name_with_ending(letters: &[char]) -> bool {
    let name = letters.iter().take_while(|c| c.is_ascii_uppercase()).count();
    name >= 2 && letters.iter().skip(name).all(|c| !c.is_ascii() && c.is_lowercase())
}
