//! The bot's update queue: confirmed by offset when the bot polls, by 2xx when it has a webhook.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use serde_json::Value;
use tokio::sync::Semaphore;

use super::records::WebhookState;

/// One delivery order: messages of a chat, or button presses of a person. Telegram keeps at most
/// one update of a lane in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    Chat(i64),
    Presses(i64),
}

/// An update that waits for the bot.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    pub(super) id: i64,
    /// The JSON text, `update_id` included.
    pub(super) body: Arc<str>,
    pub(super) lane: Lane,
    /// Order of arrival: a redelivered update has an old id and a new place.
    order: u64,
    served: bool,
}

/// The webhook and what is needed to deliver to it.
#[derive(Debug)]
pub(super) struct Webhook {
    pub(super) state: WebhookState,
    pub(super) connections: Arc<Semaphore>,
    pub(super) last_error: Option<(i64, String)>,
}

/// All updates the bot has not confirmed.
#[derive(Debug)]
pub(super) struct Inbox {
    pub(super) next_id: i64,
    pub(super) webhook: Option<Webhook>,
    /// Goes up when the webhook changes, so that deliveries under way know they are outdated.
    pub(super) generation: u64,
    /// Goes up with each getUpdates, so that the older poller can be told to leave.
    pub(super) poller: u64,
    pub(super) allowed: Vec<String>,
    queue: VecDeque<Queued>,
    again: VecDeque<Queued>,
    lanes: HashMap<Lane, VecDeque<Queued>>,
    waiting_in_lanes: usize,
    /// Lanes that got their first update and need somebody to deliver it.
    ready: Vec<Lane>,
    /// Everything ever made, for redelivery; `None` once history is off.
    pub(super) log: Option<HashMap<i64, Queued>>,
    order: u64,
}

/// Update kinds sent only when asked for by name.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

impl Inbox {
    pub(super) fn new() -> Self {
        Self {
            next_id: rand::random_range(100_000_000..900_000_000),
            webhook: None,
            generation: 0,
            poller: 0,
            allowed: Vec::new(),
            queue: VecDeque::new(),
            again: VecDeque::new(),
            lanes: HashMap::new(),
            waiting_in_lanes: 0,
            ready: Vec::new(),
            log: Some(HashMap::new()),
            order: 0,
        }
    }

    /// Makes an update of `content`, which holds one field named after the update's kind. Kinds
    /// the bot did not ask for get an id but are not queued: they are filtered when created.
    pub(super) fn add(&mut self, content: Value) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        let Value::Object(mut fields) = content else { return id };
        fields.remove("update_id");
        let kind = fields.keys().next().cloned().unwrap_or_default();
        let wanted = if self.allowed.is_empty() {
            !ON_REQUEST.contains(&kind.as_str())
        } else {
            self.allowed.contains(&kind)
        };
        let lane = lane(&kind, fields.get(&kind));
        fields.insert("update_id".into(), id.into());
        self.order += 1;
        let body = Value::Object(fields).to_string().into();
        let queued = Queued { id, body, lane, order: self.order, served: false };
        if let Some(log) = &mut self.log {
            log.insert(id, queued.clone());
        }
        if wanted {
            self.enqueue(queued, false);
        }
        id
    }

    /// Queues an update that was already sent once more; false if it is not remembered.
    pub(super) fn redeliver(&mut self, id: i64) -> bool {
        let Some(mut queued) = self.log.as_ref().and_then(|log| log.get(&id)).cloned() else {
            return false;
        };
        self.order += 1;
        queued.order = self.order;
        self.enqueue(queued, true);
        true
    }

    fn enqueue(&mut self, queued: Queued, again: bool) {
        if self.webhook.is_none() {
            if again { &mut self.again } else { &mut self.queue }.push_back(queued);
            return;
        }
        self.waiting_in_lanes += 1;
        let lane = queued.lane;
        let updates = self.lanes.entry(lane).or_insert_with(|| {
            self.ready.push(lane);
            VecDeque::new()
        });
        updates.push_back(queued);
    }

    pub(super) fn take_ready(&mut self) -> Vec<Lane> {
        std::mem::take(&mut self.ready)
    }

    /// Updates not yet confirmed.
    pub(super) fn pending(&self) -> usize {
        self.queue.len() + self.again.len() + self.waiting_in_lanes
    }

    /// Forgets what `offset` confirms: everything below it, or for a negative offset everything
    /// but the last `-offset`.
    pub(super) fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            while self.queue.len() > keep {
                self.queue.pop_front();
            }
            return;
        }
        // An offset far beyond the tail is taken for a mistake and confirms nothing.
        if offset == 0 || offset > self.next_id + 10 {
            return;
        }
        while self.queue.front().is_some_and(|update| update.id < offset) {
            self.queue.pop_front();
        }
        self.again.retain(|update| !update.served || update.id >= offset);
    }

    /// The oldest `limit` updates as the items of a JSON array, `None` if there are none.
    pub(super) fn batch(&mut self, limit: usize) -> Option<String> {
        let mut out = String::new();
        let mut left = limit;
        for update in self.again.iter_mut().take(limit) {
            update.served = true;
            push_item(&mut out, &update.body);
            left -= 1;
        }
        for update in self.queue.iter().take(left) {
            push_item(&mut out, &update.body);
        }
        (!out.is_empty()).then_some(out)
    }

    /// Sets, changes or removes the webhook; what waits moves along.
    pub(super) fn rewire(&mut self, webhook: Option<Webhook>, drop_pending: bool) {
        let mut waiting: Vec<(Queued, bool)> =
            self.lanes.drain().flat_map(|(_, updates)| updates).map(|u| (u, false)).collect();
        waiting.extend(self.queue.drain(..).map(|update| (update, false)));
        waiting.extend(self.again.drain(..).map(|update| (update, true)));
        waiting.sort_by_key(|(update, _)| update.order);
        self.waiting_in_lanes = 0;
        self.ready.clear();
        self.generation += 1;
        self.webhook = webhook;
        if !drop_pending {
            for (update, again) in waiting {
                self.enqueue(update, again);
            }
        }
    }

    /// The update at the head of a lane, or `None` when there is nothing (more) to deliver.
    pub(super) fn head(&mut self, lane: Lane, generation: u64) -> Option<Queued> {
        if generation != self.generation {
            return None;
        }
        let head = self.lanes.get(&lane).and_then(|updates| updates.front()).cloned();
        if head.is_none() {
            self.lanes.remove(&lane);
        }
        head
    }

    /// The head of the lane got its 2xx.
    pub(super) fn delivered(&mut self, update: &Queued, generation: u64) {
        if generation == self.generation {
            if let Some(updates) = self.lanes.get_mut(&update.lane)
                && updates.pop_front().is_some()
            {
                self.waiting_in_lanes -= 1;
            }
        } else {
            // The webhook changed meanwhile and the update moved to the queue or a new lane's head.
            let order = update.order;
            self.queue.retain(|queued| queued.order != order);
        }
    }
}

fn push_item(out: &mut String, item: &str) {
    if !out.is_empty() {
        out.push(',');
    }
    out.push_str(item);
}

fn lane(kind: &str, content: Option<&Value>) -> Lane {
    let id = |path: &str| content.and_then(|value| value.pointer(path)).and_then(Value::as_i64);
    let person = || id("/from/id").or_else(|| id("/user/id"));
    match kind {
        "callback_query"
        | "inline_query"
        | "chosen_inline_result"
        | "shipping_query"
        | "pre_checkout_query" => Lane::Presses(person().unwrap_or_default()),
        _ => Lane::Chat(id("/chat/id").or_else(person).unwrap_or_default()),
    }
}
