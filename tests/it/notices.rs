//! Notices: a change at OWS, told once to whom it concerns.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use serde_json::{Value, json};
use zakupai::{
    demo::goszakup::{Fault, naive},
    domain::{
        clock::Clock as _,
        notices::{NoticeStore as _, NoticedChange, Post},
        outbox::{MessageClass, OutboxMessage},
    },
    storage::Storage,
};

use super::support::*;

/// A lot of the demo's that takes bids.
const LOT: i64 = 42_700_174;

impl TestApp {
    /// Something happens at OWS three minutes on, and a moment passes.
    fn at_ows(&self, change: impl FnOnce(&Self, chrono::DateTime<chrono::Utc>)) {
        self.clock.advance(TimeDelta::minutes(3));
        change(self, self.clock.now());
        self.clock.advance(TimeDelta::seconds(5));
    }

    fn lot_changes(&self, patch: Value) {
        self.at_ows(|app, now| app.goszakup.change_lot(LOT, patch, now));
    }

    fn announcement_changes(&self, patch: Value) {
        self.at_ows(|app, now| app.goszakup.change_announcement(self.announcement(), patch, now));
    }

    fn announcement(&self) -> i64 {
        self.goszakup.lot(LOT).unwrap()["trdBuyId"].as_i64().unwrap()
    }

    fn lot_number(&self) -> String {
        self.goszakup.lot(LOT).unwrap()["lotNumber"].as_str().unwrap().to_owned()
    }

    /// A further attempt at what the lot was to buy.
    fn tries_again(&self, id: i64, code: &str) {
        let mut lot = self.goszakup.lot(LOT).unwrap();
        let root = self.lot_number().split('-').next().unwrap().to_owned();
        let fields = lot.as_object_mut().unwrap();
        fields.insert("id".to_owned(), json!(id));
        fields.insert("lotNumber".to_owned(), json!(format!("{root}-{code}")));
        fields.insert("refLotStatusId".to_owned(), json!(210));
        self.at_ows(|app, now| {
            lot.as_object_mut().unwrap().insert("lastUpdateDate".to_owned(), json!(naive(now)));
            app.goszakup.add_lot(lot);
        });
    }
}

on_both_engines! {
    async fn a_change_is_told_once_with_before_and_after(app: TestApp) {
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let talker = app.person(id, code);
            talker.says(&format!("/subscribe {}", app.lot_number())).await;
        }
        app.lot_changes(json!({ "refLotStatusId": 420, "amount": 1_234_567.5 }));
        assert_eq!(app.told().await, 3);
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            assert_reads(&format!("notice_{code}"), &app.person(id, code).newest());
        }
        assert_eq!(app.told().await, 0, "the second pass");
        app.clock.advance(TimeDelta::minutes(20));
        app.goszakup.change_lot(LOT, json!({}), app.clock.now());
        assert_eq!(app.told().await, 0, "saved again");
        assert_eq!(app.person(1, "ru").heard().len(), 2);
        let card = app.person(1, "ru").presses("Карточка").await;
        assert!(card.text.contains("1\u{A0}234\u{A0}567,50"), "{}", card.text);
        assert_eq!(app.person(1, "ru").heard().len(), 3, "the notice stays");
    }
}

on_both_engines! {
    async fn a_moved_deadline_reaches_followers_of_the_lot_and_of_the_announcement(app: TestApp) {
        let (of_lot, of_announcement) = (app.person(1, "ru"), app.person(2, "ru"));
        of_lot.says(&format!("/subscribe {}", app.lot_number())).await;
        of_announcement.says("/lot 83685322-ОИ4").await;
        let follow = format!("follow:announcement:{}", app.announcement());
        of_announcement.presses_data(of_announcement.newest().message_id, &follow).await;
        app.announcement_changes(json!({ "endDate": "2026-12-05 18:00:00" }));
        assert_eq!(app.told().await, 2);
        assert!(of_lot.newest().text.contains("Срок подачи продлён"), "{}", of_lot.newest().text);
        assert!(of_announcement.newest().text.contains("Объявление"), "{}", of_announcement.newest().text);
        assert_reads("notice_deadline_later", &of_announcement.newest());
        app.announcement_changes(json!({ "endDate": "2026-12-01 09:00:00" }));
        assert_eq!(app.told().await, 2);
        assert_reads("notice_deadline_nearer", &of_lot.newest());
        // Somebody who follows both is told of the term once.
        of_announcement.says(&format!("/subscribe {}", app.lot_number())).await;
        app.announcement_changes(json!({ "endDate": "2026-12-02 09:00:00" }));
        assert_eq!(app.told().await, 2);
    }
}

