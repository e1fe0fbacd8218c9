//! The load: people who write at an even pace, and what is read from the answers' delays.

use std::time::{Duration, Instant};

use crate::demo::telegram::{LocalTelegram, Person};

/// First id of the people who write.
const FIRST: i64 = 500_000_000;
/// The answers are counted this often.
const LOOK: Duration = Duration::from_millis(5);

/// So many people, each in a private chat.
pub(super) fn people(count: usize) -> Vec<Person> {
    (FIRST..).take(count).map(|id| Person::new(id, "ru")).collect()
}

/// `count` messages in turn from everybody, `per_second` of them; gives how far behind the clock
/// this side was at worst, which tells whether the load was what it says.
pub(super) async fn write(
    telegram: &LocalTelegram,
    people: &[Person],
    per_second: u32,
    count: usize,
    text: &str,
) -> Duration {
    let started = tokio::time::Instant::now();
    let pause = Duration::from_secs(1) / per_second.max(1);
    let mut due = started;
    let mut behind = Duration::ZERO;
    for person in people.iter().cycle().take(count) {
        tokio::time::sleep_until(due).await;
        behind = behind.max(due.elapsed());
        telegram.says(person, text);
        due += pause;
    }
    behind
}

/// Waits until the bot has made so many `sendMessage` calls, at most for `patience`.
pub(super) async fn sent(telegram: &LocalTelegram, messages: usize, patience: Duration) -> bool {
    within(patience, || telegram.count("sendMessage") >= messages).await
}

/// Waits until every update is acknowledged, at most for `patience`.
pub(super) async fn acknowledged(telegram: &LocalTelegram, patience: Duration) -> bool {
    within(patience, || telegram.pending() == 0).await
}

pub(super) async fn within(patience: Duration, done: impl Fn() -> bool) -> bool {
    let until = Instant::now() + patience;
    while !done() {
        if Instant::now() > until {
            return false;
        }
        tokio::time::sleep(LOOK).await;
    }
    true
}

/// The smallest value that this share of all values does not exceed, in milliseconds.
pub(super) fn percentile(delays: &[Duration], share: f64) -> f64 {
    let mut sorted = delays.to_vec();
    sorted.sort_unstable();
    let place = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(place.saturating_sub(1)).map_or(f64::NAN, |delay| delay.as_secs_f64() * 1_000.0)
}

/// The middle one; of two, the lower.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let delays: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&delays, 0.5), 50.0);
        assert_eq!(percentile(&delays, 0.95), 95.0);
        assert_eq!(percentile(&delays[..1], 0.99), 100.0);
        assert!(percentile(&[], 0.5).is_nan());
    }

    #[test]
    fn the_median_does_not_care_for_order() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0]), 1.0);
    }
}
