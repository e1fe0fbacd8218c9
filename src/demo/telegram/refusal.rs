//! A refused call: the code, the text and the hints of the real server.

use serde_json::{Map, Value, json};

/// Why a call was refused, with what the answer must say.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) description: String,
    pub(super) retry_after: Option<u32>,
    pub(super) migrate_to: Option<i64>,
    /// The bot could have known better, so a test should hear about it.
    pub(super) blame: bool,
}

impl Refusal {
    /// `400 Bad Request: <text>`, the bot's own fault.
    pub(super) fn bad(text: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {text}"))
    }

    pub(super) fn new(code: u16, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
            retry_after: None,
            migrate_to: None,
            blame: true,
        }
    }

    /// 429 with the number of seconds to wait.
    pub(super) fn retry_after(seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            blame: false,
            ..Self::new(429, format!("Too Many Requests: retry after {seconds}"))
        }
    }

    /// The same refusal, but one that a correct bot also meets.
    pub(super) fn blameless(self) -> Self {
        Self { blame: false, ..self }
    }

    /// The JSON body of the answer.
    pub(super) fn body(&self) -> String {
        let mut hints = Map::new();
        if let Some(seconds) = self.retry_after {
            hints.insert("retry_after".into(), seconds.into());
        }
        if let Some(chat) = self.migrate_to {
            hints.insert("migrate_to_chat_id".into(), chat.into());
        }
        let mut body =
            json!({"ok": false, "error_code": self.code, "description": self.description});
        if !hints.is_empty()
            && let Some(fields) = body.as_object_mut()
        {
            fields.insert("parameters".into(), Value::Object(hints));
        }
        body.to_string()
    }
}
