//! Everything the local Telegram knows, behind one lock.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    flood::Flood,
    html::Entity,
    inbox::Inbox,
    methods::Method,
    people,
    profile::Profile,
    records::{Answer, BotMessage, Call, Fault, InlineAnswer, Toast},
    refusal::Refusal,
};

/// The server's memory.
pub(super) struct State {
    pub(super) bot: Value,
    pub(super) inbox: Inbox,
    pub(super) chats: HashMap<i64, Chat>,
    pub(super) profile: Profile,
    pub(super) callbacks: HashMap<String, Instant>,
    pub(super) toasts: Vec<Toast>,
    /// Inline queries that wait for an answer, by id.
    pub(super) inline_queries: HashMap<String, Instant>,
    pub(super) inline_answers: Vec<InlineAnswer>,
    pub(super) calls: Vec<Call>,
    pub(super) counts: HashMap<String, usize>,
    pub(super) violations: Vec<String>,
    /// Chat and delay of every reply.
    pub(super) latencies: Vec<(i64, Duration)>,
    pub(super) faults: HashMap<String, VecDeque<(usize, Fault)>>,
    pub(super) flood: Flood,
    /// Until when a chat (or a method without a chat) must be left alone.
    pub(super) quiet: HashMap<(i64, &'static str), Instant>,
    /// The last change of the webhook: Telegram allows one a second.
    pub(super) webhook_set_at: Option<tokio::time::Instant>,
    pub(super) settings: Settings,
    /// Files of people, by id.
    pub(super) files: HashMap<String, Vec<u8>>,
    last_message_id: i64,
}

/// What a test can switch.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) history: bool,
    pub(super) latency: Duration,
    pub(super) flood_limits: bool,
    pub(super) first_contact: bool,
    pub(super) retry_base: Duration,
    pub(super) callback_lifetime: Duration,
}

/// One chat.
pub(super) struct Chat {
    /// The chat object as updates show it.
    pub(super) face: Value,
    pub(super) blocked: bool,
    pub(super) told_blocked: bool,
    pub(super) wrote: bool,
    pub(super) migrated_to: Option<i64>,
    pub(super) messages: BTreeMap<i64, Stored>,
    /// Messages of people that wait for a reply, oldest first.
    pub(super) waiting: VecDeque<Instant>,
    last_message_id: i64,
}

/// A message in a chat.
pub(super) enum Stored {
    Theirs,
    Ours(Box<Ours>),
}

/// A message of the bot with what an edit is compared with.
pub(super) struct Ours {
    pub(super) message: BotMessage,
    pub(super) entities: Vec<Entity>,
    pub(super) markup: Option<Value>,
    pub(super) reply_keyboard: bool,
    pub(super) date: i64,
}

impl State {
    pub(super) fn new(token: &str) -> Self {
        let id = token.split(':').next().and_then(|id| id.parse::<i64>().ok()).unwrap_or(1);
        Self {
            bot: json!({
                "id": id, "is_bot": true, "first_name": "ZakupAI", "username": "zakupai_local_bot",
            }),
            inbox: Inbox::new(),
            chats: HashMap::new(),
            profile: Profile::default(),
            callbacks: HashMap::new(),
            toasts: Vec::new(),
            inline_queries: HashMap::new(),
            inline_answers: Vec::new(),
            calls: Vec::new(),
            counts: HashMap::new(),
            violations: Vec::new(),
            latencies: Vec::new(),
            faults: HashMap::new(),
            flood: Flood::default(),
            quiet: HashMap::new(),
            webhook_set_at: None,
            settings: Settings {
                history: true,
                latency: Duration::ZERO,
                flood_limits: false,
                first_contact: false,
                retry_base: Duration::from_millis(50),
                callback_lifetime: Duration::from_secs(15),
            },
            files: HashMap::new(),
            last_message_id: 0,
        }
    }

    /// The chat, made up on first sight.
    pub(super) fn chat(&mut self, id: i64) -> &mut Chat {
        self.chats.entry(id).or_insert_with(|| Chat {
            face: people::stranger(id),
            blocked: false,
            told_blocked: false,
            wrote: false,
            migrated_to: None,
            messages: BTreeMap::new(),
            waiting: VecDeque::new(),
            last_message_id: 0,
        })
    }

    /// A fresh message id: supergroups count their own, all other chats share a counter.
    pub(super) fn next_message_id(&mut self, chat_id: i64) -> i64 {
        if people::is_supergroup(chat_id) {
            let chat = self.chat(chat_id);
            chat.last_message_id += 1;
            return chat.last_message_id;
        }
        self.last_message_id += 1;
        self.last_message_id
    }

    /// Whether the chat may have a message with this id; without history all that is known.
    pub(super) fn issued(&mut self, chat_id: i64, message_id: i64) -> bool {
        let last = if people::is_supergroup(chat_id) {
            self.chat(chat_id).last_message_id
        } else {
            self.last_message_id
        };
        (1..=last).contains(&message_id)
    }

