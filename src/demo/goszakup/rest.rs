//! The REST side: single records, lists by page, reference tables, and the server's error bodies.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::filter;
use super::options::Quirks;
use super::refs::camel;
use super::store::{Register, Store};

/// Status and body of a REST answer.
pub(super) type Answer = (StatusCode, Value);

/// Rows per page by default and at most.
const LIMITS: (usize, usize) = (50, 500);

/// `GET /v3/<path>?<query>`; `None` when there is no such route.
pub(super) fn get(store: &Store, path: &str, query: &str, quirks: &Quirks) -> Option<Answer> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let number = |id: &str| id.parse::<i64>().ok();
    Some(match parts.as_slice() {
        ["v3", "lots"] => list(store, Register::Lots, LOT, "lots", query, quirks),
        ["v3", "lots", "number-anno", anno] => {
            let rows = all_with(store, Register::Lots, "trdBuyNumberAnno", anno);
            let items: Vec<Value> = rows.iter().map(|row| fields(row, LOT, quirks)).collect();
            ok(json!({ "total": items.len(), "limit": 50, "next_page": "", "items": items }))
        }
        ["v3", "lots", "bin", bin] => {
            let rows = all_with(store, Register::Lots, "customerBin", bin);
            let items: Vec<Value> = rows.iter().map(|row| fields(row, LOT, quirks)).collect();
            ok(json!({ "total": items.len(), "limit": 50, "next_page": "", "items": items }))
        }
        ["v3", "lots", id] => {
            one(number(id).and_then(|id| store.row(Register::Lots, id)), LOT, "Лот", quirks)
        }
        ["v3", "trd-buy"] | ["v3", "trd-buy", "all"] => {
            list(store, Register::TrdBuy, ANNOUNCEMENT, "trd-buy/all", query, quirks)
        }
        ["v3", "trd-buy", "number-anno", anno] => {
            let rows = all_with(store, Register::TrdBuy, "numberAnno", anno);
            one(rows.first().copied(), ANNOUNCEMENT, "Объявление", quirks)
        }
        ["v3", "trd-buy", id] => {
            let row = number(id).and_then(|id| store.row(Register::TrdBuy, id));
            one(row, ANNOUNCEMENT, "Объявление", quirks)
        }
        ["v3", "subject", "biin", biin] => match store.subject(biin) {
            Some(row) => ok(company(row, quirks)),
            None => not_found("Компания не найдена"),
        },
        ["v3", "plans", "view", id] => {
            let row = number(id).and_then(|id| store.row(Register::Plans, id));
            one(row, PLAN, "Пункт плана", quirks)
        }
        ["v3", "rnu"] => list(store, Register::Rnu, RNU_LIST, "rnu", query, quirks),
        ["v3", "rnu", biin] => rnu(store, biin, quirks),
        ["v3", "refs", name] => match store.refs().table(name) {
            Some(rows) => ok(json!({
                "total": rows.len(), "limit": 100, "next_page": "", "items": rows,
            })),
            // Really 200: the only error of REST that is not a status.
            None => ok(json!({ "error": "Справочник не найден" })),
        },
        _ => return None,
    })
}

fn ok(body: Value) -> Answer {
    (StatusCode::OK, body)
}

/// A 404 in the server's shape.
pub(super) fn not_found(message: &str) -> Answer {
    error(StatusCode::NOT_FOUND, "Not Found", message, "NotFoundHttpException")
}

/// An error in the server's shape.
pub(super) fn error(status: StatusCode, name: &str, message: &str, class: &str) -> Answer {
    let body = json!({
        "name": name,
        "message": message,
        "code": 0,
        "status": status.as_u16(),
        "type": format!("yii\\web\\{class}"),
    });
    (status, body)
}

fn one(row: Option<&Value>, names: &[&str], what: &str, quirks: &Quirks) -> Answer {
    match row {
        Some(row) => ok(fields(row, names, quirks)),
        // The wording for these was never seen; the shape was.
        None => not_found(&format!("{what} не найден")),
    }
}

fn all_with<'s>(store: &'s Store, register: Register, key: &str, text: &str) -> Vec<&'s Value> {
    store.rows(register).filter(|row| row.get(key).and_then(Value::as_str) == Some(text)).collect()
}

fn list(
    store: &Store,
    register: Register,
    names: &[&str],
    path: &str,
    query: &str,
    quirks: &Quirks,
) -> Answer {
    let param = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, _)| name == wanted).and_then(|(_, value)| value.parse::<i64>().ok())
    };
    let asked = param("limit").and_then(|limit| usize::try_from(limit).ok());
    let limit = asked.filter(|limit| *limit > 0).unwrap_or(LIMITS.0).min(LIMITS.1);
    let after = param("search_after").unwrap_or(i64::MAX);
    let id = |row: &&Value| filter::int(row.get(register.key())).unwrap_or_default();
    let rows: Vec<&Value> =
        store.rows(register).skip_while(|row| id(row) >= after).take(limit + 1).collect();
    let page = rows.get(..limit).unwrap_or(&rows);
    let next_page = match page.last() {
        Some(last) if rows.len() > limit => {
            let prefix = if quirks.next_page_without_v3 { "" } else { "/v3" };
            // The limit is repeated only when it was asked for.
            let limit = asked.map(|limit| format!("&limit={limit}")).unwrap_or_default();
            format!("{prefix}/{path}?page=next{limit}&search_after={}", id(last))
        }
        _ => String::new(),
    };
    let items: Vec<Value> = page.iter().map(|row| fields(row, names, quirks)).collect();
    let total = store.rows(register).count();
    ok(json!({ "total": total, "limit": limit, "next_page": next_page, "items": items }))
}

