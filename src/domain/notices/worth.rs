//! What is worth telling: a pure function of what changed and what is followed.
//!
//! Worth it: published, status, term, sum, quantity, method, texts, paused, cancelled, results, a
//! further attempt, the register of unfair suppliers. Not worth it: dates of an index, re-saves, what
//! came back to where it was. OWS marks no changed file; that the documentation was changed is told
//! by status 190.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::fold::Folded;
use crate::domain::{
    lots::{Lot, Stage},
    rnu::Inclusion,
    subjects::SubjectMark,
    subscriptions::Subject,
    types::{LotNumber, Quantity, Tenge},
};

/// One thing to tell, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// It is new.
    Published,
    /// The purchase failed before and is tried again.
    Repeated {
        /// The attempt before, where it is stored.
        before: Option<LotNumber>,
    },
    /// Its status.
    Status {
        /// Before.
        before: Option<i64>,
        /// After.
        after: i64,
        /// What the new one means.
        meaning: Meaning,
    },
    /// When bids begin to be taken.
    Start {
        /// Before.
        before: Option<DateTime<Utc>>,
        /// After.
        after: DateTime<Utc>,
    },
    /// When bids cease to be taken.
    Deadline {
        /// Before.
        before: Option<DateTime<Utc>>,
        /// After.
        after: DateTime<Utc>,
    },
    /// Its sum, without VAT.
    Amount {
        /// Before.
        before: Option<Tenge>,
        /// After.
        after: Tenge,
    },
    /// The planned price of one unit, without VAT.
    Price {
        /// Before.
        before: Option<Tenge>,
        /// After.
        after: Tenge,
    },
    /// How much is bought.
    Quantity {
        /// Before.
        before: Option<Quantity>,
        /// After.
        after: Quantity,
    },
    /// The method.
    Method {
        /// Before.
        before: Option<i64>,
        /// After.
        after: i64,
    },
    /// Its number.
    Number {
        /// Before.
        before: Option<String>,
        /// After.
        after: String,
    },
    /// Its name.
    Name {
        /// Before.
        before: Option<String>,
        /// After.
        after: String,
    },
    /// The term of delivery, in the customer's words.
    Term {
        /// Before.
        before: Option<String>,
        /// After.
        after: String,
    },
    /// Its description; too long to be shown twice.
    Description,
    /// It was deleted at the source.
    Deleted,
    /// It was entered into a register of unfair suppliers.
    Blocked(Inclusion),
    /// It was taken out of a register before its term.
    Unblocked(Inclusion),
    /// Its term in a register has run out.
    Expired(Inclusion),
    /// It is registered as a supplier, or is so no more.
    Supplies(bool),
    /// Its region, by a KATO code.
    Region {
        /// Before.
        before: Option<String>,
        /// After.
        after: String,
    },
    /// Who heads it.
    Head {
        /// Before.
        before: Option<String>,
        /// After.
        after: String,
    },
    /// What the register of participants marks it as.
    Marks {
        /// Before.
        before: Vec<SubjectMark>,
        /// After.
        after: Vec<SubjectMark>,
    },
    /// Its deadline comes: a reminder, not a change.
    Closing {
        /// When bids cease to be taken.
        deadline: DateTime<Utc>,
    },
}

/// What a status means to somebody who follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meaning {
    /// A step of the procedure.
    Step,
    /// The documentation was changed: 190.
    Documents,
    /// Paused: 420.
    Paused,
    /// Cancelled or refused: 430, 410.
    Cancelled,
    /// Ended: 360 held, 370 not held (lots); 349, 350 ended (announcements).
    Results,
}

impl Meaning {
    /// Reads a status; lots and announcements share their ids.
    pub fn of(status: i64) -> Self {
        match status {
            190 => Self::Documents,
            420 => Self::Paused,
            430 | 410 => Self::Cancelled,
            349 | 350 | 360 | 370 => Self::Results,
            _ => Self::Step,
        }
    }
}

