//! What a report on a counterparty says, by the names its template uses.

use super::{Material, clean::foreign, template::Known};
use crate::{
    domain::{
        counterparty::SubjectAnswer,
        dossiers::{Difference, Dossier, Side, StoredStanding, Trade, differences},
        reference,
        subjects::Subject,
    },
    i18n::Lang,
};

/// Years that a chart shows, the latest.
const MOST_YEARS: usize = 8;
/// Flags that are listed.
const MOST_FLAGS: usize = 10;

pub(super) fn known(lang: Lang, dossier: &Dossier, material: &Material<'_>) -> Known {
    let words = lang.words();
    let mut known = Known::from([
        ("report_at", lang.moment(dossier.at)),
        ("standing", standing(lang, dossier.view.supplier.rnu.standing.into())),
        ("open_lots", dossier.view.open_lots.to_string()),
        ("sources", sources(lang, dossier).join("\n")),
    ]);
    match &dossier.view.supplier.subject {
        SubjectAnswer::Known(subject) => of_subject(&mut known, lang, subject),
        SubjectAnswer::NotRegistered => {
            known.insert("subject_name", words.report_not_registered());
        }
        SubjectAnswer::Unknown => {
            known.insert("subject_name", words.report_subject_unknown());
        }
    }
    of_trade(&mut known, lang, Side::Customer, &dossier.as_customer);
    of_trade(&mut known, lang, Side::Supplier, &dossier.as_supplier);
    let flags: Vec<String> = dossier
        .flags
        .iter()
        .take(MOST_FLAGS)
        .map(|flag| {
            let name = material.words.name(lang, &flag.rule);
            words.report_flag(name, flag.lots.to_string(), dossier.looked_at.to_string())
        })
        .collect();
    known.insert("flags", flags.join("\n"));
    if dossier.looked_at > 0 && flags.is_empty() {
        known.insert("no_flags", words.report_no_flags(dossier.looked_at.to_string()));
    }
    known.insert("unknown", unknown(lang, dossier).join("\n"));
    match material.before {
        None => {
            known.insert("first_time", words.report_first_time());
        }
        Some(before) => {
            let found = differences(&before.snapshot, &dossier.snapshot());
            let lines: Vec<String> =
                found.iter().map(|it| difference(lang, it, material)).collect();
            let day = lang.date(before.at);
            let since = if lines.is_empty() {
                words.report_no_changes(day)
            } else {
                words.report_changes(day)
            };
            known.insert("since", since);
            known.insert("changes", lines.join("\n"));
        }
    }
    known.retain(|_, value| !value.is_empty());
    known
}

fn of_subject(known: &mut Known, lang: Lang, subject: &Subject) {
    let words = lang.words();
    let name = subject.name.in_lang(lang).map(foreign).unwrap_or_default();
    known.insert("subject_name", name);
    let region = subject.kato.first().and_then(|kato| reference::region(kato, lang));
    known.extend(region.map(|region| ("subject_region", region.to_owned())));
    let roles = [
        subject.is_customer.then(|| words.counterparty_customer()),
        subject.is_supplier.then(|| words.counterparty_supplier()),
    ];
    known.insert("subject_roles", roles.into_iter().flatten().collect::<Vec<_>>().join(", "));
    known.extend(subject.registered_at.map(|at| ("subject_registered", lang.date(at))));
    known.extend(subject.head.as_deref().map(|head| ("subject_head", foreign(head))));
}

fn of_trade(known: &mut Known, lang: Lang, side: Side, trade: &Trade) {
    let words = lang.words();
    let [none, contracts, partners, terminated, single, discount, years] = match side {
        Side::Customer => [
            "customer_none",
            "customer_contracts",
            "customer_partners",
            "customer_terminated",
            "customer_single",
            "customer_discount",
            "customer_years",
        ],
        Side::Supplier => [
            "supplier_none",
            "supplier_contracts",
            "supplier_partners",
            "supplier_terminated",
            "supplier_single",
            "supplier_discount",
            "supplier_years",
        ],
    };
    let share = |part: i64, of: i64| {
        words.report_share(part.to_string(), of.to_string(), lang.percent(part * 10_000 / of))
    };
    if trade.tendered > 0 {
        known.insert(single, share(trade.single_bid, trade.tendered));
    }
    if trade.awards > 0 {
        let mean = lang.percent(trade.discount_bp);
        known.insert(discount, words.report_discount(mean, trade.awards.to_string()));
    }
    let count = trade.contracts();
    if count == 0 {
        known.insert(none, words.report_no_contracts());
        return;
    }
    known.insert(contracts, total(lang, count, trade.sum()));
    known.insert(partners, trade.partners.to_string());
    known.insert(terminated, share(trade.terminated(), count));
    let first = trade.years.len().saturating_sub(MOST_YEARS);
    let bars = trade.years.iter().skip(first).map(|year| {
        let label = if year.year > 0 { year.year.to_string() } else { words.report_year_unknown() };
        format!("{label}\t{}\t{}", year.sum.tiyn(), total(lang, year.contracts, year.sum))
    });
    known.insert(years, bars.collect::<Vec<_>>().join("\n"));
}

