//! Contracts: who won what from whom, at which price, and what became of it. They are what the history
//! of a customer, a supplier and a market is made of.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

use super::{
    clock::{ASTANA, Clock},
    error::StoreError,
    payments::{Act, Payment},
    procurement::{ContractKey, Page, Procurement},
    sync::{PassReport, Source, SyncError, SyncStore, window_since},
    types::{
        AnnouncementId, AnnouncementNumber, Biin, Bin, ContractId, LotId, PlanPointId, Quantity,
        Tenge,
    },
};

/// Customers whose earlier contracts are read in one go; more take turns.
const CUSTOMERS_AT_ONCE: i64 = 10;
/// What was read of a customer serves so long; what changes meanwhile comes with the passes.
const READ_TTL: TimeDelta = TimeDelta::days(30);
/// Financial years that history goes back, this one among them.
const YEARS: i32 = 2;
/// Pages of a customer's year: the largest sign more, and the newest of them tell enough.
const MOST_PAGES: usize = 5;

/// A contract as OWS last told it. Of the parties only their numbers are kept: heads, phones and
/// accounts are nobody's business here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// OWS id; an additional agreement has one of its own.
    pub id: ContractId,
    /// Id of the contract that this one changes; its own id for the first.
    pub root_id: Option<ContractId>,
    /// The announcement it comes from; none where nothing was announced.
    pub announcement_id: Option<AnnouncementId>,
    /// Number of that announcement.
    pub announcement_number: Option<AnnouncementNumber>,
    /// Who buys.
    pub customer_bin: Option<Bin>,
    /// Who sells.
    pub supplier: Option<Biin>,
    /// `refContractStatusId`.
    pub status_id: Option<i64>,
    /// `faktTradeMethodsId`: the method used.
    pub method_id: Option<i64>,
    /// 1 goods, 2 works, 3 services.
    pub subject_type_id: Option<i64>,
    /// Financial year.
    pub year: Option<i64>,
    /// Sum without VAT.
    pub sum: Option<Tenge>,
    /// Of it paid, without VAT.
    pub paid: Option<Tenge>,
    /// When it was signed.
    pub signed_at: Option<DateTime<Utc>>,
    /// By when it should be carried out.
    pub planned_at: Option<DateTime<Utc>>,
    /// When it was.
    pub executed_at: Option<DateTime<Utc>>,
    /// `refContractTypeId` is 2: an additional agreement.
    pub is_amendment: bool,
    /// `refContractCancelId`: on what ground it was terminated.
    pub cancel_reason_id: Option<i64>,
    /// Deleted at the source.
    pub is_deleted: bool,
    /// What it is about, lot by lot.
    pub units: Vec<ContractUnit>,
    /// What was accepted.
    pub acts: Vec<Act>,
    /// What the treasury paid.
    pub payments: Vec<Payment>,
    /// `lastUpdateDate`.
    pub source_updated_at: Option<DateTime<Utc>>,
    /// When we asked OWS for it.
    pub fetched_at: DateTime<Utc>,
}

/// A subject of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractUnit {
    /// OWS id.
    pub id: i64,
    /// The lot; none where nothing was announced.
    pub lot_id: Option<LotId>,
    /// The plan point.
    pub plan_point_id: Option<PlanPointId>,
    /// Its ENSTRU code.
    pub enstru_code: Option<String>,
    /// Price of one, without VAT.
    pub price: Option<Tenge>,
    /// How many.
    pub quantity: Option<Quantity>,
    /// Its sum, without VAT.
    pub sum: Option<Tenge>,
}

/// Where contracts are kept.
#[async_trait]
pub trait ContractStore: Send + Sync {
    /// Stores a page, unless fresher copies are stored, and sets rejected rows aside, in one
    /// transaction.
    async fn store_contracts(&self, page: &Page<Contract>) -> Result<(), StoreError>;
    /// Customers of lots that take bids whose contracts were not read since then; those first whose
    /// lots somebody opened.
    async fn list_unread_customers(
        &self,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Bin>, StoreError>;
    /// Notes that a customer's contracts were read now.
    async fn note_contracts_read(&self, customer: &Bin) -> Result<(), StoreError>;
    /// How many are stored.
    async fn count_contracts(&self) -> Result<i64, StoreError>;
}

/// Keeps contracts up to date.
#[derive(Clone)]
pub struct ContractService {
    store: Arc<dyn ContractStore>,
    sync: Arc<dyn SyncStore>,
    source: Arc<dyn Procurement>,
    clock: Arc<dyn Clock>,
}

impl ContractService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn ContractStore>,
        sync: Arc<dyn SyncStore>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, sync, source, clock }
    }

    /// What changed since the last complete pass.
    ///
    /// # Errors
    /// Where the pass could not be carried through; what was stored stays, the watermark does not
    /// move.
    pub async fn run(&self) -> Result<PassReport, SyncError> {
        let mut state = self.sync.find_sync_state(Source::Contracts).await?;
        let now = self.clock.now();
        let window = window_since(Source::Contracts, &state, now);
        let outcome = self.pages(&ContractKey::Changed(window), usize::MAX).await;
        state.note(now, self.clock.now(), &outcome);
        self.sync.save_sync_state(Source::Contracts, &state).await?;
        outcome
    }

    /// Reads the earlier contracts of customers whose lots take bids now, some at a time; gives of how
    /// many customers.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails; the customer comes again.
    pub async fn read_earlier(&self) -> Result<usize, SyncError> {
        let now = self.clock.now();
        let customers = self.store.list_unread_customers(now - READ_TTL, CUSTOMERS_AT_ONCE).await?;
        let this_year = now.with_timezone(&ASTANA).year();
        for customer in &customers {
            self.read_years(customer, this_year).await?;
        }
        Ok(customers.len())
    }

    /// Reads the contracts of one customer now: somebody asks about it.
    ///
    /// # Errors
    /// As [`Self::read_earlier`].
    pub async fn read_customer(&self, customer: &Bin) -> Result<(), SyncError> {
        self.read_years(customer, self.clock.now().with_timezone(&ASTANA).year()).await
    }

    async fn read_years(&self, customer: &Bin, this_year: i32) -> Result<(), SyncError> {
        for year in (0..YEARS).map(|back| this_year - back) {
            let key = ContractKey::Customer(customer.clone(), year);
            self.pages(&key, MOST_PAGES).await?;
        }
        self.store.note_contracts_read(customer).await?;
        Ok(())
    }

    async fn pages(&self, key: &ContractKey, most: usize) -> Result<PassReport, SyncError> {
        let mut report = PassReport::default();
        let mut after = None;
        for _ in 0..most {
            let page = self.source.contracts_page(key, after).await?;
            report.count(&page);
            self.store.store_contracts(&page).await?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(report.judged())
    }
}
