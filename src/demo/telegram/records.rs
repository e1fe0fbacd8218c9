//! What the local Telegram remembers about the bot: its calls, its messages and the answers it got,
//! plus the faults a test can order.

use std::time::{Duration, Instant};

use serde_json::Value;

/// One Bot API call as it arrived.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method in its documented spelling (`sendMessage`), whatever case the client used.
    pub method: String,
    /// The parameters; values from a JSON body keep their JSON type, the rest are strings.
    pub params: Value,
    /// When the call arrived.
    pub at: Instant,
    /// What the bot was told.
    pub answer: Answer,
}

/// The outcome of a [`Call`] as the bot saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `{"ok":true,...}`.
    Ok,
    /// `{"ok":false,...}` or an injected answer that is not an answer.
    Refused {
        /// HTTP status, which is also `error_code`.
        code: u16,
        /// The text after `description`.
        description: String,
    },
    /// The connection was closed without an answer.
    Dropped,
}

/// A message of the bot as it is now, after all edits.
#[derive(Debug, Clone)]
pub struct BotMessage {
    /// Id inside the chat.
    pub message_id: i64,
    /// The chat it is in.
    pub chat_id: i64,
    /// Plain text after entity parsing, as a person reads it.
    pub text: String,
    /// The text as the bot sent it, markup included.
    pub html: String,
    /// The inline keyboard.
    pub rows: Vec<Vec<Button>>,
    /// How many times it was edited.
    pub edits: u32,
    /// Sent with `disable_notification`.
    pub silent: bool,
    /// When it was sent.
    pub at: Instant,
    /// The file of a `sendDocument`.
    pub document: Option<Document>,
}

impl BotMessage {
    /// The first button whose label contains `label`.
    pub fn button(&self, label: &str) -> Option<&Button> {
        self.rows.iter().flatten().find(|button| button.text.contains(label))
    }
}

/// A file the bot sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name shown in the chat.
    pub file_name: String,
    /// The content as uploaded.
    pub content: Vec<u8>,
}

/// One button of an inline keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The label.
    pub text: String,
    /// `callback_data`, for a button that calls back.
    pub data: Option<String>,
    /// `url`, for a button that opens a page.
    pub url: Option<String>,
}

/// An answer to a button press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// The press it answers.
    pub callback_query_id: String,
    /// The text shown, if any.
    pub text: Option<String>,
    /// Shown as an alert the person must close.
    pub show_alert: bool,
}

/// What the bot answered to an inline query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineAnswer {
    /// The query it answers.
    pub inline_query_id: String,
    /// The cards to choose from.
    pub cards: Vec<InlineCard>,
    /// What the next page is asked for with; empty after the last.
    pub next_offset: String,
    /// Seconds that the answer may be shown again.
    pub cache_time: i64,
    /// Not to be shown to others.
    pub is_personal: bool,
    /// The text of the button above the cards.
    pub above: Option<String>,
}

/// One card to be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineCard {
    /// Its id.
    pub id: String,
    /// Its first line in the list.
    pub title: String,
    /// What stands below.
    pub description: String,
    /// The text that is shared.
    pub text: String,
    /// The buttons under it.
    pub rows: Vec<Vec<Button>>,
}

/// The webhook as the bot set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookState {
    /// Where updates are posted.
    pub url: String,
    /// The secret sent along, if any.
    pub secret: Option<String>,
    /// The update kinds asked for; empty means the default set.
    pub allowed_updates: Vec<String>,
    /// How many updates may be in flight at once.
    pub max_connections: usize,
    /// Delivery attempts so far, failed ones included.
    pub deliveries: u64,
}

/// What goes wrong with the next call of a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// 429 with `retry_after` in seconds; nothing is done.
    RetryAfter(u32),
    /// This HTTP status with an error body; nothing is done.
    Status(u16),
    /// The connection is closed; nothing is done.
    DropBefore,
    /// The call is carried out, then the connection is closed without an answer.
    DropAfter,
    /// 200 with a body that is not JSON; nothing is done.
    Garbage,
    /// The call is carried out after this long.
    Slow(Duration),
}
