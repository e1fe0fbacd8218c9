//! Bids: who wanted a lot, for how much, and what became of it. OWS shows them once the results are
//! out.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    clock::Clock,
    error::StoreError,
    procurement::{Procurement, SourceError},
    sync::SyncError,
    types::{AnnouncementId, Biin, LotId, Tenge},
};

/// Announcements whose bids are asked for in one go, one call each; more take turns.
const ANNOUNCEMENTS_AT_ONCE: i64 = 30;
/// Results older than this say little of the market now.
const OLDEST: TimeDelta = TimeDelta::days(400);

/// A bid for one lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// OWS id of the lot's row in the application.
    pub id: i64,
    /// OWS id of the application, which may be for several lots.
    pub application_id: i64,
    /// The announcement.
    pub announcement_id: AnnouncementId,
    /// The lot.
    pub lot_id: LotId,
    /// Who bids.
    pub bidder: Option<Biin>,
    /// For how much, without VAT.
    pub amount: Option<Tenge>,
    /// When it was handed in.
    pub applied_at: Option<DateTime<Utc>>,
    /// What became of it.
    pub outcome: BidOutcome,
}

/// What became of a bid. OWS names it in words; which words there are besides the two winners was
/// never seen whole, so those that are not known stay `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BidOutcome {
    /// It won.
    Winner,
    /// It is next, should the winner refuse.
    Second,
    /// It was rejected.
    Rejected,
    /// Its bidder took it back.
    Withdrawn,
    /// Anything else: it was handed in.
    Other,
}

impl BidOutcome {
    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Winner => "winner",
            Self::Second => "second",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Other => "other",
        }
    }

    /// By its stored name; what is not known is `Other`.
    pub fn named(name: &str) -> Self {
        let all = [Self::Winner, Self::Second, Self::Rejected, Self::Withdrawn];
        all.into_iter().find(|outcome| outcome.as_str() == name).unwrap_or(Self::Other)
    }

    /// By the Russian name of its status at OWS.
    pub fn of_status(name: &str) -> Self {
        let name = name.to_lowercase();
        if name.contains("втор") && name.contains("победител") {
            Self::Second
        } else if name.contains("победител") {
            Self::Winner
        } else if name.contains("отклон") || name.contains("не допущ") {
            Self::Rejected
        } else if name.contains("отозван") {
            Self::Withdrawn
        } else {
            Self::Other
        }
    }
}

/// Where bids are kept.
#[async_trait]
pub trait BidStore: Send + Sync {
    /// Announcements with results since then whose bids were not read; those first whose customers
    /// buy now.
    async fn list_unread_results(
        &self,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<AnnouncementId>, StoreError>;
    /// Notes that the bids of an announcement could not be read; it comes again on another day.
    async fn set_results_aside(&self, of: AnnouncementId, reason: &str) -> Result<(), StoreError>;
    /// Writes the bids of an announcement in place of those that are stored, and that they were read.
    async fn store_bids(&self, of: AnnouncementId, bids: &[Bid]) -> Result<(), StoreError>;
}

/// Reads bids.
#[derive(Clone)]
pub struct BidService {
    store: Arc<dyn BidStore>,
    source: Arc<dyn Procurement>,
    clock: Arc<dyn Clock>,
}

impl BidService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn BidStore>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, source, clock }
    }

    /// Reads the bids of announcements whose results are out, some at a time; gives of how many. An
    /// answer that makes no sense is set aside, and the others are read.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails; the announcement comes again.
    pub async fn read(&self) -> Result<usize, SyncError> {
        let since = self.clock.now() - OLDEST;
        let due = self.store.list_unread_results(since, ANNOUNCEMENTS_AT_ONCE).await?;
        for announcement in &due {
            let bids = match self.source.find_bids(*announcement).await {
                Err(SourceError::Broken(reason)) => {
                    self.store.set_results_aside(*announcement, &reason).await?;
                    continue;
                }
                bids => bids?,
            };
            self.store.store_bids(*announcement, &bids).await?;
        }
        Ok(due.len())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Победитель", BidOutcome::Winner)]
    #[case("Второй победитель", BidOutcome::Second)]
    #[case("Заявка отклонена", BidOutcome::Rejected)]
    #[case("Отозвана", BidOutcome::Withdrawn)]
    #[case("Подано", BidOutcome::Other)]
    #[case("", BidOutcome::Other)]
    fn an_outcome_is_read_from_its_name(#[case] name: &str, #[case] outcome: BidOutcome) {
        assert_eq!(BidOutcome::of_status(name), outcome);
    }
}
