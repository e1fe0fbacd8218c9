//! Price lists: from a file of a person to prices and a report of what is wrong.

use secrecy::ExposeSecret as _;
use serde_json::Value;
use zakupai::demo::{goszakup::Dataset, telegram::Document};

use super::support::*;

const GOOD: &str = "Прайс-лист ТОО «Дом»\n\n№;Артикул;Наименование;Ед. изм.;Цена, тг;БИН поставщика;Дата\n\
    1;A-1;Бумага офисная А4;пачка;1 850,50;940140000385;01.11.2026\n\
    2;A-2;Картридж лазерный;шт;12 500 ₸;;\n";

/// Each kind of wrong row, and what is said of it.
const BAD: &[(&str, u64, &str, &str)] = &[
    (";Без артикула;10;;", 3, "sku", "sku_empty"),
    ("B-1;;10;;", 4, "name", "name_empty"),
    ("B-2;Нет цены;;;", 5, "price", "price_empty"),
    ("B-3;Слово;по запросу;;", 6, "price", "price_text"),
    ("B-4;Минус;-5;;", 7, "price", "price_negative"),
    ("B-5;Ноль;0;;", 8, "price", "price_zero"),
    ("B-6;Доллары;10 $;;", 9, "price", "price_currency"),
    ("B-7;Двояко;12.500;;", 10, "price", "price_ambiguous"),
    ("B-8;Много;99999999999999999999;;", 11, "price", "price_too_large"),
    ("B-9;Короткий;10;94014000038;", 12, "supplier_bin", "bin_short"),
    ("B-10;Длинный;10;9401400003855;", 13, "supplier_bin", "bin_long"),
    ("B-11;Опечатка;10;940140000384;", 14, "supplier_bin", "bin_checksum"),
    ("B-12;Слова;10;ТОО;", 15, "supplier_bin", "bin_text"),
    ("B-13;Дата;10;;вчера", 16, "date", "date_text"),
    ("B-14;Завтра;10;;21.11.2026", 17, "date", "date_future"),
    ("G-1;Второй раз;11;;", 18, "sku", "sku_duplicate"),
];

fn bad_file() -> String {
    let mut text = "sku;name;price;supplier_bin;date\nG-1;Хорошая строка;10;;\n".to_owned();
    for (row, ..) in BAD {
        text.push_str(row);
        text.push('\n');
    }
    text
}

async fn prices(app: &TestApp) -> i64 {
    app.database.scalar("SELECT count(*) FROM prices").await
}

fn file(app: &TestApp, person: i64) -> Option<Document> {
    app.telegram.messages(person).into_iter().rev().find_map(|message| message.document)
}

on_both_engines! {
    async fn a_price_list_is_shown_before_it_is_taken_in(app: TestApp) {
        for (id, lang) in [(1, "ru"), (2, "kk"), (3, "en")] {
            let talker = app.person(id, lang);
            app.telegram.sends_file(&talker.person, "price.csv", GOOD.as_bytes());
            assert_reads(&format!("prices_preview_{lang}"), &talker.hears().await);
            let load = ["Загрузить", "Жүктеу", "Load"][id as usize - 1];
            assert_reads(&format!("prices_loaded_{lang}"), &talker.presses(load).await);
        }
        // Lots for it are told from now on.
        assert_eq!(app.database.scalar("SELECT count(*) FROM hot_profiles WHERE by_prices AND paused_at IS NULL").await, 3);
        // Everybody has their own two.
        assert_eq!(prices(&app).await, 6);
        let paper = "SELECT price_tiyn FROM prices WHERE sku = 'A-1' AND source = 'user:1'";
        assert_eq!(app.database.scalar(paper).await, 185_050);
        assert_eq!(app.database.scalar("SELECT count(*) FROM suppliers").await, 1);
        // The same file again changes nothing.
        let talker = app.person(1, "ru");
        app.telegram.sends_file(&talker.person, "price.csv", GOOD.as_bytes());
        talker.hears().await;
        let again = talker.presses("Загрузить").await;
        assert!(again.text.contains("уже загружен") && again.text.contains("без изменений: 2"), "{}", again.text);
        assert_eq!(prices(&app).await, 6);
        // A new price of another day is a row of its own.
        let newer = GOOD.replace("01.11.2026", "15.11.2026").replace("1 850,50", "1 900");
        app.telegram.sends_file(&talker.person, "price.csv", newer.as_bytes());
        talker.hears().await;
        talker.presses("Загрузить").await;
        let history = "SELECT count(*) FROM prices WHERE sku = 'A-1' AND source = 'user:1'";
        assert_eq!(app.database.scalar(history).await, 2);
    }
}

