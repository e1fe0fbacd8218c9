//! What the register of participants says of those who sell: since when they are registered, where
//! they sit and who heads them. Address and head are compared, never shown: storage gets a hash each.

use std::sync::Arc;

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::{
    clock::Clock,
    error::StoreError,
    procurement::{Procurement, SourceError},
    seal::DataKey,
    sync::SyncError,
    types::{Biin, Iin},
};

/// Participants asked for in one go, one call each, for OWS takes one number a question; more take
/// turns.
const AT_ONCE: i64 = 30;
/// What the register says is read anew after this; a head changes more often than an address.
const READ_TTL: TimeDelta = TimeDelta::days(90);
/// Somebody whose row could not be read is asked for again after this.
const ASK_AGAIN: TimeDelta = TimeDelta::days(1);
/// An address of fewer words is of a town, not of a house.
const LEAST_WORDS: usize = 3;

/// A participant as the register tells it. An address of a person may be a home, so it is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Whose row it is.
    pub biin: Biin,
    /// When it was registered with the state.
    pub registered_at: Option<DateTime<Utc>>,
    /// Where an organisation sits, with the code of the place.
    pub address: Option<String>,
    /// Who heads it now.
    pub head: Option<Iin>,
}

/// What is kept of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipantRow {
    /// When it was registered with the state.
    pub registered_at: Option<DateTime<Utc>>,
    /// Equal for equal addresses.
    pub address_key: Option<String>,
    /// Equal for equal heads; none without a key to hash with, since a number of twelve digits is
    /// found again by trying all.
    pub head_key: Option<String>,
}

impl ParticipantRow {
    /// What is kept of a participant.
    pub fn of(it: &Participant, key: Option<&DataKey>) -> Self {
        let head = it.head.as_ref().zip(key);
        Self {
            registered_at: it.registered_at,
            address_key: it.address.as_deref().and_then(address_key),
            head_key: head.map(|(head, key)| key.fingerprint("head", head.digits())),
        }
    }
}

/// Where participants are kept.
#[async_trait]
pub trait ParticipantStore: Send + Sync {
    /// Suppliers of customers who buy now, and bidders for their lots, who were not read since then;
    /// those first who come most often.
    async fn list_unread_participants(
        &self,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Biin>, StoreError>;
    /// Notes that somebody's row could not be read; what is known of them stays, and they count as read
    /// at that moment.
    async fn set_participant_aside(
        &self,
        biin: &Biin,
        reason: &str,
        read_at: DateTime<Utc>,
    ) -> Result<(), StoreError>;
    /// Keeps what the register says of somebody; nothing where it does not know them.
    async fn store_participant(&self, biin: &Biin, row: &ParticipantRow) -> Result<(), StoreError>;
}

/// Reads the register of participants.
#[derive(Clone)]
pub struct ParticipantService {
    store: Arc<dyn ParticipantStore>,
    source: Arc<dyn Procurement>,
    clock: Arc<dyn Clock>,
    key: Option<DataKey>,
}

impl ParticipantService {
    /// A service over its ports, without a key: heads are not compared.
    pub fn new(
        store: Arc<dyn ParticipantStore>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, source, clock, key: None }
    }

    /// The same service with a key to compare heads by.
    #[must_use]
    pub fn with_key(self, key: Option<DataKey>) -> Self {
        Self { key, ..self }
    }

    /// Reads those who sell to customers who buy now, some at a time; gives how many. A row that makes no
    /// sense is set aside, and the others are read.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails; who was not read comes again.
    pub async fn read(&self) -> Result<usize, SyncError> {
        let since = self.clock.now() - READ_TTL;
        let due = self.store.list_unread_participants(since, AT_ONCE).await?;
        for biin in &due {
            let found = match self.source.find_participant(biin).await {
                Err(SourceError::Broken(reason)) => {
                    let read_at = since + ASK_AGAIN;
                    self.store.set_participant_aside(biin, &reason, read_at).await?;
                    continue;
                }
                found => found?,
            };
            let row = found.map(|it| ParticipantRow::of(&it, self.key.as_ref()));
            self.store.store_participant(biin, &row.unwrap_or_default()).await?;
        }
        Ok(due.len())
    }
}

/// A hash that is equal for one address however it is punctuated; none where it names no house.
fn address_key(address: &str) -> Option<String> {
    /// What a house or a street is called beside its name; some leave it out.
    const TITLES: [&str; 16] = [
        "г",
        "город",
        "ул",
        "улица",
        "көшесі",
        "пр",
        "проспект",
        "д",
        "дом",
        "үй",
        "оф",
        "офис",
        "кеңсе",
        "кв",
        "область",
        "обл",
    ];
    let lower = address.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !TITLES.contains(word))
        .collect();
    let names_a_house = words.iter().skip(1).any(|word| word.contains(|c: char| c.is_numeric()));
    if words.len() < LEAST_WORDS || !names_a_house {
        return None;
    }
    Some(STANDARD.encode(Sha256::digest(words.join(" "))))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("750000000, г. Алматы, ул. Абая, д. 10, оф. 5", "750000000 Алматы, АБАЯ 10 - 5", true)]
    #[case("750000000, Алматы, Абая 10", "750000000, Алматы, Абая 11", false)]
    #[case("750000000, Абая 10", "710000000, Абая 10", false)]
    fn one_house_however_it_is_written(#[case] a: &str, #[case] b: &str, #[case] same: bool) {
        assert!(address_key(a).is_some() && address_key(b).is_some());
        assert_eq!(address_key(a) == address_key(b), same);
    }

    #[rstest]
    #[case("")]
    #[case("750000000, г. Алматы")]
    #[case("750000000, Алматы, Абая")]
    #[case("—, №, …")]
    fn a_town_is_no_address(#[case] address: &str) {
        assert_eq!(address_key(address), None);
    }

    #[test]
    fn heads_are_compared_by_key_and_never_seen() {
        let key = DataKey::parse(&"07".repeat(32)).unwrap();
        let head = Iin::from_source("900101300017");
        let it = Participant {
            biin: Biin::from_source("060240002985").unwrap(),
            registered_at: None,
            address: None,
            head,
        };
        let row = ParticipantRow::of(&it, Some(&key));
        let print = row.head_key.clone().unwrap();
        assert_eq!(row, ParticipantRow::of(&it, Some(&key)));
        assert!(!print.contains("900101") && !format!("{it:?}").contains("900101300017"));
        let other = DataKey::parse(&"08".repeat(32)).unwrap();
        assert_ne!(ParticipantRow::of(&it, Some(&other)).head_key, row.head_key);
        assert_eq!(ParticipantRow::of(&it, None).head_key, None, "no key, no comparison");
    }
}
