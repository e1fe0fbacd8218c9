//! Sending, editing and deleting messages, chat actions and answers to button presses.

use std::time::Instant;

use serde_json::{Value, json};

use super::{
    keyboard::{self, Markup},
    params::Params,
    people::unix_now,
    records::{BotMessage, Document, Toast},
    refusal::Refusal,
    state::{Ours, State, Stored},
    text::{self, Formatted},
};

const MAX_TEXT: usize = 4096;
const MAX_CAPTION: usize = 1024;
const MAX_TOAST: usize = 200;

/// `sendMessage`.
pub(super) fn send(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let text = message_text(params, "message is too long")?;
    let markup = keyboard::read(params)?;
    let chat_id = open_chat(state, params)?;
    check_reply(state, params, chat_id)?;
    Ok(deliver(state, params, chat_id, text, markup, None))
}

/// `sendDocument` with an uploaded file.
pub(super) fn send_document(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let Some(file) = params.file("document") else {
        return Err(Refusal::bad("there is no document in the request"));
    };
    if file.content.is_empty() {
        return Err(Refusal::bad("file must be non-empty"));
    }
    let document = Document { file_name: file.file_name.clone(), content: file.content.clone() };
    let caption = text::read(params, "caption")?;
    if caption.text.chars().count() > MAX_CAPTION {
        return Err(Refusal::bad("message caption is too long"));
    }
    let markup = keyboard::read(params)?;
    let chat_id = open_chat(state, params)?;
    check_reply(state, params, chat_id)?;
    Ok(deliver(state, params, chat_id, caption, markup, Some(document)))
}

fn message_text(params: &Params, too_long: &str) -> Result<Formatted, Refusal> {
    if params.text("text").unwrap_or_default().is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    let text = text::read(params, "text")?;
    if text::is_blank(&text.text) {
        return Err(Refusal::bad("text must be non-empty"));
    }
    if text.text.chars().count() > MAX_TEXT {
        return Err(Refusal::bad(too_long));
    }
    Ok(text)
}

/// The chat of the call, if the bot may write there.
fn open_chat(state: &mut State, params: &Params) -> Result<i64, Refusal> {
    let given = params.text("chat_id").unwrap_or_default();
    if given.is_empty() {
        return Err(Refusal::bad("chat_id is empty"));
    }
    let chat_id = given.trim().parse::<i64>().unwrap_or_default();
    if chat_id == 0 {
        return Err(Refusal::bad("chat not found"));
    }
    let first_contact = state.settings.first_contact;
    let known = state.chats.get(&chat_id).is_some_and(|chat| chat.wrote);
    if first_contact && !known {
        return Err(Refusal::bad("chat not found"));
    }
    let chat = state.chat(chat_id);
    if let Some(new_chat) = chat.migrated_to {
        return Err(Refusal {
            migrate_to: Some(new_chat),
            ..Refusal::bad("group chat was upgraded to a supergroup chat").blameless()
        });
    }
    if chat.blocked {
        let warned = std::mem::replace(&mut chat.told_blocked, true);
        let text = if chat_id > 0 {
            "Forbidden: bot was blocked by the user"
        } else if super::people::is_supergroup(chat_id) {
            "Forbidden: bot was kicked from the supergroup chat"
        } else {
            "Forbidden: bot was kicked from the group chat"
        };
        if warned {
            state
                .violations
                .push(format!("chat {chat_id} was written to again after it had answered 403"));
        }
        return Err(Refusal::new(403, text).blameless());
    }
    Ok(chat_id)
}

/// The message replied to must be there, unless the bot said it need not be.
fn check_reply(state: &mut State, params: &Params, chat_id: i64) -> Result<(), Refusal> {
    let Some(reply) = params.json("reply_parameters") else { return Ok(()) };
    let reply =
        reply.map_err(|_broken| Refusal::bad("can't parse reply parameters JSON object"))?;
    let optional = reply["allow_sending_without_reply"].as_bool().unwrap_or(false);
    let elsewhere = reply.get("chat_id").is_some();
    let id = reply["message_id"].as_i64().unwrap_or_default();
    let found = if state.settings.history {
        state.chat(chat_id).messages.contains_key(&id)
    } else {
        state.issued(chat_id, id)
    };
    if found || optional || elsewhere {
        Ok(())
    } else {
        Err(Refusal::bad("message to be replied not found"))
    }
}

fn deliver(
    state: &mut State,
    params: &Params,
    chat_id: i64,
    text: Formatted,
    markup: Markup,
    document: Option<Document>,
) -> Value {
    note_dropped_buttons(state, &markup);
    let message_id = state.next_message_id(chat_id);
    let ours = Ours {
        message: BotMessage {
            message_id,
            chat_id,
            text: text.text,
            html: text.source,
            rows: markup.rows,
            edits: 0,
            silent: params.flag("disable_notification"),
            at: Instant::now(),
            document,
        },
        entities: text.entities,
        markup: markup.json,
        reply_keyboard: markup.reply_keyboard,
        date: unix_now(),
    };
    let shown = state.show(chat_id, &ours);
    if state.settings.history {
        state.chat(chat_id).messages.insert(message_id, Stored::Ours(Box::new(ours)));
    }
    state.replied(chat_id);
    shown
}

