//! Price lists: a file is shown as it was understood, corrected by buttons, and taken in.

mod hot;
mod lots;
mod progress;
mod report;

use std::{io::Cursor, sync::Arc};

use super::{
    attachment::{Attachment, FetchError},
    callback::{Callback, PriceStep},
    ctx::Ctx,
    rnu,
    say::{Button, Outcome, Reply, Text, cut, esc},
};
use crate::{
    domain::{
        clock::ASTANA,
        effects::Effect,
        error::{Error, UserError},
        prices::{
            Column, ImportError, Layout, MOST_TELEGRAM, Owner, Preview, Progress, Reason,
            TableError, Upload, Wish, preview,
        },
    },
    i18n::Lang,
    tables::{self, Hidden},
};

/// Headings and names are cut to this.
const MOST_TEXT: usize = 40;
/// Columns that are shown; a price list has what matters among the first.
const MOST_COLUMNS: usize = 12;
/// Buttons in a row.
const IN_A_ROW: usize = 2;
/// What a person chooses from, as a list is read.
const CHOICE: [Column; 7] = [
    Column::Sku,
    Column::Name,
    Column::Unit,
    Column::Price,
    Column::Supplier,
    Column::Date,
    Column::Enstru,
];

/// `/prices`.
pub(super) async fn show(ctx: Ctx) -> Outcome {
    ctx.only_in_private()?;
    let hot = ctx.services.store.find_hot_profile(ctx.user_id).await?;
    Ok(Reply::send(home(&ctx, hot.is_some_and(|hot| hot.follows_prices()))))
}

fn home(ctx: &Ctx, is_told: bool) -> Text {
    let words = ctx.words();
    let (line, button) = if is_told {
        (words.prices_hot_on(), words.button_prices_hot_off())
    } else {
        (words.prices_hot_off(), words.button_prices_hot_on())
    };
    let press = |label: String, step| vec![Button::Press(label, Callback::Price(step))];
    Text::new(format!("{}\n\n{line}", words.prices_usage()))
        .row(press(words.button_prices_lots(), PriceStep::Lots(0)))
        .row(press(button, PriceStep::Hot(!is_told)))
}

/// A file that somebody sent: a price list where it has a heading of prices, else a list of numbers.
pub(super) async fn from_file(ctx: Ctx, attachment: Attachment) -> Outcome {
    let told = |html: String| Ok(Reply::send(Text::new(html)));
    let bytes = match attachment.fetch(&ctx.telegram, MOST_TELEGRAM).await? {
        Ok(bytes) => bytes,
        Err(FetchError::TooLarge) => return told(ctx.words().prices_too_large()),
        Err(FetchError::Refused) => return told(ctx.words().rnu_file_refused()),
    };
    let bytes = Arc::new(bytes);
    match looked_at(&ctx, bytes.clone(), None, false).await? {
        Ok(Some(found)) => {
            let (file_id, size) = attachment.to_keep();
            let id = uuid::Uuid::now_v7().to_string();
            let user = ctx.user_id;
            let upload = Upload {
                id,
                user,
                file_id,
                size,
                layout: None,
                is_whole: false,
                with_hidden: false,
                at: ctx.now,
            };
            let text = shown(&ctx, &upload, &found);
            Ok(Reply::send(text).with(Effect::KeepUpload(Box::new(upload))))
        }
        Err(
            error @ (TableError::OldBook | TableError::LongLine(_) | TableError::ManyColumns(_)),
        ) => told(report::refusal(&ctx, error)),
        Ok(None) | Err(_) => {
            rnu::from_bytes(ctx, Arc::try_unwrap(bytes).unwrap_or_else(|shared| (*shared).clone()))
                .await
        }
    }
}

