//! Reports on counterparties, grounds from flags, a lot in brief; and what may go wrong with papers:
//! hostile answers, files that Telegram refuses, a program that dies between the file and its way.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use zakupai::demo::{
    goszakup::naive,
    telegram::{BotMessage, Fault, Person},
};
use zakupai::domain::clock::Clock as _;

use super::{risk::add_hasty_tender, support::*};

const CUSTOMER: &str = "000540002866";
const COMPANY: [&str; 7] = [
    "ТОО «Ақ көл»",
    "940140000385",
    "010000, г. Астана, ул. Қабанбай батыр, 11",
    "Директор",
    "Әбілқасымов Ғ. Ұ.",
    "KZ86 125K ZT50 0410 0100, АО «Банк», БИК KKMFKZ2A",
    "+7 701 000 00 00",
];

fn add_contract(app: &TestApp, id: i64, status: i64) {
    app.goszakup.add_contract(json!({
        "id": id, "rootId": id, "customerBin": CUSTOMER, "supplierBiin": "060240002985",
        "refContractStatusId": status, "finYear": 2026, "contractSum": 215_000,
        "signDate": "2026-11-01 10:00:00", "lastUpdateDate": naive(app.clock.now()),
        "ContractUnits": [{ "id": id * 10, "lotId": 42_700_184, "itemPrice": 2150, "quantity": 100, "totalSum": 215_000 }],
    }));
}

impl Talker<'_> {
    async fn has_a_company(&self) {
        self.says("/company").await;
        for told in COMPANY {
            self.says(told).await;
        }
    }

    async fn begins(&self, kind: &str) -> BotMessage {
        self.says("/documents").await;
        self.presses("Новый документ").await;
        self.presses(kind).await
    }
}

on_both_engines! {
    async fn a_report_is_made_and_the_next_tells_what_changed(app: TestApp) {
        add_contract(&app, 1, 190);
        app.clock.advance(TimeDelta::seconds(1));
        let talker = app.person(1, "ru");
        talker.says(CUSTOMER).await;
        assert_reads("report_preview", &talker.presses("Отчёт PDF").await);
        talker.presses("PDF и Word").await;
        let names: Vec<String> = talker.files().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["otchet-o-kontragente.pdf", "otchet-o-kontragente.docx"]);
        let plain = "SELECT count(*) FROM counterparty_snapshots WHERE sealed LIKE '%contracts%'";
        assert_eq!(app.database.scalar(plain).await, 0);
        assert_eq!(app.database.scalar("SELECT count(*) FROM counterparty_snapshots").await, 1);

        add_contract(&app, 2, 340);
        app.clock.advance(TimeDelta::days(1));
        app.services().contracts.run().await.unwrap();
        talker.says(CUSTOMER).await;
        let again = talker.presses("Отчёт PDF").await.text;
        assert!(again.contains("Изменения с 20.11.2026"), "{again}");
        assert!(again.contains("стало 2 на"), "{again}");
        assert!(again.contains("расторгнутые: было 0, стало 1"), "{again}");
        // Somebody else has their own past.
        let other = app.person(2, "ru");
        other.says(CUSTOMER).await;
        assert!(other.presses("Отчёт PDF").await.text.contains("Это первый отчёт"));
        // By hand, in English, with a wrong number first.
        let english = app.person(3, "en");
        english.says("/documents").await;
        english.presses("New document").await;
        english.presses("Counterparty report").await;
        assert!(english.says("940140000384").await.text.contains("BIN of an organisation"));
        assert!(english.says(CUSTOMER).await.text.contains("The document in brief"));
        // What a person had is forgotten with their company.
        talker.says("/company").await;
        talker.has_a_company().await;
        talker.says("/company").await;
        talker.presses("Удалить всё").await;
        talker.presses("Да, удалить").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM counterparty_snapshots").await, 0);
    }
}

on_both_engines! {
    async fn a_lot_is_told_in_brief_in_three_languages(app: TestApp) {
        add_hasty_tender(&app);
        app.goszakup.add_lot(json!({ "id": 50_000_021, "lotNumber": "90000021-ОК1", "refLotStatusId": 220, "nameRu": "Без всего" }));
        for (id, code, label) in [(1, "ru", "Кратко"), (2, "kk", "Қысқаша"), (3, "en", "In brief")] {
            let talker = app.person(id, code);
            talker.says("/lot 90000010-ОК1").await;
            assert_reads(&format!("lot_brief_{code}"), &talker.presses(label).await);
        }
        let talker = app.person(1, "ru");
        talker.says("/lot 90000021-ОК1").await;
        assert_reads("lot_brief_bare", &talker.presses("Кратко").await);
        assert!(talker.presses("Назад").await.text.starts_with("Без всего"));
    }
}

