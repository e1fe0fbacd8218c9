//! Official texts: brought in by those who run the bot, quoted under answers; and questions that a
//! tool answers.

use zakupai::domain::{
    ask::Document,
    law::{self, Place, difference},
};

use super::support::*;

/// A law of twenty-nine articles; the thirteenth says what dumping is.
fn text(day: &str, dumping: &str) -> Vec<u8> {
    let mut text = format!("Закон № 106-VIII, по состоянию на {day}\n");
    for n in 1..=29 {
        let says = if n == 13 { dumping } else { "О чём-то." };
        text.push_str(&format!("Статья {n}. Название\n{says}\n"));
    }
    text.into_bytes()
}

on_both_engines! {
    async fn an_answer_quotes_the_text_that_was_brought_in_in_its_newest_edition(app: TestApp) {
        let store = &app.services().store;
        store.ping().await.unwrap();
        let talker = app.person(1, "ru");
        talker.says("/ask что такое демпинг?").await;
        let before = talker.presses("Подробнее").await;
        assert!(!before.text.contains("Текст в редакции"), "{}", before.text);

        let first = law::read(&text("22.02.2026", "Демпинг — это раз."), None).unwrap();
        assert_eq!(store.replace_act(&first).await.unwrap(), None);
        talker.says("/ask что такое демпинг?").await;
        let quoted = talker.presses("Подробнее").await;
        assert!(quoted.text.contains("Демпинг — это раз."), "{}", quoted.text);
        assert!(quoted.text.contains("Текст в редакции на 22.02.2026"), "{}", quoted.text);

        let again = store.replace_act(&first).await.unwrap().unwrap();
        assert_eq!(difference(&again.1, &first.passages), law::Difference::default());
        let second = law::read(&text("01.11.2026", "Демпинг — это два."), None).unwrap();
        let (day, old) = store.replace_act(&second).await.unwrap().unwrap();
        assert_eq!(day, first.edition);
        assert_eq!(difference(&old, &second.passages).changed, ["article 13"]);
        let place = Place { article: Some(13), ..Place::default() };
        let found = store.find_passage(Document::Law, &place).await.unwrap().unwrap();
        assert_eq!(found.0, second.edition);
        assert!(found.1.ends_with("Демпинг — это два."), "{}", found.1);
        let nowhere = Place { article: Some(99), ..Place::default() };
        assert_eq!(store.find_passage(Document::Law, &nowhere).await.unwrap(), None);
        assert_eq!(store.find_passage(Document::Rules, &place).await.unwrap(), None);
    }
}

on_both_engines! {
    async fn what_one_has_is_answered_by_what_counts_and_keeps_it(app: TestApp) {
        let talker = app.person(1, "ru");
        let none = talker.says("/ask какая маржа получилась в последнем расчёте?").await;
        assert!(none.text.contains("ещё не было"), "{}", none.text);
        talker.says("/margin 120000 90000").await;
        let last = talker.says("какая маржа получилась в последнем расчёте?").await;
        assert!(last.text.contains("30 000") || last.text.contains("30\u{a0}000"), "{}", last.text);
        assert!(last.text.contains("25"), "{}", last.text);
        let stranger = app.person(2, "ru");
        let other = stranger.says("какая маржа получилась в последнем расчёте?").await;
        assert!(other.text.contains("ещё не было"), "{}", other.text);
        let rnu = talker.says("/ask есть ли БИН 940140000385 в РНУ?").await;
        assert!(rnu.text.contains("940140000385"), "{}", rnu.text);
        talker.says("/ask Что такое ДЕМПИНГ?").await;
        talker.says("/ask когда должны оплатить договор").await;
        let found = talker.says("мои вопросы демпинг").await;
        assert!(found.text.contains("ДЕМПИНГ") && !found.text.contains("оплатить"), "{}", found.text);
        let nothing = talker.says("/ask мои вопросы аукцион").await;
        assert!(nothing.text.contains("нет"), "{}", nothing.text);
    }
}