/// A press under a preview.
pub(super) async fn step(ctx: Ctx, step: PriceStep, place: Option<i64>) -> Outcome {
    ctx.only_in_private()?;
    let id = match &step {
        PriceStep::Lots(page) => return lots::page(ctx, *page, place).await,
        PriceStep::Others(lot, page) => {
            return lots::others(ctx, *lot, *page, place).await;
        }
        PriceStep::Hot(wanted) => return hot::turn(ctx, *wanted, place).await,
        PriceStep::Take(lot, price) => return lots::take(ctx, *lot, *price).await,
        PriceStep::NotSame(lot, price) => return lots::refuse(ctx, *lot, *price).await,
        PriceStep::Preview(id)
        | PriceStep::Import(id)
        | PriceStep::Whole(id, _)
        | PriceStep::Hidden(id, _)
        | PriceStep::Columns(id)
        | PriceStep::Column(id, _)
        | PriceStep::Set(id, ..)
        | PriceStep::Drop(id) => id,
    };
    let upload = ctx.services.prices.upload(ctx.user_id, id).await?;
    let mut upload = upload.ok_or(UserError::StaleButton)?;
    if let PriceStep::Drop(id) = step {
        let gone = Effect::DropUpload { user: ctx.user_id, id };
        return Ok(Reply::edit(place, Text::new(ctx.words().prices_dropped())).with(gone));
    }
    let attachment = Attachment::kept(&upload.file_id, upload.size);
    let Ok(bytes) = attachment.fetch(&ctx.telegram, MOST_TELEGRAM).await? else {
        return Ok(Reply::toast(ctx.words().rnu_file_refused()));
    };
    if let PriceStep::Import(_) = step {
        return imported(ctx, upload, bytes, place).await;
    }
    if let PriceStep::Whole(_, is_whole) = step {
        upload.is_whole = is_whole;
    }
    if let PriceStep::Hidden(_, with_hidden) = step {
        // Other columns may be there now: those that were named are guessed anew.
        (upload.with_hidden, upload.layout) = (with_hidden, None);
    }
    let bytes = Arc::new(bytes);
    let chosen = upload.layout.clone();
    let Ok(Some(mut found)) = looked_at(&ctx, bytes.clone(), chosen, upload.with_hidden).await?
    else {
        return Err(UserError::StaleButton.into());
    };
    if let PriceStep::Set(_, at, column) = step {
        let layout = found.found.layout.clone().with(at, column);
        upload.layout = Some(layout.clone());
        let anew = looked_at(&ctx, bytes, Some(layout), upload.with_hidden).await?;
        if let Ok(Some(anew)) = anew {
            found = anew;
        }
    }
    let text = match step {
        PriceStep::Columns(_) => columns(&ctx, &upload, &found.found),
        PriceStep::Column(_, at) => choice(&ctx, &upload, &found.found, at),
        _ => shown(&ctx, &upload, &found),
    };
    Ok(Reply::edit(place, text).with(Effect::KeepUpload(Box::new(upload))))
}

/// The beginning of a file, and whether some of it is hidden.
struct Seen {
    found: Preview,
    has_hidden: bool,
}

/// Looks at a file; a hostile one may keep a processor busy for a while.
async fn looked_at(
    ctx: &Ctx,
    bytes: Arc<Vec<u8>>,
    chosen: Option<Layout>,
    with_hidden: bool,
) -> Result<Result<Option<Seen>, TableError>, Error> {
    let today = ctx.now.with_timezone(&ASTANA).date_naive();
    let look = move || {
        let mut opened = tables::open(Cursor::new(Shared(bytes)), Hidden::asked(with_hidden))?;
        let found = preview(opened.table.as_mut(), chosen.as_ref(), today)?;
        Ok(found.map(|found| Seen { found, has_hidden: opened.has_hidden }))
    };
    tokio::task::spawn_blocking(look).await.map_err(|error| Error::Internal(Arc::new(error)))
}

/// Bytes that are read here and perhaps elsewhere after.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

