//! What a paper says, by the names its template uses: from the company, the lot, the answers, and
//! what follows from them.

use chrono::{Datelike as _, NaiveDate};

use super::{
    Document, Field, Grounds, Kind, Material, Shape, clean::foreign, report, template::Known,
};
use crate::{
    domain::{
        calc::{
            deadlines::{self, Term},
            penalty::{self, Late, Penalty},
            words::{self, Script},
        },
        clock::ASTANA,
        company::Company,
        lots::LotView,
        prices, reference,
        types::{LocalText, Tenge},
    },
    i18n::Lang,
};

/// All that is known.
pub(super) fn known(document: &Document, material: &Material<'_>) -> Known {
    let lang = document.lang;
    let Material { company, view, now, .. } = *material;
    let mut known = of_company(company);
    if let Some(dossier) = material.dossier {
        known.extend(report::known(lang, dossier, material));
    }
    if let Some(view) = view {
        known.extend(of_lot(lang, view));
    }
    for (field, answer) in document.answers.iter().filter(|(_, answer)| !answer.is_empty()) {
        add_answer(&mut known, lang, *field, answer);
    }
    let grounds = document.answers.get(&Field::Grounds).and_then(|it| Grounds::read(it));
    let lines = grounds.map(|it| it.lines(document.kind, lang, material.words));
    known.extend(lines.filter(|lines| !lines.is_empty()).map(|lines| ("grounds", lines)));
    known.extend(total(document, view).map(|sum| ("total", lang.money(sum))));
    if let Some(sum) = total(document, view).or_else(|| sum(document, Field::Total)) {
        known.extend(in_words(lang, sum).map(|words| ("total_words", words)));
    }
    let day = now.with_timezone(&ASTANA).date_naive();
    if let Some((days, penalty)) = late_payment(document, day) {
        known.insert("days", lang.words().days(days));
        known.insert("penalty", lang.money(penalty.sum));
        known.extend(in_words(lang, penalty.sum).map(|words| ("penalty_words", words)));
        let debt = sum(document, Field::Debt).unwrap_or_default();
        let claim = Tenge::from_tiyn(debt.tiyn().saturating_add(penalty.sum.tiyn()));
        known.insert("claim", lang.money(claim));
        known.extend(in_words(lang, claim).map(|words| ("claim_words", words)));
        if penalty.is_capped {
            known.insert("cap", lang.money(penalty.cap.unwrap_or_default()));
        }
    }
    let protocol = self::day(document, Field::ProtocolDate);
    let last_day = protocol.and_then(|day| deadlines::last_day(Term::Complaint, day));
    known.extend(last_day.map(|last| ("last_day", long_date(lang, last.day))));
    // A bank is written to about a guarantee for somebody else.
    let (to, to_bin) = match document.kind {
        Kind::BankGuarantee => ("bank", None),
        _ => ("addressee", known.get("addressee_bin").cloned()),
    };
    known.extend(known.get(to).cloned().map(|to| ("to", to)));
    known.extend(to_bin.map(|bin| ("to_bin", bin)));
    known.insert("today", long_date(lang, day));
    known
}

/// The sum of an answer.
pub(super) fn sum(document: &Document, field: Field) -> Option<Tenge> {
    document.answers.get(&field)?.parse().ok().map(Tenge::from_tiyn)
}

/// The day of an answer.
pub(super) fn day(document: &Document, field: Field) -> Option<NaiveDate> {
    document.answers.get(&field)?.parse().ok()
}

/// Days that a payment is late, and what that costs the customer (model contract, annex 42 of Rules
/// 687, clause 7.2); none where it is not late or the sums make no sense.
pub(super) fn late_payment(document: &Document, today: NaiveDate) -> Option<(i64, Penalty)> {
    let days = penalty::days_late(day(document, Field::DueDate)?, today);
    let late = Late {
        base: sum(document, Field::Debt)?,
        contract: sum(document, Field::ContractSum)?,
        daily: penalty::daily(),
        days,
        cap: penalty::customer_cap()?.percent,
    };
    (days > 0).then_some(())?;
    Some((days, penalty::penalty(&late).ok()?))
}

/// The price of all that a lot buys, where one has a price.
fn total(document: &Document, view: Option<&LotView>) -> Option<Tenge> {
    let lot = &view?.lot;
    let quantity = lot.quantity.filter(|_| !lot.is_united())?;
    prices::cost(sum(document, Field::UnitPrice)?, quantity)
}

fn of_company(company: &Company) -> Known {
    Known::from([
        ("company", company.name.clone()),
        ("company_biin", company.biin.clone()),
        ("company_address", company.address.clone()),
        ("position", company.position.clone()),
        ("signatory", company.signatory.clone()),
        ("bank_details", company.bank.clone()),
        ("contacts", company.contacts.clone()),
    ])
}

