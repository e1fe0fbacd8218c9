//! Steps with answers. An answer is named by its id; whose it is is checked when a button is pressed.

use std::fmt;

use super::{UnknownCallback, is_uuid};
use crate::domain::ask::Source;

/// Longer names are not of ours.
const MOST_NAME: usize = 24;

/// A step with an answer, or with the talks of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskStep {
    /// The answer with all it rests on, in place.
    More(String),
    /// It helped, or not.
    Rate(String, bool),
    /// Answer again with more evidence.
    Again(String),
    /// Ask where to look for an answer, in place.
    Sources(String),
    /// Answer from one source, in place.
    From(String, Source),
    /// A known answer by its name.
    Known(String),
    /// What the person asked.
    Talks,
    /// Forget one question, by its answer.
    Drop(String),
    /// Ask whether to forget it.
    AskForget,
    /// Forget it.
    Forget,
}

impl AskStep {
    /// Reads what stands after `ask:`.
    pub(super) fn read(parts: &[&str]) -> Result<Self, UnknownCallback> {
        let is_name = |name: &str| {
            !name.is_empty()
                && name.len() <= MOST_NAME
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        match parts {
            ["talks"] => Ok(Self::Talks),
            ["forget"] => Ok(Self::AskForget),
            ["forgotten"] => Ok(Self::Forget),
            ["d", id] if is_uuid(id) => Ok(Self::Drop((*id).to_owned())),
            ["k", name] if is_name(name) => Ok(Self::Known((*name).to_owned())),
            ["m", id] if is_uuid(id) => Ok(Self::More((*id).to_owned())),
            ["g", id] if is_uuid(id) => Ok(Self::Rate((*id).to_owned(), true)),
            ["b", id] if is_uuid(id) => Ok(Self::Rate((*id).to_owned(), false)),
            ["a", id] if is_uuid(id) => Ok(Self::Again((*id).to_owned())),
            ["s", id] if is_uuid(id) => Ok(Self::Sources((*id).to_owned())),
            ["f", id, source] if is_uuid(id) => {
                let source = Source::from_code(source).ok_or(UnknownCallback)?;
                Ok(Self::From((*id).to_owned(), source))
            }
            _ => Err(UnknownCallback),
        }
    }
}

impl fmt::Display for AskStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::More(id) => write!(f, "m:{id}"),
            Self::Rate(id, true) => write!(f, "g:{id}"),
            Self::Rate(id, false) => write!(f, "b:{id}"),
            Self::Again(id) => write!(f, "a:{id}"),
            Self::Sources(id) => write!(f, "s:{id}"),
            Self::From(id, source) => write!(f, "f:{id}:{}", source.code()),
            Self::Known(name) => write!(f, "k:{name}"),
            Self::Talks => f.write_str("talks"),
            Self::Drop(id) => write!(f, "d:{id}"),
            Self::AskForget => f.write_str("forget"),
            Self::Forget => f.write_str("forgotten"),
        }
    }
}
