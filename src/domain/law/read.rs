//! Reads an act: a list of chunks, a page of the official site, or plain text.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Act, LawError, Passage, Place};
use crate::domain::ask::Document;

/// The longest act has a tenth of it.
pub const MOST_BYTES: usize = 32 * 1_048_576;
/// Share of an act's places, in percent, that a whole text has.
const WHOLE: usize = 90;
/// Points that may be left out between two: some were struck.
const MOST_GAP: u32 = 20;

#[derive(Deserialize)]
struct Chunk {
    text: String,
    #[serde(default)]
    document_name: String,
}

/// Reads an act from a file's bytes; the edition told goes before that in the text.
///
/// # Errors
/// Where it is no whole text of an act that answers rest on.
pub fn read(bytes: &[u8], edition: Option<NaiveDate>) -> Result<Act, LawError> {
    if bytes.len() > MOST_BYTES {
        return Err(LawError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_error| LawError::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).trim_start();
    let lines = if text.starts_with('[') || text.starts_with('{') {
        let chunks: Vec<Chunk> =
            serde_json::from_str(text).map_err(|error| LawError::BadJson(error.to_string()))?;
        let name = chunks.first().map(|chunk| chunk.document_name.clone()).unwrap_or_default();
        let texts: Vec<String> = chunks.into_iter().map(|chunk| chunk.text).collect();
        lines(&format!("{name}\n{}", texts.join("\n")))
    } else if text.starts_with('<') {
        lines(&plain(text))
    } else {
        lines(text)
    };
    let document = document(&lines).ok_or(LawError::UnknownAct)?;
    let edition = edition.or_else(|| stated_edition(&lines)).ok_or(LawError::NoEdition)?;
    let passages = match document {
        Document::Law => articles(&lines),
        Document::Rules | Document::Registers => points(&lines),
    };
    let found = passages.iter().filter(|it| it.place.annex.is_none()).map(|it| match document {
        Document::Law => it.place.article.map(|n| n.to_string()),
        _ => it.place.point.clone(),
    });
    let found = found.flatten().collect::<BTreeSet<_>>().len();
    let expected = match document {
        Document::Law => 29,
        Document::Rules => 598,
        Document::Registers => 46,
    };
    if found * 100 < expected * WHOLE {
        return Err(LawError::Half { found, expected });
    }
    Ok(Act { document, edition, passages })
}

fn lines(text: &str) -> Vec<String> {
    let even = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(even).filter(|line| !line.is_empty()).collect()
}

/// Which act it is, by the title that comes first: the Rules name the Rules of registers too.
fn document(lines: &[String]) -> Option<Document> {
    let head: String = lines.iter().take(60).cloned().collect::<Vec<_>>().join(" ");
    let title = |number: &str, title: &str| {
        head.find(title).filter(|_| head.contains(number) && head.contains("Правил"))
    };
    let registers = title("646", "реестров в сфере государственных закупок");
    let rules = title("687", "осуществления государственных закупок");
    match (rules, registers) {
        (Some(rules), Some(registers)) if registers < rules => Some(Document::Registers),
        (Some(_), _) => Some(Document::Rules),
        (None, Some(_)) => Some(Document::Registers),
        (None, None) => (head.contains("106-VIII")
            || head.contains("Сфера применения настоящего Закона"))
        .then_some(Document::Law),
    }
}

/// The day that a text says it is of: «по состоянию на 22.02.2026», «редакция от 22.02.2026».
fn stated_edition(lines: &[String]) -> Option<NaiveDate> {
    const SAID: [&str; 4] = ["состоянию на", "едакция от", "едакция на", "изменениями на"];
    lines.iter().take(60).find_map(|line| {
        let at = SAID.iter().find_map(|said| line.find(said).map(|at| at + said.len()))?;
        let day: String = line.get(at..)?.trim_start().chars().take(10).collect();
        NaiveDate::parse_from_str(&day, "%d.%m.%Y").ok()
    })
}

/// The Law: articles, in each its points.
fn articles(lines: &[String]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut article: Option<i64> = None;
    let mut point = 0;
    for line in lines {
        if let Some(number) = article_of(line).filter(|n| Some(*n) > article) {
            (article, point) = (Some(number), 0);
            let place = Place { article, ..Place::default() };
            passages.push(Passage { place, text: line.clone() });
            continue;
        }
        if article.is_none() {
            continue;
        }
        if let Some((number, name)) = point_of(line).filter(|(n, _)| *n >= point && *n <= point + 1)
        {
            point = number;
            let place = Place { article, point: Some(name), annex: None };
            passages.push(Passage { place, text: line.clone() });
        } else {
            add(&mut passages, line);
        }
    }
    passages
}

/// Rules: points through the whole act, then annexes.
fn points(lines: &[String]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let (mut point, mut annex) = (0, None);
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).map(String::as_str).unwrap_or_default();
        if let Some(number) = annex_of(line).filter(|_| next.starts_with("к Правилам")) {
            annex = Some(number);
            let place = Place { annex, ..Place::default() };
            passages.push(Passage { place, text: line.clone() });
            continue;
        }
        let named = point_of(line).filter(|(number, name)| {
            annex.is_none()
                && *number <= point + MOST_GAP
                && (*number > point || (*number == point && name.contains('-')))
        });
        if let Some((number, name)) = named {
            point = number;
            let place = Place { point: Some(name), ..Place::default() };
            passages.push(Passage { place, text: line.clone() });
        } else if !is_heading(line) {
            add(&mut passages, line);
        }
    }
    passages
}

