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
