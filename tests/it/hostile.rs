//! Bad input: each gets a short polite answer or is ignored on purpose; nothing breaks others.

use serde_json::{Value, json};
use zakupai::{demo::telegram::Person, domain::clock::Clock as _};

use super::support::*;

on_both_engines! {
    async fn every_text_is_answered_and_never_breaks_markup(app: TestApp) {
        let talker = app.person(1, "ru");
        let long = "я".repeat(4096);
        let texts = [
            "<b>", "</b></i>", "&lt;script&gt;", "*_`[", "<a href=\"x\">", "\u{202E}евирп", "\u{200B}", "\u{0007}\u{001B}[31m",
            "🙂🙂🙂", &long, "/lot <b>x</b>", "/lot &amp;", "/search <i>&\"'", "/search \u{202E}картридж", "/lot", "/lot \n\n",
            "/lot\n83685322-ОИ4", "/LOT 83685322-ОИ4", "/start <b>", "https://goszakup.gov.kz/ru/announce/index/<b>", "%00", "\\u0000",
            "999999999999999999999999", "-5", "/lot 0", "/", "//", "/ lot", "@", "......",
        ];
        for text in texts {
            let before = talker.heard().len();
            talker.says(text).await;
            assert_eq!(talker.heard().len(), before + 1, "{text:?}");
        }
        // `finish` holds that Telegram refused nothing.
    }
}

on_both_engines! {
    async fn forged_and_stale_buttons_are_refused_politely(app: TestApp) {
        let talker = app.person(1, "ru");
        let card = talker.says("/lot 83685322-ОИ4").await;
        for data in ["", "x", "lot:0:c", "lot:-1:c", "lot:99999999:c", "find:0123456789ab:0", "ann:1:0", "set:2:home",
            "set:1:lang-xx", "<b>", "lot:42700184:c:extra"]
        {
            let after = talker.presses_data(card.message_id, data).await;
            assert_eq!(after.text, card.text, "{data:?}");
            assert!(toast(&app).is_some_and(|toast| !toast.is_empty()), "{data:?}");
        }
    }
}

on_both_engines! {
    async fn what_is_no_text_gets_a_word_and_what_is_not_for_us_none(app: TestApp) {
        let talker = app.person(1, "ru");
        let from = json!({ "id": 1, "is_bot": false, "first_name": "П", "language_code": "ru" });
        let chat = json!({ "id": 1, "type": "private", "first_name": "П" });
        let date = app.clock.now().timestamp();
        let message = |extra: Value| {
            let mut message = json!({ "message_id": 5, "date": date, "chat": chat, "from": from });
            message.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            message
        };
        app.telegram.push(json!({ "message": message(json!({ "voice": { "file_id": "v", "file_unique_id": "v", "duration": 3, "file_size": 1 } })) }));
        app.telegram.push(json!({ "message": message(json!({ "location": { "latitude": 51.1, "longitude": 71.4 } })) }));
        app.settled().await;
        assert_eq!(talker.heard().len(), 2);
        assert!(talker.newest().text.contains("Я читаю только текст"));

        // Edits, channels, other bots, kinds nobody knows yet: left alone on purpose.
        let first = talker.says("/help").await;
        app.telegram.edits(&talker.person, first.message_id, "/lot 83685322-ОИ4");
        app.telegram.push(json!({ "channel_post": { "message_id": 1, "date": date, "text": "/help",
            "chat": { "id": -1_001_000_000_001_i64, "type": "channel", "title": "К" } } }));
        app.telegram.push(json!({ "brand_new_kind": { "chat": { "id": 1 } } }));
        let robot = Person { is_bot: true, ..Person::new(66, "ru") };
        app.telegram.says(&robot, "/help");
        app.settled().await;
        assert_eq!(talker.heard().len(), 3);
        assert_eq!(app.telegram.messages(66).len(), 0);
    }
}

on_both_engines! {
    async fn hostile_words_from_ows_are_shown_as_words(app: TestApp) {
        app.goszakup.add_lot(json!({
            "id": 50_000_010, "lotNumber": "90000010-ЗЦП1", "refLotStatusId": 220, "amount": 1, "count": 1,
            "nameRu": "<b>Шланг</b> & \"рукав\" </i>\u{202E}\u{0}", "descriptionRu": "а<script>alert(1)</script>".repeat(300),
            "customerNameRu": "ТОО <Рога & копыта>", "customerBin": "000540002866", "trdBuyId": 17_379_679,
        }));
        let talker = app.person(1, "ru");
        let card = talker.says("/lot 90000010-ЗЦП1").await;
        assert!(card.text.starts_with("<b>Шланг</b> & \"рукав\" </i>\n"), "{}", card.text);
        assert!(card.text.contains("ТОО <Рога & копыта>"), "{}", card.text);
        assert!(talker.presses("Подробнее").await.text.contains("<script>"));
        app.indexed().await;
        assert!(talker.says("/search шланг рукав").await.text.contains("<b>Шланг</b>"));
    }
}

on_both_engines! {
    async fn an_unreadable_update_stops_nobody(app: TestApp) {
        app.telegram.push(json!({ "message": { "chat": "what", "from": 7 } }));
        app.telegram.push(json!({ "callback_query": [] }));
        app.telegram.push(json!({ "message": { "message_id": 1, "chat": { "id": 2, "type": "private" } } }));
        let reply = app.person(1, "ru").says("/help").await;
        assert!(reply.text.starts_with("Что я умею"));
        assert!(app.database.scalar("SELECT count(*) FROM inbox WHERE state = 'dead'").await >= 2);
        assert_eq!(app.database.scalar("SELECT count(*) FROM inbox WHERE state IN ('new', 'running')").await, 0);
    }
}