on_both_engines! {
    async fn wrong_rows_stop_nothing_and_are_told_one_by_one(app: TestApp) {
        let talker = app.person(1, "ru");
        app.telegram.sends_file(&talker.person, "price.csv", bad_file().as_bytes());
        talker.hears().await;
        talker.presses("Загрузить").await;
        let heard = talker.heard();
        let told = heard.iter().rev().find(|message| message.document.is_none()).unwrap();
        assert!(told.text.contains("новых и изменённых: 1") && told.text.contains(&format!("с ошибками: {}", BAD.len())), "{}", told.text);
        let report = file(&app, 1).expect("a file of errors");
        assert_eq!(report.file_name, "price-errors.csv");
        let text = String::from_utf8(report.content).unwrap();
        assert_eq!(text.lines().count(), BAD.len() + 1);
        for (row, line, _, code) in BAD {
            assert!(text.lines().any(|it| it.starts_with(&format!(";{line};")) && it.contains(code)), "{row}: {text}");
        }
        assert!(text.contains("'-5"), "what looks like a formula is made harmless: {text}");
        assert_eq!(prices(&app).await, 1);
    }
}

on_both_engines! {
    async fn all_or_nothing_is_nothing_where_a_row_is_wrong(app: TestApp) {
        let talker = app.person(1, "ru");
        app.telegram.sends_file(&talker.person, "price.csv", bad_file().as_bytes());
        talker.hears().await;
        let whole = talker.presses("строки без ошибок").await;
        assert!(shown(&whole).contains("всё или ничего"), "{}", shown(&whole));
        talker.presses("Загрузить").await;
        let told = talker.heard().into_iter().rev().find(|message| message.document.is_none()).unwrap();
        assert!(told.text.contains("Ничего не загружено"), "{}", told.text);
        assert_eq!(prices(&app).await, 0);
    }
}

on_both_engines! {
    async fn columns_are_corrected_by_buttons(app: TestApp) {
        let talker = app.person(1, "ru");
        let text = "Артикул;Наименование;Цена закупа;Цена продажи\nA;Бумага;10;20\n";
        app.telegram.sends_file(&talker.person, "price.csv", text.as_bytes());
        let preview = talker.hears().await;
        assert!(preview.text.contains("10,00"), "{}", preview.text);
        talker.presses("Поправить столбцы").await;
        talker.presses("Цена продажи").await;
        let preview = talker.presses("цена").await;
        assert!(preview.text.contains("20,00"), "{}", preview.text);
        talker.presses("Загрузить").await;
        assert_eq!(app.database.scalar("SELECT price_tiyn FROM prices").await, 2_000);
    }
}

on_both_engines! {
    async fn somebody_elses_file_is_not_for_others(app: TestApp) {
        let talker = app.person(1, "ru");
        app.telegram.sends_file(&talker.person, "price.csv", GOOD.as_bytes());
        let preview = talker.hears().await;
        let load = preview.rows[0][0].data.clone().unwrap();
        let stranger = app.person(2, "ru");
        stranger.says("/help").await;
        stranger.presses_data(stranger.newest().message_id, &load).await;
        assert_eq!(prices(&app).await, 0);
        talker.presses("Не загружать").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM price_uploads").await, 0);
    }
}

