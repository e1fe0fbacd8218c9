//! How much one key may ask: as much at once as in a whole span, then at that pace. Counted by each
//! replica for itself.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::config::Rate;

/// What keys have left. Only keys that were made by us are counted, so there are few.
#[derive(Debug)]
pub(super) struct Limits {
    rate: Rate,
    left: Mutex<HashMap<String, Left>>,
}

#[derive(Debug, Clone, Copy)]
struct Left {
    requests: f64,
    at: Instant,
}

impl Limits {
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, left: Mutex::default() }
    }

    /// Takes what a request costs from what the key has left; how long to wait where that is too little.
    pub(super) fn take(&self, key: &str, cost: u32) -> Result<(), Duration> {
        let most = f64::from(self.rate.count);
        // What costs more than the whole span allows takes the whole span.
        let cost = f64::from(cost).min(most);
        let pace = most / self.rate.within.as_secs_f64();
        let now = Instant::now();
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.entry(key.to_owned()).or_insert(Left { requests: most, at: now });
        let since = now.duration_since(left.at).as_secs_f64();
        *left = Left { requests: since.mul_add(pace, left.requests).min(most), at: now };
        if left.requests < cost {
            return Err(Duration::from_secs_f64((cost - left.requests) / pace));
        }
        left.requests -= cost;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_key_that_asks_too_much_is_told_when_to_come_back_and_hinders_no_other() {
        let limits = Limits::new(Rate { count: 60, within: Duration::from_secs(60) });
        for _ in 0..60 {
            assert_eq!(limits.take("one", 1), Ok(()));
        }
        assert_eq!(limits.take("one", 1), Err(Duration::from_secs(1)));
        assert_eq!(limits.take("other", 1), Ok(()));
        advance(Duration::from_secs(1)).await;
        assert_eq!(limits.take("one", 1), Ok(()));
        assert!(limits.take("one", 1).is_err());
        advance(Duration::from_secs(3_600)).await;
        assert_eq!(limits.take("one", 1_000), Ok(()), "a large one takes all there is");
        assert_eq!(limits.take("one", 1_000), Err(Duration::from_secs(60)));
    }
}
