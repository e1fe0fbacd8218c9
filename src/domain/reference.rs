//! Reference tables as dated data: statuses, methods and regions, embedded from
//! `assets/reference`. Codes that are not in them are shown as codes, never guessed.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use super::{
    calc::{
        Percent,
        security::{self, SecurityRule},
    },
    types::Tenge,
};
use crate::i18n::Lang;

/// A procurement method.
#[derive(Debug, Deserialize)]
pub struct Method {
    id: i64,
    /// Code in the numbers of lots, in the portal's own mixed case; not unique.
    symbol: String,
    ru: String,
    kk: String,
    en: String,
    security_rule: Option<SecurityRule>,
}

/// What must be deposited, by the Rules' percentages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Securities {
    /// Share of the sum allocated for the lot.
    pub bid_percent: Percent,
    /// That, to whole tenge (point 106).
    pub bid: Tenge,
    /// Share of the contract's sum, which is not known before the award.
    pub contract_percent: Percent,
}

#[derive(Deserialize)]
struct Named {
    id: i64,
    ru: String,
    kk: String,
    en: String,
}

#[derive(Deserialize)]
struct Region {
    code: String,
    ru: String,
    kk: String,
    en: String,
}

static LOT_STATUSES: LazyLock<HashMap<i64, Named>> =
    LazyLock::new(|| by_id(include_str!("../../assets/reference/lot_statuses.json")));
static ANNOUNCEMENT_STATUSES: LazyLock<HashMap<i64, Named>> =
    LazyLock::new(|| by_id(include_str!("../../assets/reference/announcement_statuses.json")));
static METHODS: LazyLock<HashMap<i64, Method>> = LazyLock::new(|| {
    let rows: Vec<Method> = rows(include_str!("../../assets/reference/methods.json"));
    rows.into_iter().map(|row| (row.id, row)).collect()
});
static REGIONS: LazyLock<HashMap<String, Region>> = LazyLock::new(|| {
    let rows: Vec<Region> = rows(include_str!("../../assets/reference/regions.json"));
    rows.into_iter().map(|row| (row.code.clone(), row)).collect()
});
/// Embedded tables are read leniently and checked by a test: a bad one can't ship.
fn rows<T: for<'a> Deserialize<'a>>(json: &str) -> Vec<T> {
    serde_json::from_str(json).unwrap_or_default()
}

fn by_id(json: &str) -> HashMap<i64, Named> {
    let rows: Vec<Named> = rows(json);
    rows.into_iter().map(|row| (row.id, row)).collect()
}

fn pick<'a>(lang: Lang, ru: &'a str, kk: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Kk if !kk.is_empty() => kk,
        Lang::Ru | Lang::Kk => ru,
        Lang::En => en,
    }
}

/// Name of a lot's status.
pub fn lot_status(id: i64, lang: Lang) -> Option<&'static str> {
    LOT_STATUSES.get(&id).map(|row| pick(lang, &row.ru, &row.kk, &row.en))
}

/// Every status of a lot: its id, and its names in Russian, Kazakh and English.
pub fn lot_statuses() -> impl Iterator<Item = (i64, [&'static str; 3])> {
    LOT_STATUSES.values().map(|row| (row.id, [row.ru.as_str(), &row.kk, &row.en]))
}

/// Name of an announcement's status.
pub fn announcement_status(id: i64, lang: Lang) -> Option<&'static str> {
    ANNOUNCEMENT_STATUSES.get(&id).map(|row| pick(lang, &row.ru, &row.kk, &row.en))
}

/// A method.
pub fn method(id: i64) -> Option<&'static Method> {
    METHODS.get(&id)
}

/// The portal's spelling of a method's code in a lot's number, given it in upper case.
pub fn method_symbol(upper: &str) -> Option<&'static str> {
    METHODS
        .values()
        .map(|method| method.symbol.as_str())
        .find(|symbol| symbol.to_uppercase() == upper)
}

/// The method that a code in the numbers of lots names now, in any case of letters: of several with
/// one code the latest.
pub fn method_by_symbol(symbol: &str) -> Option<i64> {
    let upper = symbol.to_uppercase();
    METHODS.values().filter(|row| row.symbol.to_uppercase() == upper).map(|row| row.id).max()
}

/// All methods with the code of this one: an auction, say, has had three ids over the years.
pub fn methods_like(id: i64) -> Vec<i64> {
    let Some(method) = METHODS.get(&id) else { return vec![id] };
    METHODS.values().filter(|row| row.symbol == method.symbol).map(|row| row.id).collect()
}

impl Method {
    /// Which securities the Rules ask for; none where they name none.
    pub fn security_rule(&self) -> Option<SecurityRule> {
        self.security_rule
    }

    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        pick(lang, &self.ru, &self.kk, &self.en)
    }
}

/// Name of the region of a KATO code, by its first two digits.
pub fn region(kato: &str, lang: Lang) -> Option<&'static str> {
    REGIONS.get(kato.get(..2)?).map(|row| pick(lang, &row.ru, &row.kk, &row.en))
}

/// Every region: its code, and its names in Russian, Kazakh and English.
pub fn regions() -> impl Iterator<Item = (&'static str, [&'static str; 3])> {
    REGIONS.values().map(|row| (row.code.as_str(), [row.ru.as_str(), &row.kk, &row.en]))
}

/// What must be deposited to bid for a lot; none where the Rules name no percentage for the method
/// (single source, electronic shop, special orders, quasi-state sector).
pub fn securities(method_id: i64, amount: Tenge) -> Option<Securities> {
    let rates = security::rates(METHODS.get(&method_id)?.security_rule?)?;
    let bid = security::of(amount, rates.bid).ok()?;
    Some(Securities { bid_percent: rates.bid, bid, contract_percent: rates.contract })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read_whole() {
        assert_eq!(
            [LOT_STATUSES.len(), ANNOUNCEMENT_STATUSES.len(), METHODS.len(), REGIONS.len()],
            [37, 36, 35, 21],
        );
    }

    #[test]
    fn securities_follow_the_rules() {
        let of = |method, tenge: i64| {
            securities(method, Tenge::from_tiyn(tenge * 100)).map(|s| {
                (s.bid_percent.to_string(), s.bid.tiyn() / 100, s.contract_percent.to_string())
            })
        };
        assert_eq!(of(2, 10_000_000), Some(("1".into(), 100_000, "3".into())));
        assert_eq!(of(78, 10_000_000), Some(("1".into(), 100_000, "3".into())));
        assert_eq!(of(3, 34_600_000), Some(("3".into(), 1_038_000, "5".into())));
        assert_eq!(of(201, 500_000_000), Some(("3".into(), 15_000_000, "3".into())));
        for unstated in [6, 23, 60, 126, 130, 9_999] {
            assert_eq!(of(unstated, 1_000), None, "method {unstated}");
        }
    }
}
