//! A clock that starts where a test says, runs as time does, and can be moved.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use chrono::{DateTime, TimeDelta, Utc};
use zakupai::domain::clock::Clock;

#[derive(Clone)]
pub struct RunningClock {
    start: DateTime<Utc>,
    since: Instant,
    moved: Arc<AtomicI64>,
}

impl RunningClock {
    pub fn from(start: DateTime<Utc>) -> Self {
        Self { start, since: Instant::now(), moved: Arc::default() }
    }

    pub fn advance(&self, step: TimeDelta) {
        self.moved.fetch_add(step.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for RunningClock {
    fn now(&self) -> DateTime<Utc> {
        let moved = TimeDelta::milliseconds(self.moved.load(Ordering::SeqCst));
        self.start + moved + TimeDelta::from_std(self.since.elapsed()).unwrap()
    }
}
