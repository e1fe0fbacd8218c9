//! Whether a source is up: a pure function of what its passes came to. It turns only on evidence
//! that lasts, so that a source that flaps is told of where it came to rest, and a clock that jumps,
//! or a night with the bot switched off, is not taken for an outage.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::sync::SyncState;

/// So long passes must come complete, without one that fails, before the source is up again.
const PROBATION: TimeDelta = TimeDelta::minutes(5);

/// How a source does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// Passes come to an end.
    Ok,
    /// They have not for too long.
    Down,
}

impl SourceState {
    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Down => "down",
        }
    }

    /// Reads it back; what is not known is as good as up.
    pub fn named(name: &str) -> Self {
        if name == "down" { Self::Down } else { Self::Ok }
    }
}

/// The state of a source, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// How it does.
    pub state: SourceState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The first sign of the other state that nothing has contradicted since.
    pub turning_at: Option<DateTime<Utc>>,
    /// The last complete pass.
    pub complete_at: Option<DateTime<Utc>>,
    /// The last pass that failed.
    pub failed_at: Option<DateTime<Utc>>,
    /// Grows with every write; 0 before the first.
    pub version: i64,
}

/// What the stored states of passes say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// The last complete pass.
    pub complete_at: Option<DateTime<Utc>>,
    /// The last pass that failed, where no later one of its kind came to an end.
    pub failed_at: Option<DateTime<Utc>>,
}

/// What followers are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceNews {
    /// Notices may be late.
    Down {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// They come in time again.
    Up {
        /// Since when they may have been late.
        since: DateTime<Utc>,
        /// Until when.
        until: DateTime<Utc>,
    },
}

impl SourceNews {
    /// What the key of each message begins with; the chat follows. Both ends of an outage are named
    /// by its beginning.
    pub fn key(&self) -> String {
        match self {
            Self::Down { since } => format!("source:down:{}:", since.timestamp()),
            Self::Up { since, .. } => format!("source:up:{}:", since.timestamp()),
        }
    }
}

impl Seen {
    /// Reads the passes: over lots and announcements, which are complete together, and the look at
    /// what is followed, which is complete by itself.
    pub fn of(lots: &SyncState, announcements: &SyncState, watch: &SyncState) -> Self {
        let complete = |state: &SyncState| {
            state.watermark.max(state.finished_at.filter(|_| state.failure.is_none()))
        };
        let failed = |state: &SyncState| state.finished_at.filter(|_| state.failure.is_some());
        Self {
            complete_at: complete(lots).min(complete(announcements)).max(complete(watch)),
            failed_at: failed(lots).max(failed(announcements)).max(failed(watch)),
        }
    }
}

impl SourceHealth {
    /// Before anything was seen.
    pub fn unseen(now: DateTime<Utc>) -> Self {
        Self {
            state: SourceState::Ok,
            since: now,
            turning_at: None,
            complete_at: None,
            failed_at: None,
            version: 0,
        }
    }

