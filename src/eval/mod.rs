//! `zakupai eval …`: what outsiders judge the product by, through its own code paths. One JSON
//! object on standard output; exit code 0 when all held, 1 when something did not.

mod risk_text;
mod search;
mod vectors;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;

/// What to evaluate.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Eval {
    /// Cases of rules and formats: an object of named groups, each a list of inputs with what is expected.
    Vectors {
        /// The file of cases.
        file: PathBuf,
    },
    /// Labelled fragments of lots, one JSON object a line, against what the text rules find.
    RiskText {
        /// The file of fragments.
        file: PathBuf,
    },
    /// Search over lots from a file, by queries from another that say what must be found.
    Search(search::Files),
}

/// Evaluates, and gives the report with whether all held.
///
/// # Errors
/// Where it can't run: the file is not there, or is no JSON.
pub async fn run(what: &Eval) -> anyhow::Result<(serde_json::Value, ExitCode)> {
    let (report, held) = match what {
        Eval::Vectors { file } => {
            let groups = serde_json::from_str(&read(file)?)
                .with_context(|| format!("{} is no object", file.display()))?;
            vectors::judge(&groups)
        }
        Eval::RiskText { file } => risk_text::judge(read(file)?.as_bytes())
            .with_context(|| format!("{} can't be judged by", file.display()))?,
        Eval::Search(files) => search::judge(files).await?,
    };
    Ok((report, if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }))
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))
}
