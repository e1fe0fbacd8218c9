//! Applications of OWS, into bids for lots.

use super::{
    convert::{Context, Reject, money, reject},
    registers::biin,
    wire,
};
use crate::domain::bids::{Bid, BidOutcome};

impl Context<'_> {
    /// The bids of an application; those that can't be read are left out.
    pub(super) fn application(&self, row: wire::TrdApp) -> Result<Vec<Bid>, Reject> {
        self.notes.unknown_fields("TrdApp", &row.unknown);
        let application_id = row.id.id().ok_or(reject("id_missing", "id"))?;
        let announcement_id = row.buy_id.id().ok_or(reject("id_missing", "buyId"))?;
        let bidder = biin(&row.supplier_bin_iin);
        let applied_at = self.date(&row.date_apply, "TrdApp", "dateApply");
        let bid = |lot: wire::TrdAppLot| {
            self.notes.unknown_fields("TrdAppLots", &lot.unknown);
            let status = lot.ref_app_status.0.unwrap_or_default();
            Ok(Bid {
                id: lot.id.id().ok_or(reject("id_missing", "id"))?,
                application_id,
                announcement_id,
                lot_id: lot.lot_id.id().ok_or(reject("id_missing", "lotId"))?,
                bidder: bidder.clone(),
                amount: money(&lot.amount, "amount")?,
                applied_at,
                outcome: BidOutcome::of_status(status.name_ru.as_deref().unwrap_or_default()),
            })
        };
        let read = |lot: wire::TrdAppLot| {
            let id = lot.id.id();
            bid(lot)
                .map_err(|why: Reject| self.notes.left_out("TrdAppLots", id, &why.to_string()))
                .ok()
        };
        Ok(row.app_lots.0.into_iter().filter_map(read).collect())
    }
}
