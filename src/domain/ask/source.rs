//! Where an answer is looked for, where a person or a program says where.

use crate::domain::words::parts;

/// Digits of a BIN or IIN.
const NUMBER: usize = 12;

/// One place to look in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Our own answers.
    Knowledge,
    /// The official texts that were brought in.
    Law,
    /// Lots by the words of the question.
    Lots,
    /// Contracts and price lists, by the words or a BIN.
    Contracts,
    /// The registers of unfair participants, by a number; in chat by a name, too.
    Rnu,
    /// What the person looked at and asked.
    My,
}

impl Source {
    /// All, in the order they are offered in.
    pub const ALL: [Self; 6] =
        [Self::Knowledge, Self::Law, Self::Lots, Self::Contracts, Self::Rnu, Self::My];

    /// The name that buttons and programs give it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Law => "law",
            Self::Lots => "lots",
            Self::Contracts => "contracts",
            Self::Rnu => "rnu",
            Self::My => "my",
        }
    }

    /// The one with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// The first run of twelve digits in a question: a BIN or an IIN, right or wrong.
pub fn number_in(question: &str) -> Option<String> {
    let is_number = |it: &&str| it.len() == NUMBER && it.bytes().all(|b| b.is_ascii_digit());
    parts(question).into_iter().find(is_number).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_named_and_numbers_are_found() {
        for source in Source::ALL {
            assert_eq!(Source::from_code(source.code()), Some(source));
        }
        assert_eq!(Source::from_code("Law"), None);
        assert_eq!(number_in("договоры 940140000385?").as_deref(), Some("940140000385"));
        assert_eq!(number_in("лот 83685322-ОИ4 на 1000000"), None);
    }
}
