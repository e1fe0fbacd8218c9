//! Dossiers of counterparties: what registers, contracts, bids and open lots say of a BIN, how far
//! that reaches, and what changed since somebody looked last.

mod difference;
mod service;

pub use difference::{Difference, differences};
pub use service::DossierService;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    counterparty::{CounterpartyView, SubjectAnswer},
    error::StoreError,
    rnu::Standing,
    types::{Bin, Tenge},
};

/// On which side of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// It buys.
    Customer,
    /// It sells.
    Supplier,
}

/// Contracts of a financial year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearOfTrade {
    /// Which; zero where OWS does not tell.
    pub year: i64,
    /// Contracts concluded, without additional agreements.
    pub contracts: i64,
    /// Of these, terminated.
    pub terminated: i64,
    /// Their sums together, without VAT.
    pub sum: Tenge,
}

/// What is stored of contracts and bids of one side. What is not loaded counts as zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trade {
    /// Year by year, the earliest first.
    pub years: Vec<YearOfTrade>,
    /// Different other sides.
    pub partners: i64,
    /// Lots with contracts, where what they came to is known.
    pub awards: i64,
    /// Their mean discount, hundredths of a percent.
    pub discount_bp: i64,
    /// Lots with their bids known: of the customer all, of the supplier those it won.
    pub tendered: i64,
    /// Of these, with the only bid.
    pub single_bid: i64,
}

/// A flag of open lots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedFlag {
    /// The rule.
    pub rule: String,
    /// Of how many lots.
    pub lots: usize,
}

/// All that is known of a counterparty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Registers and open lots.
    pub view: CounterpartyView,
    /// What it bought.
    pub as_customer: Trade,
    /// What it sold.
    pub as_supplier: Trade,
    /// Flags of the open lots that were looked at, the most frequent first.
    pub flags: Vec<CountedFlag>,
    /// How many open lots were looked at.
    pub looked_at: usize,
    /// When its contracts as a customer were read whole; none where they were not.
    pub customer_read_at: Option<DateTime<Utc>>,
    /// Changes of contracts are read up to here; none where they never were.
    pub contracts_until: Option<DateTime<Utc>>,
    /// When it was put together.
    pub at: DateTime<Utc>,
}

/// What of a dossier is remembered, to tell next time what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its name; none where the register did not tell.
    pub name: Option<String>,
    /// Its state in the registers of unfair participants.
    pub standing: StoredStanding,
    /// What it bought.
    pub as_customer: Trade,
    /// What it sold.
    pub as_supplier: Trade,
    /// Open lots.
    pub open_lots: i64,
    /// Rules that fired.
    pub flags: Vec<String>,
    /// Its contracts as a customer were read.
    #[serde(default)]
    pub is_customer_read: bool,
    /// Every open lot that was to be looked at was.
    #[serde(default)]
    pub are_flags_known: bool,
}

/// [`Standing`] as it is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants of `Standing`")]
pub enum StoredStanding {
    Listed(Option<DateTime<Utc>>),
    Expired(DateTime<Utc>),
    Excluded(DateTime<Utc>),
    NotListed,
    Unknown,
}

/// What was remembered, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub snapshot: Snapshot,
}

/// Where contracts and bids are counted.
#[async_trait]
pub trait DossierStore: Send + Sync {
    /// What is stored of one side's contracts and bids.
    async fn count_trade(&self, side: Side, bin: &Bin) -> Result<Trade, StoreError>;
    /// When the contracts of a customer were last read whole.
    async fn find_contracts_read(&self, bin: &Bin) -> Result<Option<DateTime<Utc>>, StoreError>;
}

impl Trade {
    /// All contracts.
    pub fn contracts(&self) -> i64 {
        self.years.iter().map(|year| year.contracts).sum()
    }

    /// All that were terminated.
    pub fn terminated(&self) -> i64 {
        self.years.iter().map(|year| year.terminated).sum()
    }

    /// All sums.
    pub fn sum(&self) -> Tenge {
        let all = self.years.iter().fold(0_i64, |all, year| all.saturating_add(year.sum.tiyn()));
        Tenge::from_tiyn(all)
    }
}

impl Dossier {
    /// What is remembered of it.
    pub fn snapshot(&self) -> Snapshot {
        let name = match &self.view.supplier.subject {
            SubjectAnswer::Known(subject) => subject.name.ru.clone().or(subject.name.kk.clone()),
            SubjectAnswer::NotRegistered | SubjectAnswer::Unknown => None,
        };
        Snapshot {
            name,
            standing: self.view.supplier.rnu.standing.into(),
            as_customer: self.as_customer.clone(),
            as_supplier: self.as_supplier.clone(),
            open_lots: self.view.open_lots,
            flags: self.flags.iter().map(|flag| flag.rule.clone()).collect(),
            is_customer_read: self.customer_read_at.is_some(),
            are_flags_known: self.looked_at >= self.view.lots.len(),
        }
    }
}

impl From<Standing> for StoredStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Listed(until) => Self::Listed(until),
            Standing::Expired(at) => Self::Expired(at),
            Standing::Excluded(at) => Self::Excluded(at),
            Standing::NotListed => Self::NotListed,
            Standing::Unknown => Self::Unknown,
        }
    }
}
