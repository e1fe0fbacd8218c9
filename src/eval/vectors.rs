//! Cases of rules and formats, each against the code that people's questions go through.

use serde_json::{Map, Value, json};

use crate::{
    domain::types::{Bin, Iin, LotRef, Tenge},
    i18n::Lang,
};

/// What a case gives: each field of the case that the product has an answer to.
type Fields = Vec<(&'static str, Value)>;
type Judge = fn(&Value) -> Fields;

/// Groups we have code for.
const GROUPS: [(&str, Judge); 7] = [
    ("bin_valid", bin),
    ("bin_invalid", bin),
    ("iin", iin),
    ("lot_ref_parse", lot_ref),
    ("money_format", money),
    ("plural_ru", |case| plural(case, Lang::Ru)),
    ("plural_kk", |case| plural(case, Lang::Kk)),
];

/// Judges every group of a file; gives the report, and whether all held.
pub(super) fn judge(file: &Map<String, Value>) -> (Value, bool) {
    let mut groups = Map::new();
    let mut skipped = Vec::new();
    let mut held = true;
    for (name, cases) in file {
        let judge = GROUPS.iter().find(|(known, _)| known == name).map(|(_, judge)| judge);
        let (Some(judge), Some(cases)) = (judge, cases.as_array()) else {
            skipped.push(name.clone());
            continue;
        };
        let failures: Vec<Value> =
            cases.iter().enumerate().flat_map(|(n, case)| failures(n, case, judge(case))).collect();
        let failed: std::collections::BTreeSet<u64> =
            failures.iter().filter_map(|failure| failure["case"].as_u64()).collect();
        held &= failures.is_empty();
        let passed = cases.len() - failed.len();
        groups.insert(
            name.clone(),
            json!({ "cases": cases.len(), "passed": passed, "failures": failures }),
        );
    }
    (json!({ "groups": groups, "skipped": skipped }), held)
}

fn failures(n: usize, case: &Value, got: Fields) -> Vec<Value> {
    got.into_iter()
        .filter_map(|(field, got)| {
            let expected = case.get(field)?;
            (*expected != got)
                .then(|| json!({ "case": n, "field": field, "expected": expected, "got": got }))
        })
        .collect()
}

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn bin(case: &Value) -> Fields {
    match Bin::parse(text(case, "input")) {
        Ok(bin) => vec![
            ("valid", json!(true)),
            ("kind", json!("BIN")),
            ("normalized", json!(bin.as_str())),
        ],
        Err(error) => vec![("valid", json!(false)), ("error", json!(error.to_string()))],
    }
}

fn iin(case: &Value) -> Fields {
    match Iin::parse(text(case, "input")) {
        Ok(_) => vec![("valid", json!(true)), ("kind", json!("IIN")), ("error", Value::Null)],
        Err(error) => vec![
            ("valid", json!(false)),
            ("error", json!(error.to_string())),
            ("kind", Value::Null),
        ],
    }
}

fn lot_ref(case: &Value) -> Fields {
    match LotRef::parse(text(case, "input")) {
        Ok(found) => vec![("kind", json!(found.kind())), ("value", json!(found.to_string()))],
        Err(_) => vec![("kind", json!("reject")), ("value", Value::Null)],
    }
}

fn money(case: &Value) -> Fields {
    let sum = Tenge::parse(text(case, "amount"));
    let shown = |lang: Lang| sum.map_or(Value::Null, |sum| json!(lang.money(sum)));
    vec![("ru_kk", shown(Lang::Ru)), ("en", shown(Lang::En))]
}

fn plural(case: &Value, lang: Lang) -> Fields {
    let n = case.get("n").and_then(Value::as_i64).unwrap_or_default();
    let words = lang.words();
    vec![
        ("lot", json!(words.lots_count(n))),
        ("day", json!(words.days(n))),
        ("hour", json!(words.hours(n))),
    ]
}
