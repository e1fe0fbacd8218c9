//! Each update takes effect once and each reply arrives, whatever Telegram does meanwhile.

use std::time::Duration;

use serde_json::json;
use zakupai::{
    demo::telegram::{Answer, Fault},
    domain::clock::Clock as _,
};

use super::support::*;

on_both_engines! {
    async fn an_update_that_comes_again_is_answered_once(app: TestApp) {
        let talker = app.person(1, "ru");
        let update = app.telegram.says(&talker.person, "/help");
        app.settled().await;
        for _ in 0..3 {
            app.telegram.redeliver(update);
            app.settled().await;
        }
        assert_eq!(talker.heard().len(), 1);
        assert_eq!(app.database.scalar("SELECT count(*) FROM inbox").await, 1);
        // What was written is not kept once it is answered.
        assert_eq!(app.database.texts("SELECT body FROM inbox").await, [Some(String::new())]);
        assert_eq!(app.database.texts("SELECT payload FROM outbox").await, [Some(String::new())]);
    }
}

on_both_engines! {
    async fn ids_that_start_anew_are_not_taken_for_old_ones(mut app: TestApp) {
        let talker = app.person(1, "ru");
        app.telegram.set_next_update_id(900_000_000);
        talker.says("/help").await;
        // After a quiet week Telegram numbers from a random value, possibly a lower one.
        app.stop().await;
        app.telegram.set_next_update_id(5_000);
        app.start().await;
        let talker = app.person(1, "ru");
        talker.says("/privacy").await;
        assert_eq!(talker.heard().len(), 2);
    }
}

on_both_engines! {
    async fn the_replies_of_a_chat_keep_their_order(app: TestApp) {
        let people: Vec<_> = (1..=10).map(|id| app.person(id, "ru")).collect();
        for round in 0..5 {
            for talker in &people {
                let text = if round % 2 == 0 { "/help" } else { "/cancel" };
                app.telegram.says(&talker.person, text);
            }
        }
        app.settled().await;
        for talker in &people {
            let first_words: Vec<bool> = talker.heard().iter().map(|m| m.text.starts_with("Что я умею")).collect();
            assert_eq!(first_words, [true, false, true, false, true]);
        }
    }
}

on_both_engines! {
    async fn a_flood_limit_is_waited_out(app: TestApp) {
        app.telegram.fail_next("sendMessage", 1, Fault::RetryAfter(1));
        let talker = app.person(1, "ru");
        talker.says("/help").await;
        assert_eq!(talker.heard().len(), 1);
        // Nothing went to that chat before the second had passed: the stand-in holds that.
        let refused = app.telegram.calls().iter().filter(|call| matches!(call.answer, Answer::Refused { code: 429, .. })).count();
        assert_eq!(refused, 1);
    }
}

on_both_engines! {
    async fn telegrams_own_limits_lose_nothing(app: TestApp) {
        app.telegram.enforce_flood_limits(true);
        let people: Vec<_> = (1..=6).map(|id| app.person(id, "ru")).collect();
        for _ in 0..4 {
            for talker in &people {
                app.telegram.says(&talker.person, "/cancel");
            }
        }
        app.settled().await;
        for talker in &people {
            assert_eq!(talker.heard().len(), 4);
        }
    }
}

on_both_engines! {
    async fn failures_that_heal_are_healed(app: TestApp) {
        let talker = app.person(1, "ru");
        for fault in [Fault::Status(500), Fault::Status(502), Fault::DropBefore, Fault::Garbage] {
            let before = talker.heard().len();
            app.telegram.fail_next("sendMessage", 1, fault.clone());
            talker.says("/cancel").await;
            assert_eq!(talker.heard().len(), before + 1, "{fault:?}");
        }
    }
}

on_both_engines! {
    async fn a_lost_answer_can_repeat_a_reply_but_not_an_effect(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/settings").await;
        app.telegram.fail_next("editMessageText", 1, Fault::DropAfter);
        talker.presses("Язык").await;
        talker.presses("English").await;
        assert_eq!(talker.heard().len(), 1, "an edit that comes twice changes nothing");
        app.telegram.fail_next("sendMessage", 1, Fault::DropAfter);
        talker.says("/cancel").await;
        assert_eq!(talker.heard().len(), 3, "nobody knows whether it arrived: it is sent once more");
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE unknowns = 1").await, 2);
    }
}

on_both_engines! {
    async fn who_blocks_the_bot_is_left_alone_until_they_write(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/help").await;
        app.telegram.block(1);
        app.telegram.says(&talker.person, "/privacy");
        app.settled().await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE state = 'blocked'").await, 1);
        assert_eq!(app.database.scalar("SELECT count(*) FROM users WHERE blocked_at IS NOT NULL").await, 1);
        assert_eq!(talker.heard().len(), 1);
        app.telegram.unblock(1);
        talker.says("/start").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM users WHERE blocked_at IS NOT NULL").await, 0);
        assert_eq!(talker.heard().len(), 2);
    }
}

on_both_engines! {
    async fn telegram_tells_of_a_block_before_we_run_into_it(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/help").await;
        let standing = |status: &str| json!({ "my_chat_member": {
            "chat": { "id": 1, "type": "private", "first_name": "Person 1" },
            "from": { "id": 1, "is_bot": false, "first_name": "Person 1" },
            "date": app.clock.now().timestamp(),
            "old_chat_member": { "status": "member", "user": { "id": 100_200_300, "is_bot": true, "first_name": "bot" } },
            "new_chat_member": { "status": status, "until_date": 0, "user": { "id": 100_200_300, "is_bot": true, "first_name": "bot" } },
        } });
        app.telegram.push(standing("kicked"));
        app.settled().await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM users WHERE blocked_at IS NOT NULL").await, 1);
        app.telegram.push(standing("member"));
        app.settled().await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM users WHERE blocked_at IS NOT NULL").await, 0);
    }
}

on_both_engines! {
    async fn a_message_that_cannot_be_edited_is_sent_anew(mut app: TestApp) {
        app.provokes("message to edit not found");
        let talker = app.person(1, "ru");
        talker.says("/settings").await;
        let reply = talker.presses_data(999_999, "set:1:home").await;
        assert!(reply.text.starts_with("Настройки"), "{}", reply.text);
        assert_eq!(talker.heard().len(), 2);
    }
}

on_both_engines! {
    async fn one_slow_chat_delays_nobody(app: TestApp) {
        app.goszakup.fail_next(10_000, zakupai::demo::goszakup::Fault::Hang(Duration::from_millis(700)));
        let slow = app.person(1, "ru");
        for n in 0..5 {
            app.telegram.says(&slow.person, &format!("/lot 1111111{n}-ЗЦП1"));
        }
        let others: Vec<_> = (2..=30).map(|id| app.person(id, "ru")).collect();
        for talker in &others {
            app.telegram.says(&talker.person, "/cancel");
        }
        let answered = |telegram: &zakupai::demo::telegram::LocalTelegram| {
            (2..=30).all(|id| telegram.last_message(id).is_some())
        };
        assert!(app.telegram.until(PATIENCE, answered).await);
        assert!(slow.heard().len() < 5, "the slow chat was done first, so nothing was shown");
        app.settled().await;
        assert_eq!(slow.heard().len(), 5);
    }
}
