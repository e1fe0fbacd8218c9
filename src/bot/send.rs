//! From the outbox to Telegram: the only place that sends what must not be lost.
//!
//! Three replies and three notices are under way at most, which also bounds how many can come twice
//! after a kill: a message is leased only when there is a free request for it. Flood limits cost a message nothing but time; a refusal that can't heal ends it; where
//! nobody knows whether Telegram took it, it is sent once more. Replies and notices are leased apart:
//! notices go at a pace, and a reply overtakes them all.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::TimeDelta;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    CallError, Telegram,
    pace::Pace,
    say,
    upload::{SEND_DOCUMENT, Upload},
};
use crate::domain::{
    Services,
    error::{StoreError, insist},
    outbox::{Delivery, Lane, LeasedMessage, MessageClass},
    users::language,
};

/// Requests under way at once, of replies and of the rest.
const IN_FLIGHT: usize = 3;
/// How often it is asked who else sends.
const COUNT_PERIOD: Duration = Duration::from_secs(10);
/// Before the outbox is read again where it could not be.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest pause before a message is tried again.
const LONGEST_PAUSE_SECONDS: i64 = 300;
/// With pauses of up to five minutes this is a day: the horizon of Telegram itself.
const MOST_TRIES: i64 = 300;
/// Flood limits in so many chats within so much time are the limit of the whole bot.
const FLOODED_CHATS: usize = 3;
const FLOOD_WINDOW: Duration = Duration::from_secs(5);

/// Sends messages.
#[derive(Clone)]
pub struct Sender {
    services: Services,
    telegram: Telegram,
    flood: Arc<Mutex<Flood>>,
    pace: Arc<Pace>,
}

/// Requests of one lane.
struct Slots(Arc<Semaphore>);

impl Default for Slots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(IN_FLIGHT)))
    }
}

impl Slots {
    /// Those that are free, at least one and `most` at most; none at the stop.
    async fn free(
        &self,
        most: usize,
        stop: &CancellationToken,
    ) -> Option<Vec<OwnedSemaphorePermit>> {
        let first = tokio::select! {
            () = stop.cancelled() => return None,
            first = Arc::clone(&self.0).acquire_owned() => first.ok()?,
        };
        let more = (1..most).map_while(|_| Arc::clone(&self.0).try_acquire_owned().ok());
        Some(std::iter::once(first).chain(more).collect())
    }
}

#[derive(Debug, Default)]
struct Flood {
    recent: Vec<(Instant, i64)>,
    paused_until: Option<Instant>,
}

impl Sender {
    /// A sender over its ports.
    pub fn new(services: Services, telegram: Telegram) -> Self {
        let pace = Arc::new(Pace::new(Instant::now()));
        Self { services, telegram, flood: Arc::default(), pace }
    }

    /// Sends until told to stop, then waits for what is under way.
    pub async fn run(self, stop: CancellationToken) {
        let running = TaskTracker::new();
        tokio::join!(self.send_replies(&running, &stop), self.send_notices(&running, &stop));
        running.close();
        running.wait().await;
    }

    async fn send_replies(&self, running: &TaskTracker, stop: &CancellationToken) {
        let slots = Slots::default();
        while !stop.is_cancelled() {
            self.wait_out_flood(stop).await;
            let Some(free) = slots.free(IN_FLIGHT, stop).await else { return };
            self.send_some(Lane::Replies, free, running).await;
        }
    }

