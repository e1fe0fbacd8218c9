//! Words of Russian and Kazakh texts, and what of a word stays the same in all its forms.
//!
//! Lots are written by thousands of hands: with `ё` or `е`, with Latin letters that look Cyrillic,
//! with Kazakh letters or without. Both sides of a comparison are folded the same way, so neither
//! has to be right.

mod kazakh;
mod russian;

/// Longer runs of letters are nobody's word, in bytes.
const LONGEST: usize = 128;
/// Signs that join the parts of a word.
pub const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];
/// Letters that Kazakh has and Russian has not.
const KAZAKH: &str = "әғқңөұүһіӘҒҚҢӨҰҮҺІ";

/// What a word is compared by. A Russian stem is only ever held against Russian stems, a Kazakh one
/// against Kazakh ones: cut by the other language's rules, unlike words would look alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stems {
    /// By the rules of Russian.
    pub ru: String,
    /// By the rules of Kazakh.
    pub kk: String,
}

impl Stems {
    /// The stems of one token.
    pub fn of(token: &str) -> Self {
        let folded = fold(token);
        Self { ru: russian::stem(&folded), kk: kazakh::stem(&folded) }
    }
}

/// True where two words are forms of one. Kazakh rules are asked only where a word is Kazakh to be
/// seen: by them alone Russian words would seem alike that are not.
pub fn are_one_word(one: &str, other: &str) -> bool {
    let (stems, others) = (Stems::of(one), Stems::of(other));
    stems.ru == others.ru || ((is_kazakh(one) || is_kazakh(other)) && stems.kk == others.kk)
}

enum Class {
    Letter,
    Hyphen,
    /// Invisible or on top of a letter: does not end a word.
    Mark,
    Gap,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => Class::Letter,
        '-' | '\u{2010}' | '\u{2011}' => Class::Hyphen,
        '\0'..='\u{7F}' => Class::Gap,
        '\u{AD}'
        | '\u{300}'..='\u{36F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => Class::Mark,
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Gap,
    }
}

/// Gives every word of a text as it is written: runs of letters and digits, so that `А4` and `5кг`
/// are words. Of `веб-камера` it gives `веб`, `камера` and, last, the whole: people write it in one
/// word as well.
pub fn each_token<'a>(text: &'a str, mut take: impl FnMut(&'a str)) {
    let mut give = |from: usize, to: usize| {
        if let Some(token) = text.get(from..to).filter(|token| token.len() <= LONGEST) {
            take(token);
        }
    };
    // Where the word, and the part of it that is being read, begin.
    let (mut word, mut part) = (None, None);
    let (mut parts, mut end) = (0, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match class(c) {
            Class::Letter => {
                if part.is_none() {
                    part = Some(at);
                    parts += 1;
                    word.get_or_insert(at);
                }
                continue;
            }
            Class::Mark => continue,
            Class::Hyphen if part.is_some() => {}
            Class::Hyphen | Class::Gap => {
                if let Some(from) = word.take() {
                    if part.is_some() {
                        end = at;
                    }
                    if let Some(from) = part.take() {
                        give(from, at);
                    }
                    if parts > 1 {
                        give(from, end);
                    }
                }
                parts = 0;
                continue;
            }
        }
        if let Some(from) = part.take() {
            give(from, at);
            end = at;
        }
    }
}

/// The words of a text, those with a hyphen only in their parts.
pub fn parts(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    each_token(text, |token| tokens.push(token));
    tokens.retain(|token| !is_compound(token));
    tokens
}

/// The words of a text, those with a hyphen only as a whole.
pub fn wholes(text: &str) -> Vec<&str> {
    let mut tokens: Vec<&str> = Vec::new();
    each_token(text, |token| {
        if is_compound(token) {
            // Its parts came right before it.
            let parts = token.split(HYPHENS).count();
            tokens.truncate(tokens.len().saturating_sub(parts));
        }
        tokens.push(token);
    });
    tokens
}

fn is_compound(token: &str) -> bool {
    token.contains(HYPHENS)
}

/// True where a word has a letter that Russian does not.
pub fn is_kazakh(token: &str) -> bool {
    token.chars().any(|c| KAZAKH.contains(c))
}

/// Lower case without what people leave out or mistake: `ё` as `е`, Kazakh letters as the Russian
/// ones typed in their stead, Latin letters as the Cyrillic ones they look like, hyphens and
/// invisible marks dropped. A Latin word becomes a mixture, but the same one on both sides.
pub fn fold(token: &str) -> String {
    let mut folded = String::with_capacity(token.len());
    for c in token.chars() {
        match c {
            // Letters taken apart, as some systems store them.
            '\u{306}' if folded.ends_with('и') => {
                folded.pop();
                folded.push('й');
            }
            _ if matches!(class(c), Class::Letter) => {
                folded.extend(c.to_lowercase().map(fold_letter));
            }
            _ => {}
        }
    }
    folded
}

fn fold_letter(c: char) -> char {
    match c {
        'ё' | 'ѐ' | 'e' => 'е',
        'ә' | 'a' => 'а',
        'ғ' => 'г',
        'қ' | 'k' => 'к',
        'ң' | 'h' => 'н',
        'ө' | 'o' => 'о',
        'ұ' | 'ү' | 'y' => 'у',
        'һ' | 'x' => 'х',
        'і' | 'ї' | 'ѝ' | 'i' => 'и',
        'b' => 'в',
        'c' => 'с',
        'm' => 'м',
        'p' => 'р',
        't' => 'т',
        c => c,
    }
}

/// Of folded text, where Kazakh letters are written with Russian ones.
fn is_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every line's forms have one stem.
    pub(super) fn one_stem(stem: impl Fn(&str) -> String, lines: &[&str]) {
        for forms in lines {
            let stems: std::collections::BTreeSet<String> =
                forms.split(' ').map(|form| stem(&fold(form))).collect();
            assert_eq!(stems.len(), 1, "{forms}: {stems:?}");
        }
    }

    fn tokens(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        each_token(text, |token| tokens.push(token));
        tokens
    }

    #[test]
    fn codes_are_words_and_compounds_come_in_parts_and_whole() {
        assert_eq!(tokens("Бумага А4, 80 г/м2"), ["Бумага", "А4", "80", "г", "м2"]);
        assert_eq!(
            tokens("веб-камера Full-HD"),
            ["веб", "камера", "веб-камера", "Full", "HD", "Full-HD"]
        );
        assert_eq!(tokens("- Файл - вкладыш-- а--б"), ["Файл", "вкладыш", "а", "б"]);
        assert_eq!(parts("веб-камера АИ-92"), ["веб", "камера", "АИ", "92"]);
        assert_eq!(wholes("веб-камера АИ-92 бензин"), ["веб-камера", "АИ-92", "бензин"]);
        assert!(tokens("\u{0}<>!«»🙂—").is_empty());
    }

    #[test]
    fn looks_do_not_deceive() {
        for (one, other) in [
            ("Ёлка", "елка"),
            ("картpидж", "КАРТРИДЖ"),
            ("A4", "А4"),
            ("қағаз", "кагаз"),
            ("ИНEЛЕР", "инелер"),
            ("веб-камера", "вебкамера"),
            ("кар\u{200B}т\u{AD}ридж\u{202E}", "картридж"),
            ("тои\u{306}", "той"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("HP"), fold("HB"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}|[а-яёәіңғүұқөһa-z\u{AD}\u{200B}\\- ]{0,60}") {
            for token in tokens(&text) {
                prop_assert!(!token.is_empty());
                let _ = Stems::of(token);
            }
            prop_assert!(wholes(&text).len() <= tokens(&text).len());
        }
    }
}
