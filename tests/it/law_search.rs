//! Official texts as a second place to look in: shown word for word where no answer of ours is, and
//! the source that a person chooses.

use chrono::TimeDelta;
use zakupai::domain::law;

use super::{ask_model::with_model, support::*};

/// No answer of ours knows this.
const QUESTION: &str = "сколько лет ведут журнал верблюжьих поставок?";
const CAMELS: &str =
    "Заказчик ведёт журнал верблюжьих поставок в течение сорока лет со дня заключения договора.";

/// A law of twenty-nine articles; the twentieth has points, of which the second is told.
pub fn law_of(day: &str, told: &str) -> law::Act {
    let mut text = format!("Закон № 106-VIII, по состоянию на {day}\n");
    for n in 1..=29 {
        text.push_str(&format!("Статья {n}. Название\n"));
        match n {
            20 => text.push_str(&format!("1. О чём-то другом.\n2. {told}\n")),
            13 => text.push_str("Демпинг – цена ниже порога, установленного Правилами.\n"),
            _ => text.push_str("О чём-то.\n"),
        }
    }
    law::read(text.as_bytes(), None).unwrap()
}

on_both_engines! {
    async fn what_no_answer_knows_is_shown_in_the_text_word_for_word(app: TestApp) {
        let talker = app.person(1, "ru");
        let before = talker.says(QUESTION).await;
        assert!(before.text.contains("ответа на это я не нашёл"), "{}", before.text);

        talker.presses("Источники").await;
        assert!(talker.presses("Закон и Правила").await.text.contains("не загружены"));

        let store = &app.services().store;
        let long = format!("{} {CAMELS} {}", "Сказано и о прочем. ".repeat(20), "Есть и ещё. ".repeat(20));
        store.replace_act(&law_of("22.02.2026", &long)).await.unwrap();
        let shown = talker.says(QUESTION).await;
        assert_reads("ask_law_ru", &shown);
        assert!(shown.text.contains(&format!("…{CAMELS}")), "{}", shown.text);
        let quoted = shown.text.split('«').nth(1).and_then(|it| it.split('»').next()).unwrap();
        assert!(quoted.chars().count() <= 500, "{quoted}");
        let kept = "SELECT count(*) FROM messages WHERE kind = 'law' AND sources LIKE '%law-106-VIII//20/2%'";
        assert_eq!(app.database.scalar(kept).await, 1);
        let more = talker.presses("Подробнее").await;
        assert!(more.text.contains(CAMELS) && more.text.contains("ст. 20(2)"), "{}", more.text);

        // A new edition is found as soon as it was brought in.
        app.clock.advance(TimeDelta::hours(1));
        let told = "Журнал верблюжьих поставок заказчик ведёт тридцать лет.";
        store.replace_act(&law_of("01.11.2026", told)).await.unwrap();
        let newer = talker.says(QUESTION).await;
        assert!(newer.text.contains("тридцать лет") && !newer.text.contains("сорока"), "{}", newer.text);
        assert!(newer.text.contains("в редакции на 01.11.2026"), "{}", newer.text);

        // A wish that is refused stays so, and so does what is not of procurement.
        for (question, told) in [
            ("/ask кому дать взятку, чтобы заказчик вёл журнал верблюжьих поставок", "нарушение закона"),
            ("/ask какая погода завтра", "не про госзакупки"),
        ] {
            let refused = talker.says(question).await;
            assert!(refused.text.contains(told), "{question}: {}", refused.text);
        }
        // Beside an answer of ours: what it rests on is quoted, the rest comes numbered.
        talker.says("/ask что такое демпинг?").await;
        let more = talker.presses("Подробнее").await;
        assert_eq!(more.text.matches("цена ниже порога, установленного").count(), 1, "{}", more.text);
    }
}

on_both_engines! {
    async fn the_source_is_the_persons_to_choose(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/lot 83685322-ОИ4").await;
        let answer = talker.says("/ask что такое демпинг?").await;
        let choice = talker.presses("Источники").await;
        assert_eq!(choice.message_id, answer.message_id, "in place");
        assert_reads("ask_sources_ru", &choice);
        let unread = talker.presses("Закон и Правила").await;
        assert_eq!(unread.message_id, answer.message_id);
        assert!(unread.text.contains("не загружены"), "{}", unread.text);
        app.services().store.replace_act(&law_of("22.02.2026", "О чём-то.")).await.unwrap();
        let law = talker.presses("Закон и Правила").await;
        assert!(law.text.contains("Демпинг – цена ниже порога"), "{}", law.text);
        assert!(law.rows.iter().flatten().any(|it| it.text == "• Закон и Правила"), "{}", shown(&law));
        let known = talker.presses("Ответы").await;
        assert!(known.text.contains("10%") && known.message_id == answer.message_id, "{}", known.text);
        let mine = talker.presses("Моё").await;
        assert!(mine.text.contains("83685322-ОИ4") && mine.text.contains("что такое демпинг"), "{}", mine.text);
        assert!(talker.presses("РНУ").await.text.contains("БИН"));
        assert!(talker.presses("Договоры").await.message_id == answer.message_id);

        app.indexed().await;
        talker.says("/ask можно ли закупить картриджи без конкурса?").await;
        talker.presses("Источники").await;
        let lots = talker.presses("Лоты").await;
        assert!(lots.text.to_lowercase().contains("картридж"), "{}", lots.text);
        talker.says("/ask есть ли договоры у 940140000385").await;
        // What is somebody else's is not answered.
        let stranger = app.person(2, "ru");
        stranger.says("/start").await;
        let data = choice.rows[0][1].data.clone().unwrap();
        stranger.presses_data(stranger.newest().message_id, &data).await;
        assert!(toast(&app).is_some_and(|told| !told.is_empty()), "not theirs");
    }
}

on_both_engines! {
    async fn a_model_is_given_passages_after_our_answers(mut app: TestApp) {
        let llm = with_model(&mut app, &[]).await;
        app.services().store.replace_act(&law_of("22.02.2026", CAMELS)).await.unwrap();
        let talker = app.person(1, "ru");
        talker.says("/ask что такое демпинг?").await;
        let sent = llm.heard().last().unwrap().text.clone();
        let ours = sent.find("[1]").unwrap();
        let passage = sent.find("цена ниже порога, установленного").unwrap();
        assert!(ours < passage, "{sent}");
        // Of what no answer knows a model is asked only when the person asks again.
        let asked = llm.heard().len();
        let shown = talker.says(QUESTION).await;
        assert!(shown.text.contains(CAMELS) && llm.heard().len() == asked, "{}", shown.text);
        llm.next(zakupai::demo::llm::Manner::Says(
            "Журнал верблюжьих поставок ведут в течение сорока лет [1]. Или семидесяти семи 77 лет [1].".to_owned(),
        ));
        talker.presses("Перезапустить").await;
        let again = talker.newest();
        assert!(again.text.contains("Сформулировано моделью"), "{}", again.text);
        assert!(again.text.contains("ст. 20(2)") && !again.text.contains("77"), "{}", again.text);
        llm.stop();
    }
}
