//! The stand-in over real HTTP: what a client meets, and what the data sets promise.

mod data;
mod graphql;
mod service;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::*;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn now() -> DateTime<Utc> {
    "2026-10-09T06:00:00Z".parse().unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests of the server bring a client of their own"
)]
fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap()
}

struct Api {
    server: LocalGoszakup,
    http: reqwest::Client,
}

impl Api {
    async fn demo() -> Self {
        Self::with(Dataset::demo(now())).await
    }

    async fn with(data: Dataset) -> Self {
        let server = LocalGoszakup::start(TOKEN, data).await.unwrap();
        Self { server, http: client() }
    }

    async fn send(&self, query: &str, variables: Value) -> reqwest::Result<reqwest::Response> {
        self.http
            .post(format!("{}/v3/graphql", self.server.url()))
            .bearer_auth(TOKEN)
            .json(&json!({ "query": query, "variables": variables, "operationName": null }))
            .send()
            .await
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        self.send(query, variables).await.unwrap().json().await.unwrap()
    }

    async fn rows(&self, query: &str, root: &str) -> Vec<Value> {
        let answer = self.ask(query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"][root].as_array().unwrap().clone()
    }

    async fn error(&self, query: &str, variables: Value) -> String {
        let response = self.send(query, variables).await.unwrap();
        assert_eq!(response.status(), 200);
        let answer: Value = response.json().await.unwrap();
        answer["errors"][0]["message"].as_str().unwrap_or_default().to_owned()
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let url = format!("{}{path}", self.server.url());
        let response = self.http.get(url).bearer_auth(TOKEN).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Walks `Lots` the way clients do.
    async fn walk(&self, filter: Value, limit: i64) -> Vec<i64> {
        let query = "query($filter: LotsFiltersInput, $limit: Int, $after: Int) {
            Lots(filter: $filter, limit: $limit, after: $after) { id lotNumber amount } }";
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let variables = json!({ "filter": filter, "limit": limit, "after": after });
            let page = self.ask(query, variables).await;
            assert_eq!(page.get("errors"), None, "{page}");
            seen.extend(page["data"]["Lots"].as_array().unwrap().iter().map(id));
            let info = &page["extensions"]["pageInfo"];
            if info["hasNextPage"] != true {
                assert_eq!(info["totalCount"], seen.len());
                return seen;
            }
            after = info["lastId"].clone();
        }
    }
}

fn id(row: &Value) -> i64 {
    row["id"].as_i64().unwrap()
}
