//! Change records: what differs between two states of a lot, an announcement, a plan point or
//! (`domain::rnu`) a supplier. They are written with the change itself; which of them is worth a
//! notice is decided later, per subscription.

use chrono::{DateTime, Utc};

use super::{
    announcements::Announcement, lots::Lot, plans::PlanPoint, subjects::Subject, types::Tenge,
};

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// A lot.
    Lot,
    /// An announcement.
    Announcement,
    /// A supplier, in the registers of unfair participants and in that of all participants.
    Subject,
    /// A plan point, by its root record: an edit has a new id.
    Plan,
}

impl Entity {
    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lot => "lot",
            Self::Announcement => "announcement",
            Self::Subject => "subject",
            Self::Plan => "plan",
        }
    }
}

/// One field of one thing, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing.
    pub entity: Entity,
    /// Its OWS id; of a plan point that of its root record, of a supplier the digits of its BIN or IIN.
    pub entity_id: i64,
    /// `published` for a new one, else the field.
    pub field: &'static str,
    /// Before: ids and tiyn in digits, time in RFC 3339.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
    /// When the source says it changed.
    pub source_at: Option<DateTime<Utc>>,
}

/// Longer texts are compared whole but kept to this many characters.
const MOST_CHARS: usize = 300;

/// What differs between two states of a lot; a lot not known before is `published`. Index dates
/// and re-saves without a difference are none.
pub fn lot_changes(old: Option<&Lot>, new: &Lot) -> Vec<Change> {
    let mut diff = Diff::new(Entity::Lot, new.id, new.source_updated_at);
    let Some(old) = old else {
        return diff.published(new.number.as_str());
    };
    diff.field("status", number(old.status_id), number(new.status_id));
    diff.field(
        "amount",
        number(old.amount.map(|a| a.tiyn())),
        number(new.amount.map(|a| a.tiyn())),
    );
    diff.field(
        "quantity",
        number(old.quantity.map(|q| q.micro())),
        number(new.quantity.map(|q| q.micro())),
    );
    diff.field("number", Some(old.number.to_string()), Some(new.number.to_string()));
    diff.field("name", old.name.ru.clone(), new.name.ru.clone());
    diff.field("description", old.description.ru.clone(), new.description.ru.clone());
    diff.field("deleted", Some(old.is_deleted.to_string()), Some(new.is_deleted.to_string()));
    diff.changes
}

/// What differs between two states of an announcement.
pub fn announcement_changes(old: Option<&Announcement>, new: &Announcement) -> Vec<Change> {
    let mut diff = Diff::new(Entity::Announcement, new.id, new.source_updated_at);
    let Some(old) = old else {
        return diff.published(new.number.as_ref().map(|n| n.as_str()).unwrap_or_default());
    };
    diff.field("status", number(old.status_id), number(new.status_id));
    diff.field("start", time(old.start_at), time(new.start_at));
    diff.field("deadline", time(old.end_at), time(new.end_at));
    diff.field("total", number(old.total.map(|a| a.tiyn())), number(new.total.map(|a| a.tiyn())));
    diff.field("method", number(old.method_id), number(new.method_id));
    diff.changes
}

/// What differs between two states of a plan point. The source tells the edits of a point as new
/// records with the same root; nested in a lot it tells less of it than by itself, so only what both
/// states have is compared.
pub fn plan_changes(old: &PlanPoint, new: &PlanPoint) -> Vec<Change> {
    let mut diff = Diff::new(Entity::Plan, new.root(), None);
    let tiyn = |sum: Option<Tenge>| number(sum.map(|s| s.tiyn()));
    diff.known("amount", tiyn(old.amount), tiyn(new.amount));
    diff.known("price", tiyn(old.price), tiyn(new.price));
    diff.known(
        "quantity",
        number(old.count.map(|q| q.micro())),
        number(new.count.map(|q| q.micro())),
    );
    diff.known("method", number(old.method_id), number(new.method_id));
    diff.known("term", old.supply_term.clone(), new.supply_term.clone());
    diff.known("enstru", old.enstru_code.clone(), new.enstru_code.clone());
    diff.known("name", old.name.ru.clone(), new.name.ru.clone());
    diff.known("description", old.description.ru.clone(), new.description.ru.clone());
    diff.changes
}

/// What differs between two states of an organisation in the register of participants.
pub fn subject_changes(old: &Subject, new: &Subject) -> Vec<Change> {
    let mut diff = Diff::new(Entity::Subject, new.biin.number(), None);
    let marks = |subject: &Subject| {
        let mut marks = subject.marks.clone();
        marks.sort_unstable();
        serde_json::to_string(&marks).ok()
    };
    diff.field("supplier", Some(old.is_supplier.to_string()), Some(new.is_supplier.to_string()));
    diff.known("name", old.name.ru.clone(), new.name.ru.clone());
    diff.known("region", old.kato.first().cloned(), new.kato.first().cloned());
    diff.known("head", old.head.clone(), new.head.clone());
    diff.field("marks", marks(old), marks(new));
    diff.changes
}

struct Diff {
    entity: Entity,
    entity_id: i64,
    source_at: Option<DateTime<Utc>>,
    changes: Vec<Change>,
}

impl Diff {
    fn new(entity: Entity, entity_id: i64, source_at: Option<DateTime<Utc>>) -> Self {
        Self { entity, entity_id, source_at, changes: Vec::new() }
    }

    fn published(mut self, number: &str) -> Vec<Change> {
        self.push("published", None, Some(number.to_owned()));
        self.changes
    }

    /// Records a difference. What the new state does not have is unknown, not changed: OWS leaves
    /// fields out at will.
    fn field(&mut self, field: &'static str, old: Option<String>, new: Option<String>) {
        if new.is_some() && old != new {
            self.push(field, old, new);
        }
    }

    /// Records a difference between two states that both tell the field.
    fn known(&mut self, field: &'static str, old: Option<String>, new: Option<String>) {
        if old.is_some() {
            self.field(field, old, new);
        }
    }

    fn push(&mut self, field: &'static str, old: Option<String>, new: Option<String>) {
        let cut = |text: Option<String>| text.map(|t| t.chars().take(MOST_CHARS).collect());
        self.changes.push(Change {
            entity: self.entity,
            entity_id: self.entity_id,
            field,
            old: cut(old),
            new: cut(new),
            source_at: self.source_at,
        });
    }
}

fn number(value: Option<i64>) -> Option<String> {
    value.map(|v| v.to_string())
}

fn time(value: Option<DateTime<Utc>>) -> Option<String> {
    value.map(|v| v.to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::types::LocalText;

    fn plan(id: i64, amount: Option<i64>, name: &str) -> PlanPoint {
        PlanPoint {
            id,
            root_id: Some(7),
            name: LocalText { ru: Some(name.to_owned()), kk: None },
            amount: amount.map(Tenge::from_tiyn),
            ..PlanPoint::default()
        }
    }

    #[test]
    fn an_edit_of_a_plan_point_is_told_under_its_root() {
        let changes = plan_changes(&plan(7, Some(1), "а"), &plan(9, Some(2), "б"));
        let told: Vec<_> = changes.iter().map(|c| (c.entity, c.entity_id, c.field)).collect();
        assert_eq!(told, [(Entity::Plan, 7, "amount"), (Entity::Plan, 7, "name")]);
    }

    #[test]
    fn what_only_one_of_two_records_tells_is_no_edit() {
        assert_eq!(plan_changes(&plan(7, None, "а"), &plan(9, Some(2), "а")), []);
        assert_eq!(plan_changes(&plan(7, Some(2), "а"), &plan(9, None, "а")), []);
    }
}
