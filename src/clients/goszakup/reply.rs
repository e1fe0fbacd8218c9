//! The envelope around the rows: errors that come with HTTP 200, lists that come as null, and what
//! the page says about the next one.

use std::collections::BTreeMap;

use metrics::counter;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};

use super::{
    convert::{Context, Reject},
    lenient::{Flag, Int, Part},
    queries::Query,
    wire,
};
use crate::domain::{
    announcements::Announcement,
    bids::Bid,
    contracts::Contract,
    participants::Participant,
    plans::PlanPoint,
    procurement::{LotRecord, Page, RejectedRow, SourceError},
    rnu::RnuListing,
    subjects::Subject,
};

/// The whole answer, GraphQL's or REST's.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    items: Option<&'a RawValue>,
    #[serde(borrow)]
    errors: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    extensions: Part<Extensions>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Extensions {
    page_info: Part<PageInfo>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PageInfo {
    limit_page: Int,
    total_count: Int,
    has_next_page: Flag,
    last_id: Int,
}

/// Where the rows are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// `data.<root>`.
    GraphQl,
    /// `items`.
    Rest,
}

/// What is wrong with a body that came with HTTP 200.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It is no answer at all: HTML, or JSON cut in the middle. Asking again may help.
    Garbage,
    /// The server refuses the question, in its own words.
    Refused(String),
}

fn envelope(body: &str) -> Option<Envelope<'_>> {
    let body = body.trim_start_matches('\u{FEFF}').trim_start();
    // serde would take a list for a struct, field by field.
    if body.starts_with('{') { serde_json::from_str(body).ok() } else { None }
}

/// Tells an answer from an error and from garbage.
pub(super) fn inspect(body: &str, door: Door) -> Result<(), Flaw> {
    let envelope = envelope(body).ok_or(Flaw::Garbage)?;
    for complaint in [envelope.errors, envelope.error].into_iter().flatten() {
        if let Some(words) = words(complaint) {
            return Err(Flaw::Refused(words));
        }
    }
    let content = match door {
        Door::GraphQl => envelope.data,
        Door::Rest => envelope.items,
    };
    content.map(|_content| ()).ok_or(Flaw::Garbage)
}

/// The first message of a complaint; none where it is empty.
fn words(complaint: &RawValue) -> Option<String> {
    let value: Value = serde_json::from_str(complaint.get()).ok()?;
    let first = match &value {
        Value::Array(list) => list.first()?,
        other => other,
    };
    match first.get("message").unwrap_or(first) {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Bool(false) => None,
        other => Some(other.to_string()),
    }
}

/// A row that becomes a domain type.
pub(super) trait Row: DeserializeOwned {
    type Domain;

    fn id(&self) -> Option<i64>;

    fn convert(self, context: &Context<'_>) -> Result<Self::Domain, Reject>;
}

impl Row for wire::Lot {
    type Domain = LotRecord;

    fn id(&self) -> Option<i64> {
        self.id.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<LotRecord, Reject> {
        context.lot(self)
    }
}

impl Row for wire::TrdBuy {
    type Domain = Announcement;

    fn id(&self) -> Option<i64> {
        self.id.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<Announcement, Reject> {
        context.announcement(self)
    }
}

impl Row for wire::Contract {
    type Domain = Contract;

    fn id(&self) -> Option<i64> {
        self.id.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<Contract, Reject> {
        context.contract(self)
    }
}

impl Row for wire::TrdApp {
    type Domain = Vec<Bid>;

    fn id(&self) -> Option<i64> {
        self.id.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<Vec<Bid>, Reject> {
        context.application(self)
    }
}

impl Row for wire::PlnPoint {
    type Domain = PlanPoint;

    fn id(&self) -> Option<i64> {
        self.id.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<PlanPoint, Reject> {
        context.plan(self)
    }
}

impl Row for wire::Participant {
    type Domain = Participant;

    fn id(&self) -> Option<i64> {
        self.pid.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<Participant, Reject> {
        context.participant(self)
    }
}

impl Row for wire::Subject {
    type Domain = Subject;

    fn id(&self) -> Option<i64> {
        self.pid.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<Subject, Reject> {
        context.subject(self)
    }
}

impl Row for wire::Rnu {
    type Domain = RnuListing;

    fn id(&self) -> Option<i64> {
        self.id.id()
    }

