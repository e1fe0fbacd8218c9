//! `/ask` and questions without a command: an answer with its source, or a refusal with what is
//! nearest.

mod cite;
mod law;
mod lot;
mod lots;
mod mine;
mod quote;
mod sources;
mod talks;
mod think;
mod tools;

use uuid::Uuid;

use super::{
    callback::{AskStep, Callback},
    ctx::Ctx,
    say::{Button, Outcome, Reply, Text, esc, plain},
};
use crate::{
    domain::{
        ask::{
            self, Entry, Exchange, Hit, Quality, Reference, Refusal, Verdict, base,
            own::{self, Tool, Topic},
            passages::{Found, SHOWN},
            think::Asked,
        },
        effects::Effect,
        error::UserError,
        law::Place,
        types::LotRef,
    },
    i18n::Lang,
};

pub use cite::all as cited_places;
pub use lot::said_of_lot_text;
pub(super) use talks::{WHY, told_why};
pub use think::Thinker;

/// What is quoted of passages beside an answer, of all together, in characters.
const MOST_BESIDES: usize = 1_200;
/// Close answers that are offered.
const OFFERED: usize = 3;

/// `/ask <question>`.
pub(super) async fn show(ctx: Ctx, question: String) -> Outcome {
    if question.trim().is_empty() {
        return talks::usage(&ctx).await;
    }
    ask::ready().await;
    let named = named(&question);
    let meant = named.or_else(|| of_own(&question)).unwrap_or_else(|| {
        let verdict = ask::judge(&question);
        // Nothing that we can tell is asked of a lot that is named: then what is asked oftenest.
        match own::any_lot(&question).filter(|_| is_unknown(&verdict)) {
            Some((lot, topics)) => Meant::Lot(Which::Named(lot), topics),
            None => Meant::Law(verdict),
        }
    });
    answer(ctx, question, meant).await
}

/// What a question is about.
pub(super) enum Meant {
    /// What one has, by the tool that tells it.
    Own(Tool),
    /// A lot, and what is asked of it.
    Lot(Which, Vec<Topic>),
    /// The law, and what the question came to.
    Law(Verdict),
}

/// Which lots a question is about.
pub(super) enum Which {
    /// The one looked at last.
    Last,
    /// The one it names.
    Named(LotRef),
    /// Those looked at last.
    Recent,
}

fn of_own(text: &str) -> Option<Meant> {
    match own::tool(text) {
        Some(Tool::Lots(topics)) if !topics.is_empty() => Some(Meant::Lot(Which::Recent, topics)),
        Some(tool) => Some(Meant::Own(tool)),
        None => own::topics(text).map(|topics| Meant::Lot(Which::Last, topics)),
    }
}

/// What is asked of a lot that a text names; none where the lot itself is wanted.
pub(super) fn named(text: &str) -> Option<Meant> {
    own::of_named_lot(text).map(|(lot, topics)| Meant::Lot(Which::Named(lot), topics))
}

/// What a text without a command asks of us; none where no answer is known and it can be something
/// else than a question.
pub(super) async fn meant(text: &str) -> Option<Meant> {
    ask::ready().await;
    of_own(text).or_else(|| {
        let verdict = ask::is_question(text).then(|| ask::judge(text))?;
        let is_answered = text.trim_end().ends_with('?') || !is_unknown(&verdict);
        is_answered.then_some(Meant::Law(verdict))
    })
}

/// Nothing that we have read is about it.
fn is_unknown(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refuse(Refusal::Outside | Refusal::NoEvidence, _))
}

/// Answers to words that no lot has, by their titles: perhaps it was a question.
pub(super) fn offered(lang: Lang, text: &str) -> Vec<Button> {
    match ask::judge(text) {
        Verdict::Answer(hits) => near(lang, &hits),
        Verdict::Refuse(..) => Vec::new(),
    }
}

