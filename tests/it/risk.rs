//! «Риск» under a lot's card: level, flags with evidence, what could not be checked, what can be done.

use chrono::TimeDelta;
use serde_json::json;

use zakupai::{demo::goszakup::naive, domain::clock::Clock as _};

use super::support::*;

/// A tender that was announced with everything at once.
pub fn add_hasty_tender(app: &TestApp) {
    app.goszakup.add_announcement(json!({
        "id": 60_000_001, "numberAnno": "60000001-1", "refTradeMethodsId": 2, "refSubjectTypeId": 1,
        "orgBin": "940140000385", "refBuyStatusId": 220, "countLots": 1,
        "publishDate": "2026-11-20 09:00:00", "startDate": "2026-11-20 10:00:00",
        "endDate": "2026-11-23 10:00:00", "lastUpdateDate": "2026-11-20 09:00:00",
    }));
    app.goszakup.add_lot(json!({
        "id": 60_000_002, "lotNumber": "90000010-ОК1", "refLotStatusId": 220, "amount": 1_160_000,
        "count": 10, "nameRu": "Ремонт кровли", "descriptionRu": "согл. ТС", "trdBuyId": 60_000_001,
        "trdBuyNumberAnno": "60000001-1", "customerBin": "000540002866",
        "refTradeMethodsId": 2, "refBuyTradeMethodsId": 2, "pointList": [60_000_003],
    }));
    app.goszakup.add_plan(json!({
        "id": 60_000_003, "rootrecordId": 90_000_010, "plnPointYear": 2026, "nameRu": "Бумага",
        "refEnstruCode": "172314.500.000002", "subjectBiin": "000540002866",
        "amount": 1_000_000, "price": 100_000, "count": 10, "prepayment": 0,
        "refTradeMethodsId": 2, "refSubjectTypeId": 1, "supplyDateRu": "7 календарных дней",
    }));
}

on_both_engines! {
    async fn a_hasty_tender_is_explained_in_three_languages(app: TestApp) {
        add_hasty_tender(&app);
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let talker = app.person(id, code);
            talker.says("/lot 90000010-ОК1").await;
            assert_reads(&format!("risk_{code}"), &talker.presses("🧭").await);
        }
        let talker = app.person(1, "ru");
        assert_reads("risk_why", &talker.presses("Почему").await);
        let mut page = talker.newest();
        while page.rows.iter().flatten().any(|button| button.text == "›") {
            page = talker.presses("›").await;
        }
        assert_reads("risk_why_unknown", &page);
        talker.presses("Назад").await;
        assert_reads("risk_do", &talker.presses("Что делать").await);
        talker.presses("Назад").await;
        let card = talker.presses("Назад").await;
        assert!(card.text.starts_with("Ремонт кровли"), "{}", card.text);
        assert_eq!(talker.heard().len(), 1, "everything happened in one message");
    }
}

on_both_engines! {
    async fn a_paper_is_begun_with_what_stands_out(app: TestApp) {
        add_hasty_tender(&app);
        for (id, code, write) in [
            (1, "ru", "Написать замечание"),
            (2, "kk", "Ескерту жазу"),
            (3, "en", "Write the remark"),
        ] {
            let talker = app.person(id, code);
            talker.says("/company").await;
            for told in [
                "ТОО «Ақ көл»", "940140000385", "010000, г. Астана, ул. Қабанбай батыр, 11", "Директор",
                "Әбілқасымов Ғ. Ұ.", "KZ86 125K ZT50 0410 0100, АО «Банк»", "+7 701 000 00 00",
            ] {
                talker.says(told).await;
            }
            talker.says("/lot 90000010-ОК1").await;
            talker.presses("🧭").await;
            let label = talker.newest().rows[0][1].text.clone();
            let offered = talker.presses(&label).await;
            assert!(offered.rows.iter().flatten().any(|button| button.text.contains(write)), "{:?}", offered.rows);
            talker.presses(write).await;
            talker.says("КГУ «Школа № 5»").await;
            talker.says("п. 4.1").await;
            talker.says("Срок короче, чем нужно.").await;
            let preview = talker.says("Дать пять рабочих дней.").await.text;
            assert_reads(&format!("risk_paper_{code}"), &talker.newest());
            assert!(preview.contains("ОК1") && !preview.contains(" <"), "{preview}");
        }
    }
}

on_both_engines! {
    async fn every_view_is_kept_and_gives_the_same_again(app: TestApp) {
        add_hasty_tender(&app);
        let talker = app.person(1, "ru");
        talker.says("/lot 90000010-ОК1").await;
        talker.presses("🧭").await;
        talker.presses("Почему").await;
        talker.presses("Назад").await;
        let kept = app.database.scalar("SELECT count(*) FROM risk_evaluations WHERE lot_id = 60000002").await;
        assert_eq!(kept, 2, "pages show what was kept");
        let now = app.services().clock.now();
        let stored = app.services().store.list_evaluations(now, "", 10).await.unwrap();
        assert_eq!(stored.len(), 2);
        for evaluation in stored {
            let replayed = evaluation.replay();
            assert!(replayed.same && replayed.same_rules, "{replayed:?}");
        }
        let before = app.services().store.list_evaluations(now - TimeDelta::hours(1), "", 10).await;
        assert_eq!(before.unwrap().len(), 0);
    }
}