on_both_engines! {
    async fn what_flaps_back_is_not_told(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says(&format!("/subscribe {}", app.lot_number())).await;
        let status = app.goszakup.lot(LOT).unwrap()["refLotStatusId"].clone();
        for wanted in [json!(420), status.clone(), json!(430), status] {
            app.goszakup.change_lot(LOT, json!({ "refLotStatusId": wanted }), app.clock.now());
            app.clock.advance(TimeDelta::seconds(5));
            app.services().sync.run().await.unwrap();
        }
        assert_eq!(app.told().await, 0);
        // A real second change to a state told of before is told again.
        for _ in 0..2 {
            app.lot_changes(json!({ "refLotStatusId": 420 }));
            assert_eq!(app.told().await, 1);
            app.lot_changes(json!({ "refLotStatusId": 240 }));
            assert_eq!(app.told().await, 1);
        }
        assert_eq!(talker.heard().len(), 5);
    }
}

on_both_engines! {
    async fn a_further_attempt_reaches_who_followed_the_one_before(app: TestApp) {
        let (of_lot, of_plan) = (app.person(1, "ru"), app.person(2, "ru"));
        let root = app.lot_number().split('-').next().unwrap().to_owned();
        of_lot.says(&format!("/subscribe {}", app.lot_number())).await;
        of_plan.says(&format!("/subscribe {root}")).await;
        assert!(of_plan.newest().text.contains("Пункт плана"), "{}", of_plan.newest().text);
        app.tries_again(99_000_001, "ЗЦП8");
        assert_eq!(app.told().await, 2);
        assert_reads("notice_repeated", &of_lot.newest());
        assert!(of_plan.newest().text.contains(&format!("{} → {root}-ЗЦП8", app.lot_number())), "{}", of_plan.newest().text);
        // From now on the new attempt is followed as well.
        app.at_ows(|app, now| app.goszakup.change_lot(99_000_001, json!({ "refLotStatusId": 430 }), now));
        assert_eq!(app.told().await, 2);
        assert!(of_lot.newest().text.contains("Отменено"), "{}", of_lot.newest().text);
    }
}

on_both_engines! {
    async fn an_edit_of_a_plan_point_is_a_new_record_of_it(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/subscribe 88105345").await;
        let mut plan = json!({ "id": 99_105_345, "rootrecordId": 88_105_345, "amount": 777_000, "count": 12 });
        app.at_ows(|app, now| {
            plan.as_object_mut().unwrap().insert("timestamp".to_owned(), json!(naive(now)));
            app.goszakup.add_plan(plan);
        });
        let watched = app.services().store.list_watched(10).await.unwrap();
        assert_eq!(watched.plans, [88_105_345]);
        app.services().sync.watch(&watched).await.unwrap();
        assert_eq!(app.told().await, 1);
        assert_reads("notice_plan", &talker.newest());
        app.services().sync.watch(&watched).await.unwrap();
        assert_eq!(app.told().await, 0);
    }
}

on_both_engines! {
    async fn new_lots_of_a_customer_are_told_and_steps_of_old_ones_are_not(app: TestApp) {
        let talker = app.person(1, "ru");
        let bin = app.goszakup.lot(LOT).unwrap()["customerBin"].as_str().unwrap().to_owned();
        talker.says(&format!("/subscribe {bin}")).await;
        talker.presses("Новые лоты").await;
        app.lot_changes(json!({ "refLotStatusId": 370 }));
        assert_eq!(app.told().await, 0);
        let mut lot = app.goszakup.lot(LOT).unwrap();
        let fields = lot.as_object_mut().unwrap();
        fields.extend(json!({ "id": 99_000_002, "lotNumber": "99000002-ЗЦП1", "refLotStatusId": 210, "nameRu": "Сварочный <аппарат> & маска" }).as_object().unwrap().clone());
        app.at_ows(|app, now| {
            lot.as_object_mut().unwrap().insert("lastUpdateDate".to_owned(), json!(naive(now)));
            app.goszakup.add_lot(lot);
        });
        assert_eq!(app.told().await, 1);
        assert_reads("notice_published", &talker.newest());
    }
}

on_both_engines! {
    async fn pause_mute_and_unfollow_are_obeyed(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says(&format!("/subscribe {}", app.lot_number())).await;
        app.lot_changes(json!({ "amount": 1_000 }));
        assert_eq!(app.told().await, 1);
        talker.presses("24 ч").await;
        app.lot_changes(json!({ "amount": 2_000 }));
        assert_eq!(app.told().await, 0, "muted");
        app.clock.advance(TimeDelta::hours(24));
        app.lot_changes(json!({ "amount": 3_000 }));
        assert_eq!(app.told().await, 1, "the day is over");
        talker.says("/subscriptions").await;
        talker.presses(&app.lot_number()).await;
        talker.presses("Пауза").await;
        app.lot_changes(json!({ "amount": 4_000 }));
        assert_eq!(app.told().await, 0, "paused");
        talker.presses("Возобновить").await;
        app.lot_changes(json!({ "amount": 5_000 }));
        assert_eq!(app.told().await, 1);
        talker.presses("Не следить").await;
        assert!(toast(&app).unwrap().contains("Больше не слежу"));
        app.lot_changes(json!({ "amount": 6_000 }));
        assert_eq!(app.told().await, 0, "gone");
        assert_eq!(app.database.scalar("SELECT count(*) FROM user_subscriptions").await, 0);
    }
}