/// Answers a question.
pub(super) async fn answer(ctx: Ctx, question: String, meant: Meant) -> Outcome {
    let question = question.trim().to_owned();
    let lang = ask::language(&question, ctx.lang);
    let ctx = Ctx { lang, ..ctx };
    match meant {
        Meant::Own(tool) => Box::pin(tools::told(ctx, tool)).await,
        Meant::Lot(which, topics) => {
            Box::pin(lot::told(ctx, question, (which, topics), false)).await
        }
        Meant::Law(Verdict::Answer(hits)) => {
            let hits = ctx.services.law.fused(&question, hits).await;
            Ok(thought(&ctx, question, &hits, false).await)
        }
        Meant::Law(Verdict::Refuse(why, hits)) => {
            if why == Refusal::NoEvidence {
                let passages = ctx.services.law.close(&question).await;
                if !passages.is_empty() {
                    return Ok(law::found(&ctx, question, &passages, &hits));
                }
            }
            Ok(refused(&ctx, question, why, &hits))
        }
    }
}

/// A press under an answer.
pub(super) async fn step(ctx: Ctx, step: AskStep, place: Option<i64>) -> Outcome {
    ask::ready().await;
    match step {
        AskStep::More(id) => more(ctx, &id, place).await,
        AskStep::Again(id) => again(ctx, &id).await,
        AskStep::Sources(id) => sources::choose(ctx, &id, place).await,
        AskStep::From(id, source) => sources::from(ctx, &id, source, place).await,
        AskStep::Rate(id, is_good) => talks::rated(ctx, id, is_good).await,
        AskStep::Known(name) => {
            let at = base().entries.iter().position(|entry| entry.id == name);
            let (at, entry) = at
                .and_then(|at| Some((at, base().entries.get(at)?)))
                .ok_or(UserError::StaleButton)?;
            let hit = Hit { entry: at, score: 1.0, coverage: 1.0, likeness: 1.0, is_strong: true };
            Ok(known(&ctx, entry.title(ctx.lang), &[hit]))
        }
        AskStep::Talks => talks::list(ctx, place, "").await,
        AskStep::Drop(id) => talks::drop_one(ctx, &id, place).await,
        AskStep::AskForget => Ok(talks::ask_forget(&ctx, place)),
        AskStep::Forget => Ok(talks::forget(&ctx, place)),
    }
}

/// The best answer as it stands.
fn known(ctx: &Ctx, question: String, hits: &[Hit]) -> Reply {
    match best(ctx.lang, hits) {
        Some(said) => kept(ctx, question, said),
        None => refused(ctx, question, Refusal::NoEvidence, hits),
    }
}

/// The same, until a model has said more of it.
async fn thought(ctx: &Ctx, question: String, hits: &[Hit], is_again: bool) -> Reply {
    let Some(mut said) = best(ctx.lang, hits) else {
        return refused(ctx, question, Refusal::NoEvidence, hits);
    };
    let passages = ctx.services.law.find(&question, hits, SHOWN).await;
    said.sources.extend(law::names(&passages));
    let sources = said.sources.clone();
    let (facts, data) = (Vec::new(), String::new());
    let asked = Asked { question, lang: ctx.lang, sources, facts, data, is_again };
    think::thought(ctx, said, asked).await
}

fn best(lang: Lang, hits: &[Hit]) -> Option<Said<'static>> {
    let (entry, answer) = ask::extract(hits, lang)?;
    let words = lang.words();
    let score = ask::score(hits);
    let html = [
        words.ask_answer(esc(&entry.title(lang)), esc(answer)),
        String::new(),
        words.ask_source(cite::all(lang, &entry.refs)),
        quality(lang, score),
        words.ask_edition(cite::edition()),
    ]
    .join("\n");
    Some(Said { html, kind: "extract", sources: names(hits), score })
}

fn quality(lang: Lang, score: u8) -> String {
    let words = lang.words();
    match Quality::of(score) {
        Quality::High => words.ask_quality_high(),
        Quality::Middle => words.ask_quality_middle(),
        Quality::Low => words.ask_quality_low(),
    }
}

