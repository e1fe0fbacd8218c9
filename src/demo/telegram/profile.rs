//! What the bot shows about itself: commands per language and scope, name and descriptions.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{params::Params, refusal::Refusal, state::State};

/// The bot's own settings as stored.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// By scope (its JSON) and language.
    pub(super) commands: HashMap<(String, String), Vec<(String, String)>>,
    /// By field and language.
    pub(super) texts: HashMap<(&'static str, String), String>,
}

/// The key of the scope everybody is in.
pub(super) const DEFAULT_SCOPE: &str = r#"{"type":"default"}"#;

fn language(params: &Params) -> Result<String, Refusal> {
    let code = params.text("language_code").unwrap_or_default().into_owned();
    let two_letters = code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    if code.is_empty() || two_letters {
        Ok(code)
    } else {
        Err(Refusal::bad("invalid language code specified"))
    }
}

fn key(params: &Params) -> Result<(String, String), Refusal> {
    let scope = match params.json("scope") {
        None => DEFAULT_SCOPE.to_owned(),
        Some(Ok(scope)) if scope.get("type").is_some_and(Value::is_string) => scope.to_string(),
        Some(_) => return Err(Refusal::bad("can't parse BotCommandScope")),
    };
    Ok((scope, language(params)?))
}

/// `setMyCommands`.
pub(super) fn set_commands(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let Some(Ok(Value::Array(list))) = params.json("commands") else {
        return Err(Refusal::bad("can't parse commands JSON object"));
    };
    let key = key(params)?;
    let mut commands = Vec::with_capacity(list.len());
    for item in &list {
        let field = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        let command = field("command");
        let command = command.strip_prefix('/').unwrap_or(command);
        let description = field("description");
        if command.is_empty() {
            return Err(Refusal::bad("command must be non-empty"));
        }
        if command.chars().count() > 32 {
            return Err(Refusal::bad("command length must not exceed 32"));
        }
        if description.is_empty() {
            return Err(Refusal::bad("command description must be non-empty"));
        }
        if description.chars().count() > 256 {
            return Err(Refusal::bad("command description length must not exceed 256"));
        }
        if !command.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        commands.push((command.to_owned(), description.to_owned()));
    }
    if commands.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    state.profile.commands.insert(key, commands);
    Ok(json!(true))
}

/// `deleteMyCommands`.
pub(super) fn delete_commands(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    state.profile.commands.remove(&key(params)?);
    Ok(json!(true))
}

/// `getMyCommands`.
pub(super) fn get_commands(state: &State, params: &Params) -> Result<Value, Refusal> {
    let stored = state.profile.commands.get(&key(params)?);
    Ok(stored
        .into_iter()
        .flatten()
        .map(|(command, description)| json!({"command": command, "description": description}))
        .collect())
}

/// `setMyName`, `setMyDescription`, `setMyShortDescription`; an empty text removes the entry.
pub(super) fn set_text(
    state: &mut State,
    params: &Params,
    field: &'static str,
    limit: usize,
) -> Result<Value, Refusal> {
    let language = language(params)?;
    let text = params.text(field).unwrap_or_default().into_owned();
    if text.chars().count() > limit {
        return Err(Refusal::bad(format_args!("bot {field} is too long")));
    }
    state.profile.texts.insert((field, language), text);
    Ok(json!(true))
}

/// `getMyName`, `getMyDescription`, `getMyShortDescription`.
pub(super) fn get_text(
    state: &State,
    params: &Params,
    field: &'static str,
) -> Result<Value, Refusal> {
    let text = state.profile.texts.get(&(field, language(params)?)).cloned().unwrap_or_default();
    Ok(json!({ field: text }))
}