on_both_engines! {
    async fn who_blocks_the_bot_is_told_nothing_and_keeps_what_they_follow(mut app: TestApp) {
        app.provokes("blocked");
        let talker = app.person(1, "ru");
        talker.says(&format!("/subscribe {}", app.lot_number())).await;
        app.telegram.block(1);
        app.settled().await;
        app.lot_changes(json!({ "amount": 500 }));
        assert_eq!(app.told().await, 1, "Telegram refuses this one, and so we know");
        app.lot_changes(json!({ "amount": 1_000 }));
        assert_eq!(app.told().await, 0);
        app.telegram.unblock(1);
        talker.says("/help").await;
        app.lot_changes(json!({ "amount": 2_000 }));
        assert_eq!(app.told().await, 1);
        assert!(talker.newest().text.contains("2\u{A0}000"), "{}", talker.newest().text);
    }
}

on_both_engines! {
    async fn a_change_stored_before_a_restart_is_told_after_it(mut app: TestApp) {
        app.person(1, "ru").says(&format!("/subscribe {}", app.lot_number())).await;
        app.lot_changes(json!({ "refLotStatusId": 430 }));
        app.services().sync.run().await.unwrap();
        app.stop().await;
        app.set("WATCH_INTERVAL", "1s");
        app.start().await;
        let told = app.telegram.until(PATIENCE, |telegram| {
            telegram.messages(1).iter().filter(|message| message.text.contains("Отменено")).count() == 1
        });
        assert!(told.await, "{:?}", app.telegram.messages(1));
        assert_eq!(app.told().await, 1, "once, and by the timetable");
    }
}

on_both_engines! {
    async fn what_is_followed_is_asked_for_between_passes(mut app: TestApp) {
        app.stop().await;
        app.set("WATCH_INTERVAL", "1s");
        app.start().await;
        app.person(1, "ru").says(&format!("/subscribe {}", app.lot_number())).await;
        // No window shows it: OWS does not date the change, and no pass is due.
        app.goszakup.change_announcement(app.announcement(), json!({ "endDate": "2026-12-05 18:00:00" }), friday_noon() - TimeDelta::days(3));
        app.goszakup.fail_next(1, Fault::Status(503));
        let changed = Instant::now();
        let told = app.telegram.until(PATIENCE, |telegram| {
            telegram.messages(1).iter().any(|message| message.text.contains("Срок подачи продлён"))
        });
        assert!(told.await, "{:?}", app.telegram.messages(1));
        assert!(changed.elapsed() < Duration::from_secs(15), "{:?}", changed.elapsed());
    }
}

on_both_engines! {
    async fn a_supplier_that_is_blocked_is_told_of(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/subscribe 000540002866").await;
        talker.presses("РНУ").await;
        let entered = "INSERT INTO changes (id, entity, entity_id, field, old_value, new_value, source_at, noticed_at) \
            SELECT id, 'subject', 540002866, 'rnu_listed', NULL, '3/2026-11-19T19:00:00+00:00/2028-11-19T19:00:00+00:00', NULL, created_at FROM user_subscriptions RETURNING id";
        app.database.texts(entered).await;
        assert_eq!(app.told().await, 1);
        assert_reads("notice_blocked", &talker.newest());
    }
}

on_both_engines! {
    async fn five_thousand_new_lots_in_one_pass_are_one_message_with_pages(app: TestApp) {
        let talker = app.person(1, "ru");
        let bin = app.goszakup.lot(LOT).unwrap()["customerBin"].as_str().unwrap().to_owned();
        talker.says(&format!("/subscribe {bin}")).await;
        talker.presses("Новые лоты").await;
        talker.says(&format!("/subscribe {}", app.lot_number())).await;
        app.at_ows(|app, now| {
            for n in 0..5_000 {
                app.goszakup.add_lot(json!({
                    "id": 60_000_000 + n, "lotNumber": format!("{}-ЗЦП1", 60_000_000 + n), "refLotStatusId": 220,
                    "amount": 1_000 + n, "count": 1, "nameRu": format!("Товар {n}"), "customerBin": bin,
                    "lastUpdateDate": naive(now), "pointList": [], "plnPointKatoList": [],
                }));
            }
            app.goszakup.change_lot(LOT, json!({ "refLotStatusId": 430 }), now);
        });
        app.services().sync.run().await.unwrap();
        let started = Instant::now();
        app.services().notices.run().await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        assert_eq!(app.told().await, 1);
        let digest = talker.newest();
        assert!(digest.text.contains("Новостей по подпискам: 5001"), "{}", digest.text);
        assert!(digest.text.contains("Отменено"), "the urgent one comes first: {}", digest.text);
        let next = talker.presses("›").await;
        assert_eq!(next.message_id, digest.message_id, "in place");
        assert_reads("digest_page", &next);
        assert!(talker.presses("60000").await.text.contains("Товар"));
        // Nobody else can leaf through it, and an old one is said to be gone.
        let data = digest.rows.iter().flatten().filter_map(|b| b.data.clone()).find(|d| d.starts_with("digest:")).unwrap();
        let stranger = app.person(2, "ru");
        stranger.says("/help").await;
        stranger.presses_data(stranger.newest().message_id, &data).await;
        assert!(toast(&app).unwrap().contains("уже удалена"));
    }
}

