//! From what a person names to a subscription they may have.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{DIALOGUE_TTL, PAGE, Quota, Subject, Subscription, SubscriptionStore};
use crate::{
    domain::{
        clock::Clock,
        effects::NewSubscription,
        error::{Error, StoreError, UserError},
        lots::{Candidates, Found, Lot, LotService, LotStore},
        plans::PlanPoint,
        procurement::AnnouncementKey,
        saved_search::SearchFilter,
        types::{Biin, ChatId, LocalText, LotRef, PlanPointId, UserId},
    },
    i18n::Lang,
};

/// A name on a label is cut to this.
const MOST_NAME: usize = 60;

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One thing to follow.
    One(Subject),
    /// Several things have that number: to ask.
    Candidates(Candidates),
}

/// Whether a person may follow something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// They may; to be written by an effect.
    New(NewSubscription),
    /// They do already.
    Already(Box<Subscription>),
    /// They have as many as their plan allows.
    Full {
        /// How many that is.
        limit: i64,
    },
}

/// Decides who may follow what.
#[derive(Clone)]
pub struct SubscriptionService {
    pub(super) store: Arc<dyn SubscriptionStore>,
    stored: Arc<dyn LotStore>,
    lots: LotService,
    pub(super) clock: Arc<dyn Clock>,
}

