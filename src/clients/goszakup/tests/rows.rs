//! Rows: what is believed, what is set aside, and what steps in for what is missing.

use serde_json::{Value, json};

use super::server::{Reply, Server, rows};
use crate::domain::{
    procurement::{LotRecord, Page, Procurement},
    types::{Quantity, Tenge},
};

async fn page(lots: Value) -> Page<LotRecord> {
    Server::with([rows("Lots", lots)]).await.client().lots_page(None, None).await.unwrap()
}

async fn lot(mut fields: Value) -> LotRecord {
    fields["id"] = json!(1);
    fields["lotNumber"] = json!("83685322-ОИ4");
    let page = page(json!([fields])).await;
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    page.rows.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_full_row_becomes_a_lot_with_its_announcement_and_plan() {
    let record = lot(json!({
        "refLotStatusId": 220, "amount": 817869, "count": 67, "nameRu": "Лигнит\u{0}", "nameKz": " ",
        "descriptionRu": "марка Б3", "customerBin": "000540002866", "trdBuyId": 17379709,
        "trdBuyNumberAnno": "17379709-1", "refTradeMethodsId": 3, "refBuyTradeMethodsId": 6,
        "pointList": [83685322], "plnPointKatoList": ["555651100"], "isDeleted": 0,
        "lastUpdateDate": "2026-07-24 20:17:06", "enstruList": [0],
        "TrdBuy": { "id": 17379709, "numberAnno": "17379709-1", "refBuyStatusId": 220,
            "endDate": "2026-07-28 19:59:23", "totalSum": 817869.5, "countLots": 1,
            "publishDate": "вчера", "refTradeMethodsId": 6 },
        "Plans": [{ "id": 83685322, "refSubjectTypeId": 1, "refEnstruCode": "052010.900.000002",
            "RefEnstru": { "code": "052010.900.000002", "nameRu": "Лигнит" },
            "PlansKato": [{ "refKatoCode": "555651100", "fullDeliveryPlaceNameRu": "с. Малайсары" }] }]
    }))
    .await;
    let lot = record.lot;
    assert_eq!(lot.name.ru.as_deref(), Some("Лигнит"));
    assert_eq!(lot.name.kk, None);
    assert_eq!(lot.amount, Some(Tenge::from_tiyn(81_786_900)));
    assert_eq!(lot.quantity, Some(Quantity::from_micro(67_000_000)));
    assert_eq!((lot.planned_method_id, lot.actual_method_id), (Some(3), Some(6)));
    assert_eq!(lot.source_updated_at.unwrap().to_rfc3339(), "2026-07-24T15:17:06+00:00");
    let announcement = record.announcement.unwrap();
    assert_eq!(announcement.total, Some(Tenge::from_tiyn(81_786_950)));
    assert_eq!(announcement.subject_type_id, Some(1));
    assert_eq!(announcement.published_at, None);
    assert_eq!(record.plans[0].enstru_code.as_deref(), Some("052010.900.000002"));
    assert_eq!(record.plans[0].places[0].kato.as_deref(), Some("555651100"));
}

#[tokio::test]
async fn every_spelling_of_a_number_is_read() {
    let page = page(json!([
        { "id": "42700184", "lotNumber": 878844, "amount": "624991.07", "isDeleted": "1", "refLotStatusId": 9999.0 },
    ]))
    .await;
    let lot = &page.rows[0].lot;
    assert_eq!(lot.id, 42_700_184);
    assert_eq!(lot.number.as_str(), "878844");
    assert_eq!(lot.amount, Some(Tenge::from_tiyn(62_499_107)));
    assert!(lot.is_deleted);
    assert_eq!(lot.status_id, Some(9999));
}

#[tokio::test]
async fn sums_are_read_to_the_tiyn_where_a_float_would_lose_it() {
    let body = r#"{"data":{"Lots":[{"id":1,"lotNumber":"1-ОИ1","amount":99999999999999.99,"count":0.000001}]}}"#;
    let server = Server::with([Reply::status(200, body)]).await;
    let page = server.client().lots_page(None, None).await.unwrap();
    assert_eq!(page.rows[0].lot.amount, Some(Tenge::from_tiyn(9_999_999_999_999_999)));
    assert_eq!(page.rows[0].lot.quantity, Some(Quantity::from_micro(1)));
}

#[tokio::test]
async fn a_row_with_nothing_but_id_and_number_is_a_lot() {
    let record = lot(json!({ "amount": null, "TrdBuy": [], "Plans": null, "Customer": null,
        "pointList": null, "unheardOf": { "deep": [1, 2] } }))
    .await;
    assert_eq!(record.lot.amount, None);
    assert!(record.announcement.is_none() && record.plans.is_empty());
}

#[tokio::test]
async fn a_bad_row_is_set_aside_and_the_others_still_come() {
    let page = page(json!([
        { "id": 20, "lotNumber": "20-ЗЦП1" },
        { "lotNumber": "19-ЗЦП1" },
        { "id": 18, "lotNumber": " " },
        { "id": 17, "lotNumber": "17-ЗЦП1", "amount": 1e300 },
        { "id": 16, "lotNumber": "16-ЗЦП1", "amount": -5 },
        { "id": 15, "lotNumber": "15-ЗЦП1", "amount": "даром" },
        { "id": 14, "lotNumber": "14-ЗЦП1", "count": -1 },
        { "id": 13, "lotNumber": "13-ЗЦП1", "count": 1e40 },
        { "id": 12, "lotNumber": "12-ЗЦП1", "TrdBuy": { "id": 5, "endDate": "скоро" } },
        "not a row", null, [1],
        { "id": "10", "lotNumber": "10-ЗЦП1" },
    ]))
    .await;
    let ids: Vec<i64> = page.rows.iter().map(|record| record.lot.id).collect();
    assert_eq!(ids, [20, 10]);
    let rejected: Vec<(Option<i64>, &str)> =
        page.rejected.iter().map(|row| (row.id, row.reason.as_str())).collect();
    assert_eq!(
        rejected,
        [
            (None, "id_missing: id"),
            (Some(18), "number_missing: lotNumber"),
            (Some(17), "amount_absurd: amount"),
            (Some(16), "amount_negative: amount"),
            (Some(15), "amount_unreadable: amount"),
            (Some(14), "quantity_negative: count"),
            (Some(13), "quantity_absurd: count"),
            (Some(12), "date_unreadable: TrdBuy.endDate"),
            (None, "not_an_object: row"),
            (None, "not_an_object: row"),
            (None, "not_an_object: row"),
        ]
    );
}

#[tokio::test]
async fn a_bad_plan_or_sum_of_the_announcement_does_not_cost_the_lot() {
    let record = lot(json!({
        "trdBuyId": 7, "TrdBuy": { "id": 7, "totalSum": 1e300, "endDate": "2026-12-01 18:00:00" },
        "Plans": [{ "id": 1, "price": -1 }, { "id": 2 }, null, 7]
    }))
    .await;
    let announcement = record.announcement.unwrap();
    assert_eq!((announcement.total, announcement.end_at.is_some()), (None, true));
    assert_eq!(record.lot.deadline, announcement.end_at);
    assert_eq!(record.lot.announcement_id, Some(7));
    assert_eq!(record.plans.len(), 1);
}

#[tokio::test]
async fn the_place_falls_back_from_lot_to_plan_to_announcement_to_customer() {
    let plans = json!([{ "id": 5, "PlansKato": [{ "refKatoCode": 222222222 }, { "refKatoCode": "222222222" }] }]);
    let all = json!({
        "plnPointKatoList": ["111111111"], "Plans": plans,
        "TrdBuy": { "id": 9, "kato": ["333333333"] }, "Customer": { "katoList": ["444444444", ""] }
    });
    let mut fields = all;
    for (gone, kato) in [
        ("none", "111111111"),
        ("plnPointKatoList", "222222222"),
        ("Plans", "333333333"),
        ("TrdBuy", "444444444"),
    ] {
        fields[gone] = json!([]);
        assert_eq!(lot(fields.clone()).await.lot.kato, [kato], "without {gone}");
    }
    fields["Customer"] = json!(null);
    assert!(lot(fields).await.lot.kato.is_empty());
}

#[tokio::test]
async fn the_method_and_the_plan_points_fall_back_too() {
    let record = lot(json!({
        "refTradeMethodsId": 3, "refBuyTradeMethodsId": 0, "TrdBuy": { "id": 9, "refTradeMethodsId": 6 },
        "pointList": [0], "Plans": [{ "id": 5 }, { "id": 5 }]
    }))
    .await;
    assert_eq!((record.lot.planned_method_id, record.lot.actual_method_id), (Some(3), Some(6)));
    assert_eq!(record.lot.plan_point_ids, [5]);
    assert_eq!(record.lot.announcement_id, Some(9));
}

#[tokio::test]
async fn dates_of_second_rank_that_cannot_be_read_are_absent() {
    let record = lot(json!({ "lastUpdateDate": "давно", "TrdBuy": { "id": 9, "endDate": "0000-00-00 00:00:00" } })).await;
    assert_eq!(record.lot.source_updated_at, None);
    assert_eq!(record.announcement.unwrap().end_at, None);
}

#[tokio::test]
async fn a_row_nested_without_end_costs_only_itself() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let body = format!(
        r#"{{"data":{{"Lots":[{{"id":3,"lotNumber":"3-ОИ1","unheardOf":{deep}}},{{"id":2,"lotNumber":"2-ОИ1","pointList":{deep},"nameRu":{deep},"TrdBuy":{deep}}},{{"id":1,"lotNumber":"1-ОИ1"}}]}}}}"#
    );
    let server = Server::with([Reply::status(200, &body)]).await;
    let page = server.client().lots_page(None, None).await.unwrap();
    assert_eq!(page.rows.len(), 2);
    assert_eq!(page.rejected[0].id, Some(3));
    assert_eq!(page.rejected[0].reason, "row_unreadable: row");
}
