//! Subjects: organisations, and persons who trade, in the register of participants.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::types::{Biin, LocalText};

/// A participant as OWS last told it. Of persons only the head's name is asked for, which the portal
/// shows to everybody; mail and phones are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `pid`.
    pub id: i64,
    /// BIN of an organisation, IIN of a person who trades.
    pub biin: Biin,
    /// Name.
    pub name: LocalText,
    /// KATO codes.
    pub kato: Vec<String>,
    /// Registered as a customer.
    pub is_customer: bool,
    /// Registered as a supplier.
    pub is_supplier: bool,
    /// When it was registered with the state.
    pub registered_at: Option<DateTime<Utc>>,
    /// Name of the head; none where OWS does not tell.
    pub head: Option<String>,
    /// What the register marks it as.
    pub marks: Vec<SubjectMark>,
    /// When we asked OWS for it.
    pub fetched_at: DateTime<Utc>,
}

/// What the register of participants marks somebody as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectMark {
    /// `typeSupplier` 2: a person.
    Person,
    /// `typeSupplier` 3: a sole trader (ИП).
    SoleTrader,
    /// `qvazi`: of the quasi-public sector.
    QuasiPublic,
    /// `markNationalCompany`.
    NationalCompany,
    /// `markStateMonopoly`.
    StateMonopoly,
    /// `markNaturalMonopoly`: not entered in the register (law 106-VIII, article 8, point 11).
    NaturalMonopoly,
    /// `markPatronymicProducer`: a domestic producer.
    Producer,
    /// `markSmallEmployer`: a small business.
    SmallBusiness,
    /// `markAssocWithDisab`: an association of people with disabilities.
    Disabled,
    /// `markResident` is 0.
    NonResident,
}
