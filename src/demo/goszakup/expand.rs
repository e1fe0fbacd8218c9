//! Turns the short rows of the embedded files into full ones, dated around now.

use std::collections::HashMap;

use chrono::{Datelike, TimeDelta};
use serde_json::{Map, Value, json};

use super::calendar::{Clock, Times, text};
use super::dataset::{Announcement, Company, Dataset, Listed, Lot};

/// Collects full rows.
#[derive(Debug)]
pub(super) struct Expansion {
    clock: Clock,
    pub(super) data: Dataset,
    customers: HashMap<String, (i64, Company)>,
}

impl Expansion {
    /// Starts with the customers, who are companies of their own.
    pub(super) fn new(clock: Clock, customers: Vec<Company>) -> Self {
        let mut expansion = Self { clock, data: Dataset::empty(), customers: HashMap::new() };
        for (pid, company) in (61_207_i64..).step_by(431).zip(customers) {
            expansion.data.subjects.push(subject(&clock, pid, &company, true));
            expansion.customers.insert(company.bin.clone(), (pid, company));
        }
        expansion
    }

    /// Adds a company that only supplies.
    pub(super) fn supplier(&mut self, company: &Company) {
        // The one real supplier keeps its real id.
        let pid = if company.bin == "060240002985" {
            91_848
        } else {
            500_000 + i64::try_from(self.data.subjects.len()).unwrap_or_default()
        };
        self.data.subjects.push(subject(&self.clock, pid, company, false));
    }

    /// Adds an announcement, its lots and their plan points.
    pub(super) fn announcement(&mut self, announcement: &Announcement, times: &Times) {
        let Some((pid, customer)) = self.customers.get(&announcement.bin) else { return };
        let a = announcement;
        let status = a.status.abs();
        let total: f64 = a.lots.iter().filter_map(|lot| lot.sum.as_f64()).sum();
        // Finished announcements have one status where lots have two.
        let buy_status = if matches!(status, 360 | 370) { 350 } else { status };
        let kato = a.lots.first().map(|lot| places(lot, customer)).unwrap_or_default();
        self.data.announcements.push(json!({
            "id": a.id,
            "numberAnno": a.no,
            "nameRu": a.ru,
            "nameKz": a.kz,
            "totalSum": round_tiyn(total),
            "countLots": a.lots.len(),
            "refTradeMethodsId": a.method,
            "refSubjectTypeId": a.subject,
            "customerBin": a.bin,
            "customerPid": pid,
            "customerNameRu": customer.ru,
            "customerNameKz": customer.kz,
            "orgBin": a.bin,
            "orgPid": pid,
            "orgNameRu": customer.ru,
            "orgNameKz": customer.kz,
            "refBuyStatusId": buy_status,
            "publishDate": text(times.publish),
            "startDate": text(times.start),
            "endDate": text(times.end),
            "repeatStartDate": times.repeat_end.map(|_| text(times.end)),
            "repeatEndDate": times.repeat_end.map(text),
            "itogiDatePublic": times.results.map(text),
            "lastUpdateDate": text(times.updated),
            "indexDate": text(times.updated),
            "finYear": [self.clock.now.year()],
            "kato": kato,
            "systemId": 3,
            "Files": files(a),
        }));
        let mut lots = Vec::with_capacity(a.lots.len());
        let mut plans = Vec::with_capacity(a.lots.len());
        for lot in &a.lots {
            lots.push(lot_row(a, lot, *pid, customer, times));
            plans.push(plan_row(&self.clock, a, lot, customer, times));
        }
        self.data.lots.extend(lots);
        self.data.plans.extend(plans);
    }

    /// Adds an entry of the register of unfair suppliers.
    pub(super) fn listed(&mut self, id: i64, entry: &Listed) {
        let day = |days: i64| text(self.clock.now + TimeDelta::days(days));
        let term = json!({
            "supplierBiin": entry.bin,
            "supplierNameRu": entry.ru,
            "supplierNameKz": entry.kz,
            "supplierInnunp": null,
            "startDate": day(entry.from),
            "endDate": day(entry.to),
            "katoList": [entry.kato],
            "systemId": entry.system,
            "indexDate": day(entry.from),
        });
        let mut row = term.clone();
        let mut detail = term;
        let more = json!({
            "id": id.to_string(),
            "customerNameRu": entry.customer_ru,
            "customerBiin": entry.customer,
            "courtDecision": format!("{id}-2/1"),
            "courtDecisionDate": day(entry.from - 20),
            "refReasonId": entry.reason,
            "founders": null,
        });
        extend(&mut detail, more);
        // Samruk's entries come without details.
        let details = if entry.system == 2 { json!([]) } else { json!([detail]) };
        extend(&mut row, json!({ "id": id, "pid": null, "Detail": details }));
        self.data.rnu.push(row);
    }
}

fn extend(row: &mut Value, more: Value) {
    if let (Value::Object(row), Value::Object(more)) = (row, more) {
        row.extend::<Map<_, _>>(more);
    }
}

fn round_tiyn(sum: f64) -> f64 {
    (sum * 100.0).round() / 100.0
}

/// Where the goods go: as announced, or to the customer when the announcement leaves it out.
fn places(lot: &Lot, customer: &Company) -> Vec<String> {
    if lot.kato.is_empty() { vec![customer.kato.clone()] } else { lot.kato.clone() }
}

