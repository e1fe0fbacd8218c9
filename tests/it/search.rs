//! `/search`: words, pages that edit one message, buttons to cards.

use super::support::*;

on_both_engines! {
    async fn results_come_by_pages_in_one_message(app: TestApp) {
        let talker = app.person(1, "ru");
        let first = talker.says("/search для").await;
        assert!(first.text.contains("Страница 1 из"), "{}", first.text);
        let second = talker.presses("›").await;
        assert_eq!((second.message_id, second.edits), (first.message_id, 1));
        assert!(second.text.contains("Страница 2 из"), "{}", second.text);
        let back = talker.presses("‹").await;
        assert_eq!(back.text, first.text);
        assert_eq!(talker.heard().len(), 1);
    }
}

on_both_engines! {
    async fn open_lots_come_first_and_lead_to_their_cards(app: TestApp) {
        let talker = app.person(1, "ru");
        let found = talker.says("/search Картриджи").await;
        assert_reads("search_ru", &found);
        let open = found.text.find('🟢').unwrap();
        assert!(found.text.find('⚪').is_none_or(|closed| open < closed), "{}", found.text);
        let number = found.rows[0][0].text.split(' ').next().unwrap().to_owned();
        let card = talker.presses(&number).await;
        assert!(card.text.contains(&format!("Лот {number}")));
        assert_eq!(card.message_id, found.message_id, "the card takes the list's place");
    }
}

on_both_engines! {
    async fn signs_that_sql_reads_are_taken_literally(app: TestApp) {
        let talker = app.person(1, "ru");
        assert!(talker.says("/search").await.text.contains("Напишите, что ищете"));
        for words in ["%", "_", "!!!", "'; DROP TABLE users; --", "a_b"] {
            let reply = talker.says(&format!("/search {words}")).await;
            assert!(!reply.text.contains("Страница"), "«{words}» found: {}", reply.text);
        }
        assert_eq!(app.database.scalar("SELECT count(*) FROM users").await, 1);
    }
}

on_both_engines! {
    async fn what_changes_is_found_anew_and_the_same_on_both_engines(app: TestApp) {
        let talker = app.person(1, "ru");
        assert_reads("search_index_ru", &talker.says("/search КАРТРИДЖАМИ").await);
        let slip = talker.says("/search катридж").await;
        assert!(slip.text.contains("Искали: картридж"), "{}", slip.text);
        assert!(slip.text.contains("🟢") || slip.text.contains("⚪"), "{}", slip.text);
        app.database.execute(
            "UPDATE goszakup_lots SET name_ru = 'Сноуборд детский', search_seq = NULL \
             WHERE id = (SELECT max(id) FROM goszakup_lots)").await;
        app.indexed().await;
        assert!(talker.says("/search детские сноуборды").await.text.contains("Сноуборд детский"));
        app.database.execute(
            "UPDATE goszakup_lots SET is_deleted = TRUE, search_seq = NULL \
             WHERE id = (SELECT max(id) FROM goszakup_lots)").await;
        app.indexed().await;
        assert!(talker.says("/search сноуборд").await.text.contains("не нашлось"));
    }
}

