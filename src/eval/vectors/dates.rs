//! Terms: working days, hours of the electronic shop, the register of unfair participants.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::{Fields, fields, text};
use crate::domain::{
    calc::{
        deadlines::{self, Term},
        rnu_term::RnuTerm,
    },
    calendar::{self, Counted},
};

/// Field of an answer on a day: `blocked_on_2026-11-20`.
const BLOCKED_ON: &str = "blocked_on_";

pub(super) fn weekdays_off(case: &Value) -> Fields {
    let year = text(case, "year").parse().ok();
    fields([("days", json!(year.and_then(calendar::weekdays_off)))])
}

pub(super) fn working_days(case: &Value) -> Fields {
    let Ok(day) = text(case, "protocol_published").parse::<NaiveDate>() else { return Vec::new() };
    let told = |counted: Option<Counted>| json!(counted.map(|counted| counted.day));
    fields([
        ("complaint_last_day", told(deadlines::last_day(Term::Complaint, day))),
        (
            "decision_due",
            told(deadlines::last_day_after(Term::Complaint, Term::ComplaintDecision, day)),
        ),
        ("remarks_last_day_if_announced_that_day", told(deadlines::last_day(Term::Remarks, day))),
        (
            "contract_draft_due_if_no_complaint",
            told(deadlines::last_day_after(Term::Complaint, Term::ContractDraft, day)),
        ),
        ("plus_10_working_days", told(calendar::working_days_after(day, 10))),
    ])
}

pub(super) fn eshop_confirmation(case: &Value) -> Fields {
    let sent = NaiveDateTime::parse_from_str(&text(case, "sent"), "%Y-%m-%dT%H:%M");
    let until = sent.ok().and_then(deadlines::eshop_confirmation);
    fields([("deadline", json!(until.map(|until| until.format("%Y-%m-%dT%H:%M").to_string())))])
}

pub(super) fn rnu_term(case: &Value) -> Fields {
    let term = text(case, "effective").parse().ok().and_then(RnuTerm::of);
    let mut all = fields([
        ("ban_ends", json!(term.map(|term| term.ban_ends))),
        ("registry_removal_not_later_than", json!(term.map(|term| term.removal.day))),
        ("negative_score_0.2_until", json!(term.map(|term| term.negative_until))),
    ]);
    for field in case.as_object().into_iter().flat_map(|fields| fields.keys()) {
        let day = field.strip_prefix(BLOCKED_ON).and_then(|day| day.parse().ok());
        if let Some(day) = day {
            let blocked = term.map(|term| term.is_blocked_on(day));
            all.push((Cow::Owned(field.clone()), json!(blocked)));
        }
    }
    all
}