fn files(a: &Announcement) -> Value {
    let file = |name: String, title: &str, salt: i64| {
        json!({
            "filePath": format!(
                "https://ows.goszakup.gov.kz/download/trd_buy/{:032x}",
                i128::from(a.id) * 0x9e37_79b9_7f4a_7c15 + i128::from(salt)
            ),
            "originalName": name,
            "nameRu": title,
            "objectId": [a.id],
        })
    };
    let lot = a.lots.first().map_or(0, |lot| lot.id);
    json!([
        file(format!("techspec_{}_{lot}.pdf", a.id), "Техническая спецификация", 1),
        file(
            format!("contract_project_{}.pdf", a.id),
            "Проект договора об электронных закупках",
            2
        ),
    ])
}

fn lot_row(a: &Announcement, lot: &Lot, pid: i64, customer: &Company, times: &Times) -> Value {
    let mut row = json!({
        "id": lot.id,
        "lotNumber": lot.no,
        "refLotStatusId": a.status.abs(),
        "lastUpdateDate": text(times.updated),
        "indexDate": text(times.updated + TimeDelta::seconds(40)),
        "unionLots": i32::from(lot.no.contains("-ОЛ-")),
        "count": lot.qty,
        "amount": lot.sum,
        "nameRu": lot.ru,
        "nameKz": lot.kz,
        "descriptionRu": lot.dru,
        "descriptionKz": lot.dkz,
        "customerId": pid,
        "customerBin": a.bin,
        "customerNameRu": customer.ru,
        "customerNameKz": customer.kz,
        "trdBuyNumberAnno": a.no,
        "trdBuyId": a.id,
        "dumping": 0,
        "refTradeMethodsId": a.planned,
        "refBuyTradeMethodsId": a.method,
        "pointList": [lot.plan],
        "enstruList": [0],
        "plnPointKatoList": lot.kato,
        "isDeleted": 0,
        "systemId": 3,
    });
    if lot.id % 2 == 1 {
        // The service leaves the plan out of about half of its fresh lots; it is still found by id.
        extend(&mut row, json!({ "Plans": [] }));
    }
    row
}

fn plan_row(
    clock: &Clock,
    a: &Announcement,
    lot: &Lot,
    customer: &Company,
    times: &Times,
) -> Value {
    let root = lot.no.split('-').next().and_then(|digits| digits.parse::<i64>().ok());
    let (sum, count) = (lot.sum.as_f64().unwrap_or_default(), lot.qty.as_f64().unwrap_or_default());
    let price = if count > 0.0 { round_tiyn(sum / count) } else { sum };
    let created = text(times.publish - TimeDelta::days(12));
    let places = places(lot, customer);
    let places = places.iter().enumerate().map(|(i, kato)| {
        json!({
            "id": lot.plan * 10 + i64::try_from(i).unwrap_or_default(),
            "plnPointsId": lot.plan,
            "refKatoCode": kato,
            "refCountriesCode": "398",
            "fullDeliveryPlaceNameRu": customer.place,
            "count": lot.qty,
        })
    });
    json!({
        "id": lot.plan,
        "rootrecordId": root,
        "subjectBiin": a.bin,
        "subjectNameRu": customer.ru,
        "subjectNameKz": customer.kz,
        "nameRu": lot.ru,
        "nameKz": lot.kz,
        "descRu": lot.dru,
        "descKz": lot.dkz,
        "extraDescRu": null,
        "refEnstruCode": lot.code,
        "refUnitsCode": lot.unit,
        "count": lot.qty,
        "price": price,
        "amount": lot.sum,
        "sum1": lot.sum,
        "refMonthsId": clock.now.month(),
        "plnPointYear": clock.now.year(),
        "refTradeMethodsId": a.planned,
        "refPlnPointStatusId": 2,
        "refSubjectTypeId": a.subject,
        "refFinsourceId": 1,
        "prepayment": 0,
        "supplyDateRu": "15 календарных дней со дня вступления договора в силу",
        "isActive": 1,
        "isDeleted": 0,
        "dateCreate": created,
        "timestamp": created,
        "indexDate": created,
        "systemId": 3,
        "PlansKato": places.collect::<Vec<_>>(),
    })
}

fn subject(clock: &Clock, pid: i64, company: &Company, customer: bool) -> Value {
    let stamp = text(clock.now - TimeDelta::days(pid % 300));
    let form = company.ru.split(' ').next().unwrap_or_default();
    json!({
        "pid": pid,
        "bin": company.bin,
        "iin": "",
        "inn": "",
        "unp": "",
        "regdate": "2016-02-10 00:00:00",
        "crdate": 2016,
        "indexDate": stamp,
        "lastUpdateDate": stamp,
        "nameRu": company.ru,
        "nameKz": company.kz,
        "fullNameRu": company.ru,
        "fullNameKz": company.kz,
        "email": "masked@example.invalid",
        "phone": "+7XXXXXXXXXX",
        "website": "",
        "countryCode": "398",
        "katoList": [company.kato],
        "qvazi": 0,
        "customer": i32::from(customer),
        "organizer": i32::from(customer),
        "supplier": i32::from(!customer),
        "refKopfCode": form,
        "markResident": 1,
        "systemId": 3,
        "typeSupplier": 1,
        "year": clock.now.year(),
        "branches": [""],
        "parentSubject": "",
        "isSingleOrg": 0,
        "Address": [{
            "id": pid - 12_126,
            "pid": pid,
            "addressType": 1,
            "address": company.place,
            "katoCode": company.kato,
            "countryCode": 398,
            "systemId": 3,
        }],
        "Employees": [],
        "Admins": null,
    })
}
