//! What rules look at. A case is written down with every evaluation, so that the same rules give the
//! same report from it at any later time.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{History, Neighbours, Surroundings};
use crate::domain::{
    announcements::Announcement,
    clock::ASTANA,
    lots::{Lot, LotView},
    plans::PlanPoint,
    types::{Bin, LocalText, LotId, LotNumber, Quantity, Tenge},
};

/// Everything known of one purchase; each part may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The lot.
    pub lot: LotFacts,
    /// Its announcement.
    pub announcement: Option<AnnouncementFacts>,
    /// Its first plan point.
    pub plan: Option<PlanFacts>,
    /// What was counted around it.
    pub around: Surroundings,
    /// Contracts and bids of the customer and the market; none where they are not loaded.
    pub history: Option<History>,
    /// The facts were so at this moment.
    pub as_of: DateTime<Utc>,
}

/// Of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotFacts {
    /// Its OWS id.
    pub id: LotId,
    /// Its number, which tells the attempt.
    pub number: LotNumber,
    /// Name.
    pub name: LocalText,
    /// Description.
    pub description: LocalText,
    /// `refLotStatusId`.
    pub status_id: Option<i64>,
    /// Sum allocated, without VAT.
    pub amount: Option<Tenge>,
    /// How much.
    pub quantity: Option<Quantity>,
    /// Who buys.
    pub customer_bin: Option<Bin>,
    /// Method in the plan.
    pub planned_method_id: Option<i64>,
    /// Method used.
    pub method_id: Option<i64>,
    /// Plan points it was made of.
    pub plan_points: i64,
    /// It unites several plan points.
    pub is_united: bool,
}

/// Of an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncementFacts {
    /// 1 goods, 2 works, 3 services.
    pub subject_type_id: Option<i64>,
    /// Who organises.
    pub organizer_bin: Option<Bin>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// From when bids are taken.
    pub start_at: Option<DateTime<Utc>>,
    /// Until when.
    pub end_at: Option<DateTime<Utc>>,
}

/// Of a plan point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFacts {
    /// Code of the classifier.
    pub enstru_code: Option<String>,
    /// Its name in the classifier.
    pub enstru_name: LocalText,
    /// Price of one, without VAT.
    pub price: Option<Tenge>,
    /// How much.
    pub count: Option<Quantity>,
    /// Sum, without VAT.
    pub amount: Option<Tenge>,
    /// 1 goods, 2 works, 3 services.
    pub subject_type_id: Option<i64>,
    /// Term of delivery, in the customer's words.
    pub supply_term: Option<String>,
    /// Advance, hundredths of a percent.
    pub prepayment_bp: Option<i64>,
    /// Year of the plan.
    pub year: Option<i64>,
    /// Description.
    pub description: LocalText,
    /// More of it.
    pub extra_description: LocalText,
}

/// Why a rule can't be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// The announcement is not known.
    Announcement,
    /// The plan point is not known.
    Plan,
    /// The sum is not told.
    Amount,
    /// The quantity is not told.
    Quantity,
    /// A price of one is not told, or makes no sense for a lot that unites several things.
    Price,
    /// A date is not told.
    Dates,
    /// The method is not told, or the Rules have no number for it.
    Method,
    /// The customer or the organiser is not told.
    Parties,
    /// The code of the classifier is not told.
    Code,
    /// The term of delivery is not told in days.
    SupplyTerm,
    /// The advance is not told.
    Advance,
    /// The status is not told.
    Status,
    /// Holidays of the year are not known.
    Calendar,
    /// MRP of the year is not known.
    Mrp,
    /// We saw the lot too late to know what was changed.
    Edits,
    /// The history of stored lots is not counted yet.
    NotCounted,
    /// Too few values to compare with.
    TooFew {
        /// How many there are.
        count: i64,
        /// How many it takes.
        least: i64,
    },
    /// Neither name nor description is told.
    Description,
    /// Contracts are not loaded.
    Contracts,
    /// The register of participants was not asked about the suppliers.
    Suppliers,
    /// No act of the customer is known whose payment is seen.
    Payments,
}

/// What the Rules make of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Procedure {
    /// A tender.
    Tender,
    /// A rating-score tender.
    RatingTender,
    /// An auction.
    Auction,
    /// A request for price quotations.
    Quotations,
    /// The electronic shop.
    Shop,
    /// A contract without competition.
    Direct,
    /// A single source after a failed purchase.
    AfterFailed,
    /// Special orders and the quasi-state sector, whose numbers are others.
    Other,
}

