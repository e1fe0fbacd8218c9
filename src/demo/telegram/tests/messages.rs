//! Sending, editing, deleting, buttons and commands.

use rstest::rstest;
use serde_json::{Value, json};

use super::{Bot, aigerim, bad};

#[rstest]
#[case(json!({"chat_id": 7}), "message text is empty")]
#[case(json!({"chat_id": 7, "text": " \n\u{200b}"}), "text must be non-empty")]
#[case(json!({"chat_id": 7, "text": "<b></b>", "parse_mode": "HTML"}), "text must be non-empty")]
#[case(json!({"chat_id": 7, "text": "😀".repeat(4097)}), "message is too long")]
#[case(json!({"chat_id": 7, "text": "я".repeat(16_385)}), "text is too long")]
#[case(json!({"text": "x"}), "chat_id is empty")]
#[case(json!({"chat_id": "@nobody", "text": "x"}), "chat not found")]
#[case(json!({"chat_id": 7, "text": "x", "parse_mode": "rtf"}), "unsupported parse_mode")]
#[case(
    json!({"chat_id": 7, "text": "<b>x", "parse_mode": "html"}),
    "can't parse entities: Can't find end tag corresponding to start tag \"b\""
)]
#[case(
    json!({"chat_id": 7, "text": "x", "reply_markup": "{"}),
    "can't parse reply keyboard markup JSON object"
)]
#[case(json!({"chat_id": 7, "text": "x", "reply_markup": []}), "object expected as reply markup")]
#[tokio::test]
async fn a_message_the_server_would_not_take_is_refused(#[case] params: Value, #[case] why: &str) {
    let bot = Bot::start().await;
    assert_eq!(bot.refused("sendMessage", params).await, bad(why));
    assert_eq!(bot.tg.violations(), [format!("sendMessage: 400 Bad Request: {why}")]);
    assert!(bot.tg.messages(7).is_empty());
}

#[rstest]
#[case(json!({"text": "x", "callback_data": "x".repeat(65)}), "BUTTON_DATA_INVALID")]
#[case(json!({"text": "x", "callback_data": ""}), "BUTTON_DATA_INVALID")]
#[case(
    json!({"text": "x"}),
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)]
#[case(
    json!({"text": "x", "url": null}),
    "can't parse inline keyboard button: Field \"url\" must be of type String"
)]
#[case(
    json!({"text": "x", "url": "http://localhost/lot"}),
    "inline keyboard button URL 'http://localhost/lot' is invalid: Wrong HTTP URL"
)]
#[tokio::test]
async fn a_button_the_server_would_not_take_is_refused(#[case] button: Value, #[case] why: &str) {
    let bot = Bot::start().await;
    let markup = json!({"inline_keyboard": [[button]]});
    let params = json!({"chat_id": 7, "text": "x", "reply_markup": markup});
    assert_eq!(bot.refused("sendMessage", params).await, bad(why));
}

#[tokio::test]
async fn too_wide_and_too_large_keyboards_are_refused() {
    let bot = Bot::start().await;
    let button = json!({"text": "x", "callback_data": "x"});
    for rows in [json!([vec![button.clone(); 9]]), json!(vec![vec![button.clone()]; 101])] {
        let markup = json!({"inline_keyboard": rows});
        let params = json!({"chat_id": 7, "text": "x", "reply_markup": markup});
        assert_eq!(bot.refused("sendMessage", params).await, bad("reply markup is too long"));
    }
}

