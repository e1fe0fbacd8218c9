//! How fast a host is called: a rate that creeps up while all is well and halves when the host
//! complains. OWS declares no limit; others were served at 6.5 to 20 calls a second.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep};

/// The slowest it gets, in calls a second.
const FLOOR: f64 = 0.5;
/// The fastest it gets, in calls a second.
const CEILING: f64 = 20.0;
/// What one good answer adds, in calls a second.
const STEP: f64 = 0.1;
/// Calls kept back for people: work in the background leaves these to whoever waits for an answer.
const RESERVE: f64 = 3.0;

/// Who is calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// A person waits for the answer.
    Live,
    /// Work in the background.
    Background,
}

/// The limiter of one host.
#[derive(Debug)]
pub struct Limiter {
    inner: Mutex<Inner>,
    // Background calls queue here, one waits at a time; live ones pass by.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Inner {
    rate: f64,
    tokens: f64,
    filled_at: Instant,
}

impl Limiter {
    /// A limiter that starts at `per_second` calls, kept between 0.5 and 20.
    pub fn new(per_second: f64) -> Self {
        // NaN, too, is made a rate.
        let rate = if per_second.is_nan() { FLOOR } else { per_second.clamp(FLOOR, CEILING) };
        let inner = Inner { rate, tokens: 1.0 + RESERVE, filled_at: Instant::now() };
        Self { inner: Mutex::new(inner), turn: tokio::sync::Mutex::new(()) }
    }

    /// Waits until a call may be made.
    pub async fn wait(&self, urgency: Urgency) {
        let (_turn, needed) = match urgency {
            Urgency::Live => (None, 1.0),
            Urgency::Background => (Some(self.turn.lock().await), 1.0 + RESERVE),
        };
        while let Some(pause) = self.take(needed) {
            sleep(pause).await;
        }
    }

    /// The host answered well.
    pub fn speed_up(&self) {
        let mut inner = self.lock();
        inner.rate = (inner.rate + STEP).min(CEILING);
    }

    /// The host asked to slow down, or could not cope.
    pub fn slow_down(&self) {
        let mut inner = self.lock();
        inner.refill();
        inner.rate = (inner.rate / 2.0).max(FLOOR);
    }

    /// Calls a second at present.
    pub fn rate(&self) -> f64 {
        self.lock().rate
    }

    /// Takes one token if there are `needed`, else tells how long to wait for them.
    fn take(&self, needed: f64) -> Option<Duration> {
        let mut inner = self.lock();
        inner.refill();
        if inner.tokens >= needed {
            inner.tokens -= 1.0;
            return None;
        }
        // A millisecond more, so that rounding does not wake us just before the token is there.
        let wait = Duration::from_secs_f64((needed - inner.tokens) / inner.rate);
        Some(wait + Duration::from_millis(1))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn refill(&mut self) {
        let now = Instant::now();
        let passed = now.duration_since(self.filled_at).as_secs_f64();
        self.tokens = passed.mul_add(self.rate, self.tokens).min(1.0 + RESERVE);
        self.filled_at = now;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn background_calls_are_spaced_by_the_rate() {
        let limiter = Limiter::new(10.0);
        let start = Instant::now();
        for _ in 0..11 {
            limiter.wait(Urgency::Background).await;
        }
        let took = start.elapsed();
        assert!(
            (Duration::from_millis(990)..Duration::from_millis(1100)).contains(&took),
            "{took:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_person_passes_the_queue_of_background_calls() {
        let limiter = Arc::new(Limiter::new(0.5));
        for _ in 0..20 {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move { limiter.wait(Urgency::Background).await });
        }
        tokio::task::yield_now().await;
        let start = Instant::now();
        for _ in 0..3 {
            limiter.wait(Urgency::Live).await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_creeps_up_halves_on_complaint_and_stays_in_bounds() {
        let limiter = Limiter::new(10.0);
        limiter.speed_up();
        assert!((limiter.rate() - 10.1).abs() < 1e-9);
        limiter.slow_down();
        assert!((limiter.rate() - 5.05).abs() < 1e-9);
        for _ in 0..20 {
            limiter.slow_down();
        }
        assert!((limiter.rate() - 0.5).abs() < 1e-9);
        for _ in 0..1000 {
            limiter.speed_up();
        }
        assert!((limiter.rate() - 20.0).abs() < 1e-9);
        assert!(Limiter::new(f64::NAN).rate() >= 0.5);
    }
}
