//! Benchmarks.

use std::process::ExitCode;

/// What to measure.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Bench {
    /// Everything.
    All,
}

/// Runs a benchmark.
///
/// # Errors
/// Where it can't run.
#[expect(clippy::unused_async, reason = "to come")]
pub async fn run(_what: Bench) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
