//! From folded changes and those who follow to what each of them is told: one notice of one thing,
//! however many subscriptions of a person bring it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{
    About, Because, Digest, Fact, Folded, MOST_IN_DIGEST, Notice, Thing,
    supplier::of_supplier,
    worth::{of_announcement, of_lot, of_plan},
};
use crate::{
    domain::{
        announcements::Announcement,
        lots::Lot,
        plans::PlanPoint,
        search::short_id,
        subscriptions::{Kind, Subject, Subscription},
        types::{AnnouncementId, ChatId, LotId, PlanPointId},
        users::UserSettings,
    },
    i18n::Lang,
};

/// Somebody who follows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// What and how.
    pub subscription: Subscription,
    /// The language to talk in.
    pub lang: Lang,
    /// When they want to hear.
    pub settings: UserSettings,
}

/// What one chat is told in one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Where.
    pub chat_id: ChatId,
    /// In which language.
    pub lang: Lang,
    /// When the person wants to hear.
    pub settings: UserSettings,
    /// What, in the order it was noticed.
    pub notices: Vec<Notice>,
}

/// What storage knows of the things that changed.
#[derive(Debug, Clone, Default)]
pub struct Known {
    lots: BTreeMap<LotId, Lot>,
    attempts: HashMap<String, Vec<Lot>>,
    announcements: HashMap<AnnouncementId, Announcement>,
    plans: HashMap<PlanPointId, PlanPoint>,
    /// Subscriptions whose search found a lot.
    found: HashMap<LotId, Vec<String>>,
}

impl Known {
    pub(super) fn lots(&self) -> impl Iterator<Item = &Lot> {
        self.lots.values()
    }

    pub(super) fn take_lots(&mut self, lots: Vec<Lot>) {
        self.lots.extend(lots.into_iter().map(|lot| (lot.id, lot)));
    }

    pub(super) fn take_attempts(&mut self, lots: Vec<Lot>) {
        for lot in lots {
            self.attempts.entry(lot.number.root().to_owned()).or_default().push(lot);
        }
    }

    pub(super) fn take_announcements(&mut self, rows: Vec<Announcement>) {
        self.announcements.extend(rows.into_iter().map(|row| (row.id, row)));
    }

    pub(super) fn take_plans(&mut self, rows: Vec<PlanPoint>) {
        self.plans.extend(rows.into_iter().map(|row| (row.root(), row)));
    }

    pub(super) fn take_found(&mut self, lot: LotId, searches: Vec<&str>) {
        self.found.insert(lot, searches.into_iter().map(ToOwned::to_owned).collect());
    }

    /// Lots that were not known before.
    pub(super) fn published(&self, folded: &[Folded]) -> Vec<Lot> {
        let published = folded.iter().filter(|change| change.is_published());
        let lots = published.filter_map(|change| match change.about {
            About::Lot(id) => self.lots.get(&id).cloned(),
            _ => None,
        });
        lots.collect()
    }

    /// Plan points whose attempts are told of: new lots that somebody follows by their number.
    pub(super) fn roots_of_published(
        &self,
        folded: &[Folded],
        followers: &[Follower],
    ) -> Vec<String> {
        let followed: HashSet<&str> =
            followers.iter().filter_map(|f| f.subscription.plan_number.as_deref()).collect();
        let published = self.published(folded);
        let roots = published.iter().map(|lot| lot.number.root());
        roots.filter(|root| followed.contains(root)).map(ToOwned::to_owned).collect()
    }

    /// The attempt before this one.
    fn attempt_before(&self, lot: &Lot) -> Option<&Lot> {
        let attempts = self.attempts.get(lot.number.root())?;
        attempts.iter().filter(|other| other.id < lot.id).max_by_key(|other| other.id)
    }
}

/// Followers by what they follow.
#[derive(Default)]
pub(super) struct Index<'a> {
    by_subject: HashMap<(Kind, String), Vec<&'a Follower>>,
    by_plan: HashMap<&'a str, Vec<&'a Follower>>,
    searches: HashMap<&'a str, &'a Follower>,
}

