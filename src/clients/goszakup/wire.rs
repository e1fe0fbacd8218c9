//! The rows of OWS v3 as it spells them. Nothing is required and nothing is trusted here; what a
//! row must have is decided where it becomes a domain type.

use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};

use super::lenient::{Decimal, Flag, Int, Items, Part, Text};

/// Fields that we do not know.
pub(super) type Unknown = BTreeMap<String, IgnoredAny>;

/// `Lots`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Lot {
    pub(super) id: Int,
    pub(super) lot_number: Text,
    pub(super) ref_lot_status_id: Int,
    pub(super) last_update_date: Text,
    pub(super) count: Decimal,
    pub(super) amount: Decimal,
    pub(super) name_ru: Text,
    pub(super) name_kz: Text,
    pub(super) description_ru: Text,
    pub(super) description_kz: Text,
    pub(super) customer_bin: Text,
    pub(super) customer_name_ru: Text,
    pub(super) customer_name_kz: Text,
    pub(super) trd_buy_number_anno: Text,
    pub(super) trd_buy_id: Int,
    pub(super) ref_trade_methods_id: Int,
    pub(super) ref_buy_trade_methods_id: Int,
    pub(super) point_list: Items<Int>,
    pub(super) pln_point_kato_list: Items<Text>,
    pub(super) is_deleted: Flag,
    #[serde(rename = "TrdBuy")]
    pub(super) trd_buy: Part<TrdBuy>,
    #[serde(rename = "Plans")]
    pub(super) plans: Items<PlnPoint>,
    #[serde(rename = "Customer")]
    pub(super) customer: Part<Customer>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `Subject`, where it is a lot's customer.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Customer {
    pub(super) kato_list: Items<Text>,
}

/// `TrdBuy`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct TrdBuy {
    pub(super) id: Int,
    pub(super) number_anno: Text,
    pub(super) name_ru: Text,
    pub(super) name_kz: Text,
    pub(super) total_sum: Decimal,
    pub(super) count_lots: Int,
    pub(super) ref_trade_methods_id: Int,
    pub(super) ref_subject_type_id: Int,
    pub(super) org_bin: Text,
    pub(super) org_name_ru: Text,
    pub(super) org_name_kz: Text,
    pub(super) ref_buy_status_id: Int,
    pub(super) start_date: Text,
    pub(super) end_date: Text,
    pub(super) publish_date: Text,
    pub(super) last_update_date: Text,
    pub(super) kato: Items<Text>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `Contract`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Contract {
    pub(super) id: Int,
    pub(super) root_id: Int,
    pub(super) trd_buy_id: Int,
    pub(super) trd_buy_number_anno: Text,
    pub(super) customer_bin: Text,
    pub(super) supplier_biin: Text,
    pub(super) ref_contract_status_id: Int,
    pub(super) fakt_trade_methods_id: Int,
    pub(super) ref_subject_type_id: Int,
    pub(super) fin_year: Int,
    pub(super) contract_sum: Decimal,
    pub(super) fakt_sum: Decimal,
    pub(super) sign_date: Text,
    pub(super) plan_exec_date: Text,
    pub(super) fakt_exec_date: Text,
    pub(super) ref_contract_type_id: Int,
    pub(super) ref_contract_cancel_id: Int,
    pub(super) deleted: Flag,
    pub(super) last_update_date: Text,
    #[serde(rename = "ContractUnits")]
    pub(super) contract_units: Items<ContractUnit>,
    #[serde(rename = "Acts")]
    pub(super) acts: Items<ContractAct>,
    #[serde(rename = "TreasuryPay")]
    pub(super) treasury_pay: Items<TreasuryPay>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `ContractAct`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ContractAct {
    pub(super) id: Int,
    pub(super) approve_date: Text,
    pub(super) revoke_date: Text,
    pub(super) is_deleted: Flag,
    pub(super) sum_fine: Decimal,
    #[serde(rename = "Place")]
    pub(super) place: Items<ActPlace>,
}

/// `ContractActPlace`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ActPlace {
    pub(super) amount: Decimal,
    /// Without the advance.
    pub(super) pay_no_avans_sum: Decimal,
}

/// `TreasuryPay`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct TreasuryPay {
    pub(super) id: Int,
    pub(super) pay_date: Text,
    pub(super) pay_amount: Decimal,
}

