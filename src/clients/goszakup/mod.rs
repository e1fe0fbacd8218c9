//! Goszakup OWS v3: the source of lots, announcements, plans and registers. GraphQL for all but
//! the register of unfair suppliers, whose REST door tells "not listed" apart from "no such page".

mod bids;
mod contracts;
mod convert;
mod dates;
mod lenient;
mod notes;
mod queries;
mod registers;
mod reply;
#[cfg(test)]
mod tests;
mod transport;
mod wire;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use reqwest::Client;
use secrecy::SecretString;
use url::Url;

use self::{
    convert::Context,
    queries::Query,
    reply::Row,
    transport::{Answer, Call, Missing, Transport},
};
use super::{breaker::BreakerState, http::MAX_BODY, limiter::Urgency};
use crate::domain::{
    announcements::Announcement,
    bids::Bid,
    clock::Clock,
    contracts::Contract,
    participants::Participant,
    plans::PlanPoint,
    procurement::{
        AnnouncementKey, ContractKey, LotKey, LotRecord, Page, Procurement, SourceError, Window,
    },
    rnu::{RnuEntry, RnuListing},
    subjects::Subject,
    types::{AnnouncementId, Biin, LotNumber, PlanPointId},
};

/// The most rows of one page; OWS caps what is above without a word.
const PAGE_LIMIT: usize = 200;
/// How many ids are asked for at once.
const IDS_AT_ONCE: usize = 100;
/// How many plan points are asked for by their roots at once: each has as many records as edits,
/// newest first over all, so that a page has room for several of each.
const ROOTS_AT_ONCE: usize = 40;
/// How many lots are looked up by id.
const MOST_IDS: usize = 200;
/// Pages of applications to one announcement; 1,000 bidders are more than ever came.
const MOST_BID_PAGES: usize = 5;

/// How OWS is called.
#[derive(Debug, Clone)]
pub struct GoszakupOptions {
    /// Where it is; with or without a slash at the end.
    pub base_url: Url,
    /// The account's token; an empty one makes every call [`SourceError::NotConfigured`].
    pub token: SecretString,
    /// How long one try of a background call may take.
    pub timeout: Duration,
    /// How long a look-up that a person waits for may take, all tries together.
    pub live_timeout: Duration,
    /// How often a background call is tried again; a look-up is tried again once at most.
    pub retries: u32,
    /// The span of the first pause between tries; it doubles from try to try.
    pub backoff_base: Duration,
    /// How many failures in a row open the breaker.
    pub breaker_failures: u32,
    /// How long the breaker stays open.
    pub breaker_pause: Duration,
    /// Rows of one page, 200 at most.
    pub page_limit: usize,
    /// The most bytes of an answer.
    pub max_body: usize,
    /// Calls a second to start with; the rate then adapts between 0.5 and 20.
    pub requests_per_second: f64,
}

impl GoszakupOptions {
    /// The usual options for an account.
    pub fn new(base_url: Url, token: SecretString) -> Self {
        Self {
            base_url,
            token,
            timeout: Duration::from_secs(30),
            live_timeout: Duration::from_secs(3),
            // One try less than opens the breaker: a single page that always fails must not cut off
            // everybody.
            retries: 3,
            backoff_base: Duration::from_secs(2),
            breaker_failures: 5,
            breaker_pause: Duration::from_secs(30),
            page_limit: PAGE_LIMIT,
            max_body: MAX_BODY,
            requests_per_second: 15.0,
        }
    }
}

/// Goszakup OWS v3.
pub struct Goszakup {
    transport: Transport,
    clock: Arc<dyn Clock>,
    page_limit: usize,
}

impl Goszakup {
    /// A client over `http`, which must come from [`super::http::client`].
    pub fn new(http: Client, options: GoszakupOptions, clock: Arc<dyn Clock>) -> Self {
        Self {
            page_limit: options.page_limit.clamp(1, PAGE_LIMIT),
            transport: Transport::new(http, options, Arc::clone(&clock)),
            clock,
        }
    }

    /// Asks for one lot, to see whether the token is good.
    ///
    /// # Errors
    /// [`SourceError::Token`] where it is refused; the others where OWS did not get to judge it.
    pub async fn check_token(&self) -> Result<(), SourceError> {
        let query = queries::token();
        self.transport.call(&Call::Query(&query), Urgency::Live).await.map(|_answer| ())
    }

    /// Whether calls go through to OWS now.
    pub fn breaker_state(&self) -> BreakerState {
        self.transport.breaker_state()
    }