impl<'a> Index<'a> {
    pub(super) fn of(followers: &'a [Follower]) -> Self {
        let mut index = Self::default();
        for follower in followers {
            let it = &follower.subscription;
            if it.subject.kind() == Kind::Search {
                index.searches.insert(&it.id, follower);
                continue;
            }
            let key = (it.subject.kind(), it.subject.key());
            index.by_subject.entry(key).or_default().push(follower);
            if let (Some(root), Kind::Lot) = (&it.plan_number, it.subject.kind()) {
                index.by_plan.entry(root).or_default().push(follower);
            }
        }
        index
    }

    pub(super) fn on(&self, kind: Kind, key: String) -> impl Iterator<Item = &'a Follower> {
        self.by_subject.get(&(kind, key)).into_iter().flatten().copied()
    }

    /// Who follows a lot by itself, by its plan point or by an earlier attempt.
    pub(super) fn near_lot(&self, lot: &Lot) -> Vec<&'a Follower> {
        let mut all: Vec<&Follower> = self.on(Kind::Lot, lot.id.to_string()).collect();
        if !lot.number.is_united() {
            let root = lot.number.root();
            all.extend(self.on(Kind::Plan, root.to_owned()));
            let earlier = self.by_plan.get(root).into_iter().flatten().copied();
            all.extend(earlier.filter(|f| f.subscription.subject != Subject::Lot(lot.id)));
        }
        all
    }

    /// Who follows a lot in any way.
    fn on_lot(&self, lot: &Lot, found: Option<&Vec<String>>) -> Vec<&'a Follower> {
        let mut all = self.near_lot(lot);
        if let Some(bin) = &lot.customer_bin {
            all.extend(self.on(Kind::Customer, bin.as_str().to_owned()));
        }
        let searches = found.into_iter().flatten();
        all.extend(searches.filter_map(|id| self.searches.get(id.as_str()).copied()));
        all
    }
}

/// Letters under way, by chat; within a chat by thing.
#[derive(Default)]
struct Letters {
    by_chat: BTreeMap<ChatId, Letter>,
    places: HashMap<(ChatId, String), (usize, Kind)>,
}

impl Letters {
    /// Adds a notice; of several about one thing the nearest subscription's stays.
    fn add(&mut self, follower: &Follower, notice: Notice) {
        let it = &follower.subscription;
        let letter = self.by_chat.entry(it.chat_id).or_insert_with(|| follower.letter());
        let key = (it.chat_id, notice.thing.key());
        let kind = it.subject.kind();
        match self.places.get(&key) {
            Some((place, before)) => {
                if kind < *before
                    && let Some(told) = letter.notices.get_mut(*place)
                {
                    let place = *place;
                    *told = notice;
                    self.places.insert(key, (place, kind));
                }
            }
            None => {
                self.places.insert(key, (letter.notices.len(), kind));
                letter.notices.push(notice);
            }
        }
    }
}

/// What everybody is told.
pub(super) fn compose(
    folded: &[Folded],
    known: &Known,
    followers: &[Follower],
    now: DateTime<Utc>,
) -> Vec<Letter> {
    let index = Index::of(followers);
    let mut letters = Letters::default();
    let mut own: HashMap<LotId, &Folded> = HashMap::new();
    let mut around: HashMap<AnnouncementId, &Folded> = HashMap::new();
    // Terms of an announcement that a chat is told of as such are not repeated for each of its lots.
    let mut told: HashSet<(ChatId, AnnouncementId)> = HashSet::new();
    for change in folded {
        match &change.about {
            About::Lot(id) => {
                own.insert(*id, change);
            }
            About::Announcement(id) => {
                around.insert(*id, change);
                for follower in index.on(Kind::Announcement, id.to_string()) {
                    let thing = announcement(*id, known);
                    if say(&mut letters, follower, thing, of_announcement(change), &[change], now) {
                        told.insert((follower.subscription.chat_id, *id));
                    }
                }
            }
            About::Plan(root) => {
                for follower in index.on(Kind::Plan, root.to_string()) {
                    let name = known.plans.get(root).map(|plan| plan.name.clone());
                    let thing = Thing::Plan { root: *root, name: name.unwrap_or_default() };
                    say(&mut letters, follower, thing, of_plan(change), &[change], now);
                }
            }
            About::Supplier(bin) => {
                for follower in index.on(Kind::Supplier, bin.as_str().to_owned()) {
                    let thing = Thing::Supplier { bin: bin.clone() };
                    say(&mut letters, follower, thing, of_supplier(change), &[change], now);
                }
            }
        }
    }
    for lot in known.lots() {
        let own = own.get(&lot.id).copied();
        let announcement = lot.announcement_id.and_then(|id| around.get(&id).copied());
        let changes: Vec<&Folded> = own.into_iter().chain(announcement).collect();
        if changes.is_empty() {
            continue;
        }
        for follower in index.on_lot(lot, known.found.get(&lot.id)) {
            let it = &follower.subscription;
            let told = lot.announcement_id.is_some_and(|id| told.contains(&(it.chat_id, id)));
            let around = announcement.filter(|_| !told);
            let mut facts = of_lot(&it.subject, it.created_at, lot, own, around, now);
            for fact in &mut facts {
                if let Fact::Repeated { before } = fact {
                    *before = known.attempt_before(lot).map(|lot| lot.number.clone());
                }
            }
            say(&mut letters, follower, thing(lot), facts, &changes, now);
        }
    }
    letters.by_chat.into_values().collect()
}