fn note_dropped_buttons(state: &mut State, markup: &Markup) {
    if markup.dropped > 0 {
        state.violations.push(format!(
            "{} button(s) with an empty label: Telegram drops them without a word",
            markup.dropped
        ));
    }
}

fn message_id(params: &Params) -> Result<i64, Refusal> {
    match params.number("message_id") {
        Some(id) if id != 0 => Ok(id),
        _ => Err(Refusal::bad("message identifier is not specified")),
    }
}

/// `editMessageText`.
pub(super) fn edit_text(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let text = message_text(params, "MESSAGE_TOO_LONG")?;
    edit(state, params, Some(text))
}

/// `editMessageReplyMarkup`.
pub(super) fn edit_markup(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    edit(state, params, None)
}

fn edit(state: &mut State, params: &Params, text: Option<Formatted>) -> Result<Value, Refusal> {
    let markup = keyboard::read(params)?;
    let chat_id = open_chat(state, params)?;
    let message_id = message_id(params)?;
    if markup.reply_keyboard {
        return Err(Refusal::bad("inline keyboard expected"));
    }
    note_dropped_buttons(state, &markup);
    let is_text = text.is_some();
    let shown = if state.settings.history {
        apply_edit(state, chat_id, message_id, text, markup)?;
        state.ours(chat_id, message_id).map(|ours| state.show(chat_id, ours))
    } else if state.issued(chat_id, message_id) {
        let text = text.map(|text| text.text).unwrap_or_default();
        Some(json!({
            "message_id": message_id, "from": state.bot, "chat": state.chat(chat_id).face,
            "date": unix_now(), "text": text,
        }))
    } else {
        None
    };
    let shown = shown.ok_or_else(|| Refusal::bad("message to edit not found"))?;
    if is_text {
        state.replied(chat_id);
    }
    Ok(shown)
}

fn apply_edit(
    state: &mut State,
    chat_id: i64,
    message_id: i64,
    text: Option<Formatted>,
    markup: Markup,
) -> Result<(), Refusal> {
    let ours = match state.chat(chat_id).messages.get_mut(&message_id) {
        Some(Stored::Ours(ours)) if !ours.reply_keyboard => ours,
        Some(_) => return Err(Refusal::bad("message can't be edited")),
        None => return Err(Refusal::bad("message to edit not found")),
    };
    if text.is_some() && ours.message.document.is_some() {
        return Err(Refusal::bad("there is no text in the message to edit"));
    }
    let same_text = text
        .as_ref()
        .is_none_or(|new| new.text == ours.message.text && new.entities == ours.entities);
    if same_text && markup.json == ours.markup {
        // Two presses in a row earn this without any mistake of the bot.
        return Err(Refusal::bad(
            "message is not modified: specified new message content and reply markup are exactly \
             the same as a current content and reply markup of the message",
        )
        .blameless());
    }
    if let Some(new) = text {
        ours.message.text = new.text;
        ours.message.html = new.source;
        ours.entities = new.entities;
    }
    // Editing without reply_markup takes the keyboard away.
    ours.message.rows = markup.rows;
    ours.markup = markup.json;
    ours.message.edits += 1;
    Ok(())
}

/// `deleteMessage`.
pub(super) fn delete(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat_id = open_chat(state, params)?;
    let message_id = message_id(params)?;
    let history = state.settings.history;
    let found = state.chat(chat_id).messages.remove(&message_id).is_some();
    if found || (!history && state.issued(chat_id, message_id)) {
        Ok(json!(true))
    } else {
        Err(Refusal::bad("message to delete not found"))
    }
}

/// `sendChatAction`.
pub(super) fn chat_action(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let action = params.text("action").unwrap_or_default().to_ascii_lowercase();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(Refusal::bad("wrong parameter action in request"));
    }
    open_chat(state, params)?;
    Ok(json!(true))
}

const ACTIONS: [&str; 16] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
    "pick_up_location",
    "choose_contact",
    "cancel",
];

/// `answerCallbackQuery`.
pub(super) fn answer_callback(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("callback_query_id").unwrap_or_default().into_owned();
    let text = params.text("text").filter(|text| !text.is_empty()).map(|text| text.into_owned());
    let lifetime = state.settings.callback_lifetime;
    if state.callbacks.get(&id).is_none_or(|asked| asked.elapsed() > lifetime) {
        return Err(Refusal::bad(
            "query is too old and response timeout expired or query ID is invalid",
        ));
    }
    if text.as_ref().is_some_and(|text| text.chars().count() > MAX_TOAST) {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    if state.settings.history {
        let show_alert = params.flag("show_alert");
        state.toasts.push(Toast { callback_query_id: id, text, show_alert });
    }
    Ok(json!(true))
}
