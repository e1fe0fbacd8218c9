//! Telegram at the start: who we are, and the menu.

use std::time::Duration;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use teloxide::types::Me;
use tokio_util::sync::CancellationToken;

use crate::{
    bot::{self, CallError, Telegram},
    config::Config,
};

/// The longest pause between two tries to reach Telegram at start.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Registers the menu, trying again where Telegram does not take it at once.
pub(super) async fn announce(telegram: Telegram, stop: CancellationToken) {
    let mut pause = Duration::from_secs(1);
    loop {
        let announced = tokio::select! {
            () = stop.cancelled() => return,
            announced = bot::announce(&telegram) => announced,
        };
        let Err(error) = announced else { return };
        let wait = if let CallError::Flood(seconds) = error {
            Duration::from_secs(seconds)
        } else {
            pause
        };
        tracing::warn!(%error, "the menu of commands could not be registered");
        pause = (pause * 2).min(Duration::from_secs(300));
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// The bot's id is the part of its token before the colon.
pub(super) fn bot_id(config: &Config) -> i64 {
    let token = config.telegram.token.expose_secret();
    token.split(':').next().and_then(|id| id.parse().ok()).unwrap_or_default()
}

/// Waits until Telegram says who we are. A refused token can't heal by waiting.
pub(super) async fn reach_telegram(
    telegram: &Telegram,
    stop: &CancellationToken,
) -> anyhow::Result<Me> {
    let mut pause = Duration::from_millis(200);
    loop {
        match bot::who_am_i(telegram).await {
            Ok(me) => return Ok(me),
            Err(bot::WhoAmIError::Refused(error)) => {
                return Err(error)
                    .context("Telegram refuses TELEGRAM_BOT_TOKEN: ask @BotFather for a new one");
            }
            Err(bot::WhoAmIError::Unreachable(error)) => {
                tracing::warn!(%error, "Telegram can't be reached yet");
            }
        }
        tokio::select! {
            () = stop.cancelled() => anyhow::bail!("stopped before Telegram could be reached"),
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
