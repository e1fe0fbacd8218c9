//! Notices: what changed, told to whom it concerns, once.
//!
//! A look takes the changes that nobody was told of yet, folds those of one thing (what flapped back
//! is none), finds who follows it in a few queries, and writes messages and the end of the changes in
//! one transaction. The words are chosen at the edge.

mod compose;
mod fold;
mod worth;

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use compose::{Follower, Known, Letter};
pub use fold::Folded;
pub use worth::{Fact, Meaning};

use super::{
    announcements::Announcement,
    clock::Clock,
    error::StoreError,
    lots::Lot,
    outbox::OutboxMessage,
    plans::PlanPoint,
    subscriptions::Kind,
    sync::Watched,
    types::{
        AnnouncementId, AnnouncementNumber, Bin, ChatId, LocalText, LotId, LotNumber, PlanPointId,
        Tenge,
    },
};
use crate::i18n::Lang;

/// Changes of one look. More than that are left to the next one, which follows at once; what flaps
/// between the two is told.
const MOST_CHANGES: i64 = 20_000;
/// More notices for a chat at once than this come as one message with pages.
pub const MOST_SINGLE: usize = 5;
/// Notices that a digest keeps; it says how many there were in all.
pub const MOST_IN_DIGEST: usize = 500;
/// Notices on a page of a digest.
pub const DIGEST_PAGE: usize = 5;
/// Delays beyond this are those of old records that were touched, not ours.
const LONGEST_DELAY: TimeDelta = TimeDelta::hours(24);

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum About {
    /// A lot.
    Lot(LotId),
    /// An announcement.
    Announcement(AnnouncementId),
    /// A plan point, by its root record.
    Plan(PlanPointId),
    /// A supplier, in the register of unfair suppliers.
    Supplier(Bin),
}

/// A change record that nobody was told of yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticedChange {
    /// UUIDv7.
    pub id: String,
    /// What it is about; none for what this version does not tell of.
    pub about: Option<About>,
    /// Which field.
    pub field: String,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
    /// When the source says it changed.
    pub source_at: Option<DateTime<Utc>>,
    /// When we saw it.
    pub noticed_at: DateTime<Utc>,
}

/// What is told of one thing to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The subscription that brings it.
    pub because: Because,
    /// What changed.
    pub thing: Thing,
    /// How.
    pub facts: Vec<Fact>,
    /// When the source says it changed.
    pub source_at: Option<DateTime<Utc>>,
    /// When we saw it.
    pub noticed_at: DateTime<Utc>,
    /// Names this state of affairs: the same facts told again have the same.
    pub version: String,
}

/// The subscription that brings a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// What the person knows it by.
    pub label: String,
}

/// What a notice is about, with what is needed to recognise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thing {
    /// A lot.
    Lot {
        /// Its id.
        id: LotId,
        /// Its number.
        number: LotNumber,
        /// Its name.
        name: LocalText,
        /// Its sum, without VAT.
        amount: Option<Tenge>,
        /// When bids cease to be taken.
        deadline: Option<DateTime<Utc>>,
        /// Who buys.
        customer: LocalText,
    },
    /// An announcement.
    Announcement {
        /// Its id.
        id: AnnouncementId,
        /// Its number.
        number: Option<AnnouncementNumber>,
        /// Its title.
        name: LocalText,
    },
    /// A plan point.
    Plan {
        /// Its root record.
        root: PlanPointId,
        /// What is to be bought.
        name: LocalText,
    },
    /// A supplier.
    Supplier {
        /// Its BIN.
        bin: Bin,
    },
}

/// Many notices in one message with pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// What buttons name it by.
    pub id: String,
    /// For whom.
    pub chat_id: ChatId,
    /// The notices, the urgent ones first.
    pub notices: Vec<Notice>,
    /// How many there were, if more than are kept.
    pub total: usize,
}

impl Notice {
    /// Something may have to be done before a digest comes.
    pub fn is_urgent(&self) -> bool {
        self.facts.iter().any(Fact::is_urgent)
    }
}

impl Thing {
    /// Its part of the key under which a fact is told once.
    pub fn key(&self) -> String {
        match self {
            Self::Lot { id, .. } => format!("lot:{id}"),
            Self::Announcement { id, .. } => format!("announcement:{id}"),
            Self::Plan { root, .. } => format!("plan:{root}"),
            Self::Supplier { bin } => format!("rnu:{bin}"),
        }
    }
}

/// Whom the followers of what are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Lots.
    pub lots: Vec<LotId>,
    /// Root records of plan points.
    pub plans: Vec<String>,
    /// Announcements.
    pub announcements: Vec<AnnouncementId>,
    /// Customers.
    pub customers: Vec<Bin>,
    /// Suppliers.
    pub suppliers: Vec<Bin>,
}