/// Adds a notice, if there is something to tell and the follower wants to hear it now.
fn say(
    letters: &mut Letters,
    follower: &Follower,
    thing: Thing,
    facts: Vec<Fact>,
    changes: &[&Folded],
    now: DateTime<Utc>,
) -> bool {
    let it = &follower.subscription;
    let Some(noticed_at) = changes.iter().map(|change| change.noticed_at).max() else {
        return false;
    };
    let is_muted = it.muted_until.is_some_and(|until| now < until);
    // What was so when they began to follow was shown to them then.
    if facts.is_empty() || is_muted || noticed_at < it.created_at {
        return false;
    }
    let source_at = changes.iter().filter_map(|change| change.source_at).max();
    let version = version(&thing, &facts, source_at.unwrap_or(noticed_at));
    let because = Because { id: it.id.clone(), kind: it.subject.kind(), label: it.label.clone() };
    letters.add(follower, Notice { because, thing, facts, source_at, noticed_at, version });
    true
}

/// Names a state of affairs: what is so now, and since when.
fn version(thing: &Thing, facts: &[Fact], since: DateTime<Utc>) -> String {
    short_id(&format!("{} {facts:?} {since:?}", thing.key()))
}

pub(super) fn thing(lot: &Lot) -> Thing {
    Thing::Lot {
        id: lot.id,
        number: lot.number.clone(),
        name: lot.name.clone(),
        amount: lot.amount,
        deadline: lot.deadline,
        customer: lot.customer_name.clone(),
    }
}

fn announcement(id: AnnouncementId, known: &Known) -> Thing {
    let known = known.announcements.get(&id);
    Thing::Announcement {
        id,
        number: known.and_then(|it| it.number.clone()),
        name: known.map(|it| it.name.clone()).unwrap_or_default(),
    }
}

impl Follower {
    /// A letter to them, with nothing in it yet.
    pub(super) fn letter(&self) -> Letter {
        Letter {
            chat_id: self.subscription.chat_id,
            lang: self.lang,
            settings: self.settings.clone(),
            notices: Vec::new(),
        }
    }
}

impl Letter {
    /// Under which keys its notices are told once.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        self.notices.iter().map(|notice| notice.dedupe_key(self.chat_id))
    }
}

impl Digest {
    /// Notices as one message with pages: first the things of which something is urgent, and of one
    /// thing in the order they were noticed.
    pub(super) fn of(chat_id: ChatId, mut notices: Vec<Notice>) -> Self {
        let versions: String = notices.iter().map(|it| it.version.as_str()).collect();
        let total = notices.len();
        let urgent: HashSet<String> =
            notices.iter().filter(|it| it.is_urgent()).map(|it| it.thing.key()).collect();
        notices.sort_by_cached_key(|notice| !urgent.contains(&notice.thing.key()));
        notices.truncate(MOST_IN_DIGEST);
        Self { id: short_id(&format!("{chat_id} {versions}")), chat_id, notices, total }
    }
}
