//! What OWS is asked, in its own words: only the fields the domain keeps, and nobody's personal
//! data. Fields that two queries share are written twice, since a fragment was never seen to work
//! live.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::dates;
use crate::domain::{
    procurement::{AnnouncementKey, ContractKey, LotKey, Window},
    types::{AnnouncementId, Biin, LotId, PlanPointId},
};

/// A question to the GraphQL door.
#[derive(Debug, Clone)]
pub(super) struct Query {
    /// The root field it asks for.
    pub(super) root: &'static str,
    text: &'static str,
    filter: Option<Value>,
    pub(super) limit: usize,
    pub(super) after: Option<i64>,
}

impl Query {
    /// The body of the request. Absent variables are left out: `after: null` and `after: 0` were
    /// never seen to work.
    pub(super) fn body(&self) -> Value {
        let mut variables = Map::new();
        if let Some(filter) = &self.filter {
            variables.insert("filter".into(), filter.clone());
        }
        variables.insert("limit".into(), json!(self.limit));
        if let Some(after) = self.after {
            variables.insert("after".into(), json!(after));
        }
        json!({ "query": self.text, "variables": variables })
    }

    fn new(root: &'static str, text: &'static str, filter: Option<Value>, limit: usize) -> Self {
        Self { root, text, filter, limit, after: None }
    }

    pub(super) const fn after(mut self, after: Option<i64>) -> Self {
        self.after = after;
        self
    }
}

const LOTS: &str = include_str!("queries/lots.graphql");
const ANNOUNCEMENTS: &str = include_str!("queries/announcements.graphql");
const BIDS: &str = include_str!("queries/bids.graphql");
const CONTRACTS: &str = include_str!("queries/contracts.graphql");
const PLANS: &str = include_str!("queries/plans.graphql");
const PARTICIPANTS: &str = include_str!("queries/participants.graphql");
const SUBJECTS: &str = include_str!("queries/subjects.graphql");
const RNU: &str = include_str!("queries/rnu.graphql");
const TOKEN: &str = include_str!("queries/token.graphql");

/// Lots changed in the window, or all.
pub(super) fn lots(window: Option<Window>, limit: usize) -> Query {
    Query::new("Lots", LOTS, window.map(changed_in), limit)
}

/// Lots with these ids.
pub(super) fn lots_by_id(ids: &[LotId], limit: usize) -> Query {
    Query::new("Lots", LOTS, Some(json!({ "id": ids })), limit)
}

/// Lots by a key. Ids have their own function, since they go in chunks.
pub(super) fn lots_by_key(key: &LotKey, limit: usize) -> Query {
    let filter = match key {
        LotKey::Ids(ids) => return lots_by_id(ids, limit),
        LotKey::Number(number) => json!({ "lotNumber": number.as_str() }),
        LotKey::Announcement(id) => json!({ "trdBuyId": [id] }),
        LotKey::PlanPoint(id) => json!({ "pointList": [id] }),
    };
    Query::new("Lots", LOTS, Some(filter), limit)
}

/// Announcements changed in the window.
pub(super) fn announcements(window: Window, limit: usize) -> Query {
    Query::new("TrdBuy", ANNOUNCEMENTS, Some(changed_in(window)), limit)
}

/// Contracts by a key.
pub(super) fn contracts(key: &ContractKey, limit: usize) -> Query {
    let filter = match key {
        ContractKey::Changed(window) => changed_in(*window),
        ContractKey::Customer(bin, year) => json!({ "customerBin": bin.as_str(), "finYear": year }),
    };
    Query::new("Contract", CONTRACTS, Some(filter), limit)
}

/// Applications to an announcement.
pub(super) fn bids(announcement: AnnouncementId, limit: usize) -> Query {
    Query::new("TrdApp", BIDS, Some(json!({ "buyId": announcement })), limit)
}

/// One announcement.
pub(super) fn announcement(key: &AnnouncementKey) -> Query {
    let filter = match key {
        AnnouncementKey::Id(id) => json!({ "id": [id] }),
        AnnouncementKey::Number(number) => json!({ "numberAnno": number.as_str() }),
    };
    Query::new("TrdBuy", ANNOUNCEMENTS, Some(filter), FEW)
}

/// Plan points with these ids.
pub(super) fn plans(ids: &[PlanPointId], limit: usize) -> Query {
    Query::new("Plans", PLANS, Some(json!({ "id": ids })), limit)
}

/// A participant.
pub(super) fn subject(biin: &Biin) -> Query {
    Query::new(SUBJECTS_ROOT, SUBJECTS, Some(of_subject(biin)), FEW)
}

/// A participant, to be compared with others.
pub(super) fn participant(biin: &Biin) -> Query {
    Query::new(SUBJECTS_ROOT, PARTICIPANTS, Some(of_subject(biin)), FEW)
}

/// The registers of unfair participants, whole.
pub(super) fn rnu(limit: usize) -> Query {
    Query::new("Rnu", RNU, None, limit)
}

/// A supplier in these registers.
pub(super) fn rnu_of(biin: &Biin) -> Query {
    Query::new("Rnu", RNU, Some(json!({ "supplierBiin": biin.digits() })), FEW)
}

/// Records of plan points with these roots.
pub(super) fn plans_by_root(roots: &[PlanPointId], limit: usize) -> Query {
    Query::new("Plans", PLANS, Some(json!({ "rootrecordId": roots })), limit)
}

/// The cheapest question that only a good token is answered.
pub(super) fn token() -> Query {
    Query::new("Lots", TOKEN, None, 1)
}

/// The root of organisations.
pub(super) const SUBJECTS_ROOT: &str = "Subjects";

/// Where one row is expected: enough to see it even if others come with it.
const FEW: usize = 10;

fn of_subject(biin: &Biin) -> Value {
    let key = if biin.bin().is_some() { "bin" } else { "iin" };
    json!({ key: biin.digits() })
}

fn changed_in(window: Window) -> Value {
    let moment = |at: DateTime<Utc>| dates::to_source(at);
    json!({ "lastUpdateDate": [moment(window.from), moment(window.to)] })
}
