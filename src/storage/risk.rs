//! Risk in SQL: evaluations as they were shown, and what is counted around lots.

mod counts;
mod histories;

pub(super) use counts::{around, siblings};

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Storage, Tx, new_id, on_pool, on_tx, places, statement::Statement, store,
    subscriptions::MOST_PLACES,
};
use crate::domain::{
    error::StoreError,
    risk::{
        DeadlineMove, Evaluation, History, Neighbours, RiskStore, RulesetId, Siblings, Spread,
        StoredEvaluation, SupplierContracts, SupplierHistory, Surroundings, Tally,
    },
    types::{LotId, Tenge},
};

/// The row of `sync_state` that tells up to when changes of lots are counted.
const COUNTED: &str = "risk";
/// A lot first seen so soon after its publication is known from the beginning.
const SEEN_WITHIN: TimeDelta = TimeDelta::days(1);

#[derive(sqlx::FromRow)]
struct EvaluationRow {
    id: String,
    lot_id: i64,
    created_at: DateTime<Utc>,
    ruleset_version: String,
    ruleset_hash: String,
    input: String,
    report: String,
}

impl From<EvaluationRow> for StoredEvaluation {
    fn from(row: EvaluationRow) -> Self {
        Self {
            id: row.id,
            lot: row.lot_id,
            created_at: row.created_at,
            version: row.ruleset_version,
            hash: row.ruleset_hash,
            input: row.input,
            report: row.report,
        }
    }
}

/// Everything around a lot in one row; what has no counts yet is null.
#[derive(sqlx::FromRow)]
pub(super) struct SurroundingsRow {
    pub(super) id: i64,
    is_counted: bool,
    sibling_lots: i64,
    sibling_tiyn: i64,
    customer_lots: Option<i64>,
    customer_failed: Option<i64>,
    customer_cancelled: Option<i64>,
    customer_appealed: Option<i64>,
    customer_direct: Option<i64>,
    code_lots: Option<i64>,
    code_failed: Option<i64>,
    code_cancelled: Option<i64>,
    code_appealed: Option<i64>,
    code_direct: Option<i64>,
    region_lots: Option<i64>,
    region_failed: Option<i64>,
    region_cancelled: Option<i64>,
    region_appealed: Option<i64>,
    region_direct: Option<i64>,
    price_count: Option<i64>,
    price_q1: Option<i64>,
    price_median: Option<i64>,
    price_q3: Option<i64>,
    length_count: Option<i64>,
    length_q1: Option<i64>,
    length_median: Option<i64>,
    length_q3: Option<i64>,
    customer_contracts: Option<i64>,
    customer_changed: Option<i64>,
    customer_terminated: Option<i64>,
    customer_top_supplier_bp: Option<i64>,
    customer_tendered: Option<i64>,
    customer_single_bid: Option<i64>,
    customer_bids: Option<i64>,
    customer_disqualified: Option<i64>,
    customer_acts: Option<i64>,
    customer_paid_late: Option<i64>,
    customer_shared_contacts: Option<i64>,
    customer_newest_age_days: Option<i64>,
    customer_newest_sum_tiyn: Option<i64>,
    customer_newest_year: Option<i64>,
    supplier_contracts: Option<i64>,
    supplier_terminated: Option<i64>,
    code_awards: Option<i64>,
    code_hhi: Option<i64>,
    code_discount_bp: Option<i64>,
    code_tendered: Option<i64>,
    code_bids: Option<i64>,
    first_seen_at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    edits: i64,
    deadline_from: Option<String>,
    deadline_to: Option<String>,
}

