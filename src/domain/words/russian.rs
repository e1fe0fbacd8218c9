//! Russian stems of nouns and adjectives, by the rules of Snowball without its verbs.
//!
//! Names of lots hardly have verbs, and Snowball takes many nouns for them: of `материал` and
//! `материалы`, of `Астана` and `Астане` it makes two stems each.

use super::is_vowel;

/// Endings of adjectives, the longer first.
const ADJECTIVES: [&str; 26] = [
    "ими", "ыми", "его", "ого", "ему", "ому", "ее", "ие", "ые", "ое", "ей", "ий", "ый", "ой", "ем",
    "им", "ым", "ом", "их", "ых", "ую", "юю", "ая", "яя", "ою", "ею",
];
/// What adjectives made of verbs have before that; these alone.
const PARTICIPLES: [&str; 3] = ["ивш", "ывш", "ующ"];
/// These after `а` or `я`.
const PARTICIPLES_AFTER_A: [&str; 5] = ["ем", "нн", "вш", "ющ", "щ"];
/// Endings of nouns, the longer first.
const NOUNS: [&str; 36] = [
    "иями", "ями", "ами", "ией", "иям", "ием", "иях", "ев", "ов", "ие", "ье", "еи", "ии", "ей",
    "ой", "ий", "ям", "ем", "ам", "ом", "ах", "ях", "ию", "ью", "ия", "ья", "а", "е", "и", "й",
    "о", "у", "ы", "ь", "ю", "я",
];

/// Stems of forms that no rule makes alike.
const IRREGULAR: [(&str, &str); 1] = [("яиц", "яйц")];

/// The stem of a folded word.
///
/// Two more things differ between forms of one noun and are dropped in every word alike: the vowel
/// that comes and goes (`перчатка`, but `перчаток`) and a soft sign inside (`палец`, but `пальцы`).
pub(super) fn stem(folded: &str) -> String {
    // An ending begins after the first vowel.
    let begin = folded
        .char_indices()
        .find(|(_, c)| is_vowel(*c))
        .map_or(folded.len(), |(at, c)| at + c.len_utf8());
    let (root, end) = folded.split_at_checked(begin).unwrap_or((folded, ""));
    let end = match without(end, &ADJECTIVES) {
        Some(end) => without_participle(end),
        None => without(end, &NOUNS).unwrap_or(end),
    };
    let end = end.strip_suffix('и').unwrap_or(end);
    let end = end.strip_suffix("ейш").unwrap_or(end);
    let end = if end.ends_with("нн") { end.strip_suffix('н').unwrap_or(end) } else { end };
    let mut letters: Vec<char> =
        root.chars().chain(end.chars()).filter(|c| !matches!(c, 'ь' | 'ъ')).collect();
    if let [.., _, before, 'о' | 'е', 'к' | 'ц' | 'н' | 'л' | 'г'] = letters.as_slice()
        && !is_vowel(*before)
    {
        letters.remove(letters.len() - 2);
    }
    let stem: String = letters.into_iter().collect();
    match IRREGULAR.iter().find(|(form, _)| *form == stem) {
        Some((_, stem)) => (*stem).to_owned(),
        None => stem,
    }
}

fn without<'a>(word: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| word.strip_suffix(ending))
}

fn without_participle(word: &str) -> &str {
    without(word, &PARTICIPLES)
        .or_else(|| without(word, &PARTICIPLES_AFTER_A).filter(|rest| rest.ends_with(['а', 'я'])))
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::tests::one_stem;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        one_stem(
            stem,
            &[
                "картридж картриджа картриджи картриджей картриджами",
                "перчатка перчатки перчаток перчатками",
                "порошок порошки порошка порошков",
                "палец пальцы пальцев",
                "масло масла масел маслами",
                "уголь угля углем",
                "бумага бумаги бумагой бумагу",
                "оборудование оборудования оборудованию оборудованием",
                "медицинский медицинская медицинские медицинских медицинского",
                "принтер принтеров принтеры",
                "мебель мебели мебелью",
                "кабель кабели кабелей",
                "материал материала материалами материалов",
                "астана астане астаны",
                "яйцо яйца яиц яйцами",
            ],
        );
    }

    #[test]
    fn unlike_words_stay_apart() {
        for (one, other) in
            [("лента", "лен"), ("карта", "картон"), ("краска", "красный"), ("стол", "стул")]
        {
            assert_ne!(stem(one), stem(other), "{one} {other}");
        }
    }
}
