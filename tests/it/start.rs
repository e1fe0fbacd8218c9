//! First words, help, deep links, and text without a command.

use super::support::*;

on_both_engines! {
    async fn a_newcomer_is_greeted_in_their_language(app: TestApp) {
        for (id, code, name) in [(1, "ru", "start_ru"), (2, "kk", "start_kk"), (3, "en-GB", "start_en")] {
            let talker = app.person(id, code);
            assert_reads(name, &talker.says("/start").await);
        }
        // A language we do not speak, and an app that does not tell one: Russian.
        for (id, code) in [(4, "de"), (5, "")] {
            let greeting = app.person(id, code).says("/start").await;
            assert!(greeting.text.starts_with("Здравствуйте"), "{code}: {}", greeting.text);
        }
        assert_eq!(app.database.scalar("SELECT count(*) FROM users").await, 5);
    }
}

on_both_engines! {
    async fn help_privacy_and_cancel_answer_in_three_languages(app: TestApp) {
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let talker = app.person(id, code);
            assert_reads(&format!("help_{code}"), &talker.says("/help").await);
            assert_reads(&format!("privacy_{code}"), &talker.says("/privacy").await);
            assert_reads(&format!("cancel_{code}"), &talker.says("/cancel").await);
        }
    }
}

on_both_engines! {
    async fn the_menu_is_registered_in_every_language(app: TestApp) {
        assert!(app.telegram.until(PATIENCE, |telegram| !telegram.commands("en").is_empty()).await);
        for (code, word) in [("", "карточка"), ("ru", "карточка"), ("kk", "карточкасы"), ("en", "card")] {
            let commands = app.telegram.commands(code);
            assert_eq!(commands.len(), 19, "{code:?}");
            assert!(commands[0].1.contains(word), "{commands:?}");
        }
    }
}

on_both_engines! {
    async fn deep_links_lead_where_they_say(app: TestApp) {
        let talker = app.person(1, "ru");
        assert!(talker.says("/start lot_42700184").await.text.starts_with("Лигнит\n"));
        assert!(talker.says("/start bin_000540002866").await.text.contains("БИН 000540002866"));
        assert!(talker.says("/start plan_88105345").await.text.contains("88105345-ЗЦП1"));
        assert!(talker.says("/start lot_1").await.text.contains("(LOT-404)"));
        assert!(talker.says("/start bin_123").await.text.contains("(BIN-2)"));
        for junk in ["/start lot_", "/start lot_abc", "/start plan_x", "/start ____"] {
            assert!(!talker.says(junk).await.text.is_empty(), "{junk}");
        }
    }
}

on_both_engines! {
    async fn numbers_links_and_bins_work_without_a_command(app: TestApp) {
        let talker = app.person(1, "ru");
        assert!(talker.says("83685322-OИ4").await.text.starts_with("Лигнит\n"), "a Latin O");
        assert!(talker.says("вот лот № 83685322-ОИ4, посмотрите").await.text.starts_with("Лигнит\n"));
        assert!(talker.says("https://goszakup.gov.kz/ru/announce/index/17379709").await.text.starts_with("Лигнит\n"));
        assert!(talker.says("000540002866").await.text.contains("БИН 000540002866"));
        assert!(talker.says("0005 4000 2866").await.text.contains("БИН 000540002866"));
        assert!(talker.says("000540002867").await.text.contains("(BIN-1)"), "a typo in a BIN");
        assert!(talker.says("900101300007").await.text.contains("ИИН 900101******"), "a person's number");
        assert!(talker.says("лигнит").await.text.contains("поискал по словам"));
        assert!(talker.says("500").await.text.contains("поискал по словам"), "a quantity is no id");
        assert!(talker.says("/nonsense").await.text.contains("Такой команды нет"));
        assert!(talker.says("https://zakup.gov.kz/announcement/39385974#lot-1").await.text.contains("(LOT-4)"));
        assert!(talker.says("https://evil.example/lot").await.text.contains("(LOT-3)"));
    }
}
