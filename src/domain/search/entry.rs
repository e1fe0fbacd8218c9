//! What the index holds of a lot, and the port to the index.

use chrono::{DateTime, Utc};

use super::{
    super::{
        announcements::Announcement,
        error::StoreError,
        lots::Lot,
        plans::PlanPoint,
        saved_search::LotText,
        types::{Bin, LocalText, LotId, Tenge},
    },
    ask::Ask,
};

/// A lot as it is indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: LotId,
    /// Numbers it is known by: its own, its plan point's, its announcement's, its customer's BIN,
    /// its ENSTRU code.
    pub numbers: Vec<String>,
    /// Its name.
    pub name: LocalText,
    /// Everything else that is said of it.
    pub more: Vec<LocalText>,
    /// Its sum.
    pub amount: Option<Tenge>,
    /// `refLotStatusId`.
    pub status: Option<i64>,
    /// First two digits of KATO.
    pub regions: Vec<String>,
    /// Method used.
    pub method: Option<i64>,
    /// Digits of the ENSTRU code.
    pub enstru: String,
    /// Customer.
    pub customer: Option<Bin>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When bids cease to be taken.
    pub deadline: Option<DateTime<Utc>>,
}

impl Entry {
    /// The lot with what its announcement and plan point add, read as saved searches read it.
    pub fn of(lot: &Lot, announcement: Option<&Announcement>, plan: Option<&PlanPoint>) -> Self {
        let text = LotText::of(lot, announcement, plan);
        let [name, more @ ..] = text.texts;
        let customer = text.customer.cloned();
        let numbers = [
            Some(lot.number.as_str().to_owned()),
            Some(lot.number.root().to_owned()),
            lot.announcement_number.as_ref().map(|number| number.as_str().to_owned()),
            customer.as_ref().map(|bin| bin.as_str().to_owned()),
            plan.and_then(|plan| plan.enstru_code.clone()),
        ];
        Self {
            id: lot.id,
            numbers: numbers.into_iter().flatten().collect(),
            name: name.clone(),
            more: more.into_iter().filter(|text| **text != LocalText::default()).cloned().collect(),
            amount: text.amount,
            status: lot.status_id,
            regions: text.regions.iter().map(|&code| code.to_owned()).collect(),
            method: text.method,
            enstru: text.enstru,
            customer,
            published_at: announcement.and_then(|it| it.published_at),
            deadline: lot.deadline,
        }
    }
}

/// Where one stands in a list, so that the next page begins right behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// By what the list is ordered: the greater comes first.
    pub key: (i64, i64),
    /// Then by id, the greater first.
    pub id: LotId,
}

/// A word that was not found and what was searched for in its stead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub typed: String,
    /// Words that lots have, the most frequent first.
    pub read_as: Vec<String>,
}

/// What the index answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// The lots of the page, in order.
    pub places: Vec<Place>,
    /// How many there are in all.
    pub total: u64,
    /// Of these, how many take bids now.
    pub open: u64,
    /// How many come before the first of the page.
    pub ahead: u64,
    /// What there is to choose from.
    pub facets: Facets,
    /// Words that were read as others.
    pub corrections: Vec<Correction>,
}

/// How many of all that was found there are of each kind, the most first; empty where nobody asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By the first two digits of KATO.
    pub regions: Vec<(String, u64)>,
    /// By `refLotStatusId`.
    pub statuses: Vec<(i64, u64)>,
    /// By the method used.
    pub methods: Vec<(i64, u64)>,
    /// By the class of ENSTRU, which is the first six digits of its codes; the most frequent ones.
    pub classes: Vec<Kind<String>>,
    /// By the customer; the most frequent ones.
    pub customers: Vec<Kind<Bin>>,
}

/// One of very many kinds, with a lot to name it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind<T> {
    /// Which.
    pub kind: T,
    /// How many lots are of it.
    pub lots: u64,
    /// The newest of them.
    pub sample: LotId,
}

/// Which part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Where it begins, or ends.
    pub from: Begin,
    /// So many.
    pub limit: usize,
}

/// Where a part of the list begins. By places nothing is shown twice or left out when new lots come
/// in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// After so many parts of this size.
    Page(i64),
    /// Right behind this one.
    After(Place),
    /// So that it ends right before this one.
    Before(Place),
}

/// An index of lots, derived from storage.
pub trait LotIndex: Send + Sync {
    /// A part of what fits, in order.
    ///
    /// # Errors
    /// Where its files can't be read.
    fn search(&self, ask: &Ask, slice: Slice, now: DateTime<Utc>) -> Result<Hits, StoreError>;
    /// Words that lots have and that begin like this, the most frequent first.
    ///
    /// # Errors
    /// Where its files can't be read.
    fn complete(&self, begun: &str, limit: usize) -> Result<Vec<String>, StoreError>;
    /// The last change of storage that is in it; none until all was read once.
    fn reached(&self) -> Option<i64>;
}
