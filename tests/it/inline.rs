//! `@bot карт…` in any chat: cards to share there.

use zakupai::demo::telegram::{Fault, InlineAnswer, Person};

use super::support::*;

async fn asks(app: &TestApp, person: &Person, query: &str, offset: &str) -> InlineAnswer {
    let id = app.telegram.asks_inline(person, query, offset);
    let of = |answers: Vec<InlineAnswer>| answers.into_iter().find(|it| it.inline_query_id == id);
    let answered =
        app.telegram.until(PATIENCE, |telegram| of(telegram.inline_answers()).is_some()).await;
    assert!(answered, "«{query}» was never answered");
    of(app.telegram.inline_answers()).unwrap()
}

fn shown_inline(answer: &InlineAnswer) -> String {
    let cards = answer.cards.iter().map(|card| {
        let rows = card.rows.iter().flatten();
        let buttons: Vec<String> = rows
            .map(|button| format!("[{} → {}]", button.text, button.url.clone().unwrap_or_default()))
            .collect();
        format!(
            "# {}\n{}\n---\n{}\n{}",
            card.title,
            card.description,
            card.text,
            buttons.join("\n")
        )
    });
    cards.collect::<Vec<_>>().join("\n\n")
}

on_both_engines! {
    async fn letters_bring_cards_in_the_persons_language(app: TestApp) {
        for lang in ["ru", "kk", "en"] {
            let answer = asks(&app, &Person::new(7, lang), "картридж", "").await;
            assert!(answer.is_personal && answer.cache_time <= 300 && answer.above.is_none());
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path("../snapshots");
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(format!("inline_{lang}"), shown_inline(&answer)));
        }
        let person = Person::new(7, "ru");
        let whole = asks(&app, &person, "картридж", "").await;
        let begun = asks(&app, &person, "карт", "").await;
        assert!(begun.cards.contains(&whole.cards[0]), "a word that is only begun");
        let begun = asks(&app, &person, "принтера картр", "").await;
        assert!(begun.cards.iter().all(|card| whole.cards.contains(card)));
        let slip = asks(&app, &person, "катридж", "").await;
        assert!(!slip.cards.is_empty());
        let nothing = asks(&app, &person, "сноуборд", "").await;
        assert!(nothing.cards.is_empty() && nothing.above.is_some());
        // Nobody who only shares a card is written down.
        assert_eq!(app.database.scalar("SELECT count(*) FROM users").await, 0);
        assert!(app.telegram.messages(7).is_empty());
    }
}

on_both_engines! {
    async fn pages_meet_and_nothing_typed_is_what_takes_bids(app: TestApp) {
        let person = Person::new(7, "ru");
        let open = asks(&app, &person, "", "").await;
        assert!(!open.cards.is_empty());
        assert!(open.cards.iter().all(|card| card.text.contains('🟢')), "{open:?}");
        let (mut ids, mut offset) = (Vec::new(), String::new());
        loop {
            let page = asks(&app, &person, "от 1 тг", &offset).await;
            ids.extend(page.cards.into_iter().map(|card| card.id));
            offset = page.next_offset;
            if offset.is_empty() {
                break;
            }
        }
        let all = app.database.scalar("SELECT count(*) FROM goszakup_lots WHERE amount_tiyn >= 100 AND NOT is_deleted").await;
        assert_eq!(ids.len() as i64, all);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len() as i64, all, "a lot was shown twice");
        let forged = asks(&app, &person, "от 1 тг", "9.9.9.9").await;
        assert!(forged.cards.is_empty());
        for hostile in ["%", "'; DROP TABLE users; --", "<b>", "\u{0}", "🙂", "!", "«", "до", &"а".repeat(256)] {
            asks(&app, &person, hostile, "").await;
        }
    }
}

on_both_engines! {
    async fn a_late_or_failed_answer_is_not_tried_again(mut app: TestApp) {
        app.provokes("query is too old");
        let person = Person::new(7, "ru");
        app.telegram.fail_next("answerInlineQuery", 1, Fault::Status(500));
        app.telegram.asks_inline(&person, "картридж", "");
        app.settled().await;
        assert!(app.telegram.until(PATIENCE, |telegram| telegram.count("answerInlineQuery") == 1).await);
        let late = app.telegram.asks_inline(&person, "бумага", "");
        app.telegram.expire_inline(&late);
        app.settled().await;
        let good = asks(&app, &person, "картридж", "").await;
        assert!(!good.cards.is_empty());
        assert_eq!(app.telegram.count("answerInlineQuery"), 3);
        assert_eq!(app.database.scalar("SELECT count(*) FROM inbox WHERE state <> 'done'").await, 0);
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox").await, 0);
    }
}
