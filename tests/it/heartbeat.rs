//! What is told by itself: that OWS fails and is back, how the day was, what was given up.

use chrono::TimeDelta;
use zakupai::{demo::goszakup::TokenError, domain::clock::Clock as _};

use super::support::*;

const ADMIN: i64 = 900;
const TOLD: &str = "SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'source:%'";

impl TestApp {
    /// A bot whose timetable runs no passes, so that each is the story's.
    async fn without_passes(&mut self) {
        self.stop().await;
        self.set("SYNC_INTERVAL", "999h");
        self.set("ADMIN_CHAT_IDS", "900, 901");
        self.start().await;
        self.idle().await;
    }

    /// A pass every ten minutes of an hour and ten minutes, and a look after each, as the jobs do.
    async fn passes(&self, works: impl Fn(usize) -> bool) {
        for n in 0..8 {
            self.clock.advance(TimeDelta::minutes(10));
            self.pass(works(n)).await;
        }
    }

    async fn pass(&self, works: bool) {
        self.goszakup.token_error(TokenError::Forbidden403);
        self.goszakup.reject_token(!works);
        assert_eq!(self.services().sync.run().await.is_ok(), works);
        // Twice, as two replicas do.
        self.services().heartbeat.look_at_source().await.unwrap();
        self.services().heartbeat.look_at_source().await.unwrap();
        self.settled().await;
    }

    async fn follower(&self, id: i64, code: &str) -> Talker<'_> {
        let talker = self.person(id, code);
        talker.says("/subscribe 83685322-ОИ4").await;
        talker
    }
}

on_both_engines! {
    async fn an_outage_is_told_once_and_so_is_its_end(mut app: TestApp) {
        app.without_passes().await;
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en"), (4, "ru"), (5, "ru")] {
            app.follower(id, code).await;
        }
        app.database.execute("UPDATE users SET blocked_at = created_at WHERE id = 4").await;
        app.database.execute("UPDATE user_subscriptions SET paused_at = created_at WHERE user_id = 5").await;
        app.pass(true).await;
        app.passes(|_| false).await;
        assert_eq!(app.database.scalar(TOLD).await, 3);
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            assert_reads(&format!("source_down_{code}"), &app.person(id, code).newest());
        }
        // A new life does not tell it again.
        app.stop().await;
        app.start().await;
        app.passes(|_| false).await;
        assert_eq!(app.database.scalar(TOLD).await, 3);
        // Who follows since then was not told that it began, and is not told that it is over.
        app.goszakup.reject_token(false);
        app.follower(6, "ru").await;
        app.passes(|_| true).await;
        assert_eq!(app.database.scalar(TOLD).await, 6);
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            assert_reads(&format!("source_up_{code}"), &app.person(id, code).newest());
        }
        app.passes(|_| true).await;
        assert_eq!(app.database.scalar(TOLD).await, 6);
    }
}

on_both_engines! {
    async fn a_source_that_flaps_is_told_where_it_comes_to_rest(mut app: TestApp) {
        app.without_passes().await;
        let talker = app.follower(1, "ru").await;
        app.pass(true).await;
        app.passes(|n| n % 2 == 0).await;
        assert_eq!(app.database.scalar(TOLD).await, 0);
        app.passes(|_| false).await;
        assert_eq!(app.database.scalar(TOLD).await, 1);
        for _ in 0..3 {
            app.passes(|n| n % 2 == 0).await;
        }
        assert_eq!(app.database.scalar(TOLD).await, 1, "now and then is not up");
        app.passes(|_| true).await;
        assert_eq!(app.database.scalar(TOLD).await, 2);
        assert!(talker.newest().text.contains("снова отвечает"), "{}", talker.newest().text);
    }
}

on_both_engines! {
    async fn two_replicas_tell_once(mut app: TestApp) {
        app.without_passes().await;
        app.follower(1, "ru").await;
        app.pass(true).await;
        let unjudged = app.services().store.find_source_health().await.unwrap().unwrap();
        app.passes(|_| false).await;
        // One that judged by an older row writes nothing.
        assert!(!app.services().store.save_source_health(&unjudged, &[]).await.unwrap());
        assert_eq!(app.database.scalar(TOLD).await, 1);
    }
}

