//! What a saved search would have brought: it is held against the lots of the last weeks before it is
//! saved, so that nobody learns by a flood that it was too wide, or by silence that it was too narrow.

use chrono::{DateTime, TimeDelta, Utc};

use super::SubscriptionService;
use crate::domain::{
    error::Error,
    lots::Lot,
    saved_search::{LotText, SearchFilter},
    types::LotId,
};

/// How far back a search is replayed.
const SPAN: TimeDelta = TimeDelta::days(30);
/// Lots read at once.
const PAGE: i64 = 1_000;
/// Lots held against a search at most: somebody waits for the answer.
const MOST_LOTS: i64 = 20_000;
/// Lots that are shown.
const EXAMPLES: usize = 3;

/// What a search would have brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replay {
    /// How many lots.
    pub found: i64,
    /// Within how many days: fewer than asked for where storage does not reach back so far, or
    /// holds more lots than are looked through.
    pub days: i64,
    /// The newest of them.
    pub examples: Vec<Lot>,
}

impl Replay {
    /// How many a week, rounded; none where less than a week is known, which says nothing of one.
    pub fn weekly(&self) -> Option<i64> {
        (self.days >= 7).then(|| (self.found * 7 + self.days / 2) / self.days)
    }
}

impl SubscriptionService {
    /// Replays a search over the lots that were first seen in the last 30 days.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn replay(&self, filter: &SearchFilter) -> Result<Replay, Error> {
        let now = self.clock.now();
        let since = now - SPAN;
        let mut replay = Replay::default();
        let (mut before, mut looked_at): (Option<LotId>, i64) = (None, 0);
        let mut oldest: Option<DateTime<Utc>> = None;
        while looked_at < MOST_LOTS {
            let page = self.store.list_recent_lots(since, before, PAGE).await?;
            let known = self.store.list_around(&page.lots).await?;
            for lot in &page.lots {
                let (announcement, plan) = known.of(lot);
                if !lot.is_deleted && filter.matches(&LotText::of(lot, announcement, plan)) {
                    replay.found += 1;
                    if replay.examples.len() < EXAMPLES {
                        replay.examples.push(lot.clone());
                    }
                }
            }
            looked_at += page.lots.len() as i64;
            oldest = oldest.into_iter().chain(page.oldest).min();
            before = page.lots.last().map(|lot| lot.id);
            if (page.lots.len() as i64) < PAGE {
                break;
            }
        }
        let span = oldest.map_or(TimeDelta::zero(), |oldest| now - oldest);
        replay.days = (span + TimeDelta::hours(12)).num_days().clamp(1, SPAN.num_days());
        Ok(replay)
    }
}
