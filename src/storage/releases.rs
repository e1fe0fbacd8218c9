//! Lots with what is stored around them, page by page, for export.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Storage,
    announcements::{self, AnnouncementRow},
    bids::BidRow,
    lots,
    statement::Statement,
    store,
};
use crate::domain::{
    announcements::Announcement,
    bids::Bid,
    error::StoreError,
    lots::Lot,
    risk::ocds::export::{Competition, LotContract, ReleaseStore, StoredLot},
    types::{AnnouncementId, Biin, LotId, Tenge},
};

/// The lots of a page.
macro_rules! page {
    ($column:literal) => {
        concat!(
            "(SELECT ",
            $column,
            " FROM goszakup_lots WHERE id > $1 AND NOT is_deleted ORDER BY id LIMIT $2)"
        )
    };
}

/// A subject of a contract, with what is told of the contract.
#[derive(sqlx::FromRow)]
struct ContractRow {
    lot_id: i64,
    id: i64,
    supplier_biin: Option<String>,
    status: Option<i64>,
    sum_tiyn: Option<i64>,
    enstru_code: Option<String>,
    signed_at: Option<DateTime<Utc>>,
    planned_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct ReadRow {
    announcement_id: i64,
}

#[derive(sqlx::FromRow)]
struct CodeRow {
    lot_id: i64,
    enstru_code: String,
}

#[async_trait]
impl ReleaseStore for Storage {
    async fn list_lots_after(&self, id: LotId, limit: i64) -> Result<Vec<StoredLot>, StoreError> {
        const LOTS: &str = concat!(
            "SELECT ",
            lots::columns!(),
            " FROM goszakup_lots WHERE id > $1 AND NOT is_deleted ORDER BY id LIMIT $2"
        );
        const ANNOUNCEMENTS: &str = concat!(
            "SELECT ",
            announcements::columns!(),
            " FROM announcements WHERE id IN ",
            page!("announcement_id")
        );
        const READ: &str = concat!(
            "SELECT announcement_id FROM bid_reads WHERE announcement_id IN ",
            page!("announcement_id")
        );
        const BIDS: &str = concat!(
            "SELECT id, application_id, announcement_id, lot_id, bidder_biin, amount_tiyn, applied_at, outcome \
             FROM bids WHERE lot_id IN ",
            page!("id"),
            " ORDER BY id"
        );
        const CONTRACTS: &str = concat!(
            "SELECT u.lot_id, c.id, c.supplier_biin, c.status, u.sum_tiyn, u.enstru_code, c.signed_at, c.planned_at \
             FROM contract_units u JOIN contracts c ON c.id = u.contract_id \
             WHERE NOT c.is_deleted AND NOT c.is_amendment AND u.lot_id IN ",
            page!("id"),
            " ORDER BY c.id, u.id"
        );
        const CODES: &str = concat!(
            "SELECT lot_id, enstru_code FROM risk_lots WHERE enstru_code IS NOT NULL AND lot_id IN ",
            page!("id")
        );
        let statements = [LOTS, ANNOUNCEMENTS, READ, BIDS, CONTRACTS, CODES]
            .map(|sql| Statement::new(sql).bind(id).bind(limit));
        let [found, announced, read, bids, contracts, codes] =
            self.read(statements).await.map_err(store)?;
        let announced: Vec<AnnouncementRow> = announced.to().map_err(store)?;
        let announced: HashMap<AnnouncementId, Announcement> = announced
            .into_iter()
            .map(Announcement::from)
            .map(|announcement| (announcement.id, announcement))
            .collect();
        let read: Vec<ReadRow> = read.to().map_err(store)?;
        let read: HashSet<AnnouncementId> = read.iter().map(|row| row.announcement_id).collect();
        let mut bids = by_lot(bids.to::<BidRow>().map_err(store)?.into_iter().map(Bid::from));
        let mut contracts = contracts_by_lot(contracts.to().map_err(store)?);
        let codes: Vec<CodeRow> = codes.to().map_err(store)?;
        let mut codes: HashMap<LotId, String> =
            codes.into_iter().map(|row| (row.lot_id, row.enstru_code)).collect();
        let stored = |lot: Lot| {
            let announcement = lot.announcement_id.and_then(|id| announced.get(&id)).cloned();
            let is_read = lot.announcement_id.is_some_and(|id| read.contains(&id));
            let competition = Competition {
                bids: is_read.then(|| bids.remove(&lot.id).unwrap_or_default()),
                contracts: contracts.remove(&lot.id).unwrap_or_default(),
                code: codes.remove(&lot.id),
            };
            StoredLot { lot, announcement, competition }
        };
        Ok(lots::lots(found.to().map_err(store)?)?.into_iter().map(stored).collect())
    }
}

fn by_lot(bids: impl Iterator<Item = Bid>) -> HashMap<LotId, Vec<Bid>> {
    let mut all: HashMap<LotId, Vec<Bid>> = HashMap::new();
    for bid in bids {
        all.entry(bid.lot_id).or_default().push(bid);
    }
    all
}

/// A contract may have several subjects of one lot: their sums are added up, where all are told.
fn contracts_by_lot(rows: Vec<ContractRow>) -> HashMap<LotId, Vec<LotContract>> {
    let mut all: HashMap<LotId, Vec<LotContract>> = HashMap::new();
    for row in rows {
        let of_lot = all.entry(row.lot_id).or_default();
        let sum = row.sum_tiyn.map(Tenge::from_tiyn);
        if let Some(known) = of_lot.last_mut().filter(|contract| contract.id == row.id) {
            let total = known.sum.zip(sum).and_then(|(a, b)| a.tiyn().checked_add(b.tiyn()));
            known.sum = total.map(Tenge::from_tiyn);
            known.codes.extend(row.enstru_code);
            continue;
        }
        of_lot.push(LotContract {
            id: row.id,
            supplier: row.supplier_biin.as_deref().and_then(Biin::from_source),
            status_id: row.status,
            sum,
            codes: row.enstru_code.into_iter().collect(),
            signed_at: row.signed_at,
            planned_at: row.planned_at,
        });
    }
    all
}
