//! The registers in memory: rows by id, the links between them, and the answers to filters.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::dataset::Dataset;
use super::filter;
use super::options::Quirks;
use super::refs::Refs;

/// A register, and the GraphQL root that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Register {
    Subjects,
    TrdBuy,
    Lots,
    Plans,
    Rnu,
    Contract,
    TrdApp,
}

impl Register {
    /// The register behind a GraphQL root.
    pub(super) fn of_root(root: &str) -> Option<Self> {
        Some(match root {
            "Subjects" => Self::Subjects,
            "TrdBuy" => Self::TrdBuy,
            "Lots" => Self::Lots,
            "Plans" => Self::Plans,
            "Rnu" => Self::Rnu,
            "Contract" => Self::Contract,
            "TrdApp" => Self::TrdApp,
            _ => return None,
        })
    }

    /// The field that identifies a row.
    pub(super) fn key(self) -> &'static str {
        if self == Self::Subjects { "pid" } else { "id" }
    }
}

type Rows = BTreeMap<i64, Value>;

/// The registers and what was already looked up in them.
#[derive(Debug, Default)]
pub(super) struct Store {
    registers: BTreeMap<Register, Rows>,
    lots_of: HashMap<i64, BTreeSet<i64>>,
    subject_by_bin: HashMap<String, i64>,
    refs: Refs,
    found: HashMap<String, Arc<Vec<i64>>>,
}

/// A page is asked for many times with the same filter; this many filters are remembered.
const REMEMBERED: usize = 64;

/// Rows related to a row: borrowed from a register or put together on the spot.
pub(super) type Related<'s> = Vec<Cow<'s, Value>>;

impl Store {
    /// A store with the rows of `data`.
    pub(super) fn new(data: Dataset, refs: Refs) -> Self {
        let mut store = Self { refs, ..Self::default() };
        let Dataset { subjects, announcements, lots, plans, rnu } = data;
        let all = [
            (Register::Subjects, subjects),
            (Register::TrdBuy, announcements),
            (Register::Lots, lots),
            (Register::Plans, plans),
            (Register::Rnu, rnu),
        ];
        for (register, rows) in all {
            for row in rows {
                store.put(register, row);
            }
        }
        store
    }

    /// The reference tables.
    pub(super) fn refs(&self) -> &Refs {
        &self.refs
    }

    /// One row.
    pub(super) fn row(&self, register: Register, id: i64) -> Option<&Value> {
        self.registers.get(&register)?.get(&id)
    }

    /// All rows of a register, newest first.
    pub(super) fn rows(&self, register: Register) -> impl Iterator<Item = &Value> {
        self.registers.get(&register).into_iter().flat_map(|rows| rows.values().rev())
    }

    /// The company with that BIN or IIN.
    pub(super) fn subject(&self, biin: &str) -> Option<&Value> {
        self.row(Register::Subjects, *self.subject_by_bin.get(biin)?)
    }

    /// Adds or replaces a row; one without an id gets the next free one.
    pub(super) fn put(&mut self, register: Register, mut row: Value) {
        let rows = self.registers.entry(register).or_default();
        let id = filter::int(row.get(register.key())).unwrap_or_else(|| {
            let next = rows.last_key_value().map_or(1, |(last, _)| last + 1);
            if let Value::Object(fields) = &mut row {
                fields.insert(register.key().to_owned(), json!(next));
            }
            next
        });
        self.unlink(register, id);
        self.link(register, id, &row);
        self.registers.entry(register).or_default().insert(id, row);
        self.found.clear();
    }

    /// Changes fields of a row, stamping when; false when there is no such row.
    pub(super) fn change(
        &mut self,
        register: Register,
        id: i64,
        patch: &Value,
        stamp: &str,
    ) -> bool {
        let Some(mut row) = self.row(register, id).cloned() else { return false };
        merge(&mut row, patch);
        merge(&mut row, &json!({ "lastUpdateDate": stamp, "indexDate": stamp }));
        self.put(register, row);
        true
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, register: Register, id: i64) {
        self.unlink(register, id);
        if let Some(rows) = self.registers.get_mut(&register) {
            rows.remove(&id);
        }
        self.found.clear();
    }

    /// Takes the rows of a supplier out of the register of unfair ones.
    pub(super) fn remove_rnu(&mut self, biin: &str) {
        if let Some(rows) = self.registers.get_mut(&Register::Rnu) {
            rows.retain(|_, row| row.get("supplierBiin").and_then(Value::as_str) != Some(biin));
        }
        self.found.clear();
    }

    fn link(&mut self, register: Register, id: i64, row: &Value) {
        match register {
            Register::Lots => {
                if let Some(announcement) = filter::int(row.get("trdBuyId")) {
                    self.lots_of.entry(announcement).or_default().insert(id);
                }
            }
            Register::Subjects => {
                for key in ["bin", "iin"] {
                    let biin = row.get(key).and_then(Value::as_str).unwrap_or_default();
                    if !biin.is_empty() {
                        self.subject_by_bin.insert(biin.to_owned(), id);
                    }
                }
            }
            _ => {}
        }
    }

    fn unlink(&mut self, register: Register, id: i64) {
        let Some(old) = self.registers.get(&register).and_then(|rows| rows.get(&id)) else {
            return;
        };
        match register {
            Register::Lots => {
                let announcement = filter::int(old.get("trdBuyId"));
                if let Some(lots) = announcement.and_then(|id| self.lots_of.get_mut(&id)) {
                    lots.remove(&id);
                }
            }
            Register::Subjects => self.subject_by_bin.retain(|_, pid| *pid != id),
            _ => {}
        }
    }

