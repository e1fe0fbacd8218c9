//! The calculator.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Fields, fields, text};
use crate::domain::{
    calc::{
        CalcError, Percent, civil_code, dumping, eshop, exact_sum, margin,
        mrp::{self, Limit},
        penalty::{self, Late},
        security::{self, SecurityRule},
        vat::{self, Category, Vat},
    },
    types::Tenge,
};

/// Limits by their names in cases.
const LIMITS: [(&str, Limit); 15] = [
    ("rfq_limit_8000", Limit::PriceQuotations),
    ("eshop_limit_4000", Limit::Eshop),
    ("direct_goods_100", Limit::DirectGoods),
    ("direct_works_services_500", Limit::DirectWorksServices),
    ("village_akim_direct_4000", Limit::DirectVillageAkim),
    ("no_contract_security_eshop_500", Limit::EshopWithoutContractSecurity),
    ("eshop_preorder_only_over_500", Limit::EshopPreorderOver),
    ("union_lot_preorder_over_100", Limit::UnitedLotPreorderOver),
    ("brand_allowed_rfq_1000", Limit::BrandInPriceQuotations),
    ("tax_debt_limit_6", Limit::TaxDebt),
    ("vat_registration_10000", Limit::VatRegistration),
    ("sme_list_limit_50000", Limit::SmeList),
    ("finstab_goods_4000", Limit::StabilityGoods),
    ("finstab_services_8000", Limit::StabilityServices),
    ("finstab_works_20000", Limit::StabilityWorks),
];

fn sum(case: &Value, field: &str) -> Result<Tenge, CalcError> {
    exact_sum(&text(case, field))
}

fn rate(case: &Value, field: &str) -> Result<Percent, CalcError> {
    Percent::parse(&text(case, field))
}

fn date(case: &Value, field: &str) -> Option<NaiveDate> {
    text(case, field).parse().ok()
}

/// As cases write sums: `160000.00`.
fn decimal(sum: Tenge) -> Value {
    let tiyn = sum.tiyn().unsigned_abs();
    let sign = if sum.tiyn() < 0 { "-" } else { "" };
    json!(format!("{sign}{}.{:02}", tiyn / 100, tiyn % 100))
}

/// A sum in whole tenge: `160000`.
fn whole(sum: Tenge) -> Value {
    json!((sum.tiyn() / 100).to_string())
}

fn hundredths(percent: Percent) -> Value {
    json!(percent.hundredths())
}

fn or_null<T>(value: Option<T>, written: impl Fn(T) -> Value) -> Value {
    value.map_or(Value::Null, written)
}

pub(super) fn vat(case: &Value) -> Fields {
    let rate = rate(case, "rate_pct");
    let vat = |found: Option<Vat>| ("vat", or_null(found.map(|vat| vat.vat), decimal));
    if text(case, "mode") == "included" {
        let found = rate.and_then(|rate| vat::included(sum(case, "gross")?, rate)).ok();
        fields([vat(found), ("net", or_null(found.map(|vat| vat.net), decimal))])
    } else {
        let found = rate.and_then(|rate| vat::on_top(sum(case, "net")?, rate)).ok();
        fields([vat(found), ("gross", or_null(found.map(|vat| vat.gross), decimal))])
    }
}

pub(super) fn vat_rate(case: &Value) -> Fields {
    rate_of(Category::named(&text(case, "category")), date(case, "date"))
}

pub(super) fn vat_of_turnover(case: &Value) -> Fields {
    rate_of(Some(Category::Standard), date(case, "act_date"))
}

fn rate_of(category: Option<Category>, turnover: Option<NaiveDate>) -> Fields {
    let rate = category.zip(turnover).and_then(|(category, day)| vat::rate_on(day, category).ok());
    fields([("rate_pct", json!(rate.map(|rate| rate.percent.to_string())))])
}

pub(super) fn margin(case: &Value) -> Fields {
    let found = (|| {
        let other = if case.get("other_costs").is_some_and(|other| !other.is_null()) {
            sum(case, "other_costs")?
        } else {
            Tenge::default()
        };
        margin::at_price(sum(case, "offer_net")?, sum(case, "cost_net")?, other)
    })()
    .ok();
    fields([
        ("profit", or_null(found.map(|margin| margin.profit), decimal)),
        ("margin_pct_of_price", or_null(found.and_then(|margin| margin.of_price), hundredths)),
        ("markup_pct_of_cost", or_null(found.and_then(|margin| margin.of_cost), hundredths)),
    ])
}

pub(super) fn penalty(case: &Value) -> Fields {
    let who = text(case, "who");
    if who == "days_late_only" {
        let late = date(case, "due").zip(date(case, "actual"));
        let days = late.map(|(due, done)| penalty::days_late(due, done));
        return fields([("days_late", json!(days))]);
    }
    let found = late(case, &who).and_then(|late| penalty::penalty(&late)).ok();
    fields([
        ("penalty", or_null(found.map(|found| found.sum), decimal)),
        ("capped", json!(found.map(|found| found.is_capped))),
    ])
}

