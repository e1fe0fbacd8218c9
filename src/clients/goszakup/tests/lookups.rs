//! Look-ups: what is sent for each key, and what is made of the answer.

use serde_json::json;

use super::server::{Reply, Server, rows};
use crate::domain::{
    procurement::{AnnouncementKey, LotKey, Procurement, SourceError},
    rnu::Register,
    subjects::SubjectMark,
    types::{AnnouncementNumber, Biin, LotNumber},
};

fn bin() -> Biin {
    Biin::from_source("060240002985").unwrap()
}

#[tokio::test]
async fn a_lot_is_looked_up_by_each_of_its_keys() {
    let lot = json!({ "id": 42700184, "lotNumber": "83685322-ОИ4", "trdBuyId": 17379709, "pointList": [83685322] });
    for (key, filter) in [
        (LotKey::Ids(vec![42700184]), json!({ "id": [42700184] })),
        (
            LotKey::Number(LotNumber::parse("83685322-ои4").unwrap()),
            json!({ "lotNumber": "83685322-ОИ4" }),
        ),
        (LotKey::Announcement(17379709), json!({ "trdBuyId": [17379709] })),
        (LotKey::PlanPoint(83685322), json!({ "pointList": [83685322] })),
    ] {
        let server = Server::with([rows("Lots", json!([lot]))]).await;
        let page = server.client().find_lots(&key).await.unwrap();
        assert_eq!(page.rows.len(), 1, "{key:?}");
        assert_eq!(page.rows[0].lot.fetched_at, server.now());
        assert_eq!(server.asked()[0].variables()["filter"], filter);
    }
}

#[tokio::test]
async fn a_strangers_lot_does_not_pass_for_the_one_asked_for() {
    let stranger = json!([{ "id": 5, "lotNumber": "5-ЗЦП1", "trdBuyId": 5 }]);
    let server = Server::with([rows("Lots", stranger)]).await;
    for key in [
        LotKey::Ids(vec![7]),
        LotKey::Number(LotNumber::parse("7-ЗЦП1").unwrap()),
        LotKey::Announcement(7),
        LotKey::PlanPoint(7),
    ] {
        assert!(server.client().find_lots(&key).await.unwrap().rows.is_empty(), "{key:?}");
    }
}

