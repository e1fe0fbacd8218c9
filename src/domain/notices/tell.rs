//! One look: from changes that wait to messages, and the end of the changes.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    About, Folded, Known, LONGEST_DELAY, Letter, Look, Notice, NoticeStore, NoticedChange, Post,
    Touched, Wording, compose, fold,
    searches::{Cache, Searches},
};
use crate::domain::{
    clock::Clock,
    error::StoreError,
    notices::Digest,
    saved_search::{LotText, Scratch},
    subscriptions::{Kind, SubscriptionStore},
    types::{ChatId, UserId},
};

/// Changes that one person's question is answered from; older ones are left out.
const MOST_ASKED: i64 = 2_000;
/// Changes of one look. More than that are left to the next one, which follows at once; what flaps
/// between the two is told.
const MOST_CHANGES: i64 = 20_000;

/// Tells of changes.
#[derive(Clone)]
pub struct NoticeService {
    pub(super) store: Arc<dyn NoticeStore>,
    around: Arc<dyn SubscriptionStore>,
    pub(super) wording: Arc<dyn Wording>,
    pub(super) clock: Arc<dyn Clock>,
    searches: Cache,
}

impl NoticeService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn NoticeStore>,
        around: Arc<dyn SubscriptionStore>,
        wording: Arc<dyn Wording>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, around, wording, clock, searches: Cache::default() }
    }

    /// Tells of everything that changed and was not told yet.
    ///
    /// # Errors
    /// Where storage fails; what was not written is told by the next look.
    pub async fn run(&self) -> Result<Look, StoreError> {
        let mut all = Look::default();
        loop {
            let changes = self.store.list_untold_changes(MOST_CHANGES).await?;
            if changes.is_empty() {
                return Ok(all);
            }
            let Some(look) = self.look(&changes).await? else { return Ok(all) };
            all.changes += look.changes;
            all.messages += look.messages;
            if (changes.len() as i64) < MOST_CHANGES {
                return Ok(all);
            }
        }
    }

    /// A digest of a chat, for its pages; none where it is long gone.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn digest(&self, chat_id: ChatId, id: &str) -> Result<Option<Digest>, StoreError> {
        self.store.find_digest(chat_id, id).await
    }

    /// What became, since then, of what a person follows and has not paused, the newest first: of each
    /// thing once, from its first state to its last.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn since(
        &self,
        user: UserId,
        since: DateTime<Utc>,
    ) -> Result<Vec<Notice>, StoreError> {
        let changes = self.store.list_followed_changes(user, since, MOST_ASKED).await?;
        let letters = self.letters(&fold::fold(&changes), Some(user), self.clock.now()).await?;
        let mut notices: Vec<Notice> = letters.into_iter().flat_map(|it| it.notices).collect();
        notices.sort_by_key(|notice| std::cmp::Reverse(notice.noticed_at));
        // Followed in two chats, a thing is told in both.
        let mut told = HashSet::new();
        notices.retain(|notice| told.insert(notice.thing.key()));
        Ok(notices)
    }

    /// None where another instance is at it.
    async fn look(&self, changes: &[NoticedChange]) -> Result<Option<Look>, StoreError> {
        let now = self.clock.now();
        let letters = if self.store.has_followers().await? {
            self.letters(&fold::fold(changes), None, now).await?
        } else {
            Vec::new()
        };
        let mut post = Post::default();
        for letter in letters {
            observe(&letter, now);
            post.add(letter, &*self.wording, now, |settings, notice| {
                settings.hearing(notice.is_urgent(), now)
            });
        }
        let ids: Vec<String> = changes.iter().map(|change| change.id.clone()).collect();
        let written = self.store.finish_changes(&ids, &post).await?;
        Ok(written.then_some(Look { changes: ids.len(), messages: post.messages.len() }))
    }

    async fn letters(
        &self,
        folded: &[Folded],
        whose: Option<UserId>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Letter>, StoreError> {
        let mut known = Known::default();
        let mut touched = Touched::default();
        let mut lots = Vec::new();
        for change in folded {
            match &change.about {
                About::Lot(id) => lots.push(*id),
                About::Announcement(id) => touched.announcements.push(*id),
                About::Plan(root) => touched.plans.push(root.to_string()),
                About::Supplier(bin) => touched.suppliers.push(bin.clone()),
            }
        }
        known.take_lots(self.store.list_lots(&lots).await?);
        known.take_lots(self.store.list_followed_lots(&touched.announcements).await?);
        for lot in known.lots() {
            touched.lots.push(lot.id);
            touched.plans.push(lot.number.root().to_owned());
            touched.customers.extend(lot.customer_bin.clone());
        }
        touched.settle();
        touched.searches = self.search(folded, &mut known).await?;
        let mut followers = self.store.list_followers(&touched).await?;
        if let Some(user) = whose {
            followers.retain(|follower| follower.subscription.user == user);
            for follower in &mut followers {
                // Who asks wants to hear.
                follower.subscription.muted_until = None;
            }
        }
        if followers.is_empty() {
            return Ok(Vec::new());
        }
        let roots = known.roots_of_published(folded, &followers);
        known.take_attempts(self.store.list_attempts(&roots).await?);
        let followed = |kind: Kind| {
            let of_kind = followers.iter().filter(move |f| f.subscription.subject.kind() == kind);
            of_kind.map(|follower| follower.subscription.subject.key())
        };
        let ids: Vec<i64> = followed(Kind::Announcement).filter_map(|id| id.parse().ok()).collect();
        known.take_announcements(self.store.list_announcements(&ids).await?);
        let plans: HashSet<String> = followed(Kind::Plan).collect();
        let changed = folded.iter().filter_map(|change| match change.about {
            About::Plan(root) if plans.contains(&root.to_string()) => Some(root),
            _ => None,
        });
        known.take_plans(self.store.list_plans(&changed.collect::<Vec<_>>()).await?);
        Ok(compose::compose(folded, &known, &followers, now))
    }
}