impl SurroundingsRow {
    /// None where neither the customer's nor the code's contracts and bids were read.
    fn history(&self) -> Option<History> {
        self.customer_contracts.or(self.code_awards)?;
        let known = |count: Option<i64>| count.unwrap_or_default();
        let (purchases, bids) = (known(self.code_tendered), known(self.code_bids));
        Some(History {
            contracts: known(self.customer_contracts),
            changed: known(self.customer_changed),
            terminated: known(self.customer_terminated),
            top_supplier_bp: known(self.customer_top_supplier_bp),
            tendered: known(self.customer_tendered),
            single_bid: known(self.customer_single_bid),
            bids: known(self.customer_bids),
            disqualified: known(self.customer_disqualified),
            acts: known(self.customer_acts),
            paid_late: known(self.customer_paid_late),
            shared_contacts: self.customer_shared_contacts,
            newest_supplier: self.newest_supplier(),
            main_supplier: self.main_supplier(),
            awards: known(self.code_awards),
            hhi: known(self.code_hhi),
            discount_bp: known(self.code_discount_bp),
            purchases,
            bidders_hundredths: bids * 100 / purchases.max(1),
        })
    }

    fn main_supplier(&self) -> Option<SupplierContracts> {
        let (contracts, terminated) = self.supplier_contracts.zip(self.supplier_terminated)?;
        Some(SupplierContracts { contracts, terminated })
    }

    fn newest_supplier(&self) -> Option<SupplierHistory> {
        Some(SupplierHistory {
            age_days: self.customer_newest_age_days?,
            sum: Tenge::from_tiyn(self.customer_newest_sum_tiyn?),
            year: i32::try_from(self.customer_newest_year?).ok()?,
        })
    }
}

impl From<SurroundingsRow> for Surroundings {
    fn from(row: SurroundingsRow) -> Self {
        let history = row.history();
        let tally = |counts: [Option<i64>; 5]| match counts {
            [Some(lots), Some(failed), Some(cancelled), Some(appealed), Some(direct)] => {
                Some(Tally { lots, failed, cancelled, appealed, direct })
            }
            _ => None,
        };
        let spread = |quartiles: [Option<i64>; 4]| match quartiles {
            [Some(count), Some(q1), Some(median), Some(q3)] => {
                Some(Spread { count, q1, median, q3 })
            }
            _ => None,
        };
        let moment =
            |text: Option<String>| DateTime::parse_from_rfc3339(&text?).ok().map(|at| at.to_utc());
        let neighbours = Neighbours {
            siblings: Siblings {
                lots: row.sibling_lots,
                total: Tenge::from_tiyn(row.sibling_tiyn),
            },
            customer: tally([
                row.customer_lots,
                row.customer_failed,
                row.customer_cancelled,
                row.customer_appealed,
                row.customer_direct,
            ]),
            code: tally([
                row.code_lots,
                row.code_failed,
                row.code_cancelled,
                row.code_appealed,
                row.code_direct,
            ]),
            region: tally([
                row.region_lots,
                row.region_failed,
                row.region_cancelled,
                row.region_appealed,
                row.region_direct,
            ]),
            price: spread([row.price_count, row.price_q1, row.price_median, row.price_q3]),
            length: spread([row.length_count, row.length_q1, row.length_median, row.length_q3]),
        };
        // What was edited before we first saw the lot is not known.
        let was_seen = row.published_at.is_some_and(|at| row.first_seen_at - at <= SEEN_WITHIN);
        let moved = moment(row.deadline_from).zip(moment(row.deadline_to));
        Self {
            neighbours: row.is_counted.then_some(neighbours),
            deadline_move: moved.map(|(from, to)| DeadlineMove { from, to }),
            edits: was_seen.then_some(row.edits),
            history,
        }
    }
}

/// Keeps an evaluation as it was shown.
pub(super) async fn keep(tx: &mut Tx, evaluation: &Evaluation) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO risk_evaluations (id, lot_id, created_at, score, level, ruleset_version, \
                       ruleset_hash, as_of, input, report) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let json = |error: serde_json::Error| sqlx::Error::Encode(error.into());
    let ruleset = RulesetId::current();
    let (input, report) = (&evaluation.input, &evaluation.report);
    let keep = Statement::new(SQL)
        .bind(new_id())
        .bind(input.case.lot.id)
        .bind(input.now)
        .bind(i64::from(report.score))
        .bind(report.level.as_str())
        .bind(ruleset.version.as_str())
        .bind(ruleset.hash)
        .bind(report.as_of)
        .bind(serde_json::to_string(input).map_err(json)?)
        .bind(serde_json::to_string(report).map_err(json)?);
    tx.later(keep).await
}

