//! What buttons of hot lots carry, after `hot:`.

use std::{fmt, str::FromStr};

use super::{UnknownCallback, number, page_number};
use crate::domain::{hot_lots::Verdict, types::LotId};

/// More hours to prepare than there are in ninety days no purchase gives.
const MOST_LEAD_HOURS: i64 = 90 * 24;
/// More alerts a day nobody reads.
const MOST_A_DAY: i64 = 100;
const MOST_PERCENT: i64 = 100;

/// What a press under something of hot lots asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HotStep {
    /// The profile, in place.
    Show,
    /// Ask for other words.
    Words,
    /// Choose how much time is needed.
    ChooseLead,
    /// Take these hours; none: it does not matter. Begins to look, where nothing was looked for yet.
    Lead(Option<i64>),
    /// Choose the least margin.
    ChooseMargin,
    /// Take these percent; none: it does not matter.
    Margin(Option<i64>),
    /// Look for lots like this one, from its card.
    Learn(LotId),
    /// Don't look for lots like this one.
    Unlearn(LotId),
    /// Choose how many alerts a day.
    ChooseLimit,
    /// Take so many.
    Limit(i64),
    /// Look for lots.
    On,
    /// Don't.
    Off,
    /// What the person thinks of a lot.
    Judge(LotId, Verdict),
    /// A page of the digest of a day, in place.
    Digest(i64, i64),
    /// The proposal of this number in the weekly line of a day.
    Accept(i64, i64),
}

impl fmt::Display for HotStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => f.write_str("show"),
            Self::Words => f.write_str("words"),
            Self::ChooseLead => f.write_str("lead"),
            Self::Lead(hours) => write!(f, "lead-{}", hours.unwrap_or_default()),
            Self::ChooseMargin => f.write_str("margin"),
            Self::Margin(percent) => write!(f, "margin-{}", percent.unwrap_or_default()),
            Self::Learn(lot) => write!(f, "learn-{lot}"),
            Self::Unlearn(lot) => write!(f, "unlearn-{lot}"),
            Self::ChooseLimit => f.write_str("limit"),
            Self::Limit(limit) => write!(f, "limit-{limit}"),
            Self::On => f.write_str("on"),
            Self::Off => f.write_str("off"),
            Self::Judge(lot, verdict) => write!(f, "{}-{lot}", verdict.as_str()),
            Self::Digest(day, page) => write!(f, "digest-{day}-{page}"),
            Self::Accept(day, number) => write!(f, "edit-{day}-{number}"),
        }
    }
}

impl FromStr for HotStep {
    type Err = UnknownCallback;

    fn from_str(text: &str) -> Result<Self, UnknownCallback> {
        let within = |text: &str, most| {
            number(text).and_then(|n| if n <= most { Ok(n) } else { Err(UnknownCallback) })
        };
        let parts: Vec<&str> = text.split('-').collect();
        match parts.as_slice() {
            ["show"] => Ok(Self::Show),
            ["words"] => Ok(Self::Words),
            ["lead"] => Ok(Self::ChooseLead),
            ["lead", hours] => {
                let hours = within(hours, MOST_LEAD_HOURS)?;
                Ok(Self::Lead((hours > 0).then_some(hours)))
            }
            ["margin"] => Ok(Self::ChooseMargin),
            ["margin", percent] => {
                let percent = within(percent, MOST_PERCENT)?;
                Ok(Self::Margin((percent > 0).then_some(percent)))
            }
            ["learn", lot] => Ok(Self::Learn(number(lot)?)),
            ["unlearn", lot] => Ok(Self::Unlearn(number(lot)?)),
            ["limit"] => Ok(Self::ChooseLimit),
            ["limit", limit] => Ok(Self::Limit(within(limit, MOST_A_DAY)?.max(1))),
            ["on"] => Ok(Self::On),
            ["off"] => Ok(Self::Off),
            ["digest", day, page] => Ok(Self::Digest(number(day)?, page_number(page)?)),
            ["edit", day, n] => Ok(Self::Accept(number(day)?, page_number(n)?)),
            [verdict, lot] => {
                let verdict = Verdict::named(verdict).ok_or(UnknownCallback)?;
                Ok(Self::Judge(number(lot)?, verdict))
            }
            _ => Err(UnknownCallback),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Callback, *};

    #[test]
    fn every_step_reads_back_and_fits() {
        let mut all = vec![
            HotStep::Show,
            HotStep::Words,
            HotStep::ChooseLead,
            HotStep::Lead(None),
            HotStep::Lead(Some(72)),
            HotStep::ChooseMargin,
            HotStep::Margin(None),
            HotStep::Margin(Some(20)),
            HotStep::Learn(99_999_999_999),
            HotStep::Unlearn(1),
            HotStep::ChooseLimit,
            HotStep::Limit(10),
            HotStep::On,
            HotStep::Off,
            HotStep::Digest(999_999, 9_999),
            HotStep::Accept(999_999, 2),
        ];
        all.extend(Verdict::ALL.map(|verdict| HotStep::Judge(99_999_999_999, verdict)));
        for step in all {
            let data = Callback::Hot(step).to_string();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(data.parse(), Ok(Callback::Hot(step)));
        }
    }

    #[test]
    fn forged_steps_are_refused() {
        for data in [
            "hot:",
            "hot:x",
            "hot:up",
            "hot:up-",
            "hot:up-x",
            "hot:up--1",
            "hot:lead-99999",
            "hot:limit-101",
            "hot:margin-101",
            "hot:learn-",
            "hot:digest-1-10000",
            "hot:edit-1",
            "hot:sideways-1",
            "hot:show:1",
        ] {
            assert_eq!(data.parse::<Callback>(), Err(UnknownCallback), "{data}");
        }
    }
}
