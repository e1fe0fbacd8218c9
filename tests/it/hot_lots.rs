//! Hot lots: what a person sells, what is found for them, and what their answers change.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use serde_json::json;
use zakupai::{
    demo::{
        goszakup::naive,
        telegram::{BotMessage, Group},
    },
    domain::clock::{ASTANA, Clock as _},
};

use super::support::*;

/// A lot of the demo's that takes bids; new ones are made in its likeness.
const LOT: i64 = 42_700_174;
/// When bids for it end in these stories.
const END: &str = "2026-12-20 18:00:00";
/// What the outbox holds of hot lots.
const ALERTS: &str = "SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'hot:%'";

impl TestApp {
    /// New lots at OWS, of these names and sums, brought by a pass.
    pub(super) async fn new_lots(&self, lots: &[(i64, &str, i64)]) {
        let mut lot = self.goszakup.lot(LOT).unwrap();
        let announcement = lot["trdBuyId"].as_i64().unwrap();
        self.goszakup.change_announcement(
            announcement,
            json!({ "endDate": END }),
            self.clock.now(),
        );
        for (id, name, amount) in lots {
            let fields = json!({
                "id": id, "lotNumber": format!("{id}-ЗЦП1"), "refLotStatusId": 220, "nameRu": name,
                "nameKz": name, "descriptionRu": null, "descriptionKz": null, "amount": amount,
                "pointList": [], "Plans": [], "lastUpdateDate": naive(self.clock.now()),
            });
            lot.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            self.goszakup.add_lot(lot.clone());
        }
        self.clock.advance(TimeDelta::seconds(5));
        self.services().sync.run().await.unwrap();
    }

    /// A look, whoever takes it, and all it tells.
    pub(super) async fn looks(&self) {
        self.services().hot_lots.run().await.unwrap();
        self.idle().await;
        self.services().hot_lots.run().await.unwrap();
        self.settled().await;
    }

    /// Goes to this hour of November 2026, Astana.
    pub(super) fn goes_to(&self, day: u32, hour: u32) {
        let at: DateTime<Utc> =
            ASTANA.with_ymd_and_hms(2026, 11, day, hour, 1, 0).unwrap().to_utc();
        self.clock.advance(at - self.clock.now());
    }
}

impl Talker<'_> {
    /// Says what they sell, and that three days are needed.
    pub(super) async fn sells(&self, words: &str) {
        self.says(&format!("/hot {words}")).await;
        let data = self.newest().rows[0][1].data.clone().unwrap();
        self.presses_data(self.newest().message_id, &data).await;
    }

    pub(super) fn alerts(&self) -> Vec<BotMessage> {
        let is_alert = |message: &BotMessage| message.text.contains("Горячий лот:");
        self.heard().into_iter().filter(is_alert).collect()
    }

    /// Answers an alert.
    async fn answers(&self, lot: i64, verdict: &str) {
        self.presses_data(self.newest().message_id, &format!("hot:{verdict}-{lot}")).await;
    }
}

