//! Paging, filters, links and what the schema refuses.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::Dataset;
use super::{Api, id, now};

#[tokio::test]
async fn paging_meets_every_lot_once_newest_first() {
    let data = Dataset::demo(now());
    let stored: BTreeSet<i64> = data.lots.iter().map(id).collect();
    let api = Api::with(data).await;
    for limit in [7, 50, 200] {
        let seen = api.walk(Value::Null, limit).await;
        assert!(seen.is_sorted_by(|a, b| a > b), "newest first");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), stored);
    }
    assert_eq!(api.server.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_limit_above_200_is_capped_without_a_word_and_a_missing_one_is_50() {
    let api = Api::demo().await;
    let page = api.ask("{ Lots(limit: 1000) { id } }", json!(null)).await;
    assert_eq!(page["data"]["Lots"].as_array().unwrap().len(), 200);
    assert_eq!(page["extensions"]["pageInfo"]["limitPage"], 200);
    let page = api.ask("{ Lots { id } }", json!({})).await;
    assert_eq!(page["data"]["Lots"].as_array().unwrap().len(), 50);
    assert_eq!(api.server.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn date_windows_include_both_ends_and_take_both_formats() {
    let api = Api::with(Dataset::empty()).await;
    for (id, at) in
        [(1, "2026-10-01 00:00:00"), (2, "2026-10-01 12:00:00"), (3, "2026-10-02 00:00:00")]
    {
        api.server.add_lot(json!({ "id": id, "lastUpdateDate": at }));
    }
    for (window, expected) in [
        (json!(["2026-10-01 12:00:00"]), vec![3, 2]),
        (json!("2026-10-01"), vec![3, 2, 1]),
        (json!(["2026-10-01", "2026-10-01 12:00:00"]), vec![2, 1]),
        (json!(["2026-10-01", "2026-10-01"]), vec![2, 1]),
        (json!(["", "2026-10-01 00:00:00"]), vec![1]),
        (json!(["2026-10-03"]), vec![]),
    ] {
        assert_eq!(api.walk(json!({ "lastUpdateDate": window }), 200).await, expected, "{window}");
    }
    assert_eq!(api.server.violations(), Vec::<String>::new());
    api.walk(json!({ "lastUpdateDate": ["2026-10-01T00:00:00Z"] }), 200).await;
    assert_eq!(api.server.violations().len(), 1, "an ISO date is not understood");
}

#[tokio::test]
async fn filters_find_what_they_name() {
    let api = Api::demo().await;
    let lots = |filter: Value| api.walk(filter, 200);
    assert_eq!(lots(json!({ "lotNumber": "83685322-ОИ4" })).await, [42_700_184]);
    assert_eq!(lots(json!({ "id": [42_700_126, 42_700_184, 5] })).await, [42_700_184, 42_700_126]);
    assert_eq!(lots(json!({ "trdBuyId": 17_379_709 })).await, [42_700_184]);
    assert_eq!(lots(json!({ "trdBuyNumberAnno": "17379709-1" })).await, [42_700_184]);
    assert!(lots(json!({ "customerBin": "000540002866" })).await.contains(&42_700_184));
    let both = json!({ "nameDescriptionRu": "?лигнит марки" });
    assert_eq!(lots(both).await, [42_700_184], "words may be spread over name and description");
    assert_eq!(lots(json!({ "nameDescriptionRu": "лигнита" })).await, [42_700_184]);
    assert!(lots(json!({ "nameDescriptionRu": "топлива" })).await.contains(&42_700_115));
    assert!(lots(json!({ "plnPointKatoList": "555651100" })).await.contains(&42_700_184));
    assert!(lots(json!({ "plnPointKatoList": "55" })).await.is_empty(), "codes are exact");
    assert_eq!(lots(json!({ "amount": [900_000_000_000_000_f64] })).await.len(), 1);
    assert_eq!(lots(json!({ "amount": [0, 0] })).await.len(), 1);
    assert!(lots(json!({ "amount": [817_869, 817_869] })).await.contains(&42_700_184));
    let api = &api;
    let region = api.rows(r#"{ TrdBuy(filter: {strKato: "?55*"}) { kato } }"#, "TrdBuy").await;
    assert!(!region.is_empty());
    assert!(region.iter().all(|row| row["kato"].to_string().contains("\"55")));
    let ignored =
        api.rows(r#"{ TrdBuy(filter: {publishDate: ["2099-01-01"]}) { id } }"#, "TrdBuy").await;
    assert_eq!(ignored.len(), 50, "the filter is taken and ignored");
    let dead = api.rows(r#"{ Plans(filter: {dateCreate: ["2000-01-01"]}) { id } }"#, "Plans").await;
    assert!(dead.is_empty());
    assert_eq!(api.server.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn links_aliases_and_fragments_are_followed() {
    let api = Api::demo().await;
    let query = r#"
        query($f: LotsFiltersInput) {
          found: Lots(filter: $f) { ...Card __typename TrdBuy { ...on TrdBuy { endDate Lots { id } } } }
        }
        fragment Card on Lots {
          number: lotNumber amount enstruList
          RefLotsStatus { id nameRu nameKz code }
          RefTradeMethods { nameRu } RefBuyTradeMethods { nameRu symbolCode }
          Customer { bin nameRu Address { katoCode RefKato { nameRu ab } } }
          Plans { id refEnstruCode RefEnstru { code nameRu } RefUnits { nameRu }
                  RefMonths { nameRu } PlansKato { refKatoCode RefKato { nameRu } } }
        }"#;
    let answer = api.ask(query, json!({ "f": { "lotNumber": "83685322-ОИ4" } })).await;
    let lot = &answer["data"]["found"][0];
    assert_eq!(lot["number"], "83685322-ОИ4", "{answer}");
    assert_eq!(lot["__typename"], "Lots");
    assert_eq!(lot["enstruList"], json!([0]));
    assert_eq!(lot["RefTradeMethods"]["nameRu"], "Запрос ценовых предложений");
    assert_eq!(
        lot["RefBuyTradeMethods"]["nameRu"],
        "Из одного источника по несостоявшимся закупкам"
    );
    assert_eq!(lot["RefLotsStatus"]["nameRu"], "Опубликован (прием заявок)");
    assert_eq!(lot["Customer"]["bin"], "000540002866");
    assert_eq!(lot["Customer"]["Address"][0]["RefKato"]["ab"], "55");
    assert_eq!(lot["Plans"][0]["RefEnstru"]["code"], "052010.900.000002");
    assert_eq!(lot["Plans"][0]["RefUnits"]["nameRu"], "Тонна (метрическая)");
    assert_eq!(lot["Plans"][0]["PlansKato"][0]["refKatoCode"], "555651100");
    assert_eq!(lot["TrdBuy"]["Lots"], json!([{ "id": 42_700_184 }]));
    assert_eq!(api.server.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn what_the_schema_lacks_is_refused_in_a_200() {
    let api = Api::demo().await;
    let typed = "query($f: LotsFiltersInput, $n: Int) { Lots(filter: $f, limit: $n) { id } }";
    for (query, variables, expected) in [
        ("{ Lots { id price } }", json!({}), "Cannot query field \"price\" on type \"Lots\"."),
        (
            "{ Lots(filters: {id: 1}) { id } }",
            json!({}),
            "Unknown argument \"filters\" on field \"Lots\" of type \"Query\".",
        ),
        ("{ Lots { TrdBuy } }", json!({}), "must have a sub selection"),
        ("{ Lots { id { x } } }", json!({}), "must not have a sub selection"),
        ("{ Lots(filter: {isDeleted: 1}) { id } }", json!({}), "\"isDeleted\" is not defined"),
        ("{ Lots(limit: \"5\") { id } }", json!({}), "Expected type Int"),
        ("{ Bids { id } }", json!({}), "Cannot query field \"Bids\""),
        ("{ Lots { id }", json!({}), "Syntax Error"),
        ("mutation { Lots { id } }", json!({}), "not configured for mutations"),
        ("{ Lots { x: id x: amount } }", json!({}), "Fields \"x\" conflict"),
        ("{ Lots { ...X } }", json!({}), "Unknown fragment"),
        (typed, json!({ "f": { "endDate": "x" }, "n": 1 }), "\"endDate\" is not defined"),
        (
            typed,
            json!({ "f": { "nameDescriptionRu": ["a", "b"] } }),
            "Expected type String at value.nameDescriptionRu; String cannot represent an array value",
        ),
        (typed, json!({ "f": { "id": ["42"] } }), "Expected type Int"),
        (
            "query($id: Int) { Lots(filter: {id: $id}) { id } }",
            json!({ "id": 1 }),
            "of type \"Int\" used in position expecting type \"[Int]\"",
        ),
        ("query($f: LotFilter) { Lots { id } }", json!({}), "Unknown type \"LotFilter\""),
        ("query($n: Int) { Lots { id } }", json!({}), "never used"),
    ] {
        let said = api.error(query, variables).await;
        assert!(said.contains(expected), "{query}: {said}");
    }
    assert_eq!(api.server.violations().len(), 17);
}
