//! What becomes of the mirror when part of the registers was seen, and what is worth a record.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Mirrored, Register, RnuEntry, RnuKey};
use crate::domain::changes::{Change, Entity};

/// What the absence of an entry from what was seen says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Nothing: it may be on another page.
    Rows,
    /// It is gone from the registers that were named, and from all if none was: not every door of
    /// OWS shows every register.
    Named,
    /// It is gone: a complete sweep had missed it, and asked by itself it was not there either.
    All,
}

/// What is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merge {
    /// Entries that are new or differ.
    pub writes: Vec<Mirrored>,
    /// Records of what happened to suppliers.
    pub changes: Vec<Change>,
}

/// Compares the mirror's entries of some suppliers with what was seen of the same suppliers. What is
/// already as seen is not written again.
///
/// Records are `rnu_listed` for an entry that stands and was not there, `rnu_left` for one that was
/// taken out before its term and `rnu_expired` for one whose term ran out; the value is the
/// entry as an [`Inclusion`].
pub fn merge(
    known: &[Mirrored],
    seen: &[RnuEntry],
    coverage: Coverage,
    now: DateTime<Utc>,
) -> Merge {
    let known: HashMap<RnuKey, &Mirrored> = known.iter().map(|it| (it.entry.key(), it)).collect();
    // Of rows with the same key the last is believed; the order is kept for those who read records.
    let latest: BTreeMap<usize, &RnuEntry> = seen
        .iter()
        .enumerate()
        .map(|(n, entry)| (entry.key(), (n, entry)))
        .collect::<HashMap<_, _>>()
        .into_values()
        .collect();
    let mut merge = Merge::default();
    for entry in latest.into_values() {
        let old = known.get(&entry.key());
        let mut new = Mirrored {
            entry: entry.clone(),
            expired_at: old.and_then(|old| old.expired_at),
            gone_at: None,
        };
        let is_active = new.is_active(now);
        // An entry that was prolonged can run out once more; one that came late never stood here.
        new.expired_at = if is_active { None } else { new.expired_at.or(Some(now)) };
        if old.is_some_and(|old| **old == new) {
            continue;
        }
        match old {
            None if is_active => merge.note("rnu_listed", entry),
            Some(old) if old.gone_at.is_some() && is_active => merge.note("rnu_listed", entry),
            Some(old) if old.expired_at.is_none() && old.gone_at.is_none() && !is_active => {
                merge.note("rnu_expired", entry);
            }
            _ => {}
        }
        merge.writes.push(new);
    }
    let named: HashSet<Register> = seen.iter().map(|entry| entry.register).collect();
    let seen: HashSet<RnuKey> = seen.iter().map(RnuEntry::key).collect();
    let mut missing: Vec<&Mirrored> = known
        .values()
        .copied()
        .filter(|it| it.gone_at.is_none() && !seen.contains(&it.entry.key()))
        .filter(|it| match coverage {
            Coverage::Rows => false,
            Coverage::Named => named.is_empty() || named.contains(&it.entry.register),
            Coverage::All => true,
        })
        .collect();
    missing.sort_by_key(|it| (it.entry.start_at, it.entry.register.id()));
    for old in missing {
        if old.is_active(now) {
            merge.note("rnu_left", &old.entry);
        } else if old.expired_at.is_none() {
            merge.note("rnu_expired", &old.entry);
        }
        merge.writes.push(Mirrored { gone_at: Some(now), ..old.clone() });
    }
    merge
}

/// The mirror's entries whose term has run out, noted as such.
pub fn expiry(ended: Vec<Mirrored>, now: DateTime<Utc>) -> Merge {
    let mut merge = Merge::default();
    for old in ended.into_iter().filter(|it| it.gone_at.is_none() && !it.is_active(now)) {
        merge.note("rnu_expired", &old.entry);
        merge.writes.push(Mirrored { expired_at: Some(now), ..old });
    }
    merge
}

impl Merge {
    fn note(&mut self, field: &'static str, entry: &RnuEntry) {
        let (old, new, source_at) = match field {
            "rnu_listed" => (None, Some(reference(entry)), entry.start_at),
            _ => (Some(reference(entry)), None, None),
        };
        let entity_id = entry.biin.number();
        self.changes.push(Change {
            entity: Entity::Subject,
            entity_id,
            field,
            old,
            new,
            source_at,
        });
    }
}

/// What a change record names an entry by.
fn reference(entry: &RnuEntry) -> String {
    let register = entry.register.id();
    Inclusion { register, start_at: entry.start_at, until: entry.until() }.to_string()
}

