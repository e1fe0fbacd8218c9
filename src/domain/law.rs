//! Official texts that those who run the bot have: read by articles and points, kept by edition, so
//! that an answer can quote the place it rests on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    ask::{Document, Reference},
    error::StoreError,
};

mod read;

pub use read::{MOST_BYTES, read};

/// A text that can't be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// Larger than any act is.
    #[error("the file is larger than {} MB: it is no text of one act", MOST_BYTES / 1_048_576)]
    TooLarge,
    /// Not UTF-8.
    #[error("the file is not in UTF-8: save it as UTF-8 and try again")]
    NotUtf8,
    /// It begins as JSON and is none.
    #[error("the file is no list of chunks, or half of one: {0}")]
    BadJson(String),
    /// None of the acts that answers rest on.
    #[error("the file is neither Law No. 106-VIII, Rules No. 687 nor Rules No. 646")]
    UnknownAct,
    /// Too few articles or points for the whole act.
    #[error(
        "only {found} of about {expected} places were found: it is half a file, or another layout"
    )]
    Half {
        /// Places that were read.
        found: usize,
        /// Places that the act has.
        expected: usize,
    },
    /// No day of the edition, in the text or told.
    #[error("the day of the edition is not in the text: tell it, --edition YYYY-MM-DD")]
    NoEdition,
}

/// The acts whose texts are taken in.
const ACTS: [Document; 3] = [Document::Law, Document::Rules, Document::Registers];

/// Where a text stands in an act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Annex of the Rules.
    pub annex: Option<i64>,
    /// Article of the Law.
    pub article: Option<i64>,
    /// Point, as `85` or `266-1`.
    pub point: Option<String>,
}

impl Place {
    /// The place that a reference begins with.
    pub fn of(it: &Reference) -> Self {
        Self {
            annex: it.annex.map(i64::from),
            article: it.article.map(i64::from),
            point: it.point.clone(),
        }
    }

    /// As programs are told it: `article 25 point 1`.
    pub fn name(&self) -> String {
        let parts = [
            self.annex.map(|n| format!("annex {n}")),
            self.article.map(|n| format!("article {n}")),
            self.point.as_ref().map(|n| format!("point {n}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A place with the act it is in; as text it is what kept answers name it by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spot {
    /// The act.
    pub document: Document,
    /// Where in it.
    pub place: Place,
}

impl Spot {
    /// Reads what [`fmt::Display`] wrote; none of anything else.
    pub fn read(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('/').collect();
        let [code, annex, article, point] = parts.as_slice() else { return None };
        let document = ACTS.into_iter().find(|document| document.code() == *code)?;
        let number = |text: &str| match text {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        };
        let point = Some(*point).filter(|point| !point.is_empty()).map(ToOwned::to_owned);
        let place = Place { annex: number(annex)?, article: number(article)?, point };
        Some(Self { document, place })
    }

    /// The same as answers refer to places.
    pub fn reference(&self) -> Reference {
        let number = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
        Reference {
            document: Some(self.document),
            act: None,
            article: number(self.place.article),
            point: self.place.point.clone(),
            to: None,
            sub: None,
            annex: number(self.place.annex),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let Place { annex, article, point } = &self.place;
        let point = point.as_deref().unwrap_or_default();
        write!(f, "{}/{}/{}/{point}", self.document.code(), number(*annex), number(*article))
    }
}

/// A text of an act with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where.
    pub place: Place,
    /// As it stands.
    pub text: String,
}

/// An act as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Which.
    pub document: Document,
    /// The day of the edition.
    pub edition: NaiveDate,
    /// In the order of the act.
    pub passages: Vec<Passage>,
}

/// The edition of an act that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Which act.
    pub document: Document,
    /// The day of the edition.
    pub day: NaiveDate,
    /// When it was brought in.
    pub imported_at: DateTime<Utc>,
}

/// What a new edition brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Places that were not there.
    pub added: Vec<String>,
    /// Places whose text is another.
    pub changed: Vec<String>,
    /// Places that are there no more.
    pub removed: Vec<String>,
}

/// What differs between two readings of an act.
pub fn difference(old: &[Passage], new: &[Passage]) -> Difference {
    let by_place = |passages: &[Passage]| -> BTreeMap<Place, String> {
        let mut all: BTreeMap<Place, String> = BTreeMap::new();
        for it in passages {
            all.entry(it.place.clone()).or_default().push_str(&it.text);
        }
        all
    };
    let (old, new) = (by_place(old), by_place(new));
    let places: BTreeSet<&Place> = old.keys().chain(new.keys()).collect();
    let mut found = Difference::default();
    for place in places {
        match (old.get(place), new.get(place)) {
            (None, Some(_)) => found.added.push(place.name()),
            (Some(_), None) => found.removed.push(place.name()),
            (before, after) if before != after => found.changed.push(place.name()),
            _ => {}
        }
    }
    found
}

/// Where official texts are kept.
#[async_trait]
pub trait LawStore: Send + Sync {
    /// Puts an act in the place of the former edition, whole; gives the former passages and the day
    /// of their edition.
    async fn replace_act(&self, act: &Act)
    -> Result<Option<(NaiveDate, Vec<Passage>)>, StoreError>;
    /// The text of a place, with the day of the edition; where an article has no such point, none.
    async fn find_passage(
        &self,
        document: Document,
        place: &Place,
    ) -> Result<Option<(NaiveDate, String)>, StoreError>;
    /// The editions that are kept; small, so that asking whether they are others now is cheap.
    async fn list_editions(&self) -> Result<Vec<Edition>, StoreError>;
    /// All passages of all acts, in the order of each act.
    async fn list_passages(&self) -> Result<Vec<(Document, Passage)>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(point: &str, text: &str) -> Passage {
        let place = Place { article: Some(25), point: Some(point.to_owned()), annex: None };
        Passage { place, text: text.to_owned() }
    }

    #[test]
    fn a_spot_is_named_and_read() {
        for document in ACTS {
            for place in [
                Place { article: Some(13), ..Place::default() },
                Place { article: Some(25), point: Some("1".to_owned()), annex: None },
                Place { point: Some("266-1".to_owned()), ..Place::default() },
                Place { annex: Some(4), ..Place::default() },
            ] {
                let spot = Spot { document, place };
                assert_eq!(Spot::read(&spot.to_string()), Some(spot.clone()));
                assert!(spot.reference().meets(document, None, spot.place.point.as_deref()));
            }
        }
        for none in ["", "dumping", "law-106-VIII", "law-106-VIII//x/", "other//1/"] {
            assert_eq!(Spot::read(none), None, "{none}");
        }
    }

    #[test]
    fn an_edition_is_told_by_what_became_of_its_places() {
        let old = [passage("1", "three days"), passage("2", "same"), passage("3", "gone")];
        let new = [passage("1", "five days"), passage("2", "same"), passage("4", "new")];
        let found = difference(&old, &new);
        assert_eq!(found.changed, ["article 25 point 1"]);
        assert_eq!(found.removed, ["article 25 point 3"]);
        assert_eq!(found.added, ["article 25 point 4"]);
        assert_eq!(difference(&old, &old), Difference::default());
    }
}
