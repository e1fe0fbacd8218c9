//! Kinds of papers as data: what each of them asks for. What is known of the lot and the company
//! is not asked.

use chrono::NaiveDate;

use super::{DocumentError, clean};
use crate::domain::{
    calc::typed::Typed,
    types::{Biin, Iin, Tenge},
};

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Questions to the draft of tender documents (Rules 687, point 170).
    Clarification,
    /// A remark on the draft of tender documents (Rules 687, point 170).
    Remark,
    /// A complaint on results (Law, article 25).
    Complaint,
    /// A price for a lot.
    PriceOffer,
    /// A commercial offer (Rules 687, point 512, and market research).
    CommercialOffer,
    /// A letter that goes with documents.
    CoverLetter,
    /// A promise.
    GuaranteeLetter,
    /// A claim for payment with the penalty counted (Law, article 17(6)).
    PaymentClaim,
    /// A change of a contract on a ground of the Law, article 18(2).
    ContractChange,
    /// Where two sides word a clause differently.
    Disagreements,
    /// Goods, works or services are ready.
    Readiness,
    /// A petition to the conciliation commission (Law, article 8(6)).
    Conciliation,
    /// A power of attorney.
    PowerOfAttorney,
    /// A bank is asked for a guarantee.
    BankGuarantee,
}

/// What a paper asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// To whom, where no lot tells it.
    Addressee,
    /// What purchase, where no lot tells it.
    Procurement,
    /// Where the addressee is.
    AddresseePlace,
    /// Which clause of a document.
    Clause,
    /// Questions, one a line.
    Questions,
    /// What is wrong and by what rule.
    Violation,
    /// What is proposed instead.
    Proposal,
    /// Price of one, without VAT.
    UnitPrice,
    /// The whole sum, without VAT.
    Total,
    /// Country and plant.
    Origin,
    /// When and where it is delivered.
    Delivery,
    /// How long the offer or the promise holds.
    Validity,
    /// Warranty.
    Warranty,
    /// What is attached, one a line.
    Attachments,
    /// What is promised.
    Promise,
    /// Number and date of a contract.
    Contract,
    /// Sum of the contract.
    ContractSum,
    /// Number and date of the act.
    Act,
    /// What is not paid.
    Debt,
    /// The last day of the term of payment.
    DueDate,
    /// On which ground of article 18(2).
    Ground,
    /// What is to be changed.
    Change,
    /// What proves it.
    Evidence,
    /// What contract it is about.
    Deal,
    /// Their wording.
    Theirs,
    /// Our wording.
    Ours,
    /// What is ready, and where.
    Ready,
    /// The entry of the register of unfair participants.
    Notice,
    /// The day one knew of it.
    KnownSince,
    /// Why, one reason a line.
    Reasons,
    /// Who acts for the company.
    Representative,
    /// Their IIN.
    RepresentativeIin,
    /// What they may do, one power a line.
    Powers,
    /// Until when.
    Until,
    /// Name of the bank.
    Bank,
    /// What is guaranteed.
    Guaranteed,
    /// The sum of the guarantee.
    GuaranteeSum,
    /// The day the protocol of results was published.
    ProtocolDate,
    /// Number of the protocol.
    Protocol,
    /// Who decided: the commission or the portal.
    DecidedBy,
    /// Where the arguments belong.
    Route,
    /// What is appealed.
    Decision,
    /// Facts: what was written, which rule, why it is broken, what proves it; one a line.
    Facts,
    /// What is demanded, one a line.
    Demands,
}

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line.
    Line,
    /// Paragraphs.
    Text,
    /// A list, an item a line.
    List,
    /// A sum.
    Sum,
    /// A day.
    Date,
    /// A person's number.
    Iin,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// A field of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub field: Field,
    /// When it is asked.
    pub need: Need,
}

/// When a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Always,
    /// It can be left out.
    MayLeaveOut,
    /// Where nothing that is known tells it.
    Unknown,
}

/// Grounds of the Law, article 18(2), that a supplier may ask a change on, by their subpoints.
pub const GROUNDS: &[&str] = &[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "none",
];
/// Contracts whose wording can be argued about, and the model ones, whose wording can't.
pub const DEALS: &[&str] = &["model", "direct", "quasi", "civil"];
/// What a bank guarantees.
pub const GUARANTEED: &[&str] = &["bid", "contract", "advance"];
/// Who decided on the results.
pub const DECIDED_BY: &[&str] = &["commission", "portal"];
/// Where arguments belong: the customer and the organiser answer for their own decisions, the rest
/// is for cameral control (Rules 687, point 591).
pub const ROUTES: &[&str] = &["decision", "cameral"];