on_both_engines! {
    async fn thousands_of_followers_are_all_told(mut app: TestApp) {
        const PEOPLE: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) \
            INSERT INTO users (id, created_at, seen_at) SELECT i + 10000, '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z' FROM n";
        const FOLLOW: &str = "INSERT INTO user_subscriptions (id, user_id, chat_id, kind, subject_key, label, created_at, updated_at) \
            SELECT 's' || CAST(id AS TEXT), id, id, 'lot', '42700174', '', created_at, created_at FROM users WHERE id > 10000";
        app.without_passes().await;
        app.database.execute(PEOPLE).await;
        app.database.execute(FOLLOW).await;
        // Their messages need not be sent for this.
        let to = app.services().store.list_recipients(i64::MIN, None, 10_000).await.unwrap();
        assert_eq!(to.len(), 2_500);
        app.stop().await;
        let storage = zakupai::app::open_storage(&app.config().storage, std::sync::Arc::new(app.clock.clone())).await.unwrap();
        let services = zakupai::app::services(&app.config().goszakup, std::sync::Arc::new(storage.clone()), std::sync::Arc::new(app.clock.clone())).unwrap();
        app.goszakup.reject_token(true);
        for _ in 0..8 {
            app.clock.advance(TimeDelta::minutes(10));
            assert!(services.sync.run().await.is_err());
            services.heartbeat.look_at_source().await.unwrap();
        }
        assert_eq!(app.database.scalar(TOLD).await, 2_500);
        storage.close().await;
    }
}

on_both_engines! {
    async fn admins_get_a_line_in_the_morning(mut app: TestApp) {
        app.without_passes().await;
        let talker = app.person(1, "ru");
        talker.says(&format!("/subscribe {}", app.goszakup.lot(42_700_174).unwrap()["lotNumber"].as_str().unwrap())).await;
        app.clock.advance(TimeDelta::minutes(3));
        app.goszakup.change_lot(42_700_174, serde_json::json!({ "amount": 5 }), app.clock.now());
        app.clock.advance(TimeDelta::seconds(40));
        app.pass(true).await;
        assert_eq!(app.told().await, 1);
        assert!(talker.newest().text.contains("Сумма"), "{}", talker.newest().text);
        app.clock.advance(TimeDelta::hours(21) - TimeDelta::minutes(5));
        let reports = "SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'report:%'";
        app.services().heartbeat.tell_admins(&[ADMIN, 901]).await.unwrap();
        assert_eq!(app.database.scalar(reports).await, 0, "it is not nine yet");
        for _ in 0..3 {
            app.clock.advance(TimeDelta::minutes(2));
            app.services().heartbeat.tell_admins(&[ADMIN, 901]).await.unwrap();
        }
        app.settled().await;
        assert_eq!(app.database.scalar(reports).await, 2);
        let line = app.person(ADMIN, "ru").newest().text;
        for part in ["Сутки до сб 21.11.2026, 09:0", "Лотов прочитано: ", "полнота последнего прохода 100 %", "p50 4", "отправлено 1", "Ждут отправки: 0 · отвергнуто: 0", "Источник отвечает"] {
            assert!(line.contains(part), "{line}");
        }
        app.clock.advance(TimeDelta::hours(24));
        app.services().heartbeat.tell_admins(&[ADMIN]).await.unwrap();
        app.settled().await;
        assert!(app.person(ADMIN, "ru").newest().text.contains("за сутки не отправлено ни одного"));
    }
}

on_both_engines! {
    async fn what_was_given_up_is_told_to_admins_once(mut app: TestApp) {
        const DEAD: &str = "SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'dead:%'";
        app.without_passes().await;
        let tell = async || {
            app.services().heartbeat.tell_admins(&[ADMIN, 901]).await.unwrap();
            app.settled().await;
        };
        tell().await;
        assert_eq!(app.database.scalar(DEAD).await, 0);
        app.database.execute("INSERT INTO jobs (id, name, payload, state, attempts, run_at, error, created_at, settled_at) \
            VALUES ('one', 'cleanup', '', 'dead', 10, '2026-11-20T00:00:00Z', 'a <fault>', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z')").await;
        tell().await;
        tell().await;
        assert_eq!(app.database.scalar(DEAD).await, 2);
        assert_reads("dead_new", &app.person(ADMIN, "ru").newest());
        // That one of them could not be told is not news in its turn; of more dead letters one
        // message an hour is enough.
        app.database.execute("UPDATE outbox SET state = 'dead' WHERE dedupe_key = 'dead:one:901'").await;
        app.clock.advance(TimeDelta::minutes(5));
        tell().await;
        assert_eq!(app.database.scalar(DEAD).await, 2);
        app.database.execute("INSERT INTO jobs (id, name, payload, state, attempts, run_at, error, created_at, settled_at) \
            VALUES ('two', 'watch', '', 'dead', 10, '2026-11-20T08:00:00Z', 'a fault', '2026-11-20T08:00:00Z', '2026-11-20T08:00:00Z')").await;
        tell().await;
        assert_eq!(app.database.scalar(DEAD).await, 2);
        app.clock.advance(TimeDelta::hours(1));
        tell().await;
        assert_eq!(app.database.scalar(DEAD).await, 4);
    }
}
