//! getMe, getUpdates and the webhook settings.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::{sync::Semaphore, time::Instant};

use super::{
    LocalTelegram, inbox::Webhook, params::Params, people::unix_now, records::WebhookState,
    refusal::Refusal, state::State,
};

/// `getMe`.
pub(super) fn me(state: &State) -> Value {
    let mut me = state.bot.clone();
    if let Some(fields) = me.as_object_mut() {
        for (name, value) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", false),
            ("supports_inline_queries", true),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
        ] {
            fields.insert(name.into(), value.into());
        }
    }
    me
}

/// `allowed_updates`, if it is given and a list.
fn allowed_updates(params: &Params) -> Option<Vec<String>> {
    let Some(Ok(Value::Array(list))) = params.json("allowed_updates") else { return None };
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// `getUpdates`: the answer's `result` as JSON text. Waits up to `timeout` seconds for updates.
pub(super) async fn get_updates(tg: &LocalTelegram, params: &Params) -> Result<String, Refusal> {
    let limit = params.number("limit").unwrap_or(100).clamp(1, 100);
    let limit = usize::try_from(limit).unwrap_or(100);
    let timeout = params.number("timeout").unwrap_or(0).clamp(0, 50);
    let until = Instant::now() + Duration::from_secs(timeout.unsigned_abs());
    let mine = {
        let mut state = tg.lock();
        webhook_conflict(&state)?;
        if let Some(list) = allowed_updates(params) {
            state.inbox.allowed = list;
        }
        state.inbox.confirm(params.number("offset").unwrap_or(0));
        state.inbox.poller += 1;
        state.inbox.poller
    };
    // The poller that was here before has to hear about the new one.
    tg.wake_pollers();
    loop {
        let woken = tg.new_updates();
        tokio::pin!(woken);
        // Registered before looking, so that an update made in between is not slept through.
        woken.as_mut().enable();
        {
            let mut state = tg.lock();
            webhook_conflict(&state)?;
            if state.inbox.poller != mine {
                return Err(Refusal::new(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one \
                     bot instance is running",
                ));
            }
            if let Some(batch) = state.inbox.batch(limit) {
                return Ok(format!("[{batch}]"));
            }
        }
        if tokio::time::timeout_at(until, woken).await.is_err() {
            return Ok("[]".to_owned());
        }
    }
}

fn webhook_conflict(state: &State) -> Result<(), Refusal> {
    match state.inbox.webhook {
        None => Ok(()),
        Some(_) => Err(Refusal::new(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to \
             delete the webhook first",
        )),
    }
}

/// `setWebhook`; an empty address removes the webhook.
pub(super) fn set_webhook(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let url = params.text("url").unwrap_or_default().trim().to_owned();
    if url.is_empty() {
        return Ok(delete_webhook(state, params));
    }
    check_address(&url)?;
    let secret = params.text("secret_token").map(|text| text.into_owned());
    let secret = secret.filter(|secret| !secret.is_empty());
    if let Some(secret) = &secret {
        if secret.len() > 256 {
            return Err(Refusal::bad("secret token is too long"));
        }
        if !secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            return Err(Refusal::bad("secret token contains unallowed characters"));
        }
    }
    let max_connections = params.number("max_connections").unwrap_or(40).clamp(1, 100);
    let max_connections = usize::try_from(max_connections).unwrap_or(40);
    if let Some(list) = allowed_updates(params) {
        state.inbox.allowed = list;
    }
    let drop_pending = params.flag("drop_pending_updates");
    let deliveries = state.inbox.webhook.as_ref().map_or(0, |hook| hook.state.deliveries);
    let new = WebhookState {
        url,
        secret,
        allowed_updates: state.inbox.allowed.clone(),
        max_connections,
        deliveries,
    };
    // The same settings again do not disturb deliveries under way.
    if !drop_pending && state.inbox.webhook.as_ref().is_some_and(|hook| hook.state == new) {
        return Ok(json!(true));
    }
    if state.settings.flood_limits {
        let now = Instant::now();
        let last = state.webhook_set_at.replace(now);
        if last.is_some_and(|last| now - last < Duration::from_secs(1)) {
            return Err(Refusal::retry_after(1));
        }
    }
    let connections = Arc::new(Semaphore::new(max_connections));
    let webhook = Webhook { state: new, connections, last_error: None };
    state.inbox.rewire(Some(webhook), drop_pending);
    Ok(json!(true))
}

/// Only https, except on this machine.
fn check_address(address: &str) -> Result<(), Refusal> {
    let wrong = |why: &str| Refusal::bad(format_args!("bad webhook: {why}"));
    let url = url::Url::parse(address).map_err(|_refused| wrong("invalid HTTP URL specified"))?;
    let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "http" if local => Ok(()),
        "https" if local || matches!(url.port_or_known_default(), Some(443 | 80 | 88 | 8443)) => {
            Ok(())
        }
        "https" => Err(wrong("Webhook can be set up only on ports 80, 88, 443 or 8443")),
        _ => Err(wrong("An HTTPS URL must be provided for webhook")),
    }
}

/// `deleteWebhook`.
pub(super) fn delete_webhook(state: &mut State, params: &Params) -> Value {
    let drop_pending = params.flag("drop_pending_updates");
    if drop_pending || state.inbox.webhook.is_some() {
        state.inbox.rewire(None, drop_pending);
    }
    json!(true)
}

/// `getWebhookInfo`.
pub(super) fn webhook_info(state: &State) -> Value {
    let mut info = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": state.inbox.pending(),
    });
    let (Some(fields), Some(hook)) = (info.as_object_mut(), &state.inbox.webhook) else {
        return info;
    };
    fields.insert("url".into(), hook.state.url.as_str().into());
    fields.insert("max_connections".into(), hook.state.max_connections.into());
    if !hook.state.allowed_updates.is_empty() {
        fields.insert("allowed_updates".into(), json!(hook.state.allowed_updates));
    }
    if let Some((date, text)) = &hook.last_error {
        fields.insert("last_error_date".into(), (*date).into());
        fields.insert("last_error_message".into(), text.as_str().into());
    }
    info
}

/// Notes why a delivery failed, for `getWebhookInfo`.
pub(super) fn delivery_failed(state: &mut State, reason: String) {
    if let Some(hook) = &mut state.inbox.webhook {
        hook.last_error = Some((unix_now(), reason));
    }
}