impl NoticeService {
    /// Holds new lots against the saved searches; gives the subscriptions that found one.
    async fn search(
        &self,
        folded: &[Folded],
        known: &mut Known,
    ) -> Result<Vec<String>, StoreError> {
        let version = self.store.searches_version().await?;
        if version.0 == 0 {
            return Ok(Vec::new());
        }
        let searches = match self.searches.get(version) {
            Some(searches) => searches,
            None => {
                let all = self.store.list_searches().await?;
                let searches = Arc::new(Searches::build(version, all));
                self.searches.put(searches.clone());
                searches
            }
        };
        let lots = known.published(folded);
        if lots.is_empty() {
            return Ok(Vec::new());
        }
        let around = self.around.list_around(&lots).await?;
        let mut scratch = Scratch::default();
        let mut all = HashSet::new();
        for lot in &lots {
            let (announcement, plan) = around.of(lot);
            let found = searches.find(&mut scratch, &LotText::of(lot, announcement, plan));
            all.extend(found.iter().map(|id| (*id).to_owned()));
            known.take_found(lot.id, found);
        }
        Ok(all.into_iter().collect())
    }
}

impl Touched {
    pub(super) fn settle(&mut self) {
        self.announcements.sort_unstable();
        self.announcements.dedup();
        self.plans.sort_unstable();
        self.plans.dedup();
        self.customers.sort_unstable();
        self.customers.dedup();
    }
}

/// How long it took from the source's change to the message.
fn observe(letter: &Letter, now: DateTime<Utc>) {
    for notice in &letter.notices {
        // What the person lets wait is in time all the same.
        let delay = notice.source_at.map(|at| now - at);
        if let Some(delay) = delay.filter(|d| *d >= TimeDelta::zero() && *d < LONGEST_DELAY) {
            metrics::histogram!("notice_delay_seconds").record(delay.as_seconds_f64());
        }
    }
}
