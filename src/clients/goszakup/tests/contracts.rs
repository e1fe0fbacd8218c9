//! Contracts: what is read of them, and whose they are.

use chrono::DateTime;
use serde_json::{Value, json};

use super::server::{Server, rows};
use crate::domain::{
    contracts::Contract,
    procurement::{ContractKey, Page, Procurement, Window},
    types::{Bin, Quantity, Tenge},
};

const CHANGED: ContractKey =
    ContractKey::Changed(Window { from: DateTime::UNIX_EPOCH, to: DateTime::UNIX_EPOCH });

async fn page(key: &ContractKey, contracts: Value) -> Page<Contract> {
    let server = Server::with([rows("Contract", contracts)]).await;
    server.client().contracts_page(key, None).await.unwrap()
}

#[tokio::test]
async fn a_contract_is_read_with_its_subjects_and_without_persons() {
    let page = page(
        &CHANGED,
        json!([{ "id": 25610081, "rootId": 25610081, "trdBuyId": 17359331, "trdBuyNumberAnno": "17359331-1",
            "customerBin": "970140002674", "supplierBiin": "240240016507", "supplierFio": "НЕКТО",
            "refContractStatusId": 190, "faktTradeMethodsId": 3, "finYear": 2026, "contractSum": "215000.50",
            "faktSum": 0, "signDate": "2026-07-27 06:12:40", "refContractTypeId": 1, "deleted": 0,
            "ContractUnits": [
                { "id": 1, "lotId": 42654530, "plnPointId": 7, "itemPrice": 2150, "quantity": 100, "totalSum": 215000,
                  "refEnstruCode": ["172314.500.000002"] },
                { "id": 2, "lotId": 42654531, "deleted": 1 },
                { "id": 3, "itemPrice": -5 } ] }]),
    )
    .await;
    let contract = &page.rows[0];
    assert_eq!(contract.supplier.as_ref().unwrap().digits(), "240240016507");
    assert_eq!(contract.sum, Some(Tenge::from_tiyn(21_500_050)));
    assert_eq!(contract.signed_at.unwrap().to_rfc3339(), "2026-07-27T01:12:40+00:00");
    assert!(!contract.is_amendment && !contract.is_deleted);
    let [unit] = contract.units.as_slice() else { panic!("{:?}", contract.units) };
    assert_eq!(
        (unit.lot_id, unit.enstru_code.as_deref()),
        (Some(42_654_530), Some("172314.500.000002"))
    );
    assert_eq!(unit.quantity, Some(Quantity::from_micro(100_000_000)));
}

#[tokio::test]
async fn what_was_announced_nowhere_has_no_lot_and_a_broken_sum_is_set_aside() {
    let page = page(
        &CHANGED,
        json!([
            { "id": 1, "trdBuyId": 0, "refContractTypeId": 2, "ContractUnits": [{ "id": 1, "lotId": 0 }] },
            { "id": 2, "contractSum": "много" },
            { "contractSum": 1 },
        ]),
    )
    .await;
    let contract = &page.rows[0];
    assert!(contract.is_amendment);
    assert_eq!((contract.announcement_id, contract.units[0].lot_id), (None, None));
    let reasons: Vec<&str> = page.rejected.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(reasons, ["amount_unreadable: contractSum", "id_missing: id"]);
}

#[tokio::test]
async fn acts_in_force_and_payments_come_with_the_contract() {
    let page = page(
        &CHANGED,
        json!([{ "id": 1,
            "Acts": [
                { "id": 5, "approveDate": "2026-08-03 10:00:00", "sumFine": 10.5, "isDeleted": 0,
                  "Place": [{ "amount": 1000, "payNoAvansSum": 700.25 }, { "amount": "300" }] },
                { "id": 6, "approveDate": "2026-08-04 10:00:00", "Place": [] },
                { "id": 7, "approveDate": "2026-08-04 10:00:00", "Place": [{ "amount": "сто" }] },
                { "id": 8, "approveDate": "2026-08-05 10:00:00", "revokeDate": "2026-08-06 10:00:00" },
                { "id": 9, "approveDate": "2026-08-05 10:00:00", "isDeleted": 1 },
                { "id": 10, "approveDate": null } ],
            "TreasuryPay": [
                { "id": 1, "payDate": "2026-08-20 00:00:00", "payAmount": 989.75 },
                { "id": 2, "payDate": "2026-08-20 00:00:00", "payAmount": null },
                { "id": 3, "payDate": "когда-нибудь", "payAmount": 5 } ] }, { "id": 2, "Acts": null }]),
    )
    .await;
    let acts: Vec<_> =
        page.rows[0].acts.iter().map(|act| (act.id, act.due.map(Tenge::tiyn))).collect();
    assert_eq!(acts, [(5, Some(98_975)), (6, None), (7, None)]);
    let payments: Vec<_> = page.rows[0].payments.iter().map(|it| (it.id, it.sum.tiyn())).collect();
    assert_eq!(payments, [(1, 98_975)]);
    assert!(page.rows[1].acts.is_empty());
}

#[tokio::test]
async fn a_customers_contracts_are_its_own() {
    let bin = Bin::parse("970140002674").unwrap();
    let key = ContractKey::Customer(bin.clone(), 2026);
    let contracts = json!([{ "id": 1 }, { "id": 2, "customerBin": "060240002985" }]);
    let server = Server::with([rows("Contract", contracts)]).await;
    let page = server.client().contracts_page(&key, None).await.unwrap();
    let of: Vec<_> = page.rows.iter().map(|row| (row.id, row.customer_bin.clone())).collect();
    assert_eq!(of, [(1, Some(bin))], "a filter that was ignored brings strangers");
    let asked = server.asked()[0].variables()["filter"].clone();
    assert_eq!(asked, json!({ "customerBin": "970140002674", "finYear": 2026 }));
}
