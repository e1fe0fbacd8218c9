//! Who competed for a lot and who got it, as OCDS has it: bids, awards, contracts and the parties.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Period, Value, value, written};
use crate::domain::{
    bids::{Bid, BidOutcome},
    seal::DataKey,
    types::{Biin, ContractId, Tenge},
};

/// What `items` are classified by.
const SCHEME: &str = "KZ-ENSTRU";

/// A contract for a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotContract {
    /// OWS id.
    pub id: ContractId,
    /// Who sells.
    pub supplier: Option<Biin>,
    /// `refContractStatusId`.
    pub status_id: Option<i64>,
    /// For how much this lot, without VAT.
    pub sum: Option<Tenge>,
    /// Codes of what is bought.
    pub codes: Vec<String>,
    /// When it was signed.
    pub signed_at: Option<DateTime<Utc>>,
    /// By when it should be carried out.
    pub planned_at: Option<DateTime<Utc>>,
}

/// What is known of who competed for a lot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Competition {
    /// Bids; none where they were not read, which is not the same as nobody.
    pub bids: Option<Vec<Bid>>,
    /// Contracts, without additional agreements.
    pub contracts: Vec<LotContract>,
    /// The code of the plan point.
    pub code: Option<String>,
}

/// Names persons by something that stays theirs within one file, or within all that are written with
/// one key: their numbers are personal.
#[derive(Debug, Clone)]
pub struct Pseudonyms(DataKey);

impl Pseudonyms {
    /// By a key.
    pub fn new(key: DataKey) -> Self {
        Self(key)
    }

