//! `GET /api/v1/search/autocomplete` and `/advanced`: the bot's search, for programs.

mod cursor;
mod parameters;

use axum::{
    Json,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use self::{cursor::Cursor, parameters::Parameters};
use super::{auth::Api, problem::Problem};
use crate::{
    domain::{
        lots::{Lot, Stage},
        reference,
        saved_search::FilterError,
        search::{Ask, Begin, Facets, Hits, Slice, Sort},
        types::Tenge,
    },
    i18n::Lang,
};

/// Suggestions where nothing else was asked for, and the most of them.
const SUGGESTIONS: (usize, usize) = (10, 50);
/// Lots of a page, likewise.
const LOTS: (usize, usize) = (20, 100);
/// A word is completed from so many letters.
const BEGUN: usize = 2;
/// Seconds until an index that is being built is worth asking again.
const BUILT_IN: u16 = 10;

const SORTS: [(&str, Sort); 4] = [
    ("relevance", Sort::Relevance),
    ("amount_desc", Sort::Amount),
    ("date_desc", Sort::Date),
    ("deadline", Sort::Deadline),
];

/// Words that lots have and that begin like the last one of `q`.
pub(super) async fn autocomplete(
    State(api): State<Api>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Problem> {
    api.admit(&headers, 1).await?;
    let services = api.services;
    let mut parameters = Parameters::read(query.as_deref())?;
    let text = parameters.take("q").or_else(|| parameters.take("query"));
    let limit = parameters.limit(SUGGESTIONS)?;
    parameters.close()?;
    let text = text.ok_or_else(|| Problem::bad("query_missing", "q is what was typed so far"))?;
    if text.chars().filter(|c| c.is_alphanumeric()).nth(BEGUN - 1).is_none() {
        return Err(Problem::bad("query_too_short", "q needs two letters or digits at least"));
    }
    Ok(Json(json!({ "suggestions": services.search.complete(&text, limit)? })))
}

/// Lots by words and filters, by pages that meet.
pub(super) async fn advanced(
    State(api): State<Api>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Problem> {
    api.admit(&headers, 1).await?;
    let services = api.services;
    let mut parameters = Parameters::read(query.as_deref())?;
    let cursor = parameters.take("cursor");
    let limit = parameters.limit(LOTS)?;
    // What was asked for, without which part of it: a cursor of another search leads nowhere.
    let asked = parameters.canonical();
    let cursor = cursor.map(|text| Cursor::read(&text, &asked)).transpose()?;
    let now = cursor.map_or_else(|| services.clock.now(), |cursor| cursor.now);
    let ask = ask(&mut parameters, now)?;
    parameters.close()?;
    let from = cursor.map_or(Begin::Page(0), |cursor| Begin::After(cursor.place));
    let Some((hits, lots)) = services.search.part(&ask, Slice { from, limit }, now).await? else {
        let detail = "the index is being built; try again in a moment";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "index_not_ready", detail);
        return Err(problem.after(BUILT_IN));
    };
    let as_of = services.search.freshness().await?.map(|freshness| freshness.as_of);
    let behind = hits.total.saturating_sub(hits.ahead + hits.places.len() as u64);
    let next = hits.places.last().filter(|_| behind > 0);
    let next = next.map(|place| Cursor { now, place: *place }.text(&asked));
    Ok(Json(json!({
        "total": hits.total,
        "open": hits.open,
        "items": lots.iter().map(|lot| item(lot, now)).collect::<Vec<_>>(),
        "next_cursor": next,
        "facets": facets(&hits.facets),
        "corrections": corrections(&hits),
        "as_of": as_of,
    })))
}

/// The search that the parameters ask for: the language of the bot in `q`, and filters beside it.
fn ask(parameters: &mut Parameters, now: DateTime<Utc>) -> Result<Ask, Problem> {
    let text = parameters.take("q").or_else(|| parameters.take("query")).unwrap_or_default();
    let mut ask = match Ask::parse(&text, now) {
        Ok(ask) => ask,
        Err(FilterError::Empty) if text.trim().is_empty() => Ask::default(),
        Err(FilterError::Empty) => Ask::of_any(&text, now),
        Err(error) => {
            return Err(Problem::bad("query", format!("q makes no sense as a search: {error}")));
        }
    };
    let filter = &mut ask.filter;
    filter.min = parameters.sum("min_amount")?.or(filter.min);
    filter.max = parameters.sum("max_amount")?.or(filter.max);
    if filter.min.zip(filter.max).is_some_and(|(min, max)| min > max) {
        return Err(Problem::bad("amounts", "the least sum is above the greatest"));
    }
    filter.enstru = parameters.enstru()?.or_else(|| filter.enstru.take());
    filter.customer = parameters.customer()?.or_else(|| filter.customer.take());
    filter.method = parameters.method()?.or(filter.method);
    if let Some(regions) = parameters.regions()? {
        filter.regions = regions;
    }
    if let Some(statuses) = parameters.statuses()? {
        ask.statuses = statuses;
    }
    if let Some(window) = parameters.window(now)? {
        ask.deadline = Some(window);
    }
    ask.only_open = parameters.flag("only_open")?.unwrap_or(ask.only_open);
    ask.sort = parameters.one_of("sort", &SORTS)?.unwrap_or_default();
    ask.counts = true;
    Ok(ask)
}

pub(super) fn item(lot: &Lot, now: DateTime<Utc>) -> Value {
    let regions: Vec<&str> = lot.kato.iter().filter_map(|kato| kato.get(..2)).collect();
    json!({
        "id": lot.id,
        "lot_number": lot.number.as_str(),
        "announcement_number": lot.announcement_number.as_ref().map(|number| number.as_str()),
        "name_ru": lot.name.ru,
        "name_kk": lot.name.kk,
        "amount": lot.amount.map(decimal),
        "status_id": lot.status_id,
        "status": lot.status_id.and_then(|id| reference::lot_status(id, Lang::Ru)),
        "method_id": lot.actual_method_id,
        "customer_bin": lot.customer_bin.as_ref().map(|bin| bin.as_str()),
        "customer_name_ru": lot.customer_name.ru,
        "kato": lot.kato,
        "regions": regions,
        "deadline": lot.deadline,
        "is_open": matches!(lot.stage(now), Stage::Open(_)),
    })
}

/// Tenge with two digits of tiyn: as text, for no floating point holds money.
pub(super) fn decimal(sum: Tenge) -> String {
    let (sign, tiyn) = (if sum.tiyn() < 0 { "-" } else { "" }, sum.tiyn().unsigned_abs());
    format!("{sign}{}.{:02}", tiyn / 100, tiyn % 100)
}

fn facets(facets: &Facets) -> Value {
    let row = |code: Value, name: Option<&str>, lots: &u64| json!({ "code": code, "name": name, "count": lots });
    let regions = facets
        .regions
        .iter()
        .map(|(code, lots)| row(json!(code), reference::region(code, Lang::Ru), lots));
    let statuses = facets
        .statuses
        .iter()
        .map(|(id, lots)| row(json!(id), reference::lot_status(*id, Lang::Ru), lots));
    let methods = facets.methods.iter().map(|(id, lots)| {
        row(json!(id), reference::method(*id).map(|method| method.name(Lang::Ru)), lots)
    });
    json!({
        "regions": regions.collect::<Vec<_>>(),
        "statuses": statuses.collect::<Vec<_>>(),
        "methods": methods.collect::<Vec<_>>(),
        "enstru": facets.classes.iter().map(|it| row(json!(it.kind), None, &it.lots)).collect::<Vec<_>>(),
        "customers": facets
            .customers
            .iter()
            .map(|it| row(json!(it.kind.as_str()), None, &it.lots))
            .collect::<Vec<_>>(),
    })
}

fn corrections(hits: &Hits) -> Vec<Value> {
    let corrections = hits.corrections.iter();
    corrections.map(|it| json!({ "typed": it.typed, "read_as": it.read_as })).collect()
}
