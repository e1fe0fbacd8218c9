//! Evaluates a lot by its card, and keeps the counts that the card is read with.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Case, Evaluation, RulesetId, StoredEvaluation, Surroundings};
use crate::domain::{
    clock::Clock,
    error::{Error, StoreError},
    lots::{LotService, LotView},
    types::LotId,
};

/// Lots counted in one transaction.
const PAGE: i64 = 500;
/// A lot may be committed, or given its plan point, this long after the moment it bears.
const OVERLAP: TimeDelta = TimeDelta::hours(2);

/// Where evaluations and what is counted around lots are kept.
#[async_trait]
pub trait RiskStore: Send + Sync {
    /// What was counted around these lots; those that are not stored are left out.
    async fn list_surroundings(
        &self,
        lots: &[LotId],
    ) -> Result<HashMap<LotId, Surroundings>, StoreError>;
    /// The newest evaluation of a lot.
    async fn find_last_evaluation(
        &self,
        lot: LotId,
    ) -> Result<Option<StoredEvaluation>, StoreError>;
    /// Evaluations not later than a moment, by id, those after `after`.
    async fn list_evaluations(
        &self,
        until: DateTime<Utc>,
        after: &str,
        limit: i64,
    ) -> Result<Vec<StoredEvaluation>, StoreError>;
    /// Up to which moment changes of lots are counted.
    async fn find_counted_until(&self) -> Result<Option<DateTime<Utc>>, StoreError>;
    /// Counts lots that changed since a moment, those after `after`; with what they touch, in one
    /// transaction. Gives where the next page begins; none at the end.
    async fn count_changed_lots(
        &self,
        since: DateTime<Utc>,
        after: Option<(DateTime<Utc>, LotId)>,
        limit: i64,
    ) -> Result<Option<(DateTime<Utc>, LotId)>, StoreError>;
    /// Counts anew what contracts and bids that were read since then say of their customers and codes;
    /// gives of how many.
    async fn count_histories(&self, since: DateTime<Utc>) -> Result<usize, StoreError>;
    /// Drops evaluations made before that moment, but not the newest of a lot, which open messages page
    /// through; gives how many.
    async fn forget_evaluations(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
    /// Remembers up to which moment changes of lots are counted.
    async fn save_counted_until(&self, until: DateTime<Utc>) -> Result<(), StoreError>;
}

/// Evaluates lots.
#[derive(Clone)]
pub struct RiskService {
    store: Arc<dyn RiskStore>,
    lots: LotService,
    clock: Arc<dyn Clock>,
}

impl RiskService {
    /// A service over its ports.
    pub fn new(store: Arc<dyn RiskStore>, lots: LotService, clock: Arc<dyn Clock>) -> Self {
        Self { store, lots, clock }
    }

    /// Evaluates a lot now, with the card it was made from.
    ///
    /// # Errors
    /// As [`LotService::view`].
    pub async fn of_lot(&self, id: LotId) -> Result<(LotView, Evaluation), Error> {
        let view = self.lots.view(id).await?;
        let evaluation = Evaluation::of(Case::of(&view), self.clock.now());
        Ok((view, evaluation))
    }

    /// The evaluation that was shown last, so that its pages belong together; anew where there is
    /// none, or other rules made it.
    ///
    /// # Errors
    /// As [`Self::of_lot`].
    pub async fn last(&self, id: LotId) -> Result<Evaluation, Error> {
        let stored = self.store.find_last_evaluation(id).await?;
        let current = stored
            .filter(|it| it.hash == RulesetId::current().hash)
            .and_then(|stored| stored.read());
        match current {
            Some(evaluation) => Ok(evaluation),
            None => Ok(self.of_lot(id).await?.1),
        }
    }

    /// Counts what changed since the last time; gives how many pages that took.
    ///
    /// # Errors
    /// Where storage fails; what was counted stays, and the next time begins where this one did.
    pub async fn count(&self) -> Result<usize, StoreError> {
        let begun = self.clock.now();
        let until = self.store.find_counted_until().await?;
        let since = until.map_or(DateTime::UNIX_EPOCH, |until| until - OVERLAP);
        let (mut after, mut pages) = (None, 0);
        loop {
            after = self.store.count_changed_lots(since, after, PAGE).await?;
            pages += 1;
            if after.is_none() {
                break;
            }
        }
        self.store.count_histories(since).await?;
        self.store.save_counted_until(begun).await?;
        Ok(pages)
    }
}
