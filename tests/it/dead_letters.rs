//! What was given up is seen by those who run the bot, and goes back to work when they say so.

use zakupai::demo::telegram::Fault;

use super::support::*;

const ADMIN: i64 = 900;

on_both_engines! {
    async fn a_message_that_telegram_refuses_is_seen_and_revived_by_an_admin(mut app: TestApp) {
        app.stop().await;
        app.set("ADMIN_CHAT_IDS", "900, 901");
        app.start().await;
        let (talker, admin) = (app.person(1, "ru"), app.person(ADMIN, "ru"));
        assert!(admin.says("/dead").await.text.starts_with("Отвергнутых нет"));

        app.telegram.fail_next("sendMessage", 1, Fault::Status(400));
        app.telegram.says(&talker.person, "/help");
        app.settled().await;
        assert_eq!(talker.heard().len(), 0);
        let listed = admin.says("/dead").await.text;
        assert!(listed.starts_with("Отвергнуто: 1") && listed.contains("сообщение sendMessage"), "{listed}");
        // For others there is no such command, and its button does nothing.
        let refused = talker.says("/dead").await;
        assert!(refused.text.starts_with("Что я умею"), "{}", refused.text);
        talker.presses_data(refused.message_id, "redrive").await;
        assert_eq!(app.services().store.count_dead_letters().await.unwrap(), 1);

        let told = admin.presses("Вернуть всё в работу").await.text;
        assert!(told.starts_with("Возвращено в работу: 1"), "{told}");
        app.settled().await;
        assert_eq!(talker.heard().len(), 2, "what was given up has arrived");
        assert_eq!(app.services().store.count_dead_letters().await.unwrap(), 0);
    }
}

on_both_engines! {
    async fn the_command_line_lists_and_revives_them(app: TestApp) {
        const DIE: &str = "INSERT INTO jobs (id, name, payload, state, attempts, run_at, error, created_at, settled_at) \
                           VALUES ('dead-one', 'cleanup', '', 'dead', 10, '2026-11-20T00:00:00Z', 'a fault', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z')";
        app.database.execute(DIE).await;
        let zakupai = |arguments: &[&str]| {
            let ran = std::process::Command::new(env!("CARGO_BIN_EXE_zakupai"))
                .args(arguments)
                .env_clear()
                .env("DATABASE_URL", app.database.url())
                .current_dir(app.database.folder())
                .output()
                .unwrap();
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            String::from_utf8(ran.stdout).unwrap()
        };
        let listed = zakupai(&["dead-letters", "list"]);
        assert!(listed.contains(r#""id":"dead-one","kind":"job","what":"cleanup","attempts":10,"error":"a fault""#), "{listed}");
        assert_eq!(zakupai(&["dead-letters", "redrive", "nobody"]).trim(), r#"{"redriven":0}"#);
        assert_eq!(zakupai(&["dead-letters", "redrive", "dead-one"]).trim(), r#"{"redriven":1}"#);
        assert_eq!(zakupai(&["dead-letters", "list"]), "");
    }
}
