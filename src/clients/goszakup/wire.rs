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
    pub(super) name_ru: Text,
    pub(super) name_kz: Text,
    pub(super) full_name_ru: Text,
    pub(super) full_name_kz: Text,
    pub(super) kato_list: Items<Text>,
    pub(super) customer: Flag,
    pub(super) supplier: Flag,
    pub(super) regdate: Text,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// An item of `/v3/rnu/{biin}`. What else it holds is personal (heads, founders) or not shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rnu {
    pub(super) system_id: Int,
    pub(super) start_date: Text,
    pub(super) end_date: Text,
}