macro_rules! coded {
    ($type:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $type {
            /// All of them, in the order they are shown in.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its stored name.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Reads a stored name.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

coded!(Kind {
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
});

coded!(Field {
    Addressee = "addressee",
    Procurement = "procurement",
    AddresseePlace = "addressee_place",
    Clause = "clause",
    Questions = "questions",
    Violation = "violation",
    Proposal = "proposal",
    UnitPrice = "unit_price",
    Total = "total",
    Origin = "origin",
    Delivery = "delivery",
    Validity = "validity",
    Warranty = "warranty",
    Attachments = "attachments",
    Promise = "promise",
    Contract = "contract",
    ContractSum = "contract_sum",
    Act = "act",
    Debt = "debt",
    DueDate = "due_date",
    Ground = "ground",
    Change = "change",
    Evidence = "evidence",
    Deal = "deal",
    Theirs = "theirs",
    Ours = "ours",
    Ready = "ready",
    Notice = "notice",
    KnownSince = "known_since",
    Reasons = "reasons",
    Representative = "representative",
    RepresentativeIin = "representative_iin",
    Powers = "powers",
    Until = "until",
    Bank = "bank",
    Guaranteed = "guaranteed",
    GuaranteeSum = "guarantee_sum",
    ProtocolDate = "protocol_date",
    Protocol = "protocol",
    DecidedBy = "decided_by",
    Route = "route",
    Decision = "decision",
    Facts = "facts",
    Demands = "demands",
});

const fn always(field: Field) -> Asked {
    Asked { field, need: Need::Always }
}

const fn maybe(field: Field) -> Asked {
    Asked { field, need: Need::MayLeaveOut }
}

const fn unknown(field: Field) -> Asked {
    Asked { field, need: Need::Unknown }
}

impl Kind {
    /// What it asks for, in order.
    pub fn fields(self) -> &'static [Asked] {
        use Field as F;
        const TO: Asked = unknown(Field::Addressee);
        const WHAT: Asked = unknown(Field::Procurement);
        match self {
            Self::Clarification => const { &[TO, WHAT, maybe(F::Clause), always(F::Questions)] },
            Self::Remark => {
                const { &[TO, WHAT, always(F::Clause), always(F::Violation), always(F::Proposal)] }
            }
            Self::Complaint => {
                const {
                    &[
                        always(F::DecidedBy),
                        always(F::Route),
                        always(F::ProtocolDate),
                        TO,
                        WHAT,
                        always(F::AddresseePlace),
                        maybe(F::Protocol),
                        always(F::Decision),
                        always(F::Facts),
                        always(F::Demands),
                        maybe(F::Attachments),
                    ]
                }
            }
            Self::PriceOffer => {
                const {
                    &[
                        TO,
                        WHAT,
                        always(F::UnitPrice),
                        unknown(F::Total),
                        maybe(F::Origin),
                        maybe(F::Delivery),
                    ]
                }
            }
            Self::CommercialOffer => {
                const {
                    &[
                        TO,
                        WHAT,
                        always(F::UnitPrice),
                        unknown(F::Total),
                        always(F::Delivery),
                        always(F::Validity),
                        maybe(F::Warranty),
                    ]
                }
            }
            Self::CoverLetter => const { &[TO, WHAT, always(F::Attachments)] },
            Self::GuaranteeLetter => const { &[TO, WHAT, always(F::Promise), always(F::Validity)] },
            Self::PaymentClaim => {
                const {
                    &[
                        TO,
                        always(F::Contract),
                        always(F::ContractSum),
                        always(F::Act),
                        always(F::Debt),
                        always(F::DueDate),
                    ]
                }
            }
            Self::ContractChange => {
                const {
                    &[
                        always(F::Ground),
                        TO,
                        always(F::Contract),
                        always(F::Change),
                        always(F::Evidence),
                    ]
                }
            }
            Self::Disagreements => {
                const {
                    &[
                        always(F::Deal),
                        TO,
                        always(F::Contract),
                        always(F::Clause),
                        always(F::Theirs),
                        always(F::Ours),
                    ]
                }
            }
            Self::Readiness => const { &[TO, always(F::Contract), always(F::Ready)] },
            Self::Conciliation => {
                const {
                    &[
                        TO,
                        always(F::Notice),
                        always(F::KnownSince),
                        always(F::Reasons),
                        maybe(F::Attachments),
                    ]
                }
            }
            Self::PowerOfAttorney => {
                const {
                    &[
                        always(F::Representative),
                        always(F::RepresentativeIin),
                        always(F::Powers),
                        always(F::Until),
                    ]
                }
            }
            Self::BankGuarantee => {
                const {
                    &[
                        always(F::Bank),
                        TO,
                        WHAT,
                        always(F::Guaranteed),
                        always(F::GuaranteeSum),
                        always(F::Validity),
                    ]
                }
            }
        }
    }

    /// A letter: with who writes, number and date, and to whom.
    pub fn is_letter(self) -> bool {
        !matches!(self, Self::PowerOfAttorney | Self::Disagreements)
    }

    /// Names of its files, PDF and DOCX.
    pub fn files(self) -> [&'static str; 2] {
        macro_rules! files {
            ($($variant:ident = $name:literal),+ $(,)?) => {
                match self { $(Self::$variant => [concat!($name, ".pdf"), concat!($name, ".docx")]),+ }
            };
        }
        files!(
            Clarification = "zapros",
            Remark = "zamechanie",
            Complaint = "zhaloba",
            PriceOffer = "tsenovoe-predlozhenie",
            CommercialOffer = "kommercheskoe-predlozhenie",
            CoverLetter = "soprovoditelnoe-pismo",
            GuaranteeLetter = "garantiynoe-pismo",
            PaymentClaim = "pretenziya",
            ContractChange = "izmenenie-dogovora",
            Disagreements = "protokol-raznoglasiy",
            Readiness = "uvedomlenie",
            Conciliation = "hodataystvo",
            PowerOfAttorney = "doverennost",
            BankGuarantee = "zayavka-na-garantiyu",
        )
    }
}

impl Field {
    /// How its answer is read.
    pub fn shape(self) -> Shape {
        match self {
            Self::Questions
            | Self::Attachments
            | Self::Reasons
            | Self::Powers
            | Self::Facts
            | Self::Demands => Shape::List,
            Self::Violation
            | Self::Proposal
            | Self::Promise
            | Self::Change
            | Self::Evidence
            | Self::Theirs
            | Self::Ours
            | Self::Ready
            | Self::Decision => Shape::Text,
            Self::UnitPrice | Self::Total | Self::ContractSum | Self::Debt | Self::GuaranteeSum => {
                Shape::Sum
            }
            Self::DueDate | Self::Until | Self::ProtocolDate | Self::KnownSince => Shape::Date,
            Self::RepresentativeIin => Shape::Iin,
            Self::Ground => Shape::Choice(GROUNDS),
            Self::Deal => Shape::Choice(DEALS),
            Self::Guaranteed => Shape::Choice(GUARANTEED),
            Self::DecidedBy => Shape::Choice(DECIDED_BY),
            Self::Route => Shape::Choice(ROUTES),
            _ => Shape::Line,
        }
    }

    /// Reads what was typed into what is kept: sums in tiyn, days as `2026-11-20`.
    ///
    /// # Errors
    /// Where it can't be read as the field's shape.
    pub fn read(self, typed: &str) -> Result<String, DocumentError> {
        match self.shape() {
            Shape::Line => clean::line(typed),
            Shape::Text | Shape::List => clean::text(typed),
            Shape::Sum => sum(typed).map(|sum| sum.tiyn().to_string()),
            Shape::Date => day(typed).map(|day| day.to_string()),
            Shape::Iin => Iin::parse(typed)
                .map(|iin| Biin::Iin(iin).digits().to_owned())
                .map_err(|_error| DocumentError::NotAnIin),
            Shape::Choice(all) => {
                let known = all.contains(&typed.trim());
                if known { Ok(typed.trim().to_owned()) } else { Err(DocumentError::NotAChoice) }
            }
        }
    }
}

fn sum(typed: &str) -> Result<Tenge, DocumentError> {
    let read = Typed::read(typed).map_err(|_error| DocumentError::NotASum)?;
    match read.sums.as_slice() {
        [sum] => Ok(*sum),
        _ => Err(DocumentError::NotASum),
    }
}

fn day(typed: &str) -> Result<NaiveDate, DocumentError> {
    let typed = typed.trim();
    let formats = ["%d.%m.%Y", "%Y-%m-%d"];
    let read = formats.iter().find_map(|format| NaiveDate::parse_from_str(typed, format).ok());
    // Other centuries are slips of the finger.
    let near = |day: &NaiveDate| (2000..2100).contains(&chrono::Datelike::year(day));
    read.filter(near).ok_or(DocumentError::NotADate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_asks_for_something_once() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(*kind));
            let mut fields: Vec<Field> = kind.fields().iter().map(|asked| asked.field).collect();
            let count = fields.len();
            fields.sort_unstable();
            fields.dedup();
            assert_eq!(fields.len(), count, "{kind:?}");
            assert!(kind.fields().iter().any(|asked| asked.need == Need::Always), "{kind:?}");
        }
    }

    #[test]
    fn answers_are_read_by_their_shape() {
        assert_eq!(Field::Debt.read("1,5 млн").as_deref(), Ok("150000000"));
        assert_eq!(Field::Debt.read("много"), Err(DocumentError::NotASum));
        assert_eq!(Field::DueDate.read(" 20.11.2026").as_deref(), Ok("2026-11-20"));
        assert_eq!(Field::DueDate.read("31.02.2026"), Err(DocumentError::NotADate));
        assert_eq!(Field::DueDate.read("20.11.0026"), Err(DocumentError::NotADate));
        assert_eq!(Field::RepresentativeIin.read("1"), Err(DocumentError::NotAnIin));
        assert_eq!(Field::Ground.read("19"), Err(DocumentError::NotAChoice));
        assert_eq!(Field::Questions.read("а\n\n б").as_deref(), Ok("а\nб"));
    }
}
