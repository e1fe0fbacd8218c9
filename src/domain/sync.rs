//! Synchronisation: passes over what changed at the source, stored page by page.
//!
//! A pass asks for `lastUpdateDate` from the watermark, with an overlap, until now. The watermark
//! moves only when every page came and every row that OWS counted was stored or set aside.

mod watch;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

pub use watch::{MOST_WATCHED, Watched};

use super::{
    announcements::Announcement,
    clock::Clock,
    error::{Error, StoreError},
    plans::PlanPoint,
    procurement::{LotKey, LotRecord, Page, Procurement, RejectedRow, SourceError, Window},
    types::PlanPointId,
};

/// Rows move between pages while a pass runs and clocks differ: each window looks back this far.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// How far the first pass looks back.
const FIRST_LOOK_BACK: TimeDelta = TimeDelta::hours(48);
/// A longer outage is caught up by `sync --full`: a window beyond this is cut, with a warning.
const LONGEST_WINDOW: TimeDelta = TimeDelta::days(7);
/// How many set-aside rows are asked for again in one pass.
const RETRIED_ROWS: i64 = 100;
/// Plan points per request, as working clients do.
const PLANS_PER_REQUEST: usize = 100;

/// The failure of a pass that got fewer rows than OWS counted.
const INCOMPLETE: &str = "incomplete";

/// What a pass goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Lots by `lastUpdateDate`.
    Lots,
    /// Announcements by `lastUpdateDate`: a moved deadline is seen here.
    Announcements,
    /// All lots, newest first, by checkpoint.
    LotsFull,
    /// The registers of unfair participants, whole.
    Rnu,
    /// What changed lately, between two passes.
    Watch,
    /// Contracts by `lastUpdateDate`.
    Contracts,
    /// Bids of what has ended.
    Bids,
    /// The register of participants, of those who sell.
    Participants,
}

impl Source {
    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lots => "lots",
            Self::Announcements => "announcements",
            Self::LotsFull => "lots_full",
            Self::Rnu => "rnu",
            Self::Watch => "watch",
            Self::Contracts => "contracts",
            Self::Bids => "bids",
            Self::Participants => "participants",
        }
    }
}

/// How far the passes over a source have come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncState {
    /// Everything changed up to here is stored.
    pub watermark: Option<DateTime<Utc>>,
    /// Where a full pass goes on.
    pub checkpoint: Option<i64>,
    /// Rows of the last pass, stored or set aside.
    pub received: Option<i64>,
    /// What OWS counted in the last pass.
    pub total: Option<i64>,
    /// When the last pass ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it did not complete.
    pub failure: Option<String>,
}

impl SyncState {
    /// Notes how a pass that began at `began` ended at `now`: the watermark moves if it is complete.
    pub(super) fn note(
        &mut self,
        began: DateTime<Utc>,
        now: DateTime<Utc>,
        outcome: &Result<PassReport, SyncError>,
    ) {
        self.finished_at = Some(now);
        self.failure = match outcome {
            Ok(report) => {
                self.received = i64::try_from(report.received).ok();
                self.total = report.total.and_then(|total| i64::try_from(total).ok());
                if report.complete {
                    self.watermark = Some(began);
                }
                (!report.complete).then(|| INCOMPLETE.to_owned())
            }
            Err(error) => Some(error.to_string()),
        };
    }

    /// Share of what OWS counted that was received in the last pass, in hundredths of a percent.
    pub fn completeness_bp(&self) -> Option<i64> {
        match (self.received, self.total) {
            (Some(_), Some(0)) => Some(10_000),
            (Some(received), Some(total)) => Some((received * 10_000 / total).min(10_000)),
            _ => None,
        }
    }
}

/// What a pass came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PassReport {
    /// Rows read.
    pub received: u64,
    /// Of these, set aside.
    pub rejected: u64,
    /// What OWS counted.
    pub total: Option<u64>,
    /// Change records written.
    pub changes: u64,
    /// Every row that OWS counted was received.
    pub complete: bool,
}

