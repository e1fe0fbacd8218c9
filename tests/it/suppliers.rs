//! `/supplier` with a catalogue outside and an embedder, both stand-ins over loopback.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::support::*;

/// What the stand-ins were asked, and whether they are down.
#[derive(Clone, Default)]
struct Neighbours {
    searches: Arc<AtomicUsize>,
    are_down: Arc<AtomicBool>,
}

impl Neighbours {
    async fn start(&self) -> String {
        let router = Router::new()
            .route("/satu", get(offers))
            .route("/v1/embeddings", post(vectors))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        format!("http://{address}")
    }
}

#[derive(serde::Deserialize)]
struct Search {
    search_term: String,
    limit: u32,
}

async fn offers(
    State(it): State<Neighbours>,
    headers: HeaderMap,
    Query(search): Query<Search>,
) -> Result<Json<Value>, StatusCode> {
    it.searches.fetch_add(1, Ordering::SeqCst);
    if it.are_down.load(Ordering::SeqCst) {
        return Err(StatusCode::BAD_GATEWAY);
    }
    assert_eq!((headers["authorization"].to_str().unwrap(), search.limit), ("Bearer sesame", 20));
    let offer = |name: &str, price: i64, city: &str| {
        json!({ "name": format!("{name} {}", search.search_term), "price": price, "currency": "KZT",
            "company": { "name": "ТОО <Склад>", "city": city }, "url": "https://satu.kz/p1" })
    };
    Ok(Json(json!({ "products": [
        offer("Дорогой", 30_000, "г. Алматы"), offer("Дешёвый", 900, "Павлодар"), { "name": "Без цены" },
    ] })))
}

async fn vectors(
    State(it): State<Neighbours>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    if it.are_down.load(Ordering::SeqCst) {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let texts = body["input"].as_array().unwrap().len();
    let rows = (0..texts).map(|n| json!({ "index": n, "embedding": [0.5, n] }));
    Ok(Json(json!({ "data": rows.collect::<Vec<_>>() })))
}

async fn chroma(app: &TestApp, talker: &Talker<'_>, message_id: i64, data: &str) -> Value {
    talker.presses_data(message_id, data).await;
    let messages = app.telegram.messages(talker.person.id);
    let document = messages.into_iter().rev().find_map(|message| message.document).unwrap();
    assert_eq!(document.file_name, "suppliers-chroma.json");
    serde_json::from_slice(&document.content).unwrap()
}

async fn offers_of_a_catalogue_stand_apart(engine: Engine) {
    let data = zakupai::demo::goszakup::Dataset::demo(friday_noon());
    let Some(mut app) = TestApp::stopped(engine, data).await else { return };
    let neighbours = Neighbours::default();
    let base = neighbours.start().await;
    app.set("SATU_URL", &format!("{base}/satu"));
    app.set("SATU_API_KEY", "sesame");
    app.set("EMBEDDINGS_URL", &format!("{base}/v1"));
    app.set("EMBEDDINGS_MODEL", "small");
    app.start().await;
    zakupai::demo::synced(app.running()).await.unwrap();
    app.database
        .execute(
            "INSERT INTO contracts (id, supplier_biin, is_amendment, is_deleted, signed_at, fetched_at) \
             VALUES (1, '940140000385', false, false, '2026-05-01T00:00:00+00:00', '2026-05-01T00:00:00+00:00')",
        )
        .await;
    app.database
        .execute(
            "INSERT INTO contract_units (id, contract_id, lot_id, price_tiyn) \
             SELECT 1, 1, id, 2500000 FROM goszakup_lots WHERE lot_number = '83685322-ОИ4'",
        )
        .await;
    for (id, lang) in [(1, "ru"), (2, "kk"), (3, "en")] {
        let answer = app.person(id, lang).says("/supplier лигнит").await;
        assert_reads(&format!("suppliers_outside_{lang}"), &answer);
    }
    assert_eq!(neighbours.searches.load(Ordering::SeqCst), 1, "asked once for all three");

    let talker = app.person(1, "ru");
    let cheap = talker.says("/supplier лигнит до 1000").await.text;
    assert!(cheap.contains("Дешёвый") && !cheap.contains("Дорогой"), "{cheap}");
    let there = talker.says("/supplier лигнит Алматы").await.text;
    assert!(there.contains("Дорогой") && !there.contains("Дешёвый"), "{there}");
    let none = talker.says("/supplier лигнит до 10").await.text;
    assert!(none.contains("не видно") && none.contains("ничего нет"), "{none}");

    let list = talker.says("/supplier лигнит").await;
    let button = |n: usize| list.rows[0][n].data.clone().unwrap();
    let file = chroma(&app, &talker, list.message_id, &button(1)).await;
    assert_eq!(file["embeddings"], json!([[0.5, 0.0], [0.5, 1.0], [0.5, 2.0]]));
    assert_eq!(file["metadatas"][2]["source"], "Satu.kz");
    assert_eq!(file["metadatas"][0]["embedding_model"], "small");
    assert_eq!(neighbours.searches.load(Ordering::SeqCst), 1, "the file is of what was shown");

    neighbours.are_down.store(true, Ordering::SeqCst);
    let file = chroma(&app, &talker, list.message_id, &button(1)).await;
    assert_eq!(file["embeddings"], Value::Null);
    assert!(talker.newest().text.contains("без embeddings"), "{}", talker.newest().text);
    let silent = talker.says("/supplier уголь").await;
    assert!(silent.text.contains("Satu.kz сейчас не отвечает"), "{}", silent.text);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_of_a_catalogue_stand_apart_on_sqlite() {
    offers_of_a_catalogue_stand_apart(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_of_a_catalogue_stand_apart_on_postgres() {
    offers_of_a_catalogue_stand_apart(Engine::Postgres).await;
}
