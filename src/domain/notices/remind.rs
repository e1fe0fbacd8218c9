//! Reminders: who follows a lot or an announcement hears of its deadline before it comes.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{
    Because, Fact, Follower, Letter, Notice, Thing,
    compose::{Index, thing},
};
use crate::domain::{
    announcements::Announcement,
    lots::{Lot, Stage},
    subscriptions::{Kind, Subject},
    types::{AnnouncementId, ChatId},
};

/// Every reminder that is due, told or not.
pub(super) fn compose(
    lots: &[Lot],
    announcements: &HashMap<AnnouncementId, Announcement>,
    followers: &[Follower],
    now: DateTime<Utc>,
) -> Vec<Letter> {
    let index = Index::of(followers);
    let mut letters = Reminding::default();
    // One reminder of an announcement, and none for each of its lots.
    let mut told: HashSet<(ChatId, AnnouncementId)> = HashSet::new();
    let closing = || {
        lots.iter().filter_map(|lot| match lot.stage(now) {
            Stage::Open(end) | Stage::Announced(Some(end)) => Some((lot, end)),
            _ => None,
        })
    };
    for (lot, deadline) in closing() {
        let Some(id) = lot.announcement_id else { continue };
        for follower in index.on(Kind::Announcement, id.to_string()) {
            let name = announcements.get(&id).map(|it| it.name.clone());
            let number = lot.announcement_number.clone();
            let about = Thing::Announcement { id, number, name: name.unwrap_or_default() };
            if letters.add(follower, about, lot, deadline, now) {
                told.insert((follower.subscription.chat_id, id));
            }
        }
    }
    for (lot, deadline) in closing() {
        for follower in index.near_lot(lot) {
            let it = &follower.subscription;
            let is_told = lot.announcement_id.is_some_and(|id| told.contains(&(it.chat_id, id)));
            let is_past = matches!(it.subject, Subject::Lot(id) if lot.id < id);
            if !is_told && !is_past {
                letters.add(follower, thing(lot), lot, deadline, now);
            }
        }
    }
    letters.by_chat.into_values().collect()
}

#[derive(Default)]
struct Reminding {
    by_chat: BTreeMap<ChatId, Letter>,
    keys: HashSet<String>,
}

impl Reminding {
    /// True where a reminder is due, by whichever subscription.
    fn add(
        &mut self,
        follower: &Follower,
        thing: Thing,
        lot: &Lot,
        deadline: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> bool {
        let it = &follower.subscription;
        if it.muted_until.is_some_and(|until| now < until) {
            return false;
        }
        let due = follower.settings.reminder_due(deadline, it.created_at, now);
        let Some(step) = due else { return false };
        let notice = Notice {
            because: Because {
                id: it.id.clone(),
                kind: it.subject.kind(),
                label: it.label.clone(),
            },
            thing,
            facts: vec![Fact::Closing { deadline }],
            source_at: None,
            noticed_at: lot.fetched_at,
            version: format!("{}:{}", deadline.timestamp(), step.code()),
        };
        if self.keys.insert(notice.dedupe_key(it.chat_id)) {
            let letter = self.by_chat.entry(it.chat_id).or_insert_with(|| follower.letter());
            letter.notices.push(notice);
        }
        true
    }
}
