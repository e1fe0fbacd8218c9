//! Passages of the official texts that were brought in, found by the words of a question: what is
//! shown where no answer of ours is, and more evidence where one is. They are quoted as they stand.

mod library;
mod quote;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use tokio::sync::Mutex;

use self::library::Library;
pub use quote::around;

use super::{Hit, Reference, analyse, base, refuse};
use crate::domain::{
    error::StoreError,
    law::{Edition, LawStore, Spot},
};

/// Passages that are shown, or given to a model, at most.
pub const SHOWN: usize = 3;
/// What all that is quoted in one reply may have, in characters.
pub const MOST_QUOTED: usize = 500;
/// A passage is worth showing beside a better one if it is so much of it.
const BESIDE: f32 = 0.75;

/// An index of texts by terms, whatever engine it is.
pub trait TermIndex: Send + Sync {
    /// Numbers of texts that have any of the terms, each with how well it fits; the best first.
    ///
    /// # Errors
    /// Where the engine fails.
    fn find(&self, terms: &[(String, f32)], most: usize) -> Result<Vec<(usize, f32)>, StoreError>;

    /// How many texts have a term.
    ///
    /// # Errors
    /// Where the engine fails.
    fn frequency(&self, term: &str) -> Result<u64, StoreError>;
}

/// Makes such an index.
pub trait TermEngine: Send + Sync {
    /// An index of texts, each of terms with gaps between them; they are numbered from 0.
    ///
    /// # Errors
    /// Where the engine fails.
    fn index(
        &self,
        texts: &mut dyn Iterator<Item = String>,
    ) -> Result<Arc<dyn TermIndex>, StoreError>;
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where it stands.
    pub spot: Spot,
    /// The day of its edition.
    pub edition: NaiveDate,
    /// As it stands; of a long passage the piece that fits.
    pub text: String,
    /// The higher the better.
    pub score: f32,
    /// Share of the question that it has words for, by their weight.
    pub coverage: f32,
    /// It is about what was asked, as far as words tell.
    pub is_close: bool,
}

/// Searches the official texts; clones share what was read.
#[derive(Clone)]
pub struct LawSearch {
    store: Arc<dyn LawStore>,
    engine: Option<Arc<dyn TermEngine>>,
    kept: Arc<RwLock<Arc<Library>>>,
    reading: Arc<Mutex<()>>,
}

impl LawSearch {
    /// A search that finds nothing, for want of an engine.
    pub fn new(store: Arc<dyn LawStore>) -> Self {
        Self { store, engine: None, kept: Arc::default(), reading: Arc::default() }
    }

    /// The same with an engine.
    #[must_use]
    pub fn with_engine(self, engine: Arc<dyn TermEngine>) -> Self {
        Self { engine: Some(engine), ..self }
    }

    /// Reads the texts before somebody asks, which takes a moment.
    pub async fn warm(&self) {
        if let Err(error) = self.library().await {
            tracing::warn!(%error, "the official texts are read when somebody asks");
        }
    }

    /// The editions that are kept.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn editions(&self) -> Result<Vec<Edition>, StoreError> {
        self.store.list_editions().await
    }

    /// The best passages to a question, one of each place, by its words and by what our answers to it
    /// rest on; none where no text was brought in. A failure is logged: what is known by heart is
    /// answered without.
    pub async fn find(&self, question: &str, answers: &[Hit], most: usize) -> Vec<Found> {
        let entries = answers.iter().filter_map(|hit| base().entries.get(hit.entry));
        let refs: Vec<&[Reference]> = entries.map(|entry| entry.refs.as_slice()).collect();
        let found = async {
            let library = self.library().await?;
            library.find(question, &refs, most)
        };
        found.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the official texts could not be searched");
            Vec::new()
        })
    }

    /// The passages worth showing of a question that may be answered: those that are about it.
    pub async fn close(&self, question: &str) -> Vec<Found> {
        if !may_be_looked_up(question) {
            return Vec::new();
        }
        let mut found = self.find(question, &[], SHOWN).await;
        let least = found.first().map_or(0.0, |best| best.score * BESIDE);
        found.retain(|it| it.is_close && it.score >= least);
        found
    }

    /// The passages that an answer was kept with, by their names, in their order.
    pub async fn named(&self, names: &[String], question: &str) -> Vec<Found> {
        let spots: Vec<Spot> = names.iter().filter_map(|name| Spot::read(name)).collect();
        if spots.is_empty() {
            return Vec::new();
        }
        match self.library().await {
            Ok(library) => library.named(&spots, question),
            Err(error) => {
                tracing::error!(%error, "the official texts could not be read");
                Vec::new()
            }
        }
    }

    /// What is read of the editions that are kept now.
    async fn library(&self) -> Result<Arc<Library>, StoreError> {
        let Some(engine) = &self.engine else { return Ok(Arc::default()) };
        let editions = self.store.list_editions().await?;
        if let Some(library) = self.read_of(&editions) {
            return Ok(library);
        }
        // One reads, the others wait for it.
        let _reading = self.reading.lock().await;
        let editions = self.store.list_editions().await?;
        if let Some(library) = self.read_of(&editions) {
            return Ok(library);
        }
        // Editions first: what is brought in between makes it read again.
        let passages = self.store.list_passages().await?;
        let engine = engine.clone();
        let build = move || Library::of(editions, passages, &*engine);
        let library = tokio::task::spawn_blocking(build).await.map_err(StoreError::failed)??;
        tracing::info!(passages = library.len(), "the official texts are read");
        let library = Arc::new(library);
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = library.clone();
        Ok(library)
    }

    fn read_of(&self, editions: &[Edition]) -> Option<Arc<Library>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        (kept.editions() == editions).then(|| kept.clone())
    }
}

/// Whether the texts may be looked into: not where the wish itself is refused.
pub fn may_be_looked_up(question: &str) -> bool {
    refuse::by_words(question).is_none()
}

/// The words of a question that name what it is about, to look for elsewhere; all where none does.
pub fn essence(question: &str) -> String {
    let tokens: Vec<&str> = crate::domain::words::parts(question);
    let named = tokens.iter().filter(|token| {
        let words = analyse::words(token);
        words.iter().all(|word| !word.is_stop && !word.is_topic && !word.is_weak)
    });
    let named: Vec<&str> = named.copied().collect();
    if named.is_empty() { question.to_owned() } else { named.join(" ") }
}
