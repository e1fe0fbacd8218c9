//! What was measured: a line for people on standard error as it is found, and in the end one JSON
//! object on standard output.

use std::{io::Write as _, process::ExitCode};

use anyhow::Context as _;
use serde::Serialize;

/// One number, and what was promised of it.
#[derive(Debug, Clone, Serialize)]
struct Measure {
    name: String,
    value: f64,
    unit: &'static str,
    target: Option<String>,
    /// None where nothing was promised.
    held: Option<bool>,
}

/// All that was measured in a run.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    measures: Vec<Measure>,
}

impl Report {
    /// A number that nothing is promised of.
    pub(super) fn note(
        &mut self,
        name: &str,
        value: f64,
        unit: &'static str,
    ) -> anyhow::Result<()> {
        self.add(name, value, unit, None, None)
    }

    /// A number that must stay below a limit.
    pub(super) fn below(
        &mut self,
        name: &str,
        value: f64,
        unit: &'static str,
        limit: f64,
    ) -> anyhow::Result<()> {
        self.add(name, value, unit, Some(format!("< {limit}")), Some(value < limit))
    }

    /// A count that must be exact.
    pub(super) fn exactly(&mut self, name: &str, value: f64, wanted: f64) -> anyhow::Result<()> {
        let held = (value - wanted).abs() < f64::EPSILON;
        self.add(name, value, "", Some(format!("= {wanted}")), Some(held))
    }

    /// What was measured under this name; zero where nothing was.
    pub(super) fn value(&self, name: &str) -> f64 {
        self.measures.iter().find(|measure| measure.name == name).map_or(0.0, |found| found.value)
    }

    fn add(
        &mut self,
        name: &str,
        value: f64,
        unit: &'static str,
        target: Option<String>,
        held: Option<bool>,
    ) -> anyhow::Result<()> {
        let value = (value * 1_000.0).round() / 1_000.0;
        let verdict = match (&target, held) {
            (Some(target), Some(true)) => format!("   target {target}: ok"),
            (Some(target), _) => format!("   target {target}: MISSED"),
            (None, _) => String::new(),
        };
        say(&format!("{name:<46} {value:>10} {unit:<4}{verdict}"))?;
        self.measures.push(Measure { name: name.to_owned(), value, unit, target, held });
        Ok(())
    }

    /// Prints the whole; success where every promise held.
    pub(super) fn close(self) -> anyhow::Result<ExitCode> {
        let held = self.measures.iter().all(|measure| measure.held != Some(false));
        let build = if cfg!(debug_assertions) { "debug" } else { "release" };
        let whole = serde_json::json!({ "build": build, "held": held, "measures": self.measures });
        writeln!(std::io::stdout(), "{whole}").context("standard output is closed")?;
        Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A line for people.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stderr(), "{line}").context("standard error is closed")
}
