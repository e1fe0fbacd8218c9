//! Thoughts: questions that a model is asked after the turn. The turn's reply is the honest extract;
//! what the model says takes its place once it passed the gate. A thought is a row until then, so a
//! kill in the middle leaves the extract, and the next life thinks on.

use std::{hash::BuildHasher as _, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, NaiveTime, TimeZone as _, Utc};
use moka::future::Cache;
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use super::{
    Entry, Reference, base,
    gate::{self, Evidence},
    model::{Model, NO_ANSWER, Request},
    passages::{self, Found, LawSearch},
};
use crate::{
    domain::{
        clock::{ASTANA, Clock},
        error::StoreError,
        outbox::OutboxMessage,
        types::{ChatId, UserId},
    },
    i18n::Lang,
};

/// What a model's answer is cut to, in characters, at the end of a sentence.
pub const MOST_ANSWER: usize = 500;
/// Answers of the knowledge that a model is given; all that were found when asked again.
const EVIDENCE: usize = 3;
/// Of each passage of the official texts a model is given so many characters.
const MOST_PASSAGE: usize = 700;
/// How long an answer is given again to who asks the same.
const CACHE_TTL: Duration = Duration::from_secs(300);
/// Answers kept for that.
const CACHED: u64 = 1_000;
/// A thought that ended the process this often is given up.
const TRIES: i64 = 3;

/// What is asked of a model.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    /// As it was asked.
    pub question: String,
    /// Language of the answer.
    pub lang: Lang,
    /// Answers of the knowledge, the best first, then passages of the official texts.
    pub sources: Vec<String>,
    /// What was counted of the lots that are meant, one text a lot; none where none is meant.
    pub facts: Vec<String>,
    /// What the lots say of themselves, which nothing is believed from.
    pub data: String,
    /// The person did not like the answer before: with all evidence, and the other model first.
    pub is_again: bool,
}

impl Asked {
    /// Parts of the evidence, in the order they are numbered by: what was counted, answers of ours,
    /// passages of the official texts.
    fn parts(&self, passages: &[Found]) -> Vec<Part> {
        let facts = self.facts.iter();
        let facts = facts.map(|facts| Part { name: None, text: facts.clone(), refs: Vec::new() });
        let entries = self.entries().into_iter().map(|entry| Part {
            name: Some(entry.id.clone()),
            text: format!("{} — {}", entry.title(self.lang), entry.answer(self.lang)),
            refs: entry.refs.clone(),
        });
        let passages = passages.iter().map(|it| Part {
            name: Some(it.spot.to_string()),
            text: passages::around(&it.text, &self.question, MOST_PASSAGE),
            refs: vec![it.spot.reference()],
        });
        facts.chain(entries).chain(passages).collect()
    }

    fn entries(&self) -> Vec<&'static Entry> {
        let most = if self.is_again { usize::MAX } else { EVIDENCE };
        self.sources.iter().filter_map(|id| base().entry(id)).take(most).collect()
    }
}

/// A part of the evidence.
struct Part {
    /// What kept answers name it by; none of what was counted.
    name: Option<String>,
    text: String,
    refs: Vec<Reference>,
}

fn texts(parts: &[Part]) -> Vec<String> {
    parts.iter().map(|part| part.text.clone()).collect()
}

/// Names of the parts that an answer named; of the best where it named none.
fn named(parts: &[Part], numbers: &[usize]) -> Vec<String> {
    let of = |n: &usize| parts.get(n.checked_sub(1)?)?.name.clone();
    let mut names: Vec<String> = numbers.iter().filter_map(of).collect();
    if names.is_empty() {
        names.extend(parts.iter().find_map(|part| part.name.clone()));
    }
    names
}

/// What a model said of it, past the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Light Markdown, [`MOST_ANSWER`] characters at most.
    pub text: String,
    /// Answers of the knowledge and passages that it rests on.
    pub sources: Vec<String>,
    /// Tokens it cost.
    pub tokens: i64,
}

/// Why the extract stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// No model is configured, or none answers.
    Down,
    /// The person's tokens of the day, or everybody's, are used up.
    Budget,
    /// Nothing it said is borne by the evidence.
    Unborne,
}

/// A question that waits for a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thought {
    /// The answer's id.
    pub id: String,
    /// Whose.
    pub user: UserId,
    /// Where.
    pub chat_id: ChatId,
    /// What is asked.
    pub asked: Asked,
    /// The extract as it was sent, HTML.
    pub extract: String,
    /// How often it was begun, this time too.
    pub attempts: i64,
    /// How good the extract is, 0 to 100.
    pub score: u8,
}

