//! Parameters of a search: each known, each once, each refused by name where it makes no sense.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::problem::Problem;
use crate::domain::{
    clock::ASTANA,
    reference,
    types::{Bin, Tenge},
};

/// A longer value is no word and no number.
const MOST_CHARS: usize = 1_000;
/// More parameters than there are.
const MOST: usize = 20;
/// Values of one list.
const MOST_LISTED: usize = 20;
/// Digits of an ENSTRU code.
const ENSTRU: std::ops::RangeInclusive<usize> = 2..=15;

/// Two moments that bids end between.
type Window = (DateTime<Utc>, DateTime<Utc>);

/// What was asked for and not taken yet.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query string.
    pub(super) fn read(query: Option<&str>) -> Result<Self, Problem> {
        let mut read: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            if read.len() == MOST {
                return Err(Problem::bad(
                    "too_many_parameters",
                    "there are not so many parameters",
                ));
            }
            if value.chars().nth(MOST_CHARS).is_some() {
                let detail =
                    format!("{} is too long: {MOST_CHARS} characters at most", shown(&name));
                return Err(Problem::bad("too_long", detail));
            }
            if read.iter().any(|(known, _)| *known == name) {
                return Err(Problem::bad("repeated", format!("{} is there twice", shown(&name))));
            }
            read.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(read))
    }

    /// Takes a value; one that is empty counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1).filter(|value| !value.trim().is_empty())
    }

    /// All that is left, in an order of its own.
    pub(super) fn canonical(&self) -> String {
        let mut all: Vec<String> =
            self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        all.sort_unstable();
        all.join("\n")
    }

    /// Refuses what nobody took.
    pub(super) fn close(self) -> Result<(), Problem> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                let detail =
                    format!("there is no parameter {}; see the documentation", shown(name));
                Err(Problem::bad("unknown_parameter", detail))
            }
        }
    }

    /// `limit`: how many where nothing was said, and the most.
    pub(super) fn limit(&mut self, (usual, most): (usize, usize)) -> Result<usize, Problem> {
        let Some(text) = self.take("limit") else { return Ok(usual) };
        let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit));
        limit.ok_or_else(|| Problem::bad("limit", format!("limit is a number from 1 to {most}")))
    }

    /// A sum in tenge.
    pub(super) fn sum(&mut self, name: &str) -> Result<Option<Tenge>, Problem> {
        let Some(text) = self.take(name) else { return Ok(None) };
        let sum = Tenge::parse(&text).ok().filter(|sum| *sum >= Tenge::default());
        let detail = || format!("{name} is a sum in tenge, such as 1500000 or 1500000.50");
        sum.map(Some).ok_or_else(|| Problem::bad("amount", detail()))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, Problem> {
        match self.take(name).as_deref() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(Problem::bad("flag", format!("{name} is true or false"))),
        }
    }

    /// One of several names.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        name: &str,
        all: &[(&str, T)],
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.take(name) else { return Ok(None) };
        match all.iter().find(|(known, _)| *known == text) {
            Some((_, value)) => Ok(Some(*value)),
            None => {
                let names: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
                Err(Problem::bad("sort", format!("{name} is one of: {}", names.join(", "))))
            }
        }
    }

    /// `enstru`: the first digits of a code.
    pub(super) fn enstru(&mut self) -> Result<Option<String>, Problem> {
        let Some(text) = self.take("enstru") else { return Ok(None) };
        let digits: String = text.chars().filter(|c| *c != '.').collect();
        let is_code = digits.bytes().all(|b| b.is_ascii_digit()) && ENSTRU.contains(&digits.len());
        let detail = "enstru is the beginning of a code, 2 to 15 digits, such as 262040";
        is_code.then_some(Some(digits)).ok_or_else(|| Problem::bad("enstru", detail))
    }

    /// `customer_bin`.
    pub(super) fn customer(&mut self) -> Result<Option<Bin>, Problem> {
        let Some(text) = self.take("customer_bin") else { return Ok(None) };
        let wrong =
            |error| Problem::bad("customer_bin", format!("customer_bin is no BIN: {error}"));
        Bin::parse(&text).map(Some).map_err(wrong)
    }

    /// `method`: its id.
    pub(super) fn method(&mut self) -> Result<Option<i64>, Problem> {
        let Some(text) = self.take("method") else { return Ok(None) };
        let known = text.parse().ok().filter(|id| reference::method(*id).is_some());
        let detail = "method is the id of a method, such as 3";
        known.map(Some).ok_or_else(|| Problem::bad("method", detail))
    }

    /// `region`: first two digits of KATO, several by commas.
    pub(super) fn regions(&mut self) -> Result<Option<Vec<String>>, Problem> {
        let is_known = |code: &str| reference::regions().any(|(known, _)| known == code);
        self.list("region", |code| is_known(code).then(|| code.to_owned()), "75 or 75,71")
    }

    /// `status`: ids, several by commas.
    pub(super) fn statuses(&mut self) -> Result<Option<Vec<i64>>, Problem> {
        let known = |id: &i64| reference::lot_statuses().any(|(known, _)| known == *id);
        self.list("status", |text| text.parse().ok().filter(known), "220 or 220,240")
    }

    fn list<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
        example: &str,
    ) -> Result<Option<Vec<T>>, Problem> {
        let Some(text) = self.take(name) else { return Ok(None) };
        let listed: Option<Vec<T>> = text.split(',').map(|one| read(one.trim())).collect();
        let listed = listed.filter(|listed| listed.len() <= MOST_LISTED);
        let detail = || format!("{name} has a value that is not known; it is written as {example}");
        listed.map(Some).ok_or_else(|| Problem::bad(name, detail()))
    }

    /// `deadline_from`, `deadline_to`: moments, or whole days of Astana.
    pub(super) fn window(&mut self, now: DateTime<Utc>) -> Result<Option<Window>, Problem> {
        let from = self.moment("deadline_from", (0, 0, 0))?;
        let to = self.moment("deadline_to", (23, 59, 59))?;
        match (from, to) {
            (None, None) => Ok(None),
            (from, to) => {
                let window = (from.unwrap_or(now), to.unwrap_or(DateTime::<Utc>::MAX_UTC));
                if window.0 > window.1 {
                    let detail =
                        "deadline_from is after deadline_to, or deadline_to has passed: name both";
                    return Err(Problem::bad("deadline", detail));
                }
                Ok(Some(window))
            }
        }
    }

    fn moment(
        &mut self,
        name: &str,
        (hour, minute, second): (u32, u32, u32),
    ) -> Result<Option<DateTime<Utc>>, Problem> {
        let Some(text) = self.take(name) else { return Ok(None) };
        let of_day = |day: NaiveDate| {
            let at = day.and_hms_opt(hour, minute, second)?;
            at.and_local_timezone(ASTANA).single().map(|at| at.to_utc())
        };
        let moment = text
            .parse::<DateTime<Utc>>()
            .ok()
            .or_else(|| text.parse::<NaiveDate>().ok().and_then(of_day));
        let detail = || format!("{name} is a day or a moment: 2026-11-25, 2026-11-25T09:00:00Z");
        moment.map(Some).ok_or_else(|| Problem::bad("deadline", detail()))
    }
}

/// A name of somebody else's, fit to be shown back.
fn shown(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '?' };
    name.chars().map(plain).take(40).collect()
}