on_both_engines! {
    async fn grounds_of_a_complaint_are_marked_among_the_flags(app: TestApp) {
        add_hasty_tender(&app);
        let talker = app.person(1, "ru");
        talker.has_a_company().await;
        talker.says("/lot 90000010-ОК1").await;
        talker.presses("Документы").await;
        talker.presses("Жалоба").await;
        talker.presses("Комиссия").await;
        talker.presses("Решение заказчика").await;
        for told in ["18.11.2026", "КГУ «Школа № 5»", "г. Астана, ул. Сарыарка, 1"] {
            talker.says(told).await;
        }
        talker.presses("Пропустить").await;
        assert_reads("grounds_ask", &talker.says("Отклонение заявки").await);
        // Nothing marked and nothing written: a complaint without facts would be returned.
        talker.presses("Дальше").await;
        let facts = talker.newest();
        assert!(facts.text.contains("Факты нарушений") && !shown(&facts).contains("Пропустить"), "{}", shown(&facts));
        talker.says("/documents").await;
        talker.presses("Жалоба").await;
        talker.says("Своё обстоятельство").await;
        talker.says("Отменить протокол об итогах").await;
        talker.presses("Пропустить").await;
        talker.presses("Изменить").await;
        talker.presses("Основания").await;
        let offered: Vec<String> = talker.newest().rows.iter().flatten().map(|it| it.text.clone()).collect();
        assert!(offered.len() > 2, "{offered:?}");
        let first = offered[0].replace("⬜️ ", "");
        assert!(shown(&talker.presses(&first).await).contains(&format!("☑️ {first}")));
        assert!(!shown(&talker.presses(&first).await).contains("☑️"));
        talker.presses(&first).await;
        let preview = talker.presses("Дальше").await;
        assert_reads("grounds_complaint", &preview);
        assert_reads("grounds_complaint_kk", &talker.presses("На казахском").await);
        talker.presses("PDF и Word").await;
        assert_eq!(talker.files().len(), 2);
        let plain = "SELECT count(*) FROM documents WHERE sealed LIKE '%rule%'";
        assert_eq!(app.database.scalar(plain).await, 0);
        // A forged place of a rule changes nothing.
        let id = app.database.texts("SELECT id FROM documents").await[0].clone().unwrap();
        talker.presses_data(talker.newest().message_id, &format!("doc:g:{id}:9999")).await;
        assert!(toast(&app).is_some());
    }
}

on_both_engines! {
    async fn hostile_answers_are_set_as_they_are_or_refused_with_a_reason(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.has_a_company().await;
        talker.begins("Гарантийное письмо").await;
        assert!(talker.says(&"я".repeat(4_000)).await.text.contains("300"));
        assert!(talker.says("шалом שלום").await.text.contains("«ש»"));
        assert!(talker.says("КГУ 🙂").await.text.contains("«🙂»"));
        talker.says("КГУ\n«Школа»\u{202E} № 5").await;
        talker.says("<b>жирная</b> закупка {{lot}} {company} %s").await;
        assert!(talker.says(&"б\n".repeat(40)).await.text.contains("до 30"));
        talker.says("Первое &amp; <script>\nвторое {{}}").await;
        // In between the person turns to another language: the draft goes on.
        let preview = talker.says("до 31.12.2026").await;
        assert_reads("papers_hostile", &preview);
        talker.says("/settings").await;
        talker.presses("Язык").await;
        talker.presses("English").await;
        talker.says("/documents").await;
        let preview = talker.presses("Guarantee letter").await;
        assert_reads("papers_hostile_en", &preview);
        talker.presses("PDF and Word").await;
        assert_eq!(talker.files().len(), 2);
    }
}

on_both_engines! {
    async fn a_lot_without_dates_or_names_asks_for_what_it_lacks(app: TestApp) {
        app.goszakup.add_lot(json!({ "id": 50_000_021, "lotNumber": "90000021-ОК1", "refLotStatusId": 220, "nameRu": "Без всего" }));
        let talker = app.person(1, "ru");
        talker.has_a_company().await;
        talker.says("/lot 90000021-ОК1").await;
        talker.presses("Документы").await;
        // No term is known, so none speaks against it; no customer, so one is asked for.
        assert!(talker.presses("Замечание").await.text.contains("Кому"));
        for told in ["КГУ «Школа № 5»", "п. 5"] {
            talker.says(told).await;
        }
        assert!(talker.newest().text.contains("Как записано"), "{}", talker.newest().text);
    }
}

