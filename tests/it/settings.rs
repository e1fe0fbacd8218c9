//! `/settings`: chosen by buttons, in place, kept over a restart.

use zakupai::demo::telegram::Group;

use super::support::*;

on_both_engines! {
    async fn choices_are_kept_and_shown_in_place(mut app: TestApp) {
        let talker = app.person(1, "ru");
        assert_reads("settings_ru", &talker.says("/settings").await);
        talker.presses("Язык").await;
        let home = talker.presses("Қазақша").await;
        assert_eq!(toast(&app).as_deref(), Some("Сақталды"));
        assert!(home.text.contains("Тіл: Қазақша"), "{}", home.text);
        talker.presses("Жиынтық").await;
        talker.presses("09:00").await;
        talker.presses("Тыныш").await;
        let home = talker.presses("22:00–08:00").await;
        assert_reads("settings_kk_chosen", &home);
        assert_eq!(talker.heard().len(), 1, "one message, edited");

        app.stop().await;
        app.start().await;
        let help = app.person(1, "ru").says("/help").await;
        assert!(help.text.starts_with("Не істей аламын"), "the choice wins over Telegram's language");
    }
}

on_both_engines! {
    async fn choices_can_be_taken_back(app: TestApp) {
        let talker = app.person(1, "en");
        talker.says("/settings").await;
        for label in ["Language", "Русский", "Язык", "Как в Telegram", "Digest", "18:00", "Quiet", "22:00–08:00", "Quiet", "Turn off"] {
            talker.presses(label).await;
        }
        let home = talker.newest();
        assert!(home.text.contains("Digests come at 18:00"), "{}", home.text);
        assert!(home.text.contains("Quiet hours: off"), "{}", home.text);
        // A button of an earlier version, which turned the digest off.
        talker.presses_data(home.message_id, "set:1:digest-off").await;
        assert!(talker.newest().text.contains("Digests come at 09:00"), "{}", talker.newest().text);
    }
}

on_both_engines! {
    async fn nobody_presses_for_somebody_else(app: TestApp) {
        let (owner, other) = (app.person(1, "ru"), app.person(2, "ru"));
        let group = Group::new(-1_000_000_000_777, "Отдел закупок");
        let home = owner.says_in(&group, "/settings").await.remove(0);
        app.presses(&other.person, group.id, home.message_id, "set:1:lang-en").await;
        assert_eq!(toast(&app).as_deref(), Some("Это кнопка другого человека. Вызовите /settings сами."));
        assert_eq!(app.telegram.messages(group.id)[0].edits, 0);
        assert_eq!(app.database.scalar("SELECT count(*) FROM user_settings").await, 0);
    }
}

on_both_engines! {
    async fn as_many_questions_are_kept_as_are_wanted(app: TestApp) {
        let talker = app.person(1, "ru");
        let kept = "SELECT count(*) FROM messages WHERE deleted_at IS NULL";
        for n in 0..22 {
            talker.says(&format!("/ask что такое демпинг? {n}")).await;
        }
        assert_eq!(app.database.scalar(kept).await, 44);
        talker.says("/settings").await;
        talker.presses("Вопросы").await;
        let home = talker.presses("20").await;
        assert!(home.text.contains("хранятся последние 20"), "{}", home.text);
        assert_eq!(app.database.scalar(kept).await, 40, "what is over goes at once");
        talker.presses("Вопросы").await;
        assert!(talker.presses("Не хранить").await.text.contains("не хранятся"));
        talker.says("/ask что такое РНУ?").await;
        // The last one stays for its buttons, for a day.
        assert_eq!(app.database.scalar(kept).await, 2);
        assert!(talker.presses("Подробнее").await.text.contains("что такое РНУ?"));
        let old = app.services().store.forget_unwanted(friday_noon()).await.unwrap();
        assert_eq!(old, 0);
        let unwanted = app.services().store.forget_unwanted(friday_noon() + chrono::TimeDelta::days(1));
        assert_eq!(unwanted.await.unwrap(), 2);
        // A number that was never offered is on no button of ours.
        let place = talker.newest().message_id;
        talker.presses_data(place, "set:1:history-7").await;
        assert_eq!(app.database.scalar("SELECT max_history_messages FROM user_settings").await, 0);
    }
}
