//! `/documents` and the card's «Документы»: a kind is chosen, what is missing is asked for, the paper
//! is shown and comes as PDF and DOCX. A draft is kept at every step, so it can be left and resumed.

mod grounds;
mod words;

pub(super) use grounds::report_button;
pub(super) use words::bad_answer;

use super::{
    callback::{Callback, DocStep},
    company,
    ctx::Ctx,
    say::{Button, Document as File, Outcome, Reply, Say, Text, cut, esc},
};
use crate::{
    domain::{
        company::Company,
        documents::{
            Document, Field, Kind, Material, Need, Shape, Sheet, need, paper::Paper, sheet,
        },
        dossiers::Dossier,
        effects::Effect,
        error::{Error, UserError},
        lots::LotView,
        risk::Evaluation,
        types::{Bin, LotId},
    },
    i18n::Lang,
};

/// What a dialogue expects whose next words are of a paper: `doc:<id>:<field>`.
pub(super) const WORDS: &str = "doc:";
/// Characters of a paper that its preview shows.
const MOST_PREVIEW: usize = 2_800;
/// An answer on a button or in a list.
const MOST_SHOWN: usize = 50;

/// `/documents`.
pub(super) async fn show(ctx: Ctx) -> Outcome {
    ctx.only_in_private()?;
    Ok(Reply::send(home(&ctx).await?))
}

/// A press on one of the buttons.
pub(super) async fn step(ctx: Ctx, step: DocStep, place: Option<i64>) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let papers = &ctx.services.documents;
    match step {
        DocStep::Home => Ok(Reply::edit(place, home(&ctx).await?)),
        DocStep::Choose(lot) => choose(&ctx, lot).await,
        DocStep::New(kind, lot) => {
            let paper = Document::new(ctx.user_id, kind, ctx.lang, lot, ctx.now);
            proceed(&ctx, grounds::skipped(&ctx, paper).await?).await
        }
        DocStep::About(bin) => {
            let kind = Kind::CounterpartyReport;
            let paper = Document::new(ctx.user_id, kind, ctx.lang, None, ctx.now);
            proceed(&ctx, paper.with(Field::Counterparty, bin.to_string(), ctx.now)).await
        }
        DocStep::Ground(id, n) => {
            let paper = papers.find(ctx.user_id, &id).await?;
            asked_for(&paper, Field::Grounds)?;
            grounds::toggled(&ctx, paper, n, place).await
        }
        DocStep::Open(id) => {
            let paper = papers.find(ctx.user_id, &id).await?;
            present(&ctx, &paper, &papers.company(ctx.user_id).await?).await
        }
        DocStep::Files(id) => files(&ctx, &id).await,
        DocStep::Turn(id) => {
            let mut paper = papers.find(ctx.user_id, &id).await?;
            paper.lang = if paper.lang == Lang::Kk { Lang::Ru } else { Lang::Kk };
            (paper.is_ready, paper.updated_at) = (false, ctx.now);
            proceed(&ctx, paper).await
        }
        DocStep::Edit(id) => {
            let paper = papers.find(ctx.user_id, &id).await?;
            Ok(Reply::edit(place, edit(&ctx, &paper)))
        }
        DocStep::Ask(id, field) => {
            let paper = papers.find(ctx.user_id, &id).await?;
            asked_for(&paper, field)?;
            ask(&ctx, &paper, field).await
        }
        DocStep::Skip(id, field) => {
            let paper = papers.find(ctx.user_id, &id).await?;
            if asked_for(&paper, field)? != Need::MayLeaveOut {
                return Err(UserError::StaleButton.into());
            }
            // Grounds that were marked stay so.
            let answer = match field {
                Field::Grounds => paper.answers.get(&field).cloned().unwrap_or_default(),
                _ => String::new(),
            };
            proceed(&ctx, paper.with(field, answer, ctx.now)).await
        }
        DocStep::Answer(id, field, n) => {
            let paper = papers.find(ctx.user_id, &id).await?;
            asked_for(&paper, field)?;
            let Shape::Choice(all) = field.shape() else {
                return Err(UserError::StaleButton.into());
            };
            let answer = all.get(n).ok_or(UserError::StaleButton)?;
            proceed(&ctx, paper.with(field, (*answer).to_owned(), ctx.now)).await
        }
        DocStep::AskDelete(id) => {
            let paper = papers.find(ctx.user_id, &id).await?;
            let text = Text::new(words.document_delete(words::kind(words, paper.kind)))
                .row(vec![press(words.button_document_delete(), DocStep::Delete(id.clone()))])
                .row(vec![press(words.button_back(), DocStep::Open(id))]);
            Ok(Reply::edit(place, text))
        }
        DocStep::Delete(id) => {
            let gone = Effect::DeleteDocument { user: ctx.user_id, id };
            let reply = Reply::edit(place, Text::new(words.document_deleted()));
            Ok(reply.with(gone).with(expect(&ctx, None)))
        }
    }
}

