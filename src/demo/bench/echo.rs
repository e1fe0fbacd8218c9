//! The measure of a reply: the plainest echo bot that stock teloxide makes. It keeps nothing, so
//! what ours costs more is the price of losing nothing and of knowing something.

use anyhow::Context as _;
use teloxide::{Bot, dispatching::UpdateFilterExt as _, dptree, prelude::*};

/// Runs it against `TELEGRAM_API_URL` until it is killed.
pub(super) async fn run() -> anyhow::Result<()> {
    let read = |name| std::env::var(name).with_context(|| format!("{name} is not set"));
    let api: reqwest::Url = read("TELEGRAM_API_URL")?.parse()?;
    let bot = Bot::new(read("TELEGRAM_BOT_TOKEN")?).set_api_url(api);
    let echo = Update::filter_message().endpoint(async |bot: Bot, message: Message| {
        if let Some(text) = message.text() {
            bot.send_message(message.chat.id, text).await?;
        }
        Ok::<(), teloxide::RequestError>(())
    });
    Dispatcher::builder(bot, dptree::entry().branch(echo)).build().dispatch().await;
    Ok(())
}
