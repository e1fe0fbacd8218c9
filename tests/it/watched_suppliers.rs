//! Suppliers that somebody follows: a block and its end are told, once.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use zakupai::{
    demo::goszakup::{TokenError, naive},
    domain::clock::Clock as _,
};

use super::support::*;

/// In no register of the demo's.
const CLEAN: &str = "940140000385";
const OTHER: &str = "060240002985";
/// Nobody in the demo.
const BRANCH: &str = "961141000023";

/// An entry in a register from yesterday on, for so many days.
fn entry(biin: &str, register: i64, now: DateTime<Utc>, days: i64) -> Value {
    let day = |from_now: i64| naive(now + TimeDelta::days(from_now));
    let term = json!({ "supplierBiin": biin, "supplierNameRu": "ТОО \"Новый <b>\"", "systemId": register,
        "startDate": day(-1), "endDate": day(days - 1) });
    let mut row = term.clone();
    row["Detail"] = json!([term]);
    row
}

impl TestApp {
    /// The followed suppliers are asked for, a minute on, and what changed is told; gives how many
    /// notices were written.
    async fn suppliers_asked(&self) -> i64 {
        self.clock.advance(TimeDelta::minutes(1));
        self.services().counterparty.ask_watched().await.unwrap();
        self.told().await
    }

    fn asked_for(&self, biin: &str) -> usize {
        self.goszakup.count(&format!("/v3/rnu/{biin}"))
    }
}

on_both_engines! {
    async fn a_block_and_its_end_are_told_once(app: TestApp) {
        let languages = [(1, "ru"), (2, "kk"), (3, "en")];
        for (id, code) in languages {
            let talker = app.person(id, code);
            let choice = talker.says(&format!("/subscribe {CLEAN}")).await;
            talker.presses_data(choice.message_id, &format!("follow:supplier:{CLEAN}")).await;
        }
        assert_eq!(app.suppliers_asked().await, 0);
        app.goszakup.add_rnu(entry(CLEAN, 3, app.clock.now(), 730));
        assert_eq!(app.suppliers_asked().await, 3);
        for (id, code) in languages {
            assert_reads(&format!("supplier_blocked_{code}"), &app.person(id, code).newest());
        }
        assert_eq!(app.suppliers_asked().await, 0, "the same again");
        app.goszakup.remove_rnu(CLEAN);
        assert_eq!(app.suppliers_asked().await, 3);
        assert_reads("supplier_unblocked", &app.person(1, "ru").newest());
        assert_eq!(app.suppliers_asked().await, 0);
        // Listed again, it is told again; the button leads to the organisation.
        app.goszakup.add_rnu(entry(CLEAN, 2, app.clock.now(), 730));
        assert_eq!(app.suppliers_asked().await, 3);
        let talker = app.person(1, "ru");
        assert!(talker.newest().text.contains("Самрук"), "{}", talker.newest().text);
        assert!(talker.presses("Карточка").await.text.contains(CLEAN));
    }
}

on_both_engines! {
    async fn what_the_register_of_participants_changes_is_told_once(app: TestApp) {
        let languages = [(1, "ru"), (2, "kk"), (3, "en")];
        for (id, code) in languages {
            let talker = app.person(id, code);
            let choice = talker.says(&format!("/subscribe {BRANCH}")).await;
            talker.presses_data(choice.message_id, &format!("follow:supplier:{BRANCH}")).await;
        }
        let company = |name: &str, kato: &str, supplier: i64, producer: i64| {
            json!({ "pid": 77, "bin": BRANCH, "nameRu": name, "nameKz": name, "katoList": [kato],
                "supplier": supplier, "customer": 1, "markPatronymicProducer": producer, "typeSupplier": 1 })
        };
        app.goszakup.add_subject(company("АО \"Прежнее\"", "750000000", 1, 1));
        assert_eq!(app.suppliers_asked().await, 0, "what is first seen is no change");
        app.goszakup.add_subject(company("АО \"Новое <b>\"", "710000000", 0, 0));
        assert_eq!(app.suppliers_asked().await, 3);
        for (id, code) in languages {
            assert_reads(&format!("supplier_changed_{code}"), &app.person(id, code).newest());
        }
        assert_eq!(app.suppliers_asked().await, 0, "the same again");
    }
}

on_both_engines! {
    async fn the_end_of_a_term_is_told_as_such(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says(&format!("/subscribe {CLEAN}")).await;
        talker.presses("РНУ").await;
        app.goszakup.add_rnu(entry(CLEAN, 3, app.clock.now(), 4));
        assert_eq!(app.suppliers_asked().await, 1);
        app.clock.advance(TimeDelta::days(4));
        app.services().rnu.look().await.unwrap();
        assert_eq!(app.told().await, 1);
        assert!(talker.newest().text.contains("истёк"), "{}", talker.newest().text);
    }
}

on_both_engines! {
    async fn each_has_its_turn_and_one_that_fails_holds_nobody_up(app: TestApp) {
        let talker = app.person(1, "ru");
        for bin in [CLEAN, OTHER] {
            talker.says(&format!("/subscribe {bin}")).await;
            talker.presses("РНУ").await;
        }
        let order = app.services().store.list_watched_suppliers(10).await.unwrap();
        let order: Vec<&str> = order.iter().map(|biin| biin.digits()).collect();
        assert_eq!(order, [OTHER, CLEAN], "nobody was asked for yet");
        app.goszakup.token_error(TokenError::Forbidden403);
        app.goszakup.reject_token(true);
        assert!(app.services().counterparty.ask_watched().await.is_err());
        app.goszakup.reject_token(false);
        app.clock.advance(TimeDelta::seconds(30));
        let order = app.services().store.list_watched_suppliers(1).await.unwrap();
        assert_eq!(order.first().map(|biin| biin.digits()), Some(CLEAN));
        app.suppliers_asked().await;
        assert!(app.asked_for(CLEAN) >= 1 && app.asked_for(OTHER) >= 2);
        // A paused one is not asked for.
        app.database.execute("UPDATE user_subscriptions SET paused_at = created_at").await;
        assert_eq!(app.services().counterparty.ask_watched().await.unwrap(), 0);
    }
}

on_both_engines! {
    async fn a_person_is_not_followed_and_is_told_why(app: TestApp) {
        let talker = app.person(1, "ru");
        let answer = talker.says("/subscribe 900101300007").await.text;
        assert!(answer.contains("персональные данные") && answer.contains("/rnu"), "{answer}");
        assert!(!answer.contains("900101300007"), "{answer}");
        assert_eq!(app.database.scalar("SELECT count(*) FROM user_subscriptions").await, 0);
    }
}