    /// The state after what was seen, and what is to be told. Down is what has failed, from the
    /// first failure after a complete pass to the last, for `patience`.
    #[must_use]
    pub fn judged(&self, seen: Seen, patience: TimeDelta) -> (Self, Option<SourceNews>) {
        let mut next = Self {
            complete_at: self.complete_at.max(seen.complete_at),
            failed_at: self.failed_at.max(seen.failed_at),
            ..self.clone()
        };
        let (for_it, against, patience) = match self.state {
            SourceState::Ok => (next.complete_at, next.failed_at, patience),
            SourceState::Down => (next.failed_at, next.complete_at, PROBATION),
        };
        let Some(last) = against.filter(|_| against > for_it) else {
            next.turning_at = None;
            return (next, None);
        };
        // What contradicted the first sign meanwhile makes the latest the first.
        let first = self.turning_at.filter(|at| for_it < Some(*at)).unwrap_or(last);
        next.turning_at = Some(first);
        if last - first < patience {
            return (next, None);
        }
        next.turning_at = None;
        next.since = first;
        let news = match self.state {
            SourceState::Ok => {
                next.state = SourceState::Down;
                SourceNews::Down { since: first }
            }
            SourceState::Down => {
                next.state = SourceState::Ok;
                SourceNews::Up { since: self.since, until: first }
            }
        };
        (next, Some(news))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: TimeDelta = TimeDelta::minutes(15);

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    /// Passes by minute, complete or not; what is told, by minute.
    fn told(passes: &[(i64, bool)]) -> Vec<(i64, SourceNews)> {
        let mut health = SourceHealth::unseen(at(0));
        let mut all = Vec::new();
        for (minute, complete) in passes {
            let seen = match complete {
                true => Seen { complete_at: Some(at(*minute)), ..Seen::default() },
                false => Seen { failed_at: Some(at(*minute)), ..Seen::default() },
            };
            let (next, news) = health.judged(seen, LIMIT);
            all.extend(news.map(|news| (*minute, news)));
            health = next;
        }
        all
    }

    fn minutes(from: i64, to: i64, complete: bool) -> Vec<(i64, bool)> {
        (from..=to).map(|minute| (minute, complete)).collect()
    }

    #[test]
    fn an_outage_is_told_when_it_lasts_and_when_it_is_surely_over() {
        let passes = [minutes(1, 9, true), minutes(10, 60, false), minutes(61, 90, true)].concat();
        assert_eq!(
            told(&passes),
            [
                (25, SourceNews::Down { since: at(10) }),
                (66, SourceNews::Up { since: at(10), until: at(61) }),
            ]
        );
    }

    #[test]
    fn a_source_that_flaps_is_told_only_where_it_comes_to_rest() {
        let flaps: Vec<_> = (10..120).map(|minute| (minute, minute % 10 == 0)).collect();
        assert_eq!(told(&flaps), [], "each ten minutes something came");
        // Down, and then a complete pass now and then.
        let passes = [minutes(1, 30, false), flaps.iter().map(|it| (it.0 + 30, it.1)).collect()];
        assert_eq!(told(&passes.concat()), [(16, SourceNews::Down { since: at(1) })]);
    }

    #[test]
    fn one_failure_is_no_outage_however_far_the_clock_jumps() {
        assert_eq!(told(&[(1, true), (2, false)]), []);
        assert_eq!(told(&[(1, true), (2, false), (9_999, true), (10_000, false)]), []);
        let (health, _) = SourceHealth::unseen(at(0))
            .judged(Seen { failed_at: Some(at(1)), ..Seen::default() }, LIMIT);
        // Looked at again without a new pass: the same.
        let (again, news) = health.judged(Seen::default(), LIMIT);
        assert_eq!((again, news), (health, None));
    }

    #[test]
    fn the_two_windows_are_complete_together_and_the_watch_by_itself() {
        let state = |minute, failure: Option<&str>| SyncState {
            finished_at: Some(at(minute)),
            failure: failure.map(ToOwned::to_owned),
            ..SyncState::default()
        };
        let none = SyncState::default();
        let seen = Seen::of(&state(5, None), &none, &none);
        assert_eq!(seen, Seen::default(), "announcements were never read");
        let seen = Seen::of(&state(5, None), &state(6, None), &state(9, Some("no")));
        assert_eq!(seen, Seen { complete_at: Some(at(5)), failed_at: Some(at(9)) });
        let seen = Seen::of(&state(5, Some("incomplete")), &state(6, None), &state(4, None));
        assert_eq!(seen, Seen { complete_at: Some(at(4)), failed_at: Some(at(5)) });
    }

    proptest! {
        #[test]
        fn down_and_up_are_told_in_turns(passes in proptest::collection::vec(any::<bool>(), 0..200)) {
            let passes: Vec<_> = (0_i64..).step_by(3).zip(passes).collect();
            let mut is_down = false;
            for (_, news) in told(&passes) {
                prop_assert_eq!(matches!(news, SourceNews::Up { .. }), is_down);
                is_down = !is_down;
            }
        }
    }
}