    async fn ask<W: Row>(
        &self,
        query: &Query,
        urgency: Urgency,
    ) -> Result<Page<W::Domain>, SourceError> {
        match self.transport.call(&Call::Query(query), urgency).await? {
            Answer::Body(body) => reply::page::<W>(&body, query, &self.context()),
            // Said of one organisation, where one was asked for; elsewhere it makes no sense.
            Answer::Missing(Missing::Company) if query.root == queries::SUBJECTS_ROOT => {
                Ok(Page { rows: Vec::new(), rejected: Vec::new(), total: None, next: None })
            }
            Answer::Missing(_) => Err(SourceError::Broken("HTTP 404".to_owned())),
        }
    }

    fn context(&self) -> Context<'_> {
        Context { notes: &self.transport.notes, fetched_at: self.clock.now() }
    }

    async fn lots_by_id(&self, ids: &[i64]) -> Result<Page<LotRecord>, SourceError> {
        let mut all = Page { rows: Vec::new(), rejected: Vec::new(), total: None, next: None };
        // No ids are no filter to OWS, which would answer with all lots there are.
        for ids in ids.get(..MOST_IDS).unwrap_or(ids).chunks(IDS_AT_ONCE) {
            let query = queries::lots_by_id(ids, self.page_limit.max(IDS_AT_ONCE));
            let page = self.ask::<wire::Lot>(&query, Urgency::Live).await?;
            all.rows.extend(page.rows.into_iter().filter(|record| ids.contains(&record.lot.id)));
            all.rejected.extend(page.rejected);
        }
        Ok(all)
    }
}

#[async_trait]
impl Procurement for Goszakup {
    async fn lots_page(
        &self,
        window: Option<Window>,
        after: Option<i64>,
    ) -> Result<Page<LotRecord>, SourceError> {
        let query = queries::lots(window, self.page_limit).after(after);
        self.ask::<wire::Lot>(&query, Urgency::Background).await
    }

    async fn announcements_page(
        &self,
        window: Window,
        after: Option<i64>,
    ) -> Result<Page<Announcement>, SourceError> {
        let query = queries::announcements(window, self.page_limit).after(after);
        self.ask::<wire::TrdBuy>(&query, Urgency::Background).await
    }

    async fn contracts_page(
        &self,
        key: &ContractKey,
        after: Option<i64>,
    ) -> Result<Page<Contract>, SourceError> {
        let query = queries::contracts(key, self.page_limit).after(after);
        let mut page = self.ask::<wire::Contract>(&query, Urgency::Background).await?;
        if let ContractKey::Customer(bin, _) = key {
            // Where OWS leaves the customer out, it is the one that was asked for; a stranger's
            // contract came by a filter that was ignored.
            page.rows.retain(|row| row.customer_bin.as_ref().is_none_or(|it| it == bin));
            page.rows.iter_mut().for_each(|row| row.customer_bin = Some(bin.clone()));
        }
        Ok(page)
    }

