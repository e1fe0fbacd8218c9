//! Kinds of papers as data: what each of them asks for. What is known of the lot and the company
//! is not asked.

use super::field::{Field, coded};

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
    /// What is known of a counterparty.
    CounterpartyReport,
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
    CounterpartyReport = "counterparty_report",
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
            Self::Clarification => {
                const { &[TO, WHAT, maybe(F::Clause), always(F::Grounds), always(F::Questions)] }
            }
            Self::Remark => {
                const {
                    &[
                        TO,
                        WHAT,
                        always(F::Clause),
                        always(F::Grounds),
                        always(F::Violation),
                        always(F::Proposal),
                    ]
                }
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
                        always(F::Grounds),
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
            Self::CounterpartyReport => const { &[always(F::Counterparty)] },
        }
    }

    /// A letter: with who writes, number and date, and to whom.
    pub fn is_letter(self) -> bool {
        !matches!(self, Self::PowerOfAttorney | Self::Disagreements | Self::CounterpartyReport)
    }

    /// Nobody sends it: it needs no company, and is signed by nobody.
    pub fn is_report(self) -> bool {
        self == Self::CounterpartyReport
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
            CounterpartyReport = "otchet-o-kontragente",
        )
    }
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
}
