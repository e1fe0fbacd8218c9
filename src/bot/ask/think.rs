//! A model's answer in the place of the extract. The turn replies with the extract and a line that a
//! model is asked; the [`Thinker`] then shows the sentences that passed the gate as they come, and the
//! last edit goes through the outbox together with the end of the thought.

use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument as _;

use super::{Said, cite, entries, keep, new_ids, rows};
use crate::{
    bot::{
        Telegram,
        ctx::Ctx,
        markdown::to_html,
        say::{Reply, Say, Text, plain},
        send::addressed,
    },
    domain::{
        Services,
        ask::{
            Reference,
            think::{Answered, Asked, Silence, Thought, ThoughtEnd},
        },
        effects::Effect,
        error::insist,
        law::Spot,
        types::ChatId,
    },
    i18n::Lang,
};

/// Thoughts at once.
const PARALLEL: usize = 4;
/// Thoughts that nobody told of are looked for this often: what another life left.
const LOOK: Duration = Duration::from_secs(5);
/// Telegram takes an edit a second in a chat; what is shown in between is not recorded.
const SHOW: Duration = Duration::from_millis(1_500);
/// A message that is to be edited is looked for this often, until it was sent.
const SENT: Duration = Duration::from_millis(100);

/// The extract, to be replaced by what a model says of it where there is one; at once where it said
/// so a short while ago.
pub(super) async fn thought(ctx: &Ctx, said: Said<'_>, asked: Asked) -> Reply {
    let question = asked.question.clone();
    if !ctx.services.ask.is_on() {
        return super::kept(ctx, question, said);
    }
    if let Some(known) = ctx.services.ask.cached(&asked).await {
        let html = answered(asked.lang, &known, &asked, &said.html, said.score);
        let said = Said { html, kind: "model", sources: known.sources, score: said.score };
        return super::kept(ctx, question, said);
    }
    let ids = new_ids();
    let thought = Thought {
        id: ids.1.clone(),
        user: ctx.user_id,
        chat_id: ctx.chat_id,
        asked,
        extract: said.html.clone(),
        attempts: 0,
        score: said.score,
    };
    let html = format!("{}\n\n{}", said.html, ctx.words().ask_thinking());
    let text = rows(ctx.lang, &ids.1, Text::new(html), !said.sources.is_empty());
    let think = Effect::Think { thought: Box::new(thought), at: ctx.now };
    let say = Say::SendAs(Thought::message_key(&ids.1), text);
    let reply = Reply { says: vec![say], ..Reply::default() };
    reply.with(keep(ctx, &ids, question, said)).with(think)
}

/// A model's answer as people read it: numbers counted of a lot stay below it.
fn answered(lang: Lang, answered: &Answered, asked: &Asked, extract: &str, score: u8) -> String {
    let words = lang.words();
    let mut lines = vec![to_html(&answered.text), String::new()];
    if !asked.facts.is_empty() {
        lines.push(extract.to_owned());
        return lines.join("\n");
    }
    let refs = entries(&answered.sources).into_iter().flat_map(|entry| entry.refs.iter().cloned());
    let passages = answered.sources.iter().filter_map(|name| Spot::read(name));
    let refs = refs.chain(passages.map(|spot| spot.reference()));
    let mut all: Vec<Reference> = Vec::new();
    for it in refs {
        if !all.contains(&it) {
            all.push(it);
        }
    }
    lines.push(words.ask_source(cite::all(lang, &all)));
    lines.push(super::quality(lang, score));
    lines.push(words.ask_model_note());
    lines.push(words.ask_edition(cite::edition()));
    lines.join("\n")
}

/// Thinks about what waits.
#[derive(Clone)]
pub struct Thinker {
    services: Services,
    telegram: Telegram,
}

impl Thinker {
    /// A thinker over its ports.
    pub fn new(services: Services, telegram: Telegram) -> Self {
        Self { services, telegram }
    }

    /// Thinks until told to stop; a thought that is under way then is the next life's.
    pub async fn run(self, stop: CancellationToken) {
        let free = std::sync::Arc::new(Semaphore::new(PARALLEL));
        let running = TaskTracker::new();
        while !stop.is_cancelled() {
            let Ok(permit) = std::sync::Arc::clone(&free).acquire_owned().await else { break };
            match self.services.store.claim_thought().await {
                Ok(Some(thought)) => self.begin(thought, permit, &running, &stop),
                Ok(None) => self.wait(&stop).await,
                Err(error) => {
                    tracing::error!(%error, "thoughts can't be read");
                    self.wait(&stop).await;
                }
            }
        }
        running.close();
        running.wait().await;
    }

