//! `/api/v1/search/…`: the bot's search for programs, over real HTTP.

use reqwest::StatusCode;
use serde_json::Value;

use super::support::*;

/// A program with a key.
struct Program {
    base: String,
    key: String,
    client: reqwest::Client,
}

impl Program {
    async fn of(app: &TestApp) -> Self {
        use secrecy::ExposeSecret as _;
        let key = app.services().api_keys.make("a story").await.unwrap();
        Self {
            base: format!("http://{}", app.running().http_addr().unwrap()),
            key: key.expose_secret().to_owned(),
            client: reqwest::Client::builder().build().unwrap(),
        }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> (StatusCode, Value) {
        let request = self.client.get(format!("{}/api/v1/search/{path}", self.base)).query(query);
        let answer = request.header("X-API-Key", &self.key).send().await.unwrap();
        let status = answer.status();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body: Value = answer.json().await.unwrap();
        if status != StatusCode::OK {
            assert_eq!(kind, "application/problem+json");
            assert_eq!(body["request_id"], id.as_str());
            assert_eq!(body["status"], status.as_u16());
            assert!(!body["detail"].as_str().unwrap().is_empty());
        }
        (status, body)
    }

    async fn found(&self, query: &[(&str, &str)]) -> Value {
        let (status, body) = self.get("advanced", query).await;
        assert_eq!(status, StatusCode::OK, "{query:?}: {body}");
        body
    }

    async fn refused(&self, path: &str, query: &[(&str, &str)]) -> String {
        let (status, body) = self.get(path, query).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query:?}: {body}");
        body["code"].as_str().unwrap().to_owned()
    }
}

