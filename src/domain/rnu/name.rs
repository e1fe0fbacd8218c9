//! Suppliers by their names in the registers: who asks by a name has no number at hand.

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use crate::domain::{
    types::{Biin, LocalText},
    words::{fold, parts},
};

/// Legal forms: they tell nobody apart.
static FORMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let forms = "тоо ип ао кх кфх пк жшс жк ақ шқ өк llp jsc ltd";
    forms.split(' ').map(fold).collect()
});
/// Quotation marks of names.
const QUOTES: [char; 8] = ['"', '«', '»', '“', '”', '„', '\'', '`'];
/// More digits are a number that went wrong.
const MOST_DIGITS: usize = 5;

/// Words of a name as they are compared, without its legal form.
pub(super) fn words(name: &str) -> Vec<String> {
    parts(name).into_iter().map(fold).filter(|word| !FORMS.contains(word)).collect()
}

/// Whether a text can be a supplier's name rather than a number.
pub fn is_name(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    digits <= MOST_DIGITS && words(text).iter().any(|word| word.chars().nth(1).is_some())
}

/// The supplier's name that a text holds: what is in quotes beside a legal form, or begins with a
/// capital after one. Of other words nobody can tell that they are a name.
pub fn named_in(text: &str) -> Option<String> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let at = tokens.iter().position(|token| FORMS.contains(&fold(token)))?;
    let (before, after) = (tokens.get(..at)?.join(" "), tokens.get(at + 1..)?.join(" "));
    let bare = |name: &str| name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let quoted = |name: &str| Some(bare(name)).filter(|name| !name.is_empty());
    if let Some(rest) = after.strip_prefix(QUOTES) {
        return quoted(rest.split(QUOTES).next()?);
    }
    if let Some(rest) = before.strip_suffix(QUOTES) {
        return quoted(rest.rsplit(QUOTES).next()?);
    }
    let is_capital = |token: &&str| token.chars().next().is_some_and(char::is_uppercase);
    let name = after.split(' ').take_while(is_capital);
    // A register's own name is nobody's.
    let name = name.filter(|word| !matches!(bare(word).as_str(), "РНУ" | "RNU" | "ЖҚТ"));
    quoted(&name.collect::<Vec<_>>().join(" "))
}

/// Suppliers whose name in one language has all of these words, with how many more it has: the
/// fewer, the earlier.
pub(super) fn find(rows: Vec<(Biin, LocalText)>, wanted: &[String]) -> Vec<(usize, Biin)> {
    let mut found: BTreeMap<String, (usize, Biin)> = BTreeMap::new();
    for (biin, name) in rows {
        let names = [name.ru, name.kk].into_iter().flatten().map(|name| words(&name));
        let fitting = names.filter(|words| wanted.iter().all(|word| words.contains(word)));
        let more = fitting.map(|words| words.len().saturating_sub(wanted.len())).min();
        if let Some(more) = more.filter(|_| !wanted.is_empty()) {
            let best = found.entry(biin.digits().to_owned()).or_insert((more, biin));
            best.0 = best.0.min(more);
        }
    }
    let mut found: Vec<(usize, Biin)> = found.into_values().collect();
    found.sort_by_key(|(more, _)| *more);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_from_a_question() {
        for (text, name) in [
            (
                "ТОО «Алтын Дала Курылыс» ещё числится в реестре недобросовестных?",
                Some("Алтын Дала Курылыс"),
            ),
            ("есть ли в РНУ ТОО \"Демо Снаб\"", Some("Демо Снаб")),
            ("в черном списке ИП Иванов или нет?", Some("Иванов")),
            ("ТОО Алтын-Жол РНУ", Some("Алтын-Жол")),
            ("«Демо Снаб» ЖШС қара тізімде ме", Some("Демо Снаб")),
            ("Is LLP \"Demo Snab\" on the blacklist?", Some("Demo Snab")),
            ("за что ТОО попадает в РНУ", None),
            ("может ли ИП попасть в «чёрный список»", None),
            ("что такое РНУ", None),
        ] {
            assert_eq!(named_in(text).as_deref(), name, "{text}");
        }
        for (text, is) in
            [("Ромашка", true), ("ТОО", false), ("94014000038", false), ("<b>", false)]
        {
            assert_eq!(is_name(text), is, "{text}");
        }
    }

    #[test]
    fn all_words_of_a_name_have_to_be_in_one_name_and_the_likest_comes_first() {
        let row = |biin: &str, ru: &str, kk: &str| {
            (
                Biin::parse(biin).unwrap(),
                LocalText { ru: Some(ru.to_owned()), kk: Some(kk.to_owned()) },
            )
        };
        let rows = || {
            vec![
                row("970740048535", "ТОО \"Демо Снаб\"", "\"Демо Жабдық\" ЖШС"),
                row("970740048535", "ТОО \"Демо Снаб\"", "\"Демо Жабдық\" ЖШС"),
                row("030940277602", "ТОО \"Демо\"", "\"Демо\" ЖШС"),
            ]
        };
        let found = |name: &str| -> Vec<usize> {
            find(rows(), &words(name)).into_iter().map(|(more, _)| more).collect()
        };
        assert_eq!(found("ТОО ДЕМО"), [0, 1]);
        assert_eq!(found("демо снаб"), [0]);
        assert_eq!(found("демо жабдык"), [0]);
        for nobody in ["снаб жабдық", "демо сервис", "демонстрация", "ТОО"]
        {
            assert_eq!(found(nobody), [] as [usize; 0], "{nobody}");
        }
    }
}
