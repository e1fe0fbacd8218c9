//! What the official texts say, word for word: where no answer of ours is, and beside one.

use super::{Said, cite, keep, near, new_ids, nothing_more, rows, think};
use crate::{
    bot::{
        ctx::Ctx,
        say::{Outcome, Reply, Text, esc},
    },
    domain::ask::{
        self, Hit, Reference,
        passages::{Found, MOST_QUOTED, around},
        think::Asked,
    },
    i18n::Lang,
};

/// What is kept as the kind of such an answer.
pub(super) const KIND: &str = "law";

/// There is no answer of ours: the passages that are about it, and the nearest answers on buttons.
pub(super) fn found(ctx: &Ctx, question: String, passages: &[Found], hits: &[Hit]) -> Reply {
    let said = said(ctx.lang, &question, passages);
    let ids = new_ids();
    let text = rows(ctx.lang, &ids.1, Text::new(said.html.clone()), true);
    let text = near(ctx.lang, hits).into_iter().fold(text, |text, button| text.row(vec![button]));
    Reply::send(text).with(keep(ctx, &ids, question, said))
}

/// The same question of a model, with the passages as all its evidence.
pub(super) async fn again(ctx: &Ctx, question: String, passages: &[Found]) -> Outcome {
    if passages.is_empty() || !ctx.services.ask.is_on() {
        return Ok(nothing_more(ctx));
    }
    let said = said(ctx.lang, &question, passages);
    let asked = Asked {
        question,
        lang: ctx.lang,
        sources: said.sources.clone(),
        facts: Vec::new(),
        data: String::new(),
        is_again: true,
    };
    Ok(think::thought(ctx, said, asked).await)
}

fn said(lang: Lang, question: &str, passages: &[Found]) -> Said<'static> {
    let words = lang.words();
    let mut lines = vec![words.ask_law_found(), String::new()];
    lines.extend(parts(lang, question, passages, 0, MOST_QUOTED));
    lines.push(words.ask_law_note());
    Said { html: lines.join("\n"), kind: KIND, sources: names(passages), score: score(passages) }
}

/// As answers of ours are scored.
fn score(passages: &[Found]) -> u8 {
    let places: Vec<Reference> = passages.iter().map(|it| it.spot.reference()).collect();
    ask::weighed(passages.first().map_or(0.0, |it| it.coverage), &places)
}

/// What kept answers name passages by.
pub(super) fn names(passages: &[Found]) -> Vec<String> {
    passages.iter().map(|it| it.spot.to_string()).collect()
}

/// Passages as numbered parts after so many others, `most` characters quoted of all together.
pub(super) fn parts(
    lang: Lang,
    question: &str,
    passages: &[Found],
    before: usize,
    most: usize,
) -> Vec<String> {
    let each = most / passages.len().max(1);
    let part = |(n, it): (usize, &Found)| {
        let name = cite::linked(lang, &it.spot.reference());
        let place = format!("<a href=\"{}\">{name}</a>", it.spot.document.url());
        let text = esc(&around(&it.text, question, each));
        let day = it.edition.format("%d.%m.%Y").to_string();
        lang.words().ask_law_part((n + 1).to_string(), place, text, day)
    };
    (before..).zip(passages).map(part).collect()
}
