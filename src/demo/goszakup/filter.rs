//! Filters as OWS applies them: text modes, inclusive date windows, ranges, and the fields it
//! accepts and then ignores.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use rust_stemmers::{Algorithm, Stemmer};
use serde_json::{Map, Value};

use super::options::Quirks;
use super::store::Register;

/// Reads an id that may be a number or a numeric string.
pub(super) fn int(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(digits) => digits.parse().ok(),
        // Whole floats too: JavaScript clients send 5.0.
        other => other.as_i64().or_else(|| other.as_f64().map(|n| n as i64)),
    }
}

/// One condition, prepared so that a row costs little to check.
#[derive(Debug)]
enum Test {
    /// Nothing passes.
    Never,
    /// The field is one of these numbers, or holds one of them.
    Among(BTreeSet<i64>),
    /// The field lies in the range, ends included.
    Range(f64, f64),
    /// The naive date lies in the window, ends included.
    Window(String, String),
    /// The field is exactly this text, or holds it.
    Exact(String),
    /// The field, or one of its values, contains this text.
    Contains(String),
    /// The field starts with this text, or one of its values does.
    Starts(String),
    /// Every stem begins some word.
    Words(Vec<String>),
}

/// A whole filter.
#[derive(Debug)]
pub(super) struct Filter {
    tests: Vec<(Vec<&'static str>, String, Test)>,
    ids: Option<BTreeSet<i64>>,
}

impl Filter {
    /// Prepares `wanted` for the rows of `register`.
    pub(super) fn new(register: Register, wanted: &Map<String, Value>, quirks: &Quirks) -> Self {
        let mut filter = Self { tests: Vec::new(), ids: None };
        for (field, value) in wanted {
            let ignored = match field.as_str() {
                "publishDate" => quirks.publish_date_ignored,
                "plnPointRootrecordId" | "enstruList" | "refTrdBuySigns" => true,
                _ => false,
            };
            if ignored || value.is_null() {
                continue;
            }
            let Some(test) = test_of(register, field, value, quirks) else { continue };
            if let (Test::Among(ids), true) = (&test, field == register.key()) {
                filter.ids = Some(ids.clone());
            }
            filter.tests.push((columns(field), field.clone(), test));
        }
        filter
    }

    /// The only ids that can pass, when the filter names them.
    pub(super) fn ids(&self) -> Option<BTreeSet<i64>> {
        self.ids.clone()
    }

    /// Whether the row passes every condition.
    pub(super) fn passes(&self, row: &Value) -> bool {
        self.tests.iter().all(|(columns, field, test)| {
            let values = |columns: &[&'static str]| -> Vec<&Value> {
                columns.iter().filter_map(|column| row.get(column)).collect()
            };
            match test {
                // Name and description are searched as one text.
                Test::Words(stems) if !columns.is_empty() => {
                    let text: Vec<&str> =
                        values(columns).into_iter().filter_map(Value::as_str).collect();
                    has_stems(&text.join(" "), stems)
                }
                test if columns.is_empty() => row.get(field).is_some_and(|one| test.passes(one)),
                test => values(columns).into_iter().any(|one| test.passes(one)),
            }
        })
    }
}

/// Filters that look into columns of other names.
fn columns(field: &str) -> Vec<&'static str> {
    match field {
        "nameDescriptionRu" => vec!["nameRu", "descriptionRu", "descRu", "extraDescRu"],
        "nameDescriptionKz" => vec!["nameKz", "descriptionKz", "descKz", "extraDescKz"],
        "nameOrFullNameRu" => vec!["nameRu", "fullNameRu"],
        "nameOrFullNameKz" => vec!["nameKz", "fullNameKz"],
        "commonName" => vec!["nameRu", "nameKz"],
        "strKato" => vec!["kato"],
        _ => Vec::new(),
    }
}

/// Whether a filter field takes dates.
pub(super) fn is_date(field: &str) -> bool {
    let dates = [
        "lastUpdateDate",
        "indexDate",
        "dateCreate",
        "timestamp",
        "publishDate",
        "crdate",
        "signDate",
    ];
    dates.contains(&field)
}

