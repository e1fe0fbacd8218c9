//! Sums in saved searches: «от 100 тыс до 5 млн», «100–500 тыс тенге», «5 млн дейін».

use super::{
    parse::{Criterion, FilterError, set},
    pieces::Piece,
};
use crate::domain::{types::Tenge, words::fold};

const LEAST: &str = "от свыше более больше дороже минимум мин from over min кемінде > >= ≥";
const MOST: &str = "до менее меньше дешевле максимум макс to until under max < <= ≤";
/// Kazakh says it after the number.
const LEAST_AFTER: &str = "бастап жоғары астам";
const MOST_AFTER: &str = "дейін";
const NOT: [&str; 2] = ["менее", "более"];
const CURRENCY: &str = "тг тенге теңге kzt ₸";
const SUM: &str = "сумма сумму цена бюджет сома sum price";
const DASHES: [char; 4] = ['-', '–', '—', '−'];
/// A number without a unit before one with it shares the unit when it is smaller than this:
/// «от 100 до 500 тыс».
const SHARES_UNIT: &str = "1000";

/// What a text says of sums so far.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    min: Option<Number>,
    max: Option<Number>,
}

/// A number as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    digits: String,
    /// Power of ten of its unit; none where no unit was written.
    power: Option<u8>,
}

/// A number, how many pieces it takes, and what is known of it from its ending and neighbours.
struct Read {
    number: Number,
    taken: usize,
    /// It has a unit or a currency: it is money even if nothing else says so.
    is_money: bool,
    /// `мыңнан`: Kazakh says "from" by an ending.
    is_from: bool,
}

impl Bounds {
    /// Reads a phrase about sums at the beginning; how many pieces it takes.
    pub(super) fn take(&mut self, pieces: &[Piece]) -> Result<Option<usize>, FilterError> {
        let word = |at: usize| pieces.get(at).and_then(Piece::plain).map(str::to_lowercase);
        let Some(first) = word(0) else { return Ok(None) };
        let tail = |from: usize| pieces.get(from..).unwrap_or_default();
        if is_in(&first, SUM) {
            return Ok(self.take(tail(1))?.map(|taken| taken + 1));
        }
        if first == "не"
            && let Some(second) = word(1).filter(|second| NOT.contains(&second.as_str()))
            && let Some(read) = read(tail(2))?
        {
            self.bound(second == "менее", read.number)?;
            return Ok(Some(read.taken + 2));
        }
        if (is_in(&first, LEAST) || is_in(&first, MOST))
            && let Some(read) = read(tail(1))?
        {
            self.bound(is_in(&first, LEAST), read.number)?;
            return Ok(Some(read.taken + 1));
        }
        if let Some(bare) = first.strip_prefix(['>', '<', '≥', '≤']) {
            let bare = bare.trim_start_matches('=');
            let mut rest = pieces.to_vec();
            if let (Some(piece), false) = (rest.first_mut(), bare.is_empty()) {
                piece.text = bare.to_owned();
                if let Some(read) = read(&rest)? {
                    self.bound(first.starts_with(['>', '≥']), read.number)?;
                    return Ok(Some(read.taken));
                }
            }
        }
        if let Some(taken) = self.take_range(pieces)? {
            return Ok(Some(taken));
        }
        let Some(read) = read(pieces)?.filter(|read| read.is_money) else { return Ok(None) };
        let after = word(read.taken).unwrap_or_default();
        if is_in(&after, LEAST_AFTER) || is_in(&after, MOST_AFTER) {
            self.bound(is_in(&after, LEAST_AFTER), read.number)?;
            return Ok(Some(read.taken + 1));
        }
        if read.is_from {
            self.bound(true, read.number)?;
            return Ok(Some(read.taken));
        }
        Ok(None)
    }

    /// `100-500 тыс`, `100 тыс – 5 млн`. Without a unit it is a size or a brand: `10-40`.
    fn take_range(&mut self, pieces: &[Piece]) -> Result<Option<usize>, FilterError> {
        let Some(first) = pieces.first().and_then(Piece::plain) else { return Ok(None) };
        if let Some((low, high)) = first.split_once(DASHES) {
            let mut rest = pieces.to_vec();
            if let (Some(piece), false) = (rest.first_mut(), low.is_empty()) {
                piece.text = high.to_owned();
                if let (Some(low), Some(high)) = (number(low)?, read(&rest)?)
                    && high.is_money
                {
                    self.bound(true, low)?;
                    self.bound(false, high.number)?;
                    return Ok(Some(high.taken));
                }
            }
            return Ok(None);
        }
        let Some(low) = read(pieces)? else { return Ok(None) };
        let between = pieces.get(low.taken).and_then(Piece::plain).unwrap_or_default();
        if between.is_empty() || !between.chars().all(|c| DASHES.contains(&c)) {
            return Ok(None);
        }
        match read(pieces.get(low.taken + 1..).unwrap_or_default())? {
            Some(high) if high.is_money => {
                self.bound(true, low.number)?;
                self.bound(false, high.number)?;
                Ok(Some(low.taken + 1 + high.taken))
            }
            _ => Ok(None),
        }
    }

    fn bound(&mut self, is_least: bool, number: Number) -> Result<(), FilterError> {
        if is_least {
            set(&mut self.min, number, Criterion::Min)
        } else {
            set(&mut self.max, number, Criterion::Max)
        }
    }