on_both_engines! {
    async fn old_evaluations_and_calculations_are_dropped_but_the_last_stay(app: TestApp) {
        let talker = app.person(1, "ru");
        for _ in 0..2 {
            talker.says("/lot 83685322-ОИ4").await;
            talker.presses("🧭").await;
            talker.says("/vat 100 тыс").await;
        }
        talker.says("/penalty 100 тыс 5 дней").await;
        let kept = async || {
            let evaluations = app.database.scalar("SELECT count(*) FROM risk_evaluations").await;
            (evaluations, app.database.scalar("SELECT count(*) FROM finance_calcs").await)
        };
        let before = kept().await;
        assert_eq!(before.0, 2);
        let now = app.services().clock.now();
        let store = &app.services().store;
        assert_eq!(store.forget_evaluations(now - TimeDelta::days(1)).await.unwrap(), 0, "they are new");
        assert_eq!(store.forget_calculations(now - TimeDelta::days(1)).await.unwrap(), 0);
        assert_eq!(store.forget_evaluations(now + TimeDelta::days(1)).await.unwrap(), 1);
        assert_eq!(store.forget_calculations(now + TimeDelta::days(1)).await.unwrap(), 1);
        assert_eq!(kept().await, (1, before.1 - 1));
        let last = store.find_last_evaluation(42_700_184).await.unwrap();
        assert!(last.is_some(), "pages of an open message find theirs");
    }
}

on_both_engines! {
    async fn an_edited_record_does_not_replay(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/lot 83685322-ОИ4").await;
        talker.presses("🧭").await;
        app.database.execute("UPDATE risk_evaluations SET report = REPLACE(report, '\"score\":', '\"score\": ')").await;
        let now = app.services().clock.now();
        let stored = app.services().store.list_evaluations(now, "", 10).await.unwrap();
        assert_eq!(stored.iter().map(|it| it.replay().same).collect::<Vec<_>>(), [false]);
    }
}

on_both_engines! {
    async fn neighbours_are_counted_after_a_pass_and_again_when_they_change(app: TestApp) {
        app.services().risk.count().await.unwrap();
        let lots = app.database.scalar("SELECT count(*) FROM goszakup_lots").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM risk_lots").await, lots);
        let tallied = "SELECT CAST(sum(lots) AS BIGINT) FROM risk_tallies WHERE kind = 'customer'";
        assert_eq!(app.database.scalar(tallied).await, lots);
        let failed = "SELECT CAST(sum(failed) AS BIGINT) FROM risk_tallies WHERE kind = 'customer'";
        let before = app.database.scalar(failed).await;
        app.goszakup.change_lot(42_700_184, json!({ "refLotStatusId": 370 }), app.clock.now());
        app.clock.advance(TimeDelta::minutes(1));
        app.services().sync.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        assert_eq!(app.database.scalar(failed).await, before + 1);
        assert_eq!(app.database.scalar(tallied).await, lots, "nothing is counted twice");
    }
}

on_both_engines! {
    async fn a_lot_that_went_away_is_counted_nowhere(app: TestApp) {
        let before = app.database.scalar("SELECT count(*) FROM goszakup_lots").await;
        app.goszakup.add_lot(json!({ "id": 61_000_001, "lotNumber": "90000040-ЗЦП1", "refLotStatusId": 370,
            "customerBin": "970140002674", "amount": 1_000, "lastUpdateDate": naive(app.clock.now()) }));
        let counted = async || {
            app.clock.advance(TimeDelta::minutes(15));
            app.services().sync.run().await.unwrap();
            app.services().risk.count().await.unwrap();
            app.database.texts("SELECT key || '/' || lots || '/' || failed FROM risk_tallies \
                WHERE kind = 'customer' AND key IN ('970140002674', '060240002985') ORDER BY key").await
        };
        assert_eq!(counted().await, [Some("970140002674/1/1".to_owned())]);
        // It moved to another customer: the first one has nothing any more.
        app.goszakup.change_lot(61_000_001, json!({ "customerBin": "060240002985" }), app.clock.now());
        assert_eq!(counted().await, [Some("060240002985/1/1".to_owned())]);
        app.goszakup.change_lot(61_000_001, json!({ "isDeleted": 1 }), app.clock.now());
        assert_eq!(counted().await, [None::<String>; 0]);
        let tallied = "SELECT CAST(sum(lots) AS BIGINT) FROM risk_tallies WHERE kind = 'customer'";
        assert_eq!(app.database.scalar(tallied).await, before, "the others are as they were");
    }
}

on_both_engines! {
    async fn a_lot_of_which_little_is_known_is_not_called_low(app: TestApp) {
        app.goszakup.add_lot(json!({ "id": 60_000_009, "lotNumber": "90000020-ЗЦП1" }));
        let talker = app.person(1, "ru");
        talker.says("/lot 90000020-ЗЦП1").await;
        assert_reads("risk_bare", &talker.presses("🧭").await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replay_says_whether_anything_differs_by_its_exit_code() {
    let app = TestApp::new(Engine::Sqlite).await.unwrap();
    let talker = app.person(1, "ru");
    talker.says("/lot 83685322-ОИ4").await;
    talker.presses("🧭").await;
    let replay = |as_of: &'static str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_zakupai"))
            .args(["risk", "replay", "--as-of", as_of])
            .env_clear()
            .env("DATABASE_URL", app.database.url())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = replay("2026-11-20");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(r#""same":true"#) && said.contains(r#""evaluations":1"#), "{said}");
    let (code, said) = replay("2026-11-20T11:00:00+05:00");
    assert_eq!((code, said.contains(r#""evaluations":0"#)), (Some(0), true), "{said}");
    app.database.execute("UPDATE risk_evaluations SET report = report || ' '").await;
    let (code, said) = replay("2026-11-20");
    assert_eq!(code, Some(1), "{said}");
    assert!(replay("yesterday").0 == Some(2), "a wrong moment is refused");
    app.finish().await;
}