async fn imported(ctx: Ctx, upload: Upload, bytes: Vec<u8>, place: Option<i64>) -> Outcome {
    let hidden = Hidden::asked(upload.with_hidden);
    let open = move || tables::open(Cursor::new(bytes), hidden);
    let opened = tokio::task::spawn_blocking(open)
        .await
        .map_err(|error| Error::Internal(Arc::new(error)))?;
    let wish = Wish {
        owner: Owner::User(ctx.user_id),
        layout: upload.layout.clone(),
        is_whole: upload.is_whole,
        with_hidden: upload.with_hidden,
    };
    let progress = Progress::default();
    let outcome = match opened {
        Ok(opened) => {
            let prices = &ctx.services.prices;
            let work = prices.import(opened.table, &opened.digest, &wish, &progress);
            progress::shown(&ctx, place, &progress, work).await
        }
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(done) => {
            let gone = Effect::DropUpload { user: ctx.user_id, id: upload.id };
            let told = report::told(&ctx, &done, place).with(gone);
            if done.is_refused { Ok(told) } else { hot::begun(&ctx, told).await }
        }
        Err(ImportError::Store(error)) => Err(error.into()),
        Err(ImportError::Table(error)) => {
            Ok(Reply::edit(place, Text::new(report::refusal(&ctx, error))))
        }
        Err(ImportError::NoRows) => Ok(Reply::edit(place, Text::new(ctx.words().prices_no_rows()))),
        Err(ImportError::NoHeadings) => {
            Ok(Reply::edit(place, Text::new(ctx.words().prices_no_headings())))
        }
    }
}

fn shown(ctx: &Ctx, upload: &Upload, seen: &Seen) -> Text {
    let (words, found) = (ctx.words(), &seen.found);
    let mut lines = vec![words.prices_title(found.line.to_string())];
    if !found.sheet.is_empty() {
        lines.push(words.prices_sheet(esc(&cut(&found.sheet, MOST_TEXT))));
    }
    if seen.has_hidden {
        lines.push(if upload.with_hidden {
            words.prices_hidden_read()
        } else {
            words.prices_hidden_left()
        });
    }
    lines.extend([String::new(), words.prices_columns()]);
    for (at, heading) in found.headings.iter().enumerate().take(MOST_COLUMNS) {
        let what = column_name(ctx.lang, found.layout.at(at));
        lines.push(words.prices_column(esc(&cut(heading, MOST_TEXT)), what));
    }
    lines.extend([String::new(), words.prices_rows()]);
    for row in &found.rows {
        lines.push(match row {
            Ok(price) => words.prices_row(
                esc(&cut(&price.sku, MOST_TEXT)),
                esc(&cut(&price.name, MOST_TEXT)),
                ctx.lang.money(price.price),
            ),
            Err(wrong) => {
                words.prices_row_wrong(wrong.line.to_string(), reason(ctx.lang, wrong.reason))
            }
        });
    }
    let is_enough = found.layout.is_enough();
    let end = if is_enough { words.prices_ask() } else { words.prices_not_enough() };
    lines.extend([String::new(), end]);
    let press = |label: String, step: PriceStep| Button::Press(label, Callback::Price(step));
    let id = || upload.id.clone();
    let mut text = Text::new(lines.join("\n"));
    if is_enough {
        text = text.row(vec![press(words.button_prices_import(), PriceStep::Import(id()))]);
    }
    let whole = if upload.is_whole {
        press(words.button_prices_whole(), PriceStep::Whole(id(), false))
    } else {
        press(words.button_prices_good(), PriceStep::Whole(id(), true))
    };
    let hidden =
        if upload.with_hidden { words.button_prices_hide() } else { words.button_prices_unhide() };
    let hidden = press(hidden, PriceStep::Hidden(id(), !upload.with_hidden));
    text.row(vec![press(words.button_prices_columns(), PriceStep::Columns(id()))])
        .row(vec![whole])
        .row(if seen.has_hidden { vec![hidden] } else { Vec::new() })
        .row(vec![press(words.button_prices_drop(), PriceStep::Drop(id()))])
}