on_both_engines! {
    async fn a_profile_is_made_in_a_dialogue_and_changed_by_buttons(app: TestApp) {
        let talker = app.person(1, "ru");
        assert_reads("hot_ask", &talker.says("/hot").await);
        // Words that make no sense are told so, and other ones are still waited for.
        assert!(talker.says("!сварка").await.text.contains("(FLT-3)"));
        let lead = talker.says("Сварочный аппарат !ремонт\nмаска от 100 тыс до 5 млн").await;
        assert_reads("hot_choose_lead", &lead);
        assert_eq!(app.database.scalar("SELECT count(*) FROM hot_profiles WHERE paused_at IS NULL").await, 0);
        let profile = talker.presses("3 дня").await;
        assert_eq!(profile.message_id, lead.message_id, "in place");
        assert_reads("hot_profile", &profile);
        assert!(talker.says("лигнит").await.text.contains("поискал по словам"), "the dialogue is over");
        talker.says("/hot").await;
        talker.presses("Сколько в день").await;
        assert!(talker.presses("20").await.text.contains("до 20 в день"));
        talker.presses("Изменить слова").await;
        let changed = talker.says("бумага офисная").await;
        assert!(changed.text.contains("бумага") && changed.text.contains("3 дня"), "{}", changed.text);
        assert!(changed.text.contains("включены"), "{}", changed.text);
        assert!(talker.presses("Выключить").await.text.contains("выключены"));
        assert!(talker.presses("Срок").await.text.contains("Сколько времени"));
        let off = talker.presses("Не важно").await;
        assert!(off.text.contains("выключены"), "choosing a term turns nothing on: {}", off.text);
        assert!(talker.presses("Включить").await.text.contains("включены"));
        assert_eq!(app.database.scalar("SELECT count(*) FROM hot_profiles WHERE paused_at IS NULL").await, 1);
    }
}

on_both_engines! {
    async fn a_lot_that_suits_is_told_once_with_its_score(app: TestApp) {
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            app.person(id, code).sells("сварочный аппарат от 100 тыс").await;
        }
        app.person(4, "ru").sells("уборка помещений").await;
        app.new_lots(&[(99_000_001, "Аппарат сварочный <инверторный>", 250_000), (99_000_002, "Стол", 1_000)]).await;
        app.looks().await;
        assert_eq!(app.database.scalar(ALERTS).await, 3);
        for (id, code) in [(1, "ru"), (2, "kk"), (3, "en")] {
            assert_reads(&format!("hot_alert_{code}"), &app.person(id, code).newest());
        }
        app.clock.advance(TimeDelta::minutes(15));
        app.looks().await;
        assert_eq!(app.database.scalar(ALERTS).await, 3, "the second look");
        let talker = app.person(1, "ru");
        assert!(talker.presses("Карточка").await.text.contains("Аппарат сварочный"));
    }
}

on_both_engines! {
    async fn the_best_of_a_day_come_at_once_and_the_rest_in_the_digest(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.sells("аппарат от 100 тыс").await;
        talker.presses_data(talker.newest().message_id, "hot:limit-3").await;
        let lots: Vec<(i64, &str, i64)> = (1..=10).map(|n| (99_000_000 + n, "Аппарат", n * 10_000)).collect();
        app.new_lots(&lots).await;
        app.looks().await;
        let told = talker.alerts();
        assert_eq!(told.len(), 3);
        assert!(told[0].text.contains("99000010-ЗЦП1"), "the best first: {}", told[0].text);
        app.new_lots(&[(99_000_011, "Аппарат", 900_000)]).await;
        app.looks().await;
        assert_eq!(talker.alerts().len(), 3, "the day is full");
        app.goes_to(21, 8);
        app.looks().await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE class = 2").await, 0, "not yet nine");
        app.goes_to(21, 9);
        app.looks().await;
        let digest = talker.newest();
        assert_reads("hot_digest", &digest);
        let next = talker.presses("›").await;
        assert_eq!(next.message_id, digest.message_id, "in place");
        assert!(next.text.contains("Страница 2 из 2"), "{}", next.text);
        app.looks().await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE class = 2").await, 1, "once");
        app.new_lots(&[(99_000_012, "Аппарат", 900_000)]).await;
        app.looks().await;
        assert_eq!(talker.alerts().len(), 4, "another day");
        // Nobody else leafs through it, and a forged page says that there is none.
        let stranger = app.person(2, "ru");
        stranger.says("/help").await;
        for data in ["hot:digest-739941-0", "hot:up-99000001"] {
            stranger.presses_data(stranger.newest().message_id, data).await;
            assert!(toast(&app).unwrap().contains("уже удалены"), "{data}");
        }
    }
}

