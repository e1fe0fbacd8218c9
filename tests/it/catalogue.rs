//! What the compiler can't see: messages, migrations, variables.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::layering::rust_files;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Messages of a language: key to text.
fn messages(lang: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(root("locales").join(lang)).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap();
        let mut key = None;
        for line in text.lines() {
            if let Some((name, value)) =
                line.split_once(" = ").filter(|_| !line.starts_with([' ', '#', '}']))
            {
                key = Some(name.to_owned());
                all.insert(name.to_owned(), value.to_owned());
            } else if let Some(message) = key.as_ref().and_then(|key| all.get_mut(key)) {
                message.push('\n');
                message.push_str(line.trim());
            }
        }
    }
    all
}

#[test]
fn every_language_has_every_message_with_the_same_markup() {
    let russian = messages("ru");
    assert!(russian.len() > 100);
    for lang in ["kk", "en"] {
        let other = messages(lang);
        let keys = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&russian), keys(&other), "{lang}");
        for (key, text) in &russian {
            for part in ["<b>", "<i>", "<code>", "</b>", "</i>", "</code>"] {
                assert_eq!(
                    text.matches(part).count(),
                    other[key].matches(part).count(),
                    "{lang}: {key} {part}"
                );
            }
        }
    }
}

#[test]
fn every_message_is_said_somewhere() {
    let mut code = String::new();
    for folder in ["bot", "http", "jobs", "domain"] {
        for file in rust_files(&root("src").join(folder)) {
            code.push_str(&fs::read_to_string(file).unwrap());
        }
    }
    code.push_str(&read("src/i18n.rs"));
    for key in messages("ru").keys() {
        let call = format!(".{}(", key.replace('-', "_"));
        assert!(code.contains(&call), "nobody says `{key}`");
    }
}

#[test]
fn messages_are_markup_that_telegram_takes() {
    for lang in ["ru", "kk", "en"] {
        for (key, text) in messages(lang) {
            let mut open = Vec::new();
            for tag in text.split('<').skip(1) {
                let (tag, _) =
                    tag.split_once('>').unwrap_or_else(|| panic!("{lang}: {key}: a lone `<`"));
                match tag.strip_prefix('/') {
                    Some(end) => assert_eq!(open.pop(), Some(end), "{lang}: {key}"),
                    None => {
                        assert!(["b", "i", "code"].contains(&tag), "{lang}: {key}: <{tag}>");
                        open.push(tag);
                    }
                }
            }
            assert!(open.is_empty(), "{lang}: {key}: {open:?} stays open");
        }
    }
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<String> {
        fs::read_dir(root("migrations").join(engine))
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    for name in names("sqlite") {
        // The same tables, columns and indexes; only types differ.
        let shape = |engine: &str| {
            let sql = read(&format!("migrations/{engine}/{name}"));
            let mut sql = sql
                .lines()
                .map(|line| line.split("--").next().unwrap_or_default())
                .collect::<Vec<_>>()
                .join(" ");
            for kind in ["INTEGER", "BIGINT", "TIMESTAMPTZ", "JSONB", "TEXT", "BOOLEAN"] {
                sql = sql.replace(kind, "_");
            }
            sql.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shape("sqlite"), shape("postgres"), "{name}");
    }
}

#[test]
fn every_variable_that_is_read_is_explained() {
    let example = read(".env.example");
    let code = read("src/config.rs") + &read("src/config/model.rs") + &read("src/demo/mod.rs");
    let mut names = BTreeSet::new();
    for quoted in code.split('"').skip(1).step_by(2) {
        let shaped = quoted.len() > 4 && quoted.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        if shaped && !quoted.starts_with('_') {
            names.insert(quoted.to_owned());
        }
    }
    assert!(names.len() >= 14, "{names:?}");
    for name in names {
        assert!(example.contains(&format!("{name}=")), "{name} is not in .env.example");
    }
}

#[test]
fn no_file_hides_a_second_feature() {
    for file in rust_files(&root("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").count();
        assert!(lines <= 420, "{} has {lines} lines: split it by feature", file.display());
    }
}

#[test]
fn every_rule_of_risk_has_a_page_that_tells_its_thresholds() {
    const SECTIONS: [&str; 6] = [
        "## Что смотрит",
        "## Порог",
        "## Источник",
        "## Что это может значить",
        "## Что снимет",
        "## Исключения и чего не знает",
    ];
    let published: serde_json::Value =
        serde_json::from_str(&read("assets/risk/thresholds.json")).unwrap();
    let index = read("docs/risk/README.md");
    let mut told = BTreeSet::new();
    for rule in zakupai::domain::risk::rules() {
        let code = rule.code;
        let page = read(&format!("docs/risk/{code}.md"));
        assert!(page.starts_with(&format!("# {code} — ")), "{code} has no title");
        let places: Vec<_> = SECTIONS.iter().map(|section| page.find(section)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{code}: {places:?}");
        for name in rule.thresholds {
            let line = format!("`{name}` = {}", published[name]);
            assert!(page.contains(&line), "{code} does not tell {line}");
            told.insert((*name).to_owned());
        }
        let weight = format!("Вес в оценке: {}.", rule.weight);
        assert!(page.contains(&weight), "{code} does not tell its weight");
        assert!(index.contains(&format!("({code}.md)")), "{code} is not in the index");
    }
    let all = published.as_object().unwrap().keys();
    let untold: Vec<_> = all.filter(|key| !told.contains(*key)).collect();
    assert_eq!(untold, ["version"], "a threshold that no rule compares with");
}