#[tokio::test]
async fn ids_go_in_hundreds_and_no_ids_go_nowhere() {
    let server = Server::with([rows("Lots", json!([]))]).await;
    let client = server.client();
    client.find_lots(&LotKey::Ids(vec![])).await.unwrap();
    assert!(client.find_plans(&[]).await.unwrap().is_empty());
    assert!(server.asked().is_empty());
    client.find_lots(&LotKey::Ids((1..=150).collect())).await.unwrap();
    let sizes: Vec<usize> = server
        .asked()
        .iter()
        .map(|asked| asked.variables()["filter"]["id"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [100, 50]);
}

#[tokio::test]
async fn plan_points_are_looked_up_by_id() {
    let plan = json!({ "id": 87589888, "rootrecordId": "87460941", "price": 13500, "count": 8,
        "prepayment": 12.5, "RefUnits": { "nameRu": "Штука" }, "subjectBiin": "240440028805" });
    let server = Server::with([rows("Plans", json!([plan, { "id": null }]))]).await;
    let plans = server.client().find_plans(&[87589888, 1]).await.unwrap();
    assert_eq!(plans.len(), 1);
    assert_eq!((plans[0].root_id, plans[0].prepayment_bp), (Some(87460941), Some(1250)));
    assert_eq!(server.asked()[0].variables()["filter"], json!({ "id": [87589888, 1] }));
}

#[tokio::test]
async fn an_announcement_is_looked_up_by_id_and_by_number() {
    let row =
        json!({ "id": 13633135, "numberAnno": "13537270-2", "endDate": "2026-07-28 19:59:23" });
    let server = Server::with([rows("TrdBuy", json!([row]))]).await;
    let client = server.client();
    let number = AnnouncementNumber::parse("13537270-2").unwrap();
    let found = client.find_announcement(&AnnouncementKey::Number(number)).await.unwrap().unwrap();
    assert_eq!(found.end_at.unwrap().to_rfc3339(), "2026-07-28T14:59:23+00:00");
    assert!(client.find_announcement(&AnnouncementKey::Id(13633135)).await.unwrap().is_some());
    assert!(client.find_announcement(&AnnouncementKey::Id(1)).await.unwrap().is_none());
    let asked = server.asked();
    assert_eq!(asked[0].variables()["filter"], json!({ "numberAnno": "13537270-2" }));
    assert_eq!(asked[1].variables()["filter"], json!({ "id": [13633135] }));
}

#[tokio::test]
async fn an_announcement_that_cannot_be_read_is_not_absent() {
    let server = Server::with([rows("TrdBuy", json!([{ "id": 1, "endDate": "скоро" }]))]).await;
    let error = server.client().find_announcement(&AnnouncementKey::Id(1)).await.unwrap_err();
    assert_eq!(error, SourceError::Broken("date_unreadable: endDate".into()));
}

#[tokio::test]
async fn an_organisation_is_read_from_a_real_answer() {
    let row = json!({ "pid": 91848, "bin": "060240002985", "nameRu": "ТОО \"Гунн Строй сервис\"",
        "nameKz": "\"Гунн Строй сервис\" ЖШС", "katoList": ["750000000"], "customer": 0,
        "supplier": 1, "regdate": "2023-02-10 00:00:00", "typeSupplier": 1, "markSmallEmployer": 1,
        "markResident": 1, "Employees": [
            { "fio": "БЫВШИЙ", "role": 1, "endDate": "2020-01-01 00:00:00" },
            { "fio": "СОТРУДНИК", "role": 2, "endDate": "2099-01-01 00:00:00" },
            { "fio": " РУКОВОДИТЕЛЬ ", "role": "1", "endDate": "2099-01-01 00:00:00" }] });
    let server =
        Server::with([rows("Subjects", json!([row])), rows("Subjects", json!(null))]).await;
    let client = server.client();
    let subject = client.find_subject(&bin()).await.unwrap().unwrap();
    assert_eq!((subject.id, subject.is_customer, subject.is_supplier), (91848, false, true));
    assert_eq!(subject.kato, ["750000000"]);
    assert_eq!(subject.head.as_deref(), Some("РУКОВОДИТЕЛЬ"));
    assert_eq!(subject.marks, [SubjectMark::SmallBusiness]);
    assert_eq!(server.asked()[0].variables()["filter"], json!({ "bin": "060240002985" }));
    assert_eq!(client.find_subject(&bin()).await, Ok(None));
}

#[tokio::test]
async fn entries_of_the_register_are_read_whatever_their_dates() {
    let items = json!([
        { "id": 5249, "system_id": "3", "start_date": "2025-01-05 08:09:17", "end_date": "2027-01-05 08:09:17", "founders": null },
        { "id": 1, "system_id": null, "start_date": "когда-то", "end_date": "0000-00-00 00:00:00" },
    ]);
    let server = Server::with([Reply::json(&json!({ "items": items }))]).await;
    let entries = server.client().find_rnu(&bin()).await.unwrap();
    assert_eq!(entries[0].register, Register::Goszakup);
    assert_eq!(entries[0].end_at.unwrap().to_rfc3339(), "2027-01-05T03:09:17+00:00");
    let bare = &entries[1];
    assert_eq!((bare.register, bare.start_at, bare.until()), (Register::Other(0), None, None));
    assert_eq!(server.asked()[0].method, "GET");
}

#[tokio::test]
async fn an_empty_list_of_entries_clears_nobody_before_the_list_itself_is_asked() {
    let row = json!({ "id": 7, "supplierBiin": "060240002985", "systemId": 2, "Detail": null,
        "startDate": "2026-01-05 08:09:17", "endDate": "2028-01-05 08:09:17" });
    let empty = || Reply::json(&json!({ "total": 0, "items": [] }));
    let listed = Server::with([empty(), rows("Rnu", json!([row]))]).await;
    let entries = listed.client().find_rnu(&bin()).await.unwrap();
    assert_eq!((entries.len(), entries[0].register), (1, Register::Samruk));
    assert_eq!(listed.asked()[1].variables()["filter"], json!({ "supplierBiin": "060240002985" }));

    let clean = Server::with([empty(), rows("Rnu", json!([]))]).await;
    assert_eq!(clean.client().find_rnu(&bin()).await, Ok(vec![]));
    let broken = Server::with([empty(), rows("Rnu", json!([{ "id": 7 }]))]).await;
    assert!(matches!(broken.client().find_rnu(&bin()).await, Err(SourceError::Broken(_))));
}

#[tokio::test]
async fn a_page_of_the_registers_is_read_row_by_row() {
    let detail = json!({ "startDate": "2026-01-05 00:00:00", "customerBiin": "071140005693",
        "customerNameRu": "Заказчик", "courtDecision": "12-3/45", "refReasonId": 3 });
    let page = json!([
        { "id": 9, "supplierBiin": "060240002985", "systemId": 3, "supplierNameRu": "ТОО", "Detail": [detail, detail] },
        { "id": 8, "supplierBiin": "", "supplierInnunp": "7700000000", "systemId": 3 },
        { "id": 7, "supplierBiin": "12345" },
    ]);
    let server = Server::with([rows("Rnu", page)]).await;
    let page = server.client().rnu_page(None).await.unwrap();
    let counts: Vec<usize> = page.rows.iter().map(|row| row.entries.len()).collect();
    assert_eq!(counts, [2, 0], "two inclusions, and a foreigner");
    assert_eq!(page.rejected[0].reason, "biin_unreadable: supplierBiin");
    let entry = &page.rows[0].entries[0];
    assert_eq!((entry.name.ru.as_deref(), entry.reason_id), (Some("ТОО"), Some(3)));
    assert_eq!(entry.court_decision.as_deref(), Some("12-3/45"));
    assert_eq!(entry.until().unwrap().to_rfc3339(), "2028-01-04T19:00:00+00:00");
}

#[tokio::test]
async fn a_participant_comes_with_its_legal_address_and_who_heads_it_now() {
    let row = json!({ "pid": 1, "bin": "060240002985", "regdate": "2006-02-10 00:00:00",
        "Address": [
            { "addressType": 2, "address": "склад", "katoCode": "750000000" },
            { "addressType": 1, "address": "ул. Абая, 10", "katoCode": "750000000" } ],
        "Employees": [
            { "iin": "800101300011", "role": 1, "endDate": "2020-01-01 00:00:00" },
            { "iin": "900101300017", "role": 1, "endDate": "2099-12-31 00:00:00" },
            { "iin": "850101300015", "role": 2, "endDate": null } ] });
    let server = Server::with([rows("Subjects", json!([row]))]).await;
    let found = server.client().find_participant(&bin()).await.unwrap().unwrap();
    assert_eq!(found.address.as_deref(), Some("750000000 ул. Абая, 10"));
    assert_eq!(format!("{:?}", found.head), "Some(900101******)");
    assert_eq!(server.asked()[0].variables()["filter"], json!({ "bin": "060240002985" }));
    // A person's address may be a home.
    let person = json!([{ "pid": 2, "iin": "900101300017", "Address": [{ "addressType": 1, "address": "ул. Абая, 10" }] }]);
    let server = Server::with([rows("Subjects", person)]).await;
    let biin = Biin::from_source("900101300017").unwrap();
    let found = server.client().find_participant(&biin).await.unwrap().unwrap();
    assert_eq!((found.address, found.head), (None, None));
}