    /// A person's message takes its place in the chat.
    pub(super) fn person_wrote(&mut self, face: Value, chat_id: i64) -> i64 {
        let message_id = self.next_message_id(chat_id);
        let history = self.settings.history;
        let chat = self.chat(chat_id);
        chat.face = face;
        chat.wrote = true;
        if history {
            chat.messages.insert(message_id, Stored::Theirs);
        }
        message_id
    }

    /// A press that can be answered for a while.
    pub(super) fn pressed(&mut self, id: String) {
        // A long run must not pile up presses nobody can answer any more.
        if self.callbacks.len() >= 10_000 {
            let lifetime = self.settings.callback_lifetime;
            self.callbacks.retain(|_, asked| asked.elapsed() <= lifetime);
        }
        self.callbacks.insert(id, Instant::now());
    }

    /// Takes note of the chat and the press in an update made by hand.
    pub(super) fn learn_from(&mut self, update: &Value) {
        if let Some(id) = update.pointer("/callback_query/id").and_then(Value::as_str) {
            self.pressed(id.to_owned());
        }
        let message = &update["message"];
        if let Some(chat_id) = message["chat"]["id"].as_i64() {
            let history = self.settings.history;
            let chat = self.chat(chat_id);
            chat.face = message["chat"].clone();
            chat.wrote = true;
            if let Some(id) = message["message_id"].as_i64().filter(|_| history) {
                chat.messages.entry(id).or_insert(Stored::Theirs);
            }
        }
    }

    /// A bot's message as JSON.
    pub(super) fn show(&self, chat_id: i64, ours: &Ours) -> Value {
        let face = self.chats.get(&chat_id).map(|chat| chat.face.clone());
        let mut message = json!({
            "message_id": ours.message.message_id,
            "from": self.bot,
            "chat": face.unwrap_or_else(|| people::stranger(chat_id)),
            "date": ours.date,
        });
        let Some(fields) = message.as_object_mut() else { return message };
        let (text, entities) = match &ours.message.document {
            None => ("text", "entities"),
            Some(file) => {
                let id = format!("local-{chat_id}-{}", ours.message.message_id);
                fields.insert(
                    "document".into(),
                    json!({
                        "file_id": id, "file_unique_id": id, "file_name": file.file_name,
                        "file_size": file.content.len(),
                    }),
                );
                ("caption", "caption_entities")
            }
        };
        if !ours.message.text.is_empty() {
            fields.insert(text.into(), ours.message.text.as_str().into());
        }
        if !ours.entities.is_empty() {
            fields.insert(entities.into(), json!(ours.entities));
        }
        if let Some(markup) = &ours.markup {
            fields.insert("reply_markup".into(), markup.clone());
        }
        if ours.message.edits > 0 {
            fields.insert("edit_date".into(), people::unix_now().into());
        }
        message
    }

    pub(super) fn ours(&self, chat_id: i64, message_id: i64) -> Option<&Ours> {
        match self.chats.get(&chat_id)?.messages.get(&message_id)? {
            Stored::Ours(ours) => Some(ours),
            Stored::Theirs => None,
        }
    }

    /// The next ordered fault of this method, used up.
    pub(super) fn take_fault(&mut self, method: &str) -> Option<Fault> {
        let orders = self.faults.get_mut(&method.to_ascii_lowercase())?;
        let (times, fault) = orders.front_mut()?;
        let fault = fault.clone();
        *times -= 1;
        if *times == 0 {
            orders.pop_front();
        }
        Some(fault)
    }

    /// Notes that the chat wants to be left alone for a while.
    pub(super) fn ask_for_quiet(&mut self, method: Method, chat_id: i64, seconds: u32) {
        let until = Instant::now() + Duration::from_secs(u64::from(seconds));
        self.quiet.insert((chat_id, method.kind()), until);
    }

    /// Refuses a call that comes before its `retry_after` is over.
    pub(super) fn check_quiet(&mut self, method: Method, chat_id: i64) -> Result<(), Refusal> {
        if self.quiet.is_empty() {
            return Ok(());
        }
        let key = (chat_id, method.kind());
        let now = Instant::now();
        match self.quiet.get(&key).copied() {
            Some(until) if until > now => {
                let left = (until - now).as_millis().div_ceil(1000);
                self.violations.push(format!(
                    "{}: chat {chat_id} was called {left} s before its retry_after was over",
                    method.name()
                ));
                Err(Refusal::retry_after(u32::try_from(left).unwrap_or(u32::MAX)))
            }
            Some(_) => {
                self.quiet.remove(&key);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The bot replied in a chat: the oldest waiting message got its answer.
    pub(super) fn replied(&mut self, chat_id: i64) {
        if let Some(since) = self.chats.get_mut(&chat_id).and_then(|chat| chat.waiting.pop_front())
        {
            self.latencies.push((chat_id, since.elapsed()));
        }
    }

    /// Writes a call down.
    pub(super) fn record(&mut self, method: &str, params: Value, at: Instant, answer: Answer) {
        match self.counts.get_mut(method) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(method.to_owned(), 1);
            }
        }
        if self.settings.history {
            self.calls.push(Call { method: method.to_owned(), params, at, answer });
        }
    }
}
