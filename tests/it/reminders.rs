//! Reminders of deadlines, and files for a calendar.

use chrono::TimeDelta;
use serde_json::json;
use zakupai::domain::clock::Clock as _;

use super::support::*;

/// A lot of the demo's that takes bids.
const LOT: i64 = 42_700_174;

impl TestApp {
    fn closing_number(&self) -> String {
        self.goszakup.lot(LOT).unwrap()["lotNumber"].as_str().unwrap().to_owned()
    }

    /// OWS says so, and a pass brings it; what is told of the change itself is not counted.
    async fn closes_at(&self, local: &str) {
        let announcement = self.goszakup.lot(LOT).unwrap()["trdBuyId"].as_i64().unwrap();
        self.clock.advance(TimeDelta::minutes(3));
        self.goszakup.change_announcement(
            announcement,
            json!({ "endDate": local }),
            self.clock.now(),
        );
        self.clock.advance(TimeDelta::seconds(5));
        self.told().await;
    }

    /// What the timetable would do now; gives how many reminders were written.
    async fn reminded(&self) -> i64 {
        self.services().notices.remind().await.unwrap();
        self.told().await
    }
}

on_both_engines! {
    async fn a_deadline_is_reminded_of_at_each_step_once(app: TestApp) {
        app.closes_at("2026-11-27 18:00:00").await;
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let talker = app.person(id, code);
            talker.says(&format!("/subscribe {}", app.closing_number())).await;
        }
        let early = app.person(1, "ru");
        early.says("/settings").await;
        early.presses("Напоминания").await;
        early.presses("за 3 рабочих дня").await;
        assert_reads("settings_reminders_ru", &early.newest());
        assert_eq!(app.reminded().await, 0);
        // Four days on it is Tuesday, three working days before.
        app.clock.advance(TimeDelta::hours(4 * 24 + 6));
        assert_eq!(app.reminded().await, 1);
        assert_eq!(app.reminded().await, 0, "once");
        app.clock.advance(TimeDelta::days(2));
        assert_eq!(app.reminded().await, 3);
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            assert_reads(&format!("reminder_{code}"), &app.person(id, code).newest());
        }
        // A deadline that moves is reminded of anew.
        app.closes_at("2026-11-28 18:00:00").await;
        assert_eq!(app.reminded().await, 1, "less than three working days");
        app.clock.advance(TimeDelta::days(1));
        assert_eq!(app.reminded().await, 3);
        app.clock.advance(TimeDelta::hours(21));
        assert_eq!(app.reminded().await, 3);
        app.clock.advance(TimeDelta::hours(3));
        assert_eq!(app.reminded().await, 0, "past");
    }
}

on_both_engines! {
    async fn a_clock_that_jumps_brings_one_reminder_and_none_that_are_past(app: TestApp) {
        app.closes_at("2026-11-27 18:00:00").await;
        let (talker, late) = (app.person(1, "ru"), app.person(2, "ru"));
        talker.says(&format!("/subscribe {}", app.closing_number())).await;
        app.clock.advance(TimeDelta::hours(7 * 24 + 4));
        late.says(&format!("/subscribe {}", app.closing_number())).await;
        assert_eq!(app.reminded().await, 1, "three hours, and not a day as well");
        assert!(talker.newest().text.contains("⏰"), "{}", talker.newest().text);
        assert!(late.newest().text.contains("Слежу"), "they know when it closes");
        app.clock.advance(TimeDelta::hours(-20));
        assert_eq!(app.reminded().await, 1, "a clock that goes back brings what is due then");
        assert_eq!(app.reminded().await, 0);
    }
}

on_both_engines! {
    async fn a_reminder_at_night_comes_before_the_night(app: TestApp) {
        app.closes_at("2026-11-24 09:00:00").await;
        let talker = app.person(1, "ru");
        talker.says(&format!("/subscribe {}", app.closing_number())).await;
        talker.says("/settings").await;
        talker.presses("Тихие часы").await;
        talker.presses("22:00–08:00").await;
        app.clock.advance(TimeDelta::hours(3 * 24 + 9) + TimeDelta::minutes(50));
        assert_eq!(app.reminded().await, 1, "of the day, late");
        app.clock.advance(TimeDelta::minutes(3));
        assert_eq!(app.reminded().await, 1, "of the three hours, early");
        assert!(talker.newest().text.contains("11 часов"), "{}", talker.newest().text);
        assert!(!talker.newest().silent);
        // What could not come before is told at night, without sound.
        app.closes_at("2026-11-24 23:50:00").await;
        app.clock.advance(TimeDelta::hours(2));
        assert_eq!(app.reminded().await, 1);
        assert!(talker.newest().silent, "{}", talker.newest().text);
    }
}

on_both_engines! {
    async fn an_announcement_is_reminded_of_and_not_each_of_its_lots(app: TestApp) {
        app.closes_at("2026-11-27 18:00:00").await;
        let talker = app.person(1, "ru");
        talker.says(&format!("/subscribe {}", app.closing_number())).await;
        let announcement = app.goszakup.lot(LOT).unwrap()["trdBuyId"].as_i64().unwrap();
        let follow = format!("follow:announcement:{announcement}");
        talker.presses_data(talker.newest().message_id, &follow).await;
        app.clock.advance(TimeDelta::hours(6 * 24 + 6));
        assert_eq!(app.reminded().await, 1);
        assert_reads("reminder_announcement", &talker.newest());
        talker.presses("В календарь").await;
        let file = talker.heard().into_iter().find_map(|message| message.document).expect("a file");
        let file = String::from_utf8(file.content).unwrap();
        assert!(file.contains(&format!("UID:announcement-{announcement}@zakupai\r\n")), "{file}");
    }
}

on_both_engines! {
    async fn a_deadline_comes_as_a_file_for_a_calendar(app: TestApp) {
        app.closes_at("2026-11-27 18:00:00").await;
        let talker = app.person(1, "ru");
        talker.says(&format!("/lot {}", app.closing_number())).await;
        talker.presses("В календарь").await;
        let file = talker.heard().into_iter().find_map(|message| message.document).expect("a file");
        assert_eq!(file.file_name, "deadline.ics");
        let text = String::from_utf8(file.content).unwrap();
        assert!(text.contains("DTSTART:20261127T130000Z\r\n"), "{text}");
        assert!(text.contains(&format!("UID:lot-{LOT}@zakupai\r\n")), "{text}");
        assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY:Срок подачи: лот {}\r\n", app.closing_number())), "{text}");
        // A button lives for ever; the deadline does not.
        app.clock.advance(TimeDelta::days(9));
        talker.presses_data(1, &format!("ics:lot:{LOT}")).await;
        assert!(toast(&app).unwrap().contains("Срок уже прошёл"), "{:?}", toast(&app));
    }
}
