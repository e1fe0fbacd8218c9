//! Suppliers by their names in the registers: who asks by a name has no number at hand.

use crate::domain::{
    types::{Biin, LocalText},
    words::{fold, parts},
};

/// Legal forms: they tell nobody apart.
const FORMS: [&str; 14] =
    ["тоо", "ип", "ао", "кх", "кфх", "пк", "жшс", "жк", "ақ", "шқ", "өк", "llp", "jsc", "ltd"];
/// Quotation marks of names.
const QUOTES: [char; 8] = ['"', '«', '»', '“', '”', '„', '\'', '`'];

/// Words of a name as they are compared, without its legal form.
pub(super) fn words(name: &str) -> Vec<String> {
    parts(name).into_iter().map(fold).filter(|word| !is_form(word)).collect()
}

fn is_form(folded: &str) -> bool {
    FORMS.iter().any(|form| fold(form) == folded)
}

/// The supplier's name that a text holds: what is in quotes beside a legal form, or begins with a
/// capital after one. Of other words nobody can tell that they are a name.
pub fn named_in(text: &str) -> Option<String> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let at = tokens.iter().position(|token| is_form(&fold(token)))?;
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
    let name: Vec<&str> = after.split(' ').take_while(is_capital).collect();
    // A register's own name is nobody's.
    let name = name.iter().filter(|word| !matches!(bare(word).as_str(), "РНУ" | "RNU" | "ЖҚТ"));
    quoted(&name.copied().collect::<Vec<_>>().join(" "))
}

/// Names of all that the mirror has.
pub(super) struct Names(Vec<(Biin, Vec<String>)>);

impl Names {
    pub(super) fn new(rows: Vec<(Biin, LocalText)>) -> Self {
        let words = |name: LocalText| {
            [name.ru, name.kk].into_iter().flatten().flat_map(|it| words(&it)).collect()
        };
        Self(rows.into_iter().map(|(biin, name)| (biin, words(name))).collect())
    }

    /// Suppliers whose names have all of these words, each once.
    pub(super) fn find(&self, wanted: &[String]) -> Vec<Biin> {
        let has_all = |words: &Vec<String>| wanted.iter().all(|word| words.contains(word));
        let found = self.0.iter().filter(|(_, words)| !wanted.is_empty() && has_all(words));
        let mut found: Vec<Biin> = found.map(|(biin, _)| biin.clone()).collect();
        found.sort_by(|a, b| a.digits().cmp(b.digits()));
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_from_a_question() {
        for (text, name) in [
            (
                "ТОО «Тулпар Строй Сервис» ещё сидит в реестре недобросовестных?",
                Some("Тулпар Строй Сервис"),
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
    }

    #[test]
    fn all_words_of_a_name_have_to_be_there() {
        let row = |biin: &str, ru: &str, kk: &str| {
            (
                Biin::parse(biin).unwrap(),
                LocalText { ru: Some(ru.to_owned()), kk: Some(kk.to_owned()) },
            )
        };
        let names = Names::new(vec![
            row("970740048535", "ТОО \"Демо Снаб\"", "\"Демо Жабдық\" ЖШС"),
            row("970740048535", "ТОО \"Демо Снаб\"", "\"Демо Жабдық\" ЖШС"),
            row("030940277602", "ТОО \"Пример Сервис\"", "\"Пример Сервис\" ЖШС"),
        ]);
        for (name, found) in [
            ("демо снаб", 1),
            ("ТОО ДЕМО", 1),
            ("демо жабдык", 1),
            ("демо сервис", 0),
            ("демонстрация", 0),
            ("ТОО", 0),
        ] {
            assert_eq!(names.find(&words(name)).len(), found, "{name}");
        }
    }
}
