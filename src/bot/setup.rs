//! What Telegram is told at start: who we are asked for, the menu of commands in each language, and
//! where the webhook is.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use teloxide::types::Me;

use super::{CallError, MENU, Telegram};
use crate::i18n::{Lang, Words};

/// Kinds of update we do something with.
pub(super) const ALLOWED_UPDATES: [&str; 4] =
    ["message", "callback_query", "inline_query", "my_chat_member"];
/// Deliveries that Telegram may have under way at once.
const MAX_CONNECTIONS: u8 = 40;

/// Why Telegram did not say who we are.
#[derive(Debug, thiserror::Error)]
pub enum WhoAmIError {
    /// The token is wrong.
    #[error(transparent)]
    Refused(CallError),
    /// It may answer later.
    #[error("{0}")]
    Unreachable(String),
}

/// Asks Telegram who we are.
///
/// # Errors
/// Where the token is refused or Telegram does not answer.
pub async fn who_am_i(telegram: &Telegram) -> Result<Me, WhoAmIError> {
    let json = telegram.call("getMe", "{}".to_owned()).await.map_err(|error| match error {
        CallError::Refused { .. } => WhoAmIError::Refused(error),
        other => WhoAmIError::Unreachable(other.to_string()),
    })?;
    serde_json::from_str(&json)
        .map_err(|error| WhoAmIError::Unreachable(format!("not a bot: {error}")))
}

/// Registers the menu of commands: by default in Russian, and per language.
///
/// # Errors
/// Where Telegram refuses or does not answer; the bot works without a menu.
pub async fn announce(telegram: &Telegram) -> Result<(), CallError> {
    set_commands(telegram, Lang::default(), None).await?;
    for lang in Lang::ALL {
        set_commands(telegram, lang, Some(lang.code())).await?;
    }
    Ok(())
}

async fn set_commands(
    telegram: &Telegram,
    lang: Lang,
    code: Option<&str>,
) -> Result<(), CallError> {
    let commands: Vec<_> = MENU
        .iter()
        .map(|command| json!({ "command": command, "description": description(lang.words(), command) }))
        .collect();
    let mut parameters = json!({ "commands": commands });
    if let (Some(code), Some(fields)) = (code, parameters.as_object_mut()) {
        fields.insert("language_code".to_owned(), json!(code));
    }
    telegram.call("setMyCommands", parameters.to_string()).await.map(drop)
}

fn description(words: &Words, command: &str) -> String {
    match command {
        "lot" => words.command_lot(),
        "search" => words.command_search(),
        "rnu" => words.command_rnu(),
        "subscribe" => words.command_subscribe(),
        "subscriptions" => words.command_subscriptions(),
        "hot" => words.command_hot(),
        "supplier" => words.command_supplier(),
        "prices" => words.command_prices(),
        "calc" => words.command_calc(),
        "vat" => words.command_vat(),
        "penalty" => words.command_penalty(),
        "margin" => words.command_margin(),
        "ask" => words.command_ask(),
        "documents" => words.command_documents(),
        "company" => words.command_company(),
        "settings" => words.command_settings(),
        "cancel" => words.command_cancel(),
        "privacy" => words.command_privacy(),
        "start" => words.command_start(),
        _ => words.command_help(),
    }
}

/// Points Telegram at our webhook. It is never taken back at a stop: another replica, or our next
/// life, serves it.
///
/// # Errors
/// Where Telegram refuses or does not answer.
pub async fn set_webhook(
    telegram: &Telegram,
    url: &str,
    secret: &SecretString,
) -> Result<(), CallError> {
    let parameters = json!({
        "url": url,
        "secret_token": secret.expose_secret(),
        "allowed_updates": ALLOWED_UPDATES,
        "max_connections": MAX_CONNECTIONS,
    });
    telegram.call("setWebhook", parameters.to_string()).await.map(drop)
}

/// Lets Telegram give updates by polling, where a webhook was set before.
pub(super) async fn unset_webhook(telegram: &Telegram) -> Result<(), CallError> {
    telegram.call("deleteWebhook", "{}".to_owned()).await.map(drop)
}
