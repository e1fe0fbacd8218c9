//! What the indicators read of an OCDS 1.1 compiled release: one contracting process as it stands.

use super::read::{Count, List, Number, Text, nothing_for, object};

object! {
    /// A contracting process.
    Release {
        /// Its id all over the world.
        ocid: Text<'a> = "ocid",
        /// Whose money it is.
        buyer: Organisation<'a> = "buyer",
        /// What was announced.
        tender: Tender<'a> = "tender",
        /// What was offered.
        bids: Bids<'a> = "bids",
        /// What was decided.
        awards: List<Award<'a>> = "awards",
    }
}

object! {
    /// Anybody that is known by an id.
    Organisation { id: Text<'a> = "id", }
}

object! {
    /// The announcement.
    Tender {
        /// `cancelled` keeps the whole process out.
        status: Text<'a> = "status",
        /// open, selective, limited or direct.
        method: Text<'a> = "procurementMethod",
        /// The publisher's own name of the method.
        method_details: Text<'a> = "procurementMethodDetails",
        /// How many took part, as told.
        number_of_tenderers: Count = "numberOfTenderers",
        /// When bids were taken.
        period: Period<'a> = "tenderPeriod",
        /// Who ran it.
        procuring_entity: Organisation<'a> = "procuringEntity",
    }
}

object! {
    /// From when to when, as written.
    Period { start: Text<'a> = "startDate", end: Text<'a> = "endDate", }
}

object! {
    /// The bids extension's wrapper.
    Bids { details: List<Bid<'a>> = "details", }
}

object! {
    /// One offer.
    Bid {
        /// invited, pending, valid, disqualified or withdrawn.
        status: Text<'a> = "status",
        /// When it came in, as written.
        date: Text<'a> = "date",
        /// Its price.
        value: Value<'a> = "value",
        /// Who offers, together.
        tenderers: List<Organisation<'a>> = "tenderers",
    }
}

object! {
    /// A sum of money.
    Value { amount: Number = "amount", currency: Text<'a> = "currency", }
}

object! {
    /// One decision.
    Award {
        /// pending, active, cancelled or unsuccessful.
        status: Text<'a> = "status",
        /// Who won, together.
        suppliers: List<Organisation<'a>> = "suppliers",
        /// What was won.
        items: List<Item<'a>> = "items",
    }
}

object! {
    /// A thing bought.
    Item { classification: Organisation<'a> = "classification", }
}

impl Release<'_> {
    /// The bids that were handed in: not only invited, not withdrawn.
    pub(super) fn submitted(&self) -> impl Iterator<Item = &Bid<'_>> {
        self.bids.details.0.iter().filter(|bid| {
            bid.status.get().is_some_and(|status| !matches!(status, "invited" | "withdrawn"))
        })
    }

    /// The awards in force; none where another one is still to be decided, for then results would
    /// not stay.
    pub(super) fn settled_awards(&self) -> Option<Vec<&Award<'_>>> {
        let mut active = Vec::new();
        for award in &self.awards.0 {
            match award.status.get() {
                Some("active") => active.push(award),
                None | Some("cancelled" | "unsuccessful") => {}
                Some(_) => return None,
            }
        }
        Some(active)
    }

    /// The one supplier of the one award: only then do all bids compete for the same.
    pub(super) fn sole_winner(&self) -> Option<&str> {
        match self.settled_awards()?.as_slice() {
            [award] => only(&award.suppliers),
            _ => None,
        }
    }
}

impl Bid<'_> {
    /// Its tenderer, where it has only one.
    pub(super) fn sole_tenderer(&self) -> Option<&str> {
        only(&self.tenderers)
    }

    /// The ids of those that offer.
    pub(super) fn tenderer_ids(&self) -> impl Iterator<Item = &str> {
        self.tenderers.0.iter().filter_map(|tenderer| tenderer.id.get())
    }

    /// The price with its currency, where both are told.
    pub(super) fn price(&self) -> Option<(f64, &str)> {
        Some((self.value.amount.0?, self.value.currency.get()?))
    }
}

/// The id of the only one.
pub(super) fn only<'a>(all: &'a List<Organisation<'_>>) -> Option<&'a str> {
    match all.0.as_slice() {
        [one] => one.id.get(),
        _ => None,
    }
}
