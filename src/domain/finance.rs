//! What is kept of calculations: each of them, and what a person's bids take for granted.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    error::StoreError,
    types::{ChatId, LotId, UserId},
};

/// What was calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalcKind {
    /// VAT of a sum.
    Vat,
    /// A penalty for lateness.
    Penalty,
    /// What is earned at a price.
    Margin,
    /// A bid for a lot.
    Bid,
}

impl CalcKind {
    /// Its stored name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vat => "vat",
            Self::Penalty => "penalty",
            Self::Margin => "margin",
            Self::Bid => "bid",
        }
    }
}

/// A calculation to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCalculation {
    /// Whose.
    pub user: UserId,
    /// Where it was asked for.
    pub chat_id: ChatId,
    /// For which lot.
    pub lot: Option<LotId>,
    /// What.
    pub kind: CalcKind,
    /// What went in; sums in tiyn.
    pub input: serde_json::Value,
    /// What came out; sums in tiyn.
    pub result: serde_json::Value,
    /// The edition of the rules that were applied.
    pub rules_edition: NaiveDate,
    /// When.
    pub at: DateTime<Utc>,
}

/// A calculation as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calculated {
    /// What went in; sums in tiyn.
    pub input: serde_json::Value,
    /// What came out; sums in tiyn.
    pub result: serde_json::Value,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a person's bids take for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BidDefaults {
    /// Registered for VAT.
    pub pays_vat: bool,
    /// Margin wanted, in whole percent of the price.
    pub margin_percent: i64,
}

impl Default for BidDefaults {
    fn default() -> Self {
        Self { pays_vat: true, margin_percent: 10 }
    }
}

/// Where defaults are kept.
#[async_trait]
pub trait FinanceStore: Send + Sync {
    /// What a person's bids take for granted, if they ever said.
    async fn find_bid_defaults(&self, user: UserId) -> Result<Option<BidDefaults>, StoreError>;
    /// A person's last calculation of a kind.
    async fn find_last_calculation(
        &self,
        user: UserId,
        kind: CalcKind,
    ) -> Result<Option<Calculated>, StoreError>;
    /// A person's last calculation of a bid for each of these lots that has one.
    async fn list_last_bids(
        &self,
        user: UserId,
        lots: &[LotId],
    ) -> Result<Vec<(LotId, Calculated)>, StoreError>;
    /// Drops calculations made before that moment, but not a person's last of a kind for a lot; gives
    /// how many.
    async fn forget_calculations(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
}
