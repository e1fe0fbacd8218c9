//! From a draft to a paper: what is still missing, what speaks against it, or the paper itself.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Asked, Document, Field, FlagWords, Kind, Need, Shape,
    complaint::{self, Verdict},
    facts,
    paper::Paper,
    template,
};
use crate::{
    domain::{
        calc::deadlines::{self, Term},
        calendar::Counted,
        clock::ASTANA,
        company::{Company, CompanyField},
        dossiers::{Dossier, Remembered},
        error::StoreError,
        lots::LotView,
        types::{Biin, Iin, Tenge},
    },
    i18n::Lang,
};

/// What a draft comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// Something of the company is to be asked first.
    AskCompany(CompanyField),
    /// This is to be asked next.
    Ask(Field),
    /// It would not be taken, or does its person harm: what to do instead.
    Refused(Refusal),
    /// It is written.
    Written(Box<Paper>),
}

/// Why a paper is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Only tenders and auctions have a preliminary discussion (Rules 687, points 170 and 353).
    NoDiscussion,
    /// The preliminary discussion ended on this day.
    DiscussionLate(Counted),
    /// A complaint that would not be considered.
    Complaint(Verdict),
    /// No ground of the Law, article 18(2), fits.
    NoGround,
    /// The wording of a model contract is not argued about (Law, articles 17(2) and 18).
    ModelContract,
    /// The term of payment has not run out.
    NotLate(NaiveDate),
    /// The commission was to be asked until this day (Law, article 8(6)).
    ConciliationLate(Counted),
    /// The debt is more than the contract.
    DebtOverContract,
}

/// What a paper is written from, besides what its person answered.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// Whose paper it is.
    pub company: &'a Company,
    /// The lot it is about.
    pub view: Option<&'a LotView>,
    /// The organisation that a report is about.
    pub dossier: Option<&'a Dossier>,
    /// What the report before said.
    pub before: Option<&'a Remembered>,
    /// Flags in words.
    pub words: &'a dyn FlagWords,
    /// When it is written.
    pub now: DateTime<Utc>,
}

/// When a field is asked: what grounds tell need not be told again.
pub fn need(document: &Document, asked: Asked) -> Need {
    match asked.field {
        Field::Facts | Field::Questions | Field::Violation if has_grounds(document) => {
            Need::MayLeaveOut
        }
        Field::Grounds => Need::MayLeaveOut,
        _ => asked.need,
    }
}

fn has_grounds(document: &Document) -> bool {
    document.answers.get(&Field::Grounds).is_some_and(|answer| !answer.is_empty())
}

/// What a draft comes to now.
///
/// # Errors
/// Where its template can't be filled, which is a fault of ours.
pub fn sheet(document: &Document, material: &Material<'_>) -> Result<Sheet, StoreError> {
    let Material { company, view, now, .. } = *material;
    let today = now.with_timezone(&ASTANA).date_naive();
    let known = facts::known(document, material);
    // What speaks against it is told before more is asked.
    if let Some(refusal) = refusal(document, view, today) {
        return Ok(Sheet::Refused(refusal));
    }
    for asked in document.kind.fields() {
        let need = need(document, *asked);
        let answer = document.answers.get(&asked.field);
        let is_answered = answer.is_some_and(|it| !it.is_empty() || need == Need::MayLeaveOut);
        let is_known = known.contains_key(asked.field.code());
        if !(is_answered || need == Need::Unknown && is_known) {
            return Ok(Sheet::Ask(asked.field));
        }
    }
    let (kind, lang) = (document.kind, document.lang);
    if let Some(field) = company.missing().filter(|_| !kind.is_report()) {
        return Ok(Sheet::AskCompany(field));
    }
    let head = if kind.is_letter() { head(lang) } else { "" };
    let sign = if kind.is_report() { "" } else { "sign {position} | {signatory}" };
    let whole = [head, text(kind, lang), sign].join("\n");
    let blocks = template::fill(&whole, &known);
    let made_at = if document.is_ready { document.updated_at } else { now };
    Ok(Sheet::Written(Box::new(Paper {
        title: title(kind, lang),
        author: if kind.is_report() { "ZakupAI".to_owned() } else { company.name.clone() },
        lang,
        made_at,
        blocks: blocks.map_err(StoreError::failed)?,
    })))
}

impl Field {
    /// A choice as papers and buttons name it; the answer itself where the field has none.
    pub fn choice(self, lang: Lang, answer: &str) -> String {
        match self.shape() {
            Shape::Choice(_) => facts::choice(lang, self, answer),
            _ => answer.to_owned(),
        }
    }
}

