//! getUpdates: confirmation, redelivery, waiting and conflicts.

use std::time::Instant;

use serde_json::json;

use super::{Bot, aigerim};

#[tokio::test]
async fn updates_come_again_until_they_are_confirmed() {
    let bot = Bot::start().await;
    bot.tg.set_next_update_id(500);
    for text in ["a", "b", "c"] {
        bot.tg.says(&aigerim(), text);
    }
    assert_eq!(bot.poll(json!({"limit": 2})).await, [500, 501]);
    assert_eq!(bot.poll(json!({})).await, [500, 501, 502]);
    assert_eq!(bot.poll(json!({"offset": 502})).await, [502]);
    assert_eq!(bot.tg.pending(), 1);
    assert!(bot.poll(json!({"offset": 503})).await.is_empty());
    assert_eq!(bot.tg.pending(), 0);
}

#[tokio::test]
async fn a_confirmed_update_can_be_sent_once_more() {
    let bot = Bot::start().await;
    let id = bot.tg.says(&aigerim(), "a");
    assert_eq!(bot.poll(json!({})).await, [id]);
    assert!(bot.poll(json!({"offset": id + 1})).await.is_empty());
    bot.tg.redeliver(id);
    assert_eq!(bot.tg.pending(), 1);
    assert_eq!(bot.poll(json!({"offset": id + 1})).await, [id]);
    assert!(bot.poll(json!({"offset": id + 1})).await.is_empty());
    assert_eq!(bot.tg.pending(), 0);
}

#[tokio::test]
async fn offsets_from_the_end_and_from_nowhere_follow_the_server() {
    let bot = Bot::start().await;
    let ids: Vec<_> = (0..4).map(|_| bot.tg.says(&aigerim(), "x")).collect();
    assert_eq!(bot.poll(json!({"offset": ids[3] + 1000})).await, ids);
    assert_eq!(bot.poll(json!({"offset": -2})).await, ids[2..]);
    assert_eq!(bot.tg.pending(), 2);
}

#[tokio::test]
async fn a_long_poll_waits_for_the_update_and_no_longer() {
    let bot = Bot::start().await;
    let started = Instant::now();
    let (got, id) = tokio::join!(bot.poll(json!({"timeout": 30})), async {
        tokio::task::yield_now().await;
        bot.tg.says(&aigerim(), "x")
    });
    assert_eq!(got, [id]);
    assert!(started.elapsed().as_secs() < 5);
    assert!(bot.poll(json!({"offset": id + 1, "timeout": 1})).await.is_empty());
    assert!(started.elapsed().as_secs() >= 1);
}

#[tokio::test]
async fn the_older_of_two_pollers_is_sent_away() {
    let bot = Bot::start().await;
    let waiting = bot.refused("getUpdates", json!({"timeout": 30}));
    tokio::pin!(waiting);
    // Lets the first poller arrive.
    let early = tokio::time::timeout(std::time::Duration::from_millis(200), &mut waiting).await;
    assert!(early.is_err());
    assert!(bot.poll(json!({})).await.is_empty());
    let (status, text) = waiting.await;
    assert_eq!(status, 409);
    assert_eq!(
        text,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance \
         is running"
    );
}

#[tokio::test]
async fn polling_is_refused_while_a_webhook_is_set() {
    let bot = Bot::start().await;
    bot.ok("setWebhook", json!({"url": "http://127.0.0.1:9/hook"})).await;
    let (status, text) = bot.refused("getUpdates", json!({})).await;
    assert_eq!(status, 409);
    assert!(text.starts_with("Conflict: can't use getUpdates method while webhook is active"));
    bot.ok("deleteWebhook", json!({})).await;
    assert!(bot.poll(json!({})).await.is_empty());
}

#[tokio::test]
async fn kinds_nobody_asked_for_are_not_sent() {
    let bot = Bot::start().await;
    let reaction = json!({"message_reaction": {"chat": {"id": 1, "type": "private"}}});
    bot.tg.push(reaction.clone());
    assert_eq!(bot.tg.pending(), 0);
    bot.poll(json!({"allowed_updates": ["message_reaction"]})).await;
    bot.tg.says(&aigerim(), "unwanted");
    let id = bot.tg.push(reaction);
    assert_eq!(bot.poll(json!({})).await, [id]);
}

#[tokio::test]
async fn without_history_only_counts_and_latencies_are_kept() {
    let bot = Bot::start().await;
    bot.tg.keep_history(false);
    bot.tg.says(&aigerim(), "x");
    bot.tg.says(&aigerim(), "y");
    let id = bot.send(1001, "one").await;
    bot.ok("editMessageText", json!({"chat_id": 1001, "message_id": id, "text": "two"})).await;
    assert_eq!(bot.tg.latencies().len(), 2);
    assert_eq!(bot.tg.count("sendMessage"), 1);
    assert!(bot.tg.calls().is_empty());
    assert!(bot.tg.messages(1001).is_empty());
}
