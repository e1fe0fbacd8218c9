//! Looks at how the passes went and tells whom it concerns.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use super::{
    DailyReport, Delays, HeartbeatWording, Recipient, Seen, SourceHealth, SourceNews, SourceState,
    report,
};
use crate::domain::{
    Store, clock::Clock, error::StoreError, outbox::OutboxMessage, sync::Source, types::ChatId,
};

/// Chats that are read at once.
const RECIPIENTS_AT_ONCE: i64 = 1_000;
/// What the report covers.
const REPORTED: TimeDelta = TimeDelta::hours(24);
/// Dead letters may come by the hundred: one message an hour says that there are new ones.
const DEAD_PAUSE: TimeDelta = TimeDelta::hours(1);

/// How long passes may fail before followers are told: three looks, at least a quarter of an hour
/// and at most an hour.
pub fn patience(watch_interval: Duration) -> TimeDelta {
    let looks = TimeDelta::from_std(watch_interval.saturating_mul(3)).unwrap_or(TimeDelta::MAX);
    looks.clamp(TimeDelta::minutes(15), TimeDelta::hours(1))
}

/// Tells of the source's state, and to those who run the bot how things are.
#[derive(Clone)]
pub struct HeartbeatService {
    store: Arc<dyn Store>,
    wording: Arc<dyn HeartbeatWording>,
    clock: Arc<dyn Clock>,
    patience: TimeDelta,
}

impl HeartbeatService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn Store>,
        wording: Arc<dyn HeartbeatWording>,
        clock: Arc<dyn Clock>,
        patience: TimeDelta,
    ) -> Self {
        Self { store, wording, clock, patience }
    }

    /// Judges the source by how its passes went, and tells followers if that has turned. To be
    /// called after every pass: of two failures with a success between them, the next look would
    /// see but the last.
    ///
    /// # Errors
    /// Where storage fails; the next look judges anew.
    pub async fn look_at_source(&self) -> Result<(), StoreError> {
        let lots = self.store.find_sync_state(Source::Lots).await?;
        let announcements = self.store.find_sync_state(Source::Announcements).await?;
        let watch = self.store.find_sync_state(Source::Watch).await?;
        let seen = Seen::of(&lots, &announcements, &watch);
        if seen == Seen::default() {
            return Ok(());
        }
        let now = self.clock.now();
        let known = self.store.find_source_health().await?;
        let known = known.unwrap_or_else(|| SourceHealth::unseen(now));
        let (health, news) = known.judged(seen, self.patience);
        metrics::gauge!("goszakup_source_up").set(if health.state == SourceState::Ok {
            1.0
        } else {
            0.0
        });
        if health == known {
            return Ok(());
        }
        let messages = match &news {
            Some(news) => self.to_followers(news).await?,
            None => Vec::new(),
        };
        let written = self.store.save_source_health(&health, &messages).await?;
        if let (true, Some(news)) = (written, news) {
            tracing::warn!(state = health.state.as_str(), since = %health.since,
                told = messages.len(), ?news, "the state of OWS has turned");
        }
        Ok(())
    }

    async fn to_followers(&self, news: &SourceNews) -> Result<Vec<OutboxMessage>, StoreError> {
        let now = self.clock.now();
        // That it is over is news only to those who heard that it began.
        let told = match news {
            SourceNews::Down { .. } => None,
            SourceNews::Up { since, .. } => Some(SourceNews::Down { since: *since }.key()),
        };
        let mut messages = Vec::new();
        let mut after = ChatId::MIN;
        loop {
            let chats =
                self.store.list_recipients(after, told.as_deref(), RECIPIENTS_AT_ONCE).await?;
            let Some(last) = chats.last() else { return Ok(messages) };
            after = last.chat_id;
            messages.extend(chats.iter().map(|to| self.wording.source_news(to, news, now)));
        }
    }

    /// Tells those who run the bot what was given up, and in the morning how the day was.
    ///
    /// # Errors
    /// Where storage fails; the next look tells it.
    pub async fn tell_admins(&self, admins: &[ChatId]) -> Result<(), StoreError> {
        self.tell_of_dead_letters(admins).await?;
        self.tell_of_the_day(admins).await
    }

    async fn tell_of_dead_letters(&self, admins: &[ChatId]) -> Result<(), StoreError> {
        let now = self.clock.now();
        let Some(letter) = self.store.newest_dead_letter().await? else { return Ok(()) };
        let key = format!("dead:{}:", letter.id);
        let to = self.not_told(&key, admins).await?;
        if to.is_empty() || self.store.is_any_written("dead:", now - DEAD_PAUSE).await? {
            return Ok(());
        }
        let count = self.store.count_dead_letters().await?;
        let message = |to| self.wording.dead_letter(to, &letter, count, now);
        self.store.write_messages(&to.iter().map(message).collect::<Vec<_>>()).await
    }

    async fn tell_of_the_day(&self, admins: &[ChatId]) -> Result<(), StoreError> {
        let now = self.clock.now();
        let Some(day) = report::due(now) else { return Ok(()) };
        let to = self.not_told(&format!("report:{day}:"), admins).await?;
        if to.is_empty() {
            return Ok(());
        }
        let since = now - REPORTED;
        let report = DailyReport {
            day,
            at: now,
            lots: self.store.count_lots_read(since).await?,
            completeness_bp: self.store.find_sync_state(Source::Lots).await?.completeness_bp(),
            delays: Delays::of(self.store.list_delays(since).await?),
            pending: self.store.count_waiting_messages().await?,
            dead: self.store.count_dead_letters().await?,
            source: self.store.find_source_health().await?,
        };
        let message = |to| self.wording.report(to, &report);
        self.store.write_messages(&to.iter().map(message).collect::<Vec<_>>()).await
    }

    /// Those of the chats to whom no message of `<key><chat>` was written.
    async fn not_told(&self, key: &str, chats: &[ChatId]) -> Result<Vec<Recipient>, StoreError> {
        let mut all = Vec::new();
        for chat_id in chats {
            if !self.store.is_written(&format!("{key}{chat_id}")).await? {
                let user = self.store.find_user(*chat_id).await?;
                let lang = user.map(|user| user.lang()).unwrap_or_default();
                all.push(Recipient { chat_id: *chat_id, lang });
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_three_looks_within_reason() {
        let minutes = |seconds| patience(Duration::from_secs(seconds)).num_minutes();
        assert_eq!([60, 600, 3_600, u64::MAX].map(minutes), [15, 30, 60, 60]);
    }
}