/// Where a pass writes.
#[async_trait]
pub trait SyncStore: Send + Sync {
    /// How far a source has come.
    async fn find_sync_state(&self, source: Source) -> Result<SyncState, StoreError>;
    /// Writes how far a source has come.
    async fn save_sync_state(&self, source: Source, state: &SyncState) -> Result<(), StoreError>;
    /// Stores a page of lots with announcements, plan points and change records, and sets rejected
    /// rows aside, in one transaction. With a checkpoint: moves the full pass on with it.
    async fn store_lots(
        &self,
        source: Source,
        page: &Page<LotRecord>,
        checkpoint: Option<i64>,
    ) -> Result<u64, StoreError>;
    /// Stores a page of announcements, likewise.
    async fn store_announcements(&self, page: &Page<Announcement>) -> Result<u64, StoreError>;
    /// Stores plan points.
    async fn store_plans(&self, plans: &[PlanPoint]) -> Result<(), StoreError>;
    /// Of these plan points, the ones not stored.
    async fn missing_plans(&self, ids: &[PlanPointId]) -> Result<Vec<PlanPointId>, StoreError>;
    /// Ids of set-aside lots that are worth asking for again.
    async fn list_rejected_lots(&self, limit: i64) -> Result<Vec<i64>, StoreError>;
    /// How many lots are stored.
    async fn count_lots(&self) -> Result<i64, StoreError>;
}

/// Runs passes.
#[derive(Clone)]
pub struct SyncService {
    store: Arc<dyn SyncStore>,
    source: Arc<dyn Procurement>,
    clock: Arc<dyn Clock>,
}

/// Why a pass stopped.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// OWS did not answer.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SyncError> for Error {
    fn from(error: SyncError) -> Self {
        Self::Internal(Arc::new(error))
    }
}

/// From the watermark, with an overlap, until now.
pub(super) fn window_since(source: Source, state: &SyncState, to: DateTime<Utc>) -> Window {
    let Some(watermark) = state.watermark else {
        return Window { from: to - FIRST_LOOK_BACK, to };
    };
    let (from, earliest) = (watermark - OVERLAP, to - LONGEST_WINDOW);
    if from < earliest {
        tracing::warn!(
            sync.source = source.as_str(),
            "more than seven days are to be caught up: run `zakupai sync --full`"
        );
    }
    Window { from: from.max(earliest), to }
}

