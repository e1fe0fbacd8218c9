//! Passages of the official texts that were brought in, found by the words of a question: what is
//! shown where no answer of ours is, and more evidence where one is. They are quoted as they stand.

mod library;
mod nearness;
mod quote;

use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use chrono::NaiveDate;
use tokio::sync::Mutex;

use self::{library::Library, nearness::Nearness};
pub use quote::around;

use super::{Entry, Hit, LOOKED_AT, Reference, Refusal, analyse, base, wish};
use crate::{
    domain::{
        embeddings::Embedder,
        error::StoreError,
        law::{Edition, LawStore, Spot},
    },
    i18n::Lang,
};

/// Passages that are shown, or given to a model, at most.
pub const SHOWN: usize = 3;
/// What all that is quoted in one reply may have, in characters.
pub const MOST_QUOTED: usize = 500;
/// A passage is worth showing beside a better one if it is so much of it.
const BESIDE: f32 = 0.75;

/// What a rank is worth beside a rank in another list: the usual constant of reciprocal rank fusion.
const FUSED: f32 = 60.0;
/// Texts near by meaning that count.
const NEAREST: usize = 10;

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
    near: Nearness,
}

impl LawSearch {
    /// A search that finds nothing, for want of an engine.
    pub fn new(store: Arc<dyn LawStore>) -> Self {
        let (kept, reading) = (Arc::default(), Arc::default());
        Self { store, engine: None, kept, reading, near: Nearness::new(None) }
    }

    /// The same with an engine.
    #[must_use]
    pub fn with_engine(self, engine: Arc<dyn TermEngine>) -> Self {
        Self { engine: Some(engine), ..self }
    }

    /// The same with what embeds texts, where there is any.
    #[must_use]
    pub fn with_embedder(self, embedder: Option<Arc<dyn Embedder>>) -> Self {
        Self { near: Nearness::new(embedder), ..self }
    }

    /// Whether questions go to an embedder.
    pub fn is_near_on(&self) -> bool {
        self.near.is_on()
    }

    /// Reads the texts before somebody asks, which takes a moment.
    pub async fn warm(&self) {
        match self.library().await {
            Ok(library) => self.fill(library),
            Err(error) => tracing::warn!(%error, "the official texts are read when somebody asks"),
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
            self.fill(library.clone());
            let near = self.near.nearest(question, library.texts(), NEAREST).await;
            library.find(question, &refs, &near, most)
        };
        found.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the official texts could not be searched");
            Vec::new()
        })
    }

    /// Our answers in the order of words and meaning together; whether to answer was decided before, and
    /// the first is one that the words found.
    pub async fn fused(&self, question: &str, hits: Vec<Hit>) -> Vec<Hit> {
        if !self.near.is_on() {
            return hits;
        }
        let texts = ANSWERS.iter().map(String::as_str);
        let near = self.near.nearest(question, texts, NEAREST).await;
        fuse(hits, &near)
    }

    fn fill(&self, library: Arc<Library>) {
        self.near.fill(move || {
            let answers = ANSWERS.iter().cloned();
            answers.chain(library.texts().map(ToOwned::to_owned)).collect()
        });
    }

    /// The passages worth showing of a question that may be answered: those that are about it.
    pub async fn close(&self, question: &str) -> Vec<Found> {
        if !may_be_looked_up(question) {
            return Vec::new();
        }
        let mut found = self.find(question, &[], SHOWN).await;
        found.retain(|it| it.is_close);
        let least = found.iter().map(|it| it.score).fold(0.0, f32::max) * BESIDE;
        found.retain(|it| it.score >= least);
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

static ANSWERS: LazyLock<Vec<String>> =
    LazyLock::new(|| base().entries.iter().map(text_of).collect());

/// What an answer of ours is compared by: its titles in all languages, for a question may be in any.
fn text_of(entry: &Entry) -> String {
    let titles = [Lang::Ru, Lang::Kk, Lang::En].map(|lang| entry.title(lang));
    format!("{}\n{}", titles.join("\n"), entry.answer(Lang::Ru))
}

/// What a rank from 0 is worth.
fn worth(rank: usize) -> f32 {
    1.0 / (FUSED + rank as f32)
}

/// Hits by both ranks; what is only near goes last.
fn fuse(hits: Vec<Hit>, near: &[usize]) -> Vec<Hit> {
    let by_meaning =
        |hit: &Hit| near.iter().position(|entry| *entry == hit.entry).map_or(0.0, worth);
    let mut fused: Vec<(f32, Hit)> = hits
        .into_iter()
        .enumerate()
        .map(|(rank, hit)| (worth(rank) + by_meaning(&hit), hit))
        .collect();
    fused.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut hits: Vec<Hit> = fused.into_iter().map(|(_, hit)| hit).collect();
    for entry in near {
        if hits.len() < LOOKED_AT && hits.iter().all(|hit| hit.entry != *entry) {
            let (score, coverage, likeness) = (0.0, 0.0, 0.0);
            hits.push(Hit { entry: *entry, score, coverage, likeness, is_strong: false });
        }
    }
    hits
}

/// Whether other sources may be looked into: not where the wish itself is refused, whatever they hold.
pub fn may_be_looked_up(question: &str) -> bool {
    let (why, odds) = wish::read(question);
    odds <= 0.0 || matches!(why, Refusal::NoEvidence | Refusal::Outside)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(entry: usize) -> Hit {
        Hit { entry, score: 1.0, coverage: 1.0, likeness: 1.0, is_strong: true }
    }

    #[test]
    fn ranks_are_fused_and_what_is_only_near_never_comes_first() {
        let of = |near: &[usize]| {
            let fused = fuse(vec![hit(1), hit(2), hit(3)], near);
            fused.into_iter().map(|hit| hit.entry).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), [1, 2, 3]);
        assert_eq!(of(&[2]), [2, 1, 3]);
        assert_eq!(of(&[9, 8, 7]), [1, 2, 3, 9, 8]);
        assert_eq!(of(&[3, 9, 1]), [1, 3, 2, 9]);
    }

    #[test]
    fn the_words_that_a_question_is_about_are_left() {
        assert_eq!(essence("какие есть лоты на картриджи"), "картриджи");
        assert_eq!(essence("что такое?"), "что такое?");
    }
}
