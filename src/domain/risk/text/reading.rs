//! A text as the rules read it: folded, with the way back to the places of what was written.

use std::ops::Range;

use super::exemption;

/// A place in the folded text, in bytes.
pub(super) type Span = Range<usize>;

/// A folded text. Lower case, `ё` as `е`, Kazakh letters as the Russian ones people type in their
/// stead, a letter of the wrong alphabet as its neighbours' one; what cannot be seen is dropped.
pub(super) struct Reading {
    /// What was written.
    raw: Vec<char>,
    /// What is read.
    pub(super) folded: String,
    /// The index in `raw` of each byte of `folded`, and of its end.
    at: Vec<u32>,
    /// Runs of letters and digits in `folded`.
    pub(super) words: Vec<Span>,
    /// Where sentences end in `folded`; the last is the end of the text.
    ends: Vec<usize>,
    /// Where an equivalent is offered.
    offers: Vec<usize>,
}

impl Reading {
    pub(super) fn of(text: &str) -> Self {
        let raw: Vec<char> = text.chars().collect();
        let mut letters: Vec<(char, u32)> = raw
            .iter()
            .zip(0u32..)
            .filter(|(c, _)| !is_invisible(**c))
            .map(|(c, at)| (fold(*c), at))
            .collect();
        mend(&mut letters);
        let mut folded = String::with_capacity(text.len());
        let mut at = Vec::with_capacity(text.len() + 1);
        for (letter, index) in letters {
            folded.push(letter);
            at.resize(folded.len(), index);
        }
        at.push(u32::try_from(raw.len()).unwrap_or(u32::MAX));
        let words = words(&folded);
        let ends = sentence_ends(&folded, &words);
        let mut reading = Self { raw, folded, at, words, ends, offers: Vec::new() };
        reading.offers = exemption::offers(&reading);
        reading
    }

    /// A place in code points of what was written.
    pub(super) fn points(&self, span: &Span) -> (usize, usize) {
        let point = |at: usize| self.at.get(at).map_or(self.raw.len(), |at| *at as usize);
        let start = point(span.start);
        if span.end <= span.start {
            return (start, start);
        }
        // What comes next may be invisible marks away: the end is right after the last letter.
        (start, (point(span.end - 1) + 1).min(self.raw.len()))
    }

    /// What was written at a place.
    pub(super) fn raw(&self, span: &Span) -> &[char] {
        let (start, end) = self.points(span);
        self.raw.get(start..end).unwrap_or_default()
    }

    /// The character as written that follows a place, and the one before it.
    pub(super) fn beside(&self, span: &Span) -> (Option<char>, Option<char>) {
        let (start, end) = self.points(span);
        let before = start.checked_sub(1).and_then(|at| self.raw.get(at)).copied();
        (before, self.raw.get(end).copied())
    }

    /// The folded words of a place.
    pub(super) fn words_at(&self, span: &Span) -> &str {
        self.folded.get(span.clone()).unwrap_or_default()
    }

    /// The sentence around a place.
    pub(super) fn sentence(&self, at: usize) -> Span {
        let n = self.ends.partition_point(|end| *end <= at);
        let start = n.checked_sub(1).and_then(|n| self.ends.get(n)).copied().unwrap_or_default();
        start..self.ends.get(n).copied().unwrap_or(self.folded.len())
    }

    /// Up to so many bytes of the same sentence that come before a place.
    pub(super) fn before(&self, at: usize, bytes: usize) -> &str {
        let mut start = self.sentence(at).start.max(at.saturating_sub(bytes));
        while !self.folded.is_char_boundary(start) {
            start += 1;
        }
        self.folded.get(start..at).unwrap_or_default()
    }

    /// Up to so many bytes of the same sentence that come after a place.
    pub(super) fn after(&self, at: usize, bytes: usize) -> &str {
        let mut end = self.sentence(at.saturating_sub(1)).end.min(at.saturating_add(bytes));
        while !self.folded.is_char_boundary(end) {
            end -= 1;
        }
        self.folded.get(at..end).unwrap_or_default()
    }

    /// True where an equivalent is offered in the sentence around a place.
    pub(super) fn offers_equivalent(&self, at: usize) -> bool {
        let sentence = self.sentence(at);
        let n = self.offers.partition_point(|offer| *offer < sentence.start);
        self.offers.get(n).is_some_and(|offer| *offer < sentence.end)
    }
}

/// True for what words are made of, folded.
pub(super) fn is_word(c: char) -> bool {
    matches!(c, 'a'..='z' | 'а'..='я' | '0'..='9')
}

/// A folded letter; characters that are no letters stay.
pub(super) fn fold(c: char) -> char {
    match c {
        'a'..='z' | 'а'..='я' | '0'..='9' | ' '..='/' => return c,
        'A'..='Z' => return c.to_ascii_lowercase(),
        _ => {}
    }
    match c.to_lowercase().next().unwrap_or(c) {
        'ё' | 'ѐ' => 'е',
        'ә' => 'а',
        'ғ' => 'г',
        'қ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' => 'у',
        'һ' => 'х',
        'і' | 'ї' | 'ѝ' => 'и',
        c => c,
    }
}

/// The Cyrillic letter that a Latin one is mistaken for, of folded letters.
pub(super) fn cyrillic(latin: char) -> Option<char> {
    LOOKALIKES.iter().find(|(one, _)| *one == latin).map(|(_, other)| *other)
}

/// The Latin letter that a Cyrillic one is mistaken for, of folded letters.
pub(super) fn latin(cyrillic: char) -> Option<char> {
    LOOKALIKES.iter().find(|(_, other)| *other == cyrillic).map(|(one, _)| *one)
}

const LOOKALIKES: [(char, char); 15] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('i', 'и'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('u', 'и'),
    ('n', 'п'),
];

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// Gives the letters of a word of two alphabets to the one that most of them are of.
fn mend(letters: &mut [(char, u32)]) {
    for word in
        letters.chunk_by_mut(|(one, _), (other, _)| one.is_alphabetic() == other.is_alphabetic())
    {
        let of_latin = word.iter().filter(|(c, _)| c.is_ascii_alphabetic()).count();
        let of_cyrillic = word.iter().filter(|(c, _)| matches!(c, 'а'..='я')).count();
        if of_latin == 0 || of_cyrillic == 0 {
            continue;
        }
        let other = if of_cyrillic >= of_latin { cyrillic } else { latin };
        for (letter, _) in word {
            *letter = other(*letter).unwrap_or(*letter);
        }
    }
}

fn words(folded: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in folded.char_indices().chain([(folded.len(), ' ')]) {
        if is_word(c) {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            words.push(start..at);
        }
    }
    words
}

/// A full stop ends a sentence only after a word long enough to be none of `г.`, `кат.`, `шт.`, and
/// before a space.
fn sentence_ends(folded: &str, words: &[Span]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut words = words.iter().peekable();
    let mut last = 0..0;
    let mut chars = folded.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        while let Some(word) = words.next_if(|word| word.end <= at) {
            last = word.clone();
        }
        let ends_here = match c {
            ';' | '\n' | '!' | '?' => true,
            '.' => {
                let word = folded.get(last.clone()).unwrap_or_default();
                let open = last.end == at && word.chars().count() <= 4 && !is_number(word);
                !open && chars.peek().is_none_or(|(_, next)| next.is_whitespace())
            }
            _ => false,
        };
        if ends_here {
            ends.push(at + c.len_utf8());
        }
    }
    if ends.last() != Some(&folded.len()) {
        ends.push(folded.len());
    }
    ends
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
