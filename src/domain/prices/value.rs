//! Cells of a price list as people fill them: «1 234,50 ₸», «12.03.2026», «940 140 000 385».

use chrono::{Days, NaiveDate};

use super::{Reason, table::Cell};
use crate::domain::types::{Biin, BiinError, MoneyError, Tenge};

// Not «т»: with a dot it is a thousand.
const TENGE: [&str; 7] = ["тенге", "теңге", "тнг", "тг", "kzt", "₸", "tenge"];
const FOREIGN: [&str; 12] =
    ["$", "€", "₽", "¥", "£", "usd", "eur", "rub", "руб", "долл", "евро", "cny"];
const DIGITS: usize = 12;
const ENSTRU_DIGITS: usize = 15;
const LEAST_DIGITS: usize = 7;

/// A price above zero, in tenge.
pub(super) fn price(cell: Cell<'_>) -> Result<Tenge, Reason> {
    let sum = match cell {
        Cell::Empty => return Err(Reason::PriceEmpty),
        Cell::Day(_) => return Err(Reason::PriceText),
        Cell::Number(number) => Tenge::parse(&number.to_string()).map_err(too_large)?,
        Cell::Text(text) => typed(text)?,
    };
    match sum.tiyn() {
        ..0 => Err(Reason::PriceNegative),
        0 => Err(Reason::PriceZero),
        _ => Ok(sum),
    }
}

fn too_large(error: MoneyError) -> Reason {
    match error {
        MoneyError::NotANumber => Reason::PriceText,
        MoneyError::TooLarge => Reason::PriceTooLarge,
    }
}

fn typed(text: &str) -> Result<Tenge, Reason> {
    let text = text.trim();
    if let Some(sum) = plain(text) {
        return Ok(sum);
    }
    let mut text = text.to_lowercase();
    text.retain(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{FEFF}' | '\u{200B}'));
    if FOREIGN.iter().any(|sign| text.contains(sign)) {
        return Err(Reason::PriceCurrency);
    }
    let mut number = text.as_str();
    for sign in TENGE {
        let end = number.trim_end_matches('.');
        number = end.strip_suffix(sign).unwrap_or(end);
        number = number.strip_prefix(sign).unwrap_or(number);
    }
    let (is_negative, number) = match number.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    if number.is_empty() {
        return Err(Reason::PriceText);
    }
    let read = separated(number)?;
    let sum = Tenge::parse(&read).map_err(too_large)?;
    if is_negative { Err(Reason::PriceNegative) } else { Ok(sum) }
}

/// Most prices: digits, and perhaps one or two more after a point.
fn plain(text: &str) -> Option<Tenge> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 15
        || fraction.len() > 2
        || !digits(whole)
        || !digits(fraction)
    {
        return None;
    }
    let tiyn: i64 = format!("{fraction:0<2}").parse().ok()?;
    let sum = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(tiyn)?;
    // What is too large is refused where everything is.
    (sum < 10_000_000_000_000_000).then(|| Tenge::from_tiyn(sum))
}

/// The number with a point for its fraction and without signs between thousands. One separator
/// before three digits may be either: a wrong thousand is worse than a question.
fn separated(number: &str) -> Result<String, Reason> {
    if !number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) {
        return Err(Reason::PriceText);
    }
    let signs: Vec<char> = number.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let (Some(first), Some(last)) = (signs.first(), signs.last()) else {
        return Ok(number.to_owned());
    };
    let grouped = |text: &str, sign: char| {
        let mut groups = text.split(sign);
        let head = groups.next().unwrap_or_default();
        (1..=3).contains(&head.len()) && groups.all(|group| group.len() == 3)
    };
    if signs.len() == 1 {
        let (whole, fraction) = number.split_once(*first).unwrap_or((number, ""));
        if fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0') {
            return Err(Reason::PriceAmbiguous);
        }
        let whole = if whole.is_empty() { "0" } else { whole };
        return Ok(format!("{whole}.{fraction}"));
    }
    if signs.iter().all(|sign| sign == first) {
        let good = grouped(number, *first);
        return if good { Ok(number.replace(*first, "")) } else { Err(Reason::PriceText) };
    }
    let (whole, fraction) = number.rsplit_once(*last).unwrap_or((number, ""));
    if whole.contains(*last) || !grouped(whole, *first) {
        return Err(Reason::PriceText);
    }
    Ok(format!("{}.{fraction}", whole.replace(*first, "")))
}

