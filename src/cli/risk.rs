//! `zakupai risk …`: the indicators over files of open contracting data, and evaluations made again.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::replay;

use crate::{
    app,
    config::{self, LogConfig, StorageConfig},
    domain::{
        clock::SystemClock,
        risk::ocds::{
            self, Evaluation, Settings,
            export::{CompiledRelease, Pseudonyms, ReleaseStore as _},
            issues::{Issue, counted},
        },
        seal::DataKey,
    },
    telemetry,
};

/// So many lines that were left out are named one by one on standard error.
const NAMED: usize = 100;
/// So many lots are read from storage at a time.
const PAGE: i64 = 1_000;

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
    /// Make evaluations again from their stored inputs, and see that they come out the same.
    Replay {
        /// Evaluations made up to then: a date, or a moment of RFC 3339.
        #[arg(long, value_parser = replay::moment)]
        as_of: DateTime<Utc>,
    },
    /// Write the stored lots as OCDS 1.1 compiled releases, one a line.
    ExportOcds {
        /// The file; without it, standard output.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// Does what was asked.
///
/// # Errors
/// Where a file can't be read or written.
pub(super) async fn run(what: Risk, clock: Arc<SystemClock>) -> anyhow::Result<ExitCode> {
    match what {
        Risk::Replay { as_of } => return replay::run(as_of, clock).await,
        Risk::Ocds { file, settings, issues } => {
            // Work for the processors alone, which would hold up whatever else the runtime does.
            let work = move || ocds(&file, settings.as_deref(), issues.as_deref());
            tokio::task::spawn_blocking(work).await??;
        }
        Risk::ExportOcds { out } => export(out.as_deref(), clock).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes what is stored, a page at a time.
async fn export(out: Option<&Path>, clock: Arc<SystemClock>) -> anyhow::Result<()> {
    let database = StorageConfig::from_env()?;
    // Without a key persons are the same within this file only.
    let persons = Pseudonyms::new(config::data_key_from_env()?.map_or_else(DataKey::random, Ok)?);
    telemetry::init_logs(&LogConfig::from_env()?, &[&database.database_url]);
    let storage = app::open_storage(&database, clock).await?;
    let mut to: Box<dyn Write + Send> = match out {
        Some(path) => Box::new(BufWriter::new(
            File::create(path).with_context(|| format!("{} can't be written", path.display()))?,
        )),
        None => Box::new(BufWriter::new(std::io::stdout())),
    };
    let (mut after, mut written) = (0, 0_u64);
    loop {
        let page = storage.list_lots_after(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.lot.id;
        for stored in &page {
            let release = CompiledRelease::of(stored, &persons);
            serde_json::to_writer(&mut to, &release).context("the export can't be written")?;
            to.write_all(b"\n").context("the export can't be written")?;
            written += 1;
        }
    }
    to.flush().context("the export can't be written")?;
    storage.close().await;
    writeln!(std::io::stderr(), "{written} releases written").context("standard error is closed")
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
    if found.releases == 0 && !found.issues.is_empty() {
        // A package of releases is one object, and often many lines.
        writeln!(
            err,
            "a line is to hold one compiled release: unpack a package first, as `jq -c '.releases[]'` does"
        )?;
    }
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
