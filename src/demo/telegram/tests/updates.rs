//! The updates as the bot's Telegram library reads them.

use serde_json::{Value, json};
use teloxide::types::{Update, UpdateKind};

use super::{
    super::{Group, Person},
    Bot, aigerim,
};

async fn read(bot: &Bot) -> Vec<UpdateKind> {
    let updates = bot.ok("getUpdates", json!({})).await;
    let Value::Array(updates) = updates else { panic!("not a list") };
    let read = |update: Value| serde_json::from_str::<Update>(&update.to_string()).unwrap().kind;
    updates.into_iter().map(read).collect()
}

#[tokio::test]
async fn a_private_message_is_read() {
    let bot = Bot::start().await;
    bot.tg.says(&aigerim(), "/start lot_1");
    bot.tg.says(&Person::new(5, ""), "привет");
    let kinds = read(&bot).await;
    let UpdateKind::Message(message) = &kinds[0] else { panic!("{kinds:?}") };
    assert_eq!(message.text(), Some("/start lot_1"));
    assert_eq!(message.entities().unwrap()[0].length, 6);
    assert!(message.chat.is_private());
    assert_eq!(message.from.as_ref().unwrap().language_code.as_deref(), Some("kk"));
    let UpdateKind::Message(message) = &kinds[1] else { panic!("{kinds:?}") };
    assert_eq!(message.from.as_ref().unwrap().language_code, None);
}

#[tokio::test]
async fn group_messages_are_read() {
    let bot = Bot::start().await;
    bot.tg.says_in(&Group::new(-50, "Small"), &aigerim(), "hi");
    bot.tg.says_in(&Group::new(-1_000_000_000_050, "Large"), &aigerim(), "hi");
    let kinds = read(&bot).await;
    let UpdateKind::Message(message) = &kinds[0] else { panic!("{kinds:?}") };
    assert!(message.chat.is_group());
    let UpdateKind::Message(message) = &kinds[1] else { panic!("{kinds:?}") };
    assert!(message.chat.is_supergroup());
}

#[tokio::test]
async fn an_edited_message_is_read() {
    let bot = Bot::start().await;
    bot.tg.edits(&aigerim(), 3, "better");
    let kinds = read(&bot).await;
    let UpdateKind::EditedMessage(message) = &kinds[0] else { panic!("{kinds:?}") };
    assert!(message.edit_date().is_some());
}

#[tokio::test]
async fn a_press_is_read_with_its_message_or_without() {
    let bot = Bot::start().await;
    let keyboard = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let params = json!({
        "chat_id": 1001, "text": "<b>x</b>", "parse_mode": "HTML", "reply_markup": keyboard,
    });
    let id = bot.ok("sendMessage", params).await["message_id"].as_i64().unwrap();
    bot.tg.presses(&aigerim(), 1001, id, "a");
    bot.tg.presses(&aigerim(), 1001, 999, "a");
    let kinds = read(&bot).await;
    let UpdateKind::CallbackQuery(press) = &kinds[0] else { panic!("{kinds:?}") };
    let message = press.regular_message().unwrap();
    assert_eq!(message.text(), Some("x"));
    assert!(message.reply_markup().is_some());
    let UpdateKind::CallbackQuery(press) = &kinds[1] else { panic!("{kinds:?}") };
    assert!(press.regular_message().is_none());
    assert!(press.message.is_some());
}

#[tokio::test]
async fn migration_messages_are_read() {
    let bot = Bot::start().await;
    bot.tg.migrate(-50, -1_000_000_000_050);
    let kinds = read(&bot).await;
    let UpdateKind::Message(message) = &kinds[0] else { panic!("{kinds:?}") };
    assert_eq!(message.migrate_to_chat_id().unwrap().0, -1_000_000_000_050);
    let UpdateKind::Message(message) = &kinds[1] else { panic!("{kinds:?}") };
    assert_eq!(message.migrate_from_chat_id().unwrap().0, -50);
}

#[tokio::test]
async fn the_library_reads_what_the_server_answers() {
    use teloxide::{
        payloads::SendMessageSetters,
        prelude::Requester,
        types::{ChatId, ParseMode},
    };
    let server = Bot::start().await;
    let bot = teloxide::Bot::new(super::TOKEN).set_api_url(server.tg.url().parse().unwrap());
    assert_eq!(bot.get_me().await.unwrap().id.0, 4242);
    let sent = bot.send_message(ChatId(7), "<b>x</b>").parse_mode(ParseMode::Html).await.unwrap();
    bot.edit_message_text(ChatId(7), sent.id, "y").await.unwrap();
    bot.delete_message(ChatId(7), sent.id).await.unwrap();
    let blocked = {
        server.tg.block(7);
        bot.send_message(ChatId(7), "x").await.unwrap_err()
    };
    assert!(matches!(blocked, teloxide::RequestError::Api(teloxide::ApiError::BotBlocked)));
    assert!(server.tg.violations().is_empty(), "{:?}", server.tg.violations());
}
