//! Tokens, faults, changes and REST.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::super::{Dataset, Fault, TokenError, filter};
use super::{Api, TOKEN, now};

#[tokio::test]
async fn a_bad_token_is_answered_three_ways() {
    let api = Api::demo().await;
    let url = api.server.url();
    let status = async |path: &str, token: &str| {
        let request = if path.ends_with("graphql") {
            api.http.post(format!("{url}{path}")).json(&json!({ "query": "{ Lots { id } }" }))
        } else {
            api.http.get(format!("{url}{path}"))
        };
        let response = request.bearer_auth(token).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    assert_eq!(status("/v3/graphql", "wrong").await.0, 401);
    let (code, body) = status("/v3/lots/42700184", "wrong").await;
    assert_eq!(code, 404);
    assert!(body.contains("Invalid Route"));
    api.server.token_error(TokenError::Forbidden403);
    assert_eq!(status("/v3/graphql", "wrong").await.0, 403);
    api.server.token_error(TokenError::InvalidRoute404);
    assert_eq!(status("/v3/graphql", "wrong").await.0, 404);
    assert_eq!(status("/v3/graphql", TOKEN).await.0, 200);
    api.server.reject_token(true);
    assert_eq!(status("/v3/graphql", TOKEN).await.0, 404);
    assert_eq!(api.server.violations(), Vec::<String>::new());
    let bare = api.http.get(format!("{url}/v3/lots")).send().await.unwrap();
    assert_eq!(bare.status(), 404);
    assert_eq!(api.server.violations().len(), 1);
}

#[tokio::test]
async fn faults_come_in_order_and_then_pass() {
    let api = Api::demo().await;
    let query = "{ Lots(limit: 2) { id } }";
    let server = &api.server;
    server.fail_next(2, Fault::Status(502));
    server.fail_next(1, Fault::RetryAfter(7));
    assert_eq!(api.send(query, json!({})).await.unwrap().status(), 502);
    assert_eq!(api.send(query, json!({})).await.unwrap().status(), 502);
    let wait = api.send(query, json!({})).await.unwrap();
    assert_eq!(
        (wait.status().as_u16(), &wait.headers()["retry-after"]),
        (429, &"7".parse().unwrap())
    );
    for fault in [Fault::Garbage, Fault::Html, Fault::HalfPage, Fault::Empty] {
        server.fail_next(1, fault.clone());
        let response = api.send(query, json!({})).await.unwrap();
        assert_eq!(response.status(), 200, "{fault:?}");
        assert!(response.json::<Value>().await.is_err(), "{fault:?}");
    }
    server.fail_next(1, Fault::DropConnection);
    assert!(api.send(query, json!({})).await.is_err());
    server.fail_next(1, Fault::GraphqlError("Internal server error".to_owned()));
    assert_eq!(api.error(query, json!({})).await, "Internal server error");
    server.fail_next(1, Fault::NullRoot);
    assert_eq!(api.ask(query, json!({})).await["data"], json!({ "Lots": null }));
    server.fail_next(1, Fault::NoRows);
    assert_eq!(api.ask(query, json!({})).await["data"], json!({ "Lots": [] }));
    server.fail_next(1, Fault::Huge(3_000_000));
    assert!(api.ask(query, json!({})).await.to_string().len() > 3_000_000);
    server.fail_next(1, Fault::Hang(Duration::from_millis(1)));
    assert_eq!(api.rows(query, "Lots").await.len(), 2);
    assert_eq!(server.count("Lots"), 13);
    assert_eq!(server.count("/v3/graphql"), 13);
    assert_eq!(server.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_share_of_requests_fails_the_same_way_every_time() {
    let run = async || {
        let api = Api::with(Dataset::empty()).await;
        api.server.fail_share(30);
        let mut codes = Vec::new();
        for _ in 0..40 {
            codes.push(api.send("{ Lots { id } }", json!({})).await.unwrap().status().as_u16());
        }
        codes
    };
    let codes = run().await;
    assert_eq!(codes, run().await);
    assert!(codes.contains(&200) && codes.iter().any(|code| *code > 499));
}

#[tokio::test]
async fn changes_move_a_lot_into_the_window_and_wake_those_who_wait() {
    let api = Api::demo().await;
    let mut changes = api.server.changes();
    changes.mark_unchanged();
    let at = now() + TimeDelta::hours(1);
    api.server.change_lot(42_700_184, json!({ "refLotStatusId": 370 }), at);
    assert!(changes.has_changed().unwrap());
    let fresh = api.walk(json!({ "lastUpdateDate": ["2026-10-09 12:00:00"] }), 200).await;
    assert_eq!(fresh, [42_700_184], "11:00 in UTC+5 was now, so only the change is later");
    let lot = api.server.lot(42_700_184).unwrap();
    assert_eq!(
        (&lot["lastUpdateDate"], &lot["refLotStatusId"]),
        (&json!("2026-10-09 12:00:00"), &json!(370))
    );
    api.server.change_announcement(17_379_709, json!({ "endDate": "2026-11-01 10:00:00" }), at);
    let query = r#"{ Lots(filter: {id: 42700184}) { TrdBuy { endDate lastUpdateDate } } }"#;
    let announcement = api.rows(query, "Lots").await[0]["TrdBuy"].clone();
    assert_eq!(
        announcement,
        json!({ "endDate": "2026-11-01 10:00:00", "lastUpdateDate": "2026-10-09 12:00:00" })
    );
    api.server.remove_lot(42_700_184);
    assert!(api.rows(query, "Lots").await.is_empty());
    api.server.total_count_lie(5);
    let page = api.ask("{ Lots { id } }", json!({})).await;
    assert_eq!(page["extensions"]["pageInfo"]["totalCount"], 356 - 1 + 5);
}

#[tokio::test]
async fn rest_answers_with_its_own_names_and_its_own_errors() {
    let api = Api::demo().await;
    let (code, lot) = api.get("/v3/lots/42700184").await;
    assert_eq!((code, &lot["lot_number"]), (200, &json!("83685322-ОИ4")));
    assert_eq!(api.get("/v3/lots/42700185").await.0, 404);
    let (_, text_ids) = api.get("/v3/lots/42700116").await;
    assert_eq!(text_ids["message"], "Лот не найден");
    let (_, lots) = api.get("/v3/lots/number-anno/17379709-1").await;
    assert_eq!(lots["items"].as_array().unwrap().len(), 1);
    let (_, announcement) = api.get("/v3/trd-buy/number-anno/17379709-1").await;
    assert_eq!(filter::int(announcement.get("id")), Some(17_379_709));
    let (_, company) = api.get("/v3/subject/biin/060240002985").await;
    assert_eq!(company["address"][0]["kato_code"], "750000000");
    let (code, body) = api.get("/v3/subject/biin/111111111111").await;
    assert_eq!((code, &body["message"]), (404, &json!("Компания не найдена")));
    let (code, body) = api.get("/v3/rnu/060240002985").await;
    assert_eq!((code, &body["message"]), (404, &json!("Поставщик не найден в реестре")));
    let listed = Dataset::demo(now()).rnu[0]["supplierBiin"].as_str().unwrap().to_owned();
    let (code, body) = api.get(&format!("/v3/rnu/{listed}")).await;
    assert_eq!((code, &body["items"][0]["supplier_biin"]), (200, &json!(listed)));
    let (code, body) = api.get("/v3/refs/ref_wrong").await;
    assert_eq!((code, body), (200, json!({ "error": "Справочник не найден" })));
    for (name, rows) in [("ref_lots_status", 37), ("ref_buy_status", 35), ("ref_trade_methods", 35)]
    {
        let (_, body) = api.get(&format!("/v3/refs/{name}")).await;
        assert_eq!(body["items"].as_array().unwrap().len(), rows, "{name}");
    }
    assert_eq!(api.server.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn rest_lists_page_by_a_path_that_may_lack_its_prefix() {
    let api = Api::demo().await;
    let (mut path, mut seen) = ("/v3/lots?limit=100".to_owned(), BTreeSet::new());
    let mut ids_as_text = 0;
    loop {
        let (_, page) = api.get(&path).await;
        for row in page["items"].as_array().unwrap() {
            ids_as_text += usize::from(row["id"].is_string());
            assert!(seen.insert(filter::int(row.get("id")).unwrap()));
        }
        let next = page["next_page"].as_str().unwrap();
        if next.is_empty() {
            break;
        }
        assert!(next.starts_with("/lots?page=next&limit=100&search_after="), "{next}");
        path = format!("/v3{next}");
    }
    assert_eq!(seen.len(), 356);
    assert!(ids_as_text > 50);
}

#[tokio::test]
async fn a_stopped_server_answers_nobody() {
    let api = Api::demo().await;
    assert!(api.send("{ Lots { id } }", json!({})).await.is_ok());
    api.server.stop();
    assert!(api.send("{ Lots { id } }", json!({})).await.is_err());
}
