//! `zakupai demo` and the other subcommands, as a new user runs them.

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

fn zakupai(arguments: &[&str], env: &[(&str, &str)], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zakupai"))
        .args(arguments)
        .env_clear()
        .envs(env.iter().copied())
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that ends early closes its input: that is its right.
    let _closed = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_script_pipes_lines_in_and_reads_replies() {
    let script =
        "/start\n/lot 83685322-ОИ4\n2\n1\n/search картридж\n1\n\n99999\n/settings\n1\n3\n/help\n";
    let output = zakupai(&["demo"], &[], script.as_bytes());
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    for words in [
        "Здравствуйте",
        "Лигнит",
        "817\u{A0}869,00\u{A0}₸ без НДС",
        "[2] Подробнее",
        "Пункт плана",
        "По запросу «картридж»",
        "Language: English",
        "What I can do",
    ] {
        assert!(said.contains(words), "«{words}» is missing from:\n{said}");
    }
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn nothing_typed_ends_well_and_bytes_that_are_no_text_do_too() {
    assert!(zakupai(&["demo"], &[], b"").status.success());
    let output = zakupai(&["demo"], &[], b"\xff\xfe\n/help\n");
    assert!(output.status.success());
    assert!(text(&output).contains("Что я умею"));
}

#[test]
fn what_is_missing_is_named_before_anything_starts() {
    let output = zakupai(&["run"], &[], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("TELEGRAM_BOT_TOKEN is not set: ask @BotFather")
    );
    let output = zakupai(&["sync"], &[], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("GOSZAKUP_TOKEN is not set"));
}

#[test]
fn a_good_configuration_is_described_without_its_secrets() {
    let env = [
        ("TELEGRAM_BOT_TOKEN", "123456:AAsecretsecretsecretsecretsecret"),
        ("GOSZAKUP_TOKEN", "0123456789abcdef0123456789abcdef"),
    ];
    let output = zakupai(&["check-config"], &env, b"");
    assert!(output.status.success());
    let said = text(&output);
    assert!(
        said.contains("the configuration is good")
            && !said.contains("secret")
            && !said.contains("0123456789abcdef"),
        "{said}"
    );
}

#[test]
fn health_is_an_exit_code() {
    let output = zakupai(&["health"], &[("HTTP_ADDR", "127.0.0.1:9")], b"");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(zakupai(&["health"], &[("HTTP_ADDR", "off")], b"").status.code(), Some(2));
}

#[test]
fn migrations_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("deep/er.db").display());
    for _ in 0..2 {
        assert!(zakupai(&["migrate"], &[("DATABASE_URL", &url)], b"").status.success());
    }
}

#[test]
fn every_case_of_rules_and_formats_holds() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/vectors.json");
    let output = zakupai(&["eval", "vectors", file], &[], b"");
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["skipped"], serde_json::json!([]));
    assert_eq!(report["groups"].as_object().map(serde_json::Map::len), Some(23));
    for group in report["groups"].as_object().unwrap().values() {
        assert_eq!(group["passed"], group["cases"], "{said}");
    }
    assert_eq!(zakupai(&["eval", "vectors", "/nowhere"], &[], b"").status.code(), Some(2));
}

#[test]
fn text_rules_are_judged_by_labelled_fragments() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/risk_text.jsonl");
    let output = zakupai(&["eval", "risk-text", file], &[], b"");
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["rules"].as_object().unwrap().len(), 13);
    let folder = tempfile::tempdir().unwrap();
    let judged = |line: &str| {
        let file = folder.path().join("set.jsonl");
        std::fs::write(&file, line).unwrap();
        zakupai(&["eval", "risk-text", file.to_str().unwrap()], &[], b"").status.code()
    };
    let missed =
        r#"{"id":1,"lang":"ru","text":"Бумага","labels":[{"rule":"homoglyph","start":0,"end":6}]}"#;
    assert_eq!(judged(missed), Some(1));
    assert_eq!(judged("no fragment"), Some(2));
    assert_eq!(zakupai(&["eval", "risk-text", "/nowhere"], &[], b"").status.code(), Some(2));
}
