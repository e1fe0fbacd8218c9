//! The same question, answered from one source that the person chose: in place of the answer.

use super::{best, law, lots, refusal};
use crate::{
    bot::{
        callback::{AskStep, Callback},
        counterparty,
        ctx::Ctx,
        rnu,
        say::{Button, Outcome, Reply, Say, Text, cut, esc},
        search, suppliers,
    },
    domain::{
        ask::{
            self, Kept, Source, Verdict, number_in,
            passages::{self, SHOWN, essence},
        },
        error::{Error, UserError},
        rnu::named_in,
        types::Bin,
    },
};

/// What is quoted of the texts where nothing else is said.
const MOST_QUOTED: usize = 1_200;
/// Less than such a share of a question is no reason to show a place.
const LEAST: f32 = 0.25;
/// Earlier questions that are told.
const TOLD: i64 = 5;
const MOST_QUESTION: usize = 120;

/// Asks where to look.
pub(super) async fn choose(ctx: Ctx, id: &str, place: Option<i64>) -> Outcome {
    let kept = kept(&ctx, id).await?;
    let ctx = Ctx { lang: ask::language(&kept.question, ctx.lang), ..ctx };
    let html = ctx.words().ask_sources(esc(&kept.question));
    Ok(Reply::edit(place, choices(&ctx, id, None, Text::new(html))))
}

/// Answers from one source.
pub(super) async fn from(ctx: Ctx, id: &str, source: Source, place: Option<i64>) -> Outcome {
    let kept = kept(&ctx, id).await?;
    let ctx = Ctx { lang: ask::language(&kept.question, ctx.lang), ..ctx };
    let mut reply = Box::pin(told(&ctx, &kept.question, source)).await?;
    // What is said first takes the answer's place; a file or more of it comes after.
    if let Some(first) = reply.says.first_mut()
        && let Say::Send(text) | Say::Edit(_, text) = first
    {
        let text = choices(&ctx, id, Some(source), text.clone());
        *first = match place {
            Some(place) => Say::Edit(place, text),
            None => Say::Send(text),
        };
    }
    Ok(reply)
}

async fn kept(ctx: &Ctx, id: &str) -> Result<Kept, Error> {
    let kept = ctx.services.store.find_answer(ctx.user_id, id).await?;
    Ok(kept.ok_or(UserError::ForeignButton)?)
}

fn choices(ctx: &Ctx, id: &str, chosen: Option<Source>, text: Text) -> Text {
    let words = ctx.words();
    let button = |source: &Source| {
        let name = match source {
            Source::Knowledge => words.button_source_knowledge(),
            Source::Law => words.button_source_law(),
            Source::Lots => words.button_source_lots(),
            Source::Contracts => words.button_source_contracts(),
            Source::Rnu => words.button_source_rnu(),
            Source::My => words.button_source_my(),
        };
        let label = if Some(*source) == chosen { format!("• {name}") } else { name };
        Button::Press(label, Callback::Ask(AskStep::From(id.to_owned(), *source)))
    };
    Source::ALL.chunks(3).fold(text, |text, row| text.row(row.iter().map(button).collect()))
}

async fn told(ctx: &Ctx, question: &str, source: Source) -> Outcome {
    match source {
        Source::Knowledge => Ok(known(ctx, question)),
        Source::Law => law_says(ctx, question).await,
        Source::Lots => search::first_page(ctx.clone(), essence(question)).await,
        Source::Contracts => match number_in(question) {
            Some(number) => match Bin::parse(&number) {
                Ok(bin) => counterparty::show(ctx.clone(), bin).await,
                Err(_) => Ok(rnu::wrong_number(ctx, &number)),
            },
            None => suppliers::show(ctx.clone(), essence(question)).await,
        },
        Source::Rnu => {
            let who = number_in(question).or_else(|| named_in(question));
            rnu::show(ctx.clone(), who.unwrap_or_default()).await
        }
        Source::My => mine(ctx, question).await,
    }
}

fn known(ctx: &Ctx, question: &str) -> Reply {
    let text = match ask::judge(question) {
        Verdict::Answer(hits) => best(ctx.lang, &hits).map(|said| Text::new(said.html)),
        Verdict::Refuse(why, hits) => Some(refusal(ctx.lang, why, &hits)),
    };
    let text = text.unwrap_or_else(|| refusal(ctx.lang, ask::Refusal::NoEvidence, &[]));
    Reply::send(text)
}

async fn law_says(ctx: &Ctx, question: &str) -> Outcome {
    let words = ctx.words();
    let hits = match ask::judge(question) {
        Verdict::Refuse(why, hits) if !passages::may_be_looked_up(question) => {
            return Ok(Reply::send(refusal(ctx.lang, why, &hits)));
        }
        Verdict::Answer(hits) => hits,
        Verdict::Refuse(..) => Vec::new(),
    };
    let mut found = ctx.services.law.find(question, &hits, SHOWN).await;
    found.retain(|it| it.coverage >= LEAST);
    if found.is_empty() {
        let is_read = !ctx.services.law.editions().await?.is_empty();
        let none = if is_read { words.ask_law_none() } else { words.ask_law_unread() };
        return Ok(Reply::send(Text::new(none)));
    }
    let mut lines = vec![words.ask_more_asked(esc(question)), String::new()];
    lines.extend(law::parts(ctx.lang, question, &found, 0, MOST_QUOTED));
    lines.push(words.ask_law_note());
    Ok(Reply::send(Text::new(lines.join("\n"))))
}

/// The lots that the person looked at, and what they asked of the same.
async fn mine(ctx: &Ctx, question: &str) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let store = &ctx.services.store;
    let (mut lines, mut text) = (Vec::new(), Text::new(String::new()));
    for view in lots::viewed(ctx).await? {
        lines.extend([search::entry(ctx, &view.lot), String::new()]);
        text = text.row(vec![search::lot_button(ctx, &view.lot)]);
    }
    if !lines.is_empty() {
        lines.insert(0, words.ask_my_lots());
    }
    let asked = store.list_answers(ctx.user_id, &essence(question), TOLD).await?;
    if !asked.is_empty() {
        lines.push(words.ask_my_questions());
        lines.extend(asked.iter().map(|it| {
            format!("• {} — {}", ctx.lang.date(it.at), esc(&cut(&it.question, MOST_QUESTION)))
        }));
    }
    text.html = if lines.is_empty() { words.ask_my_none() } else { lines.join("\n") };
    Ok(Reply::send(text))
}
