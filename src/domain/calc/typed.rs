//! Numbers as people type them: «1,5 млн», «1 500 000,50», «1.5m», «2 тыс». What can be read in two
//! ways is refused: a wrong thousand is worse than a question.

use chrono::NaiveDate;

use super::{CalcError, Percent, exact_sum};
use crate::domain::types::{MoneyError, Tenge};

/// Powers of ten by their words, in lower case.
const UNITS: [(i32, &[&str]); 4] = [
    (3, &["тыс", "тысяч", "тысяча", "тысячи", "мың", "k", "к", "thousand"]),
    (6, &["млн", "миллион", "миллиона", "миллионов", "m", "м", "mln", "million"]),
    (9, &["млрд", "миллиард", "миллиарда", "миллиардов", "b", "bn", "billion"]),
    (12, &["трлн", "триллион", "триллиона", "триллионов", "tn", "trillion"]),
];
const CURRENCY: [&str; 6] = ["тг", "тенге", "теңге", "kzt", "₸", "tenge"];
const DAYS: [&str; 11] =
    ["дней", "день", "дня", "дн", "д", "сутки", "суток", "күн", "days", "day", "d"];

/// Why a text was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypedError {
    /// One separator before three digits: a thousand or a fraction.
    #[error("readable in two ways")]
    Ambiguous {
        /// As it was written.
        written: String,
        /// Read as a thousand.
        large: Tenge,
        /// Read as a fraction.
        small: Tenge,
    },
    /// No number at all.
    #[error("no number")]
    Unreadable(String),
    /// A number that makes no sense here.
    #[error(transparent)]
    Calc(#[from] CalcError),
}

/// What was typed after a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Sums above zero, in order.
    pub sums: Vec<Tenge>,
    /// A number with a word for days.
    pub days: Option<i64>,
    /// A number with a percent sign.
    pub percent: Option<Percent>,
    /// A date, `30.12.2025` or `2025-12-30`.
    pub date: Option<NaiveDate>,
    /// Words that are none of these, in lower case.
    pub words: Vec<String>,
}

/// A piece of text between spaces, or between digits and letters.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Number(String),
    Word(String),
    Break,
}

impl Typed {
    /// Reads what was typed.
    ///
    /// # Errors
    /// For numbers that can't be read, can be read in two ways, or are zero or below.
    pub fn read(text: &str) -> Result<Self, TypedError> {
        let mut typed = Self::default();
        let mut pieces: Vec<Piece> = Vec::new();
        for part in text.split_whitespace() {
            match date(part) {
                Some(day) => {
                    typed.date = Some(day);
                    pieces.push(Piece::Break);
                }
                None => cut(part, &mut pieces),
            }
        }
        let mut rest = pieces.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = match first {
                Piece::Number(_) => typed.take_number(rest)?,
                Piece::Word(word) => {
                    if !CURRENCY.contains(&word.as_str()) {
                        typed.words.push(word.clone());
                    }
                    after
                }
                Piece::Break => after,
            };
        }
        Ok(typed)
    }

    /// Takes one number with its groups and its word; gives what follows.
    fn take_number<'a>(&mut self, pieces: &'a [Piece]) -> Result<&'a [Piece], TypedError> {
        let mut written = String::new();
        let mut taken = 0;
        while let Some(Piece::Number(next)) = pieces.get(taken) {
            if taken > 0 && !(is_open(&written) && is_group(next)) {
                break;
            }
            // «10 000 150 дней» is 10 000 and 150 days.
            if taken > 0
                && matches!(pieces.get(taken + 1), Some(Piece::Word(word)) if DAYS.contains(&word.as_str()))
            {
                break;
            }
            written.push_str(next);
            taken += 1;
        }
        let rest = pieces.get(taken..).unwrap_or_default();
        let word = match rest.first() {
            Some(Piece::Word(word)) => word.as_str(),
            _ => "",
        };
        let after = rest.get(1..).unwrap_or_default();
        if word == "%" {
            self.percent = Some(Percent::parse(&written)?);
            return Ok(after);
        }
        if DAYS.contains(&word) {
            self.days = Some(written.parse().map_err(|_error| CalcError::Days)?);
            return Ok(after);
        }
        let unit = UNITS.iter().find(|(_, words)| words.contains(&word)).map(|(power, _)| *power);
        self.sums.push(sum(&written, unit.unwrap_or(0))?);
        Ok(if unit.is_some() { after } else { rest })
    }
}