    async fn wait(&self, stop: &CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.services.ask.woken() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }

    fn begin(
        &self,
        thought: Thought,
        permit: OwnedSemaphorePermit,
        running: &TaskTracker,
        stop: &CancellationToken,
    ) {
        let (thinker, stop) = (self.clone(), stop.clone());
        let span = tracing::info_span!("thought", request_id = %thought.id);
        running.spawn(
            async move {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = Box::pin(thinker.think(&thought)) => {}
                }
                drop(permit);
            }
            .instrument(span),
        );
    }

    async fn think(&self, thought: &Thought) {
        let outcome = if self.services.ask.may_think(thought) {
            let (progress, shown) = watch::channel(String::new());
            let work = async {
                let ask = &self.services.ask;
                let outcome = ask.answer(thought.user, &thought.asked, &progress).await;
                // Ends what shows it, an edit under way included: the last one comes after.
                drop(progress);
                outcome
            };
            tokio::join!(work, self.show(thought, shown)).0
        } else {
            Err(Silence::Down)
        };
        let end = ended(thought, outcome);
        let finish = || self.services.store.finish_thought(&thought.id, &end);
        let _logged = insist("a thought", finish).await;
    }

    /// The message that the answer is shown in, once it was sent; none where nothing more is said.
    async fn place(&self, key: &str, shown: &watch::Receiver<String>) -> Option<i64> {
        loop {
            if let Ok(Some(place)) = self.services.store.find_sent(key).await {
                return Some(place);
            }
            tokio::select! {
                () = tokio::time::sleep(SENT) => {}
                () = closed(shown) => return None,
            }
        }
    }

    /// Shows what was said so far, not oftener than Telegram takes it; losing it loses nothing.
    async fn show(&self, thought: &Thought, mut shown: watch::Receiver<String>) {
        // Groups have limits of their own, and others talk there.
        let is_private = thought.chat_id == thought.user;
        while shown.changed().await.is_ok() {
            if !is_private {
                continue;
            }
            let key = Thought::message_key(&thought.id);
            let Some(place) = self.place(&key, &shown).await else { return };
            let text = shown.borrow_and_update().clone();
            if text.is_empty() {
                continue;
            }
            let words = thought.asked.lang.words();
            let html = format!("{}\n\n{}", to_html(&text), words.ask_thinking());
            let edit = Say::Edit(place, Text::new(html)).into_message(thought.chat_id, key);
            let parameters = addressed(&edit.payload, thought.chat_id);
            if let Err(error) = self.telegram.call(edit.method, parameters).await {
                tracing::debug!(%error, "what was said so far was not shown");
            }
            tokio::select! {
                () = tokio::time::sleep(SHOW) => {}
                () = closed(&shown) => return,
            }
        }
    }
}

/// Waits until nothing more is said.
async fn closed(shown: &watch::Receiver<String>) {
    let mut shown = shown.clone();
    while shown.changed().await.is_ok() {}
}

/// What takes the place of the extract: the answer, or the extract with the reason it stays.
fn ended(thought: &Thought, outcome: Result<Answered, Silence>) -> ThoughtEnd {
    let asked = &thought.asked;
    let words = asked.lang.words();
    let (html, answer) = match outcome {
        Ok(known) => {
            let html = answered(asked.lang, &known, asked, &thought.extract, thought.score);
            (html.clone(), Some((plain(&html), known)))
        }
        Err(why) => {
            let why = match why {
                Silence::Down => words.ask_model_down(),
                Silence::Budget => words.ask_model_spent(),
                Silence::Unborne => words.ask_model_unborne(),
            };
            (format!("{}\n\n{why}", thought.extract), None)
        }
    };
    let has_sources = answer.as_ref().is_some_and(|(_, known)| !known.sources.is_empty())
        || !asked.sources.is_empty();
    let text = rows(asked.lang, &thought.id, Text::new(html), has_sources);
    let key = Thought::message_key(&thought.id);
    let chat_id: ChatId = thought.chat_id;
    let message = Say::Replace(key.clone(), text).into_message(chat_id, format!("{key}:end"));
    ThoughtEnd { message, answer }
}
