//! `/company`: what papers are written for, asked once and kept sealed.

use super::{
    callback::{Callback, CompanyStep},
    ctx::Ctx,
    documents,
    say::{Button, Outcome, Reply, Text, esc},
};
use crate::domain::{
    company::{Company, CompanyField},
    effects::Effect,
    error::{Error, UserError},
    types::Biin,
};

/// What a dialogue expects whose next words are of a company: `company:<field>`, and the paper that
/// waits for it.
pub(super) const WORDS: &str = "company:";

/// `/company`.
pub(super) async fn show(ctx: Ctx) -> Outcome {
    let company = known(&ctx).await?;
    if company == Company::default() {
        return Ok(ask(&ctx, CompanyField::Name, None));
    }
    Ok(Reply::send(summary(&ctx, &company)))
}

/// A press on one of the buttons.
pub(super) async fn step(ctx: Ctx, step: CompanyStep, place: Option<i64>) -> Outcome {
    let company = known(&ctx).await?;
    let words = ctx.words();
    match step {
        CompanyStep::Show => Ok(Reply::edit(place, summary(&ctx, &company))),
        CompanyStep::Ask(field) => Ok(ask(&ctx, field, None)),
        CompanyStep::AskErase => {
            let text = Text::new(words.company_erase())
                .row(vec![press(words.button_company_erase_yes(), CompanyStep::Erase)])
                .row(vec![press(words.button_back(), CompanyStep::Show)]);
            Ok(Reply::edit(place, text))
        }
        CompanyStep::Erase => Ok(Reply::edit(place, Text::new(words.company_erased()))
            .with(Effect::ForgetCompany { user: ctx.user_id })
            .with(Effect::ExpectWords { user: ctx.user_id, what: None, at: ctx.now })),
    }
}

/// Words that were asked for: `<field>` or `<field>:<paper>`.
pub(super) async fn answered(ctx: Ctx, text: &str, expected: &str) -> Outcome {
    let (field, paper) = match expected.split_once(':') {
        Some((field, paper)) => (field, Some(paper)),
        None => (expected, None),
    };
    let field = CompanyField::from_code(field).ok_or(UserError::StaleButton)?;
    let company = known(&ctx).await?.with(field, text).map_err(UserError::BadAnswer)?;
    let keep = ctx.services.documents.keep_company(ctx.user_id, &company, ctx.now)?;
    let reply = match (company.missing(), paper) {
        (Some(next), paper) => ask(&ctx, next, paper),
        (None, Some(paper)) => documents::resume(&ctx, paper, &company).await?,
        (None, None) => {
            let done = Effect::ExpectWords { user: ctx.user_id, what: None, at: ctx.now };
            Reply::send(summary(&ctx, &company)).with(done)
        }
    };
    Ok(reply.with(keep))
}

/// Asks for a field; the paper that waits for it goes on after the last.
pub(super) fn ask(ctx: &Ctx, field: CompanyField, paper: Option<&str>) -> Reply {
    let words = ctx.words();
    let question = match field {
        CompanyField::Name => words.company_ask_name(),
        CompanyField::Biin => words.company_ask_biin(),
        CompanyField::Address => words.company_ask_address(),
        CompanyField::Position => words.company_ask_position(),
        CompanyField::Signatory => words.company_ask_signatory(),
        CompanyField::Bank => words.company_ask_bank(),
        CompanyField::Contacts => words.company_ask_contacts(),
    };
    let html = match field {
        CompanyField::Name => {
            [words.company_title(), question, words.company_sealed()].join("\n\n")
        }
        _ => question,
    };
    let waits = paper.map(|paper| format!(":{paper}")).unwrap_or_default();
    let what = Some(format!("{WORDS}{}{waits}", field.code()));
    Reply::send(Text::new(html)).with(Effect::ExpectWords { user: ctx.user_id, what, at: ctx.now })
}

fn summary(ctx: &Ctx, company: &Company) -> Text {
    let words = ctx.words();
    let name = |field| match field {
        CompanyField::Name => words.company_name(),
        CompanyField::Biin => words.company_biin(),
        CompanyField::Address => words.company_address(),
        CompanyField::Position => words.company_position(),
        CompanyField::Signatory => words.company_signatory(),
        CompanyField::Bank => words.company_bank(),
        CompanyField::Contacts => words.company_contacts(),
    };
    let mut lines = vec![words.company_title(), String::new()];
    for field in CompanyField::ALL {
        // A person's number is shown as everywhere: its beginning.
        let shown = match (field, Biin::from_source(&company.biin)) {
            (CompanyField::Biin, Some(iin @ Biin::Iin(_))) => iin.to_string(),
            _ => company.get(field).to_owned(),
        };
        let shown = if shown.is_empty() { "—".to_owned() } else { esc(&shown) };
        lines.push(words.company_line(name(field), shown));
    }
    lines.extend([String::new(), words.company_sealed()]);
    let fields = CompanyField::ALL.map(|field| press(name(field), CompanyStep::Ask(field)));
    let text = Text::new(lines.join("\n"));
    let text = fields.chunks(2).fold(text, |text, row| text.row(row.to_vec()));
    text.row(vec![press(words.button_company_erase(), CompanyStep::AskErase)])
}

/// What is known of the person's company; theirs to see, so never in a group.
async fn known(ctx: &Ctx) -> Result<Company, Error> {
    if !ctx.private {
        return Err(UserError::PrivateOnly.into());
    }
    ctx.services.documents.company(ctx.user_id).await
}

fn press(label: String, step: CompanyStep) -> Button {
    Button::Press(label, Callback::Company(step))
}