    async fn send_notices(&self, running: &TaskTracker, stop: &CancellationToken) {
        let slots = Slots::default();
        let mut counted_at = None;
        while !stop.is_cancelled() {
            self.wait_out_flood(stop).await;
            let now = Instant::now();
            if counted_at.is_none_or(|at| now - at >= COUNT_PERIOD) {
                counted_at = Some(now);
                match self.services.store.count_instances().await {
                    Ok(instances) => self.pace.share(instances),
                    Err(error) => tracing::warn!(%error, "who else sends could not be asked"),
                }
            }
            match self.pace.allowed(now) {
                Ok(allowed) => {
                    let allowed = usize::try_from(allowed).unwrap_or(IN_FLIGHT);
                    let Some(free) = slots.free(allowed.min(IN_FLIGHT), stop).await else { return };
                    let sent = self.send_some(Lane::Bulk, free, running).await;
                    self.pace.took(sent);
                }
                Err(wait) => {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = tokio::time::sleep(wait) => {}
                    }
                }
            }
        }
    }

    /// Leases as many messages as there are free requests and sends them; gives how many.
    async fn send_some(
        &self,
        lane: Lane,
        free: Vec<OwnedSemaphorePermit>,
        running: &TaskTracker,
    ) -> usize {
        let limit = i64::try_from(free.len()).unwrap_or(1);
        let leased = match self.services.store.lease_messages(lane, limit).await {
            Ok(leased) => leased,
            Err(error) => {
                tracing::error!(%error, "the outbox can't be read");
                tokio::time::sleep(PAUSE).await;
                return 0;
            }
        };
        let count = leased.len();
        for (message, slot) in leased.into_iter().zip(free) {
            let sender = self.clone();
            running.spawn(async move {
                if let Err(error) = sender.deliver(&message).await {
                    tracing::error!(%error, "what became of a message could not be written");
                }
                drop(slot);
            });
        }
        count
    }

    async fn deliver(&self, message: &LeasedMessage) -> Result<(), StoreError> {
        let is_notice = message.class != MessageClass::Reply;
        if is_notice && let Err(wait) = self.pace.claim(message.chat_id, Instant::now()) {
            let at = self.services.clock.now() + TimeDelta::from_std(wait).unwrap_or_default();
            let again = Delivery::Again { at, counts: false, error: "chat pace".to_owned() };
            return self.services.store.settle(message, again).await;
        }
        let outcome = if message.method == SEND_DOCUMENT {
            match Upload::from_payload(&message.payload) {
                Some(upload) => self.telegram.upload(message.chat_id, &upload).await,
                None => Err(CallError::NotSent("the stored file can't be read".to_owned())),
            }
        } else {
            let (method, payload) = self.placed(message).await?;
            self.telegram.call(method, addressed(&payload, message.chat_id)).await
        };
        if let Err(CallError::Flood(seconds)) = &outcome {
            self.note_flood(message.chat_id, *seconds);
        }
        let mut delivery = self.judge(message, outcome);
        if message.method == SEND_DOCUMENT
            && let Delivery::Dead { error } = delivery
        {
            // Somebody waits for the file: they are told, and what to do.
            delivery = Delivery::Rewrite {
                method: "sendMessage",
                payload: self.file_refused(message.chat_id).await,
                error,
            };
        }
        if matches!(delivery, Delivery::Sent { .. }) {
            self.count(message, is_notice);
        }
        let settle = || self.services.store.settle(message, delivery.clone());
        let _logged = insist("what became of a message", settle).await;
        Ok(())
    }

    /// An edit of a message that is known by its name gets its id: messages of a chat go in order, so
    /// it was sent by now. Where it was not, the edit is a message of its own.
    async fn placed<'a>(
        &self,
        message: &'a LeasedMessage,
    ) -> Result<(&'a str, Cow<'a, str>), StoreError> {
        let is_named = message.method == "editMessageText" && message.payload.contains(say::NAME);
        let name = is_named.then(|| named(&message.payload)).flatten();
        let Some((name, mut payload)) = name else {
            return Ok((&message.method, Cow::Borrowed(&message.payload)));
        };
        let place = self.services.store.find_sent(&name).await?;
        if let (Some(place), Some(fields)) = (place, payload.as_object_mut()) {
            fields.insert("message_id".to_owned(), place.into());
        }
        let method = if place.is_some() { "editMessageText" } else { "sendMessage" };
        Ok((method, Cow::Owned(payload.to_string())))
    }

    async fn file_refused(&self, chat_id: i64) -> String {
        let known = self.services.store.find_user(chat_id).await.ok().flatten();
        let lang = known.map(|user| language(user.settings.lang, user.telegram_lang.as_deref()));
        let text = lang.unwrap_or_default().words().error_file_refused();
        serde_json::json!({ "text": text }).to_string()
    }

    fn count(&self, message: &LeasedMessage, is_notice: bool) {
        metrics::counter!("telegram_messages_sent_total").increment(1);
        if message.unknowns > 0 {
            let unknowns = u64::try_from(message.unknowns).unwrap_or_default();
            metrics::counter!("telegram_messages_repeated_total").increment(unknowns);
        }
        if is_notice {
            let delay = self.services.clock.now() - message.created_at;
            metrics::counter!("notices_delivered_total").increment(1);
            metrics::histogram!("notice_delivery_seconds").record(delay.as_seconds_f64().max(0.0));
        }
    }

    fn judge(&self, message: &LeasedMessage, outcome: Result<String, CallError>) -> Delivery {
        let now = self.services.clock.now();
        let tries = message.attempts + message.unknowns;
        let later = now + TimeDelta::seconds((1_i64 << tries.min(9)).min(LONGEST_PAUSE_SECONDS));
        let error = match outcome {
            Ok(result) => return Delivery::Sent { message_id: message_id(&result) },
            Err(error) => error,
        };
        let text = error.to_string();
        match error {
            CallError::Flood(seconds) => {
                let wait = i64::try_from(seconds).unwrap_or(LONGEST_PAUSE_SECONDS).max(1);
                Delivery::Again { at: now + TimeDelta::seconds(wait), counts: false, error: text }
            }
            CallError::Moved(to) => Delivery::Moved { to },
            CallError::NotSent(_) | CallError::Unknown(_) if tries >= MOST_TRIES => {
                tracing::error!(outbox.id = %message.id, error = %text, "a message is given up");
                Delivery::Dead { error: text }
            }
            CallError::NotSent(_) => Delivery::Again { at: later, counts: true, error: text },
            CallError::Unknown(_) => Delivery::Unknown { at: later, error: text },
            CallError::Refused { code, description } => {
                refused(message, code, &description, later, text)
            }
        }
    }

    fn note_flood(&self, chat_id: i64, seconds: u64) {
        let Ok(mut flood) = self.flood.lock() else { return };
        let now = Instant::now();
        flood.recent.retain(|(at, chat)| *chat != chat_id && now - *at < FLOOD_WINDOW);
        flood.recent.push((now, chat_id));
        if flood.recent.len() >= FLOODED_CHATS {
            let until = now + Duration::from_secs(seconds.max(1));
            flood.paused_until = Some(flood.paused_until.map_or(until, |paused| paused.max(until)));
            tracing::warn!(seconds, "Telegram limits the whole bot: sending pauses");
        }
    }

    async fn wait_out_flood(&self, stop: &CancellationToken) {
        let until = self.flood.lock().ok().and_then(|flood| flood.paused_until);
        if let Some(until) = until.filter(|until| *until > Instant::now()) {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }
}

