//! A counterparty by BIN or IIN: who it is, whether it stands in the registers of unfair
//! participants, and what it buys now.

mod watched;

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    changes::subject_changes,
    clock::Clock,
    error::{Error, StoreError},
    lots::{Lot, LotStore},
    procurement::Procurement,
    rnu::{RnuService, RnuView},
    subjects::Subject,
    types::{Biin, Bin},
};

/// Open lots that are listed.
const SHOWN_LOTS: i64 = 5;
/// The register of participants changes slowly: a stored entry serves for a day.
const SUBJECT_TTL: TimeDelta = TimeDelta::hours(24);

/// What is known of a counterparty as a supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierView {
    /// Its entry in the register of participants.
    pub subject: SubjectAnswer,
    /// Its state in the registers of unfair participants.
    pub rnu: RnuView,
}

/// What is known of a counterparty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterpartyView {
    /// Its BIN.
    pub bin: Bin,
    /// What is known of it as a supplier.
    pub supplier: SupplierView,
    /// Open lots it buys as a customer, the nearest deadline first.
    pub lots: Vec<Lot>,
    /// How many open lots it has in all.
    pub open_lots: i64,
}

/// What the register of participants said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectAnswer {
    /// It has it.
    Known(Box<Subject>),
    /// It has not.
    NotRegistered,
    /// It did not answer.
    Unknown,
}

/// Looks counterparties up.
#[derive(Clone)]
pub struct CounterpartyService {
    store: Arc<dyn LotStore>,
    source: Arc<dyn Procurement>,
    rnu: Arc<RnuService>,
    clock: Arc<dyn Clock>,
}

impl CounterpartyService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn LotStore>,
        source: Arc<dyn Procurement>,
        rnu: Arc<RnuService>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, source, rnu, clock }
    }

    /// What is known of a BIN.
    ///
    /// # Errors
    /// Where storage fails; a register that does not answer is told as unknown.
    pub async fn view(&self, bin: &Bin) -> Result<CounterpartyView, Error> {
        let supplier = self.supplier(&Biin::Bin(bin.clone())).await?;
        let now = self.clock.now();
        let (lots, open_lots) = self.store.list_customer_lots(bin, now, SHOWN_LOTS).await?;
        Ok(CounterpartyView { bin: bin.clone(), supplier, lots, open_lots })
    }

    /// What is known of a BIN or IIN as a supplier.
    ///
    /// # Errors
    /// As [`Self::view`].
    pub async fn supplier(&self, biin: &Biin) -> Result<SupplierView, Error> {
        let (subject, rnu) = tokio::join!(self.subject(biin), self.rnu.check(biin));
        Ok(SupplierView { subject: subject?, rnu: rnu? })
    }

    async fn subject(&self, biin: &Biin) -> Result<SubjectAnswer, Error> {
        let now = self.clock.now();
        let stored = self.store.find_subject(biin).await?;
        if let Some(subject) = stored.as_ref().filter(|s| now - s.fetched_at < SUBJECT_TTL) {
            return Ok(SubjectAnswer::Known(Box::new(subject.clone())));
        }
        Ok(match (self.source.find_subject(biin).await, stored) {
            (Ok(Some(subject)), stored) => {
                self.keep(stored.as_ref(), &subject).await?;
                SubjectAnswer::Known(Box::new(subject))
            }
            (Ok(None), _) => SubjectAnswer::NotRegistered,
            // The name of an organisation does not go bad: an older entry is better than none.
            (Err(_), Some(stored)) => SubjectAnswer::Known(Box::new(stored)),
            (Err(_), None) => SubjectAnswer::Unknown,
        })
    }

    /// What is known of a person is told and not kept.
    async fn keep(&self, known: Option<&Subject>, subject: &Subject) -> Result<(), StoreError> {
        if subject.biin.bin().is_none() {
            return Ok(());
        }
        let changes = known.map(|known| subject_changes(known, subject)).unwrap_or_default();
        self.store.save_subject(subject, &changes).await
    }
}
