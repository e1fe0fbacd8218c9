//! New lots that a price list suits, told as hot ones.

use zakupai::demo::telegram::{BotMessage, Group};

use super::support::*;

const LIST: &str = "Артикул;Наименование;Цена\nA-1;Аппарат сварочный инверторный;100\n";
const ALERTS: &str = "SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'hot:%'";
const WELDER: (i64, &str, i64) = (99_000_001, "Аппарат сварочный инверторный", 250_000);

async fn imports(app: &TestApp, talker: &Talker<'_>, list: &str) -> BotMessage {
    app.telegram.sends_file(&talker.person, "price.csv", list.as_bytes());
    talker.hears().await;
    let data = talker.newest().rows[0][0].data.clone().unwrap();
    talker.presses_data(talker.newest().message_id, &data).await;
    talker.newest()
}

on_both_engines! {
    async fn a_lot_that_a_list_suits_is_told_once_with_its_margin(mut app: TestApp) {
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let talker = app.person(id, code);
            imports(&app, &talker, LIST).await;
        }
        app.new_lots(&[WELDER, (99_000_002, "Аппарат слуховой", 250_000)]).await;
        app.looks().await;
        assert_eq!(app.database.scalar(ALERTS).await, 3, "one each; the other one is not sure enough");
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            assert_reads(&format!("price_alert_{code}"), &app.person(id, code).newest());
        }
        app.stop().await;
        app.start().await;
        app.looks().await;
        assert_eq!(app.database.scalar(ALERTS).await, 3, "not again after a restart");
        let talker = app.person(1, "ru");
        let judged = talker.presses("👍").await;
        assert!(judged.text.contains("В вашем прайсе"), "{}", judged.text);
        assert!(talker.presses("Расчёт").await.text.contains("99000001-ЗЦП1"));
        // What is said to be something else is told no more.
        talker.presses_data(judged.message_id, "price:n:99000001:1").await;
        app.new_lots(&[(99_000_003, WELDER.1, 250_000)]).await;
        app.looks().await;
        assert_eq!(talker.alerts().len(), 1);
        assert_eq!(app.database.scalar(ALERTS).await, 5, "the others are told of it");
    }
}

on_both_engines! {
    async fn one_lot_is_told_once_whatever_finds_it(app: TestApp) {
        let (words, search) = (app.person(1, "ru"), app.person(2, "ru"));
        words.sells("сварочный аппарат").await;
        imports(&app, &words, LIST).await;
        imports(&app, &search, LIST).await;
        search.says("/subscribe сварочный аппарат").await;
        search.presses("Сохранить").await;
        app.new_lots(&[WELDER]).await;
        app.services().notices.run().await.unwrap();
        app.looks().await;
        app.services().notices.run().await.unwrap();
        app.settled().await;
        assert_eq!(words.alerts().len(), 1, "words and the list together");
        assert!(words.newest().text.contains("В вашем прайсе"), "{}", words.newest().text);
        assert_eq!(search.alerts().len(), 0, "the saved search tells of it");
        assert!(search.newest().text.contains("сварочный инверторный"), "{}", search.newest().text);
    }
}

on_both_engines! {
    async fn nights_are_quiet_and_a_button_turns_it_off(app: TestApp) {
        let sleeper = app.person(1, "ru");
        imports(&app, &sleeper, LIST).await;
        sleeper.says("/settings").await;
        sleeper.presses("Тихие часы").await;
        sleeper.presses("22:00–08:00").await;
        let off = app.person(2, "ru");
        let told = imports(&app, &off, LIST).await;
        assert!(told.text.contains("буду присылать"), "{}", told.text);
        let home = off.says("/prices").await;
        assert!(home.text.contains("присылаю как горячие"), "{}", home.text);
        assert!(off.presses("Не присылать").await.text.contains("не присылаю"));
        // Another list does not turn it on again.
        let again = imports(&app, &off, &LIST.replace("100\n", "110\n")).await;
        assert!(!again.text.contains("буду присылать"), "{}", again.text);
        app.goes_to(21, 2);
        app.new_lots(&[WELDER]).await;
        app.looks().await;
        assert_eq!((sleeper.alerts().len(), off.alerts().len()), (0, 0));
        app.goes_to(21, 8);
        app.looks().await;
        app.looks().await;
        assert_eq!((sleeper.alerts().len(), off.alerts().len()), (1, 0), "once, in the morning");
        off.says("/prices").await;
        assert!(off.presses("Присылать новые").await.text.contains("присылаю как горячие"));
        app.looks().await;
        assert_eq!(off.alerts().len(), 1, "what is still new");
        let group = Group::new(-4_001, "Отдел закупок");
        let said = off.says_in(&group, "/prices").await;
        assert!(said[0].text.contains("личном чате"), "{}", said[0].text);
    }
}

on_both_engines! {
    async fn a_margin_that_is_too_small_is_not_told(app: TestApp) {
        // Of this lot some 50 000 are allocated for one.
        for (id, price) in [(1, "45000"), (2, "45000"), (3, "60000")] {
            imports(&app, &app.person(id, "ru"), &LIST.replace(";100\n", &format!(";{price}\n"))).await;
        }
        let asks_for_more = app.person(2, "ru");
        asks_for_more.says("/hot").await;
        asks_for_more.presses("Маржа").await;
        asks_for_more.presses("20 %").await;
        app.new_lots(&[WELDER]).await;
        app.looks().await;
        let told = [1, 2, 3].map(|id| app.person(id, "ru").alerts().len());
        assert_eq!(told, [1, 0, 0], "enough, less than was asked for, and more than is allocated");
    }
}
