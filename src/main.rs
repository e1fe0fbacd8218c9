//! The `zakupai` binary: parses the command line, runs it, prints the error chain.

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;
use zakupai::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            // Nothing more can be done where standard error is closed.
            let _closed = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}
