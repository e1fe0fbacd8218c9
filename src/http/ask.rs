//! `POST /api/v1/ask`: a question in words, answered as the bot answers it without a model, for
//! programs. Unlike a person, a program may say where to look and how much to give.

mod elsewhere;

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use self::elsewhere::Elsewhere;
use super::{auth::Api, problem::Problem};
use crate::{
    bot::why_refused,
    domain::{
        Services,
        ask::{
            self, Hit, Quality, Reference, Refusal, Source, Verdict, base,
            passages::{self, Found, MOST_QUOTED, SHOWN, around},
        },
        error::Error,
        law::Place,
    },
    i18n::Lang,
};

/// What is given of a source where nothing else was asked for, and the most of it.
const TOP: (usize, usize) = (5, 10);
/// The longest question, in characters.
const MOST_QUESTION: usize = 500;
/// Of a place so much is quoted, in characters.
const MOST_PLACE: usize = 400;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    question: String,
    lang: Option<String>,
    sources: Option<Vec<String>>,
    top_k: Option<usize>,
}

/// A question that makes sense.
struct Question {
    text: String,
    lang: Lang,
    sources: Vec<Source>,
    top: usize,
}

/// What a question came to.
struct Given {
    answer: String,
    kind: &'static str,
    /// 0 to 100; none where nothing was weighed.
    score: Option<u8>,
    sources: Vec<Value>,
}

/// Answers.
pub(super) async fn ask(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    api.admit(&headers, 1).await?;
    let question = read(&body)?;
    let services = &api.services;
    ask::ready().await;
    let verdict = match ask::judge(&question.text) {
        Verdict::Answer(hits) => Verdict::Answer(services.law.fused(&question.text, hits).await),
        refusal => refusal,
    };
    let mut elsewhere = Elsewhere::default();
    let mut hits = Vec::new();
    let given = match (&verdict, passages::may_be_looked_up(&question.text)) {
        // The wish itself is refused: then nothing is looked for.
        (Verdict::Refuse(why, _), false) => refused(question.lang, *why),
        _ => {
            let mut given = known(services, &question, &verdict, &mut hits).await?;
            let law = law(services, &question, &verdict, &mut hits).await;
            given = given.or(law);
            elsewhere.look(services, &question.text, &question.sources, question.top).await?;
            hits.append(&mut elsewhere.hits);
            let found = elsewhere.found.map(|source| Given {
                answer: elsewhere.told.clone(),
                kind: source.code(),
                score: None,
                sources: Vec::new(),
            });
            let why = match &verdict {
                Verdict::Refuse(why, _) => *why,
                Verdict::Answer(_) => Refusal::NoEvidence,
            };
            given.or(found).unwrap_or_else(|| refused(question.lang, why))
        }
    };
    let editions = services.law.editions().await.map_err(Error::from)?;
    let law: serde_json::Map<String, Value> =
        editions.iter().map(|it| (it.document.code().to_owned(), json!(it.day))).collect();
    let lots = services.search.freshness().await?.map(|freshness| freshness.as_of);
    Ok(Json(json!({
        "answer": given.answer,
        "kind": given.kind,
        "language": question.lang.code(),
        "quality": given.score.map(|score| json!({ "score": score, "word": word(score) })),
        "sources": given.sources,
        "hits": hits,
        "skipped": elsewhere.skipped,
        "freshness": { "knowledge": ask::edition(), "law": law, "lots": lots },
    })))
}

fn read(body: &[u8]) -> Result<Question, Problem> {
    let asked: Asked = serde_json::from_slice(body).map_err(|error| {
        Problem::bad("body", format!("the body is no question: {error}; send {{\"question\": …}}"))
    })?;
    let text = asked.question.trim().to_owned();
    if text.is_empty() {
        return Err(Problem::bad("question_missing", "question is what is asked, in words"));
    }
    if text.chars().nth(MOST_QUESTION).is_some() {
        let detail = format!("question has {MOST_QUESTION} characters at most");
        return Err(Problem::bad("question_too_long", detail));
    }
    let lang = match asked.lang.as_deref() {
        None => ask::language(&text, Lang::default()),
        Some(code) => Lang::from_code(code)
            .ok_or_else(|| Problem::bad("lang", "lang is one of ru, kk, en"))?,
    };
    let top = asked.top_k.unwrap_or(TOP.0);
    if !(1..=TOP.1).contains(&top) {
        return Err(Problem::bad("top_k", format!("top_k is from 1 to {}", TOP.1)));
    }
    let sources = match asked.sources {
        None => vec![Source::Knowledge, Source::Law],
        Some(codes) => codes.iter().map(|code| source(code)).collect::<Result<_, _>>()?,
    };
    if sources.is_empty() {
        return Err(Problem::bad("source", "sources is a list of one name at least"));
    }
    Ok(Question { text, lang, sources, top })
}

