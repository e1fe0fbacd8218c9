//! What a reply may be: HTML that Telegram takes, buttons, a new message or an edit in place.

use serde_json::{Value, json};

use super::{
    callback::Callback,
    inline::InlineAnswer,
    upload::{SEND_DOCUMENT, Upload},
};
use crate::domain::{
    effects::Effect,
    error::Error,
    outbox::{MessageClass, OutboxMessage},
    types::ChatId,
};

/// Telegram's limit, in characters after the markup is read.
const MOST_CHARS: usize = 4_096;
/// A button's label is cut to this: longer ones are unreadable on a phone.
const MOST_LABEL: usize = 60;

const SEND: &str = "sendMessage";
const EDIT: &str = "editMessageText";
/// Stands for the id of a message that was not sent yet when its edit was written: what it is found by
/// in the outbox.
pub(super) const NAME: &str = "name_in_outbox";

/// What an endpoint gives.
pub(super) type Outcome = Result<Reply, Error>;

/// What an update says and changes; nothing is sent by an endpoint itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reply {
    /// What is said, in order.
    pub(super) says: Vec<Say>,
    /// What is changed, in the transaction that writes the messages.
    pub(super) effects: Vec<Effect>,
    /// The short note that a button press pops up.
    pub(super) toast: Option<String>,
    /// What an inline query is answered.
    pub(super) inline: Option<InlineAnswer>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Say {
    /// A new one.
    Send(Text),
    /// A new one that is found again by a name.
    SendAs(String, Text),
    /// In place of one of ours.
    Edit(i64, Text),
    /// In place of the one with this name, once it was sent.
    Replace(String, Text),
    /// A file.
    File(Document),
}

/// A file of ours: small, since it waits in the outbox with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    /// Its name, in Latin letters.
    pub(super) name: &'static str,
    /// What is in it.
    pub(super) content: Vec<u8>,
}

/// HTML with buttons under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// Telegram's HTML; texts of others are escaped by [`esc`].
    pub(super) html: String,
    /// Rows of buttons.
    pub(super) rows: Vec<Vec<Button>>,
    /// Without sound.
    pub(super) is_silent: bool,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Button {
    /// Comes back to us.
    Press(String, Callback),
    /// Opens a page.
    Link(String, String),
}

impl Reply {
    /// Nothing to say, on purpose.
    pub(super) fn silence() -> Self {
        Self::default()
    }

    /// One new message.
    pub(super) fn send(text: Text) -> Self {
        Self { says: vec![Say::Send(text)], ..Self::default() }
    }

    /// One of our messages changed in place; a new one where there is none to change.
    pub(super) fn edit(message_id: Option<i64>, text: Text) -> Self {
        let say = match message_id {
            Some(id) => Say::Edit(id, text),
            None => Say::Send(text),
        };
        Self { says: vec![say], ..Self::default() }
    }

    /// Only the note that a button press pops up.
    pub(super) fn toast(text: String) -> Self {
        Self { toast: Some(text), ..Self::default() }
    }

    /// Cards for an inline query.
    pub(super) fn inline(answer: InlineAnswer) -> Self {
        Self { inline: Some(answer), ..Self::default() }
    }

    /// With a change of state.
    pub(super) fn with(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }

    /// With the note that a button press pops up.
    pub(super) fn noting(mut self, toast: String) -> Self {
        self.toast = Some(toast);
        self
    }
}

impl Text {
    /// HTML without buttons.
    pub(super) fn new(html: impl Into<String>) -> Self {
        Self { html: html.into(), rows: Vec::new(), is_silent: false }
    }

    /// With a row of buttons, unless it is empty.
    pub(super) fn row(mut self, buttons: Vec<Button>) -> Self {
        if !buttons.is_empty() {
            self.rows.push(buttons);
        }
        self
    }
}

impl Say {
    /// The message as the outbox keeps it, without the chat, which may move.
    pub(super) fn into_message(self, chat_id: ChatId, dedupe_key: String) -> OutboxMessage {
        let class = MessageClass::Reply;
        let (mut dedupe_key, mut place) = (dedupe_key, None);
        let (method, text) = match self {
            Self::Send(text) => (SEND, text),
            Self::SendAs(name, text) => {
                dedupe_key = name;
                (SEND, text)
            }
            Self::Edit(id, text) => {
                place = Some(("message_id", json!(id)));
                (EDIT, text)
            }
            Self::Replace(name, text) => {
                place = Some((NAME, json!(name)));
                (EDIT, text)
            }
            Self::File(document) => {
                let payload = Upload::of(&document).to_payload();
                return OutboxMessage {
                    dedupe_key,
                    chat_id,
                    class,
                    method: SEND_DOCUMENT,
                    payload,
                    happened_at: None,
                };
            }
        };
        let mut payload = json!({
            "text": fit(&text.html),
            "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
        });
        if let (true, Some(fields)) = (text.is_silent, payload.as_object_mut()) {
            fields.insert("disable_notification".to_owned(), json!(true));
        }
        if let (Some((field, value)), Some(fields)) = (place, payload.as_object_mut()) {
            fields.insert(field.to_owned(), value);
        }
        if let (false, Some(fields)) = (text.rows.is_empty(), payload.as_object_mut()) {
            fields.insert(
                "reply_markup".to_owned(),
                json!({ "inline_keyboard": keyboard(&text.rows) }),
            );
        }
        OutboxMessage {
            dedupe_key,
            chat_id,
            class,
            method,
            payload: payload.to_string(),
            happened_at: None,
        }
    }
}

/// Rows of buttons as Telegram takes them.
pub(super) fn keyboard(rows: &[Vec<Button>]) -> Vec<Vec<Value>> {
    let button = |button: &Button| match button {
        Button::Press(label, callback) => {
            json!({ "text": cut(label, MOST_LABEL), "callback_data": callback.to_string() })
        }
        Button::Link(label, url) => json!({ "text": cut(label, MOST_LABEL), "url": url }),
    };
    rows.iter().map(|row| row.iter().map(button).collect()).collect()
}

/// Escapes what Telegram's HTML gives a meaning to.
pub(super) fn esc(text: &str) -> String {
    html_escape::encode_quoted_attribute(text).into_owned().replace("&#x27;", "'")
}

/// At most `most` characters, the last of them an ellipsis where something was cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// The plain text that Telegram shows for our own HTML.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    html_escape::decode_html_entities(&text).into_owned()
}

/// HTML that is too long is sent as the beginning of its plain text: cutting markup in the middle
/// would make Telegram refuse all of it.
fn fit(html: &str) -> String {
    let text = plain(html);
    if text.chars().nth(MOST_CHARS).is_none() {
        html.to_owned()
    } else {
        esc(&cut(&text, MOST_CHARS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_escaped_reads_back(text in "\\PC{0,60}") {
            prop_assert_eq!(plain(&esc(&text)), text);
        }

        #[test]
        fn nothing_is_longer_than_telegram_takes(text in "[<&я🙂 ]{4000,4300}") {
            prop_assert!(plain(&fit(&esc(&text))).chars().count() <= MOST_CHARS);
        }
    }
}
