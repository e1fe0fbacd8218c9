//! A paper begun from «Что делать»: what stands out is written into it, and can be changed there.

use super::{
    super::{
        callback::{Callback, RiskPage},
        ctx::Ctx,
        documents,
        say::{self, Button, Outcome},
    },
    name, words,
};
use crate::{
    domain::{
        documents::{Field, Kind},
        error::UserError,
        risk::{Advice, Evaluation, Flag, Paper, Rule, Settings, advice},
    },
    i18n::Lang,
};

/// The button under a paper that fits; none where papers are not written.
pub(super) fn button(ctx: &Ctx, evaluation: &Evaluation, advice: &Advice) -> Option<Button> {
    let words = ctx.words();
    let label = match advice.paper {
        Paper::Clarification => words.button_risk_clarification(),
        Paper::Remark => words.button_risk_remark(),
        Paper::Complaint => words.button_risk_complaint(),
    };
    let page = RiskPage::Write(advice.paper);
    let to = Callback::Risk(evaluation.input.case.lot.id, page);
    documents::are_written(ctx).then_some(Button::Press(label, to))
}

/// Begins the paper, with the flags it is because of.
pub(super) async fn write(ctx: &Ctx, evaluation: &Evaluation, paper: Paper) -> Outcome {
    let (case, report) = (&evaluation.input.case, &evaluation.report);
    let fitting = advice(case, report, Settings::published(), ctx.now);
    let because = fitting.into_iter().find(|it| it.paper == paper).ok_or(UserError::StaleButton)?;
    let flags: Vec<&Flag> =
        report.flags.iter().filter(|flag| because.rules.contains(&flag.rule)).collect();
    // Papers are written in the two languages of the state's offices.
    let lang = if ctx.lang == Lang::Kk { Lang::Kk } else { Lang::Ru };
    let theirs = Ctx { lang, ..ctx.clone() };
    let lines = |of: fn(&Ctx, &Flag) -> String| -> String {
        let lines: Vec<String> = flags.iter().map(|flag| say::plain(&of(&theirs, flag))).collect();
        lines.join("\n")
    };
    let (kind, told) = match paper {
        Paper::Clarification => (Kind::Clarification, vec![(Field::Questions, lines(question))]),
        Paper::Remark => {
            let told = vec![(Field::Violation, lines(fact)), (Field::Proposal, lines(proposal))];
            (Kind::Remark, told)
        }
        Paper::Complaint => (Kind::Complaint, vec![(Field::Facts, lines(fact))]),
    };
    documents::begin(ctx, kind, case.lot.id, &told).await
}

fn question(ctx: &Ctx, flag: &Flag) -> String {
    ctx.words().risk_paper_question(told(ctx, flag))
}

fn fact(ctx: &Ctx, flag: &Flag) -> String {
    let sources = Rule::named(&flag.rule).map(|rule| rule.sources).unwrap_or_default();
    let sources: Vec<String> = sources.iter().map(|it| words::source(ctx, it)).collect();
    ctx.words().risk_paper_fact(told(ctx, flag), sources.join("; "))
}

fn proposal(ctx: &Ctx, flag: &Flag) -> String {
    words::change(ctx, &flag.evidence)
}

fn told(ctx: &Ctx, flag: &Flag) -> String {
    format!("{}: {}", name(ctx.words(), &flag.rule), words::fact(ctx, &flag.evidence))
}
