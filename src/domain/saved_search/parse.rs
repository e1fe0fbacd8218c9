//! Saved searches as people type them: «картридж !canon от 100 тыс до 5 млн Алматы».

use super::{
    SearchFilter, Standing,
    pieces::{Piece, pieces},
    places, sums,
};
use crate::domain::{
    reference,
    types::{BiinError, Bin, MoneyError},
    words::{self, fold},
};

/// A longer text is a letter, not a search.
const MOST_CHARS: usize = 200;
/// More words than this no lot has.
const MOST_WORDS: usize = 20;
/// A longer word is none.
const LONGEST_WORD: usize = 40;
/// Fewer digits of an ENSTRU code say next to nothing; whole codes have fourteen or fifteen.
const ENSTRU_DIGITS: std::ops::RangeInclusive<usize> = 2..=15;

/// Words that join others, in three languages; they say nothing of a lot.
const JOINING: &str = "а без бы в во да для до за и из или к ко между на над не о об от по под при \
    с со у через және мен бен пен үшін немесе бойынша туралы a an and by for from in of on or the \
    to with";
pub(super) const ENSTRU: &str = "енстру енс enstru";
pub(super) const CUSTOMER: &str = "бин бсн bin заказчик тапсырысшы customer";
const METHOD: &str = "метод способ әдіс тәсіл method";
const REGION: &str = "регион область өңір region";

/// What can be asked for only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// The ENSTRU code.
    Enstru,
    /// The least sum.
    Min,
    /// The greatest sum.
    Max,
    /// The method.
    Method,
    /// The customer.
    Customer,
    /// When bids end.
    Deadline,
}

/// Why a text is no search. What it quotes is letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Nothing to look for.
    #[error("empty")]
    Empty,
    /// More than 200 characters.
    #[error("longer than {MOST_CHARS} characters")]
    TooLong,
    /// More than 20 words.
    #[error("more than {MOST_WORDS} words")]
    TooManyWords,
    /// A word of more than 40 letters.
    #[error("a word longer than {LONGEST_WORD} letters")]
    LongWord,
    /// Only what must not be there: nearly every lot would do.
    #[error("only exclusions")]
    OnlyExclusions,
    /// A word that must be there and must not.
    #[error("`{0}` is both wanted and excluded")]
    Contradiction(String),
    /// The least sum is above the greatest.
    #[error("the least sum is above the greatest")]
    MinAboveMax,
    /// A sum below zero.
    #[error("a sum below zero")]
    Negative,
    /// A sum that can't be read, or beyond any purchase.
    #[error("not a sum: {0}")]
    BadSum(MoneyError),
    /// The customer's number is no BIN.
    #[error("not a BIN: {0}")]
    BadBin(BiinError),
    /// Not the beginning of an ENSTRU code.
    #[error("not an ENSTRU code")]
    BadEnstru,
    /// No method has this code.
    #[error("no method `{0}`")]
    UnknownMethod(String),
    /// No region has this name.
    #[error("no region `{0}`")]
    UnknownRegion(String),
    /// No status has this name.
    #[error("no status `{0}`")]
    UnknownStatus(String),
    /// A day that is in no calendar.
    #[error("no such day")]
    BadDate,
    /// Asked for twice, and differently.
    #[error("{0:?} twice")]
    Repeated(Criterion),
}

