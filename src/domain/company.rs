//! The company that papers are written for: entered once by its person, checked, kept sealed.

use serde::{Deserialize, Serialize};

use super::{
    documents::{DocumentError, clean},
    types::Biin,
};

/// A company as its person told of it; what is not told yet is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Its BIN, or the IIN of who trades under their own name.
    pub biin: String,
    /// Where it is.
    pub address: String,
    /// Position of who signs.
    pub position: String,
    /// Name of who signs.
    pub signatory: String,
    /// Account and bank.
    pub bank: String,
    /// Phone and mail.
    pub contacts: String,
}

/// What is asked of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyField {
    /// Its name.
    Name,
    /// Its BIN or IIN.
    Biin,
    /// Where it is.
    Address,
    /// Position of who signs.
    Position,
    /// Name of who signs.
    Signatory,
    /// Account and bank.
    Bank,
    /// Phone and mail.
    Contacts,
}

/// Signs of a Kazakh account number.
const IBAN: usize = 20;

impl CompanyField {
    /// All of them, in the order they are asked in.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Biin,
        Self::Address,
        Self::Position,
        Self::Signatory,
        Self::Bank,
        Self::Contacts,
    ];

    /// Its name on buttons and in dialogues.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Biin => "biin",
            Self::Address => "address",
            Self::Position => "position",
            Self::Signatory => "signatory",
            Self::Bank => "bank",
            Self::Contacts => "contacts",
        }
    }

    /// Reads a name of a button or a dialogue.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

impl Company {
    /// What is told of a field.
    pub fn get(&self, field: CompanyField) -> &str {
        match field {
            CompanyField::Name => &self.name,
            CompanyField::Biin => &self.biin,
            CompanyField::Address => &self.address,
            CompanyField::Position => &self.position,
            CompanyField::Signatory => &self.signatory,
            CompanyField::Bank => &self.bank,
            CompanyField::Contacts => &self.contacts,
        }
    }

    /// The same with a field told.
    ///
    /// # Errors
    /// Where the number or the account is mistyped, or the text can't be set.
    pub fn with(mut self, field: CompanyField, typed: &str) -> Result<Self, DocumentError> {
        let told = clean::line(typed)?;
        match field {
            CompanyField::Name => self.name = told,
            CompanyField::Biin => {
                let biin = Biin::parse(&told).map_err(|_error| DocumentError::NotABiin)?;
                self.biin = biin.digits().to_owned();
            }
            CompanyField::Address => self.address = told,
            CompanyField::Position => self.position = told,
            CompanyField::Signatory => self.signatory = told,
            CompanyField::Bank => {
                if !has_account(&told) {
                    return Err(DocumentError::NotAnAccount);
                }
                self.bank = told;
            }
            CompanyField::Contacts => self.contacts = told,
        }
        Ok(self)
    }

    /// What is to be asked next; none where all is told.
    pub fn missing(&self) -> Option<CompanyField> {
        CompanyField::ALL.into_iter().find(|field| self.get(*field).is_empty())
    }
}

/// Whether a text holds an account number: `KZ`, two check digits, sixteen signs (ISO 13616).
fn has_account(text: &str) -> bool {
    let compact: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
    let starts = compact.match_indices("KZ").map(|(at, _)| at);
    starts.into_iter().any(|at| compact.get(at..at + IBAN).is_some_and(is_account))
}

fn is_account(iban: &str) -> bool {
    let Some((head, tail)) = iban.split_at_checked(4) else { return false };
    let mut rest = 0;
    for c in tail.chars().chain(head.chars()) {
        let Some(digit) = c.to_digit(36) else { return false };
        rest = if digit < 10 { rest * 10 + digit } else { rest * 100 + digit } % 97;
    }
    rest == 1
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("KZ86125KZT5004100100", true)] // the example of the National Bank
    #[case("ИИК KZ86 125K ZT50 0410 0100, БИК KKMFKZ2A", true)]
    #[case("kz86125kzt5004100100", true)]
    #[case("KZ85125KZT5004100100", false)]
    #[case("KZ86", false)]
    #[case("Kaspi Bank", false)]
    fn an_account_is_checked(#[case] text: &str, #[case] ok: bool) {
        assert_eq!(has_account(text), ok);
    }

    #[test]
    fn what_is_told_is_checked_and_the_rest_is_asked() {
        let company = Company::default();
        assert_eq!(company.missing(), Some(CompanyField::Name));
        let company = company.with(CompanyField::Name, " ТОО  «Ақ көл» ").unwrap();
        assert_eq!(company.name, "ТОО «Ақ көл»");
        assert_eq!(company.missing(), Some(CompanyField::Biin));
        let wrong = company.clone().with(CompanyField::Biin, "940140000384");
        assert_eq!(wrong, Err(DocumentError::NotABiin));
        let company = company.with(CompanyField::Biin, "9401 4000 0385").unwrap();
        assert_eq!(company.biin, "940140000385");
        assert_eq!(company.with(CompanyField::Bank, "Халык"), Err(DocumentError::NotAnAccount));
    }
}
