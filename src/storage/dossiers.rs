//! Contracts and bids of one counterparty, counted in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, on_pool, store};
use crate::domain::{
    dossiers::{DossierStore, Side, Trade, YearOfTrade},
    error::StoreError,
    types::{Bin, Tenge},
};

/// A contract counts if it was concluded (330 was not, 430 was refused, 461 is a draft) and is no
/// agreement to another.
macro_rules! concluded {
    () => {
        "NOT c.is_deleted AND NOT c.is_amendment AND COALESCE(c.status, 0) NOT IN (330, 430, 461)"
    };
}

// 340 and 462 one side, 350 and 463 both sides, 480 a court.
macro_rules! years {
    ($column:literal) => {
        concat!(
            "SELECT CAST(COALESCE(c.year, 0) AS BIGINT) AS year, count(*) AS contracts, \
             count(CASE WHEN c.status IN (340, 350, 462, 463, 480) THEN 1 END) AS terminated, \
             CAST(COALESCE(sum(c.sum_tiyn), 0) AS BIGINT) AS sum_tiyn FROM contracts c WHERE ",
            concluded!(),
            " AND c.",
            $column,
            " = $1 GROUP BY COALESCE(c.year, 0) ORDER BY 1"
        )
    };
}

macro_rules! partners {
    ($column:literal, $other:literal) => {
        concat!(
            "SELECT count(DISTINCT c.",
            $other,
            ") FROM contracts c WHERE ",
            concluded!(),
            " AND c.",
            $column,
            " = $1"
        )
    };
}

// An award above the sum allocated is a broken record, or of several lots.
macro_rules! awards {
    ($column:literal) => {
        concat!(
            "SELECT count(*) AS how_many, \
             CAST(COALESCE(sum((l.amount_tiyn - u.sum_tiyn) * 10000 / l.amount_tiyn), 0) AS BIGINT) AS total \
             FROM contracts c JOIN contract_units u ON u.contract_id = c.id JOIN goszakup_lots l ON l.id = u.lot_id WHERE ",
            concluded!(),
            " AND l.amount_tiyn > 0 AND u.sum_tiyn > 0 AND u.sum_tiyn <= l.amount_tiyn AND c.",
            $column,
            " = $1"
        )
    };
}

/// Lots of a customer by their bids.
const BIDS_TO: &str = "SELECT count(*) AS how_many, count(CASE WHEN t.bids = 1 THEN 1 END) AS total FROM (\
    SELECT b.lot_id, count(*) AS bids FROM bids b JOIN goszakup_lots l ON l.id = b.lot_id \
    WHERE b.outcome <> 'withdrawn' AND l.customer_bin = $1 GROUP BY b.lot_id) t";
/// Lots that a supplier won, by their bids.
const BIDS_OF: &str = "SELECT count(*) AS how_many, count(CASE WHEN t.bids = 1 THEN 1 END) AS total FROM (\
    SELECT b.lot_id, count(*) AS bids FROM bids b WHERE b.outcome <> 'withdrawn' AND b.lot_id IN (\
    SELECT w.lot_id FROM bids w WHERE w.bidder_biin = $1 AND w.outcome = 'winner') GROUP BY b.lot_id) t";

#[derive(sqlx::FromRow)]
struct YearRow {
    year: i64,
    contracts: i64,
    terminated: i64,
    sum_tiyn: i64,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    how_many: i64,
    total: i64,
}

#[async_trait]
impl DossierStore for Storage {
    async fn count_trade(&self, side: Side, bin: &Bin) -> Result<Trade, StoreError> {
        let [years, partners, awards, bids] = match side {
            Side::Customer => [
                years!("customer_bin"),
                partners!("customer_bin", "supplier_biin"),
                awards!("customer_bin"),
                BIDS_TO,
            ],
            Side::Supplier => [
                years!("supplier_biin"),
                partners!("supplier_biin", "customer_bin"),
                awards!("supplier_biin"),
                BIDS_OF,
            ],
        };
        let bin = bin.as_str();
        let years: Vec<YearRow> =
            on_pool!(self.pool, |p| sqlx::query_as(years).bind(bin).fetch_all(p).await)
                .map_err(store)?;
        let partners: i64 =
            on_pool!(self.pool, |p| sqlx::query_scalar(partners).bind(bin).fetch_one(p).await)
                .map_err(store)?;
        let counted = async |sql: &'static str| -> Result<CountRow, StoreError> {
            on_pool!(self.pool, |p| sqlx::query_as(sql).bind(bin).fetch_one(p).await).map_err(store)
        };
        let (awards, bids) = (counted(awards).await?, counted(bids).await?);
        let year = |row: YearRow| YearOfTrade {
            year: row.year,
            contracts: row.contracts,
            terminated: row.terminated,
            sum: Tenge::from_tiyn(row.sum_tiyn),
        };
        Ok(Trade {
            years: years.into_iter().map(year).collect(),
            partners,
            awards: awards.how_many,
            discount_bp: awards.total / awards.how_many.max(1),
            tendered: bids.how_many,
            single_bid: bids.total,
        })
    }

    async fn find_contracts_read(&self, bin: &Bin) -> Result<Option<DateTime<Utc>>, StoreError> {
        const SQL: &str = "SELECT read_at FROM contract_reads WHERE customer_bin = $1";
        on_pool!(self.pool, |p| sqlx::query_scalar(SQL).bind(bin.as_str()).fetch_optional(p).await)
            .map_err(store)
    }
}
