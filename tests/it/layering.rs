//! Which folder may name which, read from the sources.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder, and what no file in it may mention.
const RULES: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "crate::app",
            "crate::bot",
            "crate::cli",
            "crate::clients",
            "crate::config",
            "crate::demo",
            "crate::http",
            "crate::jobs",
            "crate::search",
            "crate::storage",
            "teloxide",
            "axum",
            "reqwest",
            "sqlx",
        ],
    ),
    // A leaf: it knows what a paper is and sets it.
    (
        "documents",
        &[
            "crate::app",
            "crate::bot",
            "crate::cli",
            "crate::clients",
            "crate::config",
            "crate::demo",
            "crate::http",
            "crate::jobs",
            "crate::storage",
            "teloxide",
            "axum",
            "reqwest",
            "sqlx",
        ],
    ),
    (
        "storage",
        &[
            "crate::app",
            "crate::bot",
            "crate::clients",
            "crate::demo",
            "crate::http",
            "crate::jobs",
            "teloxide",
            "axum",
            "reqwest",
        ],
    ),
    (
        "search",
        &[
            "crate::app",
            "crate::bot",
            "crate::clients",
            "crate::demo",
            "crate::http",
            "crate::jobs",
            "crate::storage",
            "teloxide",
            "axum",
            "reqwest",
            "sqlx",
        ],
    ),
    (
        "clients",
        &[
            "crate::app",
            "crate::bot",
            "crate::demo",
            "crate::http",
            "crate::jobs",
            "crate::search",
            "crate::storage",
            "teloxide",
            "sqlx",
        ],
    ),
    (
        "bot",
        &[
            "crate::app",
            "crate::clients",
            "crate::demo",
            "crate::http",
            "crate::jobs",
            "crate::search",
            "crate::storage",
            "axum",
            "sqlx",
        ],
    ),
    // The webhook route hands updates to the bot's intake: the one point where these two meet.
    (
        "http",
        &[
            "crate::app",
            "crate::clients",
            "crate::demo",
            "crate::jobs",
            "crate::search",
            "crate::storage",
            "teloxide",
            "reqwest",
            "sqlx",
        ],
    ),
    (
        "jobs",
        &[
            "crate::app",
            "crate::bot",
            "crate::clients",
            "crate::demo",
            "crate::http",
            "crate::storage",
            "teloxide",
            "axum",
            "reqwest",
            "sqlx",
        ],
    ),
];

#[test]
fn folders_depend_one_way() {
    let mut wrong = Vec::new();
    for (folder, forbidden) in RULES {
        let files = rust_files(&source(folder));
        assert!(!files.is_empty(), "{folder} is gone");
        for file in files {
            for (n, line) in production_lines(&file) {
                for word in forbidden.iter().filter(|word| line.contains(*word)) {
                    wrong.push(format!("{}:{n}: {folder}/ may not use `{word}`", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_but_the_command_line_knows_of_the_demo() {
    for file in rust_files(&source("")) {
        let path = file.strip_prefix(source("")).unwrap().display().to_string();
        if path.starts_with("demo") || path == "cli.rs" || path == "lib.rs" {
            continue;
        }
        for (n, line) in production_lines(&file) {
            assert!(!line.contains("demo::"), "{path}:{n} knows of the demo");
        }
    }
}

#[test]
fn only_the_composition_root_names_concrete_parts() {
    for file in rust_files(&source("")) {
        let path = file.strip_prefix(source("")).unwrap().display().to_string();
        if path == "app.rs"
            || path.starts_with("storage")
            || path.starts_with("clients")
            || path.starts_with("demo")
        {
            continue;
        }
        for (n, line) in production_lines(&file) {
            for word in ["storage::Storage", "goszakup::Goszakup"] {
                assert!(!line.contains(word), "{path}:{n} names {word}");
            }
        }
    }
}

fn source(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder)
}

/// Lines before the file's tests that are no comments.
fn production_lines(file: &Path) -> Vec<(usize, String)> {
    let is_test =
        file.components().any(|part| part.as_os_str() == "tests") || file.ends_with("tests.rs");
    if is_test {
        return Vec::new();
    }
    let text = fs::read_to_string(file).unwrap();
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]" || !is_module_next(&text, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(n, line)| (n + 1, line.to_owned()))
        .collect()
}

/// `#[cfg(test)]` before `mod tests {` ends a file's production code; before `mod tests;` it does not.
fn is_module_next(text: &str, line: &str) -> bool {
    text.split_once(line).is_some_and(|(_, rest)| rest.trim_start().starts_with("mod tests {"))
}

pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