impl Thought {
    /// What its message is found by in the outbox.
    pub fn message_key(id: &str) -> String {
        format!("ask:{id}")
    }
}

/// How a thought ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThoughtEnd {
    /// What takes the place of what was sent.
    pub message: OutboxMessage,
    /// What is kept as the answer, where a model gave it.
    pub answer: Option<(String, Answered)>,
}

/// Tokens that may be used on a day of Astana's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLimits {
    /// By one person.
    pub person: i64,
    /// By all.
    pub all: i64,
}

/// Where thoughts wait, and tokens are counted.
#[async_trait]
pub trait ThoughtStore: Send + Sync {
    /// Claims the oldest thought that waits.
    async fn claim_thought(&self) -> Result<Option<Thought>, StoreError>;
    /// Ends a thought of ours: its message, the answer and its end in one transaction.
    async fn finish_thought(&self, id: &str, end: &ThoughtEnd) -> Result<(), StoreError>;
    /// How many wait or are thought about.
    async fn count_thoughts(&self) -> Result<i64, StoreError>;
    /// Takes tokens for a request, unless that would be more than the person or all may use that day.
    async fn reserve_tokens(
        &self,
        user: UserId,
        day: DateTime<Utc>,
        tokens: i64,
        limits: TokenLimits,
    ) -> Result<bool, StoreError>;
    /// Gives back what was reserved and not used.
    async fn return_tokens(
        &self,
        user: UserId,
        day: DateTime<Utc>,
        tokens: i64,
    ) -> Result<(), StoreError>;
}

/// Asks models, with care.
#[derive(Clone)]
pub struct AskService {
    store: Arc<dyn ThoughtStore>,
    clock: Arc<dyn Clock>,
    law: Option<LawSearch>,
    models: Arc<[Arc<dyn Model>]>,
    limits: TokenLimits,
    cache: Cache<u64, Answered>,
    keys: foldhash::fast::FixedState,
    woken: Arc<Notify>,
}

