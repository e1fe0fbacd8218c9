//! The risk of a lot in place of its card: level and weightiest flags, all of them with what would
//! clear them, and the papers that fit. Facts and what they may mean, never an accusation.

mod names;
mod paper;
mod words;

pub(super) use names::name;
pub(super) use words::{change, fact, source};

use super::{
    callback::{Callback, LotPage, RiskPage},
    ctx::Ctx,
    lots::freshness,
    say::{Button, Outcome, Reply, Text, esc},
    search::page_buttons,
};
use crate::domain::{
    effects::Effect,
    lots::{LotView, Stage},
    risk::{
        Advice, Case, Evaluation, Flag, Level, Paper, Procedure, Report, Rule, RulesetId, Settings,
        Unknown, advice, evaluate,
    },
    types::LotId,
};

/// Flags in the brief.
const WEIGHTIEST: usize = 3;
/// Flags on a page of «Почему».
const FLAGS: usize = 4;
/// Rules that could not be computed, on a page.
const UNKNOWN: usize = 12;

/// A side of a lot's risk, in place.
pub(super) async fn turn(ctx: Ctx, id: LotId, page: RiskPage, place: Option<i64>) -> Outcome {
    match page {
        RiskPage::Brief => {
            let (view, evaluation) = ctx.services.risk.of_lot(id).await?;
            let text = brief(&ctx, &view, &evaluation);
            Ok(Reply::edit(place, text).with(Effect::KeepEvaluation(Box::new(evaluation))))
        }
        RiskPage::Why(page) => {
            let evaluation = ctx.services.risk.last(id).await?;
            Ok(Reply::edit(place, why(&ctx, &evaluation, page)))
        }
        RiskPage::WhatToDo => {
            let evaluation = ctx.services.risk.last(id).await?;
            Ok(Reply::edit(place, what_to_do(&ctx, &evaluation)))
        }
        RiskPage::Write(of) => {
            let evaluation = ctx.services.risk.last(id).await?;
            paper::write(&ctx, &evaluation, of).await
        }
    }
}

/// The level and the weightiest flags on a lot's card; nothing of a purchase that is over, or where
/// too little is known.
pub(super) fn on_card(ctx: &Ctx, view: &LotView) -> Vec<String> {
    if !matches!(view.lot.stage(ctx.now), Stage::Open(_) | Stage::Announced(_)) {
        return Vec::new();
    }
    let report = evaluate(&Case::of(view), Settings::published(), ctx.now);
    let verdict = ctx.words().risk_on_card(verdict(ctx, &report));
    let flags = report.flags.iter().take(WEIGHTIEST).map(|flag| line(ctx, flag));
    [String::new(), verdict].into_iter().chain(flags).collect()
}

fn brief(ctx: &Ctx, view: &LotView, evaluation: &Evaluation) -> Text {
    let words = ctx.words();
    let report = &evaluation.report;
    let mut lines =
        vec![words.risk_title(esc(view.lot.number.as_str())), verdict(ctx, report), String::new()];
    lines.extend(weightiest(ctx, report));
    lines.extend([
        String::new(),
        computed(ctx, report),
        words.risk_no_accusation(),
        String::new(),
        freshness(ctx, &view.freshness),
    ]);
    let id = view.lot.id;
    let to = |label, page| Button::Press(label, Callback::Risk(id, page));
    let mut row = vec![to(words.button_risk_why(), RiskPage::Why(0))];
    if !report.flags.is_empty() {
        row.push(to(words.button_risk_do(), RiskPage::WhatToDo));
    }
    Text::new(lines.join("\n"))
        .row(row)
        .row(vec![Button::Press(words.button_back(), Callback::Lot(id, LotPage::Card))])
}

/// The level with its score; a score of little data would say more than is known.
fn verdict(ctx: &Ctx, report: &Report) -> String {
    let level = level(ctx, report.level);
    match report.level {
        Level::Unknown => format!("<b>{level}</b>"),
        _ => ctx.words().risk_level(level, report.score.to_string()),
    }
}

/// A line for each of the weightiest flags, or that nothing stands out.
fn weightiest(ctx: &Ctx, report: &Report) -> Vec<String> {
    if report.flags.is_empty() {
        return vec![ctx.words().risk_nothing()];
    }
    report.flags.iter().take(WEIGHTIEST).map(|flag| line(ctx, flag)).collect()
}

fn line(ctx: &Ctx, flag: &Flag) -> String {
    let name = name(ctx.words(), &flag.rule);
    format!("• <b>{name}</b>: {}", words::fact(ctx, &flag.evidence))
}

/// A flag in a line of other texts.
pub(super) fn said(ctx: &Ctx, flag: &Flag) -> String {
    format!("{}: {}", name(ctx.words(), &flag.rule), fact(ctx, &flag.evidence))
}

