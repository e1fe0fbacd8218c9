//! Following: by command, by button, by deep link; how much, and how to end it.

use zakupai::demo::telegram::Group;

use super::support::*;

/// How many subscriptions there are.
async fn count(app: &TestApp) -> i64 {
    app.database.scalar("SELECT count(*) FROM user_subscriptions").await
}

on_both_engines! {
    async fn anything_with_a_number_can_be_followed(app: TestApp) {
        let talker = app.person(1, "ru");
        assert_reads("subscribe_usage", &talker.says("/subscribe").await);
        for (text, answer) in [
            ("/subscribe 88105345", "Слежу: Пункт плана 88105345 · "),
            ("/subscribe 83685322-OИ4", "Слежу: Лот 83685322-ОИ4 · Лигнит"),
            ("/subscribe https://goszakup.gov.kz/ru/announce/index/17379709", "Слежу"),
            ("/subscribe 42700126", "Слежу: Лот "),
        ] {
            let said = talker.says(text).await;
            assert!(said.text.contains(answer) || said.text.contains("уже следите"), "{text}: {}", said.text);
        }
        let choice = talker.says("/subscribe 000540002866").await;
        assert!(choice.text.contains("За чем следить?"), "{}", choice.text);
        talker.presses("Новые лоты").await;
        assert!(toast(&app).unwrap().contains("Слежу: Лоты заказчика 000540002866"));
        talker.presses("РНУ").await;
        let list = talker.says("/subscriptions").await;
        assert_reads("subscriptions_list", &list);
        let kinds = app.database.texts("SELECT DISTINCT kind FROM user_subscriptions ORDER BY kind").await;
        let kinds: Vec<_> = kinds.into_iter().flatten().collect();
        assert_eq!(kinds, ["customer", "lot", "plan", "supplier"]);
    }
}

on_both_engines! {
    async fn a_card_and_a_deep_link_have_a_button_to_follow(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/lot 83685322-ОИ4").await;
        talker.presses("Следить").await;
        assert!(toast(&app).unwrap().contains("Слежу: Лот 83685322-ОИ4"));
        talker.presses("Следить").await;
        assert!(toast(&app).unwrap().contains("уже следите"), "a second press");
        assert_eq!(count(&app).await, 1);
        talker.says("/start plan_88105345").await;
        talker.presses("Следить за пунктом плана").await;
        assert!(toast(&app).unwrap().contains("Слежу: Пункт плана 88105345"));
        assert_eq!(count(&app).await, 2);
        let plan = app.database.texts("SELECT plan_number FROM user_subscriptions ORDER BY id").await;
        assert_eq!(plan, [Some("83685322".to_owned()), Some("88105345".to_owned())]);
    }
}

on_both_engines! {
    async fn who_pays_may_follow_two_hundred_and_no_more(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/lot 83685322-ОИ4").await;
        let place = talker.newest().message_id;
        app.database.execute("UPDATE users SET tier = 'premium' WHERE id = 1").await;
        app.database.execute(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 199) \
             INSERT INTO user_subscriptions (id, user_id, chat_id, kind, subject_key, label, created_at, updated_at) \
             SELECT 's' || n, 1, 1, 'plan', CAST(n AS TEXT), 'x', u.seen_at, u.seen_at FROM n, users u WHERE u.id = 1",
        ).await;
        let lots = app.database.texts("SELECT CAST(id AS TEXT) FROM goszakup_lots ORDER BY id LIMIT 2").await;
        for id in lots.iter().flatten() {
            talker.presses_data(place, &format!("follow:lot:{id}")).await;
        }
        assert_eq!(count(&app).await, 200);
        assert!(toast(&app).unwrap().contains("(SUB-1)"));
        assert!(talker.says("/subscribe 88105345").await.text.contains("Подписок уже 200"));
        assert!(talker.says("/subscriptions").await.text.contains("Подписки: 200 из 200"));
    }
}