    async fn find_bids(&self, announcement: AnnouncementId) -> Result<Vec<Bid>, SourceError> {
        let mut bids = Vec::new();
        let mut after = None;
        for _ in 0..MOST_BID_PAGES {
            let query = queries::bids(announcement, self.page_limit).after(after);
            let page = self.ask::<wire::TrdApp>(&query, Urgency::Background).await?;
            let of_this = |bid: &Bid| bid.announcement_id == announcement;
            bids.extend(page.rows.into_iter().flatten().filter(of_this));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(bids)
    }

    async fn find_lots(&self, key: &LotKey) -> Result<Page<LotRecord>, SourceError> {
        if let LotKey::Ids(ids) = key {
            return self.lots_by_id(ids).await;
        }
        let query = queries::lots_by_key(key, self.page_limit);
        let mut page = self.ask::<wire::Lot>(&query, Urgency::Live).await?;
        // OWS ignores some filters without a word; a stranger's lot must not pass for the one
        // that was asked for.
        page.rows.retain(|record| fits(record, key));
        Ok(page)
    }

    async fn find_announcement(
        &self,
        key: &AnnouncementKey,
    ) -> Result<Option<Announcement>, SourceError> {
        let query = queries::announcement(key);
        let page = self.ask::<wire::TrdBuy>(&query, Urgency::Live).await?;
        one(page, |row: &Announcement| match key {
            AnnouncementKey::Id(id) => row.id == *id,
            AnnouncementKey::Number(number) => row.number.as_ref() == Some(number),
        })
    }

    async fn find_plans(&self, ids: &[PlanPointId]) -> Result<Vec<PlanPoint>, SourceError> {
        let mut plans = Vec::new();
        for ids in ids.chunks(IDS_AT_ONCE) {
            let query = queries::plans(ids, self.page_limit.max(IDS_AT_ONCE));
            let page = self.ask::<wire::PlnPoint>(&query, Urgency::Live).await?;
            plans.extend(page.rows.into_iter().filter(|plan| ids.contains(&plan.id)));
        }
        Ok(plans)
    }

    async fn find_subject(&self, biin: &Biin) -> Result<Option<Subject>, SourceError> {
        let query = queries::subject(biin);
        let page = self.ask::<wire::Subject>(&query, Urgency::Live).await?;
        one(page, |row: &Subject| row.biin == *biin)
    }

    async fn find_participant(&self, biin: &Biin) -> Result<Option<Participant>, SourceError> {
        let query = queries::participant(biin);
        let page = self.ask::<wire::Participant>(&query, Urgency::Background).await?;
        one(page, |row: &Participant| row.biin == *biin)
    }

    async fn find_plan_records(
        &self,
        roots: &[PlanPointId],
    ) -> Result<Vec<PlanPoint>, SourceError> {
        let mut plans = Vec::new();
        for roots in roots.chunks(ROOTS_AT_ONCE) {
            let query = queries::plans_by_root(roots, self.page_limit);
            let page = self.ask::<wire::PlnPoint>(&query, Urgency::Background).await?;
            let of_these = |plan: &PlanPoint| plan.root_id.is_some_and(|id| roots.contains(&id));
            plans.extend(page.rows.into_iter().filter(of_these));
        }
        Ok(plans)
    }

    async fn rnu_page(&self, after: Option<i64>) -> Result<Page<RnuListing>, SourceError> {
        let query = queries::rnu(self.page_limit).after(after);
        self.ask::<wire::Rnu>(&query, Urgency::Background).await
    }

    async fn find_rnu(&self, biin: &Biin) -> Result<Vec<RnuEntry>, SourceError> {
        let call = Call::Get { name: "rnu", path: format!("/v3/rnu/{}", biin.digits()) };
        let entries: Vec<RnuEntry> = match self.transport.call(&call, Urgency::Live).await? {
            Answer::Body(body) => {
                let context = self.context();
                let items: Vec<wire::RnuDetail> = reply::items(&body)?;
                items.into_iter().map(|item| context.rnu_entry(item, biin)).collect()
            }
            // The register answers 404 for "not listed"; that is a clean result, not an error.
            Answer::Missing(Missing::Listing) => return Ok(Vec::new()),
            // Suppliers outside the register of participants may be listed too, so "no such
            // company" clears nobody.
            Answer::Missing(Missing::Company) => {
                return Err(SourceError::Broken("HTTP 404".to_owned()));
            }
        };
        // Listed without details, as in Samruk's register: an empty list clears nobody either.
        if entries.is_empty() { self.rnu_listings(biin).await } else { Ok(entries) }
    }
}

impl Goszakup {
    async fn rnu_listings(&self, biin: &Biin) -> Result<Vec<RnuEntry>, SourceError> {
        let page = self.ask::<wire::Rnu>(&queries::rnu_of(biin), Urgency::Live).await?;
        if let Some(rejected) = page.rejected.into_iter().next() {
            return Err(SourceError::Broken(rejected.reason));
        }
        let entries = page.rows.into_iter().flat_map(|row| row.entries);
        Ok(entries.filter(|entry| entry.biin == *biin).collect())
    }
}

/// True where the lot is what was asked for.
fn fits(record: &LotRecord, key: &LotKey) -> bool {
    let lot = &record.lot;
    match key {
        LotKey::Ids(ids) => ids.contains(&lot.id),
        LotKey::Number(number) => {
            lot.number == *number
                || LotNumber::parse(lot.number.as_str()).is_ok_and(|parsed| parsed == *number)
        }
        LotKey::Announcement(id) => lot.announcement_id == Some(*id),
        LotKey::PlanPoint(id) => lot.plan_point_ids.contains(id),
    }
}

/// The one row that was asked for. If none fits but one could not be read, it may have been that.
fn one<T>(page: Page<T>, fits: impl Fn(&T) -> bool) -> Result<Option<T>, SourceError> {
    match (page.rows.into_iter().find(fits), page.rejected.into_iter().next()) {
        (Some(row), _) => Ok(Some(row)),
        (None, Some(rejected)) => Err(SourceError::Broken(rejected.reason)),
        (None, None) => Ok(None),
    }
}
