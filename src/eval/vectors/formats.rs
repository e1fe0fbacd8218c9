//! Identifiers, references and how things are written.

use serde_json::{Value, json};

use super::{Fields, fields, text};
use crate::{
    domain::{
        calc::{
            exact_sum,
            words::{self, Script},
        },
        types::{Bin, Division, Enstru, Entity, Iin, LotRef, Tenge, check_pass},
    },
    i18n::Lang,
};

pub(super) fn bin(case: &Value) -> Fields {
    let input = text(case, "input");
    match Bin::parse(&input) {
        Ok(bin) => fields([
            ("valid", json!(true)),
            ("kind", json!("BIN")),
            ("error", Value::Null),
            ("normalized", json!(bin.as_str())),
            ("checksum_pass", json!(check_pass(&input))),
            ("entity_type", json!(bin.entity().map(entity))),
            ("division", json!(bin.division().map(division))),
        ]),
        Err(error) => fields([("valid", json!(false)), ("error", json!(error.to_string()))]),
    }
}

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::Resident => "resident",
        Entity::NonResident => "nonresident",
        Entity::Joint => "joint",
    }
}

fn division(division: Division) -> &'static str {
    match division {
        Division::Head => "head",
        Division::Branch => "branch",
        Division::Representative => "representative",
        Division::Farm => "farm",
    }
}

pub(super) fn iin(case: &Value) -> Fields {
    let input = text(case, "input");
    let pass = json!(check_pass(&input));
    match Iin::parse(&input) {
        Ok(_) => fields([
            ("valid", json!(true)),
            ("kind", json!("IIN")),
            ("error", Value::Null),
            ("checksum_pass", pass),
        ]),
        Err(error) => fields([
            ("valid", json!(false)),
            ("error", json!(error.to_string())),
            ("kind", Value::Null),
            ("checksum_pass", pass),
        ]),
    }
}

pub(super) fn lot_ref(case: &Value) -> Fields {
    match LotRef::parse(&text(case, "input")) {
        Ok(found) => fields([("kind", json!(found.kind())), ("value", json!(found.to_string()))]),
        Err(_) => fields([("kind", json!("reject")), ("value", Value::Null)]),
    }
}

pub(super) fn enstru(case: &Value) -> Fields {
    fields([("valid", json!(Enstru::parse(&text(case, "input")).is_some()))])
}

pub(super) fn money(case: &Value) -> Fields {
    let sum = Tenge::parse(&text(case, "amount"));
    let shown = |lang: Lang| sum.map_or(Value::Null, |sum| json!(lang.money(sum)));
    fields([("ru_kk", shown(Lang::Ru)), ("en", shown(Lang::En))])
}

pub(super) fn plural_ru(case: &Value) -> Fields {
    plural(case, Lang::Ru)
}

pub(super) fn plural_kk(case: &Value) -> Fields {
    plural(case, Lang::Kk)
}

fn plural(case: &Value, lang: Lang) -> Fields {
    let n = case.get("n").and_then(Value::as_i64).unwrap_or_default();
    let words = lang.words();
    fields([
        ("cat", json!(lang.plural(n.unsigned_abs()).name())),
        ("lot", json!(words.lots_count(n))),
        ("day", json!(words.days(n))),
        ("workday", json!(lang.working_days(n))),
        ("result", json!(lang.results(n))),
        ("hour", json!(words.hours(n))),
    ])
}

pub(super) fn in_words(case: &Value) -> Fields {
    let sum = exact_sum(&text(case, "amount")).ok();
    let said = |script| json!(sum.and_then(|sum| words::sum(sum, script).ok()));
    fields([("ru", said(Script::Russian)), ("kk", said(Script::Kazakh))])
}