on_both_engines! {
    async fn the_eleventh_is_refused_until_one_is_deleted(app: TestApp) {
        let talker = app.person(1, "ru");
        let lots = app.database.texts("SELECT CAST(id AS TEXT) FROM goszakup_lots ORDER BY id LIMIT 11").await;
        talker.says("/lot 83685322-ОИ4").await;
        let place = talker.newest().message_id;
        for id in lots.iter().flatten() {
            talker.presses_data(place, &format!("follow:lot:{id}")).await;
        }
        assert_eq!(count(&app).await, 10);
        assert!(toast(&app).unwrap().contains("(SUB-1)"));
        assert!(talker.says("/subscribe 88105345").await.text.contains("Подписок уже 10"));
        // Somebody else has a plan of their own.
        app.person(2, "ru").says("/subscribe 88105345").await;
        assert_eq!(count(&app).await, 11);
        let list = talker.says("/subscriptions").await;
        assert!(list.text.contains("Подписки: 10 из 10") && list.text.contains("Страница 1 из 2"), "{}", list.text);
        let opened = talker.presses("Лот").await;
        assert_eq!(opened.message_id, list.message_id, "in place");
        talker.presses("Удалить").await;
        talker.presses("Да, удалить").await;
        assert_eq!(count(&app).await, 10);
        talker.presses("Назад").await;
        talker.presses("›").await;
        assert!(talker.newest().text.contains("Страница 2 из 2"), "{}", talker.newest().text);
        assert!(talker.says("/subscribe 88105345").await.text.contains("Слежу"));
    }
}

on_both_engines! {
    async fn a_subscription_pauses_resumes_and_goes_in_place(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/subscribe 83685322-ОИ4").await;
        talker.says("/subscriptions").await;
        let opened = talker.presses("83685322").await;
        assert_reads("subscription_ru", &opened);
        assert!(talker.presses("Пауза").await.text.contains("На паузе"));
        assert_eq!(app.database.scalar("SELECT count(*) FROM user_subscriptions WHERE paused_at IS NOT NULL").await, 1);
        assert!(talker.presses("Возобновить").await.text.contains("Уведомления приходят"));
        let sure = talker.presses("Удалить").await;
        assert!(sure.text.contains("Удалить подписку?"), "{}", sure.text);
        talker.presses("Назад").await;
        assert_eq!(count(&app).await, 1, "asking deletes nothing");
        talker.presses("Удалить").await;
        talker.presses("Да, удалить").await;
        assert_eq!(count(&app).await, 0);
        assert_reads("subscriptions_none", &talker.presses("Назад").await);
        // The old message's buttons are still there for a forger, or a second phone.
        let data = opened.rows.iter().flatten().find(|b| b.text.contains("Пауза")).unwrap().data.clone().unwrap();
        talker.presses_data(opened.message_id, &data).await;
        assert!(toast(&app).unwrap().contains("Этой подписки уже нет"));
    }
}

on_both_engines! {
    async fn nobody_touches_the_subscriptions_of_others(app: TestApp) {
        app.person(1, "ru").says("/subscribe 83685322-ОИ4").await;
        let id = app.database.texts("SELECT id FROM user_subscriptions").await[0].clone().unwrap();
        let stranger = app.person(2, "ru");
        stranger.says("/lot 83685322-ОИ4").await;
        for step in ["p", "d", "m", "u", "s"] {
            stranger.presses_data(stranger.newest().message_id, &format!("sub:{id}:{step}")).await;
            assert!(toast(&app).unwrap().contains("Этой подписки уже нет"), "{step}");
        }
        assert_eq!(app.database.scalar("SELECT count(*) FROM user_subscriptions WHERE paused_at IS NULL AND muted_until IS NULL").await, 1);
    }
}

on_both_engines! {
    async fn what_can_not_be_followed_is_said_so(app: TestApp) {
        let talker = app.person(1, "ru");
        for (text, code) in [
            ("/subscribe 99999999", "(LOT-404)"),
            ("/subscribe https://goszakup.gov.kz/ru/egzplans/index?filter[plan_number]=99999999", "(LOT-404)"),
            ("/subscribe 99999999-ЗЦП1", "(LOT-404)"),
            ("/subscribe 000540002867", "(BIN-1)"),
            ("/subscribe https://evil.example/1", "(LOT-3)"),
        ] {
            let said = talker.says(text).await;
            assert!(said.text.contains(code), "{text}: {}", said.text);
        }
        assert_eq!(count(&app).await, 0);
        let group = Group::new(-4_001, "Отдел закупок");
        let said = talker.says_in(&group, "/subscribe 83685322-ОИ4").await;
        assert!(said[0].text.contains("личном чате"), "{}", said[0].text);
        let card = talker.says_in(&group, "/lot 83685322-ОИ4").await;
        assert!(!shown(&card[0]).contains("Следить"), "{}", shown(&card[0]));
        assert_eq!(count(&app).await, 0);
    }
}

