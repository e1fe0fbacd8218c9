//! Generates typed accessors for the messages in `locales/`: one that is missing in a language, or
//! called with the wrong arguments, does not compile. Names the risk rules by a hash of what they are
//! made of, which is kept with every evaluation. Packs what answers are known by.

use std::{
    fs,
    io::{Result, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use flate2::{Compression, write::DeflateEncoder};
use fluent_typed::{BuildOptions, LintLevel, build_from_locales_folder};
use sha2::{Digest as _, Sha256};

/// What a report depends on, besides its case.
const RULESET: [&str; 5] = [
    "assets/reference/calendar.json",
    "assets/risk",
    "assets/rules/mrp.json",
    "src/domain/calendar.rs",
    "src/domain/risk",
];

/// What is read once and is a megabyte of text.
const KNOWLEDGE: &str = "assets/knowledge";

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=migrations");
    match ruleset_hash() {
        Ok(hash) => println!("cargo:rustc-env=RISK_RULESET_HASH={hash}"),
        Err(_) => return ExitCode::FAILURE,
    }
    let Ok(out) = std::env::var("OUT_DIR") else { return ExitCode::FAILURE };
    if pack(Path::new(&out)).is_err() {
        return ExitCode::FAILURE;
    }
    build_from_locales_folder(
        BuildOptions::default()
            .with_default_language("ru")
            .with_output_file_path(&format!("{out}/l10n.rs"))
            .with_ftl_output(fluent_typed::FtlOutputOptions::single_file(&format!(
                "{out}/l10n.ftl"
            )))
            .with_lint_level(LintLevel::Deny)
            .with_prefix("")
            .without_bidi_isolation(),
    )
}

fn ruleset_hash() -> Result<String> {
    let mut files = Vec::new();
    for path in RULESET {
        println!("cargo:rerun-if-changed={path}");
        collect(Path::new(path), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(&file)?);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Every file of the knowledge under its own name.
fn pack(out: &Path) -> Result<()> {
    println!("cargo:rerun-if-changed={KNOWLEDGE}");
    let mut files = Vec::new();
    collect(Path::new(KNOWLEDGE), &mut files)?;
    for file in files {
        let packed = fs::File::create(out.join(file.file_name().unwrap_or_default()))?;
        let mut packed = DeflateEncoder::new(packed, Compression::best());
        packed.write_all(&fs::read(&file)?)?;
        packed.finish()?;
    }
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
