//! How fast notices go out. Telegram allows a bot about thirty messages a second, a chat one a second
//! and a group twenty a minute; what the bot answers somebody who waits is not held up by notices.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use tokio::time::Instant;

/// Messages a second to all chats together: Telegram's thirty, less five for replies.
const PER_SECOND: f64 = 25.0;
/// So many may go at once after a rest.
const BURST: f64 = 16.0;
const CHAT_PAUSE: Duration = Duration::from_secs(1);
/// Twenty a minute.
const GROUP_PAUSE: Duration = Duration::from_secs(3);
/// More chats than this are looked through for those whose pause is over.
const MANY_CHATS: usize = 1_000;

/// The pace of an instance's notices.
#[derive(Debug)]
pub(super) struct Pace {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Messages that may go now; below zero while those under way use up what comes.
    allowed: f64,
    counted_at: Instant,
    /// Instances that share what the bot is allowed.
    instances: u32,
    /// When a chat may have its next notice.
    next: HashMap<i64, Instant>,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        let state = State { allowed: BURST, counted_at: now, instances: 1, next: HashMap::new() };
        Self { state: Mutex::new(state) }
    }

    /// How many instances send.
    pub(super) fn share(&self, instances: i64) {
        self.change(|state| state.instances = u32::try_from(instances).unwrap_or(1).max(1));
    }

    /// How many notices may go now; none: wait so long.
    pub(super) fn allowed(&self, now: Instant) -> Result<i64, Duration> {
        self.change(|state| {
            let rate = PER_SECOND / f64::from(state.instances);
            let passed = now.saturating_duration_since(state.counted_at).as_secs_f64();
            state.allowed = (state.allowed + passed * rate).min(BURST);
            state.counted_at = now;
            if state.allowed < 1.0 {
                return Err(Duration::from_secs_f64((1.0 - state.allowed) / rate));
            }
            Ok(state.allowed as i64)
        })
    }

    /// So many were taken to be sent.
    pub(super) fn took(&self, notices: usize) {
        self.change(|state| state.allowed -= notices as f64);
    }

    /// Whether a chat may have a notice now; if not, how long it must wait, and the notice with it.
    pub(super) fn claim(&self, chat_id: i64, now: Instant) -> Result<(), Duration> {
        let pause = if chat_id < 0 { GROUP_PAUSE } else { CHAT_PAUSE };
        self.change(|state| {
            if state.next.len() > MANY_CHATS {
                state.next.retain(|_, next| *next > now);
            }
            match state.next.get(&chat_id) {
                Some(next) if *next > now => {
                    // It was not sent: another may go instead.
                    state.allowed += 1.0;
                    Err(*next - now)
                }
                _ => {
                    state.next.insert(chat_id, now + pause);
                    Ok(())
                }
            }
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = match self.state.lock() {
            Ok(state) => state,
            Err(poisoned) => poisoned.into_inner(),
        };
        change(&mut state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_within(pace: &Pace, start: Instant, span: Duration) -> i64 {
        let (mut now, mut sent) = (start, 0);
        while now - start < span {
            match pace.allowed(now) {
                Ok(allowed) => {
                    pace.took(allowed as usize);
                    sent += allowed;
                }
                Err(wait) => now += wait.max(Duration::from_millis(1)),
            }
        }
        sent
    }

    #[test]
    fn notices_keep_to_what_telegram_allows_less_what_is_for_replies() {
        let start = Instant::now();
        let pace = Pace::new(start);
        let sent = sent_within(&pace, start, Duration::from_secs(60));
        assert!((60 * 25..=60 * 25 + 17).contains(&sent), "{sent}");
        let later = start + Duration::from_secs(3_600);
        assert_eq!(pace.allowed(later), Ok(16), "a rest saves up no more than a burst");
        pace.share(2);
        pace.took(16);
        let sent = sent_within(&pace, later, Duration::from_secs(60));
        assert!((740..=760).contains(&sent), "{sent}");
    }

    #[test]
    fn a_chat_has_a_second_between_notices_and_a_group_three() {
        let now = Instant::now();
        let pace = Pace::new(now);
        assert_eq!(pace.claim(7, now), Ok(()));
        assert_eq!(pace.claim(7, now), Err(CHAT_PAUSE));
        assert_eq!(pace.claim(8, now), Ok(()));
        assert_eq!(pace.claim(7, now + CHAT_PAUSE), Ok(()));
        assert_eq!(pace.claim(-7, now), Ok(()));
        assert_eq!(pace.claim(-7, now + CHAT_PAUSE), Err(Duration::from_secs(2)));
    }
}
