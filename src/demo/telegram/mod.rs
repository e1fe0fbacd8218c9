//! A local Bot API server: real HTTP on loopback, as strict as Telegram, for `zakupai demo`, the
//! tests and the load bench.
//!
//! People act through [`LocalTelegram::says`] and its neighbours; what the bot did is read back
//! with [`LocalTelegram::calls`], [`LocalTelegram::messages`] and [`LocalTelegram::violations`].
//! Limits, texts and orders follow the sources of the official server and of ``TDLib``.

mod control;
mod deliveries;
mod files;
mod flood;
mod html;
mod inbox;
mod inline;
mod keyboard;
mod links;
mod messages;
mod methods;
mod multipart;
mod params;
mod people;
mod profile;
mod records;
mod refusal;
mod server;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod updates;
mod wire;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    runtime::Handle,
    sync::{Notify, futures::Notified, watch},
};
use tokio_util::sync::CancellationToken;

use self::{inbox::Lane, methods::Method, params::Params, refusal::Refusal, state::State};
pub use self::{
    people::{Group, Person},
    records::{
        Answer, BotMessage, Button, Call, Document, Fault, InlineAnswer, InlineCard, Toast,
        WebhookState,
    },
};

/// A running local Telegram; clones are handles on the same server.
#[derive(Clone)]
pub struct LocalTelegram {
    inner: Arc<Inner>,
}

struct Inner {
    address: SocketAddr,
    token: String,
    state: Mutex<State>,
    new_updates: Notify,
    changes: watch::Sender<u64>,
    stop: CancellationToken,
    runtime: Handle,
    client: reqwest::Client,
}

