//! Quiet hours and the daily digest: what waits comes later, once, and whole.

use chrono::TimeDelta;
use serde_json::{Value, json};
use zakupai::domain::clock::Clock as _;

use super::support::*;

/// A lot of the demo's that takes bids.
const LOT: i64 = 42_700_174;

impl TestApp {
    fn number_of_lot(&self) -> String {
        self.goszakup.lot(LOT).unwrap()["lotNumber"].as_str().unwrap().to_owned()
    }

    /// A change at OWS, brought by a pass; gives how many notices were written.
    async fn lot_becomes(&self, patch: Value) -> i64 {
        self.clock.advance(TimeDelta::minutes(3));
        self.goszakup.change_lot(LOT, patch, self.clock.now());
        self.clock.advance(TimeDelta::seconds(5));
        self.told().await
    }

    /// What the timetable would do now; gives how many notices were written.
    async fn hour_strikes(&self) -> i64 {
        self.services().notices.tell_held().await.unwrap();
        self.told().await
    }

    async fn waiting(&self) -> i64 {
        self.database.scalar("SELECT count(*) FROM held_notices").await
    }
}

impl Talker<'_> {
    async fn chooses(&self, labels: &[&str]) {
        self.says("/settings").await;
        for label in labels {
            self.presses(label).await;
        }
    }
}

on_both_engines! {
    async fn what_happens_at_night_is_told_in_the_morning(app: TestApp) {
        let (sleeper, other) = (app.person(1, "ru"), app.person(2, "ru"));
        for talker in [&sleeper, &other] {
            talker.says(&format!("/subscribe {}", app.number_of_lot())).await;
        }
        sleeper.chooses(&["Тихие часы", "22:00–08:00"]).await;
        assert_reads("settings_quiet_ru", &sleeper.newest());
        app.clock.advance(TimeDelta::hours(11));
        assert_eq!(app.lot_becomes(json!({ "amount": 1_000 })).await, 1, "only the other");
        assert_eq!(app.waiting().await, 1);
        // Taken back, and told all the same: the last that is told is what is so.
        assert_eq!(app.lot_becomes(json!({ "amount": 2_000 })).await, 1);
        assert_eq!(app.hour_strikes().await, 0, "it is still night");
        app.clock.advance(TimeDelta::hours(9));
        assert_eq!(app.hour_strikes().await, 2);
        assert_eq!(app.waiting().await, 0);
        assert_eq!(app.hour_strikes().await, 0, "once");
        let heard = sleeper.heard();
        let [.., first, last] = heard.as_slice() else { panic!("{heard:?}") };
        assert!(first.text.contains("1\u{A0}000,00"), "{}", first.text);
        assert!(last.text.contains("1\u{A0}000,00\u{A0}₸ → 2\u{A0}000,00"), "{}", last.text);
        assert!(!last.silent);
        assert_reads("notice_held", last);
    }
}

on_both_engines! {
    async fn what_is_urgent_comes_at_night_without_sound_if_they_want_it(app: TestApp) {
        let (light, sound) = (app.person(1, "ru"), app.person(2, "ru"));
        for talker in [&light, &sound] {
            talker.says(&format!("/subscribe {}", app.number_of_lot())).await;
            talker.chooses(&["Тихие часы", "22:00–08:00"]).await;
        }
        sound.presses("Срочные — утром").await;
        assert_reads("settings_urgent_off", &sound.newest());
        app.clock.advance(TimeDelta::hours(11));
        assert_eq!(app.lot_becomes(json!({ "refLotStatusId": 430 })).await, 1);
        let notice = light.newest();
        assert!(notice.silent && notice.text.contains("Отменено"), "{}", notice.text);
        // Who changes their mind at night hears of it then.
        assert_eq!(app.hour_strikes().await, 0);
        sound.chooses(&["Срочные — и ночью"]).await;
        assert_eq!(app.hour_strikes().await, 1);
        assert!(sound.newest().silent && sound.newest().text.contains("Отменено"));
    }
}

on_both_engines! {
    async fn a_day_is_told_as_one_digest(app: TestApp) {
        let talker = app.person(1, "kk");
        let bin = app.goszakup.lot(LOT).unwrap()["customerBin"].as_str().unwrap().to_owned();
        talker.says(&format!("/subscribe {bin}")).await;
        talker.presses("Жаңа лоттар").await;
        talker.chooses(&["Хабарламалар", "жиынтықпен"]).await;
        assert_reads("settings_daily_kk", &talker.newest());
        let mut lot = app.goszakup.lot(LOT).unwrap();
        for n in 0..7 {
            app.clock.advance(TimeDelta::minutes(3));
            let (id, number) = (99_000_010 + n, format!("{}-ЗЦП1", 99_000_010 + n));
            let fields = json!({ "id": id, "lotNumber": number, "lastUpdateDate": zakupai::demo::goszakup::naive(app.clock.now()) });
            lot.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            app.goszakup.add_lot(lot.clone());
            app.clock.advance(TimeDelta::seconds(5));
            assert_eq!(app.told().await, 0);
        }
        assert_eq!(app.waiting().await, 7);
        app.clock.advance(TimeDelta::hours(21));
        assert_eq!(app.hour_strikes().await, 1);
        assert_reads("digest_daily_kk", &talker.newest());
        assert_eq!(talker.presses("›").await.message_id, talker.newest().message_id, "in place");
    }
}

on_both_engines! {
    async fn what_is_no_longer_followed_is_not_told(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.chooses(&["Тихие часы", "22:00–08:00"]).await;
        talker.says(&format!("/subscribe {}", app.number_of_lot())).await;
        app.clock.advance(TimeDelta::hours(11));
        app.lot_becomes(json!({ "amount": 1_000 })).await;
        talker.says("/subscriptions").await;
        talker.presses(&app.number_of_lot()).await;
        talker.presses("Пауза").await;
        app.clock.advance(TimeDelta::hours(9));
        assert_eq!(app.hour_strikes().await, 0, "paused");
        assert_eq!(app.waiting().await, 0);
        talker.presses("Возобновить").await;
        app.clock.advance(TimeDelta::hours(15));
        app.lot_becomes(json!({ "amount": 2_000 })).await;
        assert_eq!(app.waiting().await, 1);
        talker.presses("Удалить").await;
        talker.presses("Да, удалить").await;
        assert_eq!(app.waiting().await, 0, "gone with the subscription");
    }
}
