//! The methods the local Telegram knows, their parameters, and the way from a name to the code.

use serde_json::{Value, json};

use super::{
    files, inline, messages, params::Params, profile, refusal::Refusal, state::State, updates,
};

/// A known method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Method(&'static Entry);

#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: &'static str,
    parameters: &'static [&'static str],
}

impl Method {
    /// Finds a method by name, in any case.
    pub(super) fn find(name: &str) -> Option<Self> {
        METHODS.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)).map(Self)
    }

    /// The documented spelling.
    pub(super) fn name(self) -> &'static str {
        self.0.name
    }

    /// Methods that put text into a chat share one `retry_after`; each other one has its own.
    pub(super) fn kind(self) -> &'static str {
        if self.writes() || matches!(self.name(), "editMessageText" | "editMessageReplyMarkup") {
            "message"
        } else {
            self.name()
        }
    }

    /// Sends a new message, which the sending limits count.
    pub(super) fn writes(self) -> bool {
        matches!(self.name(), "sendMessage" | "sendDocument")
    }

    /// Parameters the documentation does not know.
    pub(super) fn unknown(self, params: &Params) -> impl Iterator<Item = &str> {
        let known = self.0.parameters;
        params.fields.keys().map(String::as_str).filter(move |name| !known.contains(name))
    }

    /// Carries the call out. `getUpdates` waits and is handled elsewhere.
    pub(super) fn run(self, state: &mut State, params: &Params) -> Result<Value, Refusal> {
        match self.name() {
            "getMe" => Ok(updates::me(state)),
            "setWebhook" => updates::set_webhook(state, params),
            "deleteWebhook" => Ok(updates::delete_webhook(state, params)),
            "getWebhookInfo" => Ok(updates::webhook_info(state)),
            "sendMessage" => messages::send(state, params),
            "sendDocument" => messages::send_document(state, params),
            "editMessageText" => messages::edit_text(state, params),
            "editMessageReplyMarkup" => messages::edit_markup(state, params),
            "deleteMessage" => messages::delete(state, params),
            "getFile" => files::get(state, params),
            "sendChatAction" => messages::chat_action(state, params),
            "answerCallbackQuery" => messages::answer_callback(state, params),
            "answerInlineQuery" => inline::answer(state, params),
            "setMyCommands" => profile::set_commands(state, params),
            "deleteMyCommands" => profile::delete_commands(state, params),
            "getMyCommands" => profile::get_commands(state, params),
            "setMyName" => profile::set_text(state, params, "name", 64),
            "setMyDescription" => profile::set_text(state, params, "description", 512),
            "setMyShortDescription" => profile::set_text(state, params, "short_description", 120),
            "getMyName" => profile::get_text(state, params, "name"),
            "getMyDescription" => profile::get_text(state, params, "description"),
            "getMyShortDescription" => profile::get_text(state, params, "short_description"),
            _ => Ok(json!(true)),
        }
    }
}

const METHODS: &[Entry] = &[
    Entry { name: "getMe", parameters: &[] },
    Entry { name: "getUpdates", parameters: &["offset", "limit", "timeout", "allowed_updates"] },
    Entry {
        name: "setWebhook",
        parameters: &[
            "url",
            "certificate",
            "ip_address",
            "max_connections",
            "allowed_updates",
            "drop_pending_updates",
            "secret_token",
        ],
    },
    Entry { name: "deleteWebhook", parameters: &["drop_pending_updates"] },
    Entry { name: "getWebhookInfo", parameters: &[] },
    Entry {
        name: "sendMessage",
        parameters: &[
            "business_connection_id",
            "chat_id",
            "message_thread_id",
            "direct_messages_topic_id",
            "text",
            "parse_mode",
            "entities",
            "link_preview_options",
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "message_effect_id",
            "suggested_post_parameters",
            "reply_parameters",
            "reply_markup",
        ],
    },
    Entry {
        name: "sendDocument",
        parameters: &[
            "business_connection_id",
            "chat_id",
            "message_thread_id",
            "direct_messages_topic_id",
            "document",
            "thumbnail",
            "caption",
            "parse_mode",
            "caption_entities",
            "disable_content_type_detection",
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "message_effect_id",
            "suggested_post_parameters",
            "reply_parameters",
            "reply_markup",
        ],
    },
    Entry {
        name: "editMessageText",
        parameters: &[
            "business_connection_id",
            "chat_id",
            "message_id",
            "inline_message_id",
            "text",
            "parse_mode",
            "entities",
            "link_preview_options",
            "reply_markup",
        ],
    },
    Entry {
        name: "editMessageReplyMarkup",
        parameters: &[
            "business_connection_id",
            "chat_id",
            "message_id",
            "inline_message_id",
            "reply_markup",
        ],
    },
    Entry { name: "deleteMessage", parameters: &["chat_id", "message_id"] },
    Entry {
        name: "sendChatAction",
        parameters: &["business_connection_id", "chat_id", "message_thread_id", "action"],
    },
    Entry { name: "getFile", parameters: &["file_id"] },
    Entry {
        name: "answerCallbackQuery",
        parameters: &["callback_query_id", "text", "show_alert", "url", "cache_time"],
    },
    Entry {
        name: "answerInlineQuery",
        parameters: &[
            "inline_query_id",
            "results",
            "cache_time",
            "is_personal",
            "next_offset",
            "button",
        ],
    },
    Entry { name: "setMyCommands", parameters: &["commands", "scope", "language_code"] },
    Entry { name: "deleteMyCommands", parameters: &["scope", "language_code"] },
    Entry { name: "getMyCommands", parameters: &["scope", "language_code"] },
    Entry { name: "setMyName", parameters: &["name", "language_code"] },
    Entry { name: "setMyDescription", parameters: &["description", "language_code"] },
    Entry { name: "setMyShortDescription", parameters: &["short_description", "language_code"] },
    Entry { name: "getMyName", parameters: &["language_code"] },
    Entry { name: "getMyDescription", parameters: &["language_code"] },
    Entry { name: "getMyShortDescription", parameters: &["language_code"] },
];
