//! Pages: what is sent for the next one, and where the list ends.

use serde_json::{Value, json};

use super::server::{Reply, Server, rows};
use crate::domain::procurement::{Procurement, Window};

fn lots(ids: &[i64]) -> Value {
    ids.iter().map(|id| json!({ "id": id, "lotNumber": format!("{id}-ЗЦП1") })).collect()
}

fn page(ids: &[i64], info: Value) -> Reply {
    Reply::json(&json!({ "data": { "Lots": lots(ids) }, "extensions": { "pageInfo": info } }))
}

async fn next_of(reply: Reply, after: Option<i64>, limit: usize) -> Option<i64> {
    let mut server = Server::with([reply]).await;
    server.options.page_limit = limit;
    server.client().lots_page(None, after).await.unwrap().next
}

#[tokio::test]
async fn the_window_goes_out_in_the_countrys_time_and_after_only_when_there_is_one() {
    let server = Server::with([rows("Lots", json!([])), rows("TrdBuy", json!([]))]).await;
    let window = Window { from: server.now() - chrono::TimeDelta::hours(12), to: server.now() };
    let client = server.client();
    client.lots_page(Some(window), None).await.unwrap();
    client.announcements_page(window, Some(17)).await.unwrap();
    let asked = server.asked();
    let filter = json!({ "lastUpdateDate": ["2026-10-08 23:00:00", "2026-10-09 11:00:00"] });
    assert_eq!(asked[0].variables(), &json!({ "filter": filter, "limit": 200 }));
    assert_eq!(asked[1].variables(), &json!({ "filter": filter, "limit": 200, "after": 17 }));
    assert_eq!(asked[0].method, "POST");
}

#[tokio::test]
async fn all_lots_are_asked_for_without_a_filter() {
    let server = Server::with([rows("Lots", json!([]))]).await;
    server.client().lots_page(None, Some(5)).await.unwrap();
    assert_eq!(server.asked()[0].variables(), &json!({ "limit": 200, "after": 5 }));
}

#[tokio::test]
async fn the_last_id_leads_to_the_next_page_until_there_is_none() {
    let more = json!({ "limitPage": 2, "totalCount": 3, "hasNextPage": true, "lastId": 8 });
    let end = json!({ "limitPage": 2, "totalCount": 3, "hasNextPage": false, "lastId": 7 });
    let server = Server::with([page(&[9, 8], more), page(&[7], end)]).await;
    let client = server.client();
    let first = client.lots_page(None, None).await.unwrap();
    assert_eq!((first.total, first.next), (Some(3), Some(8)));
    let second = client.lots_page(None, first.next).await.unwrap();
    assert_eq!((second.rows.len(), second.next), (1, None));
}

#[tokio::test]
async fn a_list_that_leads_in_circles_ends() {
    let info = |last: i64| json!({ "limitPage": 2, "hasNextPage": true, "lastId": last });
    assert_eq!(next_of(page(&[9, 8], info(8)), Some(8), 2).await, None);
    assert_eq!(next_of(page(&[9, 8], info(9)), Some(8), 2).await, None);
    assert_eq!(next_of(page(&[], info(8)), Some(9), 2).await, None);
    assert_eq!(next_of(page(&[7, 6], info(6)), Some(8), 2).await, Some(6));
}

#[tokio::test]
async fn without_page_info_a_full_page_leads_on_from_its_smallest_id() {
    let bare = |ids: &[i64]| Reply::json(&json!({ "data": { "Lots": lots(ids) } }));
    assert_eq!(next_of(bare(&[9, 7, 8]), None, 3).await, Some(7));
    assert_eq!(next_of(bare(&[9, 7]), None, 3).await, None);
    let no_last_id = json!({ "hasNextPage": true, "lastId": null });
    assert_eq!(next_of(page(&[9, 8], no_last_id), None, 200).await, Some(8));
    let as_texts = json!({ "hasNextPage": "1", "lastId": "8", "totalCount": "2" });
    assert_eq!(next_of(page(&[9, 8], as_texts), None, 200).await, Some(8));
}

#[tokio::test]
async fn a_row_that_was_set_aside_still_counts_for_the_next_page() {
    let rows = json!([{ "id": 9, "lotNumber": "9-ОИ1" }, { "id": 3 }]);
    let reply = Reply::json(&json!({ "data": { "Lots": rows } }));
    assert_eq!(next_of(reply, None, 2).await, Some(3));
}
