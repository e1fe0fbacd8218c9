//! People and groups, and the update JSON Telegram makes of what they do.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// Somebody who talks to the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// User id, which is also the id of the private chat.
    pub id: i64,
    /// First name.
    pub first_name: String,
    /// Language of the person's app; some clients do not send one.
    pub language_code: Option<String>,
    /// Another bot.
    pub is_bot: bool,
}

impl Person {
    /// A person with this id; an empty `language_code` stands for an app that does not tell.
    pub fn new(id: i64, language_code: &str) -> Self {
        Self {
            id,
            first_name: format!("Person {id}"),
            language_code: (!language_code.is_empty()).then(|| language_code.to_owned()),
            is_bot: false,
        }
    }

    pub(super) fn user(&self) -> Value {
        let mut user = json!({"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name});
        if let (Some(code), Some(fields)) = (&self.language_code, user.as_object_mut()) {
            fields.insert("language_code".into(), code.as_str().into());
        }
        user
    }

    pub(super) fn chat(&self) -> Value {
        json!({"id": self.id, "type": "private", "first_name": self.first_name})
    }
}

/// A group or a supergroup the bot is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Chat id, negative; a supergroup's starts with -100.
    pub id: i64,
    /// Title.
    pub title: String,
    /// A supergroup rather than a basic group.
    pub supergroup: bool,
}

impl Group {
    /// A group with this id; ids of -1000000000000 and below are supergroups.
    pub fn new(id: i64, title: &str) -> Self {
        Self { id, title: title.to_owned(), supergroup: is_supergroup(id) }
    }

    pub(super) fn chat(&self) -> Value {
        let kind = if self.supergroup { "supergroup" } else { "group" };
        json!({"id": self.id, "type": kind, "title": self.title})
    }
}

/// Ids at and below this number belong to supergroups and channels.
pub(super) fn is_supergroup(chat_id: i64) -> bool {
    chat_id <= -1_000_000_000_000
}

/// The chat object of a chat nobody introduced.
pub(super) fn stranger(chat_id: i64) -> Value {
    if chat_id > 0 {
        Person::new(chat_id, "").chat()
    } else {
        Group::new(chat_id, &format!("Group {chat_id}")).chat()
    }
}

/// A text message; commands are marked as entities, as the server does.
pub(super) fn message(chat: Value, from: &Person, message_id: i64, text: &str) -> Value {
    let mut message = json!({
        "message_id": message_id,
        "from": from.user(),
        "chat": chat,
        "date": unix_now(),
        "text": text,
    });
    if text.starts_with('/')
        && let Some(fields) = message.as_object_mut()
    {
        let command = text.split_whitespace().next().unwrap_or_default();
        let length = command.encode_utf16().count();
        fields.insert(
            "entities".into(),
            json!([{"type": "bot_command", "offset": 0, "length": length}]),
        );
    }
    message
}

/// Seconds since 1970 on the machine's clock: message dates are Telegram's, not the bot's.
pub(super) fn unix_now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |age| i64::try_from(age.as_secs()).unwrap_or(i64::MAX))
}
