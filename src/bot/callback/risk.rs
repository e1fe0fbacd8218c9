//! What the buttons of a lot's risk carry.

use std::fmt;

use super::{UnknownCallback, page_number};

/// Which side of a lot's risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RiskPage {
    /// The level and the weightiest flags, evaluated anew.
    Brief,
    /// A page of all flags, then of what could not be computed.
    Why(i64),
    /// The papers that fit.
    WhatToDo,
}

impl RiskPage {
    /// Reads what follows the lot.
    pub(super) fn read(parts: &[&str]) -> Result<Self, UnknownCallback> {
        match parts {
            [] => Ok(Self::Brief),
            ["why", page] => Ok(Self::Why(page_number(page)?)),
            ["do"] => Ok(Self::WhatToDo),
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
        }
    }
}
