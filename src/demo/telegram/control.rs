//! What tests read back and what they can make go wrong.

use std::time::Duration;

use tokio::sync::watch;

use super::{
    LocalTelegram,
    profile::DEFAULT_SCOPE,
    records::{BotMessage, Call, Fault, InlineAnswer, Toast, WebhookState},
    state::Stored,
};

impl LocalTelegram {
    /// Every call of the bot, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// How often a method was called, refused calls included.
    pub fn count(&self, method: &str) -> usize {
        self.lock().counts.get(method).copied().unwrap_or(0)
    }

    /// The bot's messages in a chat as they are now, oldest first.
    pub fn messages(&self, chat_id: i64) -> Vec<BotMessage> {
        let state = self.lock();
        let stored = state.chats.get(&chat_id).into_iter().flat_map(|chat| chat.messages.values());
        stored.filter_map(ours).cloned().collect()
    }

    /// The bot's newest message in a chat.
    pub fn last_message(&self, chat_id: i64) -> Option<BotMessage> {
        let state = self.lock();
        state.chats.get(&chat_id)?.messages.values().rev().find_map(ours).cloned()
    }

    /// The answers to button presses, oldest first.
    pub fn toasts(&self) -> Vec<Toast> {
        self.lock().toasts.clone()
    }

    /// The answers to inline queries, oldest first.
    pub fn inline_answers(&self) -> Vec<InlineAnswer> {
        self.lock().inline_answers.clone()
    }

    /// The commands everybody sees in this language (`""` for all others), as (command,
    /// description).
    pub fn commands(&self, language_code: &str) -> Vec<(String, String)> {
        let key = (DEFAULT_SCOPE.to_owned(), language_code.to_owned());
        self.lock().profile.commands.get(&key).cloned().unwrap_or_default()
    }

    /// The bot's `name`, `description` or `short_description` in a language.
    pub fn profile_text(&self, field: &'static str, language_code: &str) -> Option<String> {
        self.lock().profile.texts.get(&(field, language_code.to_owned())).cloned()
    }

    /// Everything the bot did that a correct bot does not do: refusals it earned, parameters that
    /// do not exist, calls before `retry_after` was over, messages after a 403.
    pub fn violations(&self) -> Vec<String> {
        self.lock().violations.clone()
    }

    /// Updates not yet confirmed by offset or 2xx.
    pub fn pending(&self) -> usize {
        self.lock().inbox.pending()
    }

    /// The webhook, if one is set.
    pub fn webhook(&self) -> Option<WebhookState> {
        self.lock().inbox.webhook.as_ref().map(|hook| hook.state.clone())
    }

    /// Changes with every call of the bot and every step of a delivery, so tests wait without
    /// sleeping.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Waits until `condition` holds; false if it does not within `patience`.
    pub async fn until(&self, patience: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        let mut changes = self.changes();
        let waiting = async {
            while !condition(self) {
                if changes.changed().await.is_err() {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(patience, waiting).await;
        condition(self)
    }

    /// For each message written by a person: the time until the bot's next accepted
    /// `sendMessage` or `editMessageText` in that chat, in the order of the replies.
    pub fn latencies(&self) -> Vec<Duration> {
        self.lock().latencies.iter().map(|(_, delay)| *delay).collect()
    }

    /// The same, each with its chat.
    pub fn latencies_by_chat(&self) -> Vec<(i64, Duration)> {
        self.lock().latencies.clone()
    }

    /// The next `times` calls of `method` meet this fault; orders queue up.
    pub fn fail_next(&self, method: &str, times: usize, fault: Fault) {
        if times > 0 {
            let mut state = self.lock();
            let orders = state.faults.entry(method.to_ascii_lowercase()).or_default();
            orders.push_back((times, fault));
        }
    }

    /// The person blocks the bot, or the group throws it out.
    pub fn block(&self, chat_id: i64) {
        self.lock().chat(chat_id).blocked = true;
    }

    /// The bot may write there again.
    pub fn unblock(&self, chat_id: i64) {
        let mut state = self.lock();
        let chat = state.chat(chat_id);
        (chat.blocked, chat.told_blocked) = (false, false);
    }

    /// Every call takes this much longer.
    pub fn set_latency(&self, latency: Duration) {
        self.lock().settings.latency = latency;
    }

    /// Answers 429 beyond Telegram's sending limits.
    pub fn enforce_flood_limits(&self, on: bool) {
        self.lock().settings.flood_limits = on;
    }

    /// Refuses messages to chats nobody wrote from.
    pub fn require_first_contact(&self, on: bool) {
        self.lock().settings.first_contact = on;
    }

    /// Off: calls, messages and updates are counted but not kept, for long runs under load.
    pub fn keep_history(&self, on: bool) {
        let mut state = self.lock();
        state.settings.history = on;
        state.inbox.log = on.then(|| state.inbox.log.take().unwrap_or_default());
    }

    /// The wait before the second retry of a webhook delivery; it doubles from there. Telegram's
    /// is a second, here it is 50 ms unless set.
    pub fn set_retry_base(&self, base: Duration) {
        self.lock().settings.retry_base = base;
    }

    /// How long a button press can be answered; 15 seconds unless set.
    pub fn set_callback_lifetime(&self, lifetime: Duration) {
        self.lock().settings.callback_lifetime = lifetime;
    }
}

fn ours(stored: &Stored) -> Option<&BotMessage> {
    match stored {
        Stored::Ours(ours) => Some(&ours.message),
        Stored::Theirs => None,
    }
}