    /// Ids of the rows that pass `wanted`, newest first.
    pub(super) fn search(
        &mut self,
        register: Register,
        wanted: &Map<String, Value>,
        quirks: &Quirks,
    ) -> Arc<Vec<i64>> {
        let key = format!("{register:?} {quirks:?} {}", Value::Object(wanted.clone()));
        if let Some(found) = self.found.get(&key) {
            return Arc::clone(found);
        }
        let filter = filter::Filter::new(register, wanted, quirks);
        let empty = Rows::new();
        let rows = self.registers.get(&register).unwrap_or(&empty);
        let passing: Vec<i64> = match filter.ids() {
            Some(ids) => {
                let some = ids.into_iter().rev().filter_map(|id| Some((id, rows.get(&id)?)));
                some.filter(|(_, row)| filter.passes(row)).map(|(id, _)| id).collect()
            }
            None => {
                rows.iter().rev().filter(|(_, row)| filter.passes(row)).map(|(id, _)| *id).collect()
            }
        };
        let passing = Arc::new(passing);
        if self.found.len() >= REMEMBERED {
            self.found.clear();
        }
        self.found.insert(key, Arc::clone(&passing));
        passing
    }

    /// What the object field `name` of a `ty` row points to.
    ///
    /// A row may carry the field itself; otherwise the link is followed.
    pub(super) fn related<'s>(&'s self, ty: &str, name: &str, row: &'s Value) -> Related<'s> {
        match row.get(name) {
            Some(Value::Array(own)) => return own.iter().map(Cow::Borrowed).collect(),
            Some(own @ Value::Object(_)) => return vec![Cow::Borrowed(own)],
            Some(_) | None => {}
        }
        let reference = |table: &str, key: &str| self.refs.row(table, row.get(key));
        let company =
            |key: &str| row.get(key).and_then(Value::as_str).and_then(|b| self.subject(b));
        let single = match (ty, name) {
            ("Lots", "Plans") => return self.plans_of(row),
            ("TrdBuy", "Lots") => return self.lots_of(row),
            (_, "RefKato") => {
                let code = row.get("refKatoCode").or_else(|| row.get("katoCode"));
                let kato = code.and_then(Value::as_str).and_then(|code| self.refs.kato(code));
                return kato.map(Cow::Owned).into_iter().collect();
            }
            ("PlnPoint", "RefEnstru") => return enstru_of(row).into_iter().collect(),
            ("Lots", "TrdBuy") => {
                filter::int(row.get("trdBuyId")).and_then(|id| self.row(Register::TrdBuy, id))
            }
            ("Lots", "Customer") => company("customerBin"),
            ("PlnPoint", "Customer") => company("subjectBiin"),
            ("TrdBuy" | "PlnPoint", "Organizer") => company("orgBin"),
            ("RnuList", "Supplier") => company("supplierBiin"),
            (_, "RefLotsStatus") => reference("ref_lots_status", "refLotStatusId"),
            (_, "RefBuyStatus") => reference("ref_buy_status", "refBuyStatusId"),
            (_, "RefTradeMethods") => reference("ref_trade_methods", "refTradeMethodsId"),
            (_, "RefBuyTradeMethods") => reference("ref_trade_methods", "refBuyTradeMethodsId"),
            (_, "RefSubjectType") => reference("ref_subject_type", "refSubjectTypeId"),
            (_, "RefUnits") => reference("ref_units", "refUnitsCode"),
            (_, "RefMonths") => reference("ref_months", "refMonthsId"),
            (_, "RefPlnPointStatus") => reference("ref_pln_point_status", "refPlnPointStatusId"),
            (_, "RefFinsource") => reference("ref_finsource", "refFinsourceId"),
            (_, "RefBudgetType") => reference("ref_budget_type", "refBudgetTypeId"),
            _ => None,
        };
        single.map(Cow::Borrowed).into_iter().collect()
    }

    fn lots_of(&self, announcement: &Value) -> Related<'_> {
        let id = filter::int(announcement.get("id"));
        let lots = id.and_then(|id| self.lots_of.get(&id)).into_iter().flatten().rev();
        lots.filter_map(|lot| self.row(Register::Lots, *lot)).map(Cow::Borrowed).collect()
    }

    /// The plan points of a lot. Goszakup leaves the list empty for about half of the fresh lots;
    /// such rows carry an empty `Plans` of their own and never come here.
    fn plans_of(&self, lot: &Value) -> Related<'_> {
        let points = lot.get("pointList").and_then(Value::as_array).into_iter().flatten();
        let points = points.filter_map(|point| filter::int(Some(point)));
        points.filter_map(|id| self.row(Register::Plans, id)).map(Cow::Borrowed).collect()
    }
}

/// The code of a plan point with its name. A plan point is named after its code, so no table of
/// codes is needed.
fn enstru_of(plan: &Value) -> Option<Cow<'_, Value>> {
    let code = plan.get("refEnstruCode").and_then(Value::as_str)?;
    Some(Cow::Owned(json!({
        "id": plan.get("refEnstruId"),
        "code": code,
        "nameRu": plan.get("nameRu"),
        "nameKz": plan.get("nameKz"),
        "descRu": plan.get("descRu"),
        "descKz": plan.get("descKz"),
    })))
}

/// Merge patch (RFC 7396) without deletion: a null in the patch is a null in the row.
fn merge(row: &mut Value, patch: &Value) {
    match (row, patch) {
        (Value::Object(row), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(row.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (row, patch) => *row = patch.clone(),
    }
}
