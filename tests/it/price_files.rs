//! Price lists as people really send them: each kind of bad file, and what exactly is said of it.

use rust_xlsxwriter::Workbook;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::{prices::served, support::*};

on_both_engines! {
    async fn an_earlier_file_after_another_one_comes_in_again(app: TestApp) {
        let talker = app.person(1, "ru");
        let file = |price: &str| format!("Артикул;Наименование;Цена\nA-1;Бумага;{price}\n");
        for (price, says) in [("10", "изменённых: 1"), ("20", "изменённых: 1"), ("10", "изменённых: 1"), ("10", "уже загружен")] {
            app.telegram.sends_file(&talker.person, "price.csv", file(price).as_bytes());
            talker.hears().await;
            let told = talker.presses("Загрузить").await;
            assert!(told.text.contains(says), "{price}: {}", told.text);
        }
        assert_eq!(app.database.scalar("SELECT price_tiyn FROM prices").await, 1_000);
        assert_eq!(app.database.scalar("SELECT count(*) FROM price_imports").await, 2);
    }
}

on_both_engines! {
    async fn hidden_rows_are_read_when_a_person_asks(app: TestApp) {
        let talker = app.person(1, "ru");
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in [["Артикул", "Наименование", "Цена"], ["A-1", "Бумага", "10"], ["A-2", "Картридж", "20"]].iter().enumerate() {
            sheet.write_row(row as u32, 0, cells.iter().copied()).unwrap();
        }
        sheet.set_row_hidden(1).unwrap();
        app.telegram.sends_file(&talker.person, "price.xlsx", &book.save_to_buffer().unwrap());
        let preview = talker.hears().await;
        assert!(preview.text.contains("Скрытые строки, столбцы и листы не читаются") && !preview.text.contains("A-1"), "{}", preview.text);
        let all = talker.presses("Читать и скрытые").await;
        assert_eq!(all.message_id, preview.message_id, "in place");
        assert!(all.text.contains("листы читаются") && all.text.contains("A-1"), "{}", all.text);
        talker.presses("Загрузить").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM prices").await, 2);
    }
}

on_both_engines! {
    async fn a_file_of_headings_alone_is_told_so(app: TestApp) {
        let talker = app.person(1, "ru");
        app.telegram.sends_file(&talker.person, "price.csv", "Артикул;Наименование;Цена\n".as_bytes());
        talker.hears().await;
        assert!(talker.presses("Загрузить").await.text.contains("нет ни одной строки"));
        assert_eq!(app.database.scalar("SELECT count(*) FROM price_imports").await, 0);
    }
}

