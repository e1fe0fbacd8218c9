//! Many changes of one thing within one look become one: from its first state to its last. A source
//! that flaps between two states is told only where it came to rest.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{About, NoticedChange};

/// The field of a thing that is new.
pub(super) const PUBLISHED: &str = "published";
/// What the field of an inclusion in a register begins with; the inclusion follows. Each comes and
/// goes by itself.
pub(super) const INCLUSION: &str = "rnu ";
/// What an inclusion is after its term.
pub(super) const EXPIRED: &str = "expired";
/// Texts whose spacing and case may be saved again without meaning anything.
const TEXTS: [&str; 3] = ["name", "description", "term"];

/// What became of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Which.
    pub about: About,
    /// Each field with its first old and its last new value.
    pub fields: BTreeMap<String, (Option<String>, Option<String>)>,
    /// When we saw it first, where it was not known before.
    pub published_at: Option<DateTime<Utc>>,
    /// When the source says it changed last.
    pub source_at: Option<DateTime<Utc>>,
    /// When we saw the last of it.
    pub noticed_at: DateTime<Utc>,
}

impl Folded {
    /// A field before and after.
    pub(super) fn field(&self, name: &str) -> Option<(Option<&str>, Option<&str>)> {
        self.fields.get(name).map(|(old, new)| (old.as_deref(), new.as_deref()))
    }

    /// It was not known before.
    pub(super) fn is_published(&self) -> bool {
        self.published_at.is_some()
    }

    /// It was not known when somebody began to follow.
    pub(super) fn is_new_to(&self, follower_since: DateTime<Utc>) -> bool {
        self.published_at.is_some_and(|at| at >= follower_since)
    }
}

/// Folds changes, given in the order they were noticed; things in the order they were first seen.
pub(super) fn fold(changes: &[NoticedChange]) -> Vec<Folded> {
    let mut places: BTreeMap<&About, usize> = BTreeMap::new();
    let mut all: Vec<Folded> = Vec::new();
    for change in changes {
        let Some(about) = &change.about else { continue };
        let place = *places.entry(about).or_insert_with(|| {
            all.push(Folded {
                about: about.clone(),
                fields: BTreeMap::new(),
                published_at: None,
                source_at: None,
                noticed_at: change.noticed_at,
            });
            all.len() - 1
        });
        let Some(folded) = all.get_mut(place) else { continue };
        if change.field == PUBLISHED {
            folded.published_at = Some(change.noticed_at);
        }
        folded.source_at = folded.source_at.max(change.source_at);
        folded.noticed_at = folded.noticed_at.max(change.noticed_at);
        let (field, new) = place_of(change);
        folded
            .fields
            .entry(field)
            .and_modify(|(_, last)| last.clone_from(&new))
            .or_insert_with(|| (change.old.clone(), new));
    }
    for folded in &mut all {
        folded.fields.retain(|field, (old, new)| field == PUBLISHED || differs(field, old, new));
    }
    all.retain(|folded| !folded.fields.is_empty());
    all
}

/// The field that a change is of, and its new value.
fn place_of(change: &NoticedChange) -> (String, Option<String>) {
    if !change.field.starts_with("rnu_") {
        return (change.field.clone(), change.new.clone());
    }
    let named = change.new.as_deref().or(change.old.as_deref()).unwrap_or_default();
    // Without its term: that may be prolonged.
    let inclusion = named.rsplit_once('/').map_or(named, |(inclusion, _until)| inclusion);
    let expired = (change.field == "rnu_expired").then(|| EXPIRED.to_owned());
    (format!("{INCLUSION}{inclusion}"), change.new.clone().or(expired))
}

fn differs(field: &str, old: &Option<String>, new: &Option<String>) -> bool {
    if !TEXTS.contains(&field) {
        return old != new;
    }
    match (old, new) {
        // A text that another door of the source tells more of is not an edit.
        (None, _) | (_, None) => false,
        (Some(old), Some(new)) => settled(old) != settled(new),
    }
}

/// Without what a re-save may change: case, spacing, `ё`.
fn settled(text: &str) -> String {
    let folded = crate::domain::search::fold(text);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::types::Bin;

    fn change(field: &str, old: Option<&str>, new: Option<&str>) -> NoticedChange {
        NoticedChange {
            id: String::new(),
            about: Some(About::Lot(1)),
            field: field.to_owned(),
            old: old.map(ToOwned::to_owned),
            new: new.map(ToOwned::to_owned),
            source_at: None,
            noticed_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_flapped_back_is_nothing() {
        let flapped = [
            change("status", Some("220"), Some("420")),
            change("status", Some("420"), Some("220")),
        ];
        assert_eq!(fold(&flapped), []);
    }

    #[test]
    fn the_first_old_and_the_last_new_are_kept() {
        let changes = [
            change("status", Some("210"), Some("220")),
            change("amount", Some("1"), Some("2")),
            change("status", Some("220"), Some("330")),
        ];
        let [folded] = fold(&changes).try_into().unwrap();
        assert_eq!(folded.field("status"), Some((Some("210"), Some("330"))));
        assert_eq!(folded.field("amount"), Some((Some("1"), Some("2"))));
    }

    #[test]
    fn each_inclusion_of_a_supplier_comes_and_goes_by_itself() {
        let about = Bin::parse("940140000385").map(About::Supplier).ok();
        let of =
            |field, old, new| NoticedChange { about: about.clone(), ..change(field, old, new) };
        let listed = |entry| of("rnu_listed", None, Some(entry));
        let left = |entry| of("rnu_left", Some(entry), None);
        assert_eq!(fold(&[listed("3/a/b"), left("3/a/b")]), []);
        assert_eq!(fold(&[left("3/a/b"), listed("3/a/b")]), []);
        let [both] = fold(&[listed("3/a/b"), listed("2/a/b")]).try_into().unwrap();
        assert_eq!(both.fields.len(), 2);
        let [ended] = fold(&[of("rnu_expired", Some("3/a/b"), None)]).try_into().unwrap();
        assert_eq!(ended.field("rnu 3/a"), Some((Some("3/a/b"), Some(EXPIRED))));
    }

    #[test]
    fn a_text_saved_again_in_other_case_or_spacing_is_no_change() {
        let saved = |old, new| fold(&[change("name", Some(old), Some(new))]).is_empty();
        assert!(saved("Картридж  чёрный", " картридж черный"));
        assert!(!saved("Картридж чёрный", "Картридж синий"));
        assert!(fold(&[change("description", None, Some("x"))]).is_empty());
    }

    proptest! {
        #[test]
        fn only_where_it_came_to_rest_matters(states in proptest::collection::vec(0_u8..4, 2..9)) {
            let texts: Vec<String> = states.iter().map(u8::to_string).collect();
            let changes: Vec<_> = texts.windows(2).filter(|pair| pair[0] != pair[1])
                .map(|pair| change("status", Some(&pair[0]), Some(&pair[1]))).collect();
            let folded = fold(&changes);
            let (first, last) = (texts[0].as_str(), texts[texts.len() - 1].as_str());
            if first == last {
                prop_assert!(folded.is_empty());
            } else {
                prop_assert_eq!(folded[0].field("status"), Some((Some(first), Some(last))));
            }
        }
    }
}
