//! A lot in five facts: what, how much, for whom, by when, and what is unusual. From the stored card
//! alone: nothing is asked of anybody.

use chrono::{DateTime, Utc};

use super::{
    lots::{LotView, Stage},
    plans::PlanPoint,
    risk::{Case, Flag, Level, Settings, evaluate},
    types::{Bin, LocalText, Quantity, Tenge},
};

/// Flags that are told; the rest is on the page of the risk.
const MOST_FLAGS: usize = 3;

/// A lot in brief. What is not known is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// What is bought.
    pub name: LocalText,
    /// How many, where that is one number.
    pub quantity: Option<Quantity>,
    /// Of what unit.
    pub unit: Option<LocalText>,
    /// For how much, without VAT.
    pub amount: Option<Tenge>,
    /// Who buys.
    pub customer: LocalText,
    /// Its BIN.
    pub customer_bin: Option<Bin>,
    /// Where it stands, with its term.
    pub stage: Stage,
    /// What stands out, the heaviest first.
    pub flags: Vec<Flag>,
    /// Too little could be computed to say that nothing stands out.
    pub is_little_known: bool,
}

impl Brief {
    /// The brief of a card at a moment.
    pub fn of(view: &LotView, now: DateTime<Utc>) -> Self {
        let lot = &view.lot;
        let report = evaluate(&Case::of(view), Settings::published(), now);
        let unit = |plan: &PlanPoint| (!plan.unit.is_empty()).then(|| plan.unit.clone());
        Self {
            name: lot.name.clone(),
            quantity: lot.quantity.filter(|_| !lot.is_united()),
            unit: view.plan.as_ref().and_then(unit),
            amount: lot.amount,
            customer: lot.customer_name.clone(),
            customer_bin: lot.customer_bin.clone(),
            stage: lot.stage(now),
            is_little_known: report.level == Level::Unknown,
            flags: report.flags.into_iter().take(MOST_FLAGS).collect(),
        }
    }
}
