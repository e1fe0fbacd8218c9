//! Every article and point that the product prints exists: numbers in messages, papers, rules and
//! pages are looked up in an index of the law's own numbers (`assets/law/index.json`).

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use regex::{Captures, Regex};
use serde::Deserialize;

#[derive(Deserialize)]
struct Index {
    law: Law,
    rules: Rules,
    registers: Registers,
    civil_code: Code,
}

/// Articles, in each its points, in each the highest subpoint; «0» is an article without points.
#[derive(Deserialize)]
struct Law {
    articles: BTreeMap<String, BTreeMap<String, u32>>,
}

#[derive(Deserialize)]
struct Rules {
    /// Runs of points, first and last.
    points: Vec<(u32, u32)>,
    /// Points between others, as `266-1`.
    inserted: Vec<String>,
    /// First and last.
    annexes: (u32, u32),
}

#[derive(Deserialize)]
struct Registers {
    /// Runs of points, first and last.
    points: Vec<(u32, u32)>,
    /// Points between others.
    inserted: Vec<String>,
}

#[derive(Deserialize)]
struct Code {
    articles: Vec<u32>,
}

/// What was named last: points belong to it.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Act {
    Law,
    Rules,
    CivilCode,
}

static INDEX: LazyLock<Index> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/law/index.json")).unwrap());

/// Names of acts, and numbers with what they are called, in the three languages.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let numbers = r"\d[\d.]*(?:-\d+)?(?:\(\d+[^)]*\))?(?:(?:\s*[,–-]\s*|\s+(?:и|және|and)\s+)\d[\d.]*(?:-\d+)?(?:\(\d+\))?)*";
    Regex::new(&format!(
        r"(?x)
        (?P<civil>Гражданск|Азаматтық\ кодекс|Civil\ Code)
        | (?P<law>Закон|Заң|\b[Ll]aw\b)
        | (?P<rules>Правил|[Ққ]ағида|\bRules\b)
        | пункт[а-яё]*\s+(?P<of_point>\d+)\s+стать[а-яё]+\s+(?P<of_article>\d+)
        | (?:ст\.|\bстать[а-яё]+|\bart\.|\barticles?)\s*(?P<article>{numbers})
        | (?P<article_kk>{numbers})-ба[пб]
        | (?:прил\.|приложени[а-яё]+|\bannex)\s*(?P<annex>\d+)
        | (?P<annex_kk>\d+)-қосымша
        | \bподпункт[а-яё]*\s+(?P<of_subs>[\d),–\sи]+?)\s+пункт[а-яё]*\s+(?P<subs_point>\d+)\s+стать[а-яё]+\s+(?P<subs_article>\d+)
        | \bsubpoints?\s+(?P<of_subs_en>[\d),–\sand]+?)\s+of\s+point\s+(?P<subs_point_en>\d+)\s+of\s+[Aa]rticle\s+(?P<subs_article_en>\d+)
        | (?:\bподпункт[а-яё]*|\bsub-?points?)\s*(?P<sub>{numbers})
        | (?P<sub_kk>{numbers})(?:-|\)\ )тармақша
        | (?P<many>пп\.)\s*(?P<points>{numbers})
        | (?:\bп\.|\bпункт[а-яё]*|\bpoints?|\bp\.)\s*(?P<point>{numbers})
        | (?P<point_kk>{numbers})-тарма
        "
    ))
    .unwrap()
});