fn add(passages: &mut [Passage], line: &str) {
    if let Some(last) = passages.last_mut() {
        last.text.push('\n');
        last.text.push_str(line);
    }
}

fn is_heading(line: &str) -> bool {
    line.starts_with("Глава ") || line.starts_with("Параграф ")
}

/// `Статья 25. …`.
fn article_of(line: &str) -> Option<i64> {
    let (number, _) = line.strip_prefix("Статья ")?.split_once('.')?;
    number.trim().parse().ok()
}

/// `Приложение 4…`.
fn annex_of(line: &str) -> Option<i64> {
    let rest = line.strip_prefix("Приложение ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// `266-1. …`: the number before the dash, and the whole name.
fn point_of(line: &str) -> Option<(u32, String)> {
    let (name, rest) = line.split_once(". ")?;
    let number: u32 = name.split('-').next()?.parse().ok()?;
    let is_name = name.chars().all(|c| c.is_ascii_digit() || c == '-') && name.len() <= 7;
    (is_name && !rest.is_empty()).then(|| (number, name.to_owned()))
}

/// A page without its markup: a line for each paragraph.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tagged) = rest.split_at(at);
        text.push_str(before);
        let end = tagged.find('>').map_or(tagged.len(), |end| end + 1);
        let (tag, after) = tagged.split_at(end);
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        rest = after;
        match name.as_str() {
            // What stands in them is no text of the act.
            "script" | "style" | "head" if !tag.starts_with("</") => {
                let close = format!("</{name}");
                rest = after.find(&close).map_or("", |at| after.get(at..).unwrap_or(""));
            }
            "p" | "br" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "table" => {
                text.push('\n');
            }
            "td" | "th" => text.push(' '),
            _ => {}
        }
    }
    text.push_str(rest);
    [
        ("&nbsp;", " "),
        ("&laquo;", "«"),
        ("&raquo;", "»"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (code, sign)| text.replace(code, sign))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A law of twenty-nine articles, whose twenty-fifth has points.
    fn law() -> String {
        let mut text = "Закон № 106-VIII, по состоянию на 22.02.2026\n".to_owned();
        for n in 1..=29 {
            text.push_str(&format!("Статья {n}. О чём-то\n"));
            if n == 25 {
                text.push_str("1. Три рабочих дня:\n1) со дня протокола;\n2. Решение.\n");
            } else {
                text.push_str("Одним словом.\n");
            }
        }
        text
    }

    fn place(article: i64, point: Option<&str>) -> Place {
        Place { article: Some(article), point: point.map(ToOwned::to_owned), annex: None }
    }

    #[test]
    fn a_law_is_read_by_articles_and_points() {
        let act = read(law().as_bytes(), None).unwrap();
        assert_eq!(act.document, Document::Law);
        assert_eq!(act.edition, NaiveDate::from_ymd_opt(2026, 2, 22).unwrap());
        let of = |wanted: Place| {
            act.passages.iter().find(|it| it.place == wanted).map(|it| it.text.as_str())
        };
        assert_eq!(of(place(25, Some("1"))), Some("1. Три рабочих дня:\n1) со дня протокола;"));
        assert_eq!(of(place(25, Some("2"))), Some("2. Решение."));
        assert_eq!(of(place(3, None)), Some("Статья 3. О чём-то\nОдним словом."));
    }

    #[test]
    fn a_page_and_chunks_say_the_same_as_plain_text() {
        let wanted = read(law().as_bytes(), None).unwrap();
        let paragraphs: String =
            law().lines().map(|line| format!("<p id=\"z1\">{line}</p>")).collect();
        let page = format!("<html><head><title>x</title></head><body>{paragraphs}</body></html>");
        assert_eq!(read(page.as_bytes(), None).unwrap(), wanted);
        let chunks = serde_json::json!([{ "document_name": "106-VIII", "text": law() }]);
        assert_eq!(read(chunks.to_string().as_bytes(), None).unwrap(), wanted);
    }

    #[test]
    fn points_of_rules_go_through_and_annexes_follow() {
        let mut text = "Правила осуществления государственных закупок № 687\n".to_owned();
        for n in 3..=600 {
            text.push_str(&format!("{n}. Пункт.\n1) подпункт;\n"));
            if n == 266 {
                text.push_str("266-1. Вставленный.\n");
            }
        }
        text.push_str("Приложение 4\nк Правилам осуществления\n1. Форма.\n");
        let day = NaiveDate::from_ymd_opt(2026, 2, 22);
        let act = read(text.as_bytes(), day).unwrap();
        let inserted = Place { point: Some("266-1".to_owned()), ..Place::default() };
        assert!(act.passages.iter().any(|it| it.place == inserted));
        let last = act.passages.last().unwrap();
        assert_eq!((last.place.annex, last.place.point.as_deref()), (Some(4), None));
        assert!(last.text.contains("1. Форма."));
    }

    #[test]
    fn rules_that_name_the_rules_of_registers_are_not_these() {
        let lines = |text: &str| vec![text.to_owned()];
        let registers = "Правила формирования и ведения реестров в сфере государственных закупок";
        let rules = "Правила осуществления государственных закупок № 687. 3. Реестр ведётся по";
        let told = lines(&format!("{rules} Правилам {registers} № 646"));
        assert_eq!(document(&told), Some(Document::Rules));
        let told = lines(&format!("{registers} № 646, по {rules}"));
        assert_eq!(document(&told), Some(Document::Registers));
    }

    #[test]
    fn what_is_no_whole_act_is_refused_with_the_reason() {
        let half: String = law().lines().take(20).map(|line| format!("{line}\n")).collect();
        assert!(matches!(read(half.as_bytes(), None), Err(LawError::Half { expected: 29, .. })));
        assert_eq!(read(b"\xcf\xf0\xe8\xe2\xe5\xf2", None), Err(LawError::NotUtf8));
        assert!(matches!(read(b"[{\"text\": \"half", None), Err(LawError::BadJson(_))));
        assert_eq!(read("Рецепт".as_bytes(), None), Err(LawError::UnknownAct));
        let undated = law().replace("по состоянию на 22.02.2026", "");
        assert_eq!(read(undated.as_bytes(), None), Err(LawError::NoEdition));
        assert_eq!(read(&vec![b' '; MOST_BYTES + 1], None), Err(LawError::TooLarge));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _outcome = read(&bytes, None);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[<>/p1-9. \\n\\PC]{0,300}") {
            let _outcome = read(text.as_bytes(), None);
        }
    }
}
