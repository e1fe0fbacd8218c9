//! The registers of unfair participants: what is said of a supplier, and what is written down.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use zakupai::{
    demo::{
        goszakup::{Dataset, Fault, TokenError, naive},
        telegram::Document,
    },
    domain::{clock::Clock as _, sync::Source},
};

use super::support::*;

/// In the demo's data: listed, and listed once.
const LISTED: &str = "970740048535";
const EXPIRED: &str = "071240137314";
const SAMRUK: &str = "980840050760";
/// In no register.
const CLEAN: &str = "060240002985";
const STRANGER: &str = "940140000385";

/// An entry from the day `from` days from now, until that of `to`.
fn entry(biin: &str, now: DateTime<Utc>, from: i64, to: i64) -> Value {
    let day = |days: i64| naive(now + TimeDelta::days(days));
    let term = json!({ "supplierBiin": biin, "supplierNameRu": "ТОО \"Новый <b>\"", "systemId": 3,
        "startDate": day(from), "endDate": day(to) });
    let mut row = term.clone();
    row["Detail"] = json!([term]);
    row
}

/// The records of the registers, oldest first.
async fn records(app: &TestApp) -> Vec<String> {
    let sql = "SELECT field FROM changes WHERE entity = 'subject' ORDER BY id";
    app.database.texts(sql).await.into_iter().flatten().collect()
}

async fn sweep(app: &TestApp) {
    app.clock.advance(TimeDelta::minutes(5));
    assert!(app.services().rnu.sweep().await.unwrap().complete);
}

on_both_engines! {
    async fn a_listed_supplier_is_shown_in_every_language(app: TestApp) {
        for lang in ["ru", "kk", "en"] {
            let talker = app.person(1, lang);
            assert_reads(&format!("rnu_listed_{lang}"), &talker.says(&format!("/rnu {LISTED}")).await);
        }
    }
}

on_both_engines! {
    async fn the_other_states_are_told_apart(app: TestApp) {
        let talker = app.person(1, "ru");
        assert_reads("rnu_expired", &talker.says(&format!("/rnu {EXPIRED}")).await);
        assert_reads("rnu_clean", &talker.says(&format!("/rnu {CLEAN}")).await);
        assert_reads("rnu_samruk", &talker.says(&format!("/rnu {SAMRUK}")).await);
        app.goszakup.remove_rnu(LISTED);
        sweep(&app).await;
        assert_reads("rnu_excluded", &talker.says(&format!("/rnu {LISTED}")).await);
    }
}

on_both_engines! {
    async fn nobody_is_cleared_by_a_stale_mirror(app: TestApp) {
        let talker = app.person(1, "ru");
        app.clock.advance(TimeDelta::hours(25));
        // OWS answers: the mirror is too old, so it is asked.
        app.goszakup.add_rnu(entry(STRANGER, app.clock.now(), -1, 700));
        assert!(talker.says(&format!("/rnu {STRANGER}")).await.text.contains("⛔️"));
        let asked = app.goszakup.count(&format!("/v3/rnu/{CLEAN}"));
        assert!(talker.says(&format!("/rnu {CLEAN}")).await.text.contains("OWS не значится"));
        assert_eq!(app.goszakup.count(&format!("/v3/rnu/{CLEAN}")), asked + 1);
        // It does not: what was just answered still serves, another is unknown, a listed one is
        // told from the old copy, and how old that is.
        app.goszakup.reject_token(true);
        for mode in [TokenError::InvalidRoute404, TokenError::Unauthorized401, TokenError::Forbidden403] {
            app.goszakup.token_error(mode);
            let unknown = talker.says("/rnu 961141000023").await.text;
            assert!(unknown.contains("неизвестно, значится ли") && !unknown.contains("не значится"), "{mode:?}: {unknown}");
            assert!(unknown.contains("копия реестров от") && unknown.contains("1 день 1 час назад"), "{unknown}");
        }
        assert!(talker.says(&format!("/rnu {CLEAN}")).await.text.contains("OWS не значится"));
        let old = talker.says(&format!("/rnu {LISTED}")).await.text;
        assert!(old.contains("⛔️") && old.contains("копия реестров от"), "{old}");
        let ended = talker.says(&format!("/rnu {EXPIRED}")).await.text;
        assert!(ended.contains("неизвестно, значится ли"), "it may be listed again by now: {ended}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_anything_was_read_everything_is_unknown() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(mut app) = TestApp::stopped(engine, Dataset::demo(friday_noon())).await else {
            continue;
        };
        app.goszakup.reject_token(true);
        app.start().await;
        let answer = app.person(1, "ru").says(&format!("/rnu {LISTED}")).await.text;
        assert!(answer.contains("неизвестно, значится ли"), "{answer}");
        assert!(answer.contains("Реестры ещё ни разу не прочитаны"), "{answer}");
        app.finish().await;
    }
}

