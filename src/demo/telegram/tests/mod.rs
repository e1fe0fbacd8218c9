//! The local Telegram seen by a client, over real HTTP.

mod faults;
mod html;
mod messages;
mod polling;
mod updates;
mod webhook;

use std::time::Duration;

use serde_json::{Value, json};

use super::{LocalTelegram, Person};

const TOKEN: &str = "4242:local-token";
const PATIENCE: Duration = Duration::from_secs(5);

/// A bare Bot API client.
struct Bot {
    tg: LocalTelegram,
    http: reqwest::Client,
}

/// The whole answer: HTTP status and body.
type Reply = (u16, Value);

impl Bot {
    async fn start() -> Self {
        let tg = LocalTelegram::start(TOKEN).await.unwrap();
        Self { tg, http: super::client().unwrap() }
    }

    async fn try_call(&self, method: &str, params: Value) -> Result<Reply, reqwest::Error> {
        let url = format!("{}/bot{TOKEN}/{method}", self.tg.url());
        let response = self.http.post(url).json(&params).send().await?;
        Ok((response.status().as_u16(), response.json().await?))
    }

    async fn call(&self, method: &str, params: Value) -> Reply {
        self.try_call(method, params).await.unwrap()
    }

    /// The result of a call that must succeed.
    async fn ok(&self, method: &str, params: Value) -> Value {
        let (status, body) = self.call(method, params).await;
        assert_eq!(status, 200, "{body}");
        body["result"].clone()
    }

    /// The code and text of a call that must be refused.
    async fn refused(&self, method: &str, params: Value) -> (u16, String) {
        let (status, body) = self.call(method, params).await;
        assert_eq!(body["ok"], false, "{body}");
        assert_eq!(body["error_code"], status);
        (status, body["description"].as_str().unwrap().to_owned())
    }

    async fn send(&self, chat_id: i64, text: &str) -> i64 {
        let sent = self.ok("sendMessage", json!({"chat_id": chat_id, "text": text})).await;
        sent["message_id"].as_i64().unwrap()
    }

    /// The ids getUpdates returns.
    async fn poll(&self, params: Value) -> Vec<i64> {
        let updates = self.ok("getUpdates", params).await;
        updates.as_array().unwrap().iter().map(|u| u["update_id"].as_i64().unwrap()).collect()
    }
}

fn bad(text: &str) -> (u16, String) {
    (400, format!("Bad Request: {text}"))
}

fn aigerim() -> Person {
    Person::new(1001, "kk")
}

#[tokio::test]
async fn get_me_names_the_bot_after_its_token() {
    let bot = Bot::start().await;
    let me = bot.ok("GETME", json!({})).await;
    assert_eq!(me["id"], 4242);
    assert_eq!(me["is_bot"], true);
    assert_eq!(bot.tg.count("getMe"), 1);
    assert_eq!(bot.tg.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn wrong_tokens_and_methods_are_refused() {
    let bot = Bot::start().await;
    for (path, status, text) in [
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot4242:local-token/getMee", 404, "Not Found: method not found"),
        ("/", 404, "Not Found"),
    ] {
        let answer = bot.http.get(format!("{}{path}", bot.tg.url())).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["description"], text);
    }
    assert_eq!(bot.tg.violations().len(), 4);
}

#[tokio::test]
async fn parameters_come_from_query_form_and_json_alike() {
    let bot = Bot::start().await;
    let url = format!("{}/bot{TOKEN}/sendMessage", bot.tg.url());
    bot.http.get(format!("{url}?chat_id=7&text=query%20string")).send().await.unwrap();
    let form = bot.http.post(&url).header("content-type", "application/x-www-form-urlencoded");
    form.body("chat_id=7&text=a+form").send().await.unwrap();
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--x\r\n\
                     Content-Disposition: form-data; name=\"text\"\r\n\r\nparts\r\n--x--\r\n";
    let parts = bot.http.post(&url).header("content-type", "multipart/form-data; boundary=x");
    parts.body(multipart).send().await.unwrap();
    bot.send(7, "json").await;
    let texts: Vec<_> = bot.tg.messages(7).into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["query string", "a form", "parts", "json"]);
}

#[tokio::test]
async fn json_null_is_the_word_null_and_unknown_parameters_are_noted() {
    let bot = Bot::start().await;
    let null = json!({"chat_id": 7, "text": "hi", "parse_mode": null});
    assert_eq!(bot.refused("sendMessage", null).await, bad("unsupported parse_mode"));
    bot.ok("sendMessage", json!({"chat_id": "7", "text": "hi", "colour": "red"})).await;
    assert_eq!(bot.tg.violations()[1], "sendMessage: unknown parameter \"colour\"");
}

#[tokio::test]
async fn too_many_parameters_are_refused() {
    let bot = Bot::start().await;
    let text = "x".repeat(1 << 20);
    let (status, _) = bot.refused("sendMessage", json!({"chat_id": 7, "text": text})).await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn a_document_arrives_whole() {
    let bot = Bot::start().await;
    let body = "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--x\r\n\
                Content-Disposition: form-data; name=\"document\"\r\n\r\nattach://f0\r\n--x\r\n\
                Content-Disposition: form-data; name=\"f0\"; filename=\"lots.csv\"\r\n\
                Content-Type: text/csv\r\n\r\nid;sum\r\n1;2\r\n\r\n--x--\r\n";
    let url = format!("{}/bot{TOKEN}/SendDocument", bot.tg.url());
    let request = bot.http.post(url).header("content-type", "multipart/form-data; boundary=x");
    let answer: Value = request.body(body).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["result"]["document"]["file_name"], "lots.csv", "{answer}");
    let document = bot.tg.last_message(7).unwrap().document.unwrap();
    assert_eq!(document.content, b"id;sum\r\n1;2\r\n");
}