/// What is said, and what is kept of it.
struct Said<'a> {
    html: String,
    kind: &'a str,
    sources: Vec<String>,
    score: u8,
}

fn refused(ctx: &Ctx, question: String, why: Refusal, hits: &[Hit]) -> Reply {
    let ids = new_ids();
    let mut text = refusal(ctx.lang, why, hits);
    let said = Said { html: text.html.clone(), kind: why.code(), sources: names(hits), score: 0 };
    if why == Refusal::NoEvidence {
        // Perhaps it is in a lot or a contract.
        let to = Callback::Ask(AskStep::Sources(ids.1.clone()));
        text = text.row(vec![Button::Press(ctx.words().button_ask_sources(), to)]);
    }
    Reply::send(text).with(keep(ctx, &ids, question, said))
}

/// Why there is no answer.
pub fn why_refused(lang: Lang, why: Refusal) -> String {
    let words = lang.words();
    match why {
        Refusal::Outside => words.ask_refused_outside(),
        Refusal::NoEvidence => words.ask_refused_no_evidence(),
        Refusal::NeedsLawyer => words.ask_refused_needs_lawyer(),
        Refusal::PersonalData => words.ask_refused_personal_data(),
        Refusal::BreaksLaw => words.ask_refused_breaks_law(),
        Refusal::Unknowable => words.ask_refused_unknowable(),
    }
}

/// The same with the nearest there is.
fn refusal(lang: Lang, why: Refusal, hits: &[Hit]) -> Text {
    let text = Text::new(why_refused(lang, why));
    if matches!(why, Refusal::Outside | Refusal::PersonalData) {
        return text;
    }
    near(lang, hits).into_iter().fold(text, |text, button| text.row(vec![button]))
}

/// A message with the buttons of an answer, and what is kept of it.
fn kept(ctx: &Ctx, question: String, said: Said<'_>) -> Reply {
    let ids = new_ids();
    let text = rows(ctx.lang, &ids.1, Text::new(said.html.clone()), !said.sources.is_empty());
    Reply::send(text).with(keep(ctx, &ids, question, said))
}

/// An answer with its buttons.
fn rows(lang: Lang, id: &str, text: Text, has_sources: bool) -> Text {
    let words = lang.words();
    let press = |label: String, step| Button::Press(label, Callback::Ask(step));
    let id = || id.to_owned();
    let more = has_sources.then(|| {
        vec![
            press(words.button_ask_more(), AskStep::More(id())),
            press(words.button_ask_again(), AskStep::Again(id())),
        ]
    });
    text.row(more.unwrap_or_default()).row(vec![
        press("👍".to_owned(), AskStep::Rate(id(), true)),
        press("👎".to_owned(), AskStep::Rate(id(), false)),
        press(words.button_ask_sources(), AskStep::Sources(id())),
    ])
}

/// Ids of a question and its answer, in the order they are said.
fn new_ids() -> (String, String) {
    (Uuid::now_v7().to_string(), Uuid::now_v7().to_string())
}

fn keep(ctx: &Ctx, ids: &(String, String), question: String, said: Said<'_>) -> Effect {
    Effect::KeepExchange(Box::new(Exchange {
        id: ids.1.clone(),
        question_id: ids.0.clone(),
        user: ctx.user_id,
        chat_id: ctx.chat_id,
        question,
        answer: plain(&said.html),
        lang: ctx.lang,
        kind: said.kind.to_owned(),
        sources: said.sources,
        tokens: 0,
        score: said.score,
        at: ctx.now,
    }))
}