#[async_trait]
impl RiskStore for Storage {
    async fn list_surroundings(
        &self,
        lots: &[LotId],
    ) -> Result<HashMap<LotId, Surroundings>, StoreError> {
        let mut all = HashMap::new();
        for ids in lots.chunks(MOST_PLACES) {
            let sql = format!("{}{}", around!("id IN "), places(1, ids.len()));
            let sql = sqlx::AssertSqlSafe(sql);
            let rows: Vec<SurroundingsRow> = on_pool!(self.pool, |p| {
                let mut query = sqlx::query_as(sql);
                for id in ids {
                    query = query.bind(id);
                }
                query.fetch_all(p).await
            })
            .map_err(store)?;
            all.extend(rows.into_iter().map(|row| (row.id, row.into())));
        }
        Ok(all)
    }

    async fn find_last_evaluation(
        &self,
        lot: LotId,
    ) -> Result<Option<StoredEvaluation>, StoreError> {
        const SQL: &str = "SELECT id, lot_id, created_at, ruleset_version, ruleset_hash, input, report \
                           FROM risk_evaluations WHERE lot_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
        let row: Option<EvaluationRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(lot).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.map(StoredEvaluation::from))
    }

    async fn list_evaluations(
        &self,
        until: DateTime<Utc>,
        after: &str,
        limit: i64,
    ) -> Result<Vec<StoredEvaluation>, StoreError> {
        const SQL: &str = "SELECT id, lot_id, created_at, ruleset_version, ruleset_hash, input, report \
                           FROM risk_evaluations WHERE created_at <= $1 AND id > $2 ORDER BY id LIMIT $3";
        let rows: Vec<EvaluationRow> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(until)
            .bind(after)
            .bind(limit)
            .fetch_all(p)
            .await)
        .map_err(store)?;
        Ok(rows.into_iter().map(StoredEvaluation::from).collect())
    }

    async fn find_counted_until(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        const SQL: &str = "SELECT watermark FROM sync_state WHERE source = $1";
        let row: Option<(Option<DateTime<Utc>>,)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).bind(COUNTED).fetch_optional(p).await)
                .map_err(store)?;
        Ok(row.and_then(|(watermark,)| watermark))
    }

    async fn count_changed_lots(
        &self,
        since: DateTime<Utc>,
        after: Option<(DateTime<Utc>, LotId)>,
        limit: i64,
    ) -> Result<Option<(DateTime<Utc>, LotId)>, StoreError> {
        counts::count_lots(self, since, after, limit).await
    }

    async fn count_histories(&self, since: DateTime<Utc>) -> Result<usize, StoreError> {
        histories::count(self, since).await
    }

    async fn forget_evaluations(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        const SQL: &str = "DELETE FROM risk_evaluations WHERE created_at < $1 AND EXISTS (SELECT 1 FROM risk_evaluations n \
            WHERE n.lot_id = risk_evaluations.lot_id AND (n.created_at > risk_evaluations.created_at \
            OR (n.created_at = risk_evaluations.created_at AND n.id > risk_evaluations.id)))";
        self.forget(SQL, before).await
    }

    async fn save_counted_until(&self, until: DateTime<Utc>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO sync_state (source, watermark) VALUES ($1, $2) \
                           ON CONFLICT (source) DO UPDATE SET watermark = excluded.watermark";
        let mut tx = self.begin().await.map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(SQL).bind(COUNTED).bind(until).execute(c).await.map(drop))
            .map_err(store)?;
        tx.commit().await.map_err(store)
    }
}
