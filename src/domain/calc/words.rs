//! Sums in words, as contracts and guarantees write them: whole tenge in words, tiyn in digits.

use super::CalcError;
use crate::{
    domain::types::Tenge,
    i18n::{Lang, Plural},
};

const RU_ONES: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const RU_TENS: [&str; 10] = [
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
];
const RU_HUNDREDS: [&str; 10] = [
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
];
/// One, few, many of each thousandfold.
const RU_SCALES: [[&str; 3]; 5] = [
    ["тысяча", "тысячи", "тысяч"],
    ["миллион", "миллиона", "миллионов"],
    ["миллиард", "миллиарда", "миллиардов"],
    ["триллион", "триллиона", "триллионов"],
    ["квадриллион", "квадриллиона", "квадриллионов"],
];
const KK_ONES: [&str; 10] =
    ["", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"];
const KK_TENS: [&str; 10] =
    ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"];
const KK_SCALES: [&str; 5] = ["мың", "миллион", "миллиард", "триллион", "квадриллион"];

/// A language that sums are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Russian: `двадцать одна тысяча тенге 00 тиын`.
    Russian,
    /// Kazakh: `жиырма бір мың теңге 00 тиын`.
    Kazakh,
}

/// A sum in words.
///
/// # Errors
/// For a sum below zero: no document states one.
pub fn sum(sum: Tenge, script: Script) -> Result<String, CalcError> {
    let tiyn = u64::try_from(sum.tiyn()).map_err(|_error| CalcError::Negative)?;
    let (number, unit) = match script {
        Script::Russian => (whole(tiyn / 100, script), "тенге"),
        Script::Kazakh => (whole(tiyn / 100, script), "теңге"),
    };
    Ok(format!("{number} {unit} {:02} тиын", tiyn % 100))
}

/// A whole number in words.
pub fn whole(number: u64, script: Script) -> String {
    let mut words = Vec::new();
    // A `u64` has at most seven groups of three digits; sums have six.
    for scale in (0..7_u32).rev() {
        let group = number / 1_000_u64.pow(scale) % 1_000;
        if group > 0 {
            let scale = usize::try_from(scale).unwrap_or_default();
            match script {
                Script::Russian => russian(group, scale, &mut words),
                Script::Kazakh => kazakh(group, scale, &mut words),
            }
        }
    }
    match (words.is_empty(), script) {
        (true, Script::Russian) => "ноль".to_owned(),
        (true, Script::Kazakh) => "нөл".to_owned(),
        _ => words.join(" "),
    }
}

/// Thousands are feminine in Russian: «одна тысяча», «две тысячи».
fn russian(group: u64, scale: usize, words: &mut Vec<&'static str>) {
    let below = group % 100;
    words.push(at(&RU_HUNDREDS, group / 100));
    if below >= 20 {
        words.push(at(&RU_TENS, below / 10));
    }
    words.push(match (if below < 20 { below } else { below % 10 }, scale) {
        (1, 1) => "одна",
        (2, 1) => "две",
        (ones, _) => at(&RU_ONES, ones),
    });
    if let Some(forms) = scale.checked_sub(1).and_then(|scale| RU_SCALES.get(scale)) {
        words.push(match Lang::Ru.plural(group) {
            Plural::One => forms[0],
            Plural::Few => forms[1],
            Plural::Many | Plural::Other => forms[2],
        });
    }
    words.retain(|word| !word.is_empty());
}

/// A hundred alone is «жүз», without «бір».
fn kazakh(group: u64, scale: usize, words: &mut Vec<&'static str>) {
    if group >= 200 {
        words.push(at(&KK_ONES, group / 100));
    }
    if group >= 100 {
        words.push("жүз");
    }
    words.extend([at(&KK_TENS, group / 10 % 10), at(&KK_ONES, group % 10)]);
    if let Some(word) = scale.checked_sub(1).and_then(|scale| KK_SCALES.get(scale)) {
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
}

fn at(words: &[&'static str], n: u64) -> &'static str {
    usize::try_from(n).ok().and_then(|n| words.get(n)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1_000, "одна тысяча", "бір мың")]
    #[case(12_013, "двенадцать тысяч тринадцать", "он екі мың он үш")]
    #[case(112_000, "сто двенадцать тысяч", "жүз он екі мың")]
    #[case(2_000_002, "два миллиона два", "екі миллион екі")]
    #[case(1_000_000_000_000, "один триллион", "бір триллион")]
    #[case(40_090, "сорок тысяч девяносто", "қырық мың тоқсан")]
    fn numbers_are_said(#[case] number: u64, #[case] ru: &str, #[case] kk: &str) {
        assert_eq!(whole(number, Script::Russian), ru);
        assert_eq!(whole(number, Script::Kazakh), kk);
    }

    #[test]
    fn no_document_states_less_than_nothing() {
        assert_eq!(sum(Tenge::from_tiyn(-1), Script::Russian), Err(CalcError::Negative));
        assert!(sum(Tenge::from_tiyn(i64::MAX), Script::Kazakh).is_ok());
    }
}
