//! What is known by heart: answers in our own words, each with the articles and points it rests on.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{index::Index, packed::packed};
use crate::i18n::Lang;

/// An act that answers rest on, in the name that outsiders give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Document {
    /// Law No. 106-VIII of 01.07.2024.
    #[serde(rename = "law-106-VIII")]
    Law,
    /// Rules of procurement, order No. 687 of 09.10.2024.
    #[serde(rename = "rules-687")]
    Rules,
    /// Rules of the registers, order No. 646 of 26.09.2024.
    #[serde(rename = "registers-646")]
    Registers,
}

impl Document {
    /// The name that outsiders give it, and that it is stored under.
    pub fn code(self) -> &'static str {
        match self {
            Self::Law => "law-106-VIII",
            Self::Rules => "rules-687",
            Self::Registers => "registers-646",
        }
    }

    /// Where the official text is.
    pub fn url(self) -> &'static str {
        match self {
            Self::Law => "https://adilet.zan.kz/rus/docs/Z2400000106",
            Self::Rules => "https://adilet.zan.kz/rus/docs/V2400035238",
            Self::Registers => "https://adilet.zan.kz/rus/docs/V2400035143",
        }
    }
}

/// An act that is named as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OtherAct {
    /// The Law of 2015, no longer in force.
    #[serde(rename = "434")]
    FormerLaw,
    /// The Tax Code.
    #[serde(rename = "tax")]
    TaxCode,
    /// The law on purchases of the quasi-public sector.
    #[serde(rename = "quasi")]
    QuasiPublic,
    /// The law on the republic's budget.
    #[serde(rename = "budget")]
    Budget,
}

/// A place in an act.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The act, where its text was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Another act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<OtherAct>,
    /// Article of the Law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<u32>,
    /// Point, as `85` or `266-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// The last of a run of points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Subpoints, as `3` or `5–7`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Annex of the Rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annex: Option<u32>,
}

impl Reference {
    /// Whether another place lies within this one or this one within it.
    pub fn meets(&self, document: Document, article: Option<u32>, point: Option<&str>) -> bool {
        if self.document != Some(document) || (article.is_some() && self.article != article) {
            return false;
        }
        let (Some(wanted), Some(from)) = (point, self.point.as_deref()) else { return true };
        let number = |text: &str| text.parse::<u32>().ok();
        match (number(wanted), number(from), self.to.as_deref().and_then(number)) {
            (Some(n), Some(from), Some(to)) => (from..=to).contains(&n),
            _ => wanted == from || self.to.as_deref() == Some(wanted),
        }
    }
}

#[cfg(test)]
impl Reference {
    const NOWHERE: Self = Self {
        document: None,
        act: None,
        article: None,
        point: None,
        to: None,
        sub: None,
        annex: None,
    };

    pub(super) fn in_law(article: u32) -> Self {
        Self { document: Some(Document::Law), article: Some(article), ..Self::NOWHERE }
    }

    pub(super) fn in_rules(point: &str, to: Option<&str>) -> Self {
        Self {
            document: Some(Document::Rules),
            point: Some(point.to_owned()),
            to: to.map(ToOwned::to_owned),
            ..Self::NOWHERE
        }
    }
}

#[derive(Debug, Deserialize)]
struct InLangs<T> {
    ru: T,
    kk: T,
    en: T,
}

impl<T> InLangs<T> {
    fn of(&self, lang: Lang) -> &T {
        match lang {
            Lang::Ru => &self.ru,
            Lang::Kk => &self.kk,
            Lang::En => &self.en,
        }
    }
}

/// An answer with the questions it answers.
#[derive(Debug, Deserialize)]
pub struct Entry {
    /// What buttons and judgements name it by.
    pub id: String,
    /// What it rests on.
    pub refs: Vec<Reference>,
    questions: InLangs<Vec<String>>,
    answer: InLangs<String>,
}

impl Entry {
    /// Ways to ask for it.
    pub fn questions(&self, lang: Lang) -> &[String] {
        self.questions.of(lang)
    }

    /// The answer: at most 500 characters.
    pub fn answer(&self, lang: Lang) -> &str {
        self.answer.of(lang)
    }

    /// The first way to ask for it: its title, with a capital.
    pub fn title(&self, lang: Lang) -> String {
        let first = self.questions(lang).first().map_or("", String::as_str);
        let mut letters = first.chars();
        letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
    }
}

/// All answers with their index.
#[derive(Debug)]
pub struct Base {
    /// In the order of the files.
    pub entries: Vec<Entry>,
    /// Finds them.
    pub index: Index,
}

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let files: [Option<Vec<Entry>>; 3] =
        [packed!("law.json"), packed!("rules.json"), packed!("registers.json")];
    let entries: Vec<Entry> = files.into_iter().flatten().flatten().collect();
    let index = Index::of(&entries);
    Base { entries, index }
});

/// The answers; read when first asked for, which takes some milliseconds.
pub fn base() -> &'static Base {
    &BASE
}

impl Base {
    /// An answer by what it is named by.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}

/// The day of the editions that were read.
pub fn edition() -> Option<chrono::NaiveDate> {
    #[derive(Deserialize)]
    struct Lock {
        law: Act,
    }
    #[derive(Deserialize)]
    struct Act {
        edition: chrono::NaiveDate,
    }
    let lock: Lock = serde_json::from_str(include_str!("../../../assets/law/index.json")).ok()?;
    Some(lock.law.edition)
}