/// Words that were asked for: `<id>:<field>`; what makes no sense is told so, and other words are
/// still waited for.
pub(super) async fn answered(ctx: Ctx, text: &str, expected: &str) -> Outcome {
    let (id, code) = expected.split_once(':').ok_or(UserError::StaleButton)?;
    let field = Field::from_code(code).ok_or(UserError::StaleButton)?;
    let paper = ctx.services.documents.find(ctx.user_id, id).await?;
    let answer = field.read(text).map_err(UserError::BadAnswer)?;
    proceed(&ctx, paper.with(field, answer, ctx.now)).await
}

/// Goes on with a paper that waited for the company it is for.
pub(super) async fn resume(ctx: &Ctx, id: &str, company: &Company) -> Outcome {
    let paper = ctx.services.documents.find(ctx.user_id, id).await?;
    present(ctx, &paper, company).await
}

/// The card's button.
pub(super) fn button(ctx: &Ctx, lot: LotId) -> Option<Button> {
    are_written(ctx).then(|| press(ctx.words().button_documents(), DocStep::Choose(Some(lot))))
}

/// Whether papers are written here.
pub(super) fn are_written(ctx: &Ctx) -> bool {
    ctx.private && ctx.services.documents.is_on()
}

/// Begins a paper about a lot; the flags of these rules are its grounds, where the law speaks of them.
pub(super) async fn begin(
    ctx: &Ctx,
    kind: Kind,
    evaluation: &Evaluation,
    rules: &[String],
) -> Outcome {
    ctx.only_in_private()?;
    let lot = evaluation.input.case.lot.id;
    let paper = Document::new(ctx.user_id, kind, ctx.lang, Some(lot), ctx.now);
    proceed(ctx, grounds::marked(ctx, paper, evaluation, rules)?).await
}

/// Keeps a paper as it is now, and says what comes next.
async fn proceed(ctx: &Ctx, paper: Document) -> Outcome {
    let keep = ctx.services.documents.keep(&paper)?;
    let company = ctx.services.documents.company(ctx.user_id).await?;
    Ok(present(ctx, &paper, &company).await?.with(keep))
}

/// What a paper still needs, what speaks against it, or its preview.
async fn present(ctx: &Ctx, paper: &Document, company: &Company) -> Outcome {
    Ok(match written(ctx, paper, company).await?.0 {
        Sheet::Ask(field) => ask(ctx, paper, field).await?,
        Sheet::AskCompany(field) => company::ask(ctx, field, Some(&paper.id)),
        Sheet::Refused(refusal) => {
            let words = ctx.words();
            let lines = [title(ctx, paper), words::refusal(words, &refusal)];
            let text = Text::new(lines.join("\n\n")).row(vec![
                press(words.button_document_edit(), DocStep::Edit(paper.id.clone())),
                press(words.button_document_delete(), DocStep::AskDelete(paper.id.clone())),
            ]);
            Reply::send(text).with(expect(ctx, None))
        }
        Sheet::Written(set) => Reply::send(preview(ctx, paper, &set)).with(expect(ctx, None)),
    })
}

/// What a paper comes to; of a report, with what it is made from.
async fn written(
    ctx: &Ctx,
    paper: &Document,
    company: &Company,
) -> Result<(Sheet, Option<Dossier>), Error> {
    let view: Option<LotView> = match paper.lot {
        Some(lot) => Some(ctx.services.lots.view(lot).await?),
        None => None,
    };
    let about = paper.answers.get(&Field::Counterparty).and_then(|bin| Bin::parse(bin).ok());
    let (dossier, before) = match &about {
        Some(bin) => (
            Some(ctx.services.dossiers.of(bin).await?),
            ctx.services.documents.last_snapshot(ctx.user_id, bin).await?,
        ),
        None => (None, None),
    };
    // A paper whose files were made keeps its day; a report is made anew.
    let keeps_day = paper.is_ready && dossier.is_none();
    let material = Material {
        company,
        view: view.as_ref(),
        dossier: dossier.as_ref(),
        before: before.as_ref(),
        words: &grounds::Said(ctx),
        now: if keeps_day { paper.updated_at } else { ctx.now },
    };
    Ok((sheet(paper, &material)?, dossier))
}

/// Both files, and that they were made: one commit.
async fn files(ctx: &Ctx, id: &str) -> Outcome {
    let papers = &ctx.services.documents;
    let mut paper = papers.find(ctx.user_id, id).await?;
    let company = papers.company(ctx.user_id).await?;
    let (Sheet::Written(set), dossier) = written(ctx, &paper, &company).await? else {
        return present(ctx, &paper, &company).await;
    };
    let made = papers.set(*set).await?;
    let says = made.into_iter().zip(paper.kind.files());
    let mut says: Vec<Say> =
        says.map(|(content, name)| Say::File(File { name, content })).collect();
    says.insert(0, Say::Send(Text::new(ctx.words().document_sent())));
    let mut reply = Reply { says, ..Reply::default() };
    if let Some(dossier) = &dossier {
        reply = reply.with(papers.keep_snapshot(ctx.user_id, dossier)?);
    }
    if paper.is_ready {
        return Ok(reply);
    }
    (paper.is_ready, paper.updated_at) = (true, ctx.now);
    Ok(reply.with(papers.keep(&paper)?))
}