on_both_engines! {
    async fn buttons_choose_order_and_filters_in_one_message(app: TestApp) {
        for (id, lang) in [(2, "kk"), (3, "en")] {
            let talker = app.person(id, lang);
            talker.says("/search картрижд от 1 тг").await;
            assert_reads(&format!("search_refine_{lang}"), &talker.presses("⚙️").await);
        }
        let talker = app.person(1, "ru");
        let first = talker.says("/search от 1 тг").await;
        let open = talker.presses("⚙️ Уточнить").await;
        assert_eq!(open.message_id, first.message_id);
        assert_reads("search_refine_ru", &open);
        let by_sum = talker.presses("Сумма").await;
        assert!(by_sum.rows.iter().flatten().any(|button| button.text == "✓ Сумма"));
        let only_open = talker.presses("Принимают заявки").await;
        assert!(only_open.text.contains("Только те, что принимают заявки"), "{}", only_open.text);
        assert!(!only_open.text.contains('⚪'), "{}", only_open.text);
        let region = only_open.rows.iter().flatten().find(|button| button.text.contains(" · ")).unwrap().text.clone();
        let in_region = talker.presses(&region).await;
        assert!(in_region.text.contains("Регион: "), "{}", in_region.text);
        // What buttons chose is followed too.
        let preview = talker.presses("🔔").await;
        assert!(preview.text.contains("Регион: "), "{}", preview.text);
        let followed = app.telegram.messages(1).len();
        let back = app.telegram.messages(1).into_iter().find(|it| it.message_id == first.message_id).unwrap();
        let all = back.rows.iter().flatten().find(|it| it.text.contains("✕ Все регионы")).unwrap().data.clone().unwrap();
        talker.presses_data(first.message_id, &all).await;
        assert_eq!(talker.heard().len(), followed, "edited in place");
        let all = app.telegram.messages(1).into_iter().find(|it| it.message_id == first.message_id).unwrap();
        assert!(!all.text.contains("Регион: "), "{}", all.text);
        assert_eq!(talker.heard().len(), 2, "the list and what it would bring");
    }
}

on_both_engines! {
    async fn codes_and_customers_are_chosen_by_buttons(app: TestApp) {
        app.indexed().await;
        for (id, lang, refine, code, customer) in [
            (1, "ru", "⚙️", "Код ЕНС ТРУ", "Заказчик"),
            (2, "kk", "⚙️", "ТЖҚ БНА коды", "Тапсырысшы"),
            (3, "en", "⚙️", "ENSTRU code", "Customer"),
        ] {
            let talker = app.person(id, lang);
            let first = talker.says("/search от 1 тг").await;
            talker.presses(refine).await;
            let classes = talker.presses(code).await;
            assert_reads(&format!("search_classes_{lang}"), &classes);
            let counted = |message: &zakupai::demo::telegram::BotMessage| -> (String, String) {
                let button = message.rows.iter().flatten().find(|it| it.text.contains(" · ") && !it.text.contains("ЗЦП"));
                let text = button.unwrap().text.clone();
                let count = text.split(" · ").find(|part| part.parse::<u32>().is_ok()).unwrap().to_owned();
                (text, count)
            };
            let (label, count) = counted(&classes);
            let narrowed = talker.presses(&label).await;
            assert!(narrowed.text.contains(&count), "{count}: {}", narrowed.text);
            assert!(narrowed.text.contains(label.split(' ').next().unwrap()), "{}", narrowed.text);
            let customers = talker.presses(customer).await;
            assert_reads(&format!("search_customers_{lang}"), &customers);
            let (label, count) = counted(&customers);
            let narrowed = talker.presses(&label).await;
            assert!(narrowed.text.contains(&count), "{count}: {}", narrowed.text);
            // Another choice takes the place of the first, and both can be taken back.
            talker.presses("✓ 🏛").await;
            let without = talker.presses("✕").await;
            talker.presses("✓ 🔢").await;
            let wide = talker.presses("✕").await;
            assert_eq!(without.message_id, first.message_id);
            let title = |text: &str| text.lines().next().unwrap_or_default().to_owned();
            assert_eq!(title(&wide.text), title(&first.text), "all is as it was");
            assert_eq!(talker.heard().len(), 1, "one message all the way");
        }
        // What was narrowed is an ordinary search: it is followed as it reads.
        let talker = app.person(4, "ru");
        talker.says("/search от 1 тг").await;
        talker.presses("⚙️").await;
        let customers = talker.presses("Заказчик").await;
        let label = customers.rows.iter().flatten().find(|it| it.text.contains(" · ") && !it.text.contains("ЗЦП")).unwrap().text.clone();
        talker.presses(&label).await;
        let preview = talker.presses("🔔").await;
        assert!(preview.text.to_lowercase().contains("заказчик"), "{}", preview.text);
    }
}

