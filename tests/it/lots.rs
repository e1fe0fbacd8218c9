//! `/lot`: paste a lot, understand it.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use zakupai::{
    demo::goszakup::{Dataset, Fault, TokenError},
    domain::clock::Clock as _,
};

use super::support::*;

on_both_engines! {
    async fn the_card_is_right_in_three_languages(app: TestApp) {
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let card = app.person(id, code).says("/lot 83685322-ОИ4").await;
            assert_reads(&format!("lot_card_{code}"), &card);
        }
        // What is stored is fresh: OWS was not asked again by anybody.
        assert_eq!(app.goszakup.requests().iter().filter(|r| r.variables.to_string().contains("83685322")).count(), 0);
    }
}

on_both_engines! {
    async fn cards_of_every_stage_read_well(app: TestApp) {
        let talker = app.person(1, "ru");
        for (name, number) in [
            ("lot_price_quotations", "81861406-ЗЦП1"),
            ("lot_united", "42667799-ОЛ-ОИ2"),
            ("lot_failed_tender", "81610885-ОК2"),
            ("lot_open_soon_over", "88105345-ЗЦП1"),
        ] {
            assert_reads(name, &talker.says(&format!("/lot {number}")).await);
        }
        talker.says("/lot 81610885-ОК2").await;
        assert_reads("lot_more", &talker.presses("Подробнее").await);
    }
}

on_both_engines! {
    async fn buttons_edit_in_place_and_a_second_press_changes_nothing(app: TestApp) {
        let talker = app.person(1, "ru");
        let card = talker.says("/lot 83685322-ОИ4").await;
        let more = talker.presses("Подробнее").await;
        assert_eq!((more.message_id, more.edits), (card.message_id, 1));
        // The client's button still shows for a moment: the same press comes twice.
        let data = format!("lot:{}:m", 42_700_184);
        let again = talker.presses_data(card.message_id, &data).await;
        assert_eq!((again.text, again.edits), (more.text, 1));
        let back = talker.presses("Кратко").await;
        assert_eq!((back.text, talker.heard().len()), (card.text, 1));
    }
}

on_both_engines! {
    async fn refresh_asks_ows_now(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/lot 83685322-ОИ4").await;
        app.goszakup.change_lot(42_700_184, json!({ "amount": 900_000.5 }), app.clock.now());
        let card = talker.presses("Обновить").await;
        assert!(card.text.contains("900\u{A0}000,50\u{A0}₸"), "{}", card.text);
        assert_eq!(toast(&app).as_deref(), Some("Обновлено"));
        // What changed was written down for the notices to come.
        let old = app.database.texts("SELECT old_value FROM changes WHERE entity_id = 42700184 AND field = 'amount'").await;
        assert_eq!(old, [Some("81786900".to_owned())]);
    }
}

on_both_engines! {
    async fn an_announcement_offers_its_lots_by_pages(app: TestApp) {
        let most = "SELECT announcement_id FROM goszakup_lots GROUP BY announcement_id ORDER BY count(*) DESC LIMIT 1";
        let id = app.database.scalar(most).await;
        let talker = app.person(1, "ru");
        let first = talker.says(&format!("https://goszakup.gov.kz/ru/announce/index/{id}?tab=lots")).await;
        assert!(first.text.contains("В нём 31 лот."), "{}", first.text);
        let second = talker.presses("›").await;
        assert_eq!((second.message_id, second.edits), (first.message_id, 1));
        assert!(second.text.contains("Страница 2 из 4"), "{}", second.text);
        let number = second.rows[0][0].text.split(' ').next().unwrap().to_owned();
        let card = talker.presses(&number).await;
        assert!(card.text.contains(&format!("Лот {number}")), "{}", card.text);
    }
}

on_both_engines! {
    async fn a_number_that_fits_several_things_is_asked_about(app: TestApp) {
        // The id of an announcement is at once the root of another lot's number.
        app.goszakup.add_lot(json!({
            "id": 50_000_001, "lotNumber": "17379709-ЗЦП1", "refLotStatusId": 220, "amount": 100, "count": 1,
            "nameRu": "Двойник", "trdBuyId": 17_379_679, "customerBin": "000540002866",
        }));
        let talker = app.person(1, "ru");
        assert!(talker.says("/lot 17379709-ЗЦП1").await.text.starts_with("Двойник"));
        let asked = talker.says("/lot 17379709").await;
        assert!(asked.text.contains("подходит не одному объекту"), "{}", asked.text);
        assert!(talker.presses("Объявление").await.text.contains("Объявление 17379709-1"));
        // Where only one thing fits, there is nothing to ask.
        assert!(talker.says("/lot 42700184").await.text.starts_with("Лигнит"));
        assert!(talker.says("/lot 83685322").await.text.starts_with("Лигнит"), "the root of its number");
        assert!(talker.says("/lot 17379709-1").await.text.starts_with("Лигнит"));
    }
}

