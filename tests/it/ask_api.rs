//! `POST /api/v1/ask`: answers for programs, over real HTTP; and meaning beside words, where there is an
//! embedder.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, http::StatusCode as Status, routing::post};
use reqwest::StatusCode;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::{law_search::law_of, support::*};

async fn asks(app: &TestApp, key: &str, body: &Value) -> (StatusCode, Value) {
    let url = format!("http://{}/api/v1/ask", app.running().http_addr().unwrap());
    let request = reqwest::Client::new().post(url).header("X-API-Key", key).json(body);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

on_both_engines! {
    async fn a_program_is_answered_with_places_or_refused_with_a_code(mut app: TestApp) {
        app.set("HTTP_ADDR", "127.0.0.1:0");
        app.stop().await;
        app.start().await;
        let key = app.services().api_keys.make("a story").await.unwrap();
        let key = key.expose_secret().to_owned();
        let store = &app.services().store;
        let told = "Заказчик ведёт журнал верблюжьих поставок в течение сорока лет.";
        store.replace_act(&law_of("22.02.2026", told)).await.unwrap();

        let (status, known) = asks(&app, &key, &json!({ "question": "что такое демпинг?" })).await;
        assert_eq!((status, &known["kind"], &known["language"]), (StatusCode::OK, &json!("extract"), &json!("ru")));
        assert!(known["answer"].as_str().unwrap().contains("10%"), "{known}");
        let source = known["sources"].as_array().unwrap().iter().find(|it| it["article"] == 13).unwrap();
        assert_eq!((&source["document"], &source["edition"]), (&json!("law-106-VIII"), &json!("2026-02-22")));
        assert!(source["url"].as_str().unwrap().starts_with("https://adilet.zan.kz/"));
        assert_eq!(known["freshness"]["law"]["law-106-VIII"], "2026-02-22");
        assert!(known["quality"]["score"].as_u64().unwrap() > 0);

        let camels = "сколько лет ведут журнал верблюжьих поставок?";
        let (_, law) = asks(&app, &key, &json!({ "question": camels })).await;
        assert_eq!((&law["kind"], &law["sources"][0]["point"]), (&json!("law"), &json!("2")), "{law}");
        assert_eq!(law["answer"], format!("2. {told}"));
        let only_known = json!({ "question": camels, "sources": ["knowledge"] });
        assert_eq!(asks(&app, &key, &only_known).await.1["kind"], "no_evidence");

        app.indexed().await;
        let lots = json!({ "question": "картриджи", "sources": ["lots", "my"], "top_k": 2 });
        let (_, lots) = asks(&app, &key, &lots).await;
        assert_eq!((&lots["kind"], &lots["hits"][0]["source"]), (&json!("lots"), &json!("lots")), "{lots}");
        assert!(lots["hits"].as_array().unwrap().len() <= 2);
        assert_eq!(lots["skipped"][0]["source"], "my");
        let rnu = json!({ "question": "940140000385", "sources": ["rnu", "contracts"] });
        let (_, rnu) = asks(&app, &key, &rnu).await;
        assert!(rnu["hits"][0]["standing"].is_string(), "{rnu}");

        let bribe = json!({ "question": "кому дать взятку, чтобы выиграть", "sources": ["lots", "law"] });
        let (_, refused) = asks(&app, &key, &bribe).await;
        assert_eq!((&refused["kind"], &refused["hits"]), (&json!("breaks_law"), &json!([])));

        for (body, code) in [
            (json!({ "question": " " }), "question_missing"),
            (json!({ "question": "я".repeat(501) }), "question_too_long"),
            (json!({ "question": "x", "sources": ["web"] }), "source"),
            (json!({ "question": "x", "sources": [] }), "source"),
            (json!({ "question": "x", "lang": "de" }), "lang"),
            (json!({ "question": "x", "top_k": 11 }), "top_k"),
            (json!({ "question": "x", "top_k": 0 }), "top_k"),
            (json!({ "query": "x" }), "body"),
            (json!([]), "body"),
        ] {
            let (status, problem) = asks(&app, &key, &body).await;
            assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!(code)), "{body}");
        }
        assert_eq!(asks(&app, "zk_00000000_x", &json!({ "question": "x" })).await.0, StatusCode::UNAUTHORIZED);
    }
}

/// What the embedder was sent, and whether it is down.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<(Vec<String>, bool)>>);

/// What says «верблюж» is near «караван», and nothing else is near anything.
async fn vectors(
    State(heard): State<Heard>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Status> {
    let mut heard = heard.0.lock().unwrap();
    if heard.1 {
        return Err(Status::SERVICE_UNAVAILABLE);
    }
    let texts = body["input"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
    let texts: Vec<String> = texts.collect();
    let rows: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(n, text)| {
            let is_camel = text.contains("верблюж") || text.contains("караван");
            json!({ "index": n, "embedding": if is_camel { [1.0, 0.0] } else { [0.0, 1.0] } })
        })
        .collect();
    heard.0.extend(texts);
    Ok(Json(json!({ "data": rows })))
}

on_both_engines! {
    async fn meaning_is_fused_with_words_and_nobody_waits_for_it(mut app: TestApp) {
        let heard = Heard::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let router = Router::new().route("/v1/embeddings", post(vectors)).with_state(heard.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let told = "Заказчик ведёт журнал верблюжьих поставок в течение сорока лет.";
        app.services().store.replace_act(&law_of("22.02.2026", told)).await.unwrap();
        app.set("EMBEDDINGS_URL", &url);
        app.set("EMBEDDINGS_MODEL", "small");
        app.stop().await;
        app.start().await;
        let law = app.services().law.clone();
        let asked = "погонщик каравана 990101300123";
        let by_meaning = async {
            // The texts are embedded in the background.
            while !law.find(asked, &[], 3).await.iter().any(|it| it.text.contains("верблюж")) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, by_meaning).await.expect("found by meaning");
        let talker = app.person(1, "ru");
        assert!(talker.says("/ask что такое демпинг?").await.text.contains("10%"));
        assert!(talker.says("/privacy").await.text.contains("сравнивает тексты по смыслу"));
        let sent = heard.0.lock().unwrap().0.clone();
        assert!(sent.iter().any(|it| it.contains("погонщик")), "the question went out");
        assert!(!sent.iter().any(|it| it.contains("990101300123")), "and nobody's number with it");
        // A refusal is not decided by it.
        let refused = talker.says("/ask какая погода в караване").await;
        assert!(refused.text.contains("не про госзакупки"), "{}", refused.text);
        heard.0.lock().unwrap().1 = true;
        assert!(talker.says("/ask какая пеня за просрочку?").await.text.contains("Закон"));
    }
}