/// The answer with every place it rests on, and what is close to it.
async fn more(ctx: Ctx, id: &str, place: Option<i64>) -> Outcome {
    let kept = ctx.services.store.find_answer(ctx.user_id, id).await?;
    let kept = kept.ok_or(UserError::ForeignButton)?;
    let lang = ask::language(&kept.question, ctx.lang);
    let words = lang.words();
    let entries = entries(&kept.sources);
    let mut lines = vec![words.ask_more_asked(esc(&kept.question))];
    let mut passages = ctx.services.law.named(&kept.sources, &kept.question).await;
    if let Some(entry) = entries.first() {
        // What the answer rests on is quoted as that.
        let rests = |it: &Found| {
            let of = |place: &Reference| {
                place.document == Some(it.spot.document) && Place::of(place) == it.spot.place
            };
            entry.refs.iter().any(of)
        };
        passages.retain(|it| !rests(it));
        lines.push(String::new());
        lines.push(words.ask_answer(esc(&entry.title(lang)), esc(entry.answer(lang))));
        lines.push(String::new());
        lines.extend(quote::sources(&ctx, lang, &entry.refs).await?);
    }
    if !passages.is_empty() {
        let told = if entries.is_empty() { words.ask_law_found() } else { words.ask_law_besides() };
        lines.extend([String::new(), told, String::new()]);
        lines.extend(law::parts(lang, &kept.question, &passages, 0, MOST_BESIDES));
    }
    lines.push(words.ask_edition(cite::edition()));
    if entries.len() > 1 {
        lines.extend([String::new(), words.ask_more_related()]);
    }
    let text = Text::new(lines.join("\n"));
    let related = entries.iter().skip(1).take(OFFERED).map(|entry| button(lang, entry));
    Ok(Reply::edit(place, related.fold(text, |text, button| text.row(vec![button]))))
}

/// The next best answer to the same question.
async fn again(ctx: Ctx, id: &str) -> Outcome {
    let kept = ctx.services.store.find_answer(ctx.user_id, id).await?;
    let kept = kept.ok_or(UserError::ForeignButton)?;
    let lang = ask::language(&kept.question, ctx.lang);
    let ctx = Ctx { lang, ..ctx };
    let own = named(&kept.question).or_else(|| of_own(&kept.question));
    if let Some(Meant::Lot(which, topics)) = own {
        return Box::pin(lot::told(ctx, kept.question, (which, topics), true)).await;
    }
    if entries(&kept.sources).is_empty() {
        let passages = ctx.services.law.named(&kept.sources, &kept.question).await;
        if !passages.is_empty() {
            return law::again(&ctx, kept.question, &passages).await;
        }
    }
    // What was given goes to the end: the person did not like it.
    let (Verdict::Answer(hits) | Verdict::Refuse(_, hits)) = ask::judge(&kept.question);
    let given = kept.sources.first();
    let (old, mut new): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| {
        base().entries.get(hit.entry).is_some_and(|entry| Some(&entry.id) == given)
    });
    if new.is_empty() && !ctx.services.ask.is_on() {
        return Ok(nothing_more(&ctx));
    }
    // What was not given yet goes in the order it was left in.
    new.sort_by_key(|hit| {
        let id = base().entries.get(hit.entry).map(|entry| &entry.id);
        kept.sources.iter().position(|known| Some(known) == id)
    });
    let hits: Vec<Hit> = new.into_iter().chain(old).collect();
    Ok(thought(&ctx, kept.question, &hits, true).await)
}

fn nothing_more(ctx: &Ctx) -> Reply {
    Reply::toast(ctx.words().ask_again_nothing())
}

fn names(hits: &[Hit]) -> Vec<String> {
    let entries = hits.iter().filter_map(|hit| base().entries.get(hit.entry));
    entries.map(|entry| entry.id.clone()).collect()
}

fn entries(names: &[String]) -> Vec<&'static Entry> {
    names.iter().filter_map(|name| base().entry(name)).collect()
}

fn near(lang: Lang, hits: &[Hit]) -> Vec<Button> {
    let entries = hits.iter().take(OFFERED).filter_map(|hit| base().entries.get(hit.entry));
    entries.map(|entry| button(lang, entry)).collect()
}

fn button(lang: Lang, entry: &Entry) -> Button {
    let to = Callback::Ask(AskStep::Known(entry.id.clone()));
    Button::Press(entry.title(lang), to)
}
