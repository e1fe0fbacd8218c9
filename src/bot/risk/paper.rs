//! A paper begun from «Что делать»: what stands out is marked as its grounds, and can be unmarked.

use super::super::{
    callback::{Callback, RiskPage},
    ctx::Ctx,
    documents,
    say::{Button, Outcome},
};
use crate::domain::{
    documents::Kind,
    error::UserError,
    risk::{Advice, Evaluation, Paper, Settings, advice},
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
    let kind = match paper {
        Paper::Clarification => Kind::Clarification,
        Paper::Remark => Kind::Remark,
        Paper::Complaint => Kind::Complaint,
    };
    documents::begin(ctx, kind, evaluation, &because.rules).await
}