    /// The sums.
    ///
    /// # Errors
    /// Where one can't be read or is below zero.
    pub(super) fn close(mut self) -> Result<(Option<Tenge>, Option<Tenge>), FilterError> {
        if let (Some(min), Some(max)) = (&mut self.min, &self.max)
            && min.power.is_none()
            && let Ok(number) = Tenge::parse(&min.digits)
            && Tenge::parse(SHARES_UNIT).is_ok_and(|limit| number < limit)
        {
            min.power = max.power;
        }
        Ok((self.min.map(Number::sum).transpose()?, self.max.map(Number::sum).transpose()?))
    }
}

impl Number {
    fn sum(self) -> Result<Tenge, FilterError> {
        let power = self.power.unwrap_or_default();
        let sum = Tenge::parse(&format!("{}e{power}", self.digits)).map_err(FilterError::BadSum)?;
        if sum < Tenge::default() { Err(FilterError::Negative) } else { Ok(sum) }
    }
}

/// Reads a number at the beginning, in groups of three if so written, with its unit and currency.
fn read(pieces: &[Piece]) -> Result<Option<Read>, FilterError> {
    let text = |at: usize| pieces.get(at).and_then(Piece::plain);
    let Some(mut number) = text(0).map(number).transpose()?.flatten() else { return Ok(None) };
    let mut taken = 1;
    let groups = (1..=3).contains(&number.digits.trim_start_matches('-').len());
    while groups && number.power.is_none() && !number.digits.contains('.') {
        let Some(group) = text(taken).and_then(group) else { break };
        number.digits.push_str(&group.0);
        number.power = group.1;
        taken += 1;
    }
    let mut read = Read { is_money: number.power.is_some(), number, taken, is_from: false };
    if read.number.power.is_none()
        && let Some(unit) = text(read.taken)
        && let Some(power) = power_of(unit)
    {
        let folded = fold(unit);
        read.is_from = ["нан", "нен"].iter().any(|ending| folded.ends_with(ending));
        read.number.power = Some(power);
        read.is_money = true;
        read.taken += 1;
    }
    if text(read.taken).is_some_and(|word| is_in(word.trim_end_matches('.'), CURRENCY)) {
        read.is_money = true;
        read.taken += 1;
    }
    Ok(Some(read))
}

/// Three digits that go on a number, maybe with tiyn or the unit right after: `000,50`, `500тыс`.
fn group(text: &str) -> Option<(String, Option<u8>)> {
    let text = text.trim_end_matches(['.', '₸']);
    let (digits, rest) = text.split_at_checked(3)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match rest.strip_prefix([',', '.']) {
        Some(tiyn) if (1..=2).contains(&tiyn.len()) => {
            let all_digits = tiyn.bytes().all(|b| b.is_ascii_digit());
            all_digits.then(|| (format!("{digits}.{tiyn}"), None))
        }
        Some(_) => None,
        None if rest.is_empty() => Some((digits.to_owned(), None)),
        None => Some((digits.to_owned(), Some(power_of(rest)?))),
    }
}

/// `5`, `1,5`, `1.000.000`, `100тыс`, `5млн.`; none where it is something else.
fn number(text: &str) -> Result<Option<Number>, FilterError> {
    let text = text.trim_end_matches(['.', '₸']);
    let (minus, bare) = match text.strip_prefix(['-', '−']) {
        Some(bare) => ("-", bare),
        None => ("", text),
    };
    let end = bare.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let (digits, unit) = bare.split_at_checked(end.unwrap_or(bare.len())).unwrap_or((bare, ""));
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    let power = match (unit.is_empty(), power_of(unit)) {
        (false, None) => return Ok(None),
        (_, power) => power,
    };
    let parts: Vec<&str> = digits.trim_end_matches(['.', ',']).split(['.', ',']).collect();
    let by_threes = parts.iter().skip(1).all(|part| part.len() == 3);
    let digits = match parts.as_slice() {
        [whole] => (*whole).to_owned(),
        // Three digits after the point are thousandths of a million, but not of a tenge.
        [_, _] if !by_threes || power.is_some() => parts.join("."),
        _ if by_threes => parts.concat(),
        _ => return Ok(None),
    };
    Ok(Some(Number { digits: format!("{minus}{digits}"), power }))
}

/// True of `тыс`, `млн`, `тг` and their like.
pub(super) fn is_unit(word: &str) -> bool {
    power_of(word).is_some() || is_in(word, CURRENCY)
}

fn power_of(unit: &str) -> Option<u8> {
    let unit = fold(unit);
    let begins = |list: &str| list.split(' ').any(|name| unit.starts_with(&fold(name)));
    let is = |list: &str| list.split(' ').any(|name| unit == fold(name));
    if is("т к") || begins("тыс мың thousand") {
        Some(3)
    } else if begins("млрд миллиард bln billion") || is("bn") {
        Some(9)
    } else if begins("млн миллион mln million") || is("м") {
        Some(6)
    } else {
        None
    }
}

fn is_in(word: &str, list: &str) -> bool {
    list.split(' ')
        .any(|known| known == word || (!fold(known).is_empty() && fold(known) == fold(word)))
}
