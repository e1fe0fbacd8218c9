//! When not to answer.

use serde::{Deserialize, Serialize};

/// Why a question is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not about procurement in Kazakhstan.
    Outside,
    /// About procurement, and nothing we have read says.
    NoEvidence,
    /// A case that somebody who answers for it must look at.
    NeedsLawyer,
    /// Asks for what belongs to another person.
    PersonalData,
    /// Asks how to break the law.
    BreaksLaw,
    /// Nobody can know it.
    Unknowable,
}

impl Refusal {
    /// Its stored name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::NoEvidence => "no_evidence",
            Self::NeedsLawyer => "needs_lawyer",
            Self::PersonalData => "personal_data",
            Self::BreaksLaw => "breaks_law",
            Self::Unknowable => "unknowable",
        }
    }
}