impl Fact {
    /// Something may have to be done soon: the term moved nearer, it was paused, cancelled or
    /// deleted, or a supplier was blocked.
    pub fn is_urgent(&self) -> bool {
        match self {
            Self::Deadline { before: Some(before), after } => after < before,
            Self::Status { meaning: Meaning::Paused | Meaning::Cancelled, .. } => true,
            Self::Deleted | Self::Blocked(_) => true,
            _ => false,
        }
    }

    /// It is told in words of somebody outside, which may say anything.
    pub fn is_in_others_words(&self) -> bool {
        match self {
            Self::Number { .. }
            | Self::Name { .. }
            | Self::Term { .. }
            | Self::Region { .. }
            | Self::Head { .. } => true,
            Self::Published
            | Self::Repeated { .. }
            | Self::Status { .. }
            | Self::Start { .. }
            | Self::Deadline { .. }
            | Self::Amount { .. }
            | Self::Price { .. }
            | Self::Quantity { .. }
            | Self::Method { .. }
            | Self::Description
            | Self::Deleted
            | Self::Blocked(_)
            | Self::Unblocked(_)
            | Self::Expired(_)
            | Self::Supplies(_)
            | Self::Marks { .. }
            | Self::Closing { .. } => false,
        }
    }
}

/// What of a lot is worth telling to who follows `subject` since then; `announcement` is what changed
/// in the announcement it is in.
pub(super) fn of_lot(
    subject: &Subject,
    since: DateTime<Utc>,
    lot: &Lot,
    own: Option<&Folded>,
    announcement: Option<&Folded>,
    now: DateTime<Utc>,
) -> Vec<Fact> {
    // An earlier attempt at what the person follows a later one of is past.
    let is_past = matches!(subject, Subject::Lot(id) if lot.id < *id);
    if is_past || matches!(subject, Subject::Announcement(_) | Subject::Supplier(_)) {
        return Vec::new();
    }
    // The lot that is followed was stored by the question that made the subscription.
    let is_itself = matches!(subject, Subject::Lot(id) if lot.id == *id);
    if !is_itself && own.is_some_and(|own| own.is_new_to(since)) {
        return first_seen(subject, lot, now).into_iter().collect();
    }
    if matches!(subject, Subject::Customer(_) | Subject::Search(_)) {
        return Vec::new();
    }
    let mut facts = Vec::new();
    if let Some(own) = own {
        facts.extend(fields(own));
    }
    if let Some(announcement) = announcement {
        // Its status and sum are those of all its lots together; the lot has its own.
        let of_the_lot = |fact: &Fact| {
            matches!(fact, Fact::Start { .. } | Fact::Deadline { .. } | Fact::Method { .. })
        };
        facts.extend(fields(announcement).into_iter().filter(of_the_lot));
    }
    facts
}

/// A lot that was not known before: new, unless it is one that is long over and was only now seen.
fn first_seen(subject: &Subject, lot: &Lot, now: DateTime<Utc>) -> Option<Fact> {
    let is_over = matches!(lot.stage(now), Stage::Closed | Stage::Ended(_)) || lot.is_deleted;
    if is_over {
        return None;
    }
    match subject {
        Subject::Lot(_) => Some(Fact::Repeated { before: None }),
        _ if lot.number.attempt().is_some_and(|attempt| attempt > 1) => {
            Some(Fact::Repeated { before: None })
        }
        _ => Some(Fact::Published),
    }
}

/// What of an announcement is worth telling to who follows it.
pub(super) fn of_announcement(own: &Folded) -> Vec<Fact> {
    fields(own)
}

/// What of a plan point is worth telling to who follows it.
pub(super) fn of_plan(own: &Folded) -> Vec<Fact> {
    fields(own)
}