on_both_engines! {
    async fn what_is_sold_besides_is_offered_and_not_mixed_in(app: TestApp) {
        app.indexed().await;
        let plain = app.person(9, "ru").says("/search парацетамол").await;
        for (id, lang, label) in [(1, "ru", "Также: "), (2, "kk", "Сондай-ақ: "), (3, "en", "Also: ")] {
            let talker = app.person(id, lang);
            talker.says("/hot омепразол\nбензин\nпарацетамол").await;
            let message = talker.newest();
            let data = message.rows[0][1].data.clone().unwrap();
            talker.presses_data(message.message_id, &data).await;
            let found = talker.says("/search парацетамол").await;
            let offers: Vec<&str> = found.rows.iter().flatten().map(|it| it.text.as_str()).filter(|text| text.starts_with(label)).collect();
            assert_eq!(offers, [format!("{label}омепразол")]);
            if lang == "ru" {
                assert_eq!(found.text, plain.text, "what is found is what was asked for");
            }
            let other = talker.presses(label).await;
            assert_eq!(other.message_id, found.message_id);
            assert!(other.text.contains("омепразол"), "{}", other.text);
        }
    }
}

on_both_engines! {
    async fn days_and_statuses_are_typed_and_chosen(app: TestApp) {
        let talker = app.person(1, "ru");
        let soon = talker.says("/search от 1 тг за 7 дней только открытые").await;
        assert!(soon.text.contains("Срок подачи — до"), "{}", soon.text);
        assert!(soon.text.contains("🟢") && !soon.text.contains('⚪'), "{}", soon.text);
        let wrong = talker.says("/search стол статус: синий").await;
        assert!(wrong.text.contains("Не знаю «синий»"), "{}", wrong.text);
        let wrong = talker.says("/search стол до 31 ноября").await;
        assert!(wrong.text.contains("Такого дня нет"), "{}", wrong.text);
        let first = talker.says("/search от 1 тг").await;
        talker.presses("⚙️ Уточнить").await;
        let statuses = talker.presses("🏷 Статус").await;
        let status = statuses.rows.iter().flatten().find(|button| button.text.contains(" · ")).unwrap().text.clone();
        let (name, count) = status.rsplit_once(" · ").unwrap();
        let of_status = talker.presses(&status).await;
        assert!(of_status.text.contains(&format!("Статус: {name}")), "{}", of_status.text);
        assert!(of_status.text.contains(&format!("— {count} лот")), "{status}: {}", of_status.text);
        talker.presses("✓ 🏷 Статус").await;
        talker.presses("✕ Любое").await;
        talker.presses("💰 Сумма").await;
        let small = talker.presses("до 1").await;
        assert!(small.text.contains("Сумма до 1"), "{}", small.text);
        talker.presses("⏳ Срок").await;
        let soon = talker.presses("За 7 дней").await;
        assert!(soon.text.contains("Срок подачи — до"), "{}", soon.text);
        talker.presses("📋 Способ").await;
        let back = talker.presses("← Назад").await;
        assert!(back.rows.iter().flatten().any(|button| button.text == "✓ ⏳ Срок"));
        assert_eq!(back.message_id, first.message_id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_goes_on_from_the_mark_and_another_database_starts_anew() {
    let mut app = TestApp::new(Engine::Sqlite).await.unwrap();
    let folder = app.database.folder().join("test.search");
    assert!(folder.join("meta.json").exists());
    app.stop().await;
    let size = |folder: &std::path::Path| std::fs::read(folder.join("meta.json")).unwrap();
    let before = size(&folder);
    app.start().await;
    app.indexed().await;
    assert_eq!(before, size(&folder), "nothing changed, nothing was written");
    app.stop().await;
    app.database.execute("UPDATE search_clock SET origin = 'another'").await;
    app.start().await;
    app.indexed().await;
    assert_ne!(before, size(&folder));
    let talker = app.person(1, "ru");
    assert!(talker.says("/search картридж").await.text.contains("принимают заявки"));
    app.finish().await;
}