fn late(case: &Value, who: &str) -> Result<Late, CalcError> {
    let contract = sum(case, "contract_sum")?;
    let base = match (who, text(case, "mode").as_str()) {
        ("supplier", "partial") => sum(case, "unfulfilled_sum")?,
        ("supplier", _) => contract,
        _ => sum(case, "due_sum")?,
    };
    let days = case.get("days_late").and_then(Value::as_i64).ok_or(CalcError::Days)?;
    let cap = match case.get("cap_pct_of_contract") {
        None | Some(Value::Null) => None,
        Some(_) => Some(rate(case, "cap_pct_of_contract")?),
    };
    Ok(Late { base, contract, daily: rate(case, "daily_rate_pct")?, days, cap })
}

pub(super) fn interest(case: &Value) -> Fields {
    let found = (|| {
        let days = case.get("days").and_then(Value::as_i64).ok_or(CalcError::Days)?;
        let year_days = case.get("year_days").and_then(Value::as_i64);
        let year_days = year_days.unwrap_or_else(civil_code::year_days);
        civil_code::interest(sum(case, "sum")?, rate(case, "base_rate_pct")?, days, year_days)
    })();
    fields([("interest", or_null(found.ok(), decimal))])
}

pub(super) fn dumping(case: &Value) -> Fields {
    let limit = dumping::named(&text(case, "category"));
    let found = (|| limit?.check(sum(case, "base").ok()?, sum(case, "price").ok()?).ok())();
    let percent = limit.map(|limit| {
        let text = limit.percent.to_string();
        text.parse::<i64>().map_or_else(|_error| json!(text), |whole| json!(whole))
    });
    fields([
        ("threshold_pct", json!(percent)),
        ("min_allowed", or_null(found.map(|found| found.min_allowed), decimal)),
        ("is_dumping", json!(found.map(|found| found.is_dumping))),
        ("allowed_with_extra_sum", json!(found.and_then(|found| found.with_extra_sum))),
        ("antidumping_sum_tenge", or_null(found.and_then(|found| found.extra_sum), whole)),
        ("discount_pct", or_null(found.map(|found| found.discount), hundredths)),
    ])
}

pub(super) fn eshop(case: &Value) -> Fields {
    let written: Vec<Value> =
        case.get("offers").and_then(Value::as_array).cloned().unwrap_or_default();
    let offers: Result<Vec<Tenge>, CalcError> =
        written.iter().map(|offer| sum(&json!({ "offer": offer }), "offer")).collect();
    let found = offers.and_then(|offers| eshop::weigh(&offers, sum(case, "plan_price")?)).ok();
    let as_written = |places: Option<&Vec<usize>>| {
        json!(
            places.map(|places| places.iter().filter_map(|n| written.get(*n)).collect::<Vec<_>>())
        )
    };
    fields([
        ("eligible", as_written(found.as_ref().map(|found| &found.eligible))),
        ("mean", or_null(found.as_ref().and_then(|found| found.mean), decimal)),
        ("threshold", or_null(found.as_ref().and_then(|found| found.threshold), decimal)),
        ("rejected", as_written(found.as_ref().map(|found| &found.rejected))),
        ("over_plan_rejected", as_written(found.as_ref().map(|found| &found.over_plan))),
    ])
}

pub(super) fn securities(case: &Value) -> Fields {
    let rates = SecurityRule::named(&text(case, "method")).and_then(security::rates);
    let percent = |percent: Percent| {
        let text = percent.to_string();
        text.parse::<i64>().map_or_else(|_error| json!(text), |whole| json!(whole))
    };
    let share = |field: &str, rate: Option<Percent>| {
        or_null(rate.and_then(|rate| security::of(sum(case, field).ok()?, rate).ok()), whole)
    };
    let bid = rates.map(|rates| rates.bid);
    let contract = rates.map(|rates| rates.contract);
    let advance = sum(case, "advance").and_then(security::of_advance).ok();
    fields([
        ("bid_security_pct", or_null(bid, percent)),
        ("bid_security_tenge", share("allocated", bid)),
        ("contract_security_pct", or_null(contract, percent)),
        ("contract_security_tenge", share("contract_sum", contract)),
        ("advance_security_tenge", or_null(advance, whole)),
    ])
}

pub(super) fn mrp(case: &Value) -> Fields {
    let year = text(case, "year").parse().ok().and_then(|year| mrp::of_year(year).ok());
    let mut all = fields([
        ("mrp", json!(year.map(|year| year.mrp))),
        ("min_wage", json!(year.map(|year| year.min_wage))),
        ("days", Value::Null), // a year that nothing is expected of
    ]);
    for (name, limit) in LIMITS {
        let sum = year.and_then(|year| year.limit(limit));
        all.push((Cow::Borrowed(name), json!(sum.map(|sum| sum.tiyn() / 100))));
    }
    all
}
