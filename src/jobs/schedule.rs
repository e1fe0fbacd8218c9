//! The timetable: every job and its period on one screen. A slot runs once, whichever replica wakes
//! up for it first; a slot whose job still runs is skipped.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Job;
use crate::domain::{Services, rnu::RnuPace};

/// The timetable is looked at this often.
const LOOK: Duration = Duration::from_secs(1);

/// A job and how often it runs.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    job: Job,
    period: Duration,
    /// The slot under way at the start is taken at once, if nobody has; else the next is waited for.
    at_start: bool,
}

/// The timetable of a bot with access to OWS, by `SYNC_INTERVAL` and `WATCH_INTERVAL`, or without.
pub fn timetable(intervals: Option<(Duration, Duration)>) -> Vec<Entry> {
    let mut timetable = Vec::new();
    if let Some((sync, watch)) = intervals {
        let pace = RnuPace::of(watch);
        timetable.extend([
            Entry { job: Job::SyncLots, period: sync, at_start: true },
            Entry { job: Job::SweepRnu, period: pace.sweep, at_start: true },
            // The sweep at the start sees more than a look would.
            Entry { job: Job::LookAtRnu, period: pace.look, at_start: false },
            Entry { job: Job::Watch, period: watch, at_start: true },
            // Nobody waits for history: the first pass leaves OWS to lots and registers.
            Entry { job: Job::Contracts, period: sync, at_start: false },
        ]);
    }
    let (minute, hour) = (Duration::from_secs(60), Duration::from_secs(3_600));
    timetable.extend([
        // What waits for its hour needs no OWS: it is stored.
        Entry {
            job: Job::Hours,
            period: intervals.map_or(minute, |(_sync, watch)| watch),
            at_start: false,
        },
        // A pass counts what it brought; this counts what `zakupai sync --full` brings.
        Entry { job: Job::CountRisk, period: hour, at_start: true },
        Entry { job: Job::HotLots, period: 15 * minute, at_start: true },
        Entry { job: Job::Heartbeat, period: minute, at_start: true },
        Entry { job: Job::Cleanup, period: hour, at_start: true },
    ]);
    timetable
}

/// Puts jobs on the queue as their slots come, until told to stop.
pub async fn keep(services: Services, timetable: Vec<Entry>, stop: CancellationToken) {
    let slot = |entry: &Entry| {
        let period = i64::try_from(entry.period.as_millis()).unwrap_or(i64::MAX).max(1);
        services.clock.now().timestamp_millis() / period
    };
    let mut last: Vec<Option<i64>> =
        timetable.iter().map(|entry| (!entry.at_start).then(|| slot(entry))).collect();
    while !stop.is_cancelled() {
        for (entry, last) in timetable.iter().zip(&mut last) {
            let slot = slot(entry);
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