    fn name(&self, biin: &Biin) -> String {
        match biin {
            Biin::Bin(bin) => bin.as_str().to_owned(),
            Biin::Iin(_) => {
                let print = self.0.fingerprint("ocds", biin.digits());
                format!(
                    "person-{}",
                    print.chars().filter(char::is_ascii_alphanumeric).take(16).collect::<String>()
                )
            }
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Reference {
    id: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Bids {
    details: Vec<BidRow>,
}

#[derive(Debug, Serialize)]
struct BidRow {
    id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    tenderers: Vec<Reference>,
}

#[derive(Debug, Serialize)]
pub(super) struct Item {
    id: String,
    classification: Classification,
}

#[derive(Debug, Serialize)]
struct Classification {
    scheme: &'static str,
    id: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Award {
    id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    suppliers: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contract {
    id: String,
    #[serde(rename = "awardID")]
    award_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_signed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
}

/// Somebody with the roles they play.
#[derive(Debug, Serialize)]
pub(super) struct Party {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    roles: Vec<&'static str>,
}

/// Roles by id, and names where they are known.
#[derive(Debug, Default)]
pub(super) struct Parties(BTreeMap<String, (Option<String>, BTreeSet<&'static str>)>);

impl Parties {
    pub(super) fn add(&mut self, id: &str, name: Option<&str>, role: &'static str) {
        let (known, roles) = self.0.entry(id.to_owned()).or_default();
        if known.is_none() {
            *known = name.map(ToOwned::to_owned);
        }
        roles.insert(role);
    }

    pub(super) fn into_list(self) -> Vec<Party> {
        let party = |(id, (name, roles)): (String, (Option<String>, BTreeSet<_>))| Party {
            id,
            name,
            roles: roles.into_iter().collect(),
        };
        self.0.into_iter().map(party).collect()
    }
}

/// The part of a release that tells who competed.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) number_of_tenderers: Option<usize>,
    pub(super) bids: Option<Bids>,
    pub(super) awards: Vec<Award>,
    pub(super) contracts: Vec<Contract>,
    pub(super) items: Vec<Item>,
}

impl Told {
    /// What is known, with the parties it names.
    pub(super) fn of(known: &Competition, persons: &Pseudonyms, parties: &mut Parties) -> Self {
        let mut told = Self { items: items(known.code.iter()), ..Self::default() };
        if let Some(bids) = &known.bids {
            let came = bids.iter().filter(|bid| bid.outcome != BidOutcome::Withdrawn);
            let who: BTreeSet<&str> =
                came.clone().filter_map(|bid| Some(bid.bidder.as_ref()?.digits())).collect();
            // A bid whose bidder is not told is of somebody.
            let unnamed = came.filter(|bid| bid.bidder.is_none()).count();
            told.number_of_tenderers = Some(who.len() + unnamed);
            told.bids = Some(Bids {
                details: bids.iter().map(|bid| bid_row(bid, persons, parties)).collect(),
            });
        }
        told.award(known, persons, parties);
        told
    }

    /// A contract is an award to its supplier. Where none is stored, the bid that won is one; where one
    /// is with somebody else, what the winner had was cancelled.
    fn award(&mut self, known: &Competition, persons: &Pseudonyms, parties: &mut Parties) {
        for contract in &known.contracts {
            let award_id = format!("contract-{}", contract.id);
            let is_concluded = !matches!(contract.status_id, Some(330 | 430 | 461));
            self.awards.push(Award {
                id: award_id.clone(),
                status: if is_concluded { "active" } else { "cancelled" },
                value: contract.sum.and_then(value),
                suppliers: supplier(contract.supplier.as_ref(), persons, parties),
                items: items(
                    contract
                        .codes
                        .iter()
                        .chain(known.code.iter().filter(|_| contract.codes.is_empty())),
                ),
            });
            self.contracts.push(Contract {
                id: contract.id.to_string(),
                award_id,
                status: contract.status_id.and_then(contract_status),
                value: contract.sum.and_then(value),
                date_signed: contract.signed_at.map(written),
                period: contract.planned_at.map(Period::until),
            });
        }
        let has_active = self.awards.iter().any(|award| award.status == "active");
        let winners = known.bids.iter().flatten().filter(|bid| bid.outcome == BidOutcome::Winner);
        for bid in winners {
            let has_contract =
                |it: &LotContract| it.supplier.is_some() && it.supplier == bid.bidder;
            if bid.bidder.is_none() || known.contracts.iter().any(has_contract) {
                continue;
            }
            self.awards.push(Award {
                id: format!("bid-{}", bid.id),
                status: if has_active { "cancelled" } else { "active" },
                value: bid.amount.and_then(value),
                suppliers: supplier(bid.bidder.as_ref(), persons, parties),
                items: items(known.code.iter()),
            });
        }
    }
}

fn bid_row(bid: &Bid, persons: &Pseudonyms, parties: &mut Parties) -> BidRow {
    let tenderer = bid.bidder.as_ref().map(|biin| persons.name(biin));
    if let Some(id) = &tenderer {
        parties.add(id, None, "tenderer");
    }
    BidRow {
        id: bid.id.to_string(),
        // Bids are read once the results are out: one that was not rejected was admitted.
        status: match bid.outcome {
            BidOutcome::Winner | BidOutcome::Second | BidOutcome::Other => "valid",
            BidOutcome::Rejected => "disqualified",
            BidOutcome::Withdrawn => "withdrawn",
        },
        date: bid.applied_at.map(written),
        value: bid.amount.and_then(value),
        tenderers: tenderer.into_iter().map(|id| Reference { id }).collect(),
    }
}

fn supplier(who: Option<&Biin>, persons: &Pseudonyms, parties: &mut Parties) -> Vec<Reference> {
    let Some(id) = who.map(|biin| persons.name(biin)) else { return Vec::new() };
    parties.add(&id, None, "supplier");
    vec![Reference { id }]
}

fn items<'a>(codes: impl Iterator<Item = &'a String>) -> Vec<Item> {
    let codes: BTreeSet<&String> = codes.collect();
    (1..)
        .zip(codes)
        .map(|(n, code): (i64, _)| Item {
            id: n.to_string(),
            classification: Classification { scheme: SCHEME, id: code.clone() },
        })
        .collect()
}

/// The `contractStatus` of a status (`refContractStatusId`); none for one on the way.
fn contract_status(id: i64) -> Option<&'static str> {
    match id {
        190 => Some("active"),
        330 | 430 | 461 => Some("cancelled"),
        340 | 350 | 390 | 462 | 463 | 480 => Some("terminated"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ONE: &str = "060240002985";
    const TWO: &str = "940140000385";
    const PERSON: &str = "900101300017";

    fn bid(id: i64, bidder: &str, tiyn: i64, outcome: BidOutcome) -> Bid {
        Bid {
            id,
            application_id: id,
            announcement_id: 1,
            lot_id: 1,
            bidder: Biin::from_source(bidder),
            amount: Some(Tenge::from_tiyn(tiyn)),
            applied_at: None,
            outcome,
        }
    }

    fn contract(supplier: &str, status_id: i64) -> LotContract {
        LotContract {
            id: 7,
            supplier: Biin::from_source(supplier),
            status_id: Some(status_id),
            sum: Some(Tenge::from_tiyn(5_000)),
            codes: vec!["620230.000.000001".to_owned()],
            signed_at: None,
            planned_at: None,
        }
    }

    fn told(known: &Competition) -> (Told, Value) {
        let persons = Pseudonyms::new(DataKey::parse(&"07".repeat(32)).unwrap());
        let mut parties = Parties::default();
        let told = Told::of(known, &persons, &mut parties);
        (told, json!(parties.into_list()))
    }

    #[test]
    fn bids_that_were_not_read_are_not_nobody() {
        let (unread, _) = told(&Competition::default());
        assert!(unread.number_of_tenderers.is_none() && unread.bids.is_none());
        let nobody = Competition { bids: Some(Vec::new()), ..Competition::default() };
        assert_eq!(told(&nobody).0.number_of_tenderers, Some(0));
    }

    #[test]
    fn who_took_a_bid_back_is_no_tenderer_and_persons_are_not_named() {
        let bids = vec![
            bid(1, ONE, 100, BidOutcome::Winner),
            bid(2, PERSON, 200, BidOutcome::Rejected),
            bid(3, TWO, 300, BidOutcome::Withdrawn),
        ];
        let (told, parties) = told(&Competition { bids: Some(bids), ..Competition::default() });
        assert_eq!(told.number_of_tenderers, Some(2));
        let bids = json!(told.bids);
        let statuses: Vec<_> =
            bids["details"].as_array().unwrap().iter().map(|bid| bid["status"].clone()).collect();
        assert_eq!(statuses, ["valid", "disqualified", "withdrawn"]);
        assert!(!format!("{bids}{parties}").contains("900101"), "{bids}");
        assert_eq!(json!(told.awards)[0]["suppliers"], json!([{ "id": ONE }]));
        let roles = |id: &str| {
            let all = parties.as_array().unwrap();
            all.iter().find(|party| party["id"] == id).unwrap()["roles"].clone()
        };
        assert_eq!(
            (roles(ONE), roles(TWO)),
            (json!(["supplier", "tenderer"]), json!(["tenderer"]))
        );
    }

    #[test]
    fn a_contract_is_the_award_and_the_winner_who_has_none_lost_it() {
        let winner = || Some(vec![bid(1, ONE, 100, BidOutcome::Winner)]);
        let award = |known: Competition| {
            let awards = json!(told(&known).0.awards);
            let all = awards.as_array().unwrap().iter();
            all.map(|it| format!("{} {}", it["status"], it["suppliers"][0]["id"]))
                .collect::<Vec<_>>()
        };
        let of = |contracts| Competition { bids: winner(), contracts, code: None };
        assert_eq!(award(of(vec![])), [format!("\"active\" \"{ONE}\"")]);
        assert_eq!(award(of(vec![contract(ONE, 390)])), [format!("\"active\" \"{ONE}\"")]);
        assert_eq!(
            award(of(vec![contract(TWO, 190)])),
            [format!("\"active\" \"{TWO}\""), format!("\"cancelled\" \"{ONE}\"")]
        );
        assert_eq!(award(of(vec![contract(ONE, 330)])), [format!("\"cancelled\" \"{ONE}\"")]);
    }
}
