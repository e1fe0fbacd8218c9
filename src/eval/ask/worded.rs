//! Answers worded by a model, over the same path as in the bot: the service, the client, the gate.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::sync::watch;
use url::Url;

use super::{Given, Kind, Line, calibration};
use crate::{
    app,
    bot::cited_places,
    config::{
        StorageConfig,
        model::{LlmConfig, ModelConfig},
    },
    domain::{
        ask::{
            self, AskStore as _, base,
            model::Model,
            think::{
                Answered, AskService, Asked, Silence, Thought, ThoughtEnd, ThoughtStore,
                TokenLimits,
            },
        },
        clock::SystemClock,
        error::StoreError,
        types::UserId,
    },
    i18n::Lang,
};

/// A name that any server of one model takes.
const MODEL: &str = "default";
const UNLIMITED: TokenLimits = TokenLimits { person: i64::MAX, all: i64::MAX };

/// A model behind an address.
pub(super) struct Worded {
    service: AskService,
    worded: AtomicUsize,
    kept: AtomicUsize,
}

impl Worded {
    /// # Errors
    /// Where the HTTP client can't be built.
    pub(super) fn new(url: &Url) -> anyhow::Result<Self> {
        let llm = LlmConfig {
            base_url: url.clone(),
            key: None,
            primary: MODEL.to_owned(),
            fallback: None,
        };
        let config = ModelConfig {
            llm: Some(llm),
            flowise: None,
            first_word: Duration::from_secs(15),
            whole: Duration::from_secs(45),
            limits: UNLIMITED,
        };
        let service = service(app::models(&config)?);
        Ok(Self { service, worded: AtomicUsize::new(0), kept: AtomicUsize::new(0) })
    }

    /// What a person would read: the model's words where they passed the gate, else the extract.
    pub(super) async fn said(&self, line: &Line, given: Given) -> Given {
        if given.refused {
            return given;
        }
        let Ok(answered) = asked(&self.service, line, &given, false).await else {
            self.kept.fetch_add(1, Ordering::Relaxed);
            return given;
        };
        self.worded.fetch_add(1, Ordering::Relaxed);
        Given { text: read(line, &given, &answered), ..given }
    }

    /// How many answers the model worded, and how many stayed extracts.
    pub(super) fn tally(&self) -> Value {
        json!({
            "by_model": self.worded.load(Ordering::Relaxed),
            "extracts": self.kept.load(Ordering::Relaxed),
        })
    }
}

/// A service over models, with nothing to keep.
pub(super) fn service(models: Vec<Arc<dyn Model>>) -> AskService {
    AskService::new(Arc::new(Nowhere), Arc::new(SystemClock)).with_models(models, UNLIMITED)
}

/// Asks as the bot does.
pub(super) async fn asked(
    service: &AskService,
    line: &Line,
    given: &Given,
    is_again: bool,
) -> Result<Answered, Silence> {
    let lang = lang(line);
    let entries = given.hits.iter().filter_map(|hit| base().entries.get(hit.entry));
    let is_lot = line.lot_text.is_some() && given.hits.is_empty();
    let asked = Asked {
        question: line.question.clone(),
        lang,
        sources: entries.map(|entry| entry.id.clone()).collect(),
        facts: is_lot.then(|| given.text.clone()).into_iter().collect(),
        data: line.lot_text.clone().unwrap_or_default(),
        is_again,
    };
    let (progress, _shown) = watch::channel(String::new());
    service.answer(1, &asked, &progress).await
}

/// A model's answer with its sources; numbers counted of a lot stay below it.
pub(super) fn read(line: &Line, given: &Given, answered: &Answered) -> String {
    if line.kind == Kind::AboutLot || given.hits.is_empty() {
        return format!("{}\n{}", answered.text, given.text);
    }
    let entries = answered.sources.iter().filter_map(|id| base().entry(id));
    let refs: Vec<_> = entries.flat_map(|entry| entry.refs.iter().cloned()).collect();
    format!("{}\n{}", answered.text, cited_places(lang(line), &refs))
}

fn lang(line: &Line) -> Lang {
    ask::language(&line.question, Lang::from_code(&line.lang).unwrap_or_default())
}

/// What people thought of answers, by the word for their score.
///
/// # Errors
/// Where the database can't be read.
pub(super) async fn feedback() -> anyhow::Result<Value> {
    let config = StorageConfig::from_env()?;
    let storage = app::open_storage(&config, Arc::new(SystemClock)).await?;
    let ratings = storage.list_ratings().await;
    storage.close().await;
    Ok(calibration(&ratings?))
}

/// Keeps nothing and limits nothing.
struct Nowhere;

#[async_trait]
impl ThoughtStore for Nowhere {
    async fn claim_thought(&self) -> Result<Option<Thought>, StoreError> {
        Ok(None)
    }

    async fn finish_thought(&self, _id: &str, _end: &ThoughtEnd) -> Result<(), StoreError> {
        Ok(())
    }

    async fn count_thoughts(&self) -> Result<i64, StoreError> {
        Ok(0)
    }

    async fn reserve_tokens(
        &self,
        _user: UserId,
        _day: DateTime<Utc>,
        _tokens: i64,
        _limits: TokenLimits,
    ) -> Result<bool, StoreError> {
        Ok(true)
    }

    async fn return_tokens(
        &self,
        _user: UserId,
        _day: DateTime<Utc>,
        _tokens: i64,
    ) -> Result<(), StoreError> {
        Ok(())
    }
}
