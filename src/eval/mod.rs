//! `zakupai eval …`: what outsiders judge the product by, through its own code paths. One JSON
//! object on standard output; exit code 0 when all held, 1 when something did not.

mod ask;
mod law;
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
    /// Labelled questions against what is answered, cited and refused.
    Ask(ask::AskSet),
    /// Labelled questions against passages of official texts.
    Law(law::LawSet),
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
        Eval::Ask(set) => Box::pin(ask::judge(set)).await?,
        Eval::Law(set) => (law::judge(set).await?, true),
        Eval::Search(files) => search::judge(files).await?,
    };
    Ok((report, if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }))
}

fn read(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} can't be read", file.display()))?;
    // A byte order mark, which editors put before a file, is no part of it.
    Ok(text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), ToOwned::to_owned))
}