impl LocalTelegram {
    /// Starts on a free port of 127.0.0.1 with a bot that has this token.
    pub async fn start(token: &str) -> std::io::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), token).await
    }

    /// Starts on this address.
    pub async fn start_at(addr: SocketAddr, token: &str) -> std::io::Result<Self> {
        let listener = server::bind(addr).await?;
        let tg = Self {
            inner: Arc::new(Inner {
                address: listener.local_addr()?,
                token: token.to_owned(),
                state: Mutex::new(State::new(token)),
                new_updates: Notify::new(),
                changes: watch::channel(0).0,
                stop: CancellationToken::new(),
                runtime: Handle::current(),
                client: client().map_err(std::io::Error::other)?,
            }),
        };
        tokio::spawn(server::serve(tg.clone(), listener));
        Ok(tg)
    }

    /// The address to give to the bot as its Bot API server.
    pub fn url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// The bot's token.
    pub fn token(&self) -> String {
        self.inner.token.clone()
    }

    /// A person writes to the bot in private.
    pub fn says(&self, from: &Person, text: &str) -> i64 {
        self.writes(from.chat(), from.id, from, text)
    }

    /// A person writes in a group.
    pub fn says_in(&self, group: &Group, from: &Person, text: &str) -> i64 {
        self.writes(group.chat(), group.id, from, text)
    }

    fn writes(&self, face: Value, chat_id: i64, from: &Person, text: &str) -> i64 {
        self.make(|state| {
            let message_id = state.person_wrote(face.clone(), chat_id);
            state.chat(chat_id).waiting.push_back(Instant::now());
            json!({"message": people::message(face, from, message_id, text)})
        })
    }

    /// A person changes a message in the private chat.
    pub fn edits(&self, from: &Person, message_id: i64, text: &str) -> i64 {
        self.make(|_| {
            let mut message = people::message(from.chat(), from, message_id, text);
            if let Some(fields) = message.as_object_mut() {
                fields.insert("edit_date".into(), people::unix_now().into());
            }
            json!({"edited_message": message})
        })
    }

    /// A person presses a button under a message of the bot; `data` is not compared with the
    /// message, so forged and outdated presses can be made.
    pub fn presses(&self, from: &Person, chat_id: i64, message_id: i64, data: &str) -> i64 {
        self.make(|state| {
            let id = format!("{:019}", rand::random::<u64>() >> 1);
            state.pressed(id.clone());
            let message = match state.ours(chat_id, message_id) {
                Some(ours) => state.show(chat_id, ours),
                // A message Telegram no longer shows is dated 0.
                None => json!({
                    "message_id": message_id, "date": 0, "chat": state.chat(chat_id).face,
                }),
            };
            json!({"callback_query": {
                "id": id,
                "from": from.user(),
                "message": message,
                "chat_instance": chat_id.to_string(),
                "data": data,
            }})
        })
    }

    /// Any other update, given without `update_id`. A message in it makes its chat known, a press
    /// in it can be answered.
    pub fn push(&self, update: Value) -> i64 {
        self.make(|state| {
            state.learn_from(&update);
            update
        })
    }

    /// A message id for an update made by hand.
    pub fn next_message_id(&self, chat_id: i64) -> i64 {
        self.lock().next_message_id(chat_id)
    }

    /// Sends an update once more under its old id, as after a lost confirmation. Without history
    /// nothing is remembered to be sent again.
    pub fn redeliver(&self, update_id: i64) {
        let (ready, generation) = {
            let mut state = self.lock();
            state.inbox.redeliver(update_id);
            (state.inbox.take_ready(), state.inbox.generation)
        };
        self.deliver(ready, generation);
        self.wake_pollers();
    }

    /// The update id the next update gets.
    pub fn set_next_update_id(&self, id: i64) {
        self.lock().inbox.next_id = id;
    }

    /// A group becomes a supergroup: sends to the old chat are refused with the new id, and both
    /// chats get their service message. Returns the two update ids.
    pub fn migrate(&self, old_chat: i64, new_chat: i64) -> (i64, i64) {
        let service = |state: &mut State, chat: i64, field: &str, other: i64| {
            let message_id = state.next_message_id(chat);
            let from = Person::new(777_000, "").user();
            json!({"message": {
                "message_id": message_id, "from": from, "date": people::unix_now(),
                "chat": state.chat(chat).face, field: other,
            }})
        };
        let left = self.make(|state| {
            let old = state.chat(old_chat);
            old.migrated_to = Some(new_chat);
            let (title, wrote) = (old.face["title"].clone(), old.wrote);
            let new = state.chat(new_chat);
            new.face = json!({"id": new_chat, "type": "supergroup", "title": title});
            new.wrote |= wrote;
            service(state, old_chat, "migrate_to_chat_id", new_chat)
        });
        let entered = self.make(|state| service(state, new_chat, "migrate_from_chat_id", old_chat));
        (left, entered)
    }

    /// Ends the server: the port is freed and every connection closed.
    pub fn stop(&self) {
        self.inner.stop.cancel();
    }

    /// Makes an update and sees to its delivery.
    fn make(&self, content: impl FnOnce(&mut State) -> Value) -> i64 {
        let (id, ready, generation) = {
            let mut state = self.lock();
            let content = content(&mut state);
            let id = state.inbox.add(content);
            (id, state.inbox.take_ready(), state.inbox.generation)
        };
        self.deliver(ready, generation);
        self.wake_pollers();
        id
    }

    fn deliver(&self, lanes: Vec<Lane>, generation: u64) {
        for lane in lanes {
            self.inner.runtime.spawn(deliveries::run(self.clone(), lane, generation));
        }
    }

    /// What stands in the way of a call: its fault and the general latency. A call before
    /// `retry_after` is over is refused here, without using up a fault; unknown parameters are only
    /// noted, since the call goes through in spite of them.
    fn before(
        &self,
        method: Method,
        params: &Params,
    ) -> Result<(Option<Fault>, Duration), Refusal> {
        let mut state = self.lock();
        for name in method.unknown(params) {
            state.violations.push(format!("{}: unknown parameter \"{name}\"", method.name()));
        }
        state.check_quiet(method, server::chat_id(params))?;
        Ok((state.take_fault(method.name()), state.settings.latency))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked while holding the lock must not hide the others' findings.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_token(&self, token: &str) -> bool {
        self.inner.token == token
    }

    fn keeps_history(&self) -> bool {
        self.lock().settings.history
    }

    fn wake_pollers(&self) {
        self.inner.new_updates.notify_waiters();
    }

    fn new_updates(&self) -> Notified<'_> {
        self.inner.new_updates.notified()
    }

    fn bump(&self) {
        self.inner.changes.send_modify(|count| *count += 1);
    }

    fn client(&self) -> &reqwest::Client {
        &self.inner.client
    }

    fn stop_token(&self) -> CancellationToken {
        self.inner.stop.clone()
    }

    async fn stopped(&self) {
        self.inner.stop.cancelled().await;
    }
}

/// Telegram follows no redirects and gives a webhook a minute; a proxy has no place on loopback.
#[expect(clippy::disallowed_methods, reason = "this client plays Telegram, it is not the bot's")]
fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(60))
        .build()
}
