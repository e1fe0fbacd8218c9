//! The registers of unfair participants (РНУ): who may not supply the state, and until when. They
//! are mirrored whole; what people are told is read from the mirror, as long as it is fresh.

mod list;
mod mirror;
mod name;
mod service;
mod standing;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Months, TimeDelta, Utc};

use super::{
    error::StoreError,
    types::{Biin, Bin, LocalText},
};

pub use list::{ListedNumber, is_list_of_numbers, read_numbers};
pub use mirror::{Coverage, Inclusion, Merge, expiry, merge};
pub use name::{is_name, named_in};
pub use service::{MOST_ALIKE, RnuService};
pub use standing::{Standing, standing};

/// How long an entry stands (law 106-VIII, article 8, point 7).
const TERM: Months = Months::new(24);

/// Whose register an entry is in. Entries of the second and the third kind bar a supplier from
/// state procurement as the first does (law 106-VIII, article 7, point 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Register {
    /// The register of state procurement, kept by the Ministry of Finance.
    Goszakup,
    /// Unreliable suppliers of Samruk-Kazyna.
    Samruk,
    /// Mitwork: the quasi-public sector.
    Mitwork,
    /// One that OWS does not name, by its `systemId`; 0 where it has none.
    Other(i64),
}

impl Register {
    /// By `systemId`, as OWS numbers the registers since 17 July 2025.
    pub fn from_id(id: i64) -> Self {
        match id {
            1 => Self::Mitwork,
            2 => Self::Samruk,
            3 => Self::Goszakup,
            id => Self::Other(id),
        }
    }

    /// Its `systemId`.
    pub fn id(self) -> i64 {
        match self {
            Self::Mitwork => 1,
            Self::Samruk => 2,
            Self::Goszakup => 3,
            Self::Other(id) => id,
        }
    }
}

/// One inclusion of a supplier in a register, as OWS tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RnuEntry {
    /// The supplier.
    pub biin: Biin,
    /// Whose register.
    pub register: Register,
    /// When it was entered.
    pub start_at: Option<DateTime<Utc>>,
    /// When it is to be excluded, where OWS says so.
    pub end_at: Option<DateTime<Utc>>,
    /// The supplier's name.
    pub name: LocalText,
    /// BIN of the customer whose contract it was.
    pub customer_bin: Option<Bin>,
    /// That customer's name.
    pub customer_name: LocalText,
    /// The ground, by its number in OWS's table `ref_reason`.
    pub reason_id: Option<i64>,
    /// Number of the decision of the court or the authority.
    pub court_decision: Option<String>,
    /// Its date.
    pub court_decision_at: Option<DateTime<Utc>>,
}

/// What tells entries apart: ids of OWS are positions in its index, and move.
pub type RnuKey = (Biin, Register, Option<DateTime<Utc>>);

impl RnuEntry {
    /// What tells it from others.
    pub fn key(&self) -> RnuKey {
        (self.biin.clone(), self.register, self.start_at)
    }

    /// Until when it stands: as OWS says, else 24 months from its start.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.end_at.or_else(|| self.start_at?.checked_add_months(TERM))
    }
}

/// An entry of the mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirrored {
    /// As OWS last told it.
    pub entry: RnuEntry,
    /// When its term was noticed to have run out.
    pub expired_at: Option<DateTime<Utc>>,
    /// When it was noticed to have left the register.
    pub gone_at: Option<DateTime<Utc>>,
}

/// A row of OWS's list: one supplier in one register, with all inclusions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RnuListing {
    /// Its inclusions; none for a foreigner, who has no BIN to be looked up by.
    pub entries: Vec<RnuEntry>,
}

/// What is known of a supplier, and how old that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RnuView {
    /// The supplier.
    pub biin: Biin,
    /// What it comes to.
    pub standing: Standing,
    /// All that is known, the latest first; also what ended.
    pub entries: Vec<Mirrored>,
    /// It was so at this moment; none where the registers were never read.
    pub as_of: Option<DateTime<Utc>>,
    /// It should have been asked anew, and OWS did not answer.
    pub source_down: bool,
}