on_both_engines! {
    async fn quiet_hours_are_quiet_and_a_daily_digest_takes_everything(app: TestApp) {
        let sleeper = app.person(1, "ru");
        sleeper.sells("аппарат").await;
        sleeper.says("/settings").await;
        sleeper.presses("Тихие часы").await;
        sleeper.presses("22:00–08:00").await;
        let daily = app.person(2, "ru");
        daily.sells("аппарат").await;
        daily.says("/settings").await;
        daily.presses("Уведомления").await;
        daily.presses("Раз в день").await;
        app.goes_to(21, 2);
        app.new_lots(&[(99_000_001, "Аппарат", 250_000)]).await;
        app.looks().await;
        assert_eq!((sleeper.alerts().len(), daily.alerts().len()), (0, 0), "night, and not yet nine");
        app.goes_to(21, 8);
        app.looks().await;
        assert_eq!((sleeper.alerts().len(), daily.alerts().len()), (1, 0));
        app.goes_to(21, 9);
        app.looks().await;
        app.looks().await;
        assert_eq!(sleeper.alerts().len(), 1, "once");
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE class = 2").await, 1);
        assert!(daily.newest().text.contains("Аппарат"), "{}", daily.newest().text);
    }
}

on_both_engines! {
    async fn a_profile_is_made_from_cards(app: TestApp) {
        let talker = app.person(1, "ru");
        let card = talker.says("/lot 83685322-ОИ4").await;
        talker.presses("👎").await;
        assert!(toast(&app).unwrap().contains("Профиля ещё нет"));
        let asked = talker.presses("👍").await;
        assert_ne!(asked.message_id, card.message_id, "the card stays");
        assert_reads("hot_learned", &asked);
        talker.presses("5 дней").await;
        assert!(talker.newest().text.contains("включены"), "{}", talker.newest().text);
        let like = |data: &str| {
            let (data, place) = (data.to_owned(), card.message_id);
            let talker = &talker;
            async move { talker.presses_data(place, &data).await }
        };
        let lot = card.rows.iter().flatten().find_map(|button| button.data.as_deref()?.strip_prefix("hot:learn-")).unwrap().to_owned();
        like(&format!("hot:learn-{lot}")).await;
        assert!(toast(&app).unwrap().contains("уже находит"));
        let margin = talker.says("/hot").await;
        talker.presses("Маржа").await;
        let home = talker.presses("20 %").await;
        assert_eq!(home.message_id, margin.message_id, "in place");
        assert!(home.text.contains("не ниже 20 %"), "{}", home.text);
        like(&format!("hot:unlearn-{lot}")).await;
        assert!(toast(&app).unwrap().contains("Такое больше не ищу"));
        assert!(talker.says("/hot").await.text.contains("выключены"), "nothing is left to look for");
        like("hot:learn-999999999").await;
        assert!(toast(&app).unwrap().contains("(LOT-"), "a forged lot: {:?}", toast(&app));
    }
}

on_both_engines! {
    async fn answers_are_kept_and_shown_on_their_buttons(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.sells("аппарат").await;
        app.new_lots(&[(99_000_001, "Аппарат", 250_000)]).await;
        app.looks().await;
        let alert = talker.newest();
        let judged = talker.presses("👎").await;
        assert_eq!((judged.message_id, &judged.text), (alert.message_id, &alert.text), "in place");
        assert!(shown(&judged).contains("[✅ 👎]"), "{}", shown(&judged));
        let judged = talker.presses("Взял в работу").await;
        assert!(shown(&judged).contains("[👎] [✅ 💼 Взял в работу]"), "{}", shown(&judged));
        assert_eq!(app.database.texts("SELECT feedback FROM hot_alerts").await, [Some("taken".to_owned())]);
    }
}