on_both_engines! {
    async fn a_supplier_without_a_number_is_found_by_its_name(app: TestApp) {
        let talker = app.person(1, "ru");
        for text in ["/rnu ТОО демо снаб", "есть ли ТОО «Демо Снаб» в реестре недобросовестных?"] {
            let one = talker.says(text).await.text;
            assert!(one.contains(LISTED) && one.contains("⛔️ В реестре"), "{one}");
        }
        // A name that is only alike is not said to be the one, and who is not found is not cleared.
        let alike = talker.says("/rnu демо").await.text;
        assert!(alike.contains(LISTED) && alike.contains("сверьте БИН"), "{alike}");
        assert_reads("rnu_name_none", &talker.says("/rnu ТОО \"Ромашка\"").await);
        let iin = "900101300007";
        app.goszakup.add_rnu(entry(STRANGER, app.clock.now(), -1, 700));
        app.goszakup.add_rnu(entry(iin, app.clock.now(), -900, -10));
        sweep(&app).await;
        for lang in ["ru", "kk", "en"] {
            assert_reads(&format!("rnu_name_{lang}"), &app.person(1, lang).says("/rnu новый").await);
        }
        let both = talker.says("/rnu новый").await;
        assert!(both.text.contains(STRANGER) && !both.text.contains("900101"), "{}", both.text);
        let one = talker.presses("ТОО \"Новый <b>\"").await;
        assert!(one.text.contains(STRANGER) && one.text.contains("⛔️"), "{}", one.text);
        // Of registers that were not read for long nobody is said to be absent.
        app.clock.advance(TimeDelta::hours(25));
        assert!(talker.says("/rnu ТОО \"Ромашка\"").await.text.contains("неизвестно, есть ли в них"));
    }
}

on_both_engines! {
    async fn a_wrong_number_is_told_what_is_wrong_with_it(app: TestApp) {
        let talker = app.person(1, "ru");
        for (text, part) in [
            ("/rnu", "Пришлите БИН или ИИН"),
            ("/rnu 94014000038", "цифр 11, а нужно 12"),
            ("/rnu 940140000384", "контрольная цифра не сходится"),
            ("/rnu 941340000385", "месяц регистрации"),
            ("/rnu 940190000385", "5-я цифра"),
            ("/rnu 940149000385", "6-я цифра"),
            ("/rnu 990231300005", "такой даты нет"),
            ("/rnu 900101900005", "век и пол"),
            ("/rnu <b>", "не только цифры"),
            ("/rnu ٩٤٠١٤٠٠٠٠٣٨٥", "не только цифры"),
        ] {
            let answer = talker.says(text).await.text;
            assert!(answer.contains(part), "{text}: {answer}");
        }
        assert_eq!(app.goszakup.requests().iter().filter(|r| r.path.starts_with("/v3/rnu/")).count(), 0);
    }
}

on_both_engines! {
    async fn a_person_is_checked_and_never_shown_whole(app: TestApp) {
        let iin = "900101300007";
        app.goszakup.add_rnu(entry(iin, app.clock.now(), -10, 700));
        app.services().rnu.look().await.unwrap();
        let talker = app.person(1, "ru");
        for text in [format!("/rnu {iin}"), iin.to_owned()] {
            let answer = talker.says(&text).await;
            assert!(answer.text.contains("ИИН 900101******") && answer.text.contains("⛔️"), "{}", answer.text);
            assert!(!shown(&answer).contains(iin));
        }
    }
}