impl SubscriptionService {
    /// A service over its ports; what is not stored is looked up by `lots`.
    pub fn new(
        store: Arc<dyn SubscriptionStore>,
        stored: Arc<dyn LotStore>,
        lots: LotService,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, stored, lots, clock }
    }

    /// What a reference leads to. Digits alone are a plan number first: that is what people copy
    /// to follow; then the id of a lot or an announcement.
    ///
    /// # Errors
    /// [`UserError::LotNotFound`] where neither storage nor OWS knows it, and as [`LotService::find`].
    pub async fn target(&self, reference: &LotRef) -> Result<Target, Error> {
        match reference {
            LotRef::PlanPoint(id) => {
                self.plan(*id, reference).await.map(|root| Target::One(Subject::Plan(root)))
            }
            LotRef::Digits(number) => match self.stored_plan(*number).await? {
                Some(root) => Ok(Target::One(Subject::Plan(root))),
                None => match self.found(reference).await {
                    Ok(target) => Ok(target),
                    // Looking for lots has brought the plan point itself, if there is one.
                    Err(error) => match self.stored_plan(*number).await? {
                        Some(root) => Ok(Target::One(Subject::Plan(root))),
                        None => Err(error),
                    },
                },
            },
            _ => self.found(reference).await,
        }
    }

    async fn found(&self, reference: &LotRef) -> Result<Target, Error> {
        Ok(match self.lots.find(reference).await? {
            Found::Lot(view) => Target::One(Subject::Lot(view.lot.id)),
            Found::Announcement(id) => Target::One(Subject::Announcement(id)),
            Found::Candidates(candidates) => Target::Candidates(candidates),
        })
    }

    async fn plan(&self, id: PlanPointId, reference: &LotRef) -> Result<PlanPointId, Error> {
        if let Some(root) = self.stored_plan(id).await? {
            return Ok(root);
        }
        let asked = self.lots.find(reference).await;
        match (self.stored_plan(id).await?, asked) {
            (Some(root), _) => Ok(root),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(UserError::LotNotFound(reference.clone()).into()),
        }
    }

    /// The root record of a stored plan point, by the id of any of its records or the root itself.
    async fn stored_plan(&self, number: PlanPointId) -> Result<Option<PlanPointId>, StoreError> {
        if let Some(plan) = self.stored.find_plan(number).await? {
            return Ok(Some(plan.root()));
        }
        if self.stored.find_plan_by_root(number).await?.is_some() {
            return Ok(Some(number));
        }
        let attempts = self.stored.list_lots_by_plan_number(number, 1).await?;
        let attempt = attempts.iter().find(|lot| !lot.number.is_united());
        Ok(attempt.map(|_| number))
    }

    /// Whether a person may follow a subject, and the subscription that would be.
    ///
    /// # Errors
    /// [`UserError::LotNotFound`] and others of [`LotService::view`] for a lot that is not there.
    pub async fn verdict(
        &self,
        user: UserId,
        chat_id: ChatId,
        subject: Subject,
        lang: Lang,
    ) -> Result<Verdict, Error> {
        if let Some(already) = self.store.find_subscription_on(user, &subject).await? {
            return Ok(Verdict::Already(Box::new(already)));
        }
        let quota = self.store.find_quota(user).await?;
        if quota.is_full() {
            return Ok(Verdict::Full { limit: quota.limit });
        }
        let (label, plan_number) = self.known_as(&subject, lang).await?;
        let at = self.clock.now();
        Ok(Verdict::New(NewSubscription { user, chat_id, subject, plan_number, label, at }))
    }

    /// Whether a person may save a search, known by the words they typed; `instead` of one of theirs,
    /// if they edit it.
    ///
    /// # Errors
    /// [`UserError::BadFilter`] where the words make no sense, [`UserError::SubscriptionGone`] where
    /// the search to be edited is gone.
    pub async fn search_verdict(
        &self,
        user: UserId,
        chat_id: ChatId,
        text: &str,
        instead: Option<&str>,
    ) -> Result<Verdict, Error> {
        let filter = SearchFilter::parse(text).map_err(UserError::BadFilter)?;
        let subject = Subject::Search(Box::new(filter));
        if let Some(already) = self.store.find_subscription_on(user, &subject).await? {
            return Ok(Verdict::Already(Box::new(already)));
        }
        if let Some(id) = instead {
            let edited = self.store.find_subscription(user, id).await?;
            edited.ok_or(UserError::SubscriptionGone)?;
        } else {
            let quota = self.store.find_quota(user).await?;
            if quota.is_full() {
                return Ok(Verdict::Full { limit: quota.limit });
            }
        }
        let (label, at) = (clean(text), self.clock.now());
        let new = NewSubscription { user, chat_id, subject, plan_number: None, label, at };
        Ok(Verdict::New(new))
    }

    /// What a subject is known by, and the plan number of what has one.
    async fn known_as(
        &self,
        subject: &Subject,
        lang: Lang,
    ) -> Result<(String, Option<String>), Error> {
        let named = |number: &str, name: &LocalText| label(number, name.in_lang(lang));
        Ok(match subject {
            Subject::Lot(id) => {
                let lot = self.lots.view(*id).await?.lot;
                let root = (!lot.number.is_united()).then(|| lot.number.root().to_owned());
                (named(lot.number.as_str(), &lot.name), root)
            }
            Subject::Plan(root) => {
                let name = match self.stored.find_plan_by_root(*root).await? {
                    Some(plan) => plan.name,
                    None => {
                        let lots = self.stored.list_lots_by_plan_number(*root, 1).await?;
                        lots.into_iter().next().map(|lot| lot.name).unwrap_or_default()
                    }
                };
                (named(&root.to_string(), &name), Some(root.to_string()))
            }
            Subject::Announcement(id) => {
                let found = self.stored.find_announcement(&AnnouncementKey::Id(*id)).await?;
                let found = found.ok_or(UserError::LotNotFound(LotRef::AnnouncementId(*id)))?;
                let number = found.number.map_or_else(|| id.to_string(), |n| n.to_string());
                (named(&number, &found.name), None)
            }
            Subject::Customer(bin) | Subject::Supplier(bin) => {
                let name = self.stored.find_subject(&Biin::Bin(bin.clone())).await?.map(|s| s.name);
                (named(bin.as_str(), &name.unwrap_or_default()), None)
            }
            Subject::Search(filter) => (filter.words.join(" "), None),
        })
    }

    /// A plan point as last told, with the attempts at buying it that are stored.
    ///
    /// # Errors
    /// As [`Self::target`].
    pub async fn plan_point(
        &self,
        id: PlanPointId,
    ) -> Result<(PlanPointId, Option<PlanPoint>, Vec<Lot>), Error> {
        let root = self.plan(id, &LotRef::PlanPoint(id)).await?;
        let plan = self.stored.find_plan_by_root(root).await?;
        let lots = self.stored.list_lots_by_plan_number(root, PAGE).await?;
        Ok((root, plan, lots))
    }

    /// One of a person's subscriptions; none where it was deleted or is somebody else's.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn find(&self, user: UserId, id: &str) -> Result<Option<Subscription>, Error> {
        Ok(self.store.find_subscription(user, id).await?)
    }

    /// A page of a person's subscriptions, counted from zero, and how many there are.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn page(&self, user: UserId, page: i64) -> Result<(Vec<Subscription>, Quota), Error> {
        let quota = self.store.find_quota(user).await?;
        Ok((self.store.list_subscriptions(user, PAGE, page * PAGE).await?, quota))
    }

    /// What the person was asked to write, unless that was too long ago.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn dialogue(
        &self,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, Error> {
        Ok(self.store.find_dialogue(user, now - DIALOGUE_TTL).await?)
    }
}

/// Words on one line, without what can't be seen.
fn clean(text: &str) -> String {
    let text = LocalText::new(Some(text.to_owned()), None).ru.unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number and the beginning of a name.
fn label(number: &str, name: Option<&str>) -> String {
    match name {
        None => number.to_owned(),
        Some(name) if name.chars().nth(MOST_NAME).is_none() => format!("{number} · {name}"),
        Some(name) => {
            let cut: String = name.chars().take(MOST_NAME - 1).collect();
            format!("{number} · {}…", cut.trim_end())
        }
    }
}