on_both_engines! {
    async fn of_two_instances_one_tells(app: TestApp) {
        let (ours, clock) = (&app.services().store, Arc::new(app.clock.clone()));
        app.person(1, "ru").says(&format!("/subscribe {}", app.lot_number())).await;
        app.idle().await;
        app.lot_changes(json!({ "refLotStatusId": 430 }));
        app.services().sync.run().await.unwrap();
        let theirs = Storage::connect(app.database.url(), clock).await.unwrap();
        let ids = |changes: Vec<NoticedChange>| changes.into_iter().map(|c| c.id).collect::<Vec<_>>();
        let (seen, also_seen) = (ids(ours.list_untold_changes(9).await.unwrap()), ids(theirs.list_untold_changes(9).await.unwrap()));
        assert_eq!((seen.len(), &seen), (1, &also_seen));
        let message = OutboxMessage {
            dedupe_key: "twice".to_owned(), chat_id: 1, class: MessageClass::Notice,
            method: "sendMessage", payload: "{\"text\":\"x\"}".to_owned(), happened_at: None,
        };
        assert!(theirs.finish_changes(&also_seen, &Post::default()).await.unwrap());
        assert!(!ours.finish_changes(&seen, &Post { messages: vec![message], ..Post::default() }).await.unwrap());
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE dedupe_key = 'twice'").await, 0);
        theirs.close().await;
    }
}

on_both_engines! {
    async fn a_chat_that_moves_takes_its_subscriptions_along(app: TestApp) {
        app.person(1, "ru").says(&format!("/subscribe {}", app.lot_number())).await;
        app.telegram.migrate(1, -1_002_000_000_002);
        app.settled().await;
        assert_eq!(app.database.scalar("SELECT chat_id FROM user_subscriptions").await, -1_002_000_000_002);
    }
}

on_both_engines! {
    async fn a_saved_search_brings_new_lots_that_it_finds(app: TestApp) {
        let (welder, cleaner) = (app.person(1, "ru"), app.person(2, "ru"));
        for (talker, words) in [(&welder, "сварочные аппараты !бывшие"), (&cleaner, "уборка помещений")] {
            talker.says(&format!("/subscribe {words}")).await;
            talker.presses("Сохранить").await;
        }
        let mut lot = app.goszakup.lot(LOT).unwrap();
        for (id, name) in [(99_000_002, "Аппарат сварочный"), (99_000_003, "Аппарат сварочный, бывший в употреблении"), (99_000_004, "Стол")] {
            let number = format!("{id}-ЗЦП1");
            lot.as_object_mut().unwrap().extend(json!({
                "id": id, "lotNumber": number, "refLotStatusId": 220, "nameRu": name, "nameKz": null,
                "descriptionRu": null, "descriptionKz": null, "pointList": [], "Plans": [], "lastUpdateDate": naive(app.clock.now()),
            }).as_object().unwrap().clone());
            app.goszakup.add_lot(lot.clone());
        }
        app.clock.advance(TimeDelta::seconds(5));
        assert_eq!(app.told().await, 1);
        let heard = welder.newest();
        assert!(heard.text.contains("99000002-ЗЦП1") && heard.text.contains("Поиск «сварочные аппараты !бывшие»"), "{}", heard.text);
        // Saved, paused and deleted searches are minded at the next look.
        welder.presses("Не следить").await;
        cleaner.says("/subscribe стол").await;
        cleaner.presses("Сохранить").await;
        lot.as_object_mut().unwrap().extend(json!({ "id": 99_000_005, "lotNumber": "99000005-ЗЦП1", "lastUpdateDate": naive(app.clock.now()) }).as_object().unwrap().clone());
        app.goszakup.add_lot(lot);
        app.clock.advance(TimeDelta::seconds(5));
        assert_eq!(app.told().await, 1);
        assert!(cleaner.newest().text.contains("99000005-ЗЦП1"), "{}", cleaner.newest().text);
    }
}