fn total(lang: Lang, count: i64, sum: crate::domain::types::Tenge) -> String {
    lang.words().report_total(count.to_string(), lang.money(sum))
}

fn standing(lang: Lang, standing: StoredStanding) -> String {
    let words = lang.words();
    match standing {
        StoredStanding::Listed(None) => words.report_listed(),
        StoredStanding::Listed(Some(until)) => words.report_listed_until(lang.date(until)),
        StoredStanding::Expired(at) => words.report_expired(lang.date(at)),
        StoredStanding::Excluded(at) => words.report_excluded(lang.date(at)),
        StoredStanding::NotListed => words.report_not_listed(),
        StoredStanding::Unknown => words.report_listing_unknown(),
    }
}

fn difference(lang: Lang, difference: &Difference, material: &Material<'_>) -> String {
    let words = lang.words();
    let of = |side: &Side| match side {
        Side::Customer => words.report_as_customer(),
        Side::Supplier => words.report_as_supplier(),
    };
    let became = |what: String, from: String, to: String| words.report_became(what, from, to);
    match difference {
        Difference::Name { from, to } => became(words.report_name(), foreign(from), foreign(to)),
        Difference::Standing { from, to } => {
            became(words.report_registers(), standing(lang, *from), standing(lang, *to))
        }
        Difference::Contracts { side, from, to } => {
            became(of(side), total(lang, from.0, from.1), total(lang, to.0, to.1))
        }
        Difference::Terminated { side, from, to } => {
            let what = words.report_terminated(of(side));
            became(what, from.to_string(), to.to_string())
        }
        Difference::OpenLots { from, to } => {
            became(words.report_open_lots(), from.to_string(), to.to_string())
        }
        Difference::NewFlag(rule) => words.report_new_flag(material.words.name(lang, rule)),
        Difference::FlagGone(rule) => words.report_flag_gone(material.words.name(lang, rule)),
    }
}

/// What it was made from, each with its time.
fn sources(lang: Lang, dossier: &Dossier) -> Vec<String> {
    let words = lang.words();
    let mut lines = Vec::new();
    if let SubjectAnswer::Known(subject) = &dossier.view.supplier.subject {
        lines.push(words.report_source_subject(lang.moment(subject.fetched_at)));
    }
    if let Some(at) = dossier.view.supplier.rnu.as_of {
        lines.push(words.report_source_rnu(lang.moment(at)));
    }
    if let Some(at) = dossier.customer_read_at {
        lines.push(words.report_source_customer(lang.moment(at)));
    }
    if let Some(at) = dossier.contracts_until {
        lines.push(words.report_source_contracts(lang.moment(at)));
    }
    lines.push(words.report_source_lots(lang.moment(dossier.at)));
    lines
}

/// What could not be checked.
fn unknown(lang: Lang, dossier: &Dossier) -> Vec<String> {
    let words = lang.words();
    let rnu = &dossier.view.supplier.rnu;
    let is_unknown = |trade: &Trade| trade.tendered == 0;
    let lines = [
        matches!(dossier.view.supplier.subject, SubjectAnswer::Unknown)
            .then(|| words.report_unknown_subject()),
        (StoredStanding::from(rnu.standing) == StoredStanding::Unknown || rnu.source_down)
            .then(|| words.report_unknown_rnu()),
        dossier.customer_read_at.is_none().then(|| words.report_unknown_customer()),
        Some(words.report_unknown_supplier()),
        (is_unknown(&dossier.as_customer) && is_unknown(&dossier.as_supplier))
            .then(|| words.report_unknown_bids()),
        (dossier.view.open_lots > dossier.looked_at as i64).then(|| {
            words.report_unknown_lots(
                dossier.looked_at.to_string(),
                dossier.view.open_lots.to_string(),
            )
        }),
    ];
    lines.into_iter().flatten().collect()
}