fn company(row: &Value, quirks: &Quirks) -> Value {
    let mut out = fields(row, SUBJECT, quirks);
    let addresses = row.get("Address").and_then(Value::as_array).into_iter().flatten();
    let addresses: Vec<Value> = addresses.map(|address| fields(address, ADDRESS, quirks)).collect();
    if let Value::Object(out) = &mut out {
        out.insert("total_address".to_owned(), json!(addresses.len()));
        out.insert("address".to_owned(), Value::Array(addresses));
        out.insert("admins".to_owned(), json!([]));
    }
    out
}

fn rnu(store: &Store, biin: &str, quirks: &Quirks) -> Answer {
    let rows = all_with(store, Register::Rnu, "supplierBiin", biin);
    if rows.is_empty() {
        // "Not listed": the good answer comes as a 404.
        return not_found("Поставщик не найден в реестре");
    }
    let items = rows.iter().flat_map(|row| {
        let details = row.get("Detail").and_then(Value::as_array);
        details.into_iter().flatten().map(|detail| fields(detail, RNU, quirks))
    });
    ok(json!({ "items": items.collect::<Vec<_>>() }))
}

/// Picks the REST fields of a row under their REST names.
fn fields(row: &Value, names: &[&str], quirks: &Quirks) -> Value {
    let id = filter::int(row.get("id").or_else(|| row.get("pid"))).unwrap_or_default();
    let as_text = quirks.numbers_as_strings && id % 3 == 0;
    let mut out = Map::new();
    for name in names {
        let value = row.get(camel(name)).cloned().unwrap_or(Value::Null);
        let is_id = *name == "id" || *name == "pid" || name.ends_with("_id");
        let value = if as_text && is_id && value.is_number() {
            Value::String(value.to_string())
        } else {
            value
        };
        out.insert((*name).to_owned(), value);
    }
    Value::Object(out)
}

const LOT: &[&str] = &[
    "id",
    "lot_number",
    "ref_lot_status_id",
    "last_update_date",
    "union_lots",
    "count",
    "amount",
    "name_ru",
    "name_kz",
    "description_ru",
    "description_kz",
    "customer_id",
    "customer_bin",
    "customer_name_ru",
    "customer_name_kz",
    "trd_buy_number_anno",
    "trd_buy_id",
    "dumping",
    "dumping_lot_price",
    "psd_sign",
    "consulting_services",
    "point_list",
    "singl_org_sign",
    "is_light_industry",
    "is_construction_work",
    "disable_person_id",
    "ref_trade_methods_id",
    "index_date",
    "system_id",
];

const ANNOUNCEMENT: &[&str] = &[
    "id",
    "number_anno",
    "name_ru",
    "name_kz",
    "ref_trade_methods_id",
    "publish_date",
    "start_date",
    "end_date",
    "total_sum",
    "ref_buy_status_id",
    "org_bin",
    "system_id",
    "index_date",
    "count_lots",
    "ref_subject_type_id",
    "customer_bin",
    "customer_pid",
    "customer_name_ru",
    "customer_name_kz",
    "org_pid",
    "org_name_ru",
    "org_name_kz",
    "repeat_start_date",
    "repeat_end_date",
    "itogi_date_public",
    "ref_type_trade_id",
    "disable_person_id",
    "discus_start_date",
    "discus_end_date",
    "id_supplier",
    "biin_supplier",
    "parent_id",
    "singl_org_sign",
    "is_light_industry",
    "is_construction_work",
];

const SUBJECT: &[&str] = &[
    "pid",
    "bin",
    "iin",
    "inn",
    "unp",
    "parent_subject",
    "parent_name_ru",
    "parent_name_kz",
    "name_ru",
    "name_kz",
    "full_name_ru",
    "full_name_kz",
    "type_supplier",
    "system_id",
    "index_date",
    "regdate",
    "crdate",
    "number_reg",
    "series",
    "email",
    "phone",
    "website",
    "last_update_date",
    "country_code",
    "qvazi",
    "customer",
    "organizer",
    "supplier",
    "mark_national_company",
    "mark_resident",
    "ref_kopf_code",
    "year",
    "krp_code",
    "oked_list",
    "kse_code",
    "is_single_org",
];

const ADDRESS: &[&str] =
    &["id", "pid", "address_type", "address", "kato_code", "country_code", "date_create"];

const PLAN: &[&str] = &[
    "id",
    "rootrecord_id",
    "subject_biin",
    "subject_name_ru",
    "subject_name_kz",
    "name_ru",
    "name_kz",
    "ref_trade_methods_id",
    "ref_units_code",
    "count",
    "price",
    "amount",
    "ref_months_id",
    "ref_pln_point_status_id",
    "pln_point_year",
    "ref_enstru_code",
    "date_create",
    "timestamp",
    "desc_ru",
    "desc_kz",
    "extra_desc_ru",
    "extra_desc_kz",
    "supply_date_ru",
    "prepayment",
    "system_id",
];

const RNU_LIST: &[&str] = &[
    "id",
    "pid",
    "supplier_biin",
    "supplier_innunp",
    "supplier_name_ru",
    "supplier_name_kz",
    "kato_list",
    "index_date",
    "system_id",
];

const RNU: &[&str] = &[
    "id",
    "pid",
    "customer_name_ru",
    "customer_name_kz",
    "customer_biin",
    "supplier_name_ru",
    "supplier_name_kz",
    "supplier_biin",
    "supplier_innunp",
    "supplier_head_name_ru",
    "supplier_head_name_kz",
    "supplier_head_biin",
    "court_decision",
    "court_decision_date",
    "start_date",
    "end_date",
    "ref_reason_id",
    "kato_list",
    "index_date",
    "system_id",
    "founders",
];