impl SyncService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn SyncStore>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, source, clock }
    }

    /// Both windows: what changed of lots and of announcements since the last complete pass.
    ///
    /// # Errors
    /// Where a pass could not be carried through; what was stored stays, the watermark does not move.
    pub async fn run(&self) -> Result<[PassReport; 2], SyncError> {
        let lots = self.window_pass(Source::Lots).await?;
        let announcements = self.window_pass(Source::Announcements).await?;
        Ok([lots, announcements])
    }

    /// All lots, from the checkpoint of an earlier call that was cut short.
    ///
    /// # Errors
    /// Where it could not be carried through; the next call goes on from the checkpoint.
    pub async fn run_full(&self) -> Result<PassReport, SyncError> {
        let mut state = self.store.find_sync_state(Source::LotsFull).await?;
        let mut report = PassReport::default();
        loop {
            let page = self.source.lots_page(None, state.checkpoint).await?;
            report.count(&page);
            report.changes += self.store.store_lots(Source::LotsFull, &page, page.next).await?;
            self.fetch_missing_plans(&mut Vec::new(), &page, false).await?;
            state.checkpoint = page.next;
            if page.next.is_none() {
                break;
            }
        }
        report.complete = true;
        state = SyncState { finished_at: Some(self.clock.now()), ..SyncState::default() };
        self.store.save_sync_state(Source::LotsFull, &state).await?;
        Ok(report)
    }

    async fn window_pass(&self, source: Source) -> Result<PassReport, SyncError> {
        let mut state = self.store.find_sync_state(source).await?;
        let to = self.clock.now();
        let window = window_since(source, &state, to);
        let outcome = match source {
            Source::Announcements => self.announcements_in(window).await,
            _ => self.lots_in(window).await,
        };
        state.note(to, self.clock.now(), &outcome);
        if state.failure.as_deref() == Some(INCOMPLETE) {
            tracing::warn!(
                sync.source = source.as_str(),
                received = state.received,
                total = state.total,
                "OWS counted more rows than it gave: the watermark stays"
            );
        }
        self.store.save_sync_state(source, &state).await?;
        outcome
    }

    async fn lots_in(&self, window: Window) -> Result<PassReport, SyncError> {
        let rejected = self.store.list_rejected_lots(RETRIED_ROWS).await?;
        if !rejected.is_empty() {
            match self.source.find_lots(&LotKey::Ids(rejected)).await {
                Ok(page) => drop(self.store.store_lots(Source::Lots, &page, None).await?),
                // A row that can't even be asked for must not hold up all others.
                Err(error) => {
                    tracing::warn!(%error, "rows that were set aside could not be asked for again")
                }
            }
        }
        self.changed_lots(window).await
    }

    /// Lots changed in the window, with the plan points that OWS leaves out.
    async fn changed_lots(&self, window: Window) -> Result<PassReport, SyncError> {
        let mut report = PassReport::default();
        let mut after = None;
        let mut wanted = Vec::new();
        loop {
            let page = self.source.lots_page(Some(window), after).await?;
            report.count(&page);
            report.changes += self.store.store_lots(Source::Lots, &page, None).await?;
            self.fetch_missing_plans(&mut wanted, &page, true).await?;
            after = page.next;
            if after.is_none() {
                return Ok(report.judged());
            }
        }
    }

    async fn announcements_in(&self, window: Window) -> Result<PassReport, SyncError> {
        let mut report = PassReport::default();
        let mut after = None;
        loop {
            let page = self.source.announcements_page(window, after).await?;
            report.count(&page);
            report.changes += self.store.store_announcements(&page).await?;
            after = page.next;
            if after.is_none() {
                return Ok(report.judged());
            }
        }
    }

    /// OWS leaves the plan points out of about half of fresh lots; unit and place are there. They
    /// are collected over pages: a full request costs OWS no more than one for a single point. A pass
    /// that goes on from a checkpoint must not: what it had collected would be forgotten with it.
    async fn fetch_missing_plans(
        &self,
        wanted: &mut Vec<PlanPointId>,
        page: &Page<LotRecord>,
        collect: bool,
    ) -> Result<(), SyncError> {
        let bare = page.rows.iter().filter(|record| record.plans.is_empty());
        let ids: Vec<PlanPointId> =
            bare.filter_map(|record| record.lot.plan_point_ids.first().copied()).collect();
        wanted.extend(self.store.missing_plans(&ids).await?);
        let all = !collect || page.next.is_none();
        while wanted.len() >= PLANS_PER_REQUEST || (all && !wanted.is_empty()) {
            let rest = wanted.split_off(wanted.len().min(PLANS_PER_REQUEST));
            let ids = std::mem::replace(wanted, rest);
            let plans = self.source.find_plans(&ids).await?;
            self.store.store_plans(&plans).await?;
        }
        Ok(())
    }
}

impl PassReport {
    pub(super) fn count<T>(&mut self, page: &Page<T>) {
        self.received += (page.rows.len() + page.rejected.len()) as u64;
        self.rejected += page.rejected.len() as u64;
        // The first page's count: rows that change during the pass leave the window.
        self.total = self.total.or(page.total);
    }

    pub(super) fn judged(mut self) -> Self {
        self.complete = self.total.is_none_or(|total| self.received >= total);
        self
    }
}

/// Key under which a rejected row is set aside: its id, else a stable name of the reason.
pub fn rejected_key(row: &RejectedRow) -> String {
    row.id.map_or_else(|| format!("?{}", row.reason), |id| id.to_string())
}

/// How long the stored copy counts as fresh: two passes, and not under half an hour.
pub fn freshness_limit(sync_interval: Duration) -> TimeDelta {
    let two_passes = TimeDelta::from_std(sync_interval * 2).unwrap_or(TimeDelta::MAX);
    two_passes.max(TimeDelta::minutes(30))
}