on_both_engines! {
    async fn a_lot_that_is_not_stored_is_fetched_once(app: TestApp) {
        app.goszakup.add_lot(json!({
            "id": 50_000_002, "lotNumber": "90000001-ЗЦП1", "refLotStatusId": 240, "amount": 5_000, "count": 2.5,
            "nameRu": "Новинка", "trdBuyId": 17_379_679, "customerBin": "000540002866",
        }));
        let before = app.goszakup.count("Lots");
        let (one, two) = (app.person(1, "ru"), app.person(2, "ru"));
        assert!(one.says("/lot 90000001-ЗЦП1").await.text.starts_with("Новинка"));
        assert!(two.says("/lot 90000001-ЗЦП1").await.text.starts_with("Новинка"));
        assert_eq!(app.goszakup.count("Lots") - before, 1);
    }
}

on_both_engines! {
    async fn nothing_found_and_nobody_answering_are_told_apart(app: TestApp) {
        let talker = app.person(1, "ru");
        assert!(talker.says("/lot 11111111-ЗЦП1").await.text.contains("(LOT-404)"));
        app.goszakup.fail_next(3, Fault::Status(503));
        assert!(talker.says("/lot 11111112-ЗЦП1").await.text.contains("(OWS-1)"));
        app.goszakup.fail_next(0, Fault::Status(503));
        app.goszakup.token_error(TokenError::InvalidRoute404);
        app.goszakup.reject_token(true);
        assert!(talker.says("/lot 11111113-ЗЦП1").await.text.contains("(OWS-2)"));
    }
}

on_both_engines! {
    async fn an_old_copy_says_how_old_it_is(app: TestApp) {
        app.goszakup.fail_next(1_000, Fault::Status(503));
        app.clock.advance(TimeDelta::hours(2));
        let card = app.person(1, "ru").says("/lot 83685322-ОИ4").await;
        assert!(card.text.contains("OWS сейчас не отвечает: это копия от 12:00 (2 часа"), "{}", card.text);
    }
}

on_both_engines! {
    async fn a_stale_status_does_not_hide_that_bidding_ended(app: TestApp) {
        app.clock.advance(TimeDelta::days(40));
        app.goszakup.fail_next(1_000, Fault::Status(503));
        let card = app.person(1, "ru").says("/lot 83685322-ОИ4").await;
        assert!(card.text.contains("🔴 Приём заявок завершён"), "{}", card.text);
        assert!(card.text.contains("Статус в OWS: Опубликован (прием заявок)"), "{}", card.text);
        assert!(!card.text.contains("Обеспечение"), "nothing is to be deposited any more");
    }
}

on_both_engines! {
    async fn what_ows_leaves_out_is_named_unknown(app: TestApp) {
        app.goszakup.add_lot(json!({ "id": 50_000_003, "lotNumber": "90000002-ЗЦП1" }));
        assert_reads("lot_bare", &app.person(1, "ru").says("/lot 90000002-ЗЦП1").await);
        app.goszakup.add_lot(json!({
            "id": 50_000_004, "lotNumber": "90000003-ЖЖЖ1", "refLotStatusId": 777, "amount": 1, "count": 0,
            "nameRu": "Неведомое", "refBuyTradeMethodsId": 999, "plnPointKatoList": ["990000000"],
        }));
        assert_reads("lot_unknown_codes", &app.person(1, "ru").says("/lot 90000003-ЖЖЖ1").await);
    }
}

on_both_engines! {
    async fn the_last_lots_are_remembered(app: TestApp) {
        let talker = app.person(1, "ru");
        let numbers = app.database.texts("SELECT lot_number FROM goszakup_lots WHERE status = 220 ORDER BY id DESC LIMIT 7").await;
        for number in numbers.iter().flatten() {
            talker.says(&format!("/lot {number}")).await;
        }
        let kept = app.services().store.list_user_lots(1).await.unwrap();
        assert_eq!(kept.len(), 5);
    }
}

on_both_engines! {
    async fn slow_answers_are_announced_by_typing(app: TestApp) {
        app.goszakup.fail_next(1, Fault::Hang(Duration::from_millis(900)));
        app.person(1, "ru").says("/lot 11111111-ЗЦП1").await;
        assert!(app.telegram.count("sendChatAction") >= 1);
    }
}

#[tokio::test]
async fn without_an_account_stored_lots_are_still_shown() {
    let mut app = TestApp::stopped(Engine::Sqlite, Dataset::empty()).await.unwrap();
    app.set("GOSZAKUP_TOKEN", "");
    app.start().await;
    let reply = app.person(1, "ru").says("/lot 83685322-ОИ4").await;
    assert!(reply.text.contains("(OWS-2)"), "{}", reply.text);
    assert_eq!(app.goszakup.requests().len(), 0);
    app.finish().await;
}