/// What a look came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Changes looked at.
    pub changes: usize,
    /// Messages written.
    pub messages: usize,
}

/// Where changes wait and followers are found.
#[async_trait]
pub trait NoticeStore: Send + Sync {
    /// Changes that nobody was told of yet, in the order they were noticed.
    async fn list_untold_changes(&self, limit: i64) -> Result<Vec<NoticedChange>, StoreError>;
    /// True where somebody follows something that is not paused.
    async fn has_followers(&self) -> Result<bool, StoreError>;
    /// Lots and plan points that somebody follows, so many of each.
    async fn list_watched(&self, limit: i64) -> Result<Watched, StoreError>;
    /// Lots by their ids.
    async fn list_lots(&self, ids: &[LotId]) -> Result<Vec<Lot>, StoreError>;
    /// Lots of these announcements that somebody follows, by themselves or by their plan point.
    async fn list_followed_lots(&self, of: &[AnnouncementId]) -> Result<Vec<Lot>, StoreError>;
    /// Lots of these plan points.
    async fn list_attempts(&self, roots: &[String]) -> Result<Vec<Lot>, StoreError>;
    /// Announcements by their ids.
    async fn list_announcements(
        &self,
        ids: &[AnnouncementId],
    ) -> Result<Vec<Announcement>, StoreError>;
    /// The newest records of plan points, by their root records.
    async fn list_plans(&self, roots: &[PlanPointId]) -> Result<Vec<PlanPoint>, StoreError>;
    /// Who follows any of these; nobody who has paused it or blocks the bot.
    async fn list_followers(&self, of: &Touched) -> Result<Vec<Follower>, StoreError>;
    /// Writes messages and digests, and that these changes are told, all or nothing. False, and
    /// nothing written, where another instance has told one of them meanwhile.
    async fn finish_changes(
        &self,
        changes: &[String],
        messages: &[OutboxMessage],
        digests: &[Digest],
    ) -> Result<bool, StoreError>;
    /// A digest of a chat; none where it is long gone.
    async fn find_digest(&self, chat_id: ChatId, id: &str) -> Result<Option<Digest>, StoreError>;
}

/// Chooses the words of notices.
pub trait Wording: Send + Sync {
    /// The message of one notice.
    fn notice(
        &self,
        chat_id: ChatId,
        lang: Lang,
        notice: &Notice,
        now: DateTime<Utc>,
    ) -> OutboxMessage;
    /// The message of a digest, at its first page.
    fn digest(&self, lang: Lang, digest: &Digest, now: DateTime<Utc>) -> OutboxMessage;
}

/// Tells of changes.
#[derive(Clone)]
pub struct NoticeService {
    store: Arc<dyn NoticeStore>,
    wording: Arc<dyn Wording>,
    clock: Arc<dyn Clock>,
}

impl NoticeService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn NoticeStore>,
        wording: Arc<dyn Wording>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, wording, clock }
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

    /// None where another instance is at it.
    async fn look(&self, changes: &[NoticedChange]) -> Result<Option<Look>, StoreError> {
        let now = self.clock.now();
        let letters = if self.store.has_followers().await? {
            self.letters(&fold::fold(changes), now).await?
        } else {
            Vec::new()
        };
        let mut messages = Vec::new();
        let mut digests = Vec::new();
        for letter in letters {
            observe(&letter, now);
            if letter.notices.len() <= MOST_SINGLE {
                let message =
                    |notice| self.wording.notice(letter.chat_id, letter.lang, notice, now);
                messages.extend(letter.notices.iter().map(message));
                continue;
            }
            let digest = letter.into_digest();
            messages.push(self.wording.digest(digest.0, &digest.1, now));
            digests.push(digest.1);
        }
        let ids: Vec<String> = changes.iter().map(|change| change.id.clone()).collect();
        let written = self.store.finish_changes(&ids, &messages, &digests).await?;
        Ok(written.then_some(Look { changes: ids.len(), messages: messages.len() }))
    }

    async fn letters(
        &self,
        folded: &[Folded],
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
        let followers = self.store.list_followers(&touched).await?;
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

impl Touched {
    fn settle(&mut self) {
        self.plans.sort_unstable();
        self.plans.dedup();
        self.customers.sort_unstable();
        self.customers.dedup();
    }
}

/// How long it took from the source's change to the message.
fn observe(letter: &Letter, now: DateTime<Utc>) {
    for notice in &letter.notices {
        let delay = notice.source_at.map(|at| now - at);
        if let Some(delay) = delay.filter(|d| *d >= TimeDelta::zero() && *d < LONGEST_DELAY) {
            metrics::histogram!("notice_delay_seconds").record(delay.as_seconds_f64());
        }
    }
}