/// `ContractUnits`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ContractUnit {
    pub(super) id: Int,
    pub(super) lot_id: Int,
    pub(super) pln_point_id: Int,
    pub(super) item_price: Decimal,
    pub(super) quantity: Decimal,
    pub(super) total_sum: Decimal,
    pub(super) deleted: Flag,
    pub(super) ref_enstru_code: Items<Text>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `TrdApp`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct TrdApp {
    pub(super) id: Int,
    pub(super) buy_id: Int,
    pub(super) supplier_bin_iin: Text,
    pub(super) date_apply: Text,
    #[serde(rename = "AppLots")]
    pub(super) app_lots: Items<TrdAppLot>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `TrdAppLots`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct TrdAppLot {
    pub(super) id: Int,
    pub(super) lot_id: Int,
    pub(super) amount: Decimal,
    #[serde(rename = "RefAppStatus")]
    pub(super) ref_app_status: Part<RefPoSt>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `RefPoSt`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RefPoSt {
    pub(super) name_ru: Text,
}

/// `PlnPoint`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PlnPoint {
    pub(super) id: Int,
    pub(super) rootrecord_id: Int,
    pub(super) subject_biin: Text,
    pub(super) name_ru: Text,
    pub(super) name_kz: Text,
    pub(super) desc_ru: Text,
    pub(super) desc_kz: Text,
    pub(super) extra_desc_ru: Text,
    pub(super) extra_desc_kz: Text,
    pub(super) ref_enstru_code: Text,
    pub(super) count: Decimal,
    pub(super) price: Decimal,
    pub(super) amount: Decimal,
    pub(super) ref_trade_methods_id: Int,
    pub(super) ref_subject_type_id: Int,
    pub(super) supply_date_ru: Text,
    /// Percent.
    pub(super) prepayment: Decimal,
    pub(super) pln_point_year: Int,
    #[serde(rename = "RefUnits")]
    pub(super) ref_units: Part<RefUnits>,
    #[serde(rename = "RefEnstru")]
    pub(super) ref_enstru: Part<RefEnstru>,
    #[serde(rename = "PlansKato")]
    pub(super) plans_kato: Items<PlnPointsKato>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `RefUnits`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RefUnits {
    pub(super) name_ru: Text,
    pub(super) name_kz: Text,
}

/// `RefEnstru`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RefEnstru {
    pub(super) code: Text,
    pub(super) name_ru: Text,
    pub(super) name_kz: Text,
}

/// `PlnPointsKato`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PlnPointsKato {
    pub(super) ref_kato_code: Text,
    pub(super) full_delivery_place_name_ru: Text,
    pub(super) full_delivery_place_name_kz: Text,
}

/// `Subject`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Subject {
    pub(super) pid: Int,
    pub(super) bin: Text,
    pub(super) iin: Text,
    pub(super) name_ru: Text,
    pub(super) name_kz: Text,
    pub(super) full_name_ru: Text,
    pub(super) full_name_kz: Text,
    pub(super) kato_list: Items<Text>,
    pub(super) customer: Flag,
    pub(super) supplier: Flag,
    pub(super) regdate: Text,
    /// 1 legal person, 2 person, 3 sole trader.
    pub(super) type_supplier: Int,
    pub(super) qvazi: Flag,
    pub(super) mark_national_company: Flag,
    pub(super) mark_state_monopoly: Flag,
    pub(super) mark_natural_monopoly: Flag,
    pub(super) mark_patronymic_producer: Flag,
    pub(super) mark_small_employer: Flag,
    pub(super) mark_assoc_with_disab: Flag,
    pub(super) mark_resident: Flag,
    #[serde(rename = "Employees")]
    pub(super) employees: Items<Employee>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `Subject`, asked for what participants are compared by.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Participant {
    pub(super) pid: Int,
    pub(super) bin: Text,
    pub(super) iin: Text,
    pub(super) regdate: Text,
    #[serde(rename = "Address")]
    pub(super) address: Items<Address>,
    #[serde(rename = "Employees")]
    pub(super) employees: Items<Head>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `SubjectAddress`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Address {
    /// 1 legal.
    pub(super) address_type: Int,
    pub(super) address: Text,
    pub(super) kato_code: Text,
}

/// `SubjectUsers`, of which only the number of the head is asked.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Head {
    pub(super) iin: Text,
    /// 1 head, 2 employee.
    pub(super) role: Int,
    /// 2099 for one who still works there.
    pub(super) end_date: Text,
}

impl std::fmt::Debug for Head {
    /// Without the number, which is personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Head").field("role", &self.role).finish_non_exhaustive()
    }
}

/// `SubjectUsers`, of which only who heads the organisation is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Employee {
    pub(super) fio: Text,
    /// 1 head, 2 employee.
    pub(super) role: Int,
    /// 2099 for one who still works there.
    pub(super) end_date: Text,
}

/// `RnuList`: a supplier in one register.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Rnu {
    pub(super) id: Int,
    pub(super) supplier_biin: Text,
    /// Number of a foreigner.
    pub(super) supplier_innunp: Text,
    pub(super) supplier_name_ru: Text,
    pub(super) supplier_name_kz: Text,
    pub(super) system_id: Int,
    pub(super) start_date: Text,
    pub(super) end_date: Text,
    #[serde(rename = "Detail")]
    pub(super) detail: Items<RnuDetail>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// `RnuDetailList`, and an item of `/v3/rnu/{biin}`, which spells the same names with underscores.
/// What else they hold is personal (heads, founders) or not shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RnuDetail {
    #[serde(alias = "supplier_name_ru")]
    pub(super) supplier_name_ru: Text,
    #[serde(alias = "supplier_name_kz")]
    pub(super) supplier_name_kz: Text,
    #[serde(alias = "customer_biin")]
    pub(super) customer_biin: Text,
    #[serde(alias = "customer_name_ru")]
    pub(super) customer_name_ru: Text,
    #[serde(alias = "customer_name_kz")]
    pub(super) customer_name_kz: Text,
    #[serde(alias = "court_decision")]
    pub(super) court_decision: Text,
    #[serde(alias = "court_decision_date")]
    pub(super) court_decision_date: Text,
    #[serde(alias = "start_date")]
    pub(super) start_date: Text,
    #[serde(alias = "end_date")]
    pub(super) end_date: Text,
    #[serde(alias = "ref_reason_id")]
    pub(super) ref_reason_id: Int,
    #[serde(alias = "system_id")]
    pub(super) system_id: Int,
}
