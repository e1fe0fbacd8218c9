//! What the buttons of a lot's risk carry.

use std::fmt;

use super::{UnknownCallback, page_number};
use crate::domain::risk::Paper;

/// Which side of a lot's risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RiskPage {
    /// The level and the weightiest flags, evaluated anew.
    Brief,
    /// A page of all flags, then of what could not be computed.
    Why(i64),
    /// The papers that fit.
    WhatToDo,
    /// Write one of them, with the flags it is because of.
    Write(Paper),
}

impl RiskPage {
    /// Reads what follows the lot.
    pub(super) fn read(parts: &[&str]) -> Result<Self, UnknownCallback> {
        match parts {
            [] => Ok(Self::Brief),
            ["why", page] => Ok(Self::Why(page_number(page)?)),
            ["do"] => Ok(Self::WhatToDo),
            ["write", code] => paper(code).map(Self::Write),
            _ => Err(UnknownCallback),
        }
    }
}

impl fmt::Display for RiskPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Brief => Ok(()),
            Self::Why(page) => write!(f, ":why:{page}"),
            Self::WhatToDo => f.write_str(":do"),
            Self::Write(paper) => write!(f, ":write:{}", code(*paper)),
        }
    }
}

fn code(paper: Paper) -> &'static str {
    match paper {
        Paper::Clarification => "clarification",
        Paper::Remark => "remark",
        Paper::Complaint => "complaint",
    }
}

fn paper(text: &str) -> Result<Paper, UnknownCallback> {
    let all = [Paper::Clarification, Paper::Remark, Paper::Complaint];
    all.into_iter().find(|paper| code(*paper) == text).ok_or(UnknownCallback)
}
