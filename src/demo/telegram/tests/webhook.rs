//! Webhook deliveries to a small receiver.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

use super::{Bot, PATIENCE, aigerim, bad};
use crate::demo::telegram::Person;

/// A status and its Retry-After.
type Planned = (u16, Option<u32>);
/// When it came, with which secret, and the update.
type Received = (Instant, Option<String>, Value);

#[derive(Clone, Default)]
struct Receiver {
    /// What to answer next; 200 once it is empty.
    answers: Arc<Mutex<VecDeque<Planned>>>,
    got: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let app = Router::new().route("/hook", post(receive)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    fn will_answer(&self, status: u16, retry_after: Option<u32>) {
        self.answers.lock().unwrap().push_back((status, retry_after));
    }

    fn times(&self) -> Vec<Instant> {
        self.got.lock().unwrap().iter().map(|(at, _, _)| *at).collect()
    }

    fn ids(&self) -> Vec<i64> {
        let got = self.got.lock().unwrap();
        got.iter().map(|(_, _, update)| update["update_id"].as_i64().unwrap()).collect()
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> Response {
    let secret = headers.get("x-telegram-bot-api-secret-token");
    let secret = secret.map(|value| value.to_str().unwrap().to_owned());
    let update = serde_json::from_str(&body).unwrap();
    receiver.got.lock().unwrap().push((Instant::now(), secret, update));
    match receiver.answers.lock().unwrap().pop_front() {
        None => StatusCode::OK.into_response(),
        Some((status, None)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some((status, Some(seconds))) => {
            let headers = [("retry-after", seconds.to_string())];
            (StatusCode::from_u16(status).unwrap(), headers).into_response()
        }
    }
}

#[tokio::test]
async fn updates_are_posted_with_the_secret_until_2xx() {
    let bot = Bot::start().await;
    let receiver = Receiver::default();
    let waiting = bot.tg.says(&aigerim(), "sent before the webhook was set");
    let url = receiver.start().await;
    receiver.will_answer(500, None);
    receiver.will_answer(500, None);
    bot.ok("setWebhook", json!({"url": url, "secret_token": "s-1_x"})).await;
    assert!(bot.tg.until(PATIENCE, |tg| tg.pending() == 0).await);
    assert_eq!(receiver.ids(), [waiting; 3]);
    assert_eq!(receiver.got.lock().unwrap()[0].1.as_deref(), Some("s-1_x"));
    let state = bot.tg.webhook().unwrap();
    assert_eq!((state.url, state.deliveries), (url, 3));
    let info = bot.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["pending_update_count"], 0);
    let why = "Wrong response from the webhook: 500 Internal Server Error";
    assert_eq!(info["last_error_message"], why);
}

#[tokio::test]
async fn retry_after_of_the_receiver_is_honoured() {
    let bot = Bot::start().await;
    let receiver = Receiver::default();
    receiver.will_answer(503, Some(1));
    bot.ok("setWebhook", json!({"url": receiver.start().await})).await;
    bot.tg.says(&aigerim(), "x");
    assert!(bot.tg.until(PATIENCE, |tg| tg.pending() == 0).await);
    let times = receiver.times();
    assert!(times[1] - times[0] >= Duration::from_millis(990), "{:?}", times[1] - times[0]);
}

#[tokio::test]
async fn a_failing_chat_holds_up_only_itself() {
    let bot = Bot::start().await;
    let receiver = Receiver::default();
    receiver.will_answer(503, Some(60));
    bot.ok("setWebhook", json!({"url": receiver.start().await})).await;
    let stuck = bot.tg.says(&aigerim(), "first");
    assert!(bot.tg.until(PATIENCE, |tg| tg.webhook().unwrap().deliveries == 1).await);
    while receiver.ids().is_empty() {
        tokio::task::yield_now().await;
    }
    bot.tg.says(&aigerim(), "second");
    let others: Vec<_> = (1..=20).map(|id| bot.tg.says(&Person::new(id, "ru"), "x")).collect();
    assert!(bot.tg.until(PATIENCE, |tg| tg.pending() == 2).await);
    let mut got = receiver.ids();
    assert_eq!(got.remove(0), stuck);
    got.sort_unstable();
    assert_eq!(got, others);
}

#[tokio::test]
async fn one_chat_is_delivered_in_order_and_redelivered_on_demand() {
    let bot = Bot::start().await;
    let receiver = Receiver::default();
    bot.ok("setWebhook", json!({"url": receiver.start().await})).await;
    let mut ids: Vec<_> = (0..30).map(|n| bot.tg.says(&aigerim(), &n.to_string())).collect();
    assert!(bot.tg.until(PATIENCE, |tg| tg.pending() == 0).await);
    bot.tg.redeliver(ids[3]);
    assert!(bot.tg.until(PATIENCE, |tg| tg.pending() == 0).await);
    ids.push(ids[3]);
    assert_eq!(receiver.ids(), ids);
}

#[tokio::test]
async fn what_a_dead_webhook_did_not_take_can_be_polled() {
    let bot = Bot::start().await;
    bot.ok("setWebhook", json!({"url": "http://127.0.0.1:9/hook"})).await;
    let id = bot.tg.says(&aigerim(), "x");
    assert!(bot.tg.until(PATIENCE, |tg| tg.webhook().unwrap().deliveries > 0).await);
    bot.ok("deleteWebhook", json!({})).await;
    assert_eq!(bot.poll(json!({})).await, [id]);
}

#[tokio::test]
async fn webhook_settings_are_checked() {
    let bot = Bot::start().await;
    for (params, why) in [
        (
            json!({"url": "http://example.kz/hook"}),
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            json!({"url": "https://example.kz:9443/hook"}),
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            json!({"url": "http://127.0.0.1:9/", "secret_token": "a b"}),
            "secret token contains unallowed characters",
        ),
    ] {
        assert_eq!(bot.refused("setWebhook", params).await, bad(why));
    }
    assert_eq!(bot.tg.webhook(), None);
}

#[tokio::test]
async fn the_webhook_is_set_once_a_second_when_limits_are_on() {
    let bot = Bot::start().await;
    bot.tg.enforce_flood_limits(true);
    let params = |path: &str| json!({"url": format!("http://127.0.0.1:9/{path}")});
    bot.ok("setWebhook", params("a")).await;
    let (status, body) = bot.call("setWebhook", params("b")).await;
    assert_eq!(status, 429);
    assert_eq!(body["parameters"]["retry_after"], 1);
}
