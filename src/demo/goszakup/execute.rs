//! Runs a checked query against the store and shapes the answer with its page information.

use serde_json::{Map, Value, json};

use super::filter;
use super::options::Quirks;
use super::query::{Pick, Plan};
use super::store::{Register, Store};

/// Rows per page when the client does not say.
const DEFAULT_LIMIT: usize = 50;
/// Rows per page at most, whatever the client says.
const MAX_LIMIT: usize = 200;

/// Answers every root of `plan`.
pub(super) fn run(plan: &Plan, store: &mut Store, quirks: &Quirks, lie: i64) -> Value {
    let mut data = Map::new();
    let mut page_info = Value::Null;
    for root in &plan.roots {
        if root.name == "__typename" {
            data.insert(root.key.clone(), json!("Query"));
            continue;
        }
        let Some(register) = Register::of_root(&root.name) else { continue };
        let (rows, info) = page(root, register, store, quirks, lie);
        data.insert(root.key.clone(), rows);
        page_info = info;
    }
    json!({ "data": data, "extensions": { "pageInfo": page_info } })
}

/// Date filters the service would not understand. It finds nothing for them and says nothing, which
/// is worth a word to whoever wrote the client.
pub(super) fn unreadable_dates(plan: &Plan) -> Vec<String> {
    let filters = plan.roots.iter().filter_map(|root| root.args.get("filter")?.as_object());
    let dates = filters.flatten().filter(|(field, _)| filter::is_date(field));
    let ends = dates.flat_map(|(field, value)| {
        let ends = value.as_array().into_iter().flatten();
        ends.filter_map(move |end| Some((field, end.as_str()?)))
    });
    ends.filter(|(_, end)| !end.is_empty() && filter::moment(end, "").is_none())
        .map(|(field, end)| format!("filter \"{field}\" got an unreadable date \"{end}\""))
        .collect()
}

fn page(
    root: &Pick,
    register: Register,
    store: &mut Store,
    quirks: &Quirks,
    lie: i64,
) -> (Value, Value) {
    let nothing = Map::new();
    let wanted = root.args.get("filter").and_then(Value::as_object).unwrap_or(&nothing);
    let limit = root.args.get("limit").and_then(Value::as_u64).unwrap_or(0);
    let limit = match usize::try_from(limit) {
        Ok(0) => DEFAULT_LIMIT,
        Ok(limit) => limit.min(MAX_LIMIT),
        Err(_) => MAX_LIMIT,
    };
    // Zero is sent by some clients to start from the newest row, and works for them.
    let after = filter::int(root.args.get("after")).filter(|after| *after > 0);
    let ids = store.search(register, wanted, quirks);
    let start = after.map_or(0, |after| ids.partition_point(|id| *id >= after));
    let page = ids.get(start..).unwrap_or_default();
    let has_next = page.len() > limit;
    let page = page.get(..limit).unwrap_or(page);
    let rows = page.iter().filter_map(|id| store.row(register, *id));
    let rows: Vec<Value> = rows.map(|row| object(&root.ty.name, row, &root.picks, store)).collect();
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX).saturating_add(lie);
    let info = json!({
        "limitPage": limit,
        "totalCount": total,
        "hasNextPage": has_next,
        "lastId": page.last(),
    });
    let rows = if rows.is_empty() && quirks.null_root_when_empty {
        Value::Null
    } else {
        Value::Array(rows)
    };
    (rows, info)
}

fn object(ty: &str, row: &Value, picks: &[Pick], store: &Store) -> Value {
    let mut out = Map::new();
    for pick in picks {
        let value = if pick.name == "__typename" {
            json!(ty)
        } else if pick.picks.is_empty() {
            row.get(&pick.name).cloned().unwrap_or(Value::Null)
        } else {
            let related = store.related(ty, &pick.name, row);
            let mut rows = related.iter().map(|row| object(&pick.ty.name, row, &pick.picks, store));
            if pick.ty.list {
                Value::Array(rows.collect())
            } else {
                rows.next().unwrap_or(Value::Null)
            }
        };
        out.insert(pick.key.clone(), value);
    }
    Value::Object(out)
}