#[tokio::test]
async fn the_limit_counts_characters_after_parsing() {
    let bot = Bot::start().await;
    let text = format!("<b>{}</b>", "😀".repeat(4096));
    let sent =
        bot.ok("sendMessage", json!({"chat_id": 7, "text": text, "parse_mode": "HTML"})).await;
    assert_eq!(sent["entities"][0]["length"], 8192);
    assert_eq!(bot.tg.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_message_is_kept_as_people_see_it() {
    let bot = Bot::start().await;
    let keyboard = json!({"inline_keyboard": [
        [{"text": "Open", "url": "https://goszakup.gov.kz/ru"}],
        [{"text": "Next", "callback_data": "n:2"}, {"text": "", "callback_data": "lost"}],
    ]});
    let sent = bot
        .ok(
            "sendMessage",
            json!({
                "chat_id": 7, "text": "\n\r<b>Лот</b>\u{202e} &amp;\tцена ", "parse_mode": "HTML",
                "disable_notification": true, "reply_markup": keyboard,
            }),
        )
        .await;
    assert_eq!(sent["text"], "Лот & цена");
    assert_eq!(sent["entities"], json!([{"type": "bold", "offset": 0, "length": 3}]));
    let message = bot.tg.last_message(7).unwrap();
    assert_eq!(message.text, "Лот & цена");
    assert!(message.silent);
    assert_eq!(message.rows.len(), 2);
    assert_eq!(message.rows[1].len(), 1);
    assert_eq!(message.button("Next").unwrap().data.as_deref(), Some("n:2"));
    assert_eq!(bot.tg.violations().len(), 1);
}

#[tokio::test]
async fn an_edit_must_change_something_and_takes_the_keyboard_away() {
    let bot = Bot::start().await;
    let keyboard = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let sent =
        bot.ok("sendMessage", json!({"chat_id": 7, "text": "one", "reply_markup": keyboard})).await;
    let id = &sent["message_id"];
    let same = json!({"chat_id": 7, "message_id": id, "text": "one ", "reply_markup": keyboard});
    let (_, text) = bot.refused("editMessageText", same).await;
    assert!(text.starts_with("Bad Request: message is not modified: specified new message"));
    assert_eq!(bot.tg.violations(), Vec::<String>::new());

    let edit = json!({"chat_id": 7, "message_id": id, "text": "<b>one</b>", "parse_mode": "HTML"});
    let edited = bot.ok("editMessageText", edit).await;
    assert!(edited["edit_date"].is_i64());
    let message = bot.tg.last_message(7).unwrap();
    assert!(message.rows.is_empty());
    assert_eq!((message.edits, message.html.as_str()), (1, "<b>one</b>"));

    let markup = json!({"chat_id": 7, "message_id": id, "reply_markup": keyboard});
    bot.ok("editMessageReplyMarkup", markup).await;
    assert_eq!(bot.tg.last_message(7).unwrap().rows.len(), 1);
}

#[tokio::test]
async fn only_the_bots_own_messages_can_be_edited() {
    let bot = Bot::start().await;
    bot.tg.says(&aigerim(), "mine");
    let edit = |id: i64| json!({"chat_id": 1001, "message_id": id, "text": "x"});
    assert_eq!(bot.refused("editMessageText", edit(1)).await, bad("message can't be edited"));
    assert_eq!(bot.refused("editMessageText", edit(99)).await, bad("message to edit not found"));
    let missing = json!({"chat_id": 1001, "text": "x"});
    let why = bad("message identifier is not specified");
    assert_eq!(bot.refused("editMessageText", missing).await, why);
    let long = json!({"chat_id": 1001, "message_id": 1, "text": "x".repeat(4097)});
    assert_eq!(bot.refused("editMessageText", long).await, bad("MESSAGE_TOO_LONG"));
    let keyboard = json!({"chat_id": 1001, "text": "x", "reply_markup": {"remove_keyboard": true}});
    let sent = bot.ok("sendMessage", keyboard).await;
    let edit = edit(sent["message_id"].as_i64().unwrap());
    assert_eq!(bot.refused("editMessageText", edit).await, bad("message can't be edited"));
}

#[tokio::test]
async fn a_deleted_message_is_gone() {
    let bot = Bot::start().await;
    let id = bot.send(7, "x").await;
    let params = json!({"chat_id": 7, "message_id": id});
    bot.ok("deleteMessage", params.clone()).await;
    let why = bad("message to delete not found");
    assert_eq!(bot.refused("deleteMessage", params).await, why);
    assert!(bot.tg.messages(7).is_empty());
}

#[tokio::test]
async fn a_press_can_be_answered_while_it_is_young() {
    let bot = Bot::start().await;
    let id = bot.send(1001, "x").await;
    bot.tg.presses(&aigerim(), 1001, id, "forged");
    let updates = bot.ok("getUpdates", json!({})).await;
    let press = &updates[0]["callback_query"];
    assert_eq!(press["message"]["text"], "x");
    assert_eq!(press["data"], "forged");
    let answer = json!({"callback_query_id": press["id"], "text": "ok", "show_alert": true});
    bot.ok("answerCallbackQuery", answer.clone()).await;
    assert_eq!(bot.tg.toasts()[0].text.as_deref(), Some("ok"));
    let long = json!({"callback_query_id": press["id"], "text": "x".repeat(201)});
    assert_eq!(bot.refused("answerCallbackQuery", long).await, bad("MESSAGE_TOO_LONG"));
    bot.tg.set_callback_lifetime(std::time::Duration::ZERO);
    let why = bad("query is too old and response timeout expired or query ID is invalid");
    assert_eq!(bot.refused("answerCallbackQuery", answer).await, why);
}

#[tokio::test]
async fn chat_actions_are_a_closed_list() {
    let bot = Bot::start().await;
    bot.ok("sendChatAction", json!({"chat_id": 7, "action": "typing"})).await;
    let why = bad("wrong parameter action in request");
    let params = json!({"chat_id": 7, "action": "thinking"});
    assert_eq!(bot.refused("sendChatAction", params).await, why);
}

#[tokio::test]
async fn commands_are_kept_per_language_and_checked() {
    let bot = Bot::start().await;
    let set = |command: &str, description: &str, code: &str| {
        json!({
            "commands": [{"command": command, "description": description}], "language_code": code,
        })
    };
    bot.ok("setMyCommands", set("/lot", " Лот ", "ru")).await;
    assert_eq!(bot.tg.commands("ru"), [("lot".to_owned(), "Лот".to_owned())]);
    assert!(bot.tg.commands("").is_empty());
    for (params, why) in [
        (set("Lot", "x", ""), "BOT_COMMAND_INVALID"),
        (set("lot", "", ""), "command description must be non-empty"),
        (set(&"l".repeat(33), "x", ""), "command length must not exceed 32"),
        (set("lot", "x", "rus"), "invalid language code specified"),
    ] {
        assert_eq!(bot.refused("setMyCommands", params).await, bad(why));
    }
    let stored = bot.ok("getMyCommands", json!({"language_code": "ru"})).await;
    assert_eq!(stored, json!([{"command": "lot", "description": "Лот"}]));
    bot.ok("deleteMyCommands", json!({"language_code": "ru"})).await;
    assert!(bot.tg.commands("ru").is_empty());
    bot.ok("setMyName", json!({"name": "ZakupAI"})).await;
    assert_eq!(bot.tg.profile_text("name", "").as_deref(), Some("ZakupAI"));
}

#[tokio::test]
async fn a_chat_nobody_wrote_from_can_be_made_unknown() {
    let bot = Bot::start().await;
    bot.tg.require_first_contact(true);
    let params = json!({"chat_id": 1001, "text": "x"});
    assert_eq!(bot.refused("sendMessage", params).await, bad("chat not found"));
    bot.tg.says(&aigerim(), "hello");
    bot.send(1001, "x").await;
}

#[tokio::test]
async fn a_reply_needs_a_message_to_reply_to() {
    let bot = Bot::start().await;
    bot.tg.says(&aigerim(), "question");
    let reply =
        |id: i64| json!({"chat_id": 1001, "text": "x", "reply_parameters": {"message_id": id}});
    bot.ok("sendMessage", reply(1)).await;
    let why = bad("message to be replied not found");
    assert_eq!(bot.refused("sendMessage", reply(99)).await, why);
}

#[tokio::test]
async fn a_press_made_by_hand_can_be_answered() {
    let bot = Bot::start().await;
    bot.tg.push(json!({"callback_query": {
        "id": "77", "from": aigerim().user(), "chat_instance": "1", "data": "x",
        "inline_message_id": "i",
    }}));
    bot.ok("answerCallbackQuery", json!({"callback_query_id": "77"})).await;
    assert_eq!(bot.tg.toasts().len(), 1);
}