/// BIN or IIN of who sells; none where nothing is told.
pub(super) fn supplier(cell: Cell<'_>) -> Result<Option<String>, Reason> {
    let (text, is_number) = match cell {
        Cell::Empty => return Ok(None),
        Cell::Day(_) => return Err(Reason::BinText),
        Cell::Number(number) => (number.to_string(), true),
        Cell::Text(text) => (text.trim().to_owned(), false),
    };
    if is_scientific(&text) {
        return Err(Reason::BinScientific);
    }
    // A cell of numbers loses the zeros that a number begins with.
    let padded = format!("{text:0>DIGITS$}");
    if is_number && (LEAST_DIGITS..DIGITS).contains(&text.len()) && Biin::parse(&padded).is_ok() {
        return Ok(Some(padded));
    }
    match Biin::parse(&text) {
        Ok(biin) => Ok(Some(biin.digits().to_owned())),
        Err(BiinError::Empty) => Ok(None),
        Err(BiinError::NotDigits) => Err(Reason::BinText),
        Err(BiinError::BadLength) => {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            Err(if digits < DIGITS { Reason::BinShort } else { Reason::BinLong })
        }
        Err(BiinError::BadChecksum | BiinError::UnusedNumber) => Err(Reason::BinChecksum),
        Err(_) => Err(Reason::BinStructure),
    }
}

/// `1.1024E+11`, `9,4014E+11`: how a spreadsheet writes a long number into a narrow column.
fn is_scientific(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e', 'Е', 'е']) else { return false };
    let power = power.trim_start_matches(['+', '-']);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(power) && number.split(['.', ',']).all(digits)
}

/// An ENSTRU code with its dots, however it was typed; a part of one as it stands, empty where it is
/// no code.
pub(super) fn enstru(cell: Cell<'_>) -> String {
    let text = cell.text();
    let is_code = (8..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b' '));
    if !is_code {
        return String::new();
    }
    let mut digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let has_lost_zero =
        matches!(cell, Cell::Number(_)) || text.split('.').map(str::len).eq([5, 3, 6]);
    if has_lost_zero && digits.len() + 1 == ENSTRU_DIGITS {
        digits.insert(0, '0');
    }
    match (digits.get(..6), digits.get(6..9), digits.get(9..)) {
        (Some(class), Some(kind), Some(item)) if digits.len() == ENSTRU_DIGITS => {
            format!("{class}.{kind}.{item}")
        }
        _ => text,
    }
}

/// A day; none where nothing is told.
pub(super) fn day(cell: Cell<'_>) -> Result<Option<NaiveDate>, Reason> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Day(day) => return Ok(Some(day)),
        Cell::Number(number) if number.fract().abs() < f64::EPSILON => {
            return serial(number as i64).map(Some).ok_or(Reason::DateText);
        }
        Cell::Number(_) => return Err(Reason::DateText),
        Cell::Text(text) => text.trim(),
    };
    if let Some(day) = text.parse().ok().and_then(serial) {
        return Ok(Some(day));
    }
    // Hours after the day say nothing here.
    let text = text.split(['T', ' ']).next().unwrap_or_default().trim_end_matches(['г', '.']);
    let formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y.%m.%d"];
    let read = formats.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    let years = 2000..2100;
    match read {
        Some(day) if years.contains(&chrono::Datelike::year(&day)) => Ok(Some(day)),
        // «12.03.26»: the year is of this century.
        Some(day) if chrono::Datelike::year(&day) < 100 => {
            NaiveDate::parse_from_str(text, "%d.%m.%y").map(Some).map_err(|_error| Reason::DateText)
        }
        _ => Err(Reason::DateText),
    }
}

