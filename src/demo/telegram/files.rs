//! Files that people send: named in an update, looked up by `getFile`, fetched from a path.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{LocalTelegram, Person, params::Params, people, refusal::Refusal, state::State};

/// Bots get no larger files.
const MOST_BYTES: usize = 20 * 1024 * 1024;
const FOLDER: &str = "documents/";

/// `getFile`.
pub(super) fn get(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("file_id").unwrap_or_default();
    let file = state.files.get(&*id).ok_or_else(|| Refusal::bad("invalid file_id"))?;
    if file.len() > MOST_BYTES {
        return Err(Refusal::bad("file is too big"));
    }
    Ok(json!({
        "file_id": id,
        "file_unique_id": id,
        "file_size": file.len(),
        "file_path": format!("{FOLDER}{id}"),
    }))
}

/// `/file/bot<token>/<path>`; none for another address.
pub(super) fn fetch(tg: &LocalTelegram, path: &str) -> Option<Response> {
    let (token, path) = path.strip_prefix("/file/bot")?.split_once('/')?;
    let file = path.strip_prefix(FOLDER).filter(|_| tg.is_token(token));
    let file = file.and_then(|id| tg.lock().files.get(id).cloned());
    Some(file.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |bytes| bytes.into_response()))
}

impl LocalTelegram {
    /// A person sends a file in private.
    pub fn sends_file(&self, from: &Person, name: &str, content: &[u8]) -> i64 {
        self.make(|state| {
            let message_id = state.person_wrote(from.chat(), from.id);
            state.chat(from.id).waiting.push_back(std::time::Instant::now());
            let id = format!("file{}", state.files.len() + 1);
            let document = json!({
                "file_id": id, "file_unique_id": id, "file_name": name, "file_size": content.len(),
            });
            state.files.insert(id, content.to_vec());
            let mut message = people::message(from.chat(), from, message_id, "");
            if let Some(fields) = message.as_object_mut() {
                fields.remove("text");
                fields.insert("document".into(), document);
            }
            json!({ "message": message })
        })
    }
}