/// What a refusal means for the message.
fn refused(
    message: &LeasedMessage,
    code: u16,
    description: &str,
    later: chrono::DateTime<chrono::Utc>,
    error: String,
) -> Delivery {
    let says = |words: &str| description.contains(words);
    match code {
        // The chat shows it already: a second press of the same button.
        400 if says("message is not modified") => Delivery::Sent { message_id: None },
        400 if says("message to edit not found") || says("message can't be edited") => {
            tracing::info!(outbox.id = %message.id, "the message to edit is gone: sent anew");
            Delivery::Rewrite {
                method: "sendMessage",
                payload: without(message, &["message_id", say::NAME]),
                error,
            }
        }
        400 if says("can't parse entities") && message.attempts == 0 => {
            tracing::error!(outbox.id = %message.id, %description, "our markup is refused: sent as plain text");
            Delivery::Rewrite { method: method(message), payload: as_plain_text(message), error }
        }
        403 => Delivery::Blocked { error },
        400 if says("chat not found") => Delivery::Blocked { error },
        // A refused token is repaired by an operator, not by dropping what waits.
        401 | 404 => {
            tracing::error!(%description, "Telegram refuses the token");
            Delivery::Again { at: later + TimeDelta::seconds(20), counts: false, error }
        }
        _ => {
            tracing::error!(outbox.id = %message.id, %description, "Telegram refuses a message");
            Delivery::Dead { error }
        }
    }
}

/// The name of the message that an edit is for, and the edit without it.
fn named(payload: &str) -> Option<(String, serde_json::Value)> {
    let mut payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    let name = payload.as_object_mut()?.remove(say::NAME)?;
    Some((name.as_str()?.to_owned(), payload))
}

/// The stored parameters with the chat as it is now.
pub(super) fn addressed(payload: &str, chat_id: i64) -> String {
    match payload.strip_prefix('{') {
        Some(rest) => format!("{{\"chat_id\":{chat_id},{rest}"),
        None => payload.to_owned(),
    }
}

fn method(message: &LeasedMessage) -> &'static str {
    if message.method == "editMessageText" { "editMessageText" } else { "sendMessage" }
}

fn without(message: &LeasedMessage, fields: &[&str]) -> String {
    let mut payload: serde_json::Value = serde_json::from_str(&message.payload).unwrap_or_default();
    if let Some(all) = payload.as_object_mut() {
        for field in fields {
            all.remove(*field);
        }
    }
    payload.to_string()
}

fn as_plain_text(message: &LeasedMessage) -> String {
    let mut payload: serde_json::Value =
        serde_json::from_str(&without(message, &["parse_mode"])).unwrap_or_default();
    let text = payload.get("text").and_then(|text| text.as_str()).map(say::plain);
    if let (Some(text), Some(all)) = (text, payload.as_object_mut()) {
        all.insert("text".to_owned(), text.into());
    }
    payload.to_string()
}

fn message_id(result: &str) -> Option<i64> {
    #[derive(serde::Deserialize)]
    struct Sent {
        message_id: i64,
    }
    serde_json::from_str::<Sent>(result).ok().map(|sent| sent.message_id)
}
