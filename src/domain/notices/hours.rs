//! What the time brings: notices whose hour has come, and reminders of deadlines.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{Follower, Letter, Notice, NoticeService, Post, Touched, remind};
use crate::domain::{
    error::StoreError,
    hours::{Hearing, LONGEST_AHEAD},
    subscriptions::Kind,
    types::ChatId,
};

/// Notices that are told in one look; the rest follows at once.
const MOST_DUE: i64 = 5_000;

/// A notice that has waited, with who follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueNotice {
    /// Its key; sorts by the time it was noticed.
    pub id: String,
    /// Who is told.
    pub follower: Follower,
    /// What is told.
    pub notice: Notice,
}

impl NoticeService {
    /// Tells what has waited for its hour; gives how many messages that made.
    ///
    /// # Errors
    /// Where storage fails; what was not written is told by the next look.
    pub async fn tell_held(&self) -> Result<usize, StoreError> {
        let mut messages = 0;
        loop {
            let now = self.clock.now();
            let due = self.store.list_due_notices(now, MOST_DUE).await?;
            if due.is_empty() {
                return Ok(messages);
            }
            let ids: Vec<String> = due.iter().map(|it| it.id.clone()).collect();
            let mut post = Post::default();
            for letter in letters(due, now) {
                // The hour may be a quiet one again, where we did not run for a while.
                post.add(letter, &*self.wording, now, |settings, notice| {
                    settings.hearing_by_night(notice.is_urgent(), now)
                });
            }
            // It is as late as the person wanted: no delay of ours.
            post.messages.iter_mut().for_each(|message| message.happened_at = None);
            if !self.store.finish_held(&ids, &post).await? {
                return Ok(messages);
            }
            messages += post.messages.len();
        }
    }

    /// Reminds of deadlines; gives how many messages that made.
    ///
    /// # Errors
    /// Where storage fails; what was not written is told by the next look.
    pub async fn remind(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let lots = self.store.list_closing_lots(now, now + LONGEST_AHEAD).await?;
        if lots.is_empty() {
            return Ok(0);
        }
        let mut touched = Touched {
            lots: lots.iter().map(|lot| lot.id).collect(),
            plans: lots.iter().map(|lot| lot.number.root().to_owned()).collect(),
            announcements: lots.iter().filter_map(|lot| lot.announcement_id).collect(),
            ..Touched::default()
        };
        touched.settle();
        let followers = self.store.list_followers(&touched).await?;
        let of_announcements =
            followers.iter().filter(|it| it.subscription.subject.kind() == Kind::Announcement);
        let ids: Vec<i64> =
            of_announcements.filter_map(|it| it.subscription.subject.key().parse().ok()).collect();
        let announcements: HashMap<_, _> = self
            .store
            .list_announcements(&ids)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let letters = remind::compose(&lots, &announcements, &followers, now);
        self.write_reminders(letters, now).await
    }

    async fn write_reminders(
        &self,
        letters: Vec<Letter>,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let keys: Vec<String> = letters.iter().flat_map(Letter::keys).collect();
        let told: HashSet<String> =
            self.store.list_told_reminders(&keys).await?.into_iter().collect();
        let mut post = Post::default();
        for mut letter in letters {
            let chat_id = letter.chat_id;
            letter.notices.retain(|notice| !told.contains(&notice.dedupe_key(chat_id)));
            // A deadline waits for nobody: at night it is told without sound.
            post.add(letter, &*self.wording, now, |settings, _notice| {
                settings.quiet_span(now).map_or(Hearing::Now, |_| Hearing::Silently)
            });
        }
        let new: Vec<String> = keys.into_iter().filter(|key| !told.contains(key)).collect();
        if new.is_empty() || !self.store.finish_reminders(&new, &post).await? {
            return Ok(0);
        }
        Ok(post.messages.len())
    }
}

/// By chat, in the order they were noticed; without what is paused or muted by now.
fn letters(due: Vec<DueNotice>, now: DateTime<Utc>) -> Vec<Letter> {
    let mut by_chat: BTreeMap<ChatId, Letter> = BTreeMap::new();
    for DueNotice { follower, notice, .. } in due {
        let it = &follower.subscription;
        let is_muted = it.muted_until.is_some_and(|until| now < until);
        if it.paused_at.is_none() && !is_muted {
            let letter = by_chat.entry(it.chat_id).or_insert_with(|| follower.letter());
            letter.notices.push(notice);
        }
    }
    by_chat.into_values().collect()
}