on_both_engines! {
    async fn files_that_are_no_tables_are_told_apart(app: TestApp) {
        let talker = app.person(1, "ru");
        for (name, content, part) in [
            ("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), "старый формат XLS"),
            ("quote.csv", [b"sku;name;price\n1;\"x".to_vec(), vec![b'y'; 2 * 1024 * 1024]].concat(), "Строка 2 не кончается"),
            ("wide.csv", [b"sku;name;price\n".to_vec(), vec![b';'; 900_000]].concat(), "слишком много столбцов"),
            ("scan.pdf", b"%PDF-1.7\0\0".to_vec(), "Не могу прочитать"),
        ] {
            app.telegram.sends_file(&talker.person, name, &content);
            let answer = talker.hears().await.text;
            assert!(answer.contains(part), "{name}: {answer}");
        }
    }
}

pub(super) async fn served(engine: Engine) -> Option<TestApp> {
    let mut app = TestApp::stopped(engine, Dataset::demo(friday_noon())).await?;
    app.set("HTTP_ADDR", "127.0.0.1:0");
    app.start().await;
    Some(app)
}

async fn programs_send_price_lists(engine: Engine) {
    let Some(app) = served(engine).await else { return };
    let url = format!("http://{}/etl/upload-batch", app.running().http_addr().unwrap());
    let client = reqwest::Client::builder().build().unwrap();
    let key = app.services().api_keys.make("a story").await.unwrap();
    let key = key.expose_secret();
    let send = |body: Vec<u8>| client.post(&url).header("X-API-Key", key).body(body).send();
    let nobody = client.post(&url).body("sku;price\n").send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    let answer = send(bad_file().into_bytes()).await.unwrap();
    assert_eq!(answer.status(), 200);
    let report: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(
        (&report["rows"], &report["imported"], &report["rejected"]),
        (&17.into(), &1.into(), &16.into())
    );
    for ((_, line, column, reason), row) in
        BAD.iter().zip(report["rejected_rows"].as_array().unwrap())
    {
        assert_eq!(
            (&row["line"], &row["column"], &row["reason"]),
            (&(*line).into(), &(*column).into(), &(*reason).into())
        );
    }
    // Again, as a form.
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.csv\"\r\n\r\n{}\r\n--b--\r\n",
        bad_file()
    );
    let again = client
        .post(&url)
        .header("X-API-Key", key)
        .header("Content-Type", "multipart/form-data; boundary=b")
        .body(form)
        .send()
        .await
        .unwrap();
    let again: Value = serde_json::from_str(&again.text().await.unwrap()).unwrap();
    assert_eq!((&again["imported"], &again["unchanged"]), (&0.into(), &1.into()));
    for (body, status, code) in [
        (Vec::new(), 422, "file_empty"),
        (b"PK\x03\x04 no archive".to_vec(), 422, "file_unreadable"),
        (b"a;b\n1;2\n".to_vec(), 422, "no_headings"),
        (vec![b'\n'; 51 * 1024 * 1024], 413, "too_large"),
    ] {
        let answer = send(body).await.unwrap();
        assert_eq!(answer.status(), status);
        assert!(answer.text().await.unwrap().contains(code), "{code}");
    }
    assert_eq!(prices(&app).await, 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_send_price_lists_sqlite() {
    programs_send_price_lists(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_send_price_lists_postgres() {
    programs_send_price_lists(Engine::Postgres).await;
}

on_both_engines! {
    async fn a_price_list_finds_its_lots_and_the_calculator_takes_the_cost(app: TestApp) {
        const NAME: &str = "SELECT name_ru FROM goszakup_lots WHERE status IN (220, 240) AND quantity_micro > 0 \
                            AND amount_tiyn > 0 AND deadline > '2026-11-22' AND NOT is_deleted ORDER BY id LIMIT 1";
        let name = app.database.texts(NAME).await.remove(0).unwrap();
        let talker = app.person(1, "ru");
        talker.says("/prices").await;
        let none = talker.presses("Лоты под мой прайс").await;
        assert!(none.text.contains("не видно"), "{}", none.text);
        let list = format!("Артикул;Наименование;Цена\nA-1;\"{}\";1\n", name.replace('"', "\"\""));
        app.telegram.sends_file(&talker.person, "price.csv", list.as_bytes());
        talker.hears().await;
        talker.presses("Загрузить").await;
        talker.says("/prices").await;
        let found = talker.presses("Лоты под мой прайс").await;
        assert!(found.text.contains("Открытых лотов под ваш прайс") && found.text.contains("совпадение 99 %"), "{}", found.text);
        // Somebody else has no such list.
        let stranger = app.person(2, "ru");
        stranger.says("/prices").await;
        assert!(stranger.presses("Лоты под мой прайс").await.text.contains("не видно"));
        let number = found.rows[0][0].text.trim_start_matches("🧮 Расчёт ").to_owned();
        let counted = talker.presses("Расчёт").await;
        assert!(counted.text.contains(&number), "{}", counted.text);
        assert_eq!(app.database.scalar("SELECT count(*) FROM lot_prices").await, 1);
        // From now on the calculator knows the cost.
        let again = talker.says(&format!("/calc {number}")).await;
        assert_eq!(again.text, counted.text);
        // Another position is chosen from a list, and takes the place of the first.
        let list = format!("Артикул;Наименование;Цена\nA-1;\"{}\";1\nA-2;Совсем другое;2\n", name.replace('"', "\"\""));
        app.telegram.sends_file(&talker.person, "price.csv", list.as_bytes());
        talker.hears().await;
        talker.presses("Загрузить").await;
        talker.says("/prices").await;
        talker.presses("Лоты под мой прайс").await;
        let choice = talker.presses("Другая позиция").await;
        assert!(choice.rows[0][0].text.starts_with("100 % · 1,00") && choice.rows[1][0].text.contains("Совсем другое"), "{}", shown(&choice));
        talker.presses("Совсем другое").await;
        let chosen = "SELECT sku FROM price_matches WHERE is_same";
        assert_eq!(app.database.texts(chosen).await, [Some("A-2".to_owned())]);
        talker.says("/prices").await;
        let found = talker.presses("Лоты под мой прайс").await;
        assert!(found.text.contains("Совсем другое") && found.text.contains("совпадение 100 %"), "{}", found.text);
        assert!(found.text.contains("Медиана таких лотов"), "{}", found.text);
        let other = found.rows[0][1].data.clone().unwrap();
        // What is not the same is remembered, and what was chosen goes with its price.
        talker.presses_data(found.message_id, &other).await;
        let refused = "SELECT count(*) FROM price_matches WHERE NOT is_same";
        assert_eq!(app.database.scalar(refused).await, 1);
        app.database.execute("DELETE FROM prices").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM lot_prices").await, 0);
    }
}

on_both_engines! {
    async fn suppliers_come_from_contracts_and_price_lists(app: TestApp) {
        app.database.execute("INSERT INTO contracts (id, supplier_biin, is_amendment, is_deleted, signed_at, fetched_at) \
            VALUES (1, '940140000385', false, false, '2026-05-01T00:00:00+00:00', '2026-05-01T00:00:00+00:00')").await;
        app.database.execute("INSERT INTO contract_units (id, contract_id, lot_id, price_tiyn) \
            SELECT 1, 1, id, 2500000 FROM goszakup_lots WHERE lot_number = '83685322-ОИ4'").await;
        let owner = app.person(1, "ru");
        let list = "Артикул;Наименование;Цена;БИН поставщика\nL-1;Лигнит сортовой;21 000;000540002866\n";
        app.telegram.sends_file(&owner.person, "price.csv", list.as_bytes());
        owner.hears().await;
        owner.presses("Загрузить").await;
        assert_reads("suppliers_ru", &owner.says("/supplier лигнит").await);
        for (id, lang) in [(2, "kk"), (3, "en")] {
            // Others see the contract, and not the list.
            assert_reads(&format!("suppliers_{lang}"), &app.person(id, lang).says("/supplier лигнит").await);
        }
        let cheap = owner.says("/supplier лигнит до 22000").await;
        let is_one = cheap.text.contains("Прайс-лист:") && !cheap.text.contains("Договоры");
        assert!(is_one, "{}", cheap.text);
        assert!(owner.says("/supplier лигнит до 10").await.text.contains("не видно"));
        assert!(owner.says("/supplier").await.text.contains("Кто поставляет"));
        owner.says("/supplier лигнит").await;
        let answer = owner.newest();
        for (row, name) in [(0, "suppliers.csv"), (1, "suppliers-chroma.json")] {
            owner.presses_data(answer.message_id, answer.rows[0][row].data.as_deref().unwrap()).await;
            let document = file(&app, 1).unwrap();
            assert_eq!(document.file_name, name);
            let text = String::from_utf8(document.content).unwrap();
            assert!(text.contains("940140000385") && text.contains("000540002866"), "{text}");
        }
    }
}
