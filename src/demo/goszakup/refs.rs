//! Reference tables: lot and announcement statuses, purchase methods, units, months, regions.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

const TABLES: &str = include_str!("../../../assets/demo/refs.json");

/// All tables, each kept the REST way (`snake_case`) and the GraphQL way (`camelCase`).
#[derive(Debug, Default)]
pub(super) struct Refs {
    rest: HashMap<String, Vec<Value>>,
    graphql: HashMap<String, HashMap<String, Value>>,
}

impl Refs {
    /// Parses the embedded tables.
    pub(super) fn load() -> serde_json::Result<Self> {
        let tables: HashMap<String, Vec<Value>> = serde_json::from_str(TABLES)?;
        let mut refs = Self::default();
        for (name, rows) in tables {
            let keyed = rows.iter().map(|row| {
                let key = row.get("id").or_else(|| row.get("code"));
                (key.map(text).unwrap_or_default(), camel_row(row))
            });
            refs.graphql.insert(name.clone(), keyed.collect());
            refs.rest.insert(name, rows);
        }
        Ok(refs)
    }

    /// A table's rows for REST; `None` when there is no such table.
    pub(super) fn table(&self, name: &str) -> Option<&[Value]> {
        self.rest.get(name).map(Vec::as_slice)
    }

    /// The row of `table` with that id or code, for GraphQL.
    pub(super) fn row(&self, table: &str, key: Option<&Value>) -> Option<&Value> {
        self.graphql.get(table)?.get(&text(key?))
    }

    /// The KATO row of a code. Only regions are stored; what lies below is named after its region.
    pub(super) fn kato(&self, code: &str) -> Option<Value> {
        let region: String = code.chars().take(2).collect();
        let name = self.row("ref_kato", Some(&json!(format!("{region}0000000"))))?;
        let part = |from: usize, len: usize| code.chars().skip(from).take(len).collect::<String>();
        let mut row = name.clone();
        if let Value::Object(fields) = &mut row {
            fields.insert("code".to_owned(), json!(code));
            fields.insert("ab".to_owned(), json!(region));
            fields.insert("cd".to_owned(), json!(part(2, 2)));
            fields.insert("ef".to_owned(), json!(part(4, 2)));
            fields.insert("hij".to_owned(), json!(part(6, 3)));
        }
        Some(row)
    }
}

/// A key as text, whether the source had a number or a string.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn camel_row(row: &Value) -> Value {
    let fields = row.as_object().into_iter().flatten();
    Value::Object(fields.map(|(name, value)| (camel(name), value.clone())).collect::<Map<_, _>>())
}

/// `refLotStatusId` from `ref_lot_status_id`.
pub(super) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut raise = false;
    for c in name.chars() {
        if c == '_' {
            raise = true;
        } else if std::mem::take(&mut raise) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}
