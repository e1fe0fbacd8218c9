//! Generates typed accessors for the messages in `locales/`: one that is missing in a language, or
//! called with the wrong arguments, does not compile.

use std::process::ExitCode;

use fluent_typed::{BuildOptions, LintLevel, build_from_locales_folder};

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=migrations");
    let Ok(out) = std::env::var("OUT_DIR") else { return ExitCode::FAILURE };
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
