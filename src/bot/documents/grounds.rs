//! Grounds of a paper, marked by buttons among the flags of its lot.

use super::{
    super::{
        callback::DocStep,
        ctx::Ctx,
        risk,
        say::{Button, Reply, Text, cut, esc, plain},
    },
    MOST_SHOWN, press, title,
};
use crate::{
    domain::{
        documents::{Document, Field, FlagWords, Grounds, offered},
        error::{Error, UserError},
        risk::{Evaluation, Flag, Source, rules},
    },
    i18n::Lang,
};

/// Flags in words, as the bot says them.
pub(super) struct Said<'a>(pub(super) &'a Ctx);

impl Said<'_> {
    fn in_lang(&self, lang: Lang) -> Ctx {
        Ctx { lang, ..self.0.clone() }
    }
}

impl FlagWords for Said<'_> {
    fn name(&self, lang: Lang, rule: &str) -> String {
        risk::name(lang.words(), rule)
    }

    fn fact(&self, lang: Lang, flag: &Flag) -> String {
        plain(&risk::fact(&self.in_lang(lang), &flag.evidence))
    }

    fn remedy(&self, lang: Lang, flag: &Flag) -> String {
        plain(&risk::change(&self.in_lang(lang), &flag.evidence))
    }

    fn source(&self, lang: Lang, source: &Source) -> String {
        risk::source(&self.in_lang(lang), source)
    }
}

/// What the lot of a paper offers.
async fn of_lot(ctx: &Ctx, paper: &Document) -> Result<Option<Grounds>, Error> {
    let Some(lot) = paper.lot else { return Ok(None) };
    let evaluation = ctx.services.risk.last(lot).await?;
    Ok(Some(offered(paper.kind, &evaluation)).filter(|it| !it.flags.is_empty()))
}

/// A paper whose lot offers nothing is not asked for grounds.
pub(super) async fn skipped(ctx: &Ctx, mut paper: Document) -> Result<Document, Error> {
    let asks = paper.kind.fields().iter().any(|asked| asked.field == Field::Grounds);
    if asks && !paper.answers.contains_key(&Field::Grounds) && of_lot(ctx, &paper).await?.is_none()
    {
        paper.answers.insert(Field::Grounds, String::new());
    }
    Ok(paper)
}

/// A paper with the flags of these rules marked.
pub(super) fn marked(
    ctx: &Ctx,
    paper: Document,
    evaluation: &Evaluation,
    rules: &[String],
) -> Result<Document, Error> {
    let mut grounds = offered(paper.kind, evaluation);
    grounds.flags.retain(|flag| rules.contains(&flag.rule));
    let answer = grounds.write().map_err(|error| Error::Internal(std::sync::Arc::new(error)))?;
    Ok(paper.with(Field::Grounds, answer, ctx.now))
}

/// The flags on offer, those that are chosen with a mark.
pub(super) async fn ask(ctx: &Ctx, paper: &Document) -> Result<Text, Error> {
    let words = ctx.words();
    let offer = of_lot(ctx, paper).await?;
    let chosen = chosen(paper);
    let question = if offer.is_some() { words.ask_grounds() } else { words.ask_grounds_none() };
    let flags = offer.map(|it| it.flags).unwrap_or_default();
    let mut lines = vec![title(ctx, paper), question];
    lines.extend(flags.iter().map(|flag| format!("• {}", risk::said(ctx, flag))));
    lines.push(words.document_later());
    let text = flags.iter().fold(Text::new(lines.join("\n\n")), |text, flag| {
        let is_chosen = chosen.as_ref().is_some_and(|it| it.has(&flag.rule));
        let sign = if is_chosen { "☑️" } else { "⬜️" };
        let label = cut(&risk::name(words, &flag.rule), MOST_SHOWN);
        let n = rules().position(|rule| rule.code == flag.rule).unwrap_or_default();
        text.row(vec![press(format!("{sign} {label}"), DocStep::Ground(paper.id.clone(), n))])
    });
    Ok(text.row(vec![press(
        words.button_grounds_done(),
        DocStep::Skip(paper.id.clone(), Field::Grounds),
    )]))
}

/// Marks the flag of a rule, or takes its mark away; the list is shown again in place.
pub(super) async fn toggled(
    ctx: &Ctx,
    paper: Document,
    n: usize,
    place: Option<i64>,
) -> Result<Reply, Error> {
    let rule = rules().nth(n).ok_or(UserError::StaleButton)?.code;
    let offer = of_lot(ctx, &paper).await?.ok_or(UserError::StaleButton)?;
    let before = chosen(&paper);
    let was = |rule: &str| before.as_ref().is_some_and(|it| it.has(rule));
    let mut chosen = Grounds { flags: Vec::new(), ..offer.clone() };
    for flag in offer.flags {
        if was(&flag.rule) != (flag.rule == rule) {
            chosen.flags.push(flag);
        }
    }
    let answer = chosen.write().map_err(|error| Error::Internal(std::sync::Arc::new(error)))?;
    let paper = paper.with(Field::Grounds, answer, ctx.now);
    let keep = ctx.services.documents.keep(&paper)?;
    Ok(Reply::edit(place, ask(ctx, &paper).await?).with(keep))
}

fn chosen(paper: &Document) -> Option<Grounds> {
    paper.answers.get(&Field::Grounds).and_then(|answer| Grounds::read(answer))
}

/// A paper's answers in the person's own language, where the paper is in another.
pub(super) fn summary(ctx: &Ctx, paper: &Document) -> Option<String> {
    let words = ctx.words();
    if ctx.lang != Lang::En {
        return None;
    }
    let mut lines = vec![words.document_summary()];
    for (field, answer) in paper.answers.iter().filter(|(_, answer)| !answer.is_empty()) {
        let value = match Grounds::read(answer).filter(|_| *field == Field::Grounds) {
            Some(grounds) => {
                let names = grounds.flags.iter().map(|flag| risk::name(words, &flag.rule));
                names.collect::<Vec<_>>().join("; ")
            }
            None => field.shown(ctx.lang, answer),
        };
        let value = esc(&cut(&value, 4 * MOST_SHOWN));
        lines.push(words.document_summary_line(super::words::field(words, *field), value));
    }
    Some(lines.join("\n")).filter(|_| !paper.answers.is_empty())
}

/// The button of a counterparty's card.
pub(in crate::bot) fn report_button(ctx: &Ctx, bin: &crate::domain::types::Bin) -> Option<Button> {
    let is_theirs = ctx.private && ctx.services.documents.is_on();
    is_theirs.then(|| press(ctx.words().button_counterparty_report(), DocStep::About(bin.clone())))
}