impl Procedure {
    /// By the id of a method.
    pub fn of(method_id: i64) -> Self {
        match method_id {
            2 | 22 | 32 | 120 | 121 | 201 => Self::Tender,
            188 => Self::RatingTender,
            7 | 77 | 78 => Self::Auction,
            3 => Self::Quotations,
            60 => Self::Shop,
            23 | 131 => Self::Direct,
            6 => Self::AfterFailed,
            _ => Self::Other,
        }
    }
}

impl Case {
    /// The case of a lot as its card has it.
    pub fn of(view: &LotView) -> Self {
        let (announcement, plan) = (view.announcement.as_ref(), view.plan.as_ref());
        Self::from_parts(&view.lot, announcement, plan, view.around.clone(), view.freshness.as_of)
    }

    /// The case of a lot and what belongs to it, so at a moment.
    pub fn from_parts(
        lot: &Lot,
        announcement: Option<&Announcement>,
        plan: Option<&PlanPoint>,
        mut around: Surroundings,
        as_of: DateTime<Utc>,
    ) -> Self {
        let history = around.history.take();
        let plan_points = i64::try_from(lot.plan_point_ids.len()).unwrap_or(i64::MAX);
        Self {
            lot: LotFacts {
                id: lot.id,
                number: lot.number.clone(),
                name: lot.name.clone(),
                description: lot.description.clone(),
                status_id: lot.status_id,
                amount: lot.amount,
                quantity: lot.quantity,
                customer_bin: lot.customer_bin.clone(),
                planned_method_id: lot.planned_method_id,
                method_id: lot.actual_method_id.or_else(|| announcement?.method_id),
                plan_points,
                is_united: lot.is_united(),
            },
            announcement: announcement.map(|it| AnnouncementFacts {
                subject_type_id: it.subject_type_id,
                organizer_bin: it.organizer_bin.clone(),
                published_at: it.published_at,
                start_at: it.start_at,
                end_at: it.end_at,
            }),
            plan: plan.map(|it| PlanFacts {
                enstru_code: it.enstru_code.clone(),
                enstru_name: it.enstru_name.clone(),
                price: it.price,
                count: it.count,
                amount: it.amount,
                subject_type_id: it.subject_type_id,
                supply_term: it.supply_term.clone(),
                prepayment_bp: it.prepayment_bp,
                year: it.year,
                description: it.description.clone(),
                extra_description: it.extra_description.clone(),
            }),
            around,
            history,
            as_of,
        }
    }

    pub(super) fn announcement(&self) -> Result<&AnnouncementFacts, Missing> {
        self.announcement.as_ref().ok_or(Missing::Announcement)
    }

    pub(super) fn plan(&self) -> Result<&PlanFacts, Missing> {
        self.plan.as_ref().ok_or(Missing::Plan)
    }

    pub(super) fn amount(&self) -> Result<Tenge, Missing> {
        self.lot.amount.ok_or(Missing::Amount)
    }

    pub(super) fn procedure(&self) -> Result<Procedure, Missing> {
        self.lot.method_id.map(Procedure::of).ok_or(Missing::Method)
    }

    /// From when and until when bids are taken.
    pub(super) fn window(&self) -> Result<(DateTime<Utc>, DateTime<Utc>), Missing> {
        let it = self.announcement()?;
        it.start_at.zip(it.end_at).filter(|(start, end)| start < end).ok_or(Missing::Dates)
    }

    /// Goods, works or services, as the plan or else the announcement has it: 1, 2, 3.
    pub(super) fn subject_type(&self) -> Option<i64> {
        let planned = self.plan.as_ref().and_then(|plan| plan.subject_type_id);
        planned.or_else(|| self.announcement.as_ref().and_then(|it| it.subject_type_id))
    }

    /// The financial year that limits in MRP are counted by.
    pub(super) fn year(&self) -> Result<i32, Missing> {
        let planned = self.plan.as_ref().and_then(|plan| plan.year);
        let published = || {
            let at = self.announcement.as_ref()?.published_at?;
            Some(local_day(at).year())
        };
        planned.and_then(|year| i32::try_from(year).ok()).or_else(published).ok_or(Missing::Dates)
    }

    pub(super) fn neighbours(&self) -> Result<&Neighbours, Missing> {
        self.around.neighbours.as_ref().ok_or(Missing::NotCounted)
    }

    pub(super) fn history(&self) -> Result<&History, Missing> {
        self.history.as_ref().ok_or(Missing::Contracts)
    }
}

/// The day of a moment in the country's time.
pub(super) fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ASTANA).date_naive()
}