fn test_of(register: Register, field: &str, value: &Value, quirks: &Quirks) -> Option<Test> {
    let list: Vec<&Value> = match value {
        Value::Array(items) => items.iter().filter(|item| !item.is_null()).collect(),
        one => vec![one],
    };
    let first = *list.first()?;
    Some(match field {
        _ if is_date(field) => {
            let plan_dates = register == Register::Plans && quirks.plans_dates_dead;
            if plan_dates && first.as_str().is_some_and(|from| !from.is_empty()) {
                return Some(Test::Never);
            }
            window(&list)
        }
        "amount" | "totalSum" => {
            let from = first.as_f64().unwrap_or(f64::NEG_INFINITY);
            let to = list.get(1).and_then(|to| to.as_f64()).unwrap_or(f64::INFINITY);
            Test::Range(from, to)
        }
        "nameDescriptionRu" | "nameDescriptionKz" | "nameOrFullNameRu" | "nameOrFullNameKz"
        | "commonName" => {
            let words = stems(first.as_str()?);
            if words.is_empty() {
                return None;
            }
            Test::Words(words)
        }
        _ if first.is_number() => {
            Test::Among(list.iter().filter_map(|number| int(Some(number))).collect())
        }
        _ => return text_test(first.as_str()?),
    })
}

/// Plain text is exact; `?text`, `?text*` and `*text` look inside.
fn text_test(text: &str) -> Option<Test> {
    let inner = text.trim_start_matches(['?', '*']).trim_end_matches('*');
    if inner.is_empty() {
        return None;
    }
    Some(if inner.len() == text.len() {
        Test::Exact(text.to_owned())
    } else if text.starts_with('?') && inner.chars().all(|c| c.is_ascii_digit()) {
        // `?75*` on codes is how a region is asked for, so it is a beginning and not a middle.
        Test::Starts(inner.to_owned())
    } else if text.starts_with('*') {
        Test::Words(stems(inner))
    } else {
        Test::Contains(inner.to_lowercase())
    })
}

/// Stems of a phrase: Russian endings go, the rest stays as typed.
fn stems(phrase: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::Russian);
    words(&phrase.to_lowercase()).map(|word| stemmer.stem(word).into_owned()).collect()
}

/// Whether every stem begins some word of the text.
fn has_stems(text: &str, stems: &[String]) -> bool {
    let text = text.to_lowercase();
    stems.iter().all(|stem| words(&text).any(|word| word.starts_with(stem.as_str())))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// `[a]` from, `[a,b]` from..to, `["",b]` to; an unreadable date lets nothing pass.
fn window(list: &[&Value]) -> Test {
    let end = |at: usize, time: &str, open: &str| {
        let text = list.get(at).and_then(|value| value.as_str()).unwrap_or_default();
        if text.is_empty() { Some(open.to_owned()) } else { moment(text, time) }
    };
    match (end(0, "00:00:00", ""), end(1, "23:59:59", "9999")) {
        (Some(from), Some(to)) => Test::Window(from, to),
        _ => Test::Never,
    }
}

/// A date, or a date with time, in the two forms the API takes; `time` completes a bare date.
pub(super) fn moment(text: &str, time: &str) -> Option<String> {
    if NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").is_ok() {
        return Some(text.to_owned());
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| format!("{date} {time}"))
}

impl Test {
    fn passes(&self, value: &Value) -> bool {
        if let Value::Array(items) = value {
            return items.iter().any(|item| self.passes(item));
        }
        let number = || value.as_f64().or_else(|| value.as_str()?.parse().ok());
        match self {
            Self::Never => false,
            Self::Among(wanted) => int(Some(value)).is_some_and(|id| wanted.contains(&id)),
            Self::Range(from, to) => number().is_some_and(|n| *from <= n && n <= *to),
            // Naive dates of one format order as text.
            Self::Window(from, to) => {
                value.as_str().is_some_and(|at| from.as_str() <= at && at <= to.as_str())
            }
            Self::Exact(text) => value.as_str() == Some(text),
            Self::Contains(part) => {
                value.as_str().is_some_and(|text| text.to_lowercase().contains(part.as_str()))
            }
            Self::Starts(prefix) => value.as_str().is_some_and(|text| text.starts_with(prefix)),
            Self::Words(stems) => value.as_str().is_some_and(|text| has_stems(text, stems)),
        }
    }
}