on_both_engines! {
    async fn what_appears_and_what_leaves_is_recorded_once(app: TestApp) {
        assert_eq!(records(&app).await, Vec::<String>::new(), "the first sweep is no news");
        let listed = "SELECT count(*) FROM rnu_entries WHERE gone_at IS NULL";
        assert_eq!(app.database.scalar(listed).await, 4);
        // The newest page is enough for what is new.
        app.goszakup.add_rnu(entry(STRANGER, app.clock.now(), 0, 731));
        app.services().rnu.look().await.unwrap();
        assert_eq!(records(&app).await, ["rnu_listed"]);
        let whom = "SELECT entity_id FROM changes WHERE entity = 'subject'";
        assert_eq!(app.database.scalar(whom).await.to_string(), STRANGER);
        app.services().rnu.look().await.unwrap();
        sweep(&app).await;
        assert_eq!(records(&app).await, ["rnu_listed"], "the same again");
        // Ids of the source move, the entry stays the same.
        app.goszakup.remove_rnu(LISTED);
        let moved = json!({ "id": 1, "supplierBiin": EXPIRED, "systemId": 3 });
        app.goszakup.add_rnu(moved);
        app.services().rnu.look().await.unwrap();
        let before = records(&app).await.len();
        sweep(&app).await;
        let told = records(&app).await;
        assert_eq!(told.get(before..).unwrap(), ["rnu_left"], "{told:?}");
        sweep(&app).await;
        assert_eq!(records(&app).await.len(), told.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_timetable_sees_a_new_entry_by_itself() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let data = Dataset::demo(friday_noon());
        let Some(mut app) = TestApp::stopped(engine, data).await else { continue };
        app.set("WATCH_INTERVAL", "1s");
        app.start().await;
        zakupai::demo::synced(app.running()).await.unwrap();
        app.goszakup.add_rnu(entry(STRANGER, app.clock.now(), 0, 731));
        let started = std::time::Instant::now();
        while records(&app).await != ["rnu_listed"] {
            assert!(started.elapsed() < PATIENCE, "nobody looked");
            tokio::task::yield_now().await;
        }
        app.finish().await;
    }
}

on_both_engines! {
    async fn a_term_that_runs_out_is_recorded_when_it_does(app: TestApp) {
        app.goszakup.add_rnu(entry(STRANGER, app.clock.now(), -700, 3));
        app.services().rnu.look().await.unwrap();
        app.clock.advance(TimeDelta::days(2));
        app.services().rnu.look().await.unwrap();
        assert_eq!(records(&app).await, ["rnu_listed"]);
        app.clock.advance(TimeDelta::days(1));
        for _ in 0..2 {
            app.services().rnu.look().await.unwrap();
        }
        assert_eq!(records(&app).await, ["rnu_listed", "rnu_expired"]);
        app.goszakup.remove_rnu(STRANGER);
        sweep(&app).await;
        assert_eq!(records(&app).await, ["rnu_listed", "rnu_expired"], "it left as it should");
    }
}

on_both_engines! {
    async fn a_sweep_that_breaks_off_takes_nobody_out(app: TestApp) {
        let gone = "SELECT count(*) FROM rnu_entries WHERE gone_at IS NOT NULL";
        let watermark = app.services().store.find_sync_state(Source::Rnu).await.unwrap().watermark;
        app.goszakup.remove_rnu(LISTED);
        app.clock.advance(TimeDelta::seconds(10));
        // As often as a call is tried, and not so often that OWS is left alone for a while.
        for (times, fault) in [(4, Fault::Status(503)), (1, Fault::GraphqlError("no".to_owned())), (4, Fault::HalfPage)] {
            app.goszakup.fail_next(times, fault.clone());
            assert!(app.services().rnu.sweep().await.is_err(), "{fault:?}");
            app.clock.advance(TimeDelta::seconds(10));
        }
        // Fewer rows than were counted.
        app.goszakup.total_count_lie(1);
        assert!(!app.services().rnu.sweep().await.unwrap().complete);
        app.goszakup.total_count_lie(0);
        assert_eq!(app.database.scalar(gone).await, 0);
        let state = app.services().store.find_sync_state(Source::Rnu).await.unwrap();
        assert_eq!((state.watermark, state.failure.as_deref()), (watermark, Some("incomplete")));
        sweep(&app).await;
        assert_eq!(app.database.scalar(gone).await, 1);
        assert_eq!(records(&app).await, ["rnu_left"]);
    }
}

on_both_engines! {
    async fn an_empty_answer_is_not_an_empty_register(app: TestApp) {
        // A well-formed answer without rows, once: each supplier is asked for before it is let go.
        app.goszakup.fail_next(1, Fault::NoRows);
        app.clock.advance(TimeDelta::minutes(5));
        app.services().rnu.sweep().await.unwrap();
        assert_eq!(records(&app).await, Vec::<String>::new());
        assert!(app.person(1, "ru").says(&format!("/rnu {LISTED}")).await.text.contains("⛔️"));
    }
}

on_both_engines! {
    async fn the_brief_leads_to_the_full_answer_and_back(app: TestApp) {
        let talker = app.person(1, "ru");
        let brief = talker.says(LISTED).await;
        assert!(brief.text.contains("⛔️") && !brief.text.contains("Что это значит"), "{}", brief.text);
        let full = talker.presses("Проверка поставщика").await;
        assert!(full.text.contains("Что это значит"), "{}", full.text);
        assert!(talker.presses("Организация и её лоты").await.text.contains("Открытых лотов"));
    }
}

on_both_engines! {
    async fn several_numbers_are_answered_as_a_table(app: TestApp) {
        let talker = app.person(1, "ru");
        let list = format!("{LISTED}\n{EXPIRED}, {CLEAN}; {SAMRUK}\n940140000384\n94014000038\n900101300007");
        assert_reads("rnu_list", &talker.says(&format!("/rnu {list}")).await);
        let bare = talker.says(&format!("{LISTED} {CLEAN}")).await;
        assert!(bare.text.contains("Проверено номеров: 2"), "{}", bare.text);
    }
}

on_both_engines! {
    async fn a_long_list_comes_back_as_files(app: TestApp) {
        let talker = app.person(1, "ru");
        let mut formula = entry(STRANGER, app.clock.now(), -1, 700);
        formula["supplierNameRu"] = json!("=cmd|' /C calc'!A0");
        formula["Detail"][0]["supplierNameRu"] = json!("=cmd|' /C calc'!A0");
        app.goszakup.add_rnu(formula);
        app.services().rnu.look().await.unwrap();
        let mut list = format!("{LISTED}\n{CLEAN}\n{STRANGER}\n");
        for n in 0..30 {
            list.push_str(&format!("9401400{n:05}\n"));
        }
        talker.says(&format!("/rnu {list}")).await;
        let heard = talker.heard();
        let files: Vec<Document> = heard.iter().filter_map(|message| message.document.clone()).collect();
        let csv = files.iter().find(|file| file.file_name == "rnu.csv").expect("a file");
        let text = String::from_utf8(csv.content.clone()).unwrap();
        assert_eq!(text.lines().count(), 34);
        assert!(text.contains(&format!("\r\n{LISTED};")) && text.contains("'=cmd"), "{text}");
        assert!(!text.contains(";=") && !text.contains("\n="), "a live formula: {text}");
        assert!(heard.iter().any(|message| message.text.contains("Проверено номеров: 33")));
        // What came back can be sent in again.
        let xlsx = files.iter().find(|file| file.file_name == "rnu.xlsx").expect("a table");
        for file in [csv, xlsx] {
            app.telegram.sends_file(&talker.person, &file.file_name, &file.content);
            talker.hears().await;
            let answered = talker.heard();
            let last = answered.iter().rev().find(|message| message.document.is_none()).unwrap();
            assert!(last.text.contains("В реестре: 2"), "{}: {}", file.file_name, last.text);
        }
    }
}

on_both_engines! {
    async fn a_file_is_a_list_too_and_a_bad_one_is_told(app: TestApp) {
        let talker = app.person(1, "ru");
        for (name, content, part) in [
            ("list.csv", format!("БИН;Название\n{LISTED};ТОО\n{CLEAN};ТОО\n").into_bytes(), "Проверено номеров: 2"),
            ("list.txt", Vec::from("нет номеров"), "нет ни одного БИН"),
            ("scan.pdf", b"%PDF-1.7\0\0".to_vec(), "Не могу прочитать"),
            ("bomb.xlsx", b"PK\x03\x04no archive at all".to_vec(), "Не могу прочитать"),
            ("big.csv", vec![b' '; 3 * 1024 * 1024], "не кончается"),
        ] {
            app.telegram.sends_file(&talker.person, name, &content);
            let answer = talker.hears().await.text;
            assert!(answer.contains(part), "{name}: {answer}");
        }
    }
}
