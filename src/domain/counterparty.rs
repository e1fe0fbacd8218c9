//! A counterparty by BIN: who it is, whether it stands in the register of unfair suppliers, and
//! what it buys now.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    clock::Clock,
    error::Error,
    lots::{Lot, LotStore},
    procurement::Procurement,
    subjects::Subject,
    types::Bin,
};

/// Open lots that are listed.
const SHOWN_LOTS: i64 = 5;
/// The register of participants changes slowly: a stored entry serves for a day.
const SUBJECT_TTL: TimeDelta = TimeDelta::hours(24);

/// What is known of a counterparty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterpartyView {
    /// Its BIN.
    pub bin: Bin,
    /// Its entry in the register of participants.
    pub subject: SubjectAnswer,
    /// Its state in the register of unfair suppliers, asked live.
    pub rnu: RnuAnswer,
    /// Open lots it buys as a customer, the nearest deadline first.
    pub lots: Vec<Lot>,
    /// How many open lots it has in all.
    pub open_lots: i64,
    /// When the registers were asked.
    pub asked_at: DateTime<Utc>,
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

/// What the register of unfair suppliers said. "Not listed" and "no answer" are never mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RnuAnswer {
    /// Listed now, until then if it says.
    Listed(Option<DateTime<Utc>>),
    /// Was listed; the entry ended then.
    Expired(DateTime<Utc>),
    /// Not listed.
    NotListed,
    /// It did not answer.
    Unknown,
}

/// Looks counterparties up.
#[derive(Clone)]
pub struct CounterpartyService {
    store: Arc<dyn LotStore>,
    source: Arc<dyn Procurement>,
    clock: Arc<dyn Clock>,
}

impl CounterpartyService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn LotStore>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, source, clock }
    }

    /// What is known of a BIN.
    ///
    /// # Errors
    /// Where storage fails; a register that does not answer is told as unknown.
    pub async fn view(&self, bin: &Bin) -> Result<CounterpartyView, Error> {
        let now = self.clock.now();
        let (subject, rnu) = tokio::join!(self.subject(bin, now), self.source.find_rnu(bin));
        let (lots, open_lots) = self.store.list_customer_lots(bin, now, SHOWN_LOTS).await?;
        let rnu = match rnu {
            Ok(entries) => entries
                .iter()
                .map(|entry| entry.end_at)
                .max_by_key(|end| end.unwrap_or(DateTime::<Utc>::MAX_UTC))
                .map_or(RnuAnswer::NotListed, |end| match end {
                    Some(end) if end <= now => RnuAnswer::Expired(end),
                    end => RnuAnswer::Listed(end),
                }),
            Err(error) => {
                tracing::warn!(%error, "the register of unfair suppliers did not answer");
                RnuAnswer::Unknown
            }
        };
        Ok(CounterpartyView {
            bin: bin.clone(),
            subject: subject?,
            rnu,
            lots,
            open_lots,
            asked_at: now,
        })
    }

    async fn subject(&self, bin: &Bin, now: DateTime<Utc>) -> Result<SubjectAnswer, Error> {
        let stored = self.store.find_subject(bin).await?;
        if let Some(subject) = stored.as_ref().filter(|s| now - s.fetched_at < SUBJECT_TTL) {
            return Ok(SubjectAnswer::Known(Box::new(subject.clone())));
        }
        Ok(match (self.source.find_subject(bin).await, stored) {
            (Ok(Some(subject)), _) => {
                self.store.save_subject(&subject).await?;
                SubjectAnswer::Known(Box::new(subject))
            }
            (Ok(None), _) => SubjectAnswer::NotRegistered,
            // The name of an organisation does not go bad: an older entry is better than none.
            (Err(_), Some(stored)) => SubjectAnswer::Known(Box::new(stored)),
            (Err(_), None) => SubjectAnswer::Unknown,
        })
    }
}