fn source(code: &str) -> Result<Source, Problem> {
    Source::from_code(code).ok_or_else(|| {
        let known = Source::ALL.map(Source::code).join(", ");
        Problem::bad("source", format!("no such source; there are: {known}"))
    })
}

fn refused(lang: Lang, why: Refusal) -> Given {
    let answer = why_refused(lang, why);
    Given { answer, kind: why.code(), score: None, sources: Vec::new() }
}

fn word(score: u8) -> &'static str {
    match Quality::of(score) {
        Quality::High => "high",
        Quality::Middle => "middle",
        Quality::Low => "low",
    }
}

/// An answer of ours.
async fn known(
    services: &Services,
    question: &Question,
    verdict: &Verdict,
    hits: &mut Vec<Value>,
) -> Result<Option<Given>, Error> {
    let (true, Verdict::Answer(found)) = (question.sources.contains(&Source::Knowledge), verdict)
    else {
        return Ok(None);
    };
    hits.extend(found.iter().take(question.top).filter_map(|hit| known_hit(question.lang, hit)));
    let Some((entry, answer)) = ask::extract(found, question.lang) else { return Ok(None) };
    let mut sources = Vec::new();
    for it in &entry.refs {
        sources.push(place(services, it).await?);
    }
    let score = Some(ask::score(found));
    Ok(Some(Given { answer: answer.to_owned(), kind: "extract", score, sources }))
}

fn known_hit(lang: Lang, hit: &Hit) -> Option<Value> {
    let entry = base().entries.get(hit.entry)?;
    Some(json!({
        "source": Source::Knowledge.code(), "id": entry.id, "title": entry.title(lang),
        "text": entry.answer(lang), "score": hit.score, "coverage": hit.coverage,
    }))
}

/// A place that an answer rests on, with what stands there where the text was brought in.
async fn place(services: &Services, it: &Reference) -> Result<Value, Error> {
    let quote = match it.document {
        Some(document) => services.store.find_passage(document, &Place::of(it)).await?,
        None => None,
    };
    let edition = quote.as_ref().map(|(day, _)| *day).or_else(ask::edition);
    let text = quote.map(|(_, text)| around(&text, "", MOST_PLACE));
    Ok(source_of(it, edition, text))
}

fn source_of(it: &Reference, edition: Option<NaiveDate>, quote: Option<String>) -> Value {
    let mut source = json!({
        "document": it.document,
        "article": it.article,
        "point": it.point,
        "url": it.document.map(|document| document.url()),
        "edition": edition,
    });
    if let Some(fields) = source.as_object_mut() {
        let more = [
            ("act", json!(it.act)),
            ("to", json!(it.to)),
            ("subpoint", json!(it.sub)),
            ("annex", json!(it.annex)),
            ("quote", json!(quote)),
        ];
        let told = more.into_iter().filter(|(_, value)| !value.is_null());
        fields.extend(told.map(|(name, value)| (name.to_owned(), value)));
    }
    source
}

/// What the official texts say; for an answer only where nothing of ours was asked for or known.
async fn law(
    services: &Services,
    question: &Question,
    verdict: &Verdict,
    hits: &mut Vec<Value>,
) -> Option<Given> {
    let is_outside = matches!(verdict, Verdict::Refuse(Refusal::Outside, _));
    if !question.sources.contains(&Source::Law) || is_outside {
        return None;
    }
    let answers = match verdict {
        Verdict::Answer(answers) => answers.as_slice(),
        Verdict::Refuse(..) => &[],
    };
    let found = services.law.find(&question.text, answers, question.top).await;
    hits.extend(found.iter().map(|it| {
        json!({
            "source": Source::Law.code(), "id": it.spot.to_string(),
            "title": it.spot.place.name(), "text": around(&it.text, &question.text, MOST_PLACE),
            "score": it.score, "coverage": it.coverage,
        })
    }));
    let shown: Vec<Found> = found.into_iter().filter(|it| it.is_close).take(SHOWN).collect();
    let best = shown.first()?;
    let answer = around(&best.text, &question.text, MOST_QUOTED);
    let sources = shown.iter().map(|it| {
        let quote = around(&it.text, &question.text, MOST_PLACE);
        source_of(&it.spot.reference(), Some(it.edition), Some(quote))
    });
    let score = (best.coverage.clamp(0.0, 1.0) * 100.0).round() as u8;
    Some(Given { answer, kind: "law", score: Some(score), sources: sources.collect() })
}
