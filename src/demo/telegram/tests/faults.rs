//! Ordered failures, sending limits, blocked chats and migrations.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    super::{Answer, Fault, Group, LocalTelegram},
    Bot, TOKEN, aigerim,
};

#[tokio::test]
async fn retry_after_is_ordered_and_then_enforced() {
    let bot = Bot::start().await;
    bot.tg.fail_next("sendMessage", 1, Fault::RetryAfter(1));
    let params = json!({"chat_id": 7, "text": "x"});
    let (status, body) = bot.call("sendMessage", params.clone()).await;
    assert_eq!(status, 429);
    assert_eq!(body["parameters"]["retry_after"], 1);
    assert_eq!(body["description"], "Too Many Requests: retry after 1");
    assert!(bot.tg.violations().is_empty());
    let (status, _) = bot.call("sendMessage", params.clone()).await;
    assert_eq!(status, 429);
    assert_eq!(bot.tg.violations().len(), 1);
    bot.send(8, "another chat is not held up").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    bot.ok("sendMessage", params).await;
}

#[tokio::test]
async fn a_call_before_its_time_does_not_use_up_the_next_fault() {
    let bot = Bot::start().await;
    bot.tg.fail_next("sendMessage", 2, Fault::RetryAfter(1));
    let params = json!({"chat_id": 7, "text": "x"});
    for violations in [0, 1, 2] {
        let (status, _) = bot.call("sendMessage", params.clone()).await;
        assert_eq!((status, bot.tg.violations().len()), (429, violations));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (status, _) = bot.call("sendMessage", params.clone()).await;
    assert_eq!((status, bot.tg.violations().len()), (429, 2));
}

#[tokio::test]
async fn a_dropped_call_gets_no_answer_and_is_done_or_not_done() {
    let bot = Bot::start().await;
    bot.tg.fail_next("sendMessage", 1, Fault::DropBefore);
    bot.tg.fail_next("sendMessage", 1, Fault::DropAfter);
    let params = json!({"chat_id": 7, "text": "x"});
    for kept in [0, 1] {
        let error = bot.try_call("sendMessage", params.clone()).await.unwrap_err();
        assert!(error.is_request() && !error.is_decode(), "{error:?}");
        assert_eq!(bot.tg.messages(7).len(), kept);
    }
    bot.ok("sendMessage", params).await;
    let answers: Vec<_> = bot.tg.calls().into_iter().map(|call| call.answer).collect();
    assert_eq!(answers, [Answer::Dropped, Answer::Dropped, Answer::Ok]);
}

#[tokio::test]
async fn a_server_error_garbage_and_slowness_can_be_ordered() {
    let bot = Bot::start().await;
    bot.tg.fail_next("sendMessage", 1, Fault::Status(502));
    bot.tg.fail_next("sendMessage", 1, Fault::Garbage);
    bot.tg.fail_next("sendMessage", 1, Fault::Slow(Duration::from_millis(150)));
    let params = json!({"chat_id": 7, "text": "x"});
    assert_eq!(bot.refused("sendMessage", params.clone()).await, (502, "Bad Gateway".to_owned()));
    assert!(bot.try_call("sendMessage", params.clone()).await.unwrap_err().is_decode());
    let started = Instant::now();
    bot.ok("sendMessage", params.clone()).await;
    assert!(started.elapsed() >= Duration::from_millis(150));
    assert_eq!(bot.tg.messages(7).len(), 1);
    assert!(bot.tg.violations().is_empty());
    assert_eq!(bot.tg.calls()[2].params, params);
}

#[tokio::test]
async fn the_fourth_message_in_a_second_has_to_wait() {
    let bot = Bot::start().await;
    bot.tg.enforce_flood_limits(true);
    for _ in 0..3 {
        bot.send(7, "x").await;
    }
    let url = format!("{}/bot{TOKEN}/sendMessage?chat_id=7&text=x", bot.tg.url());
    let answer = bot.http.get(url).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 429);
    assert_eq!(answer.headers()["retry-after"], "1");
    bot.send(8, "x").await;
    assert!(bot.tg.violations().is_empty());
}

#[tokio::test]
async fn all_chats_together_get_thirty_messages_a_second() {
    let bot = Bot::start().await;
    bot.tg.enforce_flood_limits(true);
    let mut refused = 0;
    for chat in 1..=60 {
        let (status, _) = bot.call("sendMessage", json!({"chat_id": chat, "text": "x"})).await;
        refused += usize::from(status == 429);
    }
    assert!((1..=30).contains(&refused), "{refused} refused");
}

#[tokio::test]
async fn a_person_who_blocked_the_bot_is_not_written_to_twice() {
    let bot = Bot::start().await;
    bot.tg.block(7);
    let params = json!({"chat_id": 7, "text": "x"});
    let forbidden = (403, "Forbidden: bot was blocked by the user".to_owned());
    assert_eq!(bot.refused("sendMessage", params.clone()).await, forbidden);
    assert!(bot.tg.violations().is_empty());
    assert_eq!(bot.refused("sendMessage", params).await, forbidden);
    assert_eq!(bot.tg.violations().len(), 1);
    bot.tg.unblock(7);
    bot.send(7, "x").await;
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_says_where_it_went() {
    let bot = Bot::start().await;
    let group = Group::new(-50, "Tenders");
    bot.tg.says_in(&group, &aigerim(), "hello");
    bot.tg.migrate(-50, -1_000_000_000_050);
    let (status, body) = bot.call("sendMessage", json!({"chat_id": -50, "text": "x"})).await;
    assert_eq!(status, 400);
    assert_eq!(body["description"], "Bad Request: group chat was upgraded to a supergroup chat");
    assert_eq!(body["parameters"]["migrate_to_chat_id"], -1_000_000_000_050_i64);
    let updates = bot.ok("getUpdates", json!({})).await;
    assert_eq!(updates[1]["message"]["migrate_to_chat_id"], -1_000_000_000_050_i64);
    assert_eq!(updates[2]["message"]["migrate_from_chat_id"], -50);
    assert_eq!(updates[2]["message"]["chat"]["title"], "Tenders");
    bot.send(-1_000_000_000_050, "x").await;
    assert!(bot.tg.violations().is_empty());
}

#[tokio::test]
async fn a_stopped_server_closes_connections_and_frees_its_port() {
    let bot = Bot::start().await;
    bot.send(7, "x").await;
    let address = bot.tg.url().trim_start_matches("http://").parse().unwrap();
    let poll = bot.try_call("getUpdates", json!({"timeout": 30}));
    tokio::pin!(poll);
    assert!(tokio::time::timeout(Duration::from_millis(100), &mut poll).await.is_err());
    bot.tg.stop();
    assert!(poll.await.is_err());
    let again = LocalTelegram::start_at(address, TOKEN).await.unwrap();
    assert_eq!(again.url(), bot.tg.url());
    bot.ok("getMe", json!({})).await;
    assert_eq!(again.count("getMe"), 1);
}