on_both_engines! {
    async fn a_file_that_telegram_refuses_is_told_and_nothing_is_lost(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.has_a_company().await;
        talker.begins("Сопроводительное").await;
        for told in ["КГУ «Школа № 5»", "лот № 1", "Заявка, 2 л."] {
            talker.says(told).await;
        }
        for status in [413, 400] {
            app.telegram.fail_next("sendDocument", 1, Fault::Status(status));
            talker.presses("PDF и Word").await;
            let told = talker.heard().into_iter().any(|it| it.text.contains("DOC-2"));
            assert!(told, "{status}: {}", talker.newest().text);
            assert_eq!(app.database.scalar("SELECT count(*) FROM outbox WHERE state = 'dead'").await, 0);
            talker.says("/documents").await;
            talker.presses("Сопроводительное").await;
        }
        let before = talker.files().len();
        talker.presses("PDF и Word").await;
        assert_eq!(talker.files().len(), before + 2, "the draft still makes both");
    }
}

/// Killed at moments between the press and the last file: each press brings both files whole.
async fn killed_between_file_and_way(engine: Engine) {
    const PATIENCE: Duration = Duration::from_secs(60);
    let Some(mut process) = Process::new(engine, false).await else { return };
    let person = Person::new(1, "ru");
    process.start();
    let mut answers = 0;
    let mut dialogue = vec!["/company"];
    dialogue.extend(COMPANY);
    for told in dialogue {
        process.telegram.says(&person, told);
        answers += 1;
        assert!(process.telegram.until(PATIENCE, |it| it.messages(1).len() >= answers).await);
    }
    let press = |process: &Process, label: &str| {
        let message = process.telegram.last_message(1).unwrap();
        let button = message.rows.iter().flatten().find(|it| it.text.contains(label));
        let data = button
            .and_then(|it| it.data.clone())
            .unwrap_or_else(|| panic!("{label}: {}", shown(&message)));
        process.telegram.presses(&person, 1, message.message_id, &data);
        message
    };
    process.telegram.says(&person, "/documents");
    answers += 1;
    assert!(process.telegram.until(PATIENCE, |it| it.messages(1).len() >= answers).await);
    for label in ["Новый документ", "Сопроводительное"] {
        press(&process, label);
        answers += 1;
        assert!(process.telegram.until(PATIENCE, |it| it.messages(1).len() >= answers).await);
    }
    for told in ["КГУ «Школа № 5»", "лот № 1", "Заявка, 2 л."] {
        process.telegram.says(&person, told);
        answers += 1;
        assert!(process.telegram.until(PATIENCE, |it| it.messages(1).len() >= answers).await);
    }
    let preview = process.telegram.last_message(1).unwrap();
    let button = preview.rows.iter().flatten().find(|it| it.text.contains("PDF и Word")).unwrap();
    let data = button.data.clone().unwrap();
    let files = |telegram: &zakupai::demo::telegram::LocalTelegram| {
        telegram.messages(1).into_iter().filter_map(|it| it.document).collect::<Vec<_>>()
    };
    for (pressed, wait) in (1..).zip([0, 15, 30, 60, 120, 250]) {
        process.telegram.presses(&person, 1, preview.message_id, &data);
        tokio::time::sleep(Duration::from_millis(wait)).await;
        process.kill();
        process.start();
        let all = |telegram: &zakupai::demo::telegram::LocalTelegram| {
            let pdfs = files(telegram).iter().filter(|it| it.file_name.ends_with(".pdf")).count();
            let texts = files(telegram).iter().filter(|it| it.file_name.ends_with(".docx")).count();
            pdfs >= pressed && texts >= pressed
        };
        assert!(process.telegram.until(PATIENCE, all).await, "killed after {wait} ms");
    }
    for file in files(&process.telegram) {
        let whole = if file.file_name.ends_with(".pdf") {
            file.content.starts_with(b"%PDF") && file.content.trim_ascii_end().ends_with(b"%%EOF")
        } else {
            zip::ZipArchive::new(std::io::Cursor::new(&file.content)).is_ok()
        };
        assert!(whole, "{} is half a file", file.file_name);
    }
    let ready = "SELECT count(*) FROM documents WHERE is_ready";
    assert_eq!(process.database.scalar(ready).await, 1);
    process.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_file_and_way_loses_nothing() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        killed_between_file_and_way(engine).await;
    }
}
