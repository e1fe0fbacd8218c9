//! Contracts and bids of one counterparty, counted in SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Storage, awards, contracts::concluded, on_pool, store};
use crate::domain::{
    dossiers::{DossierStore, Side, Trade, YearOfTrade},
    error::StoreError,
    types::{Bin, Tenge},
};

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
        let [years, partners, subjects, bids] = match side {
            Side::Customer => [
                years!("customer_bin"),
                partners!("customer_bin", "supplier_biin"),
                awards::of_lots!("c.customer_bin AS key, w.lot_id", "c.customer_bin = $1"),
                BIDS_TO,
            ],
            Side::Supplier => [
                years!("supplier_biin"),
                partners!("supplier_biin", "customer_bin"),
                awards::of_lots!("c.supplier_biin AS key, w.lot_id", "c.supplier_biin = $1"),
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
        let bids = counted(bids).await?;
        let subjects: Vec<awards::SubjectRow> =
            on_pool!(self.pool, |p| sqlx::query_as(subjects).bind(bin).fetch_all(p).await)
                .map_err(store)?;
        let awards = awards::by_key(subjects).remove(bin).unwrap_or_default();
        let (awards, discount_bp) = awards.discount();
        let year = |row: YearRow| YearOfTrade {
            year: row.year,
            contracts: row.contracts,
            terminated: row.terminated,
            sum: Tenge::from_tiyn(row.sum_tiyn),
        };
        Ok(Trade {
            years: years.into_iter().map(year).collect(),
            partners,
            awards,
            discount_bp,
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
