//! The timetable: every job and its period on one screen. A slot runs once, whichever replica wakes
//! up for it first; a slot whose job still runs is skipped.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Job;
use crate::domain::Services;

/// The timetable is looked at this often.
const LOOK: Duration = Duration::from_secs(1);

/// A job and how often it runs.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    job: Job,
    period: Duration,
}

/// The timetable of a bot with access to OWS, and the periods of its passes and looks; or without.
pub fn timetable(source: Option<(Duration, Duration)>) -> Vec<Entry> {
    let cleanup = Entry { job: Job::Cleanup, period: Duration::from_secs(3_600) };
    let Some((sync, watch)) = source else { return vec![cleanup] };
    vec![
        Entry { job: Job::SyncLots, period: sync },
        Entry { job: Job::Watch, period: watch },
        cleanup,
    ]
}

/// Puts jobs on the queue as their slots come, until told to stop. The slot under way at the start
/// is taken at once, if nobody has.
pub async fn keep(services: Services, timetable: Vec<Entry>, stop: CancellationToken) {
    let mut last: Vec<Option<i64>> = vec![None; timetable.len()];
    while !stop.is_cancelled() {
        let now = services.clock.now().timestamp_millis();
        for (entry, last) in timetable.iter().zip(&mut last) {
            let period = i64::try_from(entry.period.as_millis()).unwrap_or(i64::MAX).max(1);
            let slot = now / period;
            if *last == Some(slot) {
                continue;
            }
            match services.store.enqueue_slot(entry.job.name(), slot).await {
                Ok(_ours) => *last = Some(slot),
                Err(error) => tracing::error!(%error, "the timetable can't be kept"),
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}