impl AskService {
    /// A service without a model.
    pub fn new(store: Arc<dyn ThoughtStore>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            law: None,
            models: Arc::new([]),
            limits: TokenLimits { person: 0, all: 0 },
            cache: Cache::builder().max_capacity(CACHED).time_to_live(CACHE_TTL).build(),
            keys: foldhash::fast::FixedState::default(),
            woken: Arc::default(),
        }
    }

    /// The same with models, the first to be asked first.
    #[must_use]
    pub fn with_models(self, models: Vec<Arc<dyn Model>>, limits: TokenLimits) -> Self {
        Self { models: models.into(), limits, ..self }
    }

    /// The same with the official texts, as evidence.
    #[must_use]
    pub fn with_law(self, law: LawSearch) -> Self {
        Self { law: Some(law), ..self }
    }

    /// Whether there is a model.
    pub fn is_on(&self) -> bool {
        !self.models.is_empty()
    }

    /// Tells whoever thinks that there is something to think about.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits until there may be.
    pub async fn woken(&self) {
        self.woken.notified().await;
    }

    /// What was answered to the same question on the same evidence a short while ago.
    pub async fn cached(&self, asked: &Asked) -> Option<Answered> {
        let parts = self.parts(asked).await;
        self.cache.get(&self.key(asked, &parts)).await
    }

    /// The evidence, with the passages that were found when it was asked, as they stand now.
    async fn parts(&self, asked: &Asked) -> Vec<Part> {
        let passages = match &self.law {
            Some(law) => law.named(&asked.sources, &asked.question).await,
            None => Vec::new(),
        };
        asked.parts(&passages)
    }

    /// Whether a thought may be thought once more: one that ends the process each time may not.
    pub fn may_think(&self, thought: &Thought) -> bool {
        self.is_on() && thought.attempts <= TRIES
    }

    /// Asks the models in turn; `progress` shows the sentences that passed the gate so far.
    ///
    /// # Errors
    /// Why what was sent stays.
    pub async fn answer(
        &self,
        user: UserId,
        asked: &Asked,
        progress: &watch::Sender<String>,
    ) -> Result<Answered, Silence> {
        if let Some(known) = self.cached(asked).await {
            metrics::counter!("llm_cache_hits_total").increment(1);
            return Ok(Answered { tokens: 0, ..known });
        }
        let parts = self.parts(asked).await;
        let evidence =
            parts.iter().fold(Evidence::default(), |all, part| all.with(&part.text, &part.refs));
        let request = Request::new(asked.lang, &asked.question, &texts(&parts), &asked.data);
        let mut tokens = 0;
        let said = self.ask_in_turn(user, asked, &request, &mut tokens, |so_far| {
            let borne = gate::gate(gate::ended(so_far), &evidence);
            progress.send_if_modified(|shown| {
                let is_news = *shown != borne.text;
                *shown = borne.text;
                is_news
            });
        });
        let said = said.await?;
        let borne = gate::gate(said.trim(), &evidence);
        metrics::counter!("llm_sentences_dropped_total").increment(borne.dropped as u64);
        let text = shortened(&borne.text);
        if text.is_empty() || said.contains(NO_ANSWER) {
            return Err(Silence::Unborne);
        }
        let answered = Answered { text, sources: named(&parts, &borne.named), tokens };
        self.cache.insert(self.key(asked, &parts), answered.clone()).await;
        Ok(answered)
    }

    async fn ask_in_turn(
        &self,
        user: UserId,
        asked: &Asked,
        request: &Request,
        tokens: &mut i64,
        heard: impl Fn(&str) + Send + Sync,
    ) -> Result<String, Silence> {
        let day = today(self.clock.now());
        let mut models: Vec<_> = self.models.iter().enumerate().collect();
        if asked.is_again && models.len() > 1 {
            models.rotate_left(1);
        }
        let worst = request.worst_case();
        for (tried, (at, model)) in models.into_iter().enumerate() {
            match self.store.reserve_tokens(user, day, worst, self.limits).await {
                Ok(true) => {}
                Ok(false) => return Err(Silence::Budget),
                Err(error) => {
                    tracing::error!(%error, "tokens can't be counted: no model is asked");
                    return Err(Silence::Down);
                }
            }
            let rank = if at == 0 { "primary" } else { "fallback" };
            metrics::counter!("llm_requests_total", "model" => rank).increment(1);
            if tried > 0 {
                metrics::counter!("llm_fallback_used_total").increment(1);
            }
            let started = Instant::now();
            let said = model.answer(request, &heard).await;
            metrics::histogram!("llm_request_duration_seconds", "model" => rank)
                .record(started.elapsed().as_secs_f64());
            let used = match &said {
                Ok(said) => said.tokens.unwrap_or(worst).clamp(0, worst),
                Err(error) if error.is_free() => 0,
                Err(_) => worst,
            };
            *tokens += used;
            if let Err(error) = self.store.return_tokens(user, day, worst - used).await {
                tracing::warn!(%error, "unused tokens stay counted");
            }
            match said {
                Ok(said) => return Ok(said.text),
                Err(error) => {
                    metrics::counter!("llm_errors_total", "model" => rank, "kind" => error.code())
                        .increment(1);
                    tracing::warn!(model = model.name(), %error, "a model did not answer");
                }
            }
        }
        Err(Silence::Down)
    }

    /// All that an answer depends on, the evidence word for word: what changes there is asked anew.
    fn key(&self, asked: &Asked, parts: &[Part]) -> u64 {
        let question = crate::domain::words::fold(&asked.question.trim().to_lowercase());
        let lang = asked.lang.code();
        self.keys.hash_one((question, lang, texts(parts), &asked.data, asked.is_again))
    }
}

/// The moment a day began in Astana.
fn today(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = now.with_timezone(&ASTANA).date_naive().and_time(NaiveTime::MIN);
    ASTANA.from_local_datetime(&day).single().map_or(now, |day| day.to_utc())
}

/// Whole sentences, as many as fit.
fn shortened(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(MOST_ANSWER) else { return text.to_owned() };
    // One more sign, so that a sentence that ends right there is seen to end.
    gate::ended(text.get(..cut).unwrap_or_default()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_with_a_sentence_and_a_day_begins_at_midnight_in_astana() {
        let long = "Обеспечение заявки вносят до срока. ".repeat(30);
        let short = shortened(&long);
        assert!(short.chars().count() <= MOST_ANSWER && short.ends_with('.'), "{short}");
        let evening = Utc.with_ymd_and_hms(2026, 11, 20, 19, 30, 0).unwrap();
        assert_eq!(today(evening), Utc.with_ymd_and_hms(2026, 11, 20, 19, 0, 0).unwrap());
        let noon = Utc.with_ymd_and_hms(2026, 11, 20, 7, 0, 0).unwrap();
        assert_eq!(today(noon), Utc.with_ymd_and_hms(2026, 11, 19, 19, 0, 0).unwrap());
    }
}
