//! Telegram's sending limits: one message a second per chat with short bursts, twenty a minute in a
//! group, thirty a second overall.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

#[derive(Debug, Clone, Copy)]
struct Rate {
    per_second: f64,
    burst: f64,
}

const CHAT: Rate = Rate { per_second: 1.0, burst: 3.0 };
const GROUP: Rate = Rate { per_second: 20.0 / 60.0, burst: 20.0 };
const OVERALL: Rate = Rate { per_second: 30.0, burst: 30.0 };

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn full(rate: Rate, now: Instant) -> Self {
        Self { tokens: rate.burst, at: now }
    }

    /// Refills; says how long until one message fits.
    fn wait(&mut self, rate: Rate, now: Instant) -> Duration {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * rate.per_second;
        self.tokens = (self.tokens + gained).min(rate.burst);
        self.at = now;
        Duration::from_secs_f64(((1.0 - self.tokens) / rate.per_second).max(0.0))
    }
}

/// The limits of one bot.
#[derive(Debug, Default)]
pub(super) struct Flood {
    overall: Option<Bucket>,
    chats: HashMap<i64, Bucket>,
    groups: HashMap<i64, Bucket>,
}

impl Flood {
    /// Counts a message to `chat`, or says how many whole seconds to wait.
    pub(super) fn admit(&mut self, chat: i64, now: Instant) -> Result<(), u32> {
        let mut buckets = vec![
            (OVERALL, self.overall.get_or_insert_with(|| Bucket::full(OVERALL, now))),
            (CHAT, self.chats.entry(chat).or_insert_with(|| Bucket::full(CHAT, now))),
        ];
        if chat < 0 {
            let group = self.groups.entry(chat).or_insert_with(|| Bucket::full(GROUP, now));
            buckets.push((GROUP, group));
        }
        let wait = buckets.iter_mut().map(|(rate, bucket)| bucket.wait(*rate, now)).max();
        match wait.filter(|wait| !wait.is_zero()) {
            None => {
                for (_, bucket) in buckets {
                    bucket.tokens -= 1.0;
                }
                Ok(())
            }
            Some(wait) => {
                Err(u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1))
            }
        }
    }
}
