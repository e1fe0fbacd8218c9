//! Cases of rules and formats, each against the code that people's questions go through.

mod dates;
mod formats;
mod money;

use std::{borrow::Cow, collections::BTreeSet};

use serde_json::{Map, Value, json};

/// What a case gives: each field of the case that the product has an answer to.
type Fields = Vec<(Cow<'static, str>, Value)>;
type Judge = fn(&Value) -> Fields;

/// Groups we have code for.
const GROUPS: [(&str, Judge); 23] = [
    ("bin_valid", formats::bin),
    ("bin_invalid", formats::bin),
    ("iin", formats::iin),
    ("lot_ref_parse", formats::lot_ref),
    ("enstru", formats::enstru),
    ("money_format", formats::money),
    ("plural_ru", formats::plural_ru),
    ("plural_kk", formats::plural_kk),
    ("amount_in_words", formats::in_words),
    ("vat", money::vat),
    ("vat_rate_by_date", money::vat_rate),
    ("vat_turnover_date_rule", money::vat_of_turnover),
    ("margin", money::margin),
    ("penalty", money::penalty),
    ("civil_code_353", money::interest),
    ("dumping", money::dumping),
    ("eshop_dumping", money::eshop),
    ("securities", money::securities),
    ("mrp", money::mrp),
    ("nonworking_weekdays", dates::weekdays_off),
    ("working_days", dates::working_days),
    ("eshop_confirm_deadline", dates::eshop_confirmation),
    ("rnu_term", dates::rnu_term),
];

/// Judges every group of a file; gives the report, and whether all held.
pub(super) fn judge(file: &Map<String, Value>) -> (Value, bool) {
    let mut groups = Map::new();
    let mut skipped = Vec::new();
    let mut held = true;
    // `meta` says of the file itself where it comes from.
    for (name, group) in file.iter().filter(|(name, _)| *name != "meta") {
        let judge = GROUPS.iter().find(|(known, _)| known == name).map(|(_, judge)| judge);
        let (Some(judge), Some(cases)) = (judge, cases(group)) else {
            skipped.push(name.clone());
            continue;
        };
        let failures: Vec<Value> =
            cases.iter().enumerate().flat_map(|(n, case)| failures(n, case, judge(case))).collect();
        let failed: BTreeSet<u64> =
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

/// The cases of a group: a list, or what is expected of each year.
fn cases(group: &Value) -> Option<Vec<Value>> {
    match group {
        Value::Array(cases) => Some(cases.clone()),
        Value::Object(years) => {
            Some(years.iter().map(|(year, expected)| of_year(year, expected)).collect())
        }
        _ => None,
    }
}

fn of_year(year: &str, expected: &Value) -> Value {
    let mut case = match expected {
        Value::Object(fields) => fields.clone(),
        days => Map::from_iter([("days".to_owned(), days.clone())]),
    };
    case.insert("year".to_owned(), json!(year));
    Value::Object(case)
}

fn failures(n: usize, case: &Value, got: Fields) -> Vec<Value> {
    got.into_iter()
        .filter_map(|(field, got)| {
            let expected = case.get(&*field)?;
            (*expected != got)
                .then(|| json!({ "case": n, "field": field, "expected": expected, "got": got }))
        })
        .collect()
}

/// A field as text, a number as its digits; empty where there is none.
fn text(case: &Value, field: &str) -> String {
    match case.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn fields<const N: usize>(fields: [(&'static str, Value); N]) -> Fields {
    fields.into_iter().map(|(field, value)| (Cow::Borrowed(field), value)).collect()
}