fn level(ctx: &Ctx, level: Level) -> String {
    let words = ctx.words();
    match level {
        Level::Unknown => words.risk_level_unknown(),
        Level::Low => words.risk_level_low(),
        Level::Medium => words.risk_level_medium(),
        Level::High => words.risk_level_high(),
        Level::Critical => words.risk_level_critical(),
    }
}

fn computed(ctx: &Ctx, report: &Report) -> String {
    let computed = report.quiet + report.flags.len();
    let all = computed + report.unknown.len();
    ctx.words().risk_computed(computed.to_string(), all.to_string())
}

/// All flags, some a page, then what could not be computed.
fn why(ctx: &Ctx, evaluation: &Evaluation, page: i64) -> Text {
    let words = ctx.words();
    let report = &evaluation.report;
    let flag_pages = report.flags.chunks(FLAGS).map(Side::Flags);
    let unknown_pages = report.unknown.chunks(UNKNOWN).map(Side::Unknown);
    let sides: Vec<Side<'_>> = flag_pages.chain(unknown_pages).collect();
    let pages = i64::try_from(sides.len()).unwrap_or(i64::MAX).max(1);
    let page = page.min(pages - 1);
    let mut lines = vec![words.risk_why_title(esc(evaluation.input.case.lot.number.as_str()))];
    match usize::try_from(page).ok().and_then(|page| sides.get(page)) {
        Some(Side::Flags(flags)) => lines.extend(flags.iter().map(|it| explained(ctx, it))),
        Some(Side::Unknown(unknown)) => {
            lines.push(words.risk_unknown_title());
            lines.extend(unknown.iter().map(|it| {
                let reason = words::reason(ctx, it.missing);
                format!("• {}: {reason}", name(words, &it.rule))
            }));
        }
        None => lines.push(words.risk_nothing()),
    }
    let version = esc(&RulesetId::current().version);
    lines.push(String::new());
    if pages > 1 {
        lines.push(words.search_page((page + 1).to_string(), pages.to_string()));
    }
    lines.push(words.risk_ruleset(ctx.lang.moment(report.at), version));
    let id = evaluation.input.case.lot.id;
    let to = |page| Callback::Risk(id, RiskPage::Why(page));
    Text::new(lines.join("\n"))
        .row(page_buttons(ctx.lang, page, pages, to))
        .row(vec![back(ctx, id)])
}

/// A page of «Почему».
enum Side<'a> {
    Flags(&'a [Flag]),
    Unknown(&'a [Unknown]),
}

fn explained(ctx: &Ctx, flag: &Flag) -> String {
    let words = ctx.words();
    let sources = Rule::named(&flag.rule).map(|rule| rule.sources).unwrap_or_default();
    let sources: Vec<String> = sources.iter().map(|it| words::source(ctx, it)).collect();
    let change = words.risk_off(words::change(ctx, &flag.evidence));
    let source = words.risk_source(sources.join("; "));
    format!("\n{}\n{change}\n<i>{source}</i>", line(ctx, flag))
}

/// The papers that fit, with the law's terms.
fn what_to_do(ctx: &Ctx, evaluation: &Evaluation) -> Text {
    let words = ctx.words();
    let (case, report) = (&evaluation.input.case, &evaluation.report);
    let papers = advice(case, report, Settings::published(), ctx.now);
    let mut lines = vec![words.risk_do_title(esc(case.lot.number.as_str()))];
    lines.extend(papers.iter().map(|it| format!("\n{}", offered(ctx, it))));
    if papers.is_empty() {
        let is_automatic = case.lot.method_id.map(Procedure::of) == Some(Procedure::Quotations);
        let nothing =
            if is_automatic { words.risk_do_automatic() } else { words.risk_do_nothing() };
        lines.extend([String::new(), nothing]);
    }
    lines.extend([String::new(), words.risk_do_check()]);
    let buttons = papers.iter().filter_map(|it| paper::button(ctx, evaluation, it));
    let text = buttons.fold(Text::new(lines.join("\n")), |text, button| text.row(vec![button]));
    text.row(vec![back(ctx, case.lot.id)])
}

fn offered(ctx: &Ctx, advice: &Advice) -> String {
    let words = ctx.words();
    let text = match advice.paper {
        Paper::Clarification => words.risk_do_clarification(),
        Paper::Remark => words.risk_do_remark(),
        Paper::Complaint => words.risk_do_complaint(),
    };
    let flags: Vec<String> = advice.rules.iter().map(|code| name(words, code)).collect();
    let mut lines = vec![text];
    match advice.is_open {
        Some(true) => lines.push(words.risk_do_open()),
        Some(false) => lines.push(words.risk_do_over()),
        None => {}
    }
    lines.push(words.risk_do_because(flags.join("; ")));
    lines.join("\n")
}

fn back(ctx: &Ctx, id: LotId) -> Button {
    Button::Press(ctx.words().button_back(), Callback::Risk(id, RiskPage::Brief))
}