on_both_engines! {
    async fn a_week_of_answers_becomes_a_proposal_that_a_button_makes(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.sells("аппарат").await;
        let lots = [
            (99_000_001, "Аппарат ремонтный", 10_000), (99_000_002, "Ремонтный аппарат", 20_000),
            (99_000_003, "Аппарат после ремонтный", 15_000), (99_000_004, "Аппарат сварочный", 500_000),
            (99_000_005, "Аппарат слуховой", 700_000),
        ];
        app.new_lots(&lots).await;
        app.looks().await;
        for lot in [99_000_001, 99_000_002, 99_000_003] {
            talker.answers(lot, "down").await;
        }
        talker.answers(99_000_004, "up").await;
        talker.answers(99_000_005, "taken").await;
        // 23 November is a Monday.
        app.goes_to(23, 8);
        app.looks().await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'hot-week:%'").await, 0);
        app.goes_to(23, 9);
        app.looks().await;
        let line = talker.newest();
        assert_reads("hot_week", &line);
        let data = line.rows[0][0].data.clone().unwrap();
        let edited = talker.presses("Исключить слово").await;
        assert_eq!(edited.message_id, line.message_id, "in place");
        assert!(edited.text.contains("✅ Исключить слово"), "{}", edited.text);
        talker.presses("Не показывать дешевле").await;
        talker.presses_data(line.message_id, &data).await;
        assert!(toast(&app).unwrap().contains("устарела"), "{:?}", toast(&app));
        assert_reads("hot_profile_edited", &talker.says("/hot").await);
        app.looks().await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'hot-week:%'").await, 1);
        let before = app.database.scalar(ALERTS).await;
        app.new_lots(&[(99_000_006, "Ремонтный аппарат", 600_000), (99_000_007, "Аппарат", 600_000)]).await;
        app.looks().await;
        assert_eq!(app.database.scalar(ALERTS).await, before + 1, "the edits are obeyed");
    }
}

on_both_engines! {
    async fn who_turned_it_off_or_blocks_the_bot_is_left_alone(mut app: TestApp) {
        app.provokes("blocked");
        let (off, blocks) = (app.person(1, "ru"), app.person(2, "ru"));
        off.sells("аппарат").await;
        off.presses("Выключить").await;
        blocks.sells("аппарат").await;
        app.telegram.block(2);
        app.settled().await;
        app.database.execute("UPDATE users SET blocked_at = seen_at WHERE id = 2").await;
        app.new_lots(&[(99_000_001, "Аппарат", 250_000)]).await;
        app.looks().await;
        assert_eq!(app.database.scalar(ALERTS).await, 0);
        off.presses("Включить").await;
        app.looks().await;
        assert_eq!(off.alerts().len(), 1, "what is still new");
    }
}

on_both_engines! {
    async fn hostile_words_and_groups_do_no_harm(app: TestApp) {
        let talker = app.person(1, "ru");
        for (words, code) in [("от 5 млн до 100 тыс", "(FLT-5)"), ("от 100 тыс", "(FLT-1)"), ("бумага от 1000\nстол от 2000", "(FLT-10)")] {
            assert!(talker.says(&format!("/hot {words}")).await.text.contains(code), "{words}");
        }
        assert!(talker.says(&format!("/hot {}", "слово\n".repeat(60))).await.text.contains("Понял"), "one word, said often");
        for words in ["<b>аппарат</b> & <script>", "аппарат' OR 1=1 --", "%_% аппарат", "ап\u{202E}парат"] {
            let said = talker.says(&format!("/hot {words}")).await;
            assert!(said.text.contains("Горячие лоты") || said.text.contains("FLT"), "{words}: {}", said.text);
        }
        let group = Group::new(-4_001, "Отдел закупок");
        let said = talker.says_in(&group, "/hot аппарат").await;
        assert!(said[0].text.contains("личном чате"), "{}", said[0].text);
        for data in ["hot:up-1", "hot:edit-1-0", "hot:digest-1-0", "hot:on", "hot:lead-99999", "hot:x"] {
            talker.presses_data(talker.newest().message_id, data).await;
        }
    }
}