impl SearchFilter {
    /// Reads what a person typed: words, `!слово` or `-слово` for what must not be there, sums
    /// (`от 100 тыс до 5 млн`), names of regions, `енстру 262040`, `бин 123456789013`,
    /// `метод:зцп`. Quotes only keep their words from being read as anything else.
    ///
    /// # Errors
    /// The first thing that makes no sense, so that the reply can say it.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Self::read(text)?.0.check(false)
    }

    /// The same with where the purchase must stand, which alone is something to look for: «только
    /// открытые», «статус: отменен», «до пятницы», «за 3 дня».
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub fn parse_with_standing(text: &str) -> Result<(Self, Standing), FilterError> {
        let (filter, standing) = Self::read(text)?;
        Ok((filter.check(!standing.is_any())?, standing))
    }

    fn read(text: &str) -> Result<(Self, Standing), FilterError> {
        let text = text.trim();
        if text.chars().nth(MOST_CHARS).is_some() {
            return Err(FilterError::TooLong);
        }
        let pieces = pieces(text);
        let (mut filter, mut standing) = (Self::default(), Standing::default());
        let mut money = sums::Bounds::default();
        let mut rest = pieces.as_slice();
        while let [first, after @ ..] = rest {
            if let Some(taken) = named(&mut filter, rest)? {
                rest = rest.get(taken..).unwrap_or_default();
            } else if let Some(taken) = standing.take(rest)? {
                rest = rest.get(taken..).unwrap_or_default();
            } else if let Some(taken) = money.take(rest)? {
                rest = rest.get(taken..).unwrap_or_default();
            } else if let Some((codes, taken)) = places::find(rest) {
                for code in codes {
                    add(&mut filter.regions, code);
                }
                rest = rest.get(taken..).unwrap_or_default();
            } else {
                word(&mut filter, first)?;
                rest = after;
            }
        }
        (filter.min, filter.max) = money.close()?;
        Ok((filter, standing))
    }

    fn check(self, asks_already: bool) -> Result<Self, FilterError> {
        if self.words.len() + self.excluded.len() > MOST_WORDS {
            return Err(FilterError::TooManyWords);
        }
        if !asks_already && !self.asks_something() {
            let nothing = self.excluded.is_empty();
            return Err(if nothing { FilterError::Empty } else { FilterError::OnlyExclusions });
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            return Err(FilterError::MinAboveMax);
        }
        let wanted = |word: &&String| self.words.iter().any(|w| words::are_one_word(w, word));
        match self.excluded.iter().find(wanted) {
            Some(word) => Err(FilterError::Contradiction(word.clone())),
            None => Ok(self),
        }
    }
}

/// `enstru:262040`, `бин 123456789013`, `метод:зцп`, `регион 75`, and codes that need no name; how
/// many pieces that was.
fn named(filter: &mut SearchFilter, pieces: &[Piece]) -> Result<Option<usize>, FilterError> {
    let Some(first) = pieces.first().and_then(Piece::plain) else { return Ok(None) };
    let (name, beside) = match first.split_once([':', '=']) {
        Some((name, value)) => (fold(name), Some(value).filter(|value| !value.is_empty())),
        None => (fold(first), None),
    };
    let explicit = first.contains([':', '=']);
    let mut after = pieces.get(1..).unwrap_or_default();
    let is = |list: &str| list.split(' ').any(|word| fold(word) == name);
    if is(ENSTRU)
        && beside.is_none()
        && after.first().is_some_and(|p| p.key().as_deref() == Some("тру"))
    {
        after = after.get(1..).unwrap_or_default();
    }
    let skipped = pieces.len() - after.len();
    let value = beside.or_else(|| after.first()?.plain()).unwrap_or_default();
    let taken = if beside.is_some() { 1 } else { skipped + 1 };
    if is(ENSTRU) {
        return enstru(filter, value).map(|()| Some(taken));
    }
    if is(CUSTOMER) {
        let (digits, more) = spaced_digits(beside, after);
        // «заказчик школа» is two words.
        if digits.is_empty() && !explicit && name != fold("бин") && name != fold("bin") {
            return Ok(None);
        }
        return customer(filter, &digits)
            .map(|()| Some(if beside.is_some() { 1 } else { skipped + more }));
    }
    if is(METHOD) {
        return match method_by(value) {
            Some(id) => set(&mut filter.method, id, Criterion::Method).map(|()| Some(taken)),
            None if explicit => Err(FilterError::UnknownMethod(quotable(value))),
            None => Ok(None),
        };
    }
    if is(REGION) {
        if let Some(code) = places::by_code(value) {
            add(&mut filter.regions, code);
            return Ok(Some(taken));
        }
        if explicit {
            return region_by_name(filter, beside, after).map(|more| Some(skipped.max(1) + more));
        }
        return Ok(None);
    }
    if looks_like_enstru(first) {
        return enstru(filter, first).map(|()| Some(1));
    }
    if first.len() == 12 && first.bytes().all(|b| b.is_ascii_digit()) {
        return customer(filter, first).map(|()| Some(1));
    }
    Ok(None)
}

