//! Steps with papers and the company they are written for. Papers are named by their id; whose they
//! are is checked when a button is pressed.

use std::{fmt, str::FromStr};

use super::{UnknownCallback, is_uuid, known_bin, number};
use crate::domain::{
    company::CompanyField,
    documents::{Field, Kind},
    types::{Bin, LotId},
};

/// A step with papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocStep {
    /// All papers of the person.
    Home,
    /// Choose a kind, about a lot or none.
    Choose(Option<LotId>),
    /// Begin a paper.
    New(Kind, Option<LotId>),
    /// What a paper still needs, or its preview.
    Open(String),
    /// Its files.
    Files(String),
    /// In the other language.
    Turn(String),
    /// Choose what to change.
    Edit(String),
    /// Ask for a field anew.
    Ask(String, Field),
    /// Leave a field out.
    Skip(String, Field),
    /// One of the answers on offer, by its place.
    Answer(String, Field, usize),
    /// A report on an organisation.
    About(Bin),
    /// Mark the flag of a rule as a ground, or take its mark away; the rule by its place.
    Ground(String, usize),
    /// Ask whether to delete it.
    AskDelete(String),
    /// Delete it.
    Delete(String),
}

/// A step with the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyStep {
    /// What is known of it.
    Show,
    /// Ask for a field anew.
    Ask(CompanyField),
    /// Ask whether to forget it.
    AskErase,
    /// Forget it.
    Erase,
}

impl fmt::Display for DocStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place =
            |field: &Field| Field::ALL.iter().position(|it| it == field).unwrap_or_default();
        match self {
            Self::Home => f.write_str("home"),
            Self::Choose(None) => f.write_str("kinds"),
            Self::Choose(Some(lot)) => write!(f, "lot:{lot}"),
            Self::New(kind, lot) => write!(f, "new:{}:{}", kind.code(), lot.unwrap_or_default()),
            Self::Open(id) => write!(f, "o:{id}"),
            Self::Files(id) => write!(f, "f:{id}"),
            Self::Turn(id) => write!(f, "t:{id}"),
            Self::Edit(id) => write!(f, "e:{id}"),
            Self::Ask(id, field) => write!(f, "a:{id}:{}", place(field)),
            Self::Skip(id, field) => write!(f, "s:{id}:{}", place(field)),
            Self::Answer(id, field, n) => write!(f, "c:{id}:{}:{n}", place(field)),
            Self::About(bin) => write!(f, "about:{bin}"),
            Self::Ground(id, n) => write!(f, "g:{id}:{n}"),
            Self::AskDelete(id) => write!(f, "d:{id}"),
            Self::Delete(id) => write!(f, "x:{id}"),
        }
    }
}

impl DocStep {
    /// Reads what stands after `doc:`.
    pub(super) fn read(parts: &[&str]) -> Result<Self, UnknownCallback> {
        let lot = |text: &str| number(text).map(|lot| (lot > 0).then_some(lot));
        let field = |text: &str| {
            let place = number(text).ok().and_then(|place| usize::try_from(place).ok());
            place.and_then(|place| Field::ALL.get(place)).copied().ok_or(UnknownCallback)
        };
        let (sign, id) = match parts {
            ["home"] => return Ok(Self::Home),
            ["kinds"] => return Ok(Self::Choose(None)),
            ["lot", id] => return Ok(Self::Choose(Some(number(id)?))),
            ["new", kind, id] => {
                return Ok(Self::New(Kind::from_code(kind).ok_or(UnknownCallback)?, lot(id)?));
            }
            ["about", bin] => return Ok(Self::About(known_bin(bin)?)),
            [sign, id, ..] if is_uuid(id) => (*sign, (*id).to_owned()),
            _ => return Err(UnknownCallback),
        };
        match (sign, parts.get(2..).unwrap_or_default()) {
            ("o", []) => Ok(Self::Open(id)),
            ("f", []) => Ok(Self::Files(id)),
            ("t", []) => Ok(Self::Turn(id)),
            ("e", []) => Ok(Self::Edit(id)),
            ("d", []) => Ok(Self::AskDelete(id)),
            ("x", []) => Ok(Self::Delete(id)),
            ("a", [at]) => Ok(Self::Ask(id, field(at)?)),
            ("s", [at]) => Ok(Self::Skip(id, field(at)?)),
            ("g", [n]) => {
                let n = usize::try_from(number(n)?).map_err(|_error| UnknownCallback)?;
                Ok(Self::Ground(id, n))
            }
            ("c", [at, n]) => {
                let n = usize::try_from(number(n)?).map_err(|_error| UnknownCallback)?;
                Ok(Self::Answer(id, field(at)?, n))
            }
            _ => Err(UnknownCallback),
        }
    }
}

impl fmt::Display for CompanyStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => f.write_str("show"),
            Self::Ask(field) => f.write_str(field.code()),
            Self::AskErase => f.write_str("erase"),
            Self::Erase => f.write_str("erase-yes"),
        }
    }
}

impl FromStr for CompanyStep {
    type Err = UnknownCallback;

    fn from_str(text: &str) -> Result<Self, UnknownCallback> {
        match text {
            "show" => Ok(Self::Show),
            "erase" => Ok(Self::AskErase),
            "erase-yes" => Ok(Self::Erase),
            code => CompanyField::from_code(code).map(Self::Ask).ok_or(UnknownCallback),
        }
    }
}