/// Whether a text names numbers that do not exist; and how many it names.
fn check(
    text: &str,
    mut article: Option<String>,
    mut point: Option<String>,
) -> Result<usize, String> {
    let mut act = None;
    let mut count = 0;
    for named in NAMED.captures_iter(text) {
        let got = |names: &[&str]| numbers(&named, names);
        if named.name("law").is_some() {
            act = Some(Act::Law);
        } else if named.name("rules").is_some() {
            act = Some(Act::Rules);
        } else if named.name("civil").is_some() {
            act = Some(Act::CivilCode);
        } else if let (Some(its), Some(of)) = (named.name("of_point"), named.name("of_article")) {
            let points = INDEX.law.articles.get(of.as_str());
            let exists = points.is_some_and(|points| points.contains_key(its.as_str()));
            exists.then_some(()).ok_or(format!("«{}»", named[0].to_owned()))?;
            (act, article, point) =
                (Some(Act::Law), Some(of.as_str().to_owned()), Some(its.as_str().to_owned()));
            count += 2;
        } else if let Some(all) = got(&["of_subs", "of_subs_en"]) {
            let either = |names: [&str; 2]| {
                names.iter().find_map(|name| named.name(name)).map(|it| it.as_str().to_owned())
            };
            article = either(["subs_article", "subs_article_en"]);
            point = either(["subs_point", "subs_point_en"]);
            act = Some(Act::Law);
            count += 2 + subpoints(&all, article.as_deref(), point.as_deref())?;
        } else if let Some(all) = got(&["article", "article_kk"]) {
            for (number, inner) in all {
                count += 1;
                if act == Some(Act::CivilCode) {
                    let known = INDEX.civil_code.articles.iter().any(|it| it.to_string() == number);
                    known.then_some(()).ok_or(format!("article {number} of the Civil Code"))?;
                } else {
                    act = Some(Act::Law);
                    let known = INDEX.law.articles.get(&number);
                    let points = known.ok_or(format!("article {number} of the Law"))?;
                    let exists = inner.as_ref().is_none_or(|inner| points.contains_key(inner));
                    exists
                        .then_some(())
                        .ok_or(format!("article {number}({inner:?}) of the Law"))?;
                }
                (article, point) = (Some(number), inner);
            }
        } else if let Some(all) = got(&["annex", "annex_kk"]) {
            for (number, _) in all {
                count += 1;
                let (first, last) = INDEX.rules.annexes;
                let exists = number.parse().is_ok_and(|n: u32| (first..=last).contains(&n));
                exists.then_some(()).ok_or(format!("annex {number} of the Rules"))?;
            }
        } else if let Some(all) = got(&["sub", "sub_kk"]) {
            count += subpoints(&all, article.as_deref(), point.as_deref())?;
        } else if let (Some(all), Some(_), true) =
            (got(&["points"]), &article, act != Some(Act::Rules))
        {
            count += subpoints(&all, article.as_deref(), point.as_deref())?;
        } else if let Some(all) = got(&["points", "point", "point_kk"]) {
            for (number, inner) in all {
                // «7.2» is a clause of a model contract.
                if number.contains('.') {
                    continue;
                }
                count += 1;
                match (&article, act) {
                    (Some(of), act) if act != Some(Act::Rules) => {
                        let points = INDEX.law.articles.get(of).ok_or(format!("article {of}"))?;
                        let most = points.get(&number);
                        let most = most.ok_or(format!("point {number} of article {of}"))?;
                        let fits =
                            inner.is_none_or(|it| it.parse().is_ok_and(|it: u32| it <= *most));
                        fits.then_some(())
                            .ok_or(format!("subpoint of {number} of article {of}"))?;
                        point = Some(number);
                    }
                    // «пункт 596 Правил»: the act may stand after its point.
                    (_, act) if act == Some(Act::Rules) || text.contains("Правил") => {
                        has_point(&number)
                            .then_some(())
                            .ok_or(format!("point {number} of the Rules"))?;
                    }
                    _ => return Err(format!("point {number} of what? «{text}»")),
                }
            }
        }
    }
    Ok(count)
}

fn has_point(number: &str) -> bool {
    is_among(number, &INDEX.rules.points, &INDEX.rules.inserted)
}

fn is_among(number: &str, runs: &[(u32, u32)], inserted: &[String]) -> bool {
    inserted.iter().any(|it| it == number)
        || number
            .parse()
            .is_ok_and(|n: u32| runs.iter().any(|(first, last)| (*first..=*last).contains(&n)))
}

fn subpoints(
    all: &[(String, Option<String>)],
    article: Option<&str>,
    point: Option<&str>,
) -> Result<usize, String> {
    let of = article.ok_or("a subpoint of what?")?;
    let points = INDEX.law.articles.get(of).ok_or(format!("article {of}"))?;
    let most =
        points.get(point.unwrap_or("0")).ok_or(format!("point {point:?} of article {of}"))?;
    for (number, _) in all {
        let exists = number.parse().is_ok_and(|n: u32| (1..=*most).contains(&n));
        exists.then_some(()).ok_or(format!("subpoint {number} of article {of}({point:?})"))?;
    }
    Ok(all.len())
}

/// Numbers with what stands in brackets after them; both ends of a span.
fn numbers(named: &Captures<'_>, groups: &[&str]) -> Option<Vec<(String, Option<String>)>> {
    static ONE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\d+(?:\.\d+)*(?:-\d+)?)(?:\((\d+)[^)]*\))?").unwrap());
    let text = groups.iter().find_map(|group| named.name(group))?.as_str();
    let all = ONE.captures_iter(text);
    Some(all.map(|one| (one[1].to_owned(), one.get(2).map(|it| it.as_str().to_owned()))).collect())
}