fn region_by_name(
    filter: &mut SearchFilter,
    beside: Option<&str>,
    after: &[Piece],
) -> Result<usize, FilterError> {
    let beside = beside.map(|text| Piece { text: text.to_owned(), excluded: false, quoted: false });
    let is_beside = beside.is_some();
    let name: Vec<Piece> = beside.into_iter().chain(after.iter().cloned()).collect();
    match places::find(&name) {
        Some((codes, taken)) => {
            for code in codes {
                add(&mut filter.regions, code);
            }
            Ok(taken - usize::from(is_beside))
        }
        None => {
            let asked = name.first().map(|piece| quotable(&piece.text)).unwrap_or_default();
            Err(FilterError::UnknownRegion(asked))
        }
    }
}

fn enstru(filter: &mut SearchFilter, value: &str) -> Result<(), FilterError> {
    let value = value.trim_end_matches(['.', '*']);
    if !value.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return Err(FilterError::BadEnstru);
    }
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if !ENSTRU_DIGITS.contains(&digits.len()) {
        return Err(FilterError::BadEnstru);
    }
    set(&mut filter.enstru, digits, Criterion::Enstru)
}

/// `262040.000.000003`: nothing else looks like it.
pub(super) fn looks_like_enstru(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('.').map(str::len).collect();
    lengths == [6, 3, 6] && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn customer(filter: &mut SearchFilter, digits: &str) -> Result<(), FilterError> {
    let bin = Bin::parse(digits).map_err(FilterError::BadBin)?;
    set(&mut filter.customer, bin, Criterion::Customer)
}

/// Digits written in one or in several pieces, up to twelve; how many pieces after the name.
fn spaced_digits(beside: Option<&str>, after: &[Piece]) -> (String, usize) {
    if let Some(beside) = beside {
        return (beside.to_owned(), 0);
    }
    let mut digits = String::new();
    let mut taken = 0;
    for piece in after {
        let Some(text) = piece.plain() else { break };
        if digits.len() >= 12 || !text.chars().all(|c| c.is_ascii_digit() || c == '-') {
            break;
        }
        digits.extend(text.chars().filter(char::is_ascii_digit));
        taken += 1;
    }
    (digits, taken)
}

fn method_by(value: &str) -> Option<i64> {
    let symbol: String = value.chars().map(cyrillic).collect();
    reference::method_by_symbol(&symbol)
        .or_else(|| value.parse().ok().filter(|id| reference::method(*id).is_some()))
}

/// Codes of methods are typed with Latin letters too.
fn cyrillic(c: char) -> char {
    match c {
        'A' | 'a' => 'А',
        'K' | 'k' => 'К',
        'O' | 'o' => 'О',
        'P' | 'p' => 'Р',
        'C' | 'c' => 'С',
        'T' | 't' => 'Т',
        'M' | 'm' => 'М',
        'B' => 'В',
        'H' => 'Н',
        c => c,
    }
}

fn word(filter: &mut SearchFilter, piece: &Piece) -> Result<(), FilterError> {
    let negative = !piece.quoted && piece.text.starts_with('-');
    for token in words::wholes(&piece.text) {
        let word: String = quotable(token).to_lowercase();
        if word.chars().count() > LONGEST_WORD {
            return Err(FilterError::LongWord);
        }
        let folded = fold(&word);
        if piece.excluded || negative {
            add_word(&mut filter.excluded, word);
        } else if piece.quoted || !JOINING.split_whitespace().any(|joining| fold(joining) == folded)
        {
            add_word(&mut filter.words, word);
        }
    }
    // What is too long for a token is too long for a word.
    let longest = piece.text.split(|c: char| !c.is_alphanumeric()).map(|run| run.chars().count());
    if longest.max().is_some_and(|longest| longest > LONGEST_WORD) {
        return Err(FilterError::LongWord);
    }
    Ok(())
}

fn add_word(list: &mut Vec<String>, word: String) {
    if !list.iter().any(|known| words::are_one_word(known, &word)) {
        list.push(word);
    }
}

fn add(regions: &mut Vec<String>, code: &str) {
    if regions.iter().all(|known| known != code) {
        regions.push(code.to_owned());
    }
}

pub(super) fn set<T: PartialEq>(
    field: &mut Option<T>,
    value: T,
    criterion: Criterion,
) -> Result<(), FilterError> {
    match field {
        Some(known) if *known != value => Err(FilterError::Repeated(criterion)),
        _ => {
            *field = Some(value);
            Ok(())
        }
    }
}

/// What of a text may be shown back: letters, digits and hyphens.
pub(super) fn quotable(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '-').take(LONGEST_WORD + 1).collect()
}