on_both_engines! {
    async fn subscriptions_speak_three_languages(app: TestApp) {
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let talker = app.person(id, code);
            assert_reads(&format!("subscribed_{code}"), &talker.says("/subscribe 83685322-ОИ4").await);
            talker.says("/subscribe 88105345").await;
            assert_reads(&format!("subscriptions_{code}"), &talker.says("/subscriptions").await);
        }
    }
}

on_both_engines! {
    async fn a_search_is_replayed_before_it_is_saved(app: TestApp) {
        for (id, code, save) in [(1, "ru", "Сохранить"), (2, "kk", "Сақтап"), (3, "en", "Save")] {
            let talker = app.person(id, code);
            let preview = talker.says("/subscribe бумага !туалетная от 10 тыс до 500 млн").await;
            assert_reads(&format!("search_preview_{code}"), &preview);
            assert_eq!(count(&app).await, id - 1, "nothing is saved yet");
            let saved = talker.presses(save).await;
            assert_eq!(saved.message_id, preview.message_id, "in place");
            assert_eq!(count(&app).await, id);
        }
        let talker = app.person(1, "ru");
        talker.says("/subscribe бумага !туалетная от 10 тыс до 500 млн").await;
        assert!(talker.presses("Сохранить").await.text.contains("уже следите"));
        assert_eq!(count(&app).await, 3);
        let nothing = talker.says("/subscribe синхрофазотрон").await;
        assert!(nothing.text.contains("не пришло бы ни одного лота"), "{}", nothing.text);
        talker.presses("Сохранить").await;
        assert_eq!(count(&app).await, 4, "somebody may wait for something rare");
    }
}

on_both_engines! {
    async fn a_search_is_followed_from_its_results_and_edited_by_other_words(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/search бумага").await;
        talker.presses("Следить за поиском").await;
        talker.presses("Сохранить").await;
        talker.says("/subscriptions").await;
        talker.presses("бумага").await;
        let asked = talker.presses("Изменить слова").await;
        assert!(asked.text.contains("Пришлите новые слова"), "{}", asked.text);
        // Words that make no sense are told so, and other ones are still waited for.
        assert!(talker.says("!бумага").await.text.contains("(FLT-3)"));
        let preview = talker.says("картридж от 5000000").await;
        assert!(preview.text.contains("Сумма от"), "{}", preview.text);
        talker.presses("Сохранить").await;
        let filters = app.database.texts("SELECT filter FROM user_subscriptions").await;
        assert_eq!(filters.len(), 1);
        assert!(filters[0].as_ref().unwrap().contains("картридж"), "{filters:?}");
        // The dialogue is over: words are searched for again.
        assert!(talker.says("лигнит").await.text.contains("поискал по словам"));
        talker.says("/subscriptions").await;
        talker.presses("картридж").await;
        talker.presses("Изменить слова").await;
        talker.says("/cancel").await;
        assert!(talker.says("лигнит").await.text.contains("поискал по словам"));
    }
}

on_both_engines! {
    async fn absurd_and_hostile_words_are_refused_or_harmless(app: TestApp) {
        let talker = app.person(1, "ru");
        for (words, code) in [
            ("!картридж", "(FLT-3)"),
            ("картридж !картридж", "(FLT-4)"),
            ("картридж от 5 млн до 100 тыс", "(FLT-5)"),
            ("картридж бин 000540002867", "(FLT-7)"),
            ("метод:телепатия картридж", "(FLT-9)"),
        ] {
            let said = talker.says(&format!("/subscribe {words}")).await;
            assert!(said.text.contains(code), "{words}: {}", said.text);
        }
        let long = "слово ".repeat(60);
        assert!(talker.says(&format!("/subscribe {long}")).await.text.contains("(FLT-2)"));
        for words in ["<b>картридж</b> & <script>", "картридж' OR 1=1 --", "%_% бумага", "карт\u{202E}ридж бумага"] {
            let preview = talker.says(&format!("/subscribe {words}")).await;
            assert!(!preview.text.is_empty(), "{words}");
            if preview.rows.iter().flatten().any(|button| button.text.contains("Сохранить")) {
                talker.presses("Сохранить").await;
            }
        }
        let list = talker.says("/subscriptions").await;
        assert!(list.text.contains("Подписки:"), "{}", list.text);
    }
}