fn of_lot(lang: Lang, view: &LotView) -> Known {
    let lot = &view.lot;
    let name = |text: &LocalText| text.in_lang(lang).map(foreign).unwrap_or_default();
    let mut known = Known::from([
        ("lot", foreign(lot.number.as_str())),
        ("lot_name", name(&lot.name)),
        ("addressee", name(&lot.customer_name)),
    ]);
    known.extend(lot.customer_bin.as_ref().map(|bin| ("addressee_bin", bin.as_str().to_owned())));
    known.extend(lot.amount.map(|sum| ("amount", lang.money(sum))));
    if !lot.is_united() {
        known.extend(lot.quantity.map(|quantity| ("quantity", quantity.to_string())));
    }
    let unit = view.plan.as_ref().map(|plan| name(&plan.unit).to_lowercase());
    known.extend(unit.map(|unit| ("unit", unit)));
    let method = view.method_id().and_then(reference::method);
    known.extend(method.map(|method| ("method", method.name(lang).to_owned())));
    if let Some(announcement) = &view.announcement {
        let number = announcement.number.as_ref().map(|number| number.as_str());
        known.extend(number.map(|number| ("announcement", foreign(number))));
        known.insert("announcement_name", name(&announcement.name));
        let organizer = name(&announcement.organizer_name);
        if known.get("addressee").is_none_or(String::is_empty) {
            known.insert("addressee", organizer);
        }
    }
    let named = lang.words().document_lot(foreign(lot.number.as_str()), name(&lot.name));
    let procurement = match known.get("announcement") {
        Some(number) => format!("{}, {named}", lang.words().document_announcement(number)),
        None => named,
    };
    known.insert("procurement", procurement);
    known.retain(|_, value| !value.is_empty());
    known
}

fn add_answer(known: &mut Known, lang: Lang, field: Field, answer: &str) {
    let shown = match field.shape() {
        Shape::Sum => {
            let Ok(sum) = answer.parse().map(Tenge::from_tiyn) else { return };
            let words = match field {
                Field::Debt => Some("debt_words"),
                Field::GuaranteeSum => Some("guarantee_sum_words"),
                _ => None,
            };
            known.extend(words.zip(in_words(lang, sum)));
            lang.money(sum)
        }
        Shape::Date => match answer.parse() {
            Ok(day) => long_date(lang, day),
            Err(_) => return,
        },
        Shape::Choice(_) => choice(lang, field, answer),
        Shape::Line | Shape::Text | Shape::List | Shape::Iin | Shape::Bin => answer.to_owned(),
        // Written out apart: it takes words of the edge.
        Shape::Flags => return,
    };
    known.insert(field.code(), shown);
}

/// A choice as papers and buttons name it.
pub(super) fn choice(lang: Lang, field: Field, answer: &str) -> String {
    let words = lang.words();
    match (field, answer) {
        (Field::Ground, "1") => words.ground_1(),
        (Field::Ground, "2") => words.ground_2(),
        (Field::Ground, "3") => words.ground_3(),
        (Field::Ground, "4") => words.ground_4(),
        (Field::Ground, "5") => words.ground_5(),
        (Field::Ground, "6") => words.ground_6(),
        (Field::Ground, "7") => words.ground_7(),
        (Field::Ground, "8") => words.ground_8(),
        (Field::Ground, "9") => words.ground_9(),
        (Field::Ground, "10") => words.ground_10(),
        (Field::Ground, "11") => words.ground_11(),
        (Field::Ground, "12") => words.ground_12(),
        (Field::Ground, "13") => words.ground_13(),
        (Field::Ground, "14") => words.ground_14(),
        (Field::Ground, "15") => words.ground_15(),
        (Field::Ground, "16") => words.ground_16(),
        (Field::Ground, "17") => words.ground_17(),
        (Field::Ground, "18") => words.ground_18(),
        (Field::Ground, _) => words.ground_none(),
        (Field::Deal, "model") => words.deal_model(),
        (Field::Deal, "direct") => words.deal_direct(),
        (Field::Deal, "quasi") => words.deal_quasi(),
        (Field::Deal, _) => words.deal_civil(),
        (Field::Guaranteed, "bid") => words.guaranteed_bid(),
        (Field::Guaranteed, "contract") => words.guaranteed_contract(),
        (Field::Guaranteed, _) => words.guaranteed_advance(),
        (Field::DecidedBy, "portal") => words.decided_by_portal(),
        (Field::DecidedBy, _) => words.decided_by_commission(),
        (Field::Route, "cameral") => words.route_cameral(),
        _ => words.route_decision(),
    }
}

fn in_words(lang: Lang, sum: Tenge) -> Option<String> {
    let script = if lang == Lang::Kk { Script::Kazakh } else { Script::Russian };
    words::sum(sum, script).ok()
}

/// A day as offices write it: `«20» ноября 2026 г.`, `2026 жылғы «20» қараша`.
pub(super) fn long_date(lang: Lang, day: NaiveDate) -> String {
    let words = lang.words();
    let month = match day.month() {
        1 => words.month_1(),
        2 => words.month_2(),
        3 => words.month_3(),
        4 => words.month_4(),
        5 => words.month_5(),
        6 => words.month_6(),
        7 => words.month_7(),
        8 => words.month_8(),
        9 => words.month_9(),
        10 => words.month_10(),
        11 => words.month_11(),
        _ => words.month_12(),
    };
    words.document_date(format!("{:02}", day.day()), month, day.year().to_string())
}
