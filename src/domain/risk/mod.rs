//! Risk of a purchase, seen before bidding: rules over what is known of a lot, its neighbours and its
//! customer. A report tells facts and what would change them; it accuses nobody.
//!
//! A rule is a file here, a page in `docs/risk`, and a table test. What a rule can't compute is told
//! as unknown, with the reason; it never counts as fine.

mod advice;
mod around;
mod case;
mod engine;
mod evaluation;
mod evidence;
mod history;
pub mod ocds;
mod service;
mod settings;
mod structural;
pub mod text;
mod wording;

#[cfg(test)]
mod tests;

pub use advice::{Advice, Paper, advice};
pub use around::{
    DeadlineMove, History, LEAST_PURCHASES, Neighbours, Siblings, Spread, SupplierContracts,
    SupplierHistory, Surroundings, Tally, market_of,
};
pub use case::{AnnouncementFacts, Case, LotFacts, Missing, PlanFacts, Procedure};
pub(in crate::domain::risk) use engine::Check;
pub use engine::{Flag, Level, Part, Phase, Report, Rule, Source, Unknown, evaluate, rules};
pub use evaluation::{Evaluation, Input, Replayed, RulesetId, StoredEvaluation};
pub use evidence::Evidence;
pub use service::{RiskService, RiskStore};
pub use settings::Settings;