/// An inclusion in a register, as a change record names it: `systemId/start/until`, times in RFC
/// 3339, either empty where it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// `systemId` of the register.
    pub register: i64,
    /// When the supplier was entered.
    pub start_at: Option<DateTime<Utc>>,
    /// Until when it stands.
    pub until: Option<DateTime<Utc>>,
}

impl fmt::Display for Inclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
        write!(f, "{}/{}/{}", self.register, time(self.start_at), time(self.until))
    }
}

impl Inclusion {
    /// Reads what a change record names; none for what no version wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let time =
            |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
        let mut parts = text.split('/');
        let (register, start, until) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { register: register.parse().ok()?, start_at: time(start), until: time(until) })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{super::tests::entry, *};

    fn now() -> DateTime<Utc> {
        "2026-11-20T07:00:00Z".parse().unwrap()
    }

    fn started(days_ago: i64) -> RnuEntry {
        entry("940140000385", Some(now() - TimeDelta::days(days_ago)))
    }

    fn known(entry: &RnuEntry) -> Mirrored {
        Mirrored { entry: entry.clone(), expired_at: None, gone_at: None }
    }

    fn fields(merge: &Merge) -> Vec<&str> {
        merge.changes.iter().map(|change| change.field).collect()
    }

    #[test]
    fn an_entry_appears_stays_leaves_and_comes_back() {
        let listed = started(30);
        let first = merge(&[], std::slice::from_ref(&listed), Coverage::Rows, now());
        assert_eq!(fields(&first), ["rnu_listed"]);
        assert_eq!(first.changes[0].entity_id, 940_140_000_385);
        assert_eq!(
            first.changes[0].new.as_deref(),
            Some("3/2026-10-21T07:00:00+00:00/2028-10-21T07:00:00+00:00")
        );
        let named = Inclusion::parse(first.changes[0].new.as_deref().unwrap()).unwrap();
        assert_eq!((named.register, named.until), (3, listed.until()));
        assert_eq!(named.to_string(), first.changes[0].new.as_deref().unwrap());
        let again = merge(&first.writes, std::slice::from_ref(&listed), Coverage::All, now());
        assert_eq!(again, Merge::default(), "the same again");

        let left = merge(&first.writes, &[], Coverage::Named, now());
        assert_eq!(fields(&left), ["rnu_left"]);
        assert_eq!(left.writes[0].gone_at, Some(now()));
        assert_eq!(merge(&left.writes, &[], Coverage::All, now()), Merge::default());
        let back = merge(&left.writes, std::slice::from_ref(&listed), Coverage::Rows, now());
        assert_eq!((fields(&back), back.writes[0].gone_at), (vec!["rnu_listed"], None));
    }

    #[test]
    fn absence_says_as_much_as_was_covered() {
        let (samruk, ours) = (RnuEntry { register: Register::Samruk, ..started(40) }, started(30));
        let mirror = [known(&samruk), known(&ours)];
        let gone = |seen: &[RnuEntry], coverage| merge(&mirror, seen, coverage, now()).writes.len();
        assert_eq!(gone(&[], Coverage::Rows), 0);
        assert_eq!(gone(&[], Coverage::Named), 2, "in no register at all");
        assert_eq!(gone(std::slice::from_ref(&ours), Coverage::Named), 0, "Samruk was not asked");
        assert_eq!(gone(std::slice::from_ref(&ours), Coverage::All), 1);
    }

    #[test]
    fn a_term_that_runs_out_is_told_once() {
        let old = started(800);
        let noted = expiry(vec![known(&old)], now());
        assert_eq!(fields(&noted), ["rnu_expired"]);
        let seen = merge(&noted.writes, std::slice::from_ref(&old), Coverage::Rows, now());
        assert_eq!(seen, Merge::default());
        let gone = merge(&noted.writes, &[], Coverage::All, now());
        assert_eq!(fields(&gone), Vec::<&str>::new(), "it had ended before it left");
        let both = merge(&[known(&old)], &[], Coverage::All, now());
        assert_eq!(fields(&both), ["rnu_expired"], "ended and left between two sweeps");
        assert_eq!(expiry(vec![known(&started(30))], now()), Merge::default());
    }

    #[test]
    fn what_is_over_when_it_is_first_seen_is_no_news() {
        let merge = merge(&[], &[started(800)], Coverage::Rows, now());
        assert_eq!((fields(&merge).len(), merge.writes[0].expired_at), (0, Some(now())));
    }

    #[test]
    fn rows_that_repeat_each_other_are_one_entry() {
        let twice = [started(30), RnuEntry { reason_id: Some(2), ..started(30) }];
        let merge = merge(&[], &twice, Coverage::Rows, now());
        assert_eq!((merge.writes.len(), merge.changes.len()), (1, 1));
        assert_eq!(merge.writes[0].entry.reason_id, Some(2));
    }
}
