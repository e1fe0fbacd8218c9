//! Sums and bids: what people type is understood or asked about, never guessed; every answer names
//! its rule, and every calculation is kept.

use serde_json::json;

use super::support::*;

const VAT: &str = "SELECT count(*) FROM finance_calcs WHERE kind = 'vat'";
const PENALTIES: &str = "SELECT count(*) FROM finance_calcs WHERE kind = 'penalty'";
const MARGINS: &str = "SELECT count(*) FROM finance_calcs WHERE kind = 'margin'";
const BIDS: &str = "SELECT count(*) FROM finance_calcs WHERE kind = 'bid'";

on_both_engines! {
    async fn sums_are_calculated_in_three_languages_and_kept(app: TestApp) {
        for (id, code, days) in [(1, "ru", "12 дней"), (2, "kk", "12 күн"), (3, "en", "12 days")] {
            let talker = app.person(id, code);
            assert_reads(&format!("vat_{code}"), &talker.says("/vat 1,5 млн").await);
            assert_reads(&format!("penalty_{code}"), &talker.says(&format!("/penalty 10 млн 2,5 млн {days}")).await);
            assert_reads(&format!("margin_{code}"), &talker.says("/margin 1 000 000; 800 000; 50 тыс").await);
        }
        for kind in [VAT, PENALTIES, MARGINS] {
            assert_eq!(app.database.scalar(kind).await, 3, "{kind}");
        }
        let editions = "SELECT count(*) FROM finance_calcs WHERE rules_edition = '2026-02-22' AND kind = 'penalty'";
        assert_eq!(app.database.scalar(editions).await, 3);
    }
}

on_both_engines! {
    async fn what_was_true_then_is_calculated_by_the_rate_of_then(app: TestApp) {
        let talker = app.person(1, "ru");
        let then = talker.says("/vat 1 000 000 30.12.2025").await;
        assert!(then.text.contains("НДС 12 % на 30.12.2025"), "{}", then.text);
        assert!(talker.says("/vat 1m 5%").await.text.contains("ставку назвали вы"));
        let late = talker.says("/penalty заказчик 10 млн 400 дней").await;
        assert!(late.text.contains("1\u{A0}000\u{A0}000,00\u{A0}₸"), "{}", late.text);
        assert!(late.text.contains("Сработал предел"), "{}", late.text);
        let goods = talker.says("/penalty товар 10 млн 1 день").await;
        assert!(goods.text.contains("мы не сверяли"), "{}", goods.text);
        assert!(talker.says("/margin 100 тыс 120 тыс").await.text.contains("Убыток"));
    }
}

on_both_engines! {
    async fn what_makes_no_sense_is_refused_with_what_to_write(app: TestApp) {
        let talker = app.person(1, "ru");
        for (text, told) in [
            ("/vat", "Напишите сумму"),
            ("/vat слон", "Напишите сумму"),
            ("/vat 1.500", "читается двумя способами"),
            ("/vat 0", "Ноль"),
            ("/vat -5", "меньше нуля"),
            ("/vat 0,001", "Доли тиына"),
            ("/vat 10 000 000 000 000 000", "Слишком большая"),
            ("/vat 999999999999999999999999999999999999999999", "Слишком большая"),
            ("/vat 1 млн 101%", "от 0 до 100"),
            ("/vat 1 млн 01.01.1999", "не известны"),
            ("/vat 1..2..3", "Не понял число"),
            ("/vat <b>1</b>", "НДС 16 %"),
            ("/penalty 10 млн", "Напишите сумму договора"),
            ("/penalty 10 млн 99999 дней", "Дни"),
            ("/penalty 1 млн 2 млн 3 дня", "больше всего договора"),
            ("/margin 100 800", "Напишите цену"),
            ("/calc", "Напишите номер лота"),
            ("/calc слон", "лот"),
        ] {
            let answer = talker.says(text).await;
            assert!(answer.text.contains(told), "{text}: {}", answer.text);
        }
    }
}

on_both_engines! {
    async fn a_bid_is_counted_from_the_card_and_changed_in_place(mut app: TestApp) {
        let talker = app.person(1, "ru");
        quotation(&app);
        talker.says("/lot 90000020-ЗЦП1").await;
        assert_reads("calc_ask", &talker.presses("Расчёт").await);
        assert!(talker.says("1.500").await.text.contains("двумя способами"), "and goes on waiting");
        let before = talker.heard().len();
        assert_reads("calc_bid", &talker.says("720 тыс").await);
        assert_reads("calc_bid_no_vat", &talker.presses("не плачу").await);
        talker.presses("25 %").await;
        assert_eq!(talker.heard().len(), before + 1, "one message, edited");
        assert_eq!(app.database.scalar(BIDS).await, 3);
        assert_eq!(app.database.scalar("SELECT count(*) FROM finance_calcs WHERE lot_id = 50000020").await, 3);

        // What was chosen holds for the next lot and over a restart.
        app.stop().await;
        app.start().await;
        let next = app.person(1, "ru").says("/calc 90000020-ЗЦП1 700 000").await;
        assert!(next.text.contains("вы не плательщик"), "{}", next.text);
        for code in ["kk", "en"] {
            let talker = app.person(if code == "kk" { 2 } else { 3 }, code);
            assert_reads(&format!("calc_bid_{code}"), &talker.says("/calc 90000020-ЗЦП1 720k").await);
        }
    }
}

on_both_engines! {
    async fn a_lot_that_tells_little_is_counted_in_part(app: TestApp) {
        app.goszakup.add_lot(json!({ "id": 50_000_021, "lotNumber": "90000021-ОК1", "refLotStatusId": 220, "nameRu": "Без всего" }));
        let talker = app.person(1, "ru");
        assert_reads("calc_bid_bare", &talker.says("/calc 90000021-ОК1 1 млн").await);
    }
}

on_both_engines! {
    async fn forged_buttons_of_a_bid_are_refused(app: TestApp) {
        let talker = app.person(1, "ru");
        let card = talker.says("/lot 83685322-ОИ4").await;
        for data in ["calc:bid:1", "calc:bid:42700184-0-v-10", "calc:bid:42700184-1-x-10", "calc:bid:42700184-1-v-100",
            "calc:bid:42700184-99999999999999999-v-10", "calc:lot:-1", "calc:bid:42700184-1-v-10-2"]
        {
            let after = talker.presses_data(card.message_id, data).await;
            assert_eq!(after.text, card.text, "{data}");
            assert!(toast(&app).is_some_and(|toast| !toast.is_empty()), "{data}");
        }
        assert_eq!(app.database.scalar(BIDS).await, 0);
    }
}

/// A lot bought by price quotations, of which all is known.
pub fn quotation(app: &TestApp) {
    app.goszakup.add_lot(json!({
        "id": 50_000_020, "lotNumber": "90000020-ЗЦП1", "refLotStatusId": 220, "amount": 1_000_000, "count": 10,
        "nameRu": "Бумага офисная", "customerBin": "000540002866", "trdBuyId": 17_379_679, "refBuyTradeMethodsId": 3,
    }));
}
