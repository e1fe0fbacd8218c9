//! Papers: letters, claims and complaints, written from what is known of a lot and a company and
//! from what a person adds. Drafts are kept sealed, left and resumed; files are made of them when
//! asked for.

pub mod clean;
pub mod complaint;
mod facts;
mod field;
mod grounds;
mod kind;
pub mod paper;
mod report;
mod service;
mod template;
mod write;

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

pub use field::{Field, Shape};
pub use grounds::{FlagWords, Grounds, offered};
pub use kind::{Asked, Kind, Need};
pub use service::{DocumentService, Typesetter};
pub use write::{Material, Refusal, Sheet, need, sheet};

use super::{
    error::StoreError,
    types::{Bin, LotId, UserId},
};
use crate::i18n::Lang;

/// As many papers a person keeps; what is older goes.
pub const MOST_KEPT: i64 = 50;

/// Why an answer can't be taken; `bot::documents` has a text for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Nothing was written.
    #[error("empty")]
    Empty,
    /// Too much was written.
    #[error("more than {most} characters")]
    TooLong {
        /// As many characters are taken.
        most: usize,
    },
    /// More lines than a paper holds.
    #[error("too many lines")]
    TooManyLines,
    /// A sign that the papers' font lacks.
    #[error("a sign that can't be set")]
    Unprintable(char),
    /// Not one sum.
    #[error("not a sum")]
    NotASum,
    /// Not a day.
    #[error("not a day")]
    NotADate,
    /// Not a person's number.
    #[error("not an IIN")]
    NotAnIin,
    /// Neither a BIN nor an IIN.
    #[error("not a BIN or IIN")]
    NotABiin,
    /// Not an organisation's BIN.
    #[error("not a BIN")]
    NotABin,
    /// No account number, or a mistyped one.
    #[error("not an account")]
    NotAnAccount,
    /// None of the answers on offer.
    #[error("not a choice")]
    NotAChoice,
}

/// A paper of somebody's: a draft until its files were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What buttons name it by.
    pub id: String,
    /// Whose.
    pub user: UserId,
    /// What it is.
    pub kind: Kind,
    /// The language it is written in: Russian or Kazakh.
    pub lang: Lang,
    /// About which lot.
    pub lot: Option<LotId>,
    /// Its files were made as it stands.
    pub is_ready: bool,
    /// What its person said; an empty answer was left out.
    pub answers: BTreeMap<Field, String>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A paper as storage has it: what its person said is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedDocument {
    /// What buttons name it by.
    pub id: String,
    /// Whose.
    pub user: UserId,
    /// What it is, by its code.
    pub kind: String,
    /// The language it is written in, by its code.
    pub lang: String,
    /// About which lot.
    pub lot: Option<LotId>,
    /// Its files were made as it stands.
    pub is_ready: bool,
    /// The answers.
    pub sealed: String,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Where companies and papers are kept.
#[async_trait]
pub trait DocumentStore: Send + Sync {
    /// The sealed company of a person.
    async fn find_company(&self, user: UserId) -> Result<Option<String>, StoreError>;
    /// What the last report that a person had on an organisation said, sealed, and when.
    async fn find_snapshot(
        &self,
        user: UserId,
        bin: &Bin,
    ) -> Result<Option<(DateTime<Utc>, String)>, StoreError>;
    /// A paper of a person.
    async fn find_document(
        &self,
        user: UserId,
        id: &str,
    ) -> Result<Option<SealedDocument>, StoreError>;
    /// A person's papers, the latest first.
    async fn list_documents(
        &self,
        user: UserId,
        limit: i64,
    ) -> Result<Vec<SealedDocument>, StoreError>;
}

impl Document {
    /// An empty draft.
    pub fn new(
        user: UserId,
        kind: Kind,
        lang: Lang,
        lot: Option<LotId>,
        now: DateTime<Utc>,
    ) -> Self {
        // Papers are written in the two languages of the state's offices.
        let lang = if lang == Lang::Kk { Lang::Kk } else { Lang::Ru };
        let id = uuid::Uuid::now_v7().to_string();
        let answers = BTreeMap::new();
        Self { id, user, kind, lang, lot, is_ready: false, answers, updated_at: now }
    }

    /// The same with an answer; nothing leaves a field out.
    #[must_use]
    pub fn with(mut self, field: Field, answer: String, now: DateTime<Utc>) -> Self {
        self.answers.insert(field, answer);
        self.is_ready = false;
        self.updated_at = now;
        self
    }
}
