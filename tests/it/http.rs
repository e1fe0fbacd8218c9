//! The webhook and what operators ask, over real HTTP.

use reqwest::StatusCode;
use serde_json::json;
use zakupai::demo::goszakup::Dataset;

use super::support::*;

const SECRET: &str = "a-secret_of_42_signs-that_nobody_guesses01";

async fn webhook_app(engine: Engine) -> Option<TestApp> {
    let mut app = TestApp::stopped(engine, Dataset::demo(friday_noon())).await?;
    // The listener's port is known before Telegram is told of it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    app.set("HTTP_ADDR", &format!("127.0.0.1:{port}"));
    app.set("BOT_MODE", "webhook");
    app.set("WEBHOOK_URL", &format!("http://127.0.0.1:{port}"));
    app.set("WEBHOOK_SECRET", SECRET);
    app.start().await;
    zakupai::demo::synced(app.running()).await.unwrap();
    Some(app)
}

fn url(app: &TestApp, path: &str) -> String {
    format!("http://{}{path}", app.running().http_addr().unwrap())
}

async fn get(app: &TestApp, path: &str) -> (StatusCode, String) {
    let client = reqwest::Client::builder().build().unwrap();
    let answer = client.get(url(app, path)).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

async fn updates_come_by_webhook(engine: Engine) {
    let Some(mut app) = webhook_app(engine).await else { return };
    let talker = app.person(1, "ru");
    assert!(talker.says("/lot 83685322-ОИ4").await.text.starts_with("Лигнит"));
    let update = app.telegram.says(&talker.person, "/help");
    app.settled().await;
    app.telegram.redeliver(update);
    app.settled().await;
    assert_eq!(app.telegram.messages(1).len(), 2);
    assert_eq!(app.telegram.count("getUpdates"), 0);

    let webhook = app.telegram.webhook().unwrap();
    assert_eq!(webhook.secret.as_deref(), Some(SECRET));
    assert_eq!(
        webhook.allowed_updates,
        ["message", "callback_query", "inline_query", "my_chat_member"]
    );
    app.stop().await;
    assert!(app.telegram.webhook().is_some(), "a stop must not take the webhook back");

    // What came while we were down is brought again.
    let person = zakupai::demo::telegram::Person::new(1, "ru");
    app.telegram.says(&person, "/cancel");
    app.start().await;
    let answered = app.telegram.until(PATIENCE, |telegram| telegram.messages(1).len() == 3).await;
    assert!(answered);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_come_by_webhook_sqlite() {
    updates_come_by_webhook(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_come_by_webhook_postgres() {
    updates_come_by_webhook(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_telegram_is_believed() {
    let app = webhook_app(Engine::Sqlite).await.unwrap();
    let client = reqwest::Client::builder().build().unwrap();
    let body = json!({ "update_id": 1, "message": { "message_id": 1, "date": 1, "text": "/help",
        "chat": { "id": 9, "type": "private" }, "from": { "id": 9, "is_bot": false, "first_name": "x" } } });
    let hook = url(&app, "/telegram/webhook");
    const HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";
    let send = |request: reqwest::RequestBuilder| async {
        request.json(&body).send().await.unwrap().status()
    };
    assert_eq!(send(client.post(&hook)).await, StatusCode::UNAUTHORIZED);
    assert_eq!(send(client.post(&hook).header(HEADER, "")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        send(client.post(&hook).header(HEADER, SECRET.trim_start_matches('a'))).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        send(client.post(&hook).header(HEADER, SECRET).header(HEADER, "x")).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(app.database.scalar("SELECT count(*) FROM inbox").await, 0);

    // Known to be Telegram, nonsense is acknowledged: else it would come for a day.
    for nonsense in ["", "{", "null", "[]", "{\"message\":{}}", "\u{0}"] {
        let request = client.post(&hook).header(HEADER, SECRET).body(nonsense);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "{nonsense:?}");
    }
    let huge = client.post(&hook).header(HEADER, SECRET).body("x".repeat(1024 * 1024 + 1));
    assert_eq!(huge.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    let get = client.get(&hook).header(HEADER, SECRET).send().await.unwrap();
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_see_how_it_is() {
    let mut app = webhook_app(Engine::Sqlite).await.unwrap();
    app.person(1, "ru").says("/lot 83685322-ОИ4").await;
    assert_eq!(get(&app, "/health").await, (StatusCode::OK, "ok".to_owned()));
    assert_eq!(get(&app, "/ready").await, (StatusCode::OK, "ready".to_owned()));
    assert_eq!(get(&app, "/nothing").await.0, StatusCode::NOT_FOUND);
    let (status, metrics) = get(&app, "/metrics").await;
    assert_eq!(status, StatusCode::OK);
    for name in [
        "goszakup_lots_total",
        "goszakup_sync_duration_seconds",
        "goszakup_completeness_ratio",
        "telegram_messages_received_total",
        "telegram_messages_sent_total",
        "telegram_update_duration_seconds",
        "notices_pending",
        "dead_letters",
        "database_query_duration_seconds",
        "database_connection_pool_size",
        "database_connection_pool_available",
        "http_requests_total",
        "http_request_duration_seconds",
        "circuit_breaker_state",
    ] {
        assert!(metrics.contains(name), "{name} is missing from:\n{metrics}");
    }
    let client = reqwest::Client::builder().build().unwrap();
    let with_id =
        client.get(url(&app, "/health")).header("X-Request-Id", "abc-1").send().await.unwrap();
    assert_eq!(with_id.headers()["x-request-id"], "abc-1");
    let forged = client
        .get(url(&app, "/health"))
        .header("X-Request-Id", "a b<script>")
        .send()
        .await
        .unwrap();
    assert_ne!(forged.headers()["x-request-id"], "a b<script>");

    // Storage that can't be written to: not ready, and updates are not acknowledged.
    let addr = url(&app, "");
    app.services().store.ping().await.unwrap();
    break_database(&app).await;
    assert_eq!(get(&app, "/ready").await.0, StatusCode::SERVICE_UNAVAILABLE);
    let body = json!({ "update_id": 77, "message": { "message_id": 1, "date": 1, "chat": { "id": 9, "type": "private" } } });
    let refused = client
        .post(format!("{addr}/telegram/webhook"))
        .header("X-Telegram-Bot-Api-Secret-Token", SECRET)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key("retry-after"));
    app.stop().await;
    app.finish().await;
}

/// Takes away the tables that every write needs.
async fn break_database(app: &TestApp) {
    use sqlx::Connection as _;
    let mut connection = sqlx::SqliteConnection::connect(app.database.url()).await.unwrap();
    for sql in
        ["ALTER TABLE inbox RENAME TO inbox_gone", "ALTER TABLE leases RENAME TO leases_gone"]
    {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_telegram_is_out_of_reach_the_bot_lives_but_is_not_ready() {
    let mut app = TestApp::stopped(Engine::Sqlite, Dataset::empty()).await.unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    app.set("HTTP_ADDR", &format!("127.0.0.1:{port}"));
    app.set("TELEGRAM_API_URL", "http://127.0.0.1:9");
    let (config, clock) = (app.config(), std::sync::Arc::new(app.clock.clone()));
    let stop = tokio_util::sync::CancellationToken::new();
    let looks = async {
        let client = reqwest::Client::builder().build().unwrap();
        let started = std::time::Instant::now();
        let alive = loop {
            match client.get(format!("http://127.0.0.1:{port}/health")).send().await {
                Ok(answer) => break answer.status(),
                Err(_) => assert!(started.elapsed() < PATIENCE, "nobody listens"),
            }
            tokio::task::yield_now().await;
        };
        let ready = client.get(format!("http://127.0.0.1:{port}/ready")).send().await.unwrap();
        stop.cancel();
        (alive, ready.status())
    };
    let (started, seen) = tokio::join!(zakupai::app::App::start(&config, clock, &stop), looks);
    assert_eq!(seen, (StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE));
    let error = started.map(drop).unwrap_err();
    assert!(error.to_string().contains("stopped before Telegram could be reached"), "{error}");
    app.finish().await;
}