impl Field {
    /// An answer as people read it.
    pub fn shown(self, lang: Lang, answer: &str) -> String {
        match self.shape() {
            Shape::Sum => answer
                .parse()
                .map_or_else(|_error| answer.to_owned(), |tiyn| lang.money(Tenge::from_tiyn(tiyn))),
            Shape::Date => {
                let day = answer.parse::<NaiveDate>();
                day.map_or_else(|_| answer.to_owned(), |day| day.format("%d.%m.%Y").to_string())
            }
            // A person's number is shown as everywhere: its beginning.
            Shape::Iin => {
                Iin::parse(answer).map(|it| Biin::Iin(it).to_string()).unwrap_or_default()
            }
            _ => self.choice(lang, answer),
        }
    }
}

/// What speaks against a paper, as far as the answers tell.
fn refusal(document: &Document, view: Option<&LotView>, today: NaiveDate) -> Option<Refusal> {
    let answer = |field| document.answers.get(&field).map(String::as_str);
    match document.kind {
        Kind::Clarification | Kind::Remark => no_discussion(view?, today),
        Kind::Complaint => {
            let verdict = complaint::judge(&complaint::Case {
                method_id: view.and_then(LotView::method_id),
                is_by_portal: answer(Field::DecidedBy).map(|by| by == "portal"),
                is_cameral: answer(Field::Route).map(|route| route == "cameral"),
                protocol: facts::day(document, Field::ProtocolDate),
                today,
            });
            (!verdict.is_in_time()).then_some(Refusal::Complaint(verdict))
        }
        Kind::ContractChange if answer(Field::Ground) == Some("none") => Some(Refusal::NoGround),
        Kind::Disagreements if answer(Field::Deal) == Some("model") => Some(Refusal::ModelContract),
        Kind::Conciliation => {
            let since = facts::day(document, Field::KnownSince)?;
            let last = deadlines::last_day(Term::RnuConciliation, since)?;
            (today > last.day).then_some(Refusal::ConciliationLate(last))
        }
        Kind::PaymentClaim => {
            let due = facts::day(document, Field::DueDate);
            let sums =
                facts::sum(document, Field::Debt).zip(facts::sum(document, Field::ContractSum));
            match due {
                Some(due) if due >= today => Some(Refusal::NotLate(due)),
                _ if sums.is_some_and(|(debt, contract)| debt > contract) => {
                    Some(Refusal::DebtOverContract)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Remarks and questions are taken in tenders and auctions, for two working days from publication.
fn no_discussion(view: &LotView, today: NaiveDate) -> Option<Refusal> {
    if view.method_id().is_some_and(|method| complaint::closed(method).is_some()) {
        return Some(Refusal::NoDiscussion);
    }
    let published = view.announcement.as_ref()?.published_at?.with_timezone(&ASTANA).date_naive();
    let last = deadlines::last_day(Term::Remarks, published)?;
    (today > last.day).then_some(Refusal::DiscussionLate(last))
}

/// What every letter begins with.
fn head(lang: Lang) -> &'static str {
    match lang {
        Lang::Kk => include_str!("../../../assets/documents/kk/head.txt"),
        _ => include_str!("../../../assets/documents/ru/head.txt"),
    }
}

/// What a kind is called, from its template's title.
fn title(kind: Kind, lang: Lang) -> String {
    let title = text(kind, lang).lines().find_map(|line| line.strip_prefix("title "));
    title.unwrap_or_default().to_owned()
}

macro_rules! templates {
    ($kind:ident, $lang:ident, { $($variant:ident = $name:literal),+ $(,)? }) => {
        match ($kind, $lang) {
            $((Kind::$variant, Lang::Kk) => {
                include_str!(concat!("../../../assets/documents/kk/", $name, ".txt"))
            }
            (Kind::$variant, _) => {
                include_str!(concat!("../../../assets/documents/ru/", $name, ".txt"))
            })+
        }
    };
}

fn text(kind: Kind, lang: Lang) -> &'static str {
    templates!(kind, lang, {
        Clarification = "clarification",
        Remark = "remark",
        Complaint = "complaint",
        PriceOffer = "price_offer",
        CommercialOffer = "commercial_offer",
        CoverLetter = "cover_letter",
        GuaranteeLetter = "guarantee_letter",
        PaymentClaim = "payment_claim",
        ContractChange = "contract_change",
        Disagreements = "disagreements",
        Readiness = "readiness",
        Conciliation = "conciliation",
        PowerOfAttorney = "power_of_attorney",
        BankGuarantee = "bank_guarantee",
        CounterpartyReport = "counterparty_report",
    })
}
