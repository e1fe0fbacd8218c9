//! `zakupai eval …`: what outsiders judge the product by, through its own code paths. One JSON
//! object on standard output; exit code 0 when all held, 1 when something did not.

mod vectors;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;

/// What to evaluate.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Eval {
    /// Cases of rules and formats: an object of named groups, each a list of inputs with what is expected.
    Vectors {
        /// The file of cases.
        file: PathBuf,
    },
}

/// Evaluates, and gives the report with whether all held.
///
/// # Errors
/// Where it can't run: the file is not there, or is no JSON.
pub fn run(what: &Eval) -> anyhow::Result<(serde_json::Value, ExitCode)> {
    let Eval::Vectors { file } = what;
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} can't be read", file.display()))?;
    let groups =
        serde_json::from_str(&text).with_context(|| format!("{} is no object", file.display()))?;
    let (report, held) = vectors::judge(&groups);
    Ok((report, if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }))
}