/// Every text that people may read, with where it stands.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    let mut folders: Vec<_> =
        ["locales", "assets/rules", "assets/documents", "assets/knowledge", "docs"]
            .map(|it| root.join(it))
            .into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            // Examples of what people type.
            if name.ends_with("wishes.json") {
                continue;
            }
            let ends_message = |line: &str| !line.starts_with([' ', '}']);
            let mut piece = String::new();
            for line in text.lines() {
                // A message of several lines is one text; in other files a line is.
                if !name.ends_with(".ftl") || ends_message(line) {
                    texts.push((name.clone(), std::mem::take(&mut piece)));
                }
                // Of the ways to ask, the first is a title; the others people type.
                let line = match line.contains("\": [\"") {
                    true if name.starts_with("assets/knowledge") => {
                        line.split("\", \"").next().unwrap_or_default()
                    }
                    _ => line,
                };
                piece.push_str(line);
                piece.push('\n');
            }
            texts.push((name, piece));
        }
    }
    texts
}

#[test]
fn every_article_and_point_that_is_printed_exists() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (name, text) in texts() {
        // An example of what a person may type, about papers of a customer.
        if text.starts_with("ask-clause ") {
            continue;
        }
        // Subpoints whose article stands in the question above them.
        let (article, point) = match text.split('-').next() {
            Some("ground") => (Some("18"), Some("2")),
            Some("rnu") => (Some("7"), Some("1")),
            _ => (None, None),
        };
        match check(&text, article.map(Into::into), point.map(Into::into)) {
            Ok(found) => count += found,
            Err(error) => wrong.push(format!("{name}: {error}: {}", text.trim())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 250, "only {count} numbers were found");
}

#[test]
fn numbers_that_do_not_exist_are_noticed() {
    let ok = |text: &str| check(text, None, None);
    for text in [
        "Закон, ст. 25",
        "Закон № 106-VIII, ст. 17(6); Правила № 687, п. 569",
        "№ 106-VIII Заң, 7-бап 1-тармақ 7-тармақша; № 687 Қағидалар, 193-тармақ",
        "Rules No. 687, points 85–95",
        "Правила № 687, п. 266-1",
        "Правила № 687, прил. 42, п. 7.2",
        "Гражданский кодекс, ст. 353",
        "Заңының 18-бабының 2-тармағы",
    ] {
        assert!(ok(text).is_ok_and(|count| count > 0), "{text}: {:?}", ok(text));
    }
    for text in [
        "Закон, ст. 99",
        "пункта 9 статьи 18 Закона",
        "пункт 5960 Правил",
        "Закон, ст. 18, п. 9",
        "ст. 7 п. 1 пп. 99",
        "Правила № 687, п. 9999",
        "Правила № 687, пп. 85–995",
        "№ 687 Қағидалар, 1599-тармақ",
        "18-бап, 99-тармақ",
        "Law, art. 125",
        "Rules 687, p. 5990",
        "Правила № 687, прил. 420",
        "Гражданский кодекс, ст. 9353",
        "п. 5 неизвестно чего",
    ] {
        assert!(ok(text).is_err(), "{text}");
    }
}

#[test]
fn every_answer_of_the_knowledge_rests_on_places_that_exist() {
    use zakupai::domain::ask::{Document, base};
    let number = |text: &str| text.parse::<u32>().ok();
    for entry in &base().entries {
        assert!(!entry.refs.is_empty(), "{} rests on nothing", entry.id);
        for it in &entry.refs {
            let what = format!("{}: {it:?}", entry.id);
            let ends = || it.point.iter().chain(&it.to);
            match it.document {
                Some(Document::Law) => {
                    let article = it.article.map(|article| article.to_string());
                    let points = article.and_then(|article| INDEX.law.articles.get(&article));
                    let points = points.unwrap_or_else(|| panic!("{what}"));
                    assert!(ends().all(|point| points.contains_key(point)), "{what}");
                    if let Some(sub) = &it.sub {
                        let most = points.get(it.point.as_deref().unwrap_or("0")).unwrap();
                        let last = sub.rsplit('–').next().and_then(number).unwrap();
                        assert!(last <= *most, "{what}");
                    }
                }
                Some(Document::Rules) => {
                    let (first, last) = INDEX.rules.annexes;
                    assert!(it.annex.is_none_or(|annex| (first..=last).contains(&annex)), "{what}");
                    assert!(ends().all(|point| has_point(point)), "{what}");
                }
                Some(Document::Registers) => {
                    let Registers { points, inserted } = &INDEX.registers;
                    assert!(ends().all(|it| is_among(it, points, inserted)), "{what}")
                }
                None => assert!(it.act.is_some(), "{what}"),
            }
        }
    }
}
