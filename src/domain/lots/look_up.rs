//! Finding what a person means: in storage first, at OWS when it is not there or too old.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use moka::future::Cache;

use super::{Freshness, Lot, LotStore, LotView, StoredKey, StoredLot, StoredLots};
use crate::domain::{
    announcements::Announcement,
    clock::Clock,
    error::{Error, StoreError, UserError},
    procurement::{AnnouncementKey, LotKey, LotRecord, Page, Procurement, SourceError},
    sync::{Source, SyncState, SyncStore},
    types::{AnnouncementId, LotId, LotRef},
};

/// The same question asked again within this time is answered from the first answer: a link that
/// goes round a chat costs OWS one call.
const LIVE_ANSWER_TTL: Duration = Duration::from_secs(30);
const LIVE_ANSWERS: u64 = 10_000;
/// Attempts at one plan point that are offered.
const MOST_ATTEMPTS: i64 = 10;

/// What a reference led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One lot.
    Lot(Box<LotView>),
    /// An announcement with several lots: to choose from.
    Announcement(AnnouncementId),
    /// Several things have that number: to ask.
    Candidates(Candidates),
}

/// What a bare number may mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Lots with that id or root number.
    pub lots: Vec<Lot>,
    /// The announcement with that id.
    pub announcement: Option<Box<Announcement>>,
}

type LiveAnswer = Result<Arc<Page<LotRecord>>, SourceError>;

/// Finds lots and announcements.
#[derive(Clone)]
pub struct LotService {
    store: Arc<dyn LotStore>,
    sync: Arc<dyn SyncStore>,
    source: Arc<dyn Procurement>,
    clock: Arc<dyn Clock>,
    freshness_limit: TimeDelta,
    live: Cache<String, Arc<Page<LotRecord>>>,
}

impl LotService {
    /// A service over its ports; a stored lot older than `freshness_limit` is asked for anew.
    pub fn new(
        store: Arc<dyn LotStore>,
        sync: Arc<dyn SyncStore>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
        freshness_limit: TimeDelta,
    ) -> Self {
        let live =
            Cache::builder().max_capacity(LIVE_ANSWERS).time_to_live(LIVE_ANSWER_TTL).build();
        Self { store, sync, source, clock, freshness_limit, live }
    }

    /// What a reference leads to.
    ///
    /// # Errors
    /// [`UserError::LotNotFound`] where neither storage nor OWS has it, [`UserError::SourceDown`]
    /// where storage has not and OWS does not answer.
    pub async fn find(&self, lot_ref: &LotRef) -> Result<Found, Error> {
        match lot_ref {
            LotRef::Number(number) => self.one_of(lot_ref, StoredKey::Number(number.clone())).await,
            LotRef::Id(id) | LotRef::AnnouncementAndLot(_, id) => {
                self.one_of(lot_ref, StoredKey::Id(*id)).await
            }
            LotRef::AnnouncementId(id) => {
                self.announcement(lot_ref, AnnouncementKey::Id(*id)).await
            }
            LotRef::AnnouncementNumber(number) => {
                self.announcement(lot_ref, AnnouncementKey::Number(number.clone())).await
            }
            LotRef::PlanPoint(id) => self.plan_point(lot_ref, *id).await,
            LotRef::Digits(number) => self.digits(lot_ref, *number).await,
        }
    }