/// Every field that changed, the weightiest first.
fn fields(own: &Folded) -> Vec<Fact> {
    let tiyn = |name| change(own, name, |text| text.parse().ok().map(Tenge::from_tiyn));
    let time = |name| {
        change(own, name, |text| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()))
    };
    let id = |name| change(own, name, |text| text.parse::<i64>().ok());
    let text = |name| change(own, name, |text| Some(text.to_owned()));
    let micro = |name| change(own, name, |text| text.parse().ok().map(Quantity::from_micro));
    let facts = [
        own.field("deleted").is_some_and(|(_, new)| new == Some("true")).then_some(Fact::Deleted),
        id("status").map(|(before, after)| Fact::Status {
            before,
            after,
            meaning: Meaning::of(after),
        }),
        time("deadline").map(|(before, after)| Fact::Deadline { before, after }),
        time("start").map(|(before, after)| Fact::Start { before, after }),
        tiyn("amount")
            .or_else(|| tiyn("total"))
            .map(|(before, after)| Fact::Amount { before, after }),
        tiyn("price").map(|(before, after)| Fact::Price { before, after }),
        micro("quantity").map(|(before, after)| Fact::Quantity { before, after }),
        id("method").map(|(before, after)| Fact::Method { before, after }),
        text("number").map(|(before, after)| Fact::Number { before, after }),
        text("name").map(|(before, after)| Fact::Name { before, after }),
        text("term").map(|(before, after)| Fact::Term { before, after }),
        own.field("description").map(|_| Fact::Description),
    ];
    facts.into_iter().flatten().collect()
}