/// A sum of at most a fraction's digits can be followed by a group of three: `1 500`.
fn is_open(written: &str) -> bool {
    let digits = written.trim_start_matches('-');
    let first = digits.len() % 3;
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits.len() <= 3 || first <= 2)
}

/// Three digits, perhaps with a fraction: what may follow a group.
fn is_group(next: &str) -> bool {
    let whole = next.split(['.', ',']).next().unwrap_or_default();
    whole.len() == 3 && whole.bytes().all(|b| b.is_ascii_digit())
}

fn date(part: &str) -> Option<NaiveDate> {
    let part = part.trim_end_matches([',', ';']);
    part.parse().ok().or_else(|| NaiveDate::parse_from_str(part, "%d.%m.%Y").ok())
}

/// Cuts `1.5m;` into a number, a word and a break.
fn cut(part: &str, pieces: &mut Vec<Piece>) {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '−');
    let mut rest = part;
    while let Some(first) = rest.chars().next() {
        let wanted = is_number(first);
        let same = |c: char| match c {
            ';' | '/' | '%' | '₸' => false,
            c => is_number(c) == wanted,
        };
        let length: usize = match first {
            ';' | '/' | '%' | '₸' => first.len_utf8(),
            _ => rest.chars().take_while(|c| same(*c)).map(char::len_utf8).sum(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        let ends = piece.ends_with([',', '.']) && piece.len() > 1;
        let bare = piece.trim_end_matches([',', '.']);
        match first {
            ';' | '/' => pieces.push(Piece::Break),
            _ if wanted && bare.chars().any(|c| c.is_ascii_digit()) => {
                pieces.push(Piece::Number(bare.replace('−', "-")));
            }
            _ if wanted => pieces.push(Piece::Break),
            _ => pieces.push(Piece::Word(bare.to_lowercase())),
        }
        if ends && wanted {
            pieces.push(Piece::Break);
        }
    }
}

/// A sum above zero from digits with separators, times a power of ten.
fn sum(written: &str, power: i32) -> Result<Tenge, TypedError> {
    let unreadable = || TypedError::Unreadable(written.to_owned());
    if written.chars().count() > 40 {
        return Err(CalcError::Sum(MoneyError::TooLarge).into());
    }
    let read = |mantissa: &str| match exact_sum(&format!("{mantissa}e{power}")) {
        Err(CalcError::Sum(MoneyError::NotANumber)) => Err(unreadable()),
        other => other.map_err(TypedError::Calc),
    };
    let sum = match plain(written)? {
        Reading::One(mantissa) => read(&mantissa)?,
        Reading::Two { large, small } => {
            // As a fraction it may be finer than a tiyn: it is only shown, to be asked about.
            let small = Tenge::parse(&format!("{small}e{power}"))
                .map_err(|error| TypedError::Calc(error.into()))?;
            let written = written.to_owned();
            return Err(TypedError::Ambiguous { written, large: read(&large)?, small });
        }
    };
    match sum.tiyn() {
        0 => Err(CalcError::Zero.into()),
        ..0 => Err(CalcError::Negative.into()),
        _ => Ok(sum),
    }
}

/// Digits with a point for the fraction, without separators of thousands.
enum Reading {
    One(String),
    Two { large: String, small: String },
}

fn plain(written: &str) -> Result<Reading, TypedError> {
    let unreadable = || TypedError::Unreadable(written.to_owned());
    let marks: Vec<char> = written.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let groups: Vec<&str> = written.split(['.', ',']).collect();
    let grouped = |groups: &[&str]| {
        groups.first().is_some_and(|first| (1..=3).contains(&first.trim_start_matches('-').len()))
            && groups.iter().skip(1).all(|group| group.len() == 3)
    };
    match marks.as_slice() {
        [] => Ok(Reading::One(written.to_owned())),
        [_] => {
            let first = groups.first().copied().unwrap_or_default().trim_start_matches('-');
            let is_thousand = grouped(&groups) && !first.starts_with('0') && !first.is_empty();
            let small = groups.join(".");
            Ok(if is_thousand {
                Reading::Two { large: groups.concat(), small }
            } else {
                Reading::One(small)
            })
        }
        [.., last] => {
            let (whole, fraction) = groups.split_at(groups.len() - 1);
            let alike = marks.iter().all(|mark| mark == last);
            let others = marks.iter().filter(|mark| *mark == last).count();
            if alike && grouped(&groups) {
                Ok(Reading::One(groups.concat()))
            } else if others == 1 && grouped(whole) {
                Ok(Reading::One(format!("{}.{}", whole.concat(), fraction.concat())))
            } else {
                Err(unreadable())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1,5 млн", 150_000_000)]
    #[case("1 500 000,50", 150_000_050)]
    #[case("1\u{A0}500\u{A0}000,50\u{A0}₸", 150_000_050)]
    #[case("1.5m", 150_000_000)]
    #[case("2 тыс", 200_000)]
    #[case("2тыс. тенге", 200_000)]
    #[case("0,500", 50)]
    #[case("1.234.567", 123_456_700)]
    #[case("1,234.50", 123_450)]
    #[case("1.234,50", 123_450)]
    #[case("3 мың теңге", 300_000)]
    #[case("1,2345678 млн", 123_456_780)]
    fn sums_are_read_as_people_write_them(#[case] text: &str, #[case] tiyn: i64) {
        assert_eq!(Typed::read(text).map(|typed| typed.sums), Ok(vec![Tenge::from_tiyn(tiyn)]));
    }

    #[rstest]
    #[case("1.500", 150_000, 150)]
    #[case("10,000", 1_000_000, 1_000)]
    #[case("1.500 млн", 150_000_000_000, 150_000_000)]
    fn what_can_be_read_twice_is_asked_about(
        #[case] text: &str,
        #[case] one: i64,
        #[case] other: i64,
    ) {
        let error = Typed::read(text).unwrap_err();
        let TypedError::Ambiguous { large, small, .. } = error else { panic!("{error:?}") };
        assert_eq!((large.tiyn(), small.tiyn()), (one, other));
        // Either answer, as it is shown, can be sent back.
        for sum in [large, small] {
            for lang in [crate::i18n::Lang::Ru, crate::i18n::Lang::En] {
                let typed = Typed::read(&lang.money(sum));
                assert_eq!(typed.map(|typed| typed.sums), Ok(vec![sum]));
            }
        }
    }

    #[rstest]
    #[case("0", CalcError::Zero)]
    #[case("-5", CalcError::Negative)]
    #[case("0,001", CalcError::TooFine)]
    #[case("150 %", CalcError::Percent)]
    #[case("1000000000000000", CalcError::Sum(MoneyError::TooLarge))]
    #[case("99999999999999999999999999999999999999 млрд", CalcError::Sum(MoneyError::TooLarge))]
    #[case("99999999999999999999 дней", CalcError::Days)]
    fn nonsense_is_refused(#[case] text: &str, #[case] error: CalcError) {
        assert_eq!(Typed::read(text), Err(TypedError::Calc(error)));
    }

    #[test]
    fn numbers_in_a_row_are_told_apart() {
        let sums = |text: &str| -> Vec<i64> {
            Typed::read(text).unwrap().sums.iter().map(|sum| sum.tiyn() / 100).collect()
        };
        assert_eq!(sums("1000000 800000"), [1_000_000, 800_000]);
        assert_eq!(sums("1,5 млн 1,2 млн 50 тыс"), [1_500_000, 1_200_000, 50_000]);
        assert_eq!(sums("1 000 000; 800 000"), [1_000_000, 800_000]);
        assert_eq!(sums("100 800"), [100_800]);
        let late = Typed::read("10 000 150 дней заказчик 30.12.2025 12%").unwrap();
        assert_eq!(
            (late.sums.len(), late.days, late.date),
            (1, Some(150), "2025-12-30".parse().ok())
        );
        assert_eq!(
            (late.percent, late.words),
            (Percent::parse("12").ok(), vec!["заказчик".to_owned()])
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9., ;млнтысдк%-]{0,40}|\\PC{0,40}") {
            let _ = Typed::read(&text);
        }
    }
}