/// A day as a spreadsheet counts it, where the cell lost its format: `46093`. Only of this century: any
/// other number is no day.
fn serial(number: i64) -> Option<NaiveDate> {
    let since = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let day = since.checked_add_days(Days::new(u64::try_from(number).ok()?))?;
    (2000..2100).contains(&chrono::Datelike::year(&day)).then_some(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (text, tiyn) in [
            ("12500", 1_250_000),
            ("1234.5", 123_450),
            ("1234,56", 123_456),
            ("1 234,56", 123_456),
            ("1\u{A0}234\u{202F}567,8", 123_456_780),
            ("12 500 ₸", 1_250_000),
            ("12500 тг.", 1_250_000),
            ("₸ 12 500,00", 1_250_000),
            ("KZT 99.90", 9_990),
            ("1,234,567.89", 123_456_789),
            ("1.234.567,89", 123_456_789),
            ("1'234'567", 123_456_700),
            ("12345.678", 1_234_568),
            ("0,125", 13),
            (",5", 50),
        ] {
            assert_eq!(price(Cell::Text(text)), Ok(Tenge::from_tiyn(tiyn)), "{text}");
        }
        assert_eq!(price(Cell::Number(1_234.5)), Ok(Tenge::from_tiyn(123_450)));
        for (text, reason) in [
            ("", Reason::PriceText),
            ("по запросу", Reason::PriceText),
            ("договорная", Reason::PriceText),
            ("-5", Reason::PriceNegative),
            ("−1 200,50", Reason::PriceNegative),
            ("0", Reason::PriceZero),
            ("0,00", Reason::PriceZero),
            ("12,500", Reason::PriceAmbiguous),
            ("12.500", Reason::PriceAmbiguous),
            ("100 $", Reason::PriceCurrency),
            ("100 руб.", Reason::PriceCurrency),
            ("1,23,4", Reason::PriceText),
            ("1.2.3,4", Reason::PriceText),
            ("12 шт", Reason::PriceText),
            ("99999999999999999999", Reason::PriceTooLarge),
            ("NaN", Reason::PriceText),
        ] {
            assert_eq!(price(Cell::Text(text)), Err(reason), "{text}");
        }
        assert_eq!(price(Cell::Empty), Err(Reason::PriceEmpty));
        assert_eq!(price(Cell::Number(f64::NAN)), Err(Reason::PriceText));
    }

    #[test]
    fn numbers_of_suppliers_are_checked() {
        let good = Ok(Some("940140000385".to_owned()));
        assert_eq!(supplier(Cell::Text("940140000385")), good);
        assert_eq!(supplier(Cell::Text(" 940 140 000 385 ")), good);
        assert_eq!(supplier(Cell::Number(940_140_000_385.0)), good);
        assert_eq!(supplier(Cell::Number(540_002_866.0)), Ok(Some("000540002866".to_owned())));
        assert_eq!(supplier(Cell::Empty), Ok(None));
        for (text, reason) in [
            ("94014000038", Reason::BinShort),
            ("9401400003855", Reason::BinLong),
            ("940140000384", Reason::BinChecksum),
            ("ТОО «Дом»", Reason::BinText),
            ("1.1024E+11", Reason::BinScientific),
            ("9,4014e+11", Reason::BinScientific),
            ("E+11", Reason::BinText),
        ] {
            assert_eq!(supplier(Cell::Text(text)), Err(reason), "{text}");
        }
    }

    #[test]
    fn days_are_read_in_every_order() {
        let good = NaiveDate::from_ymd_opt(2026, 3, 12);
        for text in [
            "2026-03-12",
            "12.03.2026",
            "12/03/2026",
            "12.03.26",
            "2026-03-12T10:00:00",
            "12.03.2026 г.",
            "46093",
        ] {
            assert_eq!(day(Cell::Text(text)), Ok(good), "{text}");
        }
        assert_eq!(day(Cell::Number(46_093.0)), Ok(good));
        for number in [46_093.5, 12.0, 1e300, -1.0, f64::NAN] {
            assert_eq!(day(Cell::Number(number)), Err(Reason::DateText), "{number}");
        }
        for text in ["вчера", "31.02.2026", "12.03.1026", "2026", "99999999999999999999"] {
            assert_eq!(day(Cell::Text(text)), Err(Reason::DateText), "{text}");
        }
    }

    #[test]
    fn codes_have_their_dots_however_they_were_typed() {
        for (cell, code) in [
            (Cell::Text("262040.000.000001"), "262040.000.000001"),
            (Cell::Text("262040000000001"), "262040.000.000001"),
            (Cell::Text("262040 000 000001"), "262040.000.000001"),
            (Cell::Number(262_040_000_000_001.0), "262040.000.000001"),
            (Cell::Number(51_010_335_000_003.0), "051010.335.000003"),
            (Cell::Text("51010.335.000003"), "051010.335.000003"),
            (Cell::Text("26.20.40"), "26.20.40"),
            (Cell::Text("бумага"), ""),
            (Cell::Empty, ""),
        ] {
            assert_eq!(enstru(cell), code, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_makes_it_panic(text in "\\PC{0,30}", number in any::<f64>()) {
            for cell in [Cell::Text(&text), Cell::Number(number)] {
                let _ = (price(cell), supplier(cell), day(cell), enstru(cell));
            }
        }
    }
}
