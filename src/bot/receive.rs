//! Updates come in: each is stored raw, and only then acknowledged. The webhook answers 200, and
//! the polling offset moves, after the commit.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{
    CallError, Telegram,
    setup::{ALLOWED_UPDATES, unset_webhook},
};
use crate::domain::{Services, error::StoreError, inbox::RawUpdate};

/// Telegram holds an empty poll open this long.
const POLL: Duration = Duration::from_secs(50);
/// The longest pause between tries when Telegram or storage does not answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Takes raw updates into the inbox.
#[derive(Clone)]
pub struct Intake {
    services: Services,
    bot_id: i64,
}

/// What is read of an update before it is stored: its id, and whose turn it is.
#[derive(Deserialize)]
struct Envelope {
    update_id: i64,
    #[serde(
        alias = "edited_message",
        alias = "channel_post",
        alias = "edited_channel_post",
        alias = "my_chat_member",
        alias = "chat_member"
    )]
    message: Option<InChat>,
    callback_query: Option<Pressed>,
    inline_query: Option<FromPerson>,
}

#[derive(Deserialize)]
struct InChat {
    chat: Id,
}

#[derive(Deserialize)]
struct Pressed {
    from: Id,
    message: Option<InChat>,
}

#[derive(Deserialize)]
struct FromPerson {
    from: Id,
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

#[derive(Deserialize)]
struct OnlyId {
    update_id: i64,
}

impl Intake {
    /// An intake for the bot with this id.
    pub fn new(services: Services, bot_id: i64) -> Self {
        Self { services, bot_id }
    }

    /// Stores one update as the webhook brought it. What is no update at all is dropped, and to be
    /// acknowledged too: else it would come for a day.
    ///
    /// # Errors
    /// Where it could not be stored: it must not be acknowledged.
    pub async fn accept(&self, body: &[u8]) -> Result<(), StoreError> {
        let update = std::str::from_utf8(body).ok().and_then(raw_update);
        let Some(update) = update else {
            metrics::counter!("telegram_updates_unreadable_total").increment(1);
            tracing::warn!(
                bytes = body.len(),
                "a webhook body is no update: acknowledged and dropped"
            );
            return Ok(());
        };
        self.store(vec![update]).await
    }

    async fn store(&self, updates: Vec<RawUpdate>) -> Result<(), StoreError> {
        metrics::counter!("telegram_messages_received_total").increment(updates.len() as u64);
        self.services.store.receive(self.bot_id, updates).await
    }
}

/// Polls until told to stop; an update that was stored but not yet confirmed comes again in the next
/// life, and is known by its id.
pub async fn poll(telegram: Telegram, intake: Intake, stop: CancellationToken) {
    let mut offset = 0_i64;
    let mut pause = Duration::ZERO;
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
        let parameters = serde_json::json!({ "offset": offset, "timeout": POLL.as_secs(), "allowed_updates": ALLOWED_UPDATES });
        let call = telegram.call_within(
            "getUpdates",
            parameters.to_string(),
            POLL + Duration::from_secs(10),
        );
        let batch = tokio::select! {
            () = stop.cancelled() => break,
            batch = call => batch,
        };
        let outcome = match batch {
            Ok(json) => take(&intake, &json).await,
            Err(error) => Err(error),
        };
        pause = match outcome {
            Ok(None) => Duration::ZERO,
            Ok(Some(last)) => {
                offset = last + 1;
                Duration::ZERO
            }
            Err(CallError::Flood(seconds)) => Duration::from_secs(seconds),
            Err(CallError::Refused { code: 409, description })
                if description.contains("webhook") =>
            {
                give_up_webhook(&telegram).await;
                Duration::from_secs(1)
            }
            Err(error) => {
                tracing::warn!(%error, "updates can't be polled now");
                (pause * 2).clamp(Duration::from_millis(250), LONGEST_PAUSE)
            }
        };
    }
}

/// Polling was chosen where a webhook had been: Telegram gives updates one way only.
async fn give_up_webhook(telegram: &Telegram) {
    tracing::warn!("a webhook is set from before: taken back, since BOT_MODE is polling");
    if let Err(error) = unset_webhook(telegram).await {
        tracing::error!(%error, "the webhook could not be taken back");
    }
}

/// Stores a batch; gives the id of its last update.
async fn take(intake: &Intake, json: &str) -> Result<Option<i64>, CallError> {
    let updates: Vec<&RawValue> = serde_json::from_str(json)
        .map_err(|error| CallError::Unknown(format!("not a list of updates: {error}")))?;
    let raw: Vec<RawUpdate> =
        updates.iter().filter_map(|update| raw_update(update.get())).collect();
    // Telegram numbers a batch upwards; the offset is the one after the highest.
    let Some(last) = raw.iter().map(|update| update.update_id).max() else {
        return if updates.is_empty() {
            Ok(None)
        } else {
            Err(CallError::Unknown("updates without ids".to_owned()))
        };
    };
    intake.store(raw).await.map_err(|error| CallError::NotSent(error.to_string()))?;
    Ok(Some(last))
}

/// Reads the envelope of an update. One whose insides are unreadable is kept as a dead letter; one
/// without an id is no update.
fn raw_update(json: &str) -> Option<RawUpdate> {
    let body = json.to_owned();
    match serde_json::from_str::<Envelope>(json) {
        Ok(envelope) => {
            let pressed = envelope
                .callback_query
                .map(|query| query.message.map_or(query.from.id, |m| m.chat.id));
            let chat = envelope.message.map(|message| message.chat.id);
            let person = envelope.inline_query.map(|query| query.from.id);
            let chat_id = chat.or(pressed).or(person).unwrap_or_default();
            Some(RawUpdate { update_id: envelope.update_id, chat_id, body, fault: None })
        }
        Err(error) => {
            let update_id = serde_json::from_str::<OnlyId>(json).ok()?.update_id;
            Some(RawUpdate { update_id, chat_id: 0, body, fault: Some(error.to_string()) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_ordered_by_its_chat() {
        let chat = |json: &str| raw_update(json).map(|update| update.chat_id);
        assert_eq!(chat(r#"{"update_id":1,"message":{"chat":{"id":7},"from":{"id":8}}}"#), Some(7));
        assert_eq!(
            chat(
                r#"{"update_id":1,"callback_query":{"from":{"id":8},"message":{"chat":{"id":-5}}}}"#
            ),
            Some(-5)
        );
        assert_eq!(chat(r#"{"update_id":1,"callback_query":{"from":{"id":8}}}"#), Some(8));
        assert_eq!(chat(r#"{"update_id":1,"poll":{}}"#), Some(0));
        assert_eq!(chat(r#"{"message":{"chat":{"id":7}}}"#), None);
        assert_eq!(chat("not json"), None);
    }

    #[test]
    fn an_unreadable_update_is_kept_by_its_id() {
        let update = raw_update(r#"{"update_id":5,"message":{"chat":"what"}}"#).unwrap();
        assert_eq!((update.update_id, update.fault.is_some()), (5, true));
    }
}