/// Which column is to be corrected.
fn columns(ctx: &Ctx, upload: &Upload, found: &Preview) -> Text {
    let buttons: Vec<Button> = found
        .headings
        .iter()
        .enumerate()
        .take(MOST_COLUMNS)
        .map(|(at, heading)| {
            let mark = if found.layout.at(at).is_some() { "✓ " } else { "" };
            let name = if heading.is_empty() { (at + 1).to_string() } else { heading.clone() };
            let step = PriceStep::Column(upload.id.clone(), at);
            Button::Press(format!("{mark}{name}"), Callback::Price(step))
        })
        .collect();
    let text = Text::new(ctx.words().prices_which_column());
    back(ctx, upload, buttons.chunks(IN_A_ROW).map(<[Button]>::to_vec).fold(text, Text::row))
}

/// What a column is.
fn choice(ctx: &Ctx, upload: &Upload, found: &Preview, at: usize) -> Text {
    let now = found.layout.at(at);
    let buttons: Vec<Button> = CHOICE
        .into_iter()
        .map(Some)
        .chain([None])
        .map(|column| {
            let mark = if column == now { "✓ " } else { "" };
            let step = PriceStep::Set(upload.id.clone(), at, column);
            Button::Press(format!("{mark}{}", column_name(ctx.lang, column)), Callback::Price(step))
        })
        .collect();
    let heading = found.headings.get(at).map(String::as_str).unwrap_or_default();
    let text = Text::new(ctx.words().prices_what_column(esc(heading)));
    back(ctx, upload, buttons.chunks(IN_A_ROW).map(<[Button]>::to_vec).fold(text, Text::row))
}

fn back(ctx: &Ctx, upload: &Upload, text: Text) -> Text {
    let step = PriceStep::Preview(upload.id.clone());
    text.row(vec![Button::Press(ctx.words().button_prices_back(), Callback::Price(step))])
}

/// What a column is called.
fn column_name(lang: Lang, column: Option<Column>) -> String {
    let words = lang.words();
    match column {
        Some(Column::Sku) => words.prices_column_sku(),
        Some(Column::Name) => words.prices_column_name(),
        Some(Column::Unit) => words.prices_column_unit(),
        Some(Column::Price) => words.prices_column_price(),
        Some(Column::Supplier) => words.prices_column_supplier(),
        Some(Column::Date) => words.prices_column_date(),
        Some(Column::Enstru) => words.prices_column_enstru(),
        None => words.prices_column_none(),
    }
}

/// What is wrong with a row.
fn reason(lang: Lang, reason: Reason) -> String {
    let words = lang.words();
    match reason {
        Reason::SkuEmpty => words.prices_wrong_sku_empty(),
        Reason::SkuLong => words.prices_wrong_sku_long(),
        Reason::SkuDuplicate => words.prices_wrong_sku_duplicate(),
        Reason::NameEmpty => words.prices_wrong_name_empty(),
        Reason::NameLong => words.prices_wrong_name_long(),
        Reason::PriceEmpty => words.prices_wrong_price_empty(),
        Reason::PriceText => words.prices_wrong_price_text(),
        Reason::PriceNegative => words.prices_wrong_price_negative(),
        Reason::PriceZero => words.prices_wrong_price_zero(),
        Reason::PriceTooLarge => words.prices_wrong_price_large(),
        Reason::PriceCurrency => words.prices_wrong_price_currency(),
        Reason::PriceAmbiguous => words.prices_wrong_price_ambiguous(),
        Reason::BinScientific => words.prices_wrong_bin_scientific(),
        Reason::Encoding => words.prices_wrong_encoding(),
        Reason::BinShort => words.prices_wrong_bin_short(),
        Reason::BinLong => words.prices_wrong_bin_long(),
        Reason::BinText => words.prices_wrong_bin_text(),
        Reason::BinChecksum => words.prices_wrong_bin_checksum(),
        Reason::BinStructure => words.prices_wrong_bin_structure(),
        Reason::DateText => words.prices_wrong_date_text(),
        Reason::DateFuture => words.prices_wrong_date_future(),
        Reason::QuoteOpen => words.prices_wrong_quote(),
    }
}
