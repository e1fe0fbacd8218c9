//! What OWS says when it says no, and what becomes of it.

use serde_json::json;

use super::server::{Reply, Server, TOKEN, rows};
use crate::domain::{
    procurement::{LotKey, Procurement, SourceError},
    types::{Biin, LotNumber},
};

const ACCESS_DENIED: &str = r#"{"name":"Forbidden","message":"Access denied","code":0,"status":403,"type":"yii\\web\\HttpException"}"#;

fn not_found(message: &str) -> Reply {
    Reply::status(
        404,
        &json!({ "name": "Not Found", "message": message, "status": 404 }).to_string(),
    )
}

fn bin() -> Biin {
    Biin::from_source("070740007153").unwrap()
}

async fn first_page(reply: Reply) -> (Result<usize, SourceError>, usize) {
    let server = Server::with([reply]).await;
    let page = server.client().lots_page(None, None).await;
    (page.map(|page| page.rows.len()), server.asked().len())
}

#[tokio::test]
async fn a_refused_token_is_told_at_once_and_never_tried_again() {
    for reply in [
        not_found("Invalid Route"),
        Reply::status(404, "Invalid Route"),
        Reply::status(401, ""),
        Reply::status(403, ACCESS_DENIED),
    ] {
        let server = Server::with([reply]).await;
        let client = server.client();
        assert_eq!(client.check_token().await, Err(SourceError::Token));
        assert_eq!(client.find_rnu(&bin()).await, Err(SourceError::Token));
        assert_eq!(client.lots_page(None, None).await.unwrap_err(), SourceError::Token);
        assert_eq!(server.asked().len(), 3);
    }
}

#[tokio::test]
async fn a_good_token_is_shown_to_the_server_and_passes() {
    let server = Server::with([rows("Lots", json!([{ "id": 1, "lotNumber": "1-ЗЦП1" }]))]).await;
    assert_eq!(server.client().check_token().await, Ok(()));
    assert_eq!(server.asked()[0].authorization, format!("Bearer {TOKEN}"));
    assert_eq!(server.asked()[0].path, "/v3/graphql");
}

#[tokio::test]
async fn no_token_means_no_account() {
    let mut server = Server::with([]).await;
    server.options.token = " ".into();
    assert_eq!(server.client().check_token().await, Err(SourceError::NotConfigured));
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn a_guard_in_front_of_ows_says_nothing_about_the_token() {
    let (result, asked) = first_page(Reply::status(403, "<html>geo</html>")).await;
    assert_eq!(result, Err(SourceError::Unavailable("HTTP 403".into())));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn the_three_kinds_of_404_are_told_apart() {
    let clean = Server::with([not_found("Поставщик не найден в реестре")]).await;
    assert_eq!(clean.client().find_rnu(&bin()).await, Ok(vec![]));
    assert_eq!(clean.asked()[0].path, "/v3/rnu/070740007153");

    let unknown = Server::with([not_found("Компания не найдена")]).await;
    assert_eq!(unknown.client().find_subject(&bin()).await, Ok(None));
    assert!(matches!(unknown.client().find_rnu(&bin()).await, Err(SourceError::Broken(_))));

    let other = Server::with([not_found("Page not found")]).await;
    assert_eq!(other.client().find_rnu(&bin()).await, Err(SourceError::Broken("HTTP 404".into())));
}

#[tokio::test]
async fn an_error_inside_http_200_is_put_into_our_words() {
    for body in [
        json!({ "errors": [{ "message": "Expected type String at value.nameDescriptionRu" }] }),
        json!({ "errors": [{ "message": "no" }], "data": { "Lots": null } }),
        json!({ "error": "Справочник не найден" }),
    ] {
        let (result, asked) = first_page(Reply::json(&body)).await;
        assert_eq!(result, Err(SourceError::Broken("the question is refused".into())));
        assert_eq!(asked, 1);
    }
}

#[tokio::test]
async fn an_empty_list_of_errors_is_no_error() {
    let body = json!({ "errors": [], "error": null, "data": { "Lots": [] } });
    assert_eq!(first_page(Reply::json(&body)).await.0, Ok(0));
}

#[tokio::test]
async fn null_rows_are_none_unless_some_are_counted() {
    let body = |total: i64| {
        Reply::json(&json!({
            "data": { "Lots": null },
            "extensions": { "pageInfo": { "totalCount": total, "hasNextPage": false } }
        }))
    };
    assert_eq!(first_page(body(0)).await.0, Ok(0));
    assert_eq!(first_page(Reply::json(&json!({ "data": { "Lots": null } }))).await.0, Ok(0));
    let (result, asked) = first_page(body(7)).await;
    assert!(matches!(result, Err(SourceError::Broken(_))), "{result:?}");
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn garbage_is_asked_for_again_and_then_told() {
    for garbage in [
        Reply::status(200, "<html>Технические работы</html>"),
        Reply::status(200, r#"{"data":{"Lots":[{"id":1,"lotNum"#),
        Reply::status(200, r#"{"data":{"Lots":[{"id":1,"lotNum"#).cut(),
        Reply::status(200, ""),
        Reply::status(200, "[]"),
        Reply::status(200, "{}"),
        Reply::json(&json!({ "data": null })),
        Reply::status(200, &format!("{}1{}", "[".repeat(9_000), "]".repeat(9_000))),
    ] {
        let server = Server::with([garbage.clone(), rows("Lots", json!([]))]).await;
        assert!(server.client().lots_page(None, None).await.is_ok(), "{garbage:?}");
        let (result, asked) = first_page(garbage).await;
        assert!(matches!(result, Err(SourceError::Broken(_))), "{result:?}");
        assert_eq!(asked, 3);
    }
}

#[tokio::test]
async fn rows_that_are_no_list_are_broken() {
    for data in [json!({ "Lots": {} }), json!({ "Lots": "x" }), json!({}), json!([])] {
        let (result, _asked) = first_page(Reply::json(&json!({ "data": data }))).await;
        assert!(matches!(result, Err(SourceError::Broken(_))), "{result:?}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_read_to_its_end() {
    let mut server = Server::with([rows("Lots", json!([{ "x": "y".repeat(5_000) }]))]).await;
    server.options.max_body = 1_000;
    let error = server.client().lots_page(None, None).await.unwrap_err();
    assert_eq!(error, SourceError::Broken("the answer is too large".into()));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let reply = Reply::status(302, "").header("location", "http://127.0.0.1:1/steal");
    let (result, asked) = first_page(reply).await;
    assert_eq!(result, Err(SourceError::Broken("HTTP 302".into())));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_token_that_the_server_quotes_is_in_no_error() {
    let said = format!("bad Bearer {TOKEN}");
    for reply in [
        Reply::status(400, &said),
        Reply::json(&json!({ "errors": [{ "message": said }] })),
        Reply::status(500, &said),
    ] {
        let server = Server::with([reply]).await;
        let number = LotNumber::parse("83685322-ОИ4").unwrap();
        let error = server.client().find_lots(&LotKey::Number(number)).await.unwrap_err();
        assert!(!format!("{error:?} {error}").contains(TOKEN));
        assert!(!format!("{:?}", server.options).contains(TOKEN));
    }
}

#[tokio::test]
async fn a_register_entry_that_cannot_be_read_never_passes_for_clean() {
    for items in [json!([null]), json!(["x"]), json!("x"), json!({})] {
        let server = Server::with([Reply::json(&json!({ "items": items }))]).await;
        let result = server.client().find_rnu(&bin()).await;
        assert!(matches!(result, Err(SourceError::Broken(_))), "{result:?}");
    }
}