fn ids(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

async fn listening(engine: Engine) -> Option<TestApp> {
    let mut app =
        TestApp::stopped(engine, zakupai::demo::goszakup::Dataset::demo(friday_noon())).await?;
    app.set("HTTP_ADDR", "127.0.0.1:0");
    app.start().await;
    zakupai::demo::synced(app.running()).await.unwrap();
    Some(app)
}

macro_rules! over_http {
    (async fn $name:ident($app:ident, $program:ident) $body:block) => {
        mod $name {
            use super::*;

            async fn story(engine: Engine) {
                let Some($app) = listening(engine).await else { return };
                let $program = Program::of(&$app).await;
                $body
                $app.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story(Engine::Postgres).await;
            }
        }
    };
}

over_http! {
    async fn nobody_comes_in_without_a_key(app, program) {
        let url = format!("{}/api/v1/search/autocomplete?q=кар", program.base);
        let bare = program.client.get(&url).send().await.unwrap();
        assert_eq!(bare.status(), StatusCode::UNAUTHORIZED);
        assert!(bare.headers().contains_key("www-authenticate"));
        let body: Value = bare.json().await.unwrap();
        assert_eq!(body["code"], "api_key");
        let mut wrong = program.key.clone();
        wrong.pop();
        wrong.push(if program.key.ends_with('0') { '1' } else { '0' });
        for key in ["", "x", "zk_00000000_", wrong.as_str(), "zk_'; DROP TABLE api_keys; --"] {
            let answer = program.client.get(&url).header("X-API-Key", key).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{key}");
        }
        let twice = program.client.get(&url).header("X-API-Key", &program.key).header("X-API-Key", "x");
        assert_eq!(twice.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        assert_eq!(program.get("autocomplete", &[("q", "кар")]).await.0, StatusCode::OK);
        let kept = app.database.scalar("SELECT count(*) FROM api_keys").await;
        assert_eq!(kept, 1);
        let prefix = program.key.split('_').nth(1).unwrap();
        assert!(app.services().api_keys.revoke(prefix).await.unwrap());
        assert!(!app.services().api_keys.revoke(prefix).await.unwrap());
        let (status, _) = program.get("autocomplete", &[("q", "кар")]).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
}

over_http! {
    async fn words_are_completed_from_two_letters(app, program) {
        for typed in ["кар", "КАР", "бумага кар", "kap"] {
            let (status, body) = program.get("autocomplete", &[("q", typed)]).await;
            assert_eq!(status, StatusCode::OK);
            let words = body["suggestions"].as_array().unwrap();
            assert!(words.iter().any(|word| word.as_str().unwrap().starts_with("картридж")), "{typed}: {body}");
        }
        let (_, body) = program.get("autocomplete", &[("q", "по"), ("limit", "1")]).await;
        assert_eq!(body["suggestions"].as_array().unwrap().len(), 1);
        assert_eq!(program.refused("autocomplete", &[]).await, "query_missing");
        assert_eq!(program.refused("autocomplete", &[("q", "к")]).await, "query_too_short");
        assert_eq!(program.refused("autocomplete", &[("q", "!!!")]).await, "query_too_short");
        for limit in ["0", "51", "-1", "ten", "1e1"] {
            assert_eq!(program.refused("autocomplete", &[("q", "кар"), ("limit", limit)]).await, "limit");
        }
    }
}

over_http! {
    async fn pages_meet_whatever_the_order(app, program) {
        for sort in ["relevance", "amount_desc", "date_desc", "deadline"] {
            let all = read(&app, &program, sort, "100", 0).await;
            assert!(all.len() > 200, "{sort}: {}", all.len());
            // What comes to its deadline while somebody reads does not move.
            assert_eq!(read(&app, &program, sort, "37", 30).await, all, "{sort}");
        }
    }
}

/// Every id by pages, with so many hours between two of them.
async fn read(app: &TestApp, program: &Program, sort: &str, limit: &str, hours: i64) -> Vec<i64> {
    let (mut read, mut cursor, mut passed) = (Vec::new(), String::new(), 0);
    loop {
        let mut query = vec![("sort", sort), ("limit", limit)];
        query.extend(Some(("cursor", cursor.as_str())).filter(|it| !it.1.is_empty()));
        let page = program.found(&query).await;
        read.extend(ids(&page));
        assert!(page["total"].as_u64().unwrap() as usize >= read.len());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
        app.clock.advance(chrono::TimeDelta::hours(hours));
        passed += hours;
    }
    app.clock.advance(-chrono::TimeDelta::hours(passed));
    read
}

over_http! {
    async fn filters_hold_and_facets_count(app, program) {
        let all = program.found(&[("limit", "100")]).await;
        let of = |page: &Value, name: &str| -> Vec<Value> {
            page["items"].as_array().unwrap().iter().map(|item| item[name].clone()).collect()
        };
        let region = all["facets"]["regions"][0].clone();
        let code = region["code"].as_str().unwrap();
        let there = program.found(&[("region", code)]).await;
        assert_eq!(there["total"], region["count"]);
        for regions in of(&there, "regions") {
            assert!(regions.as_array().unwrap().iter().any(|known| *known == *code), "{regions}");
        }
        for (facet, parameter) in [("enstru", "enstru"), ("customers", "customer_bin")] {
            let kind = all["facets"][facet][0].clone();
            let narrowed = program.found(&[(parameter, kind["code"].as_str().unwrap())]).await;
            assert_eq!(narrowed["total"], kind["count"], "{facet}");
        }
        let status = all["facets"]["statuses"][0].clone();
        let id = status["code"].to_string();
        assert_eq!(program.found(&[("status", &id)]).await["total"], status["count"]);
        let method = all["facets"]["methods"][0].clone();
        let id = method["code"].to_string();
        let of_method = program.found(&[("method", &id)]).await;
        assert!(of_method["total"].as_u64() >= method["count"].as_u64(), "methods of one code are one");
        let sums: Vec<f64> = of(&program.found(&[("min_amount", "1000000"), ("max_amount", "5000000.00"), ("sort", "amount_desc")]).await, "amount")
            .iter().map(|sum| sum.as_str().unwrap().parse().unwrap()).collect();
        assert!(!sums.is_empty() && sums.iter().all(|sum| (1e6..=5e6).contains(sum)), "{sums:?}");
        assert!(sums.windows(2).all(|two| two[0] >= two[1]));
        let open = program.found(&[("only_open", "true"), ("limit", "100")]).await;
        assert_eq!(open["total"], all["open"]);
        assert!(of(&open, "is_open").iter().all(|open| *open == true));
        let typed = program.found(&[("q", "только открытые"), ("limit", "100")]).await;
        assert_eq!(ids(&typed).len(), ids(&open).len());
        let slip = program.found(&[("q", "катридж")]).await;
        assert_eq!(slip["corrections"][0]["read_as"][0], "картридж");
        let soon = program.found(&[("deadline_to", "2026-11-30"), ("sort", "deadline")]).await;
        for deadline in of(&soon, "deadline") {
            let deadline = deadline.as_str().unwrap().to_owned();
            assert!(("2026-11-20".."2026-12-01").contains(&deadline.as_str()), "{deadline}");
        }
        assert_eq!(program.found(&[("q", "сноуборд")]).await["items"], serde_json::json!([]));
        assert!(!all["as_of"].is_null());
        let _ = app;
    }
}

over_http! {
    async fn what_makes_no_sense_is_refused_by_name(app, program) {
        let page = program.found(&[("limit", "1")]).await;
        let cursor = page["next_cursor"].as_str().unwrap();
        assert_eq!(program.refused("advanced", &[("cursor", cursor), ("sort", "deadline")]).await, "cursor_of_another_search");
        assert_eq!(program.refused("advanced", &[("cursor", cursor), ("q", "стол")]).await, "cursor_of_another_search");
        let long = "а".repeat(1_001);
        for (name, value, code) in [
            ("cursor", "x", "cursor"),
            ("cursor", "MS4xLjEuMS4xLjE", "cursor_of_another_search"),
            ("cursor", "../../etc/passwd", "cursor"),
            ("limit", "101", "limit"),
            ("sort", "price; DROP TABLE goszakup_lots", "sort"),
            ("region", "99", "region"),
            ("region", "75,", "region"),
            ("status", "open", "status"),
            ("status", "1", "status"),
            ("method", "0", "method"),
            ("enstru", "1", "enstru"),
            ("enstru", "26' OR '1'='1", "enstru"),
            ("customer_bin", "123", "customer_bin"),
            ("min_amount", "-1", "amount"),
            ("min_amount", "NaN", "amount"),
            ("max_amount", "1e400", "amount"),
            ("deadline_to", "завтра", "deadline"),
            ("deadline_to", "2026-02-30", "deadline"),
            ("deadline_to", "2020-01-01", "deadline"),
            ("only_open", "maybe", "flag"),
            ("q", "стол !стол", "query"),
            ("q", "!стол", "query"),
            ("q", long.as_str(), "too_long"),
            ("offset", "10", "unknown_parameter"),
            ("<script>", "1", "unknown_parameter"),
        ] {
            assert_eq!(program.refused("advanced", &[(name, value)]).await, code, "{name}={value}");
        }
        assert_eq!(program.refused("advanced", &[("q", "а"), ("q", "б")]).await, "repeated");
        assert_eq!(program.refused("advanced", &[("min_amount", "5"), ("max_amount", "4")]).await, "amounts");
        // Whatever is typed as words is only words.
        for text in ["\u{0}", "%", "' OR 1=1 --", "{{7*7}}", "🙂", "\u{202E}абв", "a:b", "*", "AND OR NOT", "[0 TO 9]", "\\", "\"", "«"] {
            let (status, _) = program.get("advanced", &[("q", text)]).await;
            assert!(status == StatusCode::OK || status == StatusCode::BAD_REQUEST, "{text}: {status}");
        }
        let post = program.client.post(format!("{}/api/v1/search/advanced", program.base)).send().await.unwrap();
        assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
        let (status, body) = program.get("nothing", &[]).await;
        assert_eq!((status, body["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")));
        let _ = app;
    }
}

/// One key asks too much, another does not suffer for it.
async fn asks_too_much(engine: Engine) {
    let data = zakupai::demo::goszakup::Dataset::demo(friday_noon());
    let Some(mut app) = TestApp::stopped(engine, data).await else { return };
    app.set("HTTP_ADDR", "127.0.0.1:0");
    app.set("API_RATE_LIMIT", "3/hour");
    app.start().await;
    zakupai::demo::synced(app.running()).await.unwrap();
    app.indexed().await;
    let (program, other) = (Program::of(&app).await, Program::of(&app).await);
    for _ in 0..3 {
        program.found(&[("q", "картридж")]).await;
    }
    for path in ["api/v1/search/advanced?q=x", "api/v1/search/autocomplete?q=кар"] {
        let request = program.client.get(format!("{}/{path}", program.base));
        let answer = request.header("X-API-Key", &program.key).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        let after: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=1_200).contains(&after), "{after}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let body: Value = answer.json().await.unwrap();
        assert_eq!((&body["code"], &body["status"]), (&"too_many_requests".into(), &429.into()));
    }
    let upload = |program: &Program| {
        let request = program.client.post(format!("{}/etl/upload-batch", program.base));
        request.header("X-API-Key", &program.key).body("sku;name;price\nA-1;Бумага;10\n").send()
    };
    assert_eq!(upload(&program).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    for _ in 0..3 {
        assert_eq!(upload(&other).await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(upload(&other).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_asks_too_much_is_told_when_to_come_back_on_sqlite() {
    asks_too_much(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_asks_too_much_is_told_when_to_come_back_on_postgres() {
    asks_too_much(Engine::Postgres).await;
}
