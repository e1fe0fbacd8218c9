//! Texts near a question by meaning, where an embedder is configured: one more list beside that of the
//! words. Nothing is decided by it alone, nobody waits long for it, and without it all goes on.

use std::{
    collections::HashMap,
    hash::BuildHasher as _,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use moka::future::Cache;
use tokio::{sync::Mutex, time::Instant};

use crate::domain::{
    ask::redact::redact,
    embeddings::{Embedder, MOST_TEXTS, Vector, cosine},
};

/// A turn waits so long for a question's vector.
const PATIENCE: Duration = Duration::from_secs(1);
/// The vector of a question serves so long: a person asks again, or of another source.
const KEPT: Duration = Duration::from_secs(300);
/// Questions kept for that.
const MOST_KEPT: u64 = 200;
/// An embedder that failed is given texts again after this.
const PAUSE: Duration = Duration::from_secs(60);
/// A text is cut to this many characters: models read no more.
const MOST_TEXT: usize = 1_500;

/// Vectors of texts; clones share them.
#[derive(Clone)]
pub(super) struct Nearness {
    embedder: Option<Arc<dyn Embedder>>,
    vectors: Arc<RwLock<HashMap<u64, Vector>>>,
    questions: Cache<String, Option<Arc<Vector>>>,
    /// When a fill failed last; held while one runs.
    filling: Arc<Mutex<Option<Instant>>>,
    keys: foldhash::fast::FixedState,
}

impl Nearness {
    /// Without an embedder nothing is near anything.
    pub(super) fn new(embedder: Option<Arc<dyn Embedder>>) -> Self {
        Self {
            embedder,
            vectors: Arc::default(),
            questions: Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT).build(),
            filling: Arc::default(),
            keys: foldhash::fast::FixedState::default(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.embedder.is_some()
    }

    /// Gets the vectors that are missing and forgets those of texts that are no more, in the background;
    /// one fill at a time.
    pub(super) fn fill(&self, texts: impl FnOnce() -> Vec<String> + Send + 'static) {
        let Some(embedder) = self.embedder.clone() else { return };
        let Ok(mut failed) = self.filling.clone().try_lock_owned() else { return };
        if failed.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        let it = self.clone();
        tokio::spawn(async move {
            *failed = None;
            let texts: HashMap<u64, String> =
                texts().into_iter().map(|text| (it.key(&text), text)).collect();
            it.write(|vectors| vectors.retain(|key, _| texts.contains_key(key)));
            let missing: Vec<(u64, String)> = texts
                .into_iter()
                .filter(|(key, _)| !it.read(|all| all.contains_key(key)))
                .collect();
            for batch in missing.chunks(MOST_TEXTS) {
                let cut = |text: &String| text.chars().take(MOST_TEXT).collect();
                let sent: Vec<String> = batch.iter().map(|(_, text)| cut(text)).collect();
                match embedder.embed(&sent).await {
                    Ok(got) => it.write(|vectors| {
                        vectors.extend(batch.iter().map(|(key, _)| *key).zip(got));
                    }),
                    Err(error) => {
                        tracing::warn!(%error, "answers are ranked by words alone for a while");
                        *failed = Some(Instant::now());
                        break;
                    }
                }
            }
            metrics::gauge!("ask_vectors").set(it.read(HashMap::len) as f64);
        });
    }

    /// Numbers of the texts nearest to a question, the nearest first; none where it is not known, or
    /// before all of them are: among some, the nearest of all may be missing.
    pub(super) async fn nearest<'a>(
        &self,
        question: &str,
        texts: impl Iterator<Item = &'a str>,
        most: usize,
    ) -> Vec<usize> {
        let Some(wanted) = self.question(question).await else { return Vec::new() };
        let near: Option<Vec<(usize, f32)>> = self.read(|vectors| {
            let vectors = texts.map(|text| vectors.get(&self.key(text)));
            let near = vectors.enumerate().map(|(n, it)| Some((n, cosine(&wanted, it?)?)));
            near.collect()
        });
        let mut near = near.unwrap_or_default();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.into_iter().map(|(n, _)| n).take(most).collect()
    }

    /// The vector of a question, which goes out without what is personal in it.
    async fn question(&self, question: &str) -> Option<Arc<Vector>> {
        let embedder = self.embedder.clone()?;
        if self.read(HashMap::is_empty) {
            return None;
        }
        let sent = redact(question);
        let ask = async {
            let asked = embedder.embed(std::slice::from_ref(&sent));
            let answered = tokio::time::timeout(PATIENCE, asked).await;
            let vector = answered.ok()?.ok()?.into_iter().next()?;
            Some(Arc::new(vector))
        };
        let known = self.questions.get_with(sent.clone(), ask).await;
        if known.is_none() {
            // Later it may answer.
            self.questions.invalidate(&sent).await;
        }
        known
    }

    fn key(&self, text: &str) -> u64 {
        self.keys.hash_one(text)
    }

    fn read<T>(&self, look: impl FnOnce(&HashMap<u64, Vector>) -> T) -> T {
        look(&self.vectors.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut HashMap<u64, Vector>)) {
        change(&mut self.vectors.write().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;
    use crate::domain::embeddings::EmbedError;

    /// Texts of one first letter are near; it fails or sleeps when told to.
    struct ByLetter(Option<EmbedError>, Duration);

    #[async_trait]
    impl Embedder for ByLetter {
        fn model(&self) -> &str {
            "letters"
        }

        async fn embed(&self, texts: &[String]) -> Result<Vec<Vector>, EmbedError> {
            tokio::time::sleep(self.1).await;
            let of = |text: &String| {
                let first = text.chars().next().map_or(0, u32::from) % 7;
                (0..7).map(|n| if n == first { 1.0 } else { 0.1 }).collect()
            };
            self.0.map_or_else(|| Ok(texts.iter().map(of).collect()), Err)
        }
    }

    async fn filled(embedder: ByLetter) -> Nearness {
        let near = Nearness::new(Some(Arc::new(embedder)));
        near.fill(|| vec!["альфа".to_owned(), "бета".to_owned()]);
        // The fill holds it until it is done.
        tokio::task::yield_now().await;
        drop(near.filling.lock().await);
        near
    }

    #[tokio::test]
    async fn the_nearest_comes_first_and_nothing_does_while_a_text_is_unknown() {
        let near = filled(ByLetter(None, Duration::ZERO)).await;
        let texts = || ["альфа", "бета"].into_iter();
        assert_eq!(near.nearest("быстро", texts(), 5).await, [1, 0]);
        assert_eq!(near.nearest("ах", texts(), 1).await, [0]);
        let more = texts().chain(["гамма"]);
        assert_eq!(near.nearest("ах", more, 1).await, [0_usize; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_is_down_or_slow_is_done_without() {
        let down = filled(ByLetter(Some(EmbedError::NotAnswered), Duration::ZERO)).await;
        assert_eq!(down.nearest("ах", ["альфа"].into_iter(), 5).await, [0_usize; 0]);
        let slow = filled(ByLetter(None, Duration::from_secs(3_600))).await;
        let begun = Instant::now();
        assert_eq!(slow.nearest("ах", ["альфа"].into_iter(), 5).await, [0_usize; 0]);
        assert!(begun.elapsed() <= PATIENCE);
        let none = Nearness::new(None);
        assert_eq!(none.nearest("ах", ["альфа"].into_iter(), 5).await, [0_usize; 0]);
    }
}
