//! What is stored, as OCDS 1.1 compiled releases: a lot is a contracting process, for bids compete
//! for a lot, not for an announcement. What was not read is left out: no bids are not zero bids.

mod competition;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;

pub use competition::{Competition, LotContract, Pseudonyms};

use competition::{Award, Bids, Contract, Item, Parties, Party, Told};

use crate::{
    domain::{
        announcements::Announcement,
        clock::ASTANA,
        error::StoreError,
        lots::Lot,
        reference,
        types::{Bin, LocalText, LotId, Tenge},
    },
    i18n::Lang,
};

/// What an `ocid` begins with here; not one registered with the Open Contracting Partnership.
pub const OCID_PREFIX: &str = "ocds-zakupai-";

/// Where lots are read one page after another.
#[async_trait]
pub trait ReleaseStore: Send + Sync {
    /// Lots with an id above this one, by id, each with what is stored of its announcement and of who
    /// competed; deleted ones are left out.
    async fn list_lots_after(&self, id: LotId, limit: i64) -> Result<Vec<StoredLot>, StoreError>;
}

/// A lot with what is stored around it.
#[derive(Debug, Clone)]
pub struct StoredLot {
    /// The lot.
    pub lot: Lot,
    /// Its announcement.
    pub announcement: Option<Announcement>,
    /// Who competed, and who got it.
    pub competition: Competition,
}

/// A compiled release.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompiledRelease {
    ocid: String,
    id: String,
    date: String,
    tag: [&'static str; 1],
    initiation_type: &'static str,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer: Option<Organisation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<Party>,
    tender: Tender,
    #[serde(skip_serializing_if = "Option::is_none")]
    bids: Option<Bids>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    awards: Vec<Award>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contracts: Vec<Contract>,
}

#[derive(Debug, Serialize)]
struct Organisation {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Tender {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    procuring_entity: Option<Organisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    procurement_method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    procurement_method_details: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tender_period: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_of_tenderers: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Value {
    amount: Box<RawValue>,
    currency: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Period {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<String>,
}

impl Period {
    fn until(end: DateTime<Utc>) -> Self {
        Self { start_date: None, end_date: Some(written(end)) }
    }
}

impl CompiledRelease {
    /// The lot with what is stored around it; what is not known is left out.
    #[must_use]
    pub fn of(stored: &StoredLot, persons: &Pseudonyms) -> Self {
        let (lot, announcement) = (&stored.lot, stored.announcement.as_ref());
        let method =
            lot.actual_method_id.or_else(|| announcement.and_then(|found| found.method_id));
        let start = announcement.and_then(|found| found.start_at);
        let end = announcement.and_then(|found| found.end_at).or(lot.deadline);
        let updated = lot.source_updated_at.unwrap_or(lot.fetched_at);
        let organizer = announcement
            .and_then(|found| organisation(found.organizer_bin.as_ref(), &found.organizer_name));
        let buyer = organisation(lot.customer_bin.as_ref(), &lot.customer_name);
        let mut parties = Parties::default();
        for (who, role) in [(&buyer, "buyer"), (&organizer, "procuringEntity")] {
            if let Some(who) = who {
                parties.add(&who.id, who.name.as_deref(), role);
            }
        }
        let told = Told::of(&stored.competition, persons, &mut parties);
        Self {
            ocid: format!("{OCID_PREFIX}{}", lot.id),
            id: format!("{}-{}", lot.id, updated.timestamp()),
            date: written(updated),
            tag: ["compiled"],
            initiation_type: "tender",
            language: "ru",
            buyer,
            parties: parties.into_list(),
            tender: Tender {
                id: lot.number.as_str().to_owned(),
                title: russian(&lot.name),
                description: russian(&lot.description),
                status: lot.status_id.and_then(status),
                procuring_entity: organizer,
                value: lot.amount.and_then(value),
                procurement_method: method.and_then(procurement_method),
                procurement_method_details: method
                    .and_then(reference::method)
                    .map(|method| method.name(Lang::Ru)),
                tender_period: (start.is_some() || end.is_some())
                    .then(|| Period { start_date: start.map(written), end_date: end.map(written) }),
                number_of_tenderers: told.number_of_tenderers,
                items: told.items,
            },
            bids: told.bids,
            awards: told.awards,
            contracts: told.contracts,
        }
    }
}

fn organisation(bin: Option<&Bin>, name: &LocalText) -> Option<Organisation> {
    Some(Organisation { id: bin?.as_str().to_owned(), name: russian(name) })
}

fn russian(text: &LocalText) -> Option<String> {
    text.ru.clone().or_else(|| text.kk.clone())
}

fn written(at: DateTime<Utc>) -> String {
    at.with_timezone(&ASTANA).to_rfc3339()
}

/// Tenge with tiyn, digit by digit; none below zero, which is no sum.
fn value(sum: Tenge) -> Option<Value> {
    let tiyn = u64::try_from(sum.tiyn()).ok()?;
    let amount = RawValue::from_string(format!("{}.{:02}", tiyn / 100, tiyn % 100)).ok()?;
    Some(Value { amount, currency: "KZT" })
}

/// The `tenderStatus` of a lot's status (`refLotStatusId`); none for one that is not known.
fn status(id: i64) -> Option<&'static str> {
    match id {
        110..=160 => Some("planning"),
        190 | 210 => Some("planned"),
        220..=345 | 420 | 440..=550 => Some("active"),
        349..=360 => Some("complete"),
        370 => Some("unsuccessful"),
        410 | 430 => Some("cancelled"),
        _ => None,
    }
}

/// The `procurementMethod` of a method (`refTradeMethodsId`): open to all, to those selected before,
/// to a narrower circle by a special order, or one supplier. None for purchases of housing and state
/// orders, which OCDS has no code for.
fn procurement_method(id: i64) -> Option<&'static str> {
    match id {
        2
        | 3
        | 7
        | 8
        | 22
        | 60
        | 77
        | 78
        | 120
        | 121
        | 124
        | 126
        | 132
        | 160
        | 177
        | 178
        | 188
        | 200..=202 => Some("open"),
        32 | 133 => Some("selective"),
        128 | 130 | 190 => Some("limited"),
        6 | 23 | 105 | 123 | 125 | 131 => Some("direct"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(2, Some("open"))]
    #[case(3, Some("open"))]
    #[case(32, Some("selective"))]
    #[case(130, Some("limited"))]
    #[case(23, Some("direct"))]
    #[case(50, None)]
    #[case(9_999, None)]
    fn a_method_is_one_of_four(#[case] id: i64, #[case] wanted: Option<&str>) {
        assert_eq!(procurement_method(id), wanted);
    }

    #[rstest]
    #[case(120, Some("planning"))]
    #[case(210, Some("planned"))]
    #[case(220, Some("active"))]
    #[case(360, Some("complete"))]
    #[case(370, Some("unsuccessful"))]
    #[case(430, Some("cancelled"))]
    #[case(1, None)]
    fn a_status_is_a_tender_status(#[case] id: i64, #[case] wanted: Option<&str>) {
        assert_eq!(status(id), wanted);
    }

    #[rstest]
    #[case(0, Some("0.00"))]
    #[case(5, Some("0.05"))]
    #[case(123_456_789, Some("1234567.89"))]
    #[case(i64::MAX, Some("92233720368547758.07"))]
    #[case(-1, None)]
    fn a_sum_keeps_every_tiyn(#[case] tiyn: i64, #[case] wanted: Option<&str>) {
        let value = value(Tenge::from_tiyn(tiyn));
        assert_eq!(value.as_ref().map(|value| value.amount.get()), wanted);
    }
}
