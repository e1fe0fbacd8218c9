//! What of a supplier is worth telling to who follows it: its place in the registers of unfair
//! participants, and what the register of participants says of it.

use super::{
    Fact,
    fold::{EXPIRED, Folded, INCLUSION},
};
use crate::domain::{rnu::Inclusion, subjects::SubjectMark};

/// Every fact, blocks first.
pub(super) fn of_supplier(own: &Folded) -> Vec<Fact> {
    let blocks = own.fields.iter().filter_map(|(field, (old, new))| {
        field.strip_prefix(INCLUSION)?;
        of_inclusion(old.as_deref(), new.as_deref())
    });
    blocks.chain(of_register(own)).collect()
}

fn of_inclusion(old: Option<&str>, new: Option<&str>) -> Option<Fact> {
    match (old.and_then(Inclusion::parse), new.and_then(Inclusion::parse)) {
        (None, Some(entry)) => Some(Fact::Blocked(entry)),
        (Some(entry), None) if new == Some(EXPIRED) => Some(Fact::Expired(entry)),
        (Some(entry), None) => Some(Fact::Unblocked(entry)),
        // Of the same inclusion the term was written otherwise.
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn of_register(own: &Folded) -> impl Iterator<Item = Fact> {
    let text = |name| {
        let (old, new) = own.field(name)?;
        Some((old.map(ToOwned::to_owned), new?.to_owned()))
    };
    let facts = [
        text("supplier").map(|(_, after)| Fact::Supplies(after == "true")),
        text("name").map(|(before, after)| Fact::Name { before, after }),
        text("region").map(|(before, after)| Fact::Region { before, after }),
        text("head").map(|(before, after)| Fact::Head { before, after }),
        text("marks").map(|(before, after)| Fact::Marks {
            before: marks(&before.unwrap_or_default()),
            after: marks(&after),
        }),
    ];
    facts.into_iter().flatten()
}

/// What another version of this program wrote may read otherwise: that is no mark.
fn marks(text: &str) -> Vec<SubjectMark> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use rstest::rstest;

    use super::*;
    use crate::domain::{
        notices::{About, NoticedChange, fold::fold},
        types::Bin,
    };

    fn told(field: &str, old: Option<&str>, new: Option<&str>) -> Vec<Fact> {
        let change = NoticedChange {
            id: String::new(),
            about: Bin::parse("940140000385").map(About::Supplier).ok(),
            field: field.to_owned(),
            old: old.map(ToOwned::to_owned),
            new: new.map(ToOwned::to_owned),
            source_at: None,
            noticed_at: DateTime::UNIX_EPOCH,
        };
        fold(&[change]).iter().flat_map(of_supplier).collect()
    }

    #[test]
    fn the_register_of_unfair_suppliers_is_told_both_ways() {
        let text = "3/2026-10-21T07:00:00+00:00/2028-10-21T07:00:00+00:00";
        let entry = Inclusion::parse(text).unwrap();
        assert_eq!(told("rnu_listed", None, Some(text)), [Fact::Blocked(entry.clone())]);
        assert_eq!(told("rnu_left", Some(text), None), [Fact::Unblocked(entry.clone())]);
        assert_eq!(told("rnu_expired", Some(text), None), [Fact::Expired(entry)]);
        assert_eq!(told("rnu_listed", None, Some("x")), []);
    }

    #[rstest]
    #[case("supplier", Some("true"), "false", vec![Fact::Supplies(false)])]
    #[case("name", Some("ТОО «А»"), "ТОО «Б»",
        vec![Fact::Name { before: Some("ТОО «А»".to_owned()), after: "ТОО «Б»".to_owned() }])]
    #[case("name", Some("ТОО «А»"), "тоо  «а»", vec![])]
    #[case("region", Some("750000000"), "710000000",
        vec![Fact::Region { before: Some("750000000".to_owned()), after: "710000000".to_owned() }])]
    #[case("head", Some("ИВАНОВ И. И."), "ПЕТРОВ П. П.",
        vec![Fact::Head { before: Some("ИВАНОВ И. И.".to_owned()), after: "ПЕТРОВ П. П.".to_owned() }])]
    #[case("marks", Some("[\"producer\"]"), "[]",
        vec![Fact::Marks { before: vec![SubjectMark::Producer], after: vec![] }])]
    #[case("something_later", Some("1"), "2", vec![])]
    fn the_register_of_participants_is_told_field_by_field(
        #[case] field: &str,
        #[case] old: Option<&str>,
        #[case] new: &str,
        #[case] facts: Vec<Fact>,
    ) {
        assert_eq!(told(field, old, Some(new)), facts);
    }
}