/// A field's value before, where it was known, and after.
fn change<T: PartialEq>(
    own: &Folded,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<(Option<T>, T)> {
    let (old, new) = own.field(name)?;
    let (before, after) = (old.and_then(&read), read(new?)?);
    (before.as_ref() != Some(&after)).then_some((before, after))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rstest::rstest;

    use super::*;
    use crate::domain::{
        notices::{
            About, NoticedChange,
            fold::{PUBLISHED, fold},
        },
        types::{Bin, LocalText},
    };

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn changed(field: &str, old: Option<&str>, new: Option<&str>) -> Folded {
        let change = NoticedChange {
            id: String::new(),
            about: Some(About::Lot(5)),
            field: field.to_owned(),
            old: old.map(ToOwned::to_owned),
            new: new.map(ToOwned::to_owned),
            source_at: None,
            noticed_at: NOW,
        };
        fold(&[change]).pop().unwrap()
    }

    fn lot(number: &str, status: i64) -> Lot {
        Lot {
            id: 5,
            number: LotNumber::from_source(number).unwrap(),
            announcement_id: Some(1),
            announcement_number: None,
            name: LocalText::default(),
            description: LocalText::default(),
            status_id: Some(status),
            amount: None,
            quantity: None,
            customer_bin: None,
            customer_name: LocalText::default(),
            planned_method_id: None,
            actual_method_id: None,
            kato: Vec::new(),
            plan_point_ids: Vec::new(),
            deadline: Some(NOW + TimeDelta::days(3)),
            is_deleted: false,
            source_updated_at: None,
            fetched_at: NOW,
        }
    }

    fn customer() -> Subject {
        Subject::Customer(Bin::parse("940140000385").unwrap())
    }

    #[rstest]
    #[case("220", Meaning::Step)]
    #[case("190", Meaning::Documents)]
    #[case("420", Meaning::Paused)]
    #[case("430", Meaning::Cancelled)]
    #[case("410", Meaning::Cancelled)]
    #[case("360", Meaning::Results)]
    #[case("350", Meaning::Results)]
    fn a_status_is_told_with_what_it_means(#[case] status: &str, #[case] meaning: Meaning) {
        let own = changed("status", Some("210"), Some(status));
        let facts = of_lot(&Subject::Lot(5), NOW, &lot("7-ЗЦП1", 220), Some(&own), None, NOW);
        let after = status.parse().unwrap();
        assert_eq!(facts, [Fact::Status { before: Some(210), after, meaning }]);
        assert_eq!(facts[0].is_urgent(), matches!(meaning, Meaning::Paused | Meaning::Cancelled));
    }

    #[rstest]
    #[case("deadline", "1970-01-03T00:00:00+00:00", "1970-01-02T00:00:00Z", true)]
    #[case("deadline", "1970-01-03T00:00:00+00:00", "1970-01-09T00:00:00Z", false)]
    fn a_term_that_moves_nearer_is_urgent(
        #[case] field: &str,
        #[case] old: &str,
        #[case] new: &str,
        #[case] urgent: bool,
    ) {
        let announcement = changed(field, Some(old), Some(new));
        let facts =
            of_lot(&Subject::Plan(7), NOW, &lot("7-ЗЦП1", 220), None, Some(&announcement), NOW);
        assert!(matches!(facts.as_slice(), [Fact::Deadline { .. }]), "{facts:?}");
        assert_eq!(facts[0].is_urgent(), urgent);
    }

    #[test]
    fn the_same_moment_written_otherwise_is_no_move() {
        let own = changed(
            "deadline",
            Some("1970-01-03T00:00:00+00:00"),
            Some("1970-01-03T05:00:00+05:00"),
        );
        assert_eq!(of_announcement(&own), []);
    }

    #[rstest]
    #[case(customer(), "7-ЗЦП1", 220, Some(Fact::Published))]
    #[case(customer(), "7-ОИ4", 220, Some(Fact::Repeated { before: None }))]
    #[case(customer(), "7-ЗЦП1", 370, None)]
    #[case(Subject::Plan(7), "7-ЗЦП1", 210, Some(Fact::Published))]
    #[case(Subject::Plan(7), "7-ЗЦП2", 210, Some(Fact::Repeated { before: None }))]
    #[case(Subject::Lot(4), "7-ЗЦП2", 220, Some(Fact::Repeated { before: None }))]
    #[case(Subject::Lot(5), "7-ЗЦП1", 220, None)]
    #[case(Subject::Lot(6), "7-ЗЦП1", 220, None)]
    #[case(Subject::Announcement(1), "7-ЗЦП1", 220, None)]
    fn a_new_lot_is_told_to_whom_it_is_new(
        #[case] subject: Subject,
        #[case] number: &str,
        #[case] status: i64,
        #[case] fact: Option<Fact>,
    ) {
        let own = changed(PUBLISHED, None, Some(number));
        let facts = of_lot(&subject, NOW, &lot(number, status), Some(&own), None, NOW);
        assert_eq!(facts, fact.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_customers_lots_are_told_when_new_and_not_at_every_step() {
        let own = changed("status", Some("210"), Some("220"));
        assert_eq!(of_lot(&customer(), NOW, &lot("7-ЗЦП1", 220), Some(&own), None, NOW), []);
    }

    #[test]
    fn an_announcements_own_status_is_not_told_of_its_lots() {
        let announcement = changed("status", Some("210"), Some("220"));
        let facts =
            of_lot(&Subject::Lot(5), NOW, &lot("7-ЗЦП1", 220), None, Some(&announcement), NOW);
        assert_eq!(facts, []);
        assert!(matches!(of_announcement(&announcement).as_slice(), [Fact::Status { .. }]));
    }

    #[test]
    fn garbage_in_a_change_is_nothing_to_tell() {
        for (field, new) in [("amount", "x"), ("deadline", "soon"), ("status", ""), ("index", "2")]
        {
            assert_eq!(of_announcement(&changed(field, Some("1"), Some(new))), [], "{field}");
        }
    }

    #[test]
    fn what_was_there_before_somebody_followed_is_not_new_but_its_changes_are() {
        let mut own = changed(PUBLISHED, None, Some("7-ЗЦП1"));
        own.published_at = Some(NOW - TimeDelta::minutes(1));
        let announcement =
            changed("deadline", Some("1970-01-03T00:00:00Z"), Some("1970-01-09T00:00:00Z"));
        for subject in [Subject::Lot(5), Subject::Plan(7)] {
            let lot = lot("7-ЗЦП1", 220);
            let facts = of_lot(&subject, NOW, &lot, Some(&own), Some(&announcement), NOW);
            assert!(matches!(facts.as_slice(), [Fact::Deadline { .. }]), "{facts:?}");
        }
    }
}