async fn home(ctx: &Ctx) -> Result<Text, Error> {
    let words = ctx.words();
    let papers = ctx.services.documents.list(ctx.user_id).await?;
    let note = if papers.is_empty() { words.documents_none() } else { words.documents_mine() };
    let text = Text::new([words.documents_home(), note].join("\n\n"));
    let text = papers.iter().fold(text, |text, paper| {
        let sign = if paper.is_ready { "✅" } else { "✏️" };
        let (kind, day) = (words::kind(words, paper.kind), ctx.lang.date(paper.updated_at));
        text.row(vec![press(format!("{sign} {kind} · {day}"), DocStep::Open(paper.id.clone()))])
    });
    Ok(text.row(vec![press(words.button_document_new(), DocStep::Choose(None))]))
}

async fn choose(ctx: &Ctx, lot: Option<LotId>) -> Outcome {
    let words = ctx.words();
    // Off is told before a kind is chosen.
    ctx.services.documents.company(ctx.user_id).await?;
    let text = match lot {
        Some(id) => {
            let view = ctx.services.lots.view(id).await?;
            words.documents_choose_lot(esc(view.lot.number.as_str()))
        }
        None => words.documents_choose(),
    };
    let kinds = Kind::ALL.iter().map(|kind| (words::kind(words, *kind), DocStep::New(*kind, lot)));
    let text =
        kinds.fold(Text::new(text), |text, (label, step)| text.row(vec![press(label, step)]));
    Ok(Reply::send(text))
}

async fn ask(ctx: &Ctx, paper: &Document, field: Field) -> Outcome {
    let words = ctx.words();
    if field == Field::Grounds {
        return Ok(Reply::send(grounds::ask(ctx, paper).await?).with(expect(ctx, None)));
    }
    let lines = [title(ctx, paper), words::ask(words, field), words.document_later()];
    let mut text = Text::new(lines.join("\n\n"));
    if let Shape::Choice(all) = field.shape() {
        for (n, answer) in all.iter().enumerate() {
            let label = field.choice(ctx.lang, answer);
            text = text.row(vec![press(label, DocStep::Answer(paper.id.clone(), field, n))]);
        }
    }
    if asked_for(paper, field).is_ok_and(|need| need == Need::MayLeaveOut) {
        let skip = DocStep::Skip(paper.id.clone(), field);
        text = text.row(vec![press(words.button_document_skip(), skip)]);
    }
    let expected = format!("{WORDS}{}:{}", paper.id, field.code());
    Ok(Reply::send(text).with(expect(ctx, Some(expected))))
}

fn preview(ctx: &Ctx, paper: &Document, set: &Paper) -> Text {
    let words = ctx.words();
    let other = match paper.lang {
        Lang::Kk => words.button_document_ru(),
        Lang::Ru | Lang::En => words.button_document_kk(),
    };
    let summary = grounds::summary(ctx, paper);
    let most = if summary.is_some() { MOST_PREVIEW / 2 } else { MOST_PREVIEW };
    let shown = esc(&cut(&set.text(), most));
    let id = || paper.id.clone();
    let pieces = [Some(title(ctx, paper)), summary, Some(shown), Some(words.document_check())];
    Text::new(pieces.into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
        .row(vec![press(words.button_document_files(), DocStep::Files(id()))])
        .row(vec![
            press(words.button_document_edit(), DocStep::Edit(id())),
            press(other, DocStep::Turn(id())),
        ])
        .row(vec![press(words.button_document_delete(), DocStep::AskDelete(id()))])
}

/// Everything a paper asked for, to be asked anew.
fn edit(ctx: &Ctx, paper: &Document) -> Text {
    let words = ctx.words();
    let fields = paper.kind.fields().iter().map(|asked| asked.field);
    let fields = fields.filter(|field| paper.answers.contains_key(field));
    let text = Text::new([title(ctx, paper), words.document_choose_field()].join("\n\n"));
    let text = fields.fold(text, |text, field| {
        let label = cut(&words::field(words, field), MOST_SHOWN);
        text.row(vec![press(label, DocStep::Ask(paper.id.clone(), field))])
    });
    text.row(vec![press(words.button_back(), DocStep::Open(paper.id.clone()))])
}

fn title(ctx: &Ctx, paper: &Document) -> String {
    ctx.words().document_title(words::kind(ctx.words(), paper.kind))
}

/// When a paper asks for a field; a forged button may name any.
fn asked_for(paper: &Document, field: Field) -> Result<Need, Error> {
    let asked = paper.kind.fields().iter().find(|asked| asked.field == field);
    asked.map(|asked| need(paper, *asked)).ok_or_else(|| UserError::StaleButton.into())
}

fn expect(ctx: &Ctx, what: Option<String>) -> Effect {
    Effect::ExpectWords { user: ctx.user_id, what, at: ctx.now }
}

fn press(label: String, step: DocStep) -> Button {
    Button::Press(label, Callback::Document(step))
}