    fn convert(self, context: &Context<'_>) -> Result<RnuListing, Reject> {
        context.rnu_listing(self)
    }
}

/// Reads one page: rows that fail to convert are set aside and the others still come.
pub(super) fn page<W: Row>(
    body: &str,
    query: &Query,
    context: &Context<'_>,
) -> Result<Page<W::Domain>, SourceError> {
    let broken = |why: &str| SourceError::Broken(why.to_owned());
    let envelope = envelope(body).ok_or_else(|| broken("not JSON"))?;
    let info = envelope.extensions.0.unwrap_or_default().page_info.0;
    let total = info.as_ref().and_then(|info| u64::try_from(info.total_count.0?).ok());
    let rows = rows(&envelope.data, query.root).ok_or_else(|| broken("no list of rows"))?;
    if rows.is_none() && query.after.is_none() && total.is_some_and(|total| total > 0) {
        // Taken for "nothing new" this would hide an outage.
        return Err(broken("no rows although some are counted"));
    }

    let mut page = Page { rows: Vec::new(), rejected: Vec::new(), total, next: None };
    let mut smallest: Option<i64> = None;
    let rows = rows.unwrap_or_default();
    for raw in &rows {
        let (id, converted) = match read::<W>(raw) {
            Ok(row) => (row.id(), row.convert(context)),
            Err((id, reject)) => (id, Err(reject)),
        };
        smallest = match (smallest, id) {
            (Some(smallest), Some(id)) => Some(smallest.min(id)),
            (smallest, id) => smallest.or(id),
        };
        match converted {
            Ok(row) => page.rows.push(row),
            Err(reject) => {
                counter!("goszakup_rejected_rows_total", "root" => query.root, "reason" => reject.code)
                    .increment(1);
                page.rejected.push(RejectedRow { id, reason: reject.to_string() });
            }
        }
    }
    page.next = next(info.as_ref(), rows.len(), smallest, query);
    Ok(page)
}

/// The rows under `root`: outer none where there is no list, inner none where it is null.
fn rows<'a>(data: &Option<&'a RawValue>, root: &str) -> Option<Option<Vec<&'a RawValue>>> {
    let data: BTreeMap<String, Option<&'a RawValue>> = serde_json::from_str((*data)?.get()).ok()?;
    match data.get(root)? {
        None => Some(None),
        Some(list) => serde_json::from_str(list.get()).ok().map(Some),
    }
}

fn read<W: Row>(raw: &RawValue) -> Result<W, (Option<i64>, Reject)> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct OnlyId {
        id: Int,
        pid: Int,
    }
    let reject = |code| Reject { code, field: "row" };
    if !raw.get().trim_start().starts_with('{') {
        return Err((None, reject("not_an_object")));
    }
    serde_json::from_str(raw.get()).map_err(|_error| {
        let only: OnlyId = serde_json::from_str(raw.get()).unwrap_or_default();
        (only.id.id().or(only.pid.id()), reject("row_unreadable"))
    })
}

/// What to pass as `after` for the next page. Ids go down from page to page; one that does not
/// would lead in circles and ends the list.
fn next(
    info: Option<&PageInfo>,
    received: usize,
    smallest: Option<i64>,
    query: &Query,
) -> Option<i64> {
    if received == 0 {
        return None;
    }
    let more = info.and_then(|info| info.has_next_page.0);
    // The server may cap the limit without a word.
    let capped = info.and_then(|info| usize::try_from(info.limit_page.id()?).ok());
    let is_full = received >= capped.unwrap_or(query.limit).min(query.limit);
    if !more.unwrap_or(is_full) {
        return None;
    }
    let last = info.and_then(|info| info.last_id.id()).or(smallest)?;
    query.after.is_none_or(|after| last < after).then_some(last)
}

/// The items of a REST list. One that is no object breaks the whole: what it would have said is
/// lost, and the rest would pass for complete.
pub(super) fn items<W: DeserializeOwned>(body: &str) -> Result<Vec<W>, SourceError> {
    let broken = || SourceError::Broken("no list of items".to_owned());
    let items = envelope(body).and_then(|envelope| envelope.items).ok_or_else(broken)?;
    let items: Vec<&RawValue> = serde_json::from_str(items.get()).map_err(|_error| broken())?;
    let read = |raw: &&RawValue| {
        let is_object = raw.get().trim_start().starts_with('{');
        is_object.then(|| serde_json::from_str(raw.get()).ok()).flatten().ok_or_else(broken)
    };
    items.iter().map(read).collect()
}
