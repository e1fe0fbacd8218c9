//! Rows of the registers, of participants and of unfair ones, as domain types.

use chrono::{DateTime, Utc};

use super::{
    convert::{Context, Reject, bin, kato_codes, reject, text},
    lenient::{Flag, Text},
    wire,
};
use crate::domain::{
    participants::Participant,
    rnu::{Register, RnuEntry, RnuListing},
    subjects::{Subject, SubjectMark},
    types::{Biin, Iin, LocalText},
};

/// `addressType` of the address that an organisation is registered at.
const LEGAL_ADDRESS: i64 = 1;

impl Context<'_> {
    /// A participant.
    pub(super) fn subject(&self, row: wire::Subject) -> Result<Subject, Reject> {
        self.notes.unknown_fields("Subject", &row.unknown);
        let marks = marks(&row);
        let head = self.head(&row);
        let short = text(row.name_ru, row.name_kz);
        let full = text(row.full_name_ru, row.full_name_kz);
        Ok(Subject {
            id: row.pid.id().ok_or(reject("id_missing", "pid"))?,
            biin: biin(&row.bin).or(biin(&row.iin)).ok_or(reject("bin_missing", "bin"))?,
            name: if short.is_empty() { full } else { short },
            kato: kato_codes(&row.kato_list.0),
            is_customer: row.customer.0.unwrap_or_default(),
            is_supplier: row.supplier.0.unwrap_or_default(),
            registered_at: self.date(&row.regdate, "Subject", "regdate"),
            head,
            marks,
            fetched_at: self.fetched_at,
        })
    }

    /// A participant, to be compared with others. The address of a person may be a home.
    pub(super) fn participant(&self, row: wire::Participant) -> Result<Participant, Reject> {
        self.notes.unknown_fields("Subject", &row.unknown);
        let biin = biin(&row.bin).or(biin(&row.iin)).ok_or(reject("bin_missing", "bin"))?;
        let addresses = &row.address.0;
        let legal = addresses.iter().find(|it| it.address_type.0 == Some(LEGAL_ADDRESS));
        let address = legal.or(addresses.first()).and_then(|it| {
            let kato = it.kato_code.as_deref().unwrap_or_default();
            Some(format!("{kato} {}", it.address.as_deref()?))
        });
        let works = |one: &&wire::Head| {
            let end: Option<DateTime<Utc>> = self.date(&one.end_date, "SubjectUsers", "endDate");
            one.role.0 == Some(1) && end.is_none_or(|end| end > self.fetched_at)
        };
        let head = row.employees.0.iter().find(works);
        Ok(Participant {
            registered_at: self.date(&row.regdate, "Subject", "regdate"),
            address: address.filter(|_| biin.bin().is_some()),
            head: head.and_then(|head| Iin::from_source(head.iin.as_deref()?)),
            biin,
        })
    }

    /// Who heads it now: a former head has an end before today.
    fn head(&self, row: &wire::Subject) -> Option<String> {
        let works = |one: &&wire::Employee| {
            let end: Option<DateTime<Utc>> = self.date(&one.end_date, "SubjectUsers", "endDate");
            one.role.0 == Some(1) && end.is_none_or(|end| end > self.fetched_at)
        };
        let head = row.employees.0.iter().find(works)?;
        LocalText::new(head.fio.0.clone(), None).ru
    }

    /// A supplier in one register. Inclusions whose dates cannot be read still say "listed".
    pub(super) fn rnu_listing(&self, row: wire::Rnu) -> Result<RnuListing, Reject> {
        self.notes.unknown_fields("Rnu", &row.unknown);
        let biin = match (row.supplier_biin.as_deref(), row.supplier_innunp.as_deref()) {
            (Some(digits), _) => {
                Biin::from_source(digits).ok_or(reject("biin_unreadable", "supplierBiin"))?
            }
            // A foreigner: nobody can ask for it by BIN.
            (None, Some(_)) => return Ok(RnuListing { entries: Vec::new() }),
            (None, None) => return Err(reject("biin_missing", "supplierBiin")),
        };
        let mut details = row.detail.0;
        if details.is_empty() {
            // Samruk's rows come without details.
            details.push(wire::RnuDetail {
                start_date: row.start_date,
                end_date: row.end_date,
                ..wire::RnuDetail::default()
            });
        }
        let name = text(row.supplier_name_ru, row.supplier_name_kz);
        let register = row.system_id.0;
        let entry = |detail: wire::RnuDetail| {
            let mut entry = self.rnu_entry(detail, &biin);
            if let Some(register) = register {
                entry.register = Register::from_id(register);
            }
            if entry.name.is_empty() {
                entry.name = name.clone();
            }
            entry
        };
        Ok(RnuListing { entries: details.into_iter().map(entry).collect() })
    }

    /// An inclusion.
    pub(super) fn rnu_entry(&self, row: wire::RnuDetail, biin: &Biin) -> RnuEntry {
        RnuEntry {
            biin: biin.clone(),
            register: Register::from_id(row.system_id.0.unwrap_or_default()),
            start_at: self.date(&row.start_date, "Rnu", "startDate"),
            end_at: self.date(&row.end_date, "Rnu", "endDate"),
            name: text(row.supplier_name_ru, row.supplier_name_kz),
            customer_bin: bin(&row.customer_biin),
            customer_name: text(row.customer_name_ru, row.customer_name_kz),
            reason_id: row.ref_reason_id.id(),
            court_decision: LocalText::new(row.court_decision.0, None).ru,
            court_decision_at: self.date(&row.court_decision_date, "Rnu", "courtDecisionDate"),
        }
    }
}

pub(super) fn biin(text: &Text) -> Option<Biin> {
    text.as_deref().and_then(Biin::from_source)
}

fn marks(row: &wire::Subject) -> Vec<SubjectMark> {
    let is = |flag: &Flag| flag.0 == Some(true);
    [
        (row.type_supplier.0 == Some(2), SubjectMark::Person),
        (row.type_supplier.0 == Some(3), SubjectMark::SoleTrader),
        (is(&row.qvazi), SubjectMark::QuasiPublic),
        (is(&row.mark_national_company), SubjectMark::NationalCompany),
        (is(&row.mark_state_monopoly), SubjectMark::StateMonopoly),
        (is(&row.mark_natural_monopoly), SubjectMark::NaturalMonopoly),
        (is(&row.mark_patronymic_producer), SubjectMark::Producer),
        (is(&row.mark_small_employer), SubjectMark::SmallBusiness),
        (is(&row.mark_assoc_with_disab), SubjectMark::Disabled),
        (row.mark_resident.0 == Some(false), SubjectMark::NonResident),
    ]
    .into_iter()
    .filter_map(|(is, mark)| is.then_some(mark))
    .collect()
}
