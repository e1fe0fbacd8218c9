//! `/ask`: an answer with its source in the language of the question, or an honest refusal.

use super::{calc::quotation, support::*};

on_both_engines! {
    async fn dumping_is_explained_in_three_languages_with_its_source(app: TestApp) {
        for (id, code, question) in [
            (1, "ru", "/ask расскажи о демпинге"),
            (2, "kk", "/ask демпинг деген не?"),
            (3, "en", "/ask what is dumping?"),
        ] {
            let talker = app.person(id, code);
            assert_reads(&format!("ask_{code}"), &talker.says(question).await);
        }
        let talker = app.person(1, "ru");
        let asked = talker.says("/ask что такое демпинг?").await;
        assert!(asked.text.contains("10%") && asked.text.contains("ст. 13"), "{}", asked.text);
        // The language is the question's, not the person's.
        let kazakh = talker.says("/ask демпинг деген не?").await;
        assert!(kazakh.text.contains("13-бап"), "{}", kazakh.text);
        assert!(talker.says("/ask").await.text.contains("Ваших вопросов хранится: 3"));
    }
}

on_both_engines! {
    async fn a_question_needs_no_command_and_other_words_are_still_searched_for(app: TestApp) {
        let talker = app.person(1, "ru");
        assert!(talker.says("что такое демпинг?").await.text.contains("ст. 13"));
        assert!(talker.says("Картриджи").await.text.contains("поискал по словам"));
        // No lot has these words, and an answer is known: it is one press away.
        let none = talker.says("сроки жалобы на итоги").await;
        assert!(none.text.contains("поискал по словам"), "{}", none.text);
        let told = talker.presses("Как и в какой срок").await;
        assert!(told.text.contains("3 рабочих дн"), "{}", told.text);
        assert!(talker.says("какая погода в Астане?").await.text.contains("не про госзакупки"));
    }
}

on_both_engines! {
    async fn the_lot_at_hand_is_answered_of_in_numbers_that_are_counted(app: TestApp) {
        let talker = app.person(1, "ru");
        let unknown = talker.says("сколько обеспечение по этому лоту?").await;
        assert!(unknown.text.contains("Непонятно, о каком лоте речь"), "{}", unknown.text);
        talker.says("/lot 83685322-ОИ4").await;
        let none = talker.says("сколько обеспечение по этому лоту?").await;
        assert!(none.text.contains("Правила его не называют"), "{}", none.text);
        quotation(&app);
        talker.says("/lot 90000020-ЗЦП1").await;
        assert_reads("ask_lot_ru", &talker.says("сколько обеспечение по этому лоту?").await);
        assert_reads("ask_lot_all_ru", &talker.says("/ask что скажешь про этот лот").await);
        let kazakh = talker.says("осы лот бойынша өтінімді қамтамасыз ету қанша?").await;
        assert_reads("ask_lot_kk", &kazakh);
    }
}

on_both_engines! {
    async fn what_is_not_answered_is_refused_with_the_reason(app: TestApp) {
        let talker = app.person(1, "ru");
        for (question, told) in [
            ("/ask какая погода завтра", "не про госзакупки"),
            ("/ask кому дать взятку, чтобы выиграть", "нарушение закона"),
            ("/ask какой ИИН у директора заказчика", "Личные данные"),
            ("/ask выиграю ли я суд с заказчиком", "нужен юрист"),
            ("/ask кто выиграет этот конкурс", "никто не знает"),
        ] {
            let answer = talker.says(question).await;
            assert!(answer.text.contains(told), "{question}: {}", answer.text);
        }
    }
}

on_both_engines! {
    async fn an_answer_is_looked_into_rated_and_forgotten(app: TestApp) {
        let talker = app.person(1, "ru");
        let answer = talker.says("/ask что такое РНУ?").await;
        let more = talker.presses("Подробнее").await;
        assert_eq!(more.message_id, answer.message_id, "in place");
        assert!(more.text.contains("Вы спросили: что такое РНУ?"), "{}", more.text);
        talker.says("/ask какая пеня за просрочку?").await;
        talker.presses("👍").await;
        assert_eq!(toast(&app).as_deref(), Some("Спасибо, учту."));
        let why = talker.presses("👎").await;
        assert!(why.text.contains("Напишите, что не так"), "{}", why.text);
        assert!(talker.says("не то").await.text.contains("записал"));
        let comments = "SELECT count(*) FROM feedback WHERE comment = 'не то' AND NOT is_good";
        assert_eq!(app.database.scalar(comments).await, 1);
        let stranger = app.person(2, "ru");
        stranger.says("/start").await;
        let data = answer.rows[0][0].data.clone().unwrap();
        stranger.presses_data(stranger.newest().message_id, &data).await;
        assert!(toast(&app).is_some_and(|told| !told.is_empty()), "not theirs");
        talker.says("/ask").await;
        let list = talker.presses("Мои вопросы").await;
        assert!(list.text.contains("1. 20.11.2026 — какая пеня за просрочку?"), "{}", list.text);
        // One goes, the other stays; nobody else's does.
        let left = talker.presses("🗑 2").await;
        assert_eq!(toast(&app).as_deref(), Some("Удалено"));
        assert!(left.text.contains("пеня") && !left.text.contains("РНУ"), "{}", left.text);
        let of_talker = left.rows[0][0].data.clone().unwrap();
        stranger.presses_data(stranger.newest().message_id, &of_talker).await;
        assert!(talker.says("мои вопросы").await.text.contains("пеня"), "it is still there");
        talker.presses("Удалить все").await;
        assert!(talker.presses("Да, удалить").await.text.contains("Удалено"));
        let shown = "SELECT count(*) FROM messages WHERE deleted_at IS NULL";
        assert_eq!(app.database.scalar(shown).await, 0);
    }
}
