//! `zakupai risk …`: the indicators over files of open contracting data.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::domain::risk::ocds::{
    self, Evaluation, Settings,
    issues::{Issue, counted},
};

/// So many lines that were left out are named one by one on standard error.
const NAMED: usize = 100;

/// What to do with risk indicators.
#[derive(Debug, Clone, clap::Subcommand)]
pub(super) enum Risk {
    /// Evaluate a file of OCDS 1.1 compiled releases, one a line; JSON on standard output.
    Ocds {
        /// The file.
        file: PathBuf,
        /// Which indicators run and with what thresholds (INI); without it all, with their defaults.
        #[arg(long, short)]
        settings: Option<PathBuf>,
        /// Write what was amiss here, a line each.
        #[arg(long)]
        issues: Option<PathBuf>,
    },
}

/// Does what was asked.
///
/// # Errors
/// Where a file can't be read or written.
pub(super) async fn run(what: Risk) -> anyhow::Result<()> {
    match what {
        Risk::Ocds { file, settings, issues } => {
            // Work for the processors alone, which would hold up whatever else the runtime does.
            let work = move || ocds(&file, settings.as_deref(), issues.as_deref());
            tokio::task::spawn_blocking(work).await?
        }
    }
}

/// Evaluates a file, and prints what was found.
fn ocds(file: &Path, settings: Option<&Path>, issues: Option<&Path>) -> anyhow::Result<()> {
    let settings = match settings {
        None => Settings::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("{} can't be read", path.display()))?;
            Settings::parse(&text)?
        }
    };
    let unreadable = || format!("{} can't be read", file.display());
    let source = BufReader::new(File::open(file).with_context(unreadable)?);
    let found = ocds::evaluate(source, &settings).with_context(unreadable)?;
    tell(&found)?;
    if let Some(path) = issues {
        write_issues(path, &found.issues)
            .with_context(|| format!("{} can't be written", path.display()))?;
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &found.report).context("standard output is closed")?;
    writeln!(out).and_then(|()| out.flush()).context("standard output is closed")
}

/// Says on standard error which lines were left out, and how often dates were missing.
fn tell(found: &Evaluation) -> anyhow::Result<()> {
    let mut err = BufWriter::new(std::io::stderr().lock());
    for issue in found.issues.iter().filter(|issue| issue.kind.skipped()).take(NAMED) {
        writeln!(err, "left out: {issue}")?;
    }
    writeln!(err, "{} releases read", found.releases)?;
    for (code, count) in counted(&found.issues) {
        writeln!(err, "{code}: {count}")?;
    }
    err.flush().context("standard error is closed")
}

fn write_issues(path: &Path, issues: &[Issue]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for issue in issues {
        writeln!(out, "{issue}")?;
    }
    out.flush()
}
