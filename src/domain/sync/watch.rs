//! Watching: between two passes, what changed in the last minutes and what somebody follows is asked
//! for, so that a change reaches its followers within a look and not within a pass.
//!
//! The window brings what is new: lots of a customer, of a search, further attempts. By id is asked
//! too, since nobody knows whether `lastUpdateDate` of a lot moves with its announcement's term.

use chrono::{DateTime, TimeDelta, Utc};

use super::{PassReport, Source, SyncError, SyncService, SyncState};
use crate::domain::{
    procurement::{LotKey, Window},
    types::{LotId, PlanPointId},
};

/// Each window looks back over the one before by this much.
const OVERLAP: TimeDelta = TimeDelta::minutes(2);
/// How far the first look goes back.
const FIRST_LOOK_BACK: TimeDelta = TimeDelta::minutes(15);
/// A longer gap is left to the pass, which has its own watermark.
const LONGEST_WINDOW: TimeDelta = TimeDelta::hours(1);
/// Lots and plan points asked for in one look; more take turns.
pub const MOST_WATCHED: i64 = 2_000;
/// Ids in one request.
const IDS_AT_ONCE: usize = 200;

/// What somebody follows, the longest not asked for first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watched {
    /// Lots that are not over; of a followed announcement one lot, which brings it along.
    pub lots: Vec<LotId>,
    /// Root records of plan points.
    pub plans: Vec<PlanPointId>,
}

impl SyncService {
    /// Looks at what changed lately and at what is followed. The passes' watermarks stay.
    ///
    /// # Errors
    /// Where OWS or storage fails; what was stored stays, the next look goes back far enough.
    pub async fn watch(&self, watched: &Watched) -> Result<(), SyncError> {
        let mut state = self.store.find_sync_state(Source::Watch).await?;
        let began = self.clock.now();
        let outcome = self.look(watched, &state, began).await;
        state.note(began, self.clock.now(), &outcome);
        self.store.save_sync_state(Source::Watch, &state).await?;
        outcome.map(drop)
    }

    async fn look(
        &self,
        watched: &Watched,
        state: &SyncState,
        now: DateTime<Utc>,
    ) -> Result<PassReport, SyncError> {
        let from = state.watermark.map_or(now - FIRST_LOOK_BACK, |last| last - OVERLAP);
        let window = Window { from: from.max(now - LONGEST_WINDOW), to: now };
        let lots = self.changed_lots(window).await?;
        let announcements = self.announcements_in(window).await?;
        for ids in watched.lots.chunks(IDS_AT_ONCE) {
            let page = self.source.find_lots(&LotKey::Ids(ids.to_vec())).await?;
            self.store.store_lots(Source::Lots, &page, None).await?;
        }
        let plans = self.source.find_plan_records(&watched.plans).await?;
        self.store.store_plans(&plans).await?;
        Ok(PassReport {
            received: lots.received + announcements.received,
            rejected: lots.rejected + announcements.rejected,
            total: lots.total.zip(announcements.total).map(|(lots, rest)| lots + rest),
            changes: lots.changes + announcements.changes,
            complete: lots.complete && announcements.complete,
        })
    }
}