    /// The card of a lot by its id.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub async fn view(&self, id: LotId) -> Result<LotView, Error> {
        match self.one_of(&LotRef::Id(id), StoredKey::Id(id)).await? {
            Found::Lot(view) => Ok(*view),
            Found::Announcement(_) | Found::Candidates(_) => {
                Err(UserError::LotNotFound(LotRef::Id(id)).into())
            }
        }
    }

    /// The card of a lot as it is stored, however old that is; none where it is not.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn stored(&self, id: LotId) -> Result<Option<LotView>, StoreError> {
        let StoredLots { mut lots, synced } =
            self.store.find_stored_lots(&StoredKey::Id(id)).await?;
        Ok(lots.pop().map(|lot| view(lot, &synced, false)))
    }

    /// The card of a lot, asked of OWS now whatever is stored.
    ///
    /// # Errors
    /// As [`Self::find`]; where OWS does not answer, the stored copy comes, marked so.
    pub async fn refreshed(&self, id: LotId) -> Result<LotView, Error> {
        let source_down = self.ask(&LotKey::Ids(vec![id])).await.is_err();
        let StoredLots { mut lots, synced } =
            self.store.find_stored_lots(&StoredKey::Id(id)).await?;
        let lot = lots.pop().ok_or(UserError::LotNotFound(LotRef::Id(id)))?;
        Ok(view(lot, &synced, source_down))
    }

    /// An announcement with a page of its lots and how many it has in storage.
    ///
    /// # Errors
    /// [`UserError::StaleButton`] where it is not stored.
    pub async fn announcement_page(
        &self,
        id: AnnouncementId,
        limit: i64,
        offset: i64,
    ) -> Result<(Announcement, Vec<Lot>, i64), Error> {
        let announcement = self.store.find_announcement(&AnnouncementKey::Id(id)).await?;
        let announcement = announcement.ok_or(UserError::StaleButton)?;
        let lots = self.store.list_announcement_lots(id, limit, offset).await?;
        let count = self.store.count_announcement_lots(id).await?;
        Ok((announcement, lots, count))
    }

    async fn one_of(&self, lot_ref: &LotRef, key: StoredKey) -> Result<Found, Error> {
        let now = self.clock.now();
        let stored = self.store.find_stored_lots(&key).await?;
        let (StoredLots { lots, synced }, source_down) = match stored.lots.as_slice() {
            [only] if now - as_of(&only.lot, &stored.synced) <= self.freshness_limit => {
                (stored, false)
            }
            _ => {
                let asked = match &key {
                    StoredKey::Id(id) => self.ask(&LotKey::Ids(vec![*id])).await,
                    StoredKey::Number(number) => self.ask(&LotKey::Number(number.clone())).await,
                };
                match (&asked, stored.lots.is_empty()) {
                    (Err(error), true) => return Err(source_closed(error).into()),
                    (Err(_), false) => (stored, true),
                    (Ok(_), _) => (self.store.find_stored_lots(&key).await?, false),
                }
            }
        };
        match <[StoredLot; 1]>::try_from(lots) {
            Ok([lot]) => Ok(Found::Lot(Box::new(view(lot, &synced, source_down)))),
            Err(lots) if lots.is_empty() => Err(UserError::LotNotFound(lot_ref.clone()).into()),
            Err(lots) => {
                let lots = lots.into_iter().map(|stored| stored.lot).collect();
                Ok(Found::Candidates(Candidates { lots, announcement: None }))
            }
        }
    }

    async fn announcement(&self, lot_ref: &LotRef, key: AnnouncementKey) -> Result<Found, Error> {
        let stored = self.store.find_announcement(&key).await?;
        let announcement = match stored {
            Some(stored) => stored,
            None => {
                let asked =
                    self.source.find_announcement(&key).await.map_err(|e| source_closed(&e))?;
                let asked = asked.ok_or_else(|| UserError::LotNotFound(lot_ref.clone()))?;
                self.sync.store_announcements(&page_of(asked.clone())).await?;
                asked
            }
        };
        let mut count = self.store.count_announcement_lots(announcement.id).await?;
        if announcement.lot_count.is_none_or(|all| count < all) {
            // Not all of its lots may have come by yet; without OWS, those stored must do.
            let asked = self.ask(&LotKey::Announcement(announcement.id)).await;
            count = self.store.count_announcement_lots(announcement.id).await?;
            if let (Err(error), 0) = (&asked, count) {
                return Err(source_closed(error).into());
            }
        }
        match count {
            0 => Err(UserError::LotNotFound(lot_ref.clone()).into()),
            1 => {
                let lots = self.store.list_announcement_lots(announcement.id, 1, 0).await?;
                let lot = lots
                    .into_iter()
                    .next()
                    .ok_or_else(|| UserError::LotNotFound(lot_ref.clone()))?;
                Ok(Found::Lot(Box::new(self.view(lot.id).await?)))
            }
            _ => Ok(Found::Announcement(announcement.id)),
        }
    }

    /// A plan point leads to the attempts at buying it: their numbers begin with its root record.
    async fn plan_point(&self, lot_ref: &LotRef, id: i64) -> Result<Found, Error> {
        let root = match self.store.find_plan(id).await? {
            Some(plan) => plan.root_id,
            None => {
                let plans = self.source.find_plans(&[id]).await.map_err(|e| source_closed(&e))?;
                self.sync.store_plans(&plans).await?;
                plans.first().and_then(|plan| plan.root_id)
            }
        };
        let lots = self.attempts(root.unwrap_or(id), id).await?;
        self.chosen(lot_ref, Candidates { lots, announcement: None }).await
    }

    async fn attempts(&self, root: i64, plan_point: i64) -> Result<Vec<Lot>, Error> {
        let stored = self.store.list_lots_by_plan_number(root, MOST_ATTEMPTS).await?;
        if !stored.is_empty() {
            return Ok(stored);
        }
        let asked =
            self.ask(&LotKey::PlanPoint(plan_point)).await.map_err(|e| source_closed(&e))?;
        Ok(asked.rows.iter().map(|record| record.lot.clone()).collect())
    }

    /// Digits alone may be the id of a lot, an announcement or a plan point, or the root of a
    /// lot's number: all are tried, and the person chooses where several fit.
    async fn digits(&self, lot_ref: &LotRef, number: i64) -> Result<Found, Error> {
        let mut found = self.stored_candidates(number).await?;
        if found.lots.is_empty() && found.announcement.is_none() {
            self.ask(&LotKey::Ids(vec![number])).await.map_err(|e| source_closed(&e))?;
            let key = AnnouncementKey::Id(number);
            if let Ok(Some(announcement)) = self.source.find_announcement(&key).await {
                self.sync.store_announcements(&page_of(announcement)).await?;
                // Its lots are fetched when it is chosen.
            }
            found = self.stored_candidates(number).await?;
            if found.lots.is_empty() && found.announcement.is_none() {
                return self.plan_point(lot_ref, number).await;
            }
        }
        self.chosen(lot_ref, found).await
    }

    async fn stored_candidates(&self, number: i64) -> Result<Candidates, Error> {
        let mut lots: Vec<Lot> = self.store.find_lot(number).await?.into_iter().collect();
        for lot in self.store.list_lots_by_plan_number(number, MOST_ATTEMPTS).await? {
            if lots.iter().all(|l| l.id != lot.id) {
                lots.push(lot);
            }
        }
        let announcement =
            self.store.find_announcement(&AnnouncementKey::Id(number)).await?.map(Box::new);
        Ok(Candidates { lots, announcement })
    }

    async fn chosen(&self, lot_ref: &LotRef, found: Candidates) -> Result<Found, Error> {
        match (found.lots.as_slice(), &found.announcement) {
            ([], None) => Err(UserError::LotNotFound(lot_ref.clone()).into()),
            ([lot], None) => Ok(Found::Lot(Box::new(self.view(lot.id).await?))),
            ([], Some(announcement)) => {
                let key = AnnouncementKey::Id(announcement.id);
                self.announcement(lot_ref, key).await
            }
            _ => Ok(Found::Candidates(found)),
        }
    }

    /// Asks OWS and stores what it says; the same question within half a minute is not repeated,
    /// and those who ask at once share one call.
    async fn ask(&self, key: &LotKey) -> LiveAnswer {
        let asked = self.live.try_get_with(format!("{key:?}"), async {
            let page = self.source.find_lots(key).await?;
            let stored = self.sync.store_lots(Source::Lots, &page, None).await;
            if let Err(error) = stored {
                tracing::error!(%error, "a live answer of OWS could not be stored");
                return Err(SourceError::Unavailable("storage".to_owned()));
            }
            let plan = page.rows.first().filter(|r| r.plans.is_empty());
            if let Some(id) = plan.and_then(|r| r.lot.plan_point_ids.first().copied())
                && let Ok(plans) = self.source.find_plans(&[id]).await
                && let Err(error) = self.sync.store_plans(&plans).await
            {
                tracing::error!(%error, "a plan point could not be stored");
            }
            Ok(Arc::new(page))
        });
        asked.await.map_err(|error: Arc<SourceError>| (*error).clone())
    }
}

fn view(stored: StoredLot, synced: &SyncState, source_down: bool) -> LotView {
    let StoredLot { lot, announcement, plan, around } = stored;
    let freshness = Freshness {
        as_of: as_of(&lot, synced),
        completeness_bp: synced.completeness_bp(),
        source_down,
    };
    LotView { lot, announcement, plan, around, freshness }
}

/// A stored lot is as old as its fetch, or as the last complete pass over lots: whatever changed
/// since would have come with it.
fn as_of(lot: &Lot, synced: &SyncState) -> DateTime<Utc> {
    synced.watermark.map_or(lot.fetched_at, |watermark| watermark.max(lot.fetched_at))
}

fn page_of<T>(row: T) -> Page<T> {
    Page { rows: vec![row], rejected: Vec::new(), total: None, next: None }
}

fn source_closed(error: &SourceError) -> UserError {
    match error {
        SourceError::Token | SourceError::NotConfigured => UserError::SourceClosed,
        SourceError::Unavailable(_) | SourceError::Broken(_) => UserError::SourceDown,
    }
}