/// Whose names in the registers have the words of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAlike {
    /// What is known of them, [`MOST_ALIKE`] at most.
    pub views: Vec<RnuView>,
    /// How many there are.
    pub total: usize,
    /// There is one, and its name is these words.
    pub is_one: bool,
    /// It was so at this moment; none where the registers were never read.
    pub as_of: Option<DateTime<Utc>>,
    /// The mirror is older than it should be.
    pub is_stale: bool,
}

/// How often the registers are looked at, and how long what was seen serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RnuPace {
    /// The newest page: `WATCH_INTERVAL`. An entry is seen a minute after it appears.
    pub look: Duration,
    /// All pages.
    pub sweep: Duration,
    /// Beyond this age nobody is said to be absent from the registers.
    pub stale: TimeDelta,
}

impl RnuPace {
    /// The pace that follows from `WATCH_INTERVAL`. A sweep is a hundred calls, a look is one: at
    /// one look a minute and a sweep in half an hour OWS is asked about 0.07 times a second.
    pub fn of(watch_interval: Duration) -> Self {
        const LOOKS_IN_A_SWEEP: u32 = 30;
        const LONGEST_SWEEP: Duration = Duration::from_secs(6 * 3_600);
        let sweep = (watch_interval * LOOKS_IN_A_SWEEP).min(LONGEST_SWEEP).max(watch_interval);
        // Several sweeps may fail before it matters, and a day-old copy never passes for the truth.
        let stale = TimeDelta::from_std(sweep * 4).unwrap_or(TimeDelta::MAX);
        let stale = stale.clamp(TimeDelta::hours(2), TimeDelta::hours(24));
        Self { look: watch_interval, sweep, stale }
    }
}

/// Where the mirror is kept.
#[async_trait]
pub trait RnuStore: Send + Sync {
    /// All that the mirror has of these suppliers, also what is gone.
    async fn list_rnu(&self, biins: &[Biin]) -> Result<Vec<Mirrored>, StoreError>;
    /// Names of all that the mirror has, also of what is gone.
    async fn list_rnu_names(&self) -> Result<Vec<(Biin, LocalText)>, StoreError>;
    /// Keys of all entries that are not gone.
    async fn list_rnu_keys(&self) -> Result<Vec<RnuKey>, StoreError>;
    /// Merges what was seen of these suppliers, with change records if `tell`, each supplier in one
    /// transaction with its records. Gives how many entries were written.
    async fn merge_rnu(
        &self,
        biins: &[Biin],
        seen: &[RnuEntry],
        coverage: Coverage,
        tell: bool,
    ) -> Result<u64, StoreError>;
    /// So many suppliers that somebody follows and has not paused, the longest not asked for first.
    async fn list_watched_suppliers(&self, limit: i64) -> Result<Vec<Biin>, StoreError>;
    /// Notes that these were asked for now.
    async fn note_asked(&self, biins: &[Biin]) -> Result<(), StoreError>;
    /// Notes the entries whose term has run out, with change records if `tell`.
    async fn expire_rnu(&self, tell: bool) -> Result<u64, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn entry(biin: &str, start_at: Option<DateTime<Utc>>) -> RnuEntry {
        RnuEntry {
            biin: Biin::parse(biin).unwrap(),
            register: Register::Goszakup,
            start_at,
            end_at: None,
            name: LocalText::default(),
            customer_bin: None,
            customer_name: LocalText::default(),
            reason_id: None,
            court_decision: None,
            court_decision_at: None,
        }
    }

    #[test]
    fn the_pace_follows_the_watch() {
        let minute = RnuPace::of(Duration::from_secs(60));
        assert_eq!((minute.sweep, minute.stale), (Duration::from_secs(1_800), TimeDelta::hours(2)));
        let hasty = RnuPace::of(Duration::from_secs(1));
        assert_eq!((hasty.sweep, hasty.stale), (Duration::from_secs(30), TimeDelta::hours(2)));
        let day = RnuPace::of(Duration::from_secs(86_400));
        assert_eq!((day.sweep, day.stale), (day.look, TimeDelta::hours(24)));
    }
}
