//! A circuit breaker: after some failures in a row a host is left alone for a while, so that its
//! outage costs people a quick "try later" and not a timeout each.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use metrics::gauge;
use tokio::time::Instant;
use tracing::{info, warn};

/// Whether calls go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// They do.
    Closed,
    /// One is out on trial; the others are refused until it is back.
    HalfOpen,
    /// None does.
    Open,
}

/// The breaker of one host.
#[derive(Debug)]
pub struct Breaker {
    host: String,
    allowed_failures: u32,
    pause: Duration,
    inner: Mutex<Inner>,
}

#[derive(Debug, Clone, Copy)]
enum Inner {
    Closed { failures: u32 },
    Open { until: Instant },
    HalfOpen,
}

/// The call is refused, since the breaker is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

impl Breaker {
    /// A closed breaker that opens for `pause` after `allowed_failures` in a row.
    pub fn new(host: impl Into<String>, allowed_failures: u32, pause: Duration) -> Self {
        let breaker = Self {
            host: host.into(),
            allowed_failures: allowed_failures.max(1),
            pause,
            inner: Mutex::new(Inner::Closed { failures: 0 }),
        };
        breaker.show(BreakerState::Closed);
        breaker
    }

    /// Whether calls go through.
    pub fn state(&self) -> BreakerState {
        match *self.lock() {
            Inner::Closed { .. } => BreakerState::Closed,
            Inner::Open { .. } => BreakerState::Open,
            Inner::HalfOpen => BreakerState::HalfOpen,
        }
    }

    /// True where [`Self::enter`] would refuse now.
    pub fn refuses(&self) -> bool {
        match *self.lock() {
            Inner::Closed { .. } => false,
            Inner::Open { until } => Instant::now() < until,
            Inner::HalfOpen => true,
        }
    }

    /// Lets a call through.
    ///
    /// # Errors
    /// When the host is being left alone, or its one trial call is still out.
    pub fn enter(&self) -> Result<Permit<'_>, Refused> {
        let mut inner = self.lock();
        let trial = match *inner {
            Inner::Closed { .. } => false,
            Inner::Open { until } if Instant::now() >= until => {
                *inner = Inner::HalfOpen;
                self.show(BreakerState::HalfOpen);
                true
            }
            Inner::Open { .. } | Inner::HalfOpen => return Err(Refused),
        };
        Ok(Permit { breaker: self, trial, told: false })
    }

    fn tell(&self, trial: bool, verdict: Verdict) {
        let mut inner = self.lock();
        let next = match (*inner, verdict) {
            (Inner::Closed { .. }, Verdict::Well) => Inner::Closed { failures: 0 },
            (Inner::Closed { failures }, Verdict::Unwell)
                if failures + 1 < self.allowed_failures =>
            {
                Inner::Closed { failures: failures + 1 }
            }
            (Inner::Closed { .. }, Verdict::Unwell) => {
                warn!(host = %self.host, "`{}` keeps failing and is left alone for a while", self.host);
                self.show(BreakerState::Open);
                Inner::Open { until: Instant::now() + self.pause }
            }
            (Inner::HalfOpen, Verdict::Well) if trial => {
                info!(host = %self.host, "`{}` answers again", self.host);
                self.show(BreakerState::Closed);
                Inner::Closed { failures: 0 }
            }
            (Inner::HalfOpen, Verdict::Unwell) if trial => {
                self.show(BreakerState::Open);
                Inner::Open { until: Instant::now() + self.pause }
            }
            // A trial that was called off says nothing: the next call is the trial.
            (Inner::HalfOpen, Verdict::Unknown) if trial => {
                self.show(BreakerState::Open);
                Inner::Open { until: Instant::now() }
            }
            // What set out before the breaker opened is old news.
            (unchanged, _) => unchanged,
        };
        *inner = next;
    }

    fn show(&self, state: BreakerState) {
        let value = match state {
            BreakerState::Closed => 0.0,
            BreakerState::HalfOpen => 1.0,
            BreakerState::Open => 2.0,
        };
        gauge!("circuit_breaker_state", "host" => self.host.clone()).set(value);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Well,
    Unwell,
    Unknown,
}

/// A call that was let through. Dropped without a verdict it counts neither way.
#[derive(Debug)]
#[must_use = "the breaker learns only from a verdict"]
pub struct Permit<'a> {
    breaker: &'a Breaker,
    trial: bool,
    told: bool,
}

impl Permit<'_> {
    /// The host answered, be it with a refusal.
    pub fn well(mut self) {
        self.told = true;
        self.breaker.tell(self.trial, Verdict::Well);
    }

    /// The host is down, slow or talks nonsense.
    pub fn unwell(mut self) {
        self.told = true;
        self.breaker.tell(self.trial, Verdict::Unwell);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.breaker.tell(self.trial, Verdict::Unknown);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn broken() -> Breaker {
        let breaker = Breaker::new("ows", 5, Duration::from_secs(30));
        for _ in 0..5 {
            breaker.enter().unwrap().unwell();
        }
        breaker
    }

    #[tokio::test(start_paused = true)]
    async fn five_failures_in_a_row_open_it_for_half_a_minute() {
        let breaker = Breaker::new("ows", 5, Duration::from_secs(30));
        for _ in 0..4 {
            breaker.enter().unwrap().unwell();
        }
        breaker.enter().unwrap().well();
        for _ in 0..4 {
            breaker.enter().unwrap().unwell();
        }
        assert_eq!(breaker.state(), BreakerState::Closed);
        breaker.enter().unwrap().unwell();
        assert_eq!(breaker.state(), BreakerState::Open);
        advance(Duration::from_secs(29)).await;
        assert!(breaker.enter().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn one_trial_call_decides_what_comes_next() {
        let breaker = broken();
        advance(Duration::from_secs(30)).await;
        let trial = breaker.enter().unwrap();
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        assert!(breaker.enter().is_err());
        trial.unwell();
        assert!(breaker.enter().is_err());
        advance(Duration::from_secs(30)).await;
        breaker.enter().unwrap().well();
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn a_trial_that_was_called_off_leaves_room_for_the_next() {
        let breaker = broken();
        advance(Duration::from_secs(30)).await;
        drop(breaker.enter().unwrap());
        breaker.enter().unwrap().well();
        assert_eq!(breaker.state(), BreakerState::Closed);
    }
}
