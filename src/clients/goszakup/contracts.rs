//! Contracts of OWS, into the domain's.

use super::{
    convert::{Context, Reject, bin, money, quantity, reject},
    registers::biin,
    wire,
};
use crate::domain::{
    contracts::{Contract, ContractUnit},
    payments::{Act, Payment},
    types::{AnnouncementNumber, Tenge},
};

/// `refContractTypeId` of an additional agreement.
const AMENDMENT: i64 = 2;

impl Context<'_> {
    /// A contract with its subjects; of these, what can't be read is left out.
    pub(super) fn contract(&self, row: wire::Contract) -> Result<Contract, Reject> {
        self.notes.unknown_fields("Contract", &row.unknown);
        let id = row.id.id().ok_or(reject("id_missing", "id"))?;
        let unit = |unit: wire::ContractUnit| {
            let unit_id = unit.id.id();
            self.contract_unit(unit)
                .map_err(|why| self.notes.left_out("ContractUnits", unit_id, &why.to_string()))
                .ok()
                .flatten()
        };
        Ok(Contract {
            id,
            root_id: row.root_id.id(),
            announcement_id: row.trd_buy_id.id(),
            announcement_number: row
                .trd_buy_number_anno
                .as_deref()
                .and_then(AnnouncementNumber::from_source),
            customer_bin: bin(&row.customer_bin),
            supplier: biin(&row.supplier_biin),
            status_id: row.ref_contract_status_id.id(),
            method_id: row.fakt_trade_methods_id.id(),
            subject_type_id: row.ref_subject_type_id.id(),
            year: row.fin_year.id(),
            sum: money(&row.contract_sum, "contractSum")?,
            paid: money(&row.fakt_sum, "faktSum")?,
            signed_at: self.date(&row.sign_date, "Contract", "signDate"),
            planned_at: self.date(&row.plan_exec_date, "Contract", "planExecDate"),
            executed_at: self.date(&row.fakt_exec_date, "Contract", "faktExecDate"),
            is_amendment: row.ref_contract_type_id.id() == Some(AMENDMENT),
            cancel_reason_id: row.ref_contract_cancel_id.id(),
            is_deleted: row.deleted.0.unwrap_or_default(),
            units: row.contract_units.0.into_iter().filter_map(unit).collect(),
            acts: row.acts.0.iter().filter_map(|act| self.act(act)).collect(),
            payments: row.treasury_pay.0.iter().filter_map(|pay| self.payment(pay)).collect(),
            source_updated_at: self.date(&row.last_update_date, "Contract", "lastUpdateDate"),
            fetched_at: self.fetched_at,
        })
    }

    /// None where it is not in force: not approved, taken back or deleted.
    fn act(&self, row: &wire::ContractAct) -> Option<Act> {
        let approved_at = self.date(&row.approve_date, "ContractAct", "approveDate")?;
        let is_void = row.is_deleted.0.unwrap_or_default()
            || self.date(&row.revoke_date, "ContractAct", "revokeDate").is_some();
        let act = Act { id: row.id.id()?, approved_at, due: due(row) };
        (!is_void).then_some(act)
    }

    /// None where it is not told when or how much.
    fn payment(&self, row: &wire::TreasuryPay) -> Option<Payment> {
        Some(Payment {
            id: row.id.id()?,
            paid_at: self.date(&row.pay_date, "TreasuryPay", "payDate")?,
            sum: money(&row.pay_amount, "payAmount").ok()??,
        })
    }

    /// None where it was deleted.
    fn contract_unit(&self, row: wire::ContractUnit) -> Result<Option<ContractUnit>, Reject> {
        self.notes.unknown_fields("ContractUnits", &row.unknown);
        if row.deleted.0.unwrap_or_default() {
            return Ok(None);
        }
        Ok(Some(ContractUnit {
            id: row.id.id().ok_or(reject("id_missing", "id"))?,
            lot_id: row.lot_id.id(),
            plan_point_id: row.pln_point_id.id(),
            enstru_code: row.ref_enstru_code.0.into_iter().find_map(|code| code.0),
            price: money(&row.item_price, "itemPrice")?,
            quantity: quantity(&row.quantity, "quantity")?,
            sum: money(&row.total_sum, "totalSum")?,
        }))
    }
}

/// What is to be paid by an act: over its places, without the advance, less the penalty. None where one
/// of these is not told.
fn due(row: &wire::ContractAct) -> Option<Tenge> {
    let mut due = 0_i64;
    for place in &row.place.0 {
        let sum = match money(&place.pay_no_avans_sum, "payNoAvansSum").ok()? {
            Some(sum) => sum,
            None => money(&place.amount, "amount").ok()??,
        };
        due = due.checked_add(sum.tiyn())?;
    }
    let fine = money(&row.sum_fine, "sumFine").ok()?.map_or(0, Tenge::tiyn);
    (!row.place.0.is_empty()).then(|| Tenge::from_tiyn((due - fine).max(0)))
}
