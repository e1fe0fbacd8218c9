//! What papers ask for, and how what was typed is read.

use chrono::NaiveDate;

use super::{DocumentError, clean};
use crate::domain::{
    calc::typed::Typed,
    types::{Biin, Bin, Iin, Tenge},
};

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

pub(super) use coded;

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
    /// Flags of the lot that are taken as grounds.
    Grounds,
    /// BIN of the organisation that a report is about.
    Counterparty,
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
    /// Any of the lot's flags, by buttons only.
    Flags,
    /// An organisation's number.
    Bin,
}

/// Grounds of the Law, article 18(2), that a supplier may ask a change on, by their subpoints.
const GROUNDS: &[&str] = &[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "none",
];
/// Contracts whose wording can be argued about, and the model ones, whose wording can't.
const DEALS: &[&str] = &["model", "direct", "quasi", "civil"];
/// What a bank guarantees.
const GUARANTEED: &[&str] = &["bid", "contract", "advance"];
/// Who decided on the results.
const DECIDED_BY: &[&str] = &["commission", "portal"];
/// Where arguments belong: the customer and the organiser answer for their own decisions, the rest
/// is for cameral control (Rules 687, point 591).
const ROUTES: &[&str] = &["decision", "cameral"];

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
    Grounds = "grounds",
    Counterparty = "counterparty",
});

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
            Self::Grounds => Shape::Flags,
            Self::Counterparty => Shape::Bin,
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
            Shape::Bin => Bin::parse(typed)
                .map(|bin| bin.as_str().to_owned())
                .map_err(|_error| DocumentError::NotABin),
            Shape::Flags => Err(DocumentError::NotAChoice),
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