/// A workbook with these rows under its headings.
fn book(rows: &[[Value; 5]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Прайс").unwrap();
    sheet.write_row(0, 0, ["sku", "name", "price", "supplier_bin", "date"]).unwrap();
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Value::Number(number) => {
                    sheet.write_number(row, column, number.as_f64().unwrap()).unwrap()
                }
                Value::String(text) => sheet.write_string(row, column, text).unwrap(),
                _ => continue,
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn rejected(line: u64, column: &str, reason: &str, value: &str) -> Value {
    json!({ "line": line, "column": column, "reason": reason, "value": value })
}

/// Files, how many of their rows are good, and what is said of the others.
fn nasty() -> Vec<(&'static str, Vec<u8>, u64, Vec<Value>)> {
    let text = |rows: &str| format!("sku;name;price;supplier_bin;date\n{rows}").into_bytes();
    let broken = {
        let mut bytes = text("A-1;Бумага офисная белая;10;;\nA-2;Карт");
        bytes.push(0xF0);
        bytes.extend_from_slice("идж лазерный;20;;\n".as_bytes());
        bytes
    };
    vec![
        (
            "wrong encoding in the middle",
            broken,
            1,
            vec![rejected(3, "name", "encoding", "Карт\u{FFFD}идж лазерный")],
        ),
        (
            "a quote that the end of the file closes",
            text("A-1;Бумага;10;;\nA-2;\"Стол;20;;\nA-3;Стул;30;;\n"),
            1,
            vec![rejected(3, "name", "quote_open", "Стол;20;; A-3;Стул;30;;")],
        ),
        (
            "a quote that another row closes",
            text("A-1;\"Бумага;10;;\nA-2;\"Стол\";20;;\nA-3;Стул;30;;\n"),
            1,
            vec![rejected(2, "name", "quote_open", "Бумага;10;; A-2;Стол\"")],
        ),
        (
            "numbers of suppliers that a spreadsheet spoilt",
            text("A-1;Бумага;10;9,4014E+11;\nA-2;Стол;20;540002866;\nA-3;Стул;30;1.1024E+11;\n"),
            0,
            vec![
                rejected(2, "supplier_bin", "bin_scientific", "9,4014E+11"),
                rejected(3, "supplier_bin", "bin_short", "540002866"),
                rejected(4, "supplier_bin", "bin_scientific", "1.1024E+11"),
            ],
        ),
        (
            "prices that are none",
            text("A-1;Бумага;15 %;;\nA-2;Стол;1,5E+05;;\nA-3;Стул;-5;;\nA-4;Лампа;#ЗНАЧ!;;\n"),
            0,
            vec![
                rejected(2, "price", "price_text", "15 %"),
                rejected(3, "price", "price_text", "1,5E+05"),
                rejected(4, "price", "price_negative", "-5"),
                rejected(5, "price", "price_text", "#ЗНАЧ!"),
            ],
        ),
        (
            "one article of several suppliers and days",
            text(
                "A-1;Бумага;10;940140000385;\nA-1;Бумага;11;;\nA-1;Бумага;12;;01.11.2026\nA-1;Бумага;13;;01.11.2026\n",
            ),
            3,
            vec![rejected(5, "sku", "sku_duplicate", "A-1")],
        ),
        (
            "a row that is too short, and one that is too long",
            text("A-1\nA-2;Стол;20;;;;;\n"),
            1,
            vec![rejected(2, "name", "name_empty", "")],
        ),
        ("two headings of prices", b"sku;name;price;price\nA-1;Paper;10;99\n".to_vec(), 1, vec![]),
        (
            "numbers, serials and texts in a workbook",
            book(&[
                [
                    json!("A-1"),
                    json!("Бумага"),
                    json!("1 234,50"),
                    json!(540_002_866),
                    json!(46_093),
                ],
                [
                    json!("A-2"),
                    json!("Стол"),
                    json!(20.5),
                    json!("940140000385"),
                    json!("12.03.2026"),
                ],
                [json!("A-3"), json!("Стул"), json!("по запросу"), json!(null), json!(null)],
                [json!("A-4"), json!(null), json!(10), json!(null), json!(null)],
                [json!("A-5"), json!("Лампа"), json!(10), json!(null), json!(12.5)],
            ]),
            2,
            vec![
                rejected(4, "price", "price_text", "по запросу"),
                rejected(5, "name", "name_empty", ""),
                rejected(6, "date", "date_text", "12.5"),
            ],
        ),
    ]
}

async fn each_kind_of_bad_row(engine: Engine) {
    let Some(app) = served(engine).await else { return };
    let url = format!("http://{}/etl/upload-batch", app.running().http_addr().unwrap());
    let client = reqwest::Client::new();
    let key = app.services().api_keys.make("a story").await.unwrap();
    let send = async |body: Vec<u8>| {
        let request = client.post(&url).header("X-API-Key", key.expose_secret()).body(body);
        let answer = request.send().await.unwrap();
        (
            answer.status().as_u16(),
            serde_json::from_str::<Value>(&answer.text().await.unwrap()).unwrap(),
        )
    };
    for (name, file, good, bad) in nasty() {
        app.database.execute("DELETE FROM prices").await;
        let (status, report) = send(file).await;
        assert_eq!(status, 200, "{name}: {report}");
        let mut told = report["rejected_rows"].clone();
        for row in told.as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("sheet");
        }
        assert_eq!(told, Value::Array(bad), "{name}");
        assert_eq!(report["imported"], good, "{name}: {report}");
    }
    let whole = book(&[[json!("A-1"), json!("Бумага"), json!(10), json!(null), json!(null)]]);
    let half = whole[..whole.len() / 2].to_vec();
    let wide = [b"sku;name;price\n".to_vec(), vec![b';'; 1_000_000]].concat();
    let nul = [b"sku;name;price\n".repeat(9), b"A-1;\0;1\n".to_vec()].concat();
    for (file, code) in [
        (half, "file_unreadable"),
        (wide, "many_columns"),
        (nul, "file_unreadable"),
        (b"sku;name;price\n\n".to_vec(), "no_rows"),
        (b"sku;name\nA-1;Paper\n".to_vec(), "no_headings"),
    ] {
        let (status, problem) = send(file).await;
        assert_eq!((status, &problem["code"]), (422, &json!(code)), "{problem}");
    }
    // Far in a file a zero is a sign like any other, and storage takes it.
    let rows: String = (0..9_000).map(|n| format!("A-{n};Paper {n};10\n")).collect();
    let late =
        [b"sku;name;price\n".to_vec(), rows.into_bytes(), b"B-1;Pa\0per;10\n".to_vec()].concat();
    let (status, report) = send(late).await;
    assert_eq!((status, &report["rejected"]), (200, &json!(0)), "{report}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_bad_row_sqlite() {
    each_kind_of_bad_row(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_bad_row_postgres() {
    each_kind_of_bad_row(Engine::Postgres).await;
}
